/**
 * “Initiate a Private Connection in Script Mode for Jira On-premise”, step by step in the page's own order, on Jira Data Center's
 * page in Jira, in its dark theme. The destination is Azure DevOps, set to private: it makes all requests itself.
 *
 * 1. Of the destination nothing is known until it accepts.
 * 2. Jira's side confirms who accepted (PRODUCT: whoever holds the code of such an invitation could accept it).
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { azureDevOpsAdmin } from '../support/admin-api.ts';
import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { dataCenterAdmin, dataCenterPeople } from '../support/data-center.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { done } from '../support/room.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { accept, chooseProject, confirmPartner, waitUntilActive } from './flows.ts';
import { clipboardOf, dataCenterOf, fieldsOf, openDataCenter, syncBegins, toConnections } from './seed.ts';

const flow = 'seed-jira-on-premise-initiates-private';
let browser: Browser;
let playground: Playground;
let jira: AdminPage;
let destination: AdminPage;
let code = '';

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ dataCenter: 'paired' })]);
  const { azureDevOps, companion } = playground;
  const api = azureDevOpsAdmin({ azureDevOps, companionUrl: companion.url, organization: 'contoso' });
  done(await api.saveSettings({ name: 'contoso', visibility: 'private' }));
  destination = await openAdminPage(browser, { host: 'azure-devops', url: azureDevOps.hubUrl('contoso'), flow, colours: 'dark' });
  jira = await openDataCenter(browser, playground, flow, 'dark');
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
  await jira.shot('2-initiate');
});

test('3. Click “I don’t have a URL”: it stands in the place of the URL, and can be taken away again', async () => {
  await click(en['initiate.noUrl']);
  await dialog().getByRole('button', { name: en['initiate.noUrl.remove'] }).click();
  await dialog().getByLabel(en['initiate.url'], { exact: false }).first().waitFor();
  await click(en['initiate.noUrl']);
  await dialog().getByRole('button', { name: en['initiate.noUrl.remove'] }).waitFor();
  expect(await dialog().locator('#destination-url').count()).toBe(0);
});

test('4. Choose Script: of the three modes, with what each is for', async () => {
  const cards = await dialog().getByRole('radiogroup').or(dialog().getByRole('group')).last().innerText();
  for (const text of [en['initiate.mode.BASIC.1'], en['initiate.mode.VISUAL.2'], en['initiate.mode.SCRIPT.1']])
    expect(cards).toContain(text);
  expect(await dialog().getByRole('radio', { name: 'Visual' }).getAttribute('aria-disabled')).toBe('true');
  await dialog().getByRole('radio', { name: 'Script' }).check({ force: true });
  await jira.shot('4-mode');
});

test('5. Click “Next”', async () => {
  await click(en['button.next']);
  await dialog().getByRole('heading', { name: en['initiate.information'] }).waitFor();
});

test('6. Enter the connection information and click “Next”', async () => {
  expect(await fieldsOf(jira)).toEqual([
    en['initiate.localShortName'],
    en['initiate.remoteShortName'],
    en['initiate.name'],
    en['initiate.description'],
  ]);
  await dialog().locator('#initiate-localShortName').fill('initech');
  await dialog().locator('#initiate-remoteShortName').fill('partner');
  await dialog().locator('#initiate-description').fill('Behind their firewall');
  expect(await dialog().locator('#initiate-name').inputValue()).toBe('initech_to_partner');
  await jira.shot('6-information');
  await click(en['button.next']);
});

test('7. Select a project for the incoming sync', async () => {
  await dialog().getByRole('heading', { name: en['initiate.project'] }).waitFor();
  await chooseProject(jira, 'Initech Reports');
  expect(await dialog().getByRole('checkbox', { name: en['initiate.ask'] }).isChecked()).toBe(true);
  await jira.shot('7-project');
});

test('8. Click “Next”: the destination is “unknown”, and one goes on alone', async () => {
  await click(en['button.next']);
  await dialog().getByRole('heading', { name: en['initiate.invitation'] }).waitFor();
  await dialog().getByText(en['initiate.invitation.unknown'], { exact: true }).waitFor();
  await dialog().getByText(en['initiate.invitation.unknown.note']).waitFor();
});

test('9. Click “Copy invitation code”', async () => {
  await click(en['initiate.invitation.copy']);
  await dialog().getByText(en['announce.copied']).first().waitFor();
  code = await dialog().locator('#invitation-code').inputValue();
  expect(await clipboardOf(jira)).toBe(code);
  await jira.shot('9-code');
});

test('10. Click “Done”', async () => {
  await click(en['button.done']);
  await dialog().waitFor({ state: 'detached' });
  await jira.frame.getByText(en['status.pending'], { exact: true }).first().waitFor();
  await jira.shot('10-pending');
});

test('The partner accepts, and is confirmed; the connection is one of a private side', async () => {
  const number = await accept(destination, code, 'Fabrikam', () => confirmPartner(jira));
  expect(await waitUntilActive(jira, 'initech_to_partner')).toBe(number);
  const { connections } = await dataCenterAdmin(dataCenterOf(playground), playground.companion.url).list({});
  expect(connections.map(({ partner }) => partner)).toMatchObject([{ baseUrl: null }]);
});

test('Once the partner has accepted, synchronization starts', async () => {
  await syncBegins(
    { name: 'Jira', people: dataCenterPeople(dataCenterOf(playground), 'rui'), project: 'INI' },
    { name: 'Azure DevOps', people: azureDevOpsPeople(playground.azureDevOps, 'contoso', 'mel'), project: 'Fabrikam' },
  );
  expectDescribed(playground, ['jira-data-center', 'azure-devops']);
  expect([...jira.problems, ...destination.problems]).toEqual([]);
});
