/**
 * Jira Data Center's page in a browser: served by the companion, from signing in over the first run to a connection; and inside
 * Jira, as the menu plugin shows it.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { startPlayground, type Playground } from '@entente/playground';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
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
}, 60_000);
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
}, 60_000);

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
}, 60_000);

test('inside Jira the page proves it by itself, and revokes its token when it is left', async () => {
  const before = dataCenter().control.requests().length;
  const admin = await inJira('ada');
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  await admin.shot('connections');
  const pat = () =>
    dataCenter()
      .control.requests()
      .slice(before)
      .filter(({ path }) => path.startsWith('/rest/pat/'));
  expect(pat().map(({ method }) => method)).toEqual(['POST']);
  await admin.page.goto('about:blank');
  await eventually(
    'the token is revoked',
    () => pat().map(({ method, status }) => `${method} ${status}`),
    (seen) => seen.includes('DELETE 204'),
  );
  const user = await inJira('rui');
  await user.frame.getByText('rui is no administrator').waitFor();
}, 60_000);

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
}, 90_000);
