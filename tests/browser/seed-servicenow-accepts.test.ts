/**
 * “Accept the Connection Invitation in Script Mode for ServiceNow”, step by step in the page's own order, inside the instance's
 * shell. The invitation comes from Jira Cloud.
 *
 * 1. Nothing of what the code includes is typed, and no project is asked for: “Next” accepts.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { jiraPeople } from '../support/jira-people.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { initiate, readEntenteUrl, securityNumberIn, waitUntilActive } from './flows.ts';

const flow = 'seed-servicenow-accepts';
let browser: Browser;
let playground: Playground;
let instance: ServiceNow;
let serviceNow: AdminPage;
let inviter: AdminPage;
let code = '';

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ serviceNow: true })]);
  if (playground.serviceNow === null) throw new Error('This playground has no ServiceNow.');
  instance = playground.serviceNow;
  serviceNow = await openAdminPage(browser, { host: 'servicenow', url: instance.pageUrl(), flow });
  const destinationUrl = await readEntenteUrl(serviceNow);
  inviter = await openAdminPage(browser, { host: 'jira', url: playground.jira.adminPageUrl('connections'), flow });
  code = await initiate(inviter, {
    destinationUrl,
    mode: 'Script',
    localShortName: 'acme',
    remoteShortName: 'globex',
    project: 'Acme Webshop',
  });
  await serviceNow.page.goto(`${instance.url}/now/nav/ui/classic/params/target/incident_list.do`);
});
afterAll(async () => {
  await serviceNow.look('last-seen');
  await browser.close();
  await playground.close();
});

const dialog = () => serviceNow.frame.getByRole('dialog', { name: en['accept.title'] });
const click = async (name: string): Promise<void> => await dialog().getByRole('button', { name, exact: true }).click();

test('1. Navigate to the Connections tab: Connections under Entente', async () => {
  const { page, frame } = serviceNow;
  const all = page.getByRole('navigation', { name: 'All applications' });
  await all.getByRole('heading', { name: 'Entente', exact: true }).waitFor();
  await all.getByRole('link', { name: 'Connections', exact: true }).click();
  await frame.getByRole('heading', { name: en['connections.empty.title'] }).waitFor();
  await serviceNow.shot('1-connections');
});

test('2. Click “Accept invitation”', async () => {
  await serviceNow.frame.getByRole('button', { name: en['connections.accept'] }).first().click();
  await dialog().getByRole('heading', { name: en['accept.code'] }).waitFor();
  await serviceNow.shot('2-accept');
});

test('3. Paste the invitation code and click “Next”: what it includes is shown before', async () => {
  await dialog().getByLabel(en['accept.code.label'], { exact: false }).fill(code);
  await dialog().getByText(en['accept.says.claim']).waitFor();
  const said = await dialog().innerText();
  for (const part of ['acme', 'globex', 'acme_to_globex', 'Jira Cloud', 'Script']) expect(said).toContain(part);
  await serviceNow.shot('3-code');
  await click(en['button.next']);
});

test('Congratulations: the connection of both companies is established; “Configure sync” opens its rules', async () => {
  await dialog().getByRole('heading', { name: en['accept.congratulations'] }).waitFor({ timeout: 60_000 });
  await dialog().getByText(en['accept.established']).waitFor();
  await serviceNow.shot('4-congratulations');
  const said = await dialog().innerText();
  for (const company of ['acme', 'globex']) expect(said).toContain(company);
  const number = securityNumberIn(said);
  await click(en['accept.configure']);
  await serviceNow.frame.getByTestId('rules-outgoing').waitFor();
  await serviceNow.shot('5-configure-sync');
  expect(await waitUntilActive(inviter, 'acme_to_globex')).toBe(number);
});

test('Issues of the inviter become incidents; an incident is sent once a filter is set in the settings', async () => {
  const people = jiraPeople(playground.jira, 'rui@acme.example');
  await people.create('ACME', { summary: 'Made at Jira' });
  const incidents = (): readonly unknown[] => instance.control.rows('incident').map((row) => row['short_description']);
  await eventually('the incident', incidents, (seen) => seen.includes('Made at Jira'), 60_000);
  const { frame } = serviceNow;
  await frame.getByRole('tab', { name: en['connection.settings'] }).click();
  await frame.getByLabel('Filter', { exact: false }).fill('short_descriptionSTARTSWITHMade at ServiceNow');
  await frame.getByTestId('connection-save').click();
  await frame.getByText(en['announce.saved']).first().waitFor();
  await instance.control.insert('incident', { short_description: 'Made at ServiceNow' }, 'beth.anglin');
  const issues = (): readonly string[] => people.all('ACME').map(({ summary }) => summary);
  await eventually('the issue', issues, (seen) => seen.includes('Made at ServiceNow'), 60_000);
  expect(issues().toSorted()).toEqual(['Made at Jira', 'Made at ServiceNow']);
  expect(incidents().filter((one) => one === 'Made at Jira')).toHaveLength(1);
  // The application asks its own instance by scripts: there is no request to hold.
  expectDescribed(playground, ['jira-cloud']);
  expect([...serviceNow.problems, ...inviter.problems]).toEqual([]);
});
