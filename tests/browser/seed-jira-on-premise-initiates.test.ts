/**
 * “Initiate a Connection in Script Mode for Jira On-premise”, step by step in the page's own order, on Jira Data Center's page in
 * Jira. The destination is Azure DevOps, whose admin accepts.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { dataCenterPeople } from '../support/data-center.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { accept, chooseProject, readEntenteUrl, waitUntilActive } from './flows.ts';
import { clipboardOf, dataCenterOf, fieldsOf, openDataCenter, syncBegins, toConnections } from './seed.ts';

const flow = 'seed-jira-on-premise-initiates';
let browser: Browser;
let playground: Playground;
let jira: AdminPage;
let destination: AdminPage;
let destinationUrl: string;
let code = '';

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ dataCenter: 'paired' })]);
  destination = await openAdminPage(browser, { host: 'azure-devops', url: playground.azureDevOps.hubUrl('contoso'), flow });
  destinationUrl = await readEntenteUrl(destination);
  jira = await openDataCenter(browser, playground, flow);
});
afterAll(async () => {
  await jira.look('last-seen');
  await browser.close();
  await playground.close();
});

const dialog = () => jira.frame.getByRole('dialog', { name: en['initiate.title'] });
const click = async (name: string): Promise<void> => await dialog().getByRole('button', { name, exact: true }).click();

test('1. Navigate to the Connections tab: Settings, Apps, Connections under Entente', async () => {
  await toConnections(jira);
});

test('2. Click “Initiate connection”', async () => {
  await jira.frame.getByRole('button', { name: en['connections.initiate'] }).first().click();
  await dialog().getByRole('heading', { name: en['initiate.destination'] }).waitFor();
});

test('3. Enter the destination instance URL: the modes are suggested by what the destination offers', async () => {
  await dialog().getByLabel(en['initiate.url'], { exact: false }).first().fill(destinationUrl);
  await click(en['initiate.check']);
  await dialog().getByText(en['initiate.found.text']).waitFor();
  const found = await dialog().innerText();
  for (const part of ['contoso', 'Azure DevOps']) expect(found).toContain(part);
  expect(
    await dialog()
      .getByRole('radio')
      .evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
  ).toEqual(['BASIC', 'VISUAL', 'SCRIPT']);
});

test('4. Select the configuration mode: Script', async () => {
  await dialog().getByRole('radio', { name: 'Script' }).check({ force: true });
  // The page says so before its steps.
  await dialog().getByText(en['initiate.modes.note']).waitFor();
  await jira.shot('4-mode');
});

test('5. Click “Next”', async () => {
  await click(en['button.next']);
  await dialog().getByRole('heading', { name: en['initiate.information'] }).waitFor();
});

test('6. Enter the connection information: local and remote short name, connection name, description', async () => {
  expect(await fieldsOf(jira)).toEqual([
    en['initiate.localShortName'],
    en['initiate.remoteShortName'],
    en['initiate.name'],
    en['initiate.description'],
  ]);
  await dialog().locator('#initiate-localShortName').fill('initech');
  await dialog().locator('#initiate-remoteShortName').fill('contoso');
  expect(await dialog().locator('#initiate-name').inputValue()).toBe('initech_to_contoso');
  await dialog().locator('#initiate-description').fill('Reports that contoso works on');
  await dialog().getByRole('button', { name: en['button.previous'], exact: true }).waitFor();
  await jira.shot('6-information');
});

test('7. Click “Next”', async () => {
  await click(en['button.next']);
  await dialog().getByRole('heading', { name: en['initiate.project'] }).waitFor();
});

test('8. Select a project for the issues received from the destination', async () => {
  await chooseProject(jira, 'Initech Reports');
  await jira.shot('8-project');
});

test('9. Click “Initiate”', async () => {
  await click(en['initiate.initiate']);
  await dialog().getByRole('heading', { name: en['initiate.invitation'] }).waitFor();
});

test('10. Click “Copy invitation code”', async () => {
  await click(en['initiate.invitation.copy']);
  await dialog().getByText(en['announce.copied']).first().waitFor();
  code = await dialog().locator('#invitation-code').inputValue();
  expect(await clipboardOf(jira)).toBe(code);
  await jira.shot('10-code');
});

test('11. Click “Done”: the connection waits for the partner', async () => {
  await click(en['button.done']);
  await dialog().waitFor({ state: 'detached' });
  await jira.frame.getByText(en['status.pending'], { exact: true }).first().waitFor();
  await jira.shot('11-pending');
});

test('The other side accepts, and the connection becomes active', async () => {
  const number = await accept(destination, code, 'Fabrikam', null);
  // The page tells its reader to refresh; here the row changes by itself (PRODUCT: nobody reloads).
  expect(await waitUntilActive(jira, 'initech_to_contoso')).toBe(number);
});

test('Issues of both sides are synced', async () => {
  await syncBegins(
    { name: 'Jira', people: dataCenterPeople(dataCenterOf(playground), 'rui'), project: 'INI' },
    { name: 'Azure DevOps', people: azureDevOpsPeople(playground.azureDevOps, 'contoso', 'mel'), project: 'Fabrikam' },
  );
  expectDescribed(playground, ['jira-data-center', 'azure-devops']);
  expect([...jira.problems, ...destination.problems]).toEqual([]);
});
