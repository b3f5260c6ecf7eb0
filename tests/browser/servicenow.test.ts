/**
 * ServiceNow's page inside the instance's shell, with Jira Cloud in the light theme and with Azure DevOps in the dark one: it
 * accepts and initiates, while both sides can be called and while it is private itself; its settings choose what is sent.
 * Each step is kept as a screenshot and has no serious accessibility finding.
 *
 * 1. A partner may enter the instance's own address.
 * 2. A private instance is invited by a code without a URL, and invites by a partner's URL.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import { heldRequests } from '@entente/servicenow-scoped/standin/conformance';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { openAdminPage, type AdminPage, type AdminPageOptions } from './admin-page.ts';
import { accept, confirmPartner, initiate, makePrivate, openConnections, readEntenteUrl, waitUntilActive } from './flows.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface Case {
  readonly host: 'jira' | 'azure-devops';
  readonly project: string;
  readonly colours: 'light' | 'dark';
}

const cases: readonly Case[] = [
  { host: 'jira', project: 'Acme Webshop', colours: 'light' },
  { host: 'azure-devops', project: 'Fabrikam', colours: 'dark' },
];

describe.each(cases)('with $host, $colours', ({ host, project, colours }) => {
  let playground: Playground | null = null;
  const opened: AdminPage[] = [];
  let instance: ServiceNow;
  let serviceNow: AdminPage;
  let other: AdminPage;
  let url: string;

  const opens = async (options: AdminPageOptions): Promise<AdminPage> => {
    const admin = await openAdminPage(browser, options);
    opened.push(admin);
    return admin;
  };

  beforeAll(async () => {
    playground = await startPlayground({ serviceNow: true });
    if (playground.serviceNow === null) throw new Error('This playground has no ServiceNow.');
    instance = playground.serviceNow;
    instance.control.property('standin.theme', colours);
    const page = host === 'jira' ? playground.jira.adminPageUrl('connections') : playground.azureDevOps.hubUrl('contoso');
    serviceNow = await opens({ host: 'servicenow', url: instance.pageUrl(), flow: `servicenow-with-${host}` });
    other = await opens({ host, url: page, flow: `servicenow-with-${host}`, colours });
    url = await readEntenteUrl(other);
    expect(await readEntenteUrl(serviceNow)).toBe(instance.scopeUrl);
  }, 150_000);
  afterAll(async () => {
    for (const admin of opened) {
      await admin.look('last-seen');
      await admin.close();
    }
    await playground?.close();
  });

  const invites = (inviting: AdminPage, destinationUrl: string | null, [local, remote]: readonly [string, string]): Promise<string> =>
    initiate(inviting, {
      destinationUrl,
      mode: 'Script',
      localShortName: local,
      remoteShortName: remote,
      project: inviting === serviceNow ? null : project,
    });

  test('it accepts, without a project step; the inviter has entered the instance’s own address', async () => {
    const code = await invites(other, instance.url, [host, 'globex']);
    const number = await accept(serviceNow, code, null, null);
    expect(await waitUntilActive(other, `${host}_to_globex`)).toBe(number);
  });

  test('the connection’s settings choose what is sent', async () => {
    await chooseFilter(serviceNow);
  });

  test('it initiates', async () => {
    const code = await invites(serviceNow, url, ['globex', `${host}-2`]);
    const number = await accept(other, code, project, null);
    expect(await waitUntilActive(serviceNow, `globex_to_${host}-2`)).toBe(number);
  });

  test('private, it accepts a code without a URL, and the inviter confirms', async () => {
    await makePrivate(serviceNow);
    const code = await invites(other, null, [host, 'globex-3']);
    const number = await accept(serviceNow, code, null, () => confirmPartner(other));
    expect(await waitUntilActive(other, `${host}_to_globex-3`)).toBe(number);
  }, 150_000);

  test('private, it initiates by its partner’s URL', async () => {
    const code = await invites(serviceNow, url, ['globex', `${host}-4`]);
    const number = await accept(other, code, project, null);
    expect(await waitUntilActive(serviceNow, `globex_to_${host}-4`)).toBe(number);
  }, 150_000);

  test('neither page has complained, and every request of the Table and Attachment APIs is as described', () => {
    expect([...serviceNow.problems, ...other.problems]).toEqual([]);
    expect(heldRequests(instance).violations).toEqual([]);
  });
});

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
  await choose(serviceNow, 'Assignment group', 'serv', 'Service Desk');
  await choose(serviceNow, 'Caller', 'anglin@', 'Beth Anglin');
  await serviceNow.shot('settings-chosen');
  await frame.getByTestId('connection-save').click();
  await frame.getByRole('tab', { name: en['connection.overview'] }).click();
  await frame.getByText('are sent automatically', { exact: false }).waitFor();
  await serviceNow.shot('overview-with-filter');
  await openConnections(serviceNow);
}

/** By a part of its name or of what tells it from others. */
async function choose({ frame }: AdminPage, label: string, typed: string, name: string): Promise<void> {
  const field = frame.getByRole('combobox', { name: label });
  await field.fill(typed);
  await frame.getByRole('option', { name }).click();
  expect(await field.inputValue()).toBe(name);
}
