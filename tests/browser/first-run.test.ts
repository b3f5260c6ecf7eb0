/**
 * The first day, on each host: what is not set up, not allowed or away is said, with what to do about it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { startPlayground, type Playground } from '@entente/playground';
import type { AdminApi } from '@entente/wizard/admin-api';
import { azureDevOpsAdmin, jiraAdmin } from '../support/admin-api.ts';
import type { Host } from '../support/room.ts';
import type { AdminPage } from './admin-page.ts';
import { hosts, pagesOf, ready } from './host-pages.ts';
import { hasFocus, heading } from './keyboard.ts';

let browser: Browser;
let playground: Playground;
let pages: ReturnType<typeof pagesOf>;
/** The browser says so itself of a request that is refused or finds nobody: these tests make such. */
const expected = /Failed to load resource|blocked by CORS policy/;

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ paired: ['northwind'] })]);
  pages = pagesOf(browser, 'first-run');
});
afterEach(async () => {
  expect((await pages.closeAll()).filter((problem) => !expected.test(problem))).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await playground.close();
});

const open = (host: Host, path?: string, account?: string): Promise<AdminPage> =>
  pages.open(playground, host, { ...(path === undefined ? {} : { path }), ...(account === undefined ? {} : { account }) });

describe('an organisation that no companion serves yet', () => {
  test('who is no administrator cannot pair it', async () => {
    const admin = await open('azure-devops', 'connections', 'mel');
    const { frame } = admin;
    await frame.locator('#setup-address').fill(playground.companion.url);
    await frame.getByTestId('setup-next').click();
    await frame.locator('#setup-pair').fill(playground.companion.newPairingSecret());
    await frame.getByTestId('setup-next').click();
    await frame.locator('#setup-pair-error').getByText(en['say.setup.notAdmin']).waitFor();
    await admin.shot('setup-no-admin');
  });

  test('three steps, each checked at once: wrong, then right', async () => {
    const admin = await open('azure-devops');
    const { frame } = admin;
    const next = frame.getByTestId('setup-next');
    const refused = async (id: string, text: string, said: string): Promise<void> => {
      await frame.locator(`#${id}`).fill(text);
      await next.click();
      await frame
        .locator(`#${id}-error`)
        .getByText(said.split('{')[0] ?? '')
        .waitFor();
      await hasFocus(frame.locator(`#${id}`));
    };
    // The companion's address is already known to the organisation from the test before, so begin anew.
    await frame.getByRole('button', { name: en['setup.other'] }).click();
    await hasFocus(heading(frame, en['setup.address']));
    await admin.shot('setup-1-address');
    await refused('setup-address', 'companion', en['say.setup.notAUrl']);
    await refused('setup-address', 'http://companion.example.com', en['say.setup.notHttps']);
    await refused('setup-address', 'http://127.0.0.1:9', en['say.setup.unreachable']);
    await refused('setup-address', playground.jira.siteUrl, en['say.setup.unreachable']);
    await admin.shot('setup-1-wrong-address');
    await frame.locator('#setup-address').fill(playground.companion.url);
    await next.click();
    await hasFocus(heading(frame, en['setup.pair']));
    await refused('setup-pair', 'not-the-secret', en['say.setup.wrongSecret']);
    await admin.shot('setup-2-wrong-secret');
    await frame.locator('#setup-pair').fill(playground.companion.newPairingSecret());
    await next.click();
    await hasFocus(heading(frame, en['setup.token']));
    await refused('setup-token', 'not-a-token', en['say.setup.tokenRefused']);
    await admin.shot('setup-3-wrong-token');
    await frame.locator('#setup-token').fill(playground.azureDevOps.token('contoso', 'entente'));
    await next.click();
    await frame.getByText(en['connections.empty.title']).waitFor();
    await admin.shot('setup-done');
  });

  test('afterwards, who is no administrator is told whom to ask, without buttons', async () => {
    const admin = await open('azure-devops', 'connections', 'mel');
    await admin.frame.getByText(en['admin.only.title']).waitFor();
    await admin.frame.getByText('Mel Member').waitFor();
    expect(await admin.frame.getByRole('button').count()).toBe(0);
    await admin.shot('no-admin');
  });
});

test('Jira itself keeps out who is no administrator', async () => {
  const rui = playground.jira.control.users().find(({ displayName }) => displayName === 'Rui Reporter');
  const admin = await open('jira', 'connections', rui?.accountId ?? '');
  await admin.page.getByText('Only Jira administrators can open it').waitFor();
  expect(await admin.page.locator('iframe').count()).toBe(0);
  await admin.look('no-admin');
});

describe('Jira’s consent for the partner’s host', () => {
  const consent = (admin: AdminPage): Locator => admin.page.getByTestId('egress-consent');

  const northwind = (): AdminApi =>
    azureDevOpsAdmin({ azureDevOps: playground.azureDevOps, companionUrl: playground.companion.url, organization: 'northwind' });
  const ententeUrl = async (): Promise<string> => (await northwind().home({})).node.baseUrl ?? '';

  test('accepting: declined, nothing is sent, and Ask again asks again', async () => {
    const made = await northwind().initiate({
      requestId: crypto.randomUUID(),
      destinationUrl: null,
      mode: 'SCRIPT',
      localShortName: 'northwind',
      remoteShortName: 'acme',
      name: 'consent-to-accept',
      description: '',
      projectId: (await northwind().searchProjects({ text: 'Fabrikam', cursor: null })).items[0]?.id ?? null,
      askBeforeActivating: true,
    });
    if (made.kind === 'refused') throw new Error(made.code);
    const admin = await open('jira', 'accept');
    const { frame } = admin;
    await frame.locator('#accept-code').fill(made.invitation.code);
    await frame.getByText(en['accept.says.claim']).waitFor();
    await frame.getByTestId('wizard-next').click();
    await frame.getByRole('combobox').click();
    await frame.getByRole('option', { name: 'Acme Webshop' }).first().click();
    await frame.getByTestId('wizard-next').click();
    await consent(admin).getByRole('button', { name: 'Decline' }).click();
    await frame.getByTestId('ask-again').waitFor();
    await admin.shot('accept-consent-declined');
    await frame.getByTestId('ask-again').click();
    await consent(admin).getByRole('button', { name: 'Decline' }).click();
    await frame.getByTestId('ask-again').waitFor();
    expect((await northwind().list({})).connections.map(({ state }) => state)).toEqual(['pending']);
    expect((await jiraAdmin(playground.jira).list({})).connections).toEqual([]);
  });

  test('declined, the step stays with Ask again; nothing was called; given, it goes on', async () => {
    const admin = await open('jira', 'initiate');
    const { frame } = admin;
    await frame.locator('#destination-url').fill(await ententeUrl());
    await frame.getByTestId('destination-check').click();
    await consent(admin).getByRole('button', { name: 'Decline' }).click();
    const again = frame.getByTestId('ask-again');
    await again.waitFor();
    await admin.shot('consent-declined');
    expect(await frame.getByText(en['initiate.found.text']).count()).toBe(0);
    await again.click();
    await consent(admin).getByRole('button', { name: 'Decline' }).click();
    await again.click();
    await admin.look('consent-asked-again');
    await consent(admin).getByRole('button', { name: 'Allow' }).click();
    await frame.getByText(en['initiate.found.text']).waitFor();
  });
});

describe.each(hosts)('%s', (host) => {
  test('no project to choose: which permission, for whom, and Reload', async () => {
    const giveBack = takePermissions(host);
    const admin = await open(host, 'initiate');
    const { frame } = admin;
    await frame.getByRole('button', { name: en['initiate.noUrl'] }).click();
    await frame.getByRole('radio', { name: 'Basic' }).check({ force: true });
    await frame.getByTestId('wizard-next').click();
    await frame.locator('#initiate-remoteShortName').fill('partner');
    await frame.getByTestId('wizard-next').click();
    await frame.getByText(en['project.nothing.title']).waitFor();
    await admin.shot('no-project');
    giveBack();
    await frame.getByRole('button', { name: en['button.reload'] }).click();
    await frame.getByText(en['project.nothing.title']).waitFor({ state: 'detached' });
    await frame.getByRole('combobox').click();
    await frame.getByRole('option').first().waitFor();
  });
});

/** Until the answer is called, the account that Entente works as may create issues nowhere. */
function takePermissions(host: Host): () => void {
  if (host === 'jira') {
    const projects = ['ACME', 'OPS'].map((key) => playground.jira.control.project(key)).filter((project) => project !== undefined);
    const before = projects.map(({ permissions }) => permissions);
    for (const project of projects) project.permissions = { ...project.permissions, CREATE_ISSUES: 'nobody' };
    return () => projects.forEach((project, at) => (project.permissions = before[at] ?? {}));
  }
  const account = playground.azureDevOps.control.user('contoso', 'entente');
  const before = account.options;
  Object.assign(account, { options: { ...before, role: 'reader', projects: {} } });
  return () => void Object.assign(account, { options: before });
}

test('a licence that ended: the buttons open what is missing; it comes back with Check again', async () => {
  playground.jira.control.license({ active: false, isEvaluation: false });
  const admin = await open('jira');
  const { frame } = admin;
  await ready(admin);
  await frame.getByTestId('initiate-connection').click();
  await hasFocus(heading(frame, en['missing.title']));
  await frame.getByText(en['say.missing.licence']).waitFor();
  await admin.shot('licence-ended');
  playground.jira.control.license({ active: true });
  await frame.getByTestId('missing-check-again').click();
  await hasFocus(heading(frame, en['initiate.destination']));
});

test('the companion down: cannot reach, the last list read-only; it comes back by itself', async () => {
  const admin = await open('azure-devops');
  const { frame } = admin;
  await ready(admin);
  await frame.getByText(en['connections.empty.title']).waitFor();
  await playground.companion.kill();
  const away = frame.getByRole('main').getByText(en['away.title']);
  await away.waitFor();
  expect(await frame.getByTestId('initiate-connection').getAttribute('aria-disabled')).toBe('true');
  await frame.getByTestId('initiate-connection').press('Enter');
  expect(await frame.getByRole('dialog').count()).toBe(0);
  await admin.shot('companion-down');
  const late = await open('azure-devops');
  await late.frame.getByRole('main').getByText(en['away.title']).waitFor();
  await late.shot('companion-down-from-the-start');
  await playground.companion.restart();
  await away.waitFor({ state: 'detached' });
  await frame.getByText(en['connections.empty.title']).waitFor();
  await late.frame.getByRole('button', { name: en['button.tryAgain'] }).click();
  await late.frame.getByText(en['connections.empty.title']).waitFor();
});
