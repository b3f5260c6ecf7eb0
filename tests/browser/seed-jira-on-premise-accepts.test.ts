/**
 * “Accept the Connection Invitation in Script Mode for Jira On-premise”, step by step in the page's own order, on Jira Data Center's
 * page in Jira, in its dark theme. The invitation comes from Jira Cloud.
 *
 * 1. Nothing of what the code includes is typed: names, addresses, the partner.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { dataCenterAdmin, dataCenterPeople } from '../support/data-center.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { jiraPeople } from '../support/jira-people.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { chooseProject, initiate, securityNumberIn, waitUntilActive } from './flows.ts';
import { dataCenterOf, openDataCenter, syncBegins, toConnections } from './seed.ts';

const flow = 'seed-jira-on-premise-accepts';
let browser: Browser;
let playground: Playground;
let jira: AdminPage;
let inviter: AdminPage;
let code = '';

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ dataCenter: 'paired' })]);
  const { node } = await dataCenterAdmin(dataCenterOf(playground), playground.companion.url).home({});
  inviter = await openAdminPage(browser, { host: 'jira', url: playground.jira.adminPageUrl('connections'), flow, colours: 'dark' });
  code = await initiate(inviter, {
    destinationUrl: node.baseUrl,
    mode: 'Script',
    localShortName: 'acme',
    remoteShortName: 'initech',
    project: 'Acme Webshop',
  });
  jira = await openDataCenter(browser, playground, flow, 'dark');
});
afterAll(async () => {
  await jira.look('last-seen');
  await browser.close();
  await playground.close();
});

const dialog = () => jira.frame.getByRole('dialog', { name: en['accept.title'] });
const click = async (name: string): Promise<void> => await dialog().getByRole('button', { name, exact: true }).click();

test('1. Navigate to the Connections tab: Settings, Apps, Connections under Entente', async () => {
  await toConnections(jira);
});

test('2. Click “Accept invitation”', async () => {
  await jira.frame.getByRole('button', { name: en['connections.accept'] }).first().click();
  await dialog().getByRole('heading', { name: en['accept.code'] }).waitFor();
  await jira.shot('2-accept');
});

test('3. Paste the invitation code and click “Next”: what it includes is shown', async () => {
  await dialog().getByLabel(en['accept.code.label'], { exact: false }).fill(code);
  await dialog().getByText(en['accept.says.claim']).waitFor();
  const said = await dialog().innerText();
  for (const part of ['acme', 'initech', 'acme_to_initech', 'Jira Cloud', 'Script']) expect(said).toContain(part);
  await jira.shot('3-code');
  await click(en['button.next']);
});

// The page's own numbers go on with 8.
test('8. Select a project for the issues received from the other side and click “Confirm”', async () => {
  await dialog().getByRole('heading', { name: en['accept.project'] }).waitFor();
  expect(await dialog().innerText()).toMatch(/summary.*description.*comments.*labels.*attachments/is);
  await dialog().getByRole('button', { name: en['button.previous'], exact: true }).waitFor();
  await chooseProject(jira, 'Initech Reports');
  await jira.shot('8-project');
  await click(en['accept.confirm']);
});

test('Congratulations: the connection is established, here and at the inviter; “Configure sync” opens its rules', async () => {
  await dialog().getByRole('heading', { name: en['accept.congratulations'] }).waitFor({ timeout: 60_000 });
  await dialog().getByText(en['accept.established']).waitFor();
  await dialog().getByText(en['accept.eachSide']).waitFor();
  await jira.shot('9-congratulations');
  const number = securityNumberIn(await dialog().innerText());
  await click(en['accept.configure']);
  await jira.frame.getByRole('heading', { name: 'acme_to_initech', level: 1 }).waitFor();
  await jira.frame.getByTestId('rules-outgoing').waitFor();
  await jira.shot('10-configure-sync');
  expect(await waitUntilActive(inviter, 'acme_to_initech')).toBe(number);
});

test('Issues of both sides are synced', async () => {
  await syncBegins(
    { name: 'Jira Data Center', people: dataCenterPeople(dataCenterOf(playground), 'rui'), project: 'INI' },
    { name: 'Jira Cloud', people: jiraPeople(playground.jira, 'rui@acme.example'), project: 'ACME' },
  );
  expectDescribed(playground, ['jira-data-center', 'jira-cloud']);
  expect([...jira.problems, ...inviter.problems]).toEqual([]);
});
