/**
 * ServiceNow's page inside the instance's shell: it accepts from Jira Cloud and from Azure DevOps, initiates to both, and its
 * settings choose what is sent. Each step is kept as a screenshot and has no serious accessibility finding.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { accept, confirmPartner, initiate, readEntenteUrl, waitUntilActive } from './flows.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

type Host = 'jira' | 'azure-devops';
const projects = { jira: 'Acme Webshop', 'azure-devops': 'Fabrikam' } as const;

async function withPages(flow: string, host: Host, body: (serviceNow: AdminPage, other: AdminPage) => Promise<void>): Promise<void> {
  const playground: Playground = await startPlayground({ serviceNow: true });
  const opened: AdminPage[] = [];
  try {
    const url = host === 'jira' ? playground.jira.adminPageUrl('connections') : playground.azureDevOps.hubUrl('contoso');
    const serviceNow = await openAdminPage(browser, { host: 'servicenow', url: playground.serviceNow?.pageUrl() ?? '', flow });
    opened.push(serviceNow);
    const other = await openAdminPage(browser, { host, url, flow });
    opened.push(other);
    await body(serviceNow, other);
    expect(opened.flatMap(({ problems }) => problems)).toEqual([]);
  } catch (caught) {
    for (const admin of opened) await admin.look('failure');
    throw caught;
  } finally {
    for (const admin of opened) await admin.close();
    await playground.close();
  }
}

test.each(['jira', 'azure-devops'] as const)(
  'accepts from %s, without a project step; its settings choose the filter',
  async (host) => {
    await withPages(`servicenow-accepts-${host}`, host, async (serviceNow, other) => {
      const destinationUrl = await readEntenteUrl(serviceNow);
      const code = await initiate(other, { destinationUrl, mode: 'Script', project: projects[host] });
      const number = await accept(serviceNow, code, null, null);
      expect(await waitUntilActive(other)).toBe(number);
      await chooseFilter(serviceNow);
    });
  },
  180_000,
);

test.each(['jira', 'azure-devops'] as const)(
  'initiates to %s',
  async (host) => {
    await withPages(`servicenow-initiates-${host}`, host, async (serviceNow, other) => {
      const destinationUrl = await readEntenteUrl(other);
      const code = await initiate(serviceNow, { destinationUrl, mode: 'Script', project: null });
      const number = await accept(other, code, projects[host], null);
      expect(await waitUntilActive(serviceNow)).toBe(number);
    });
  },
  180_000,
);

test('initiates without a URL, and confirms who accepted', async () => {
  await withPages('servicenow-initiates-without-url', 'azure-devops', async (serviceNow, other) => {
    const code = await initiate(serviceNow, { destinationUrl: null, mode: 'Script', remoteShortName: 'partner', project: null });
    const number = await accept(other, code, projects['azure-devops'], () => confirmPartner(serviceNow));
    expect(await waitUntilActive(serviceNow)).toBe(number);
  });
}, 180_000);

async function chooseFilter(serviceNow: AdminPage): Promise<void> {
  const { frame } = serviceNow;
  await frame.getByRole('table').getByRole('button').or(frame.getByRole('table').getByRole('link')).first().click();
  await frame.getByRole('tab', { name: en['connection.overview'] }).waitFor();
  await frame.getByText('Nothing is sent automatically', { exact: false }).waitFor();
  await serviceNow.shot('overview');
  await frame.getByRole('tab', { name: en['connection.settings'] }).click();
  await frame.getByLabel('Filter', { exact: false }).fill('no_such_field=1');
  await frame.getByTestId('connection-save').click();
  await frame.getByText(en['say.option.filter']).first().waitFor();
  await serviceNow.shot('settings-refused');
  await frame.getByLabel('Filter', { exact: false }).fill('active=true');
  await frame.getByTestId('connection-save').click();
  await frame.getByRole('tab', { name: en['connection.overview'] }).click();
  await frame.getByText('are sent automatically', { exact: false }).waitFor();
  await serviceNow.shot('overview-with-filter');
}
