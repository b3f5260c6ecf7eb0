/**
 * Jira Data Center's page in a browser: served by the companion, from signing in over the first run to a connection; and inside
 * Jira, as the menu plugin shows it; and the plugin's panel beside an issue.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { startPlayground, type Playground } from '@entente/playground';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { dataCenterPeople } from '../support/data-center.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { accept, initiate, readEntenteUrl } from './flows.ts';
import { pagesOf } from './host-pages.ts';

let browser: Browser;
let playground: Playground;
const opened: AdminPage[] = [];
/** The browser says so itself of a request that is refused; these tests make such. */
const expected = /Failed to load resource/;

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ dataCenter: 'unpaired' })]);
});
afterEach(async () => {
  const problems: string[] = [];
  for (const admin of opened.splice(0)) {
    await admin.look('at-the-end');
    problems.push(...admin.problems.filter((problem) => !expected.test(problem)));
    await admin.close();
  }
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await playground.close();
});

/** Requests of the page to Jira's own list of the user's tokens, from `since` on. */
const tokenRequests = (since: number): readonly string[] =>
  dataCenter()
    .control.requests()
    .slice(since)
    .filter(({ path }) => path.startsWith('/rest/pat/'))
    .map(({ method, status }) => `${method} ${status}`);

function dataCenter() {
  const { dataCenter: jira } = playground;
  if (jira === null) throw new Error('No Data Center was started.');
  return jira;
}

async function open(
  url: string,
  host: string,
  more: { readonly width?: number; readonly colours?: 'light' | 'dark' } = {},
): Promise<AdminPage> {
  const admin = await openAdminPage(browser, { host, url, flow: 'data-center', frameless: true, ...more });
  opened.push(admin);
  return admin;
}

const served = (more = {}): Promise<AdminPage> => open(`${playground.companion.url}/pages/jira-data-center/`, 'served', more);
const inJira = (user: string): Promise<AdminPage> => open(dataCenter().adminPageUrl(user), `in-jira-${user}`);

async function signIn({ frame }: AdminPage, token: string): Promise<void> {
  await frame.locator('#sign-in-jira').fill(dataCenter().siteUrl);
  await frame.locator('#sign-in-token').fill(token);
  await frame.getByTestId('sign-in-next').click();
}

test('first run, served by the companion: who is asked proves it, then the secret, then the account’s token', async () => {
  const admin = await served();
  const { frame } = admin;
  await frame.getByTestId('sign-in-next').click();
  await frame.locator('#sign-in-jira-error').getByText(en['say.setup.empty']).waitFor();
  await admin.shot('sign-in');
  await signIn(admin, dataCenter().token('ada'));
  await frame.locator('#setup-pair').fill('wrong secret');
  await frame.getByTestId('setup-next').click();
  await frame.locator('#setup-pair-error').waitFor();
  await frame.locator('#setup-pair').fill(playground.companion.newPairingSecret());
  await frame.getByTestId('setup-next').click();
  await frame.locator('#setup-token').fill('no token');
  await frame.getByTestId('setup-next').click();
  await frame.locator('#setup-token-error').getByText(en['say.setup.tokenRefused']).waitFor();
  await admin.shot('setup-token');
  await frame.locator('#setup-token').fill(dataCenter().token('entente'));
  await frame.getByTestId('setup-next').click();
  await frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  await admin.shot('connections');
});

test('a token that Jira does not know is refused before anything is shown; forgetting it signs out', async () => {
  const admin = await served({ width: 320 });
  const { frame } = admin;
  await signIn(admin, 'nonsense');
  await frame.locator('#sign-in-token-error').getByText('Your Jira does not accept this token').waitFor();
  await admin.shot('narrow');
  await frame.locator('#sign-in-token').fill(dataCenter().token('ada'));
  await frame.getByTestId('sign-in-next').click();
  await frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  await frame.getByTestId('sign-out').click();
  await frame.locator('#sign-in-token').waitFor();
  expect(await admin.page.evaluate('sessionStorage.length')).toBe(0);
});

test('inside Jira the page proves it by itself, and revokes its token when it is left', async () => {
  const before = dataCenter().control.requests().length;
  const admin = await inJira('ada');
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  await admin.shot('connections');
  expect(tokenRequests(before)).toEqual(['POST 201']);
  await admin.page.goto('about:blank');
  await eventually(
    'the token is revoked',
    () => tokenRequests(before),
    (seen) => seen.includes('DELETE 204'),
  );
  const user = await inJira('rui');
  await user.frame.getByText('rui is no administrator').waitFor();
});

test('initiates to Azure DevOps, which accepts: both wizards as on every host', async () => {
  const pages = pagesOf(browser, 'data-center');
  const hub = await pages.open(playground, 'azure-devops');
  opened.push(hub);
  const destinationUrl = await readEntenteUrl(hub);
  const admin = await inJira('ada');
  const code = await initiate(admin, { destinationUrl, mode: 'Script', project: 'Initech Reports' });
  const number = await accept(hub, code, 'Fabrikam', null);
  expect(number).toMatch(/^\d[\d ]+$/);
  await admin.frame.getByText(en['status.active'], { exact: true }).first().waitFor();
  await admin.shot('active');
  expectDescribed(playground, ['jira-data-center', 'azure-devops']);
});

/** The issue as its user opens it, and the panel there. */
async function beside(
  user: string,
  issueId: string,
  more: { readonly colours?: 'dark'; readonly width?: number } = {},
): Promise<AdminPage> {
  const key = dataCenter().control.site.issue(issueId)?.key ?? '';
  const url = `${dataCenter().issueUrl(key)}?user=${user}`;
  const admin = await openAdminPage(browser, { host: `panel-${user}`, url, flow: 'issue-panel-data-center', ...more });
  opened.push(admin);
  return admin;
}
const openPanel = async ({ page }: AdminPage): Promise<void> => await page.getByText('How this issue is synced').click();

test('beside an issue: asks nothing until it is opened; an older issue is connected by hand; what the markup cannot hold is noted; closed, its token is revoked', async () => {
  const rui = dataCenterPeople(dataCenter(), 'rui');
  const older = await rui.create('HELP', { summary: 'Older', type: 'Task' });
  const before = dataCenter().control.requests().length;
  const panel = await beside('ada', older);
  const { frame, page } = panel;
  expect(tokenRequests(before)).toEqual([]);
  await openPanel(panel);
  await frame.getByTestId('panel-none').waitFor();
  await panel.shot('not-synced');
  await frame.getByTestId('connect').click();
  await frame.getByRole('button', { name: en['connect.ask.confirm'], exact: true }).waitFor();
  await panel.shot('asked');
  await frame.getByRole('button', { name: en['connect.ask.confirm'], exact: true }).click();
  await frame.getByRole('link', { name: /^#\d+$/ }).waitFor();
  await frame.getByText(en['panel.state.synced'], { exact: true }).waitFor();
  expect(await frame.getByTestId('connect').count()).toBe(0);
  const item = (await frame.getByRole('link', { name: /^#\d+$/ }).innerText()).replace('#', '').trim();
  const joined = '<table><tr><td colspan="2">wide</td></tr><tr><td>a</td><td>b</td></tr></table>';
  await azureDevOpsPeople(playground.azureDevOps, 'contoso', 'mel').comment(item, joined);
  await frame.getByText(en['panel.notHere']).waitFor({ timeout: 20_000 });
  await frame.getByText(en['loss.span']).waitFor();
  await panel.shot('connected');
  await openPanel(panel);
  await page.locator('iframe').waitFor({ state: 'detached' });
  await eventually(
    'the token is revoked',
    () => tokenRequests(before),
    (seen) => seen.join() === 'POST 201,DELETE 204',
  );
  const user = await beside('rui', older, { colours: 'dark', width: 400 });
  await openPanel(user);
  await user.frame.getByRole('link', { name: /^#\d+$/ }).waitFor();
  expect(await user.frame.getByRole('button').count()).toBe(0);
  await user.shot('user');
});

test('beside an issue: whoever may not see it learns nothing of it', async () => {
  const hidden = await dataCenterPeople(dataCenter(), 'ada').create('INI', { summary: 'Hidden', type: 'Task' });
  const project = dataCenter().control.site.project('INI');
  if (project !== undefined) project.permissions = { BROWSE_PROJECTS: ['JIRAUSER10000', 'JIRAUSER10001'] };
  const user = await openAdminPage(browser, {
    host: 'panel-hidden',
    url: `${dataCenter().siteUrl}/?user=rui`,
    flow: 'issue-panel-data-center',
    frameless: true,
  });
  opened.push(user);
  await user.page.goto(`${dataCenter().siteUrl}/plugins/servlet/entente/panel?issue=${hidden}`);
  await user.frame.getByText(en['say.issue.notVisible']).first().waitFor();
  expect(await user.frame.getByRole('link').count()).toBe(0);
});
