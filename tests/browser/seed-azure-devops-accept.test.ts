/**
 * “Accept the Connection Invitation in Script Mode for AzureDevOps Server & Service”, step by step in the page's own order, on
 * Services and on Server. The invitation comes from Jira Cloud.
 *
 * 1. Nothing of what the code includes is typed: names, addresses, the partner.
 * 2. Once the connection stands, issues of both sides are synced.
 * 3. The Server stands on a plain-http intranet name: its frame has the origin `null` and is no secure context.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { azureDevOpsAdmin } from '../support/admin-api.ts';
import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { jiraPeople } from '../support/jira-people.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { chooseProject, initiate, securityNumberIn, waitUntilActive } from './flows.ts';
import { syncBegins } from './seed.ts';

const INTRANET = 'tfs.intranet.test';

let browser: Browser;
let playground: Playground;

beforeAll(async () => {
  [browser, playground] = await Promise.all([
    launchChromium([INTRANET]),
    startPlayground({ azureDevOpsServer: { state: 'paired', apiVersion: '7.0' } }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await playground.close();
});

interface Kind {
  readonly name: string;
  readonly organization: string;
  readonly settings: string;
  readonly host: () => AzureDevOps;
  /** The host's address as its users type it. */
  readonly seenAs: (url: string) => string;
  readonly secureContext: boolean;
  readonly rest: '7.0' | '7.1';
  readonly kind: 'azure-devops' | 'azure-devops-server';
  /** Each has its own, for a project that is connected twice sends its issues twice. */
  readonly jiraProject: { readonly key: string; readonly name: string };
}

const kinds: readonly Kind[] = [
  {
    name: 'Services',
    organization: 'contoso',
    settings: 'Organization settings',
    host: () => playground.azureDevOps,
    seenAs: (url) => url,
    secureContext: true,
    rest: '7.1',
    kind: 'azure-devops',
    jiraProject: { key: 'ACME', name: 'Acme Webshop' },
  },
  {
    name: 'Server',
    organization: 'Main',
    settings: 'Collection settings',
    host: () => {
      if (playground.azureDevOpsServer === null) throw new Error('The playground has no Server.');
      return playground.azureDevOpsServer;
    },
    seenAs: (url) => url.replace('127.0.0.1', INTRANET),
    secureContext: false,
    rest: '7.0',
    kind: 'azure-devops-server',
    jiraProject: { key: 'OPS', name: 'Operations' },
  },
];

describe.each(kinds)('Azure DevOps $name', (kind) => {
  const flow = `seed-azure-devops-accept-${kind.name.toLowerCase()}`;
  let jira: AdminPage;
  let azureDevOps: AdminPage;
  let code = '';

  beforeAll(async () => {
    const { organization, host, seenAs } = kind;
    const { node } = await azureDevOpsAdmin({ azureDevOps: host(), companionUrl: playground.companion.url, organization }).home({});
    jira = await openAdminPage(browser, { host: 'jira', url: playground.jira.adminPageUrl('connections'), flow });
    code = await initiate(jira, {
      destinationUrl: node.baseUrl,
      mode: 'Script',
      localShortName: 'acme',
      remoteShortName: `azure-${kind.name.toLowerCase()}`,
      project: kind.jiraProject.name,
    });
    azureDevOps = await openAdminPage(browser, { host: 'azure-devops', url: seenAs(host().organizationUrl(organization)), flow });
  });
  afterAll(async () => {
    await jira.close();
    await azureDevOps.close();
  });

  test('1. Navigate to the Connections tab: settings, Entente under Extensions, Connections', async () => {
    const { page, frame } = azureDevOps;
    await page.getByRole('link', { name: kind.settings, exact: true }).click();
    await page.getByRole('navigation', { name: kind.settings }).getByRole('link', { name: 'Entente', exact: true }).click();
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`/${kind.organization}/_settings/entente\\.entente\\.connections$`));
    await frame.getByRole('tab', { name: en['pages.connections'] }).click();
    await frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
    const inner = page.frames().find((one) => one !== page.mainFrame());
    expect(await inner?.evaluate('[window.isSecureContext, window.origin === "null"]')).toEqual([kind.secureContext, !kind.secureContext]);
    await azureDevOps.shot('1-connections');
  });

  test('2. Click “Accept invitation”', async () => {
    await azureDevOps.frame.getByRole('button', { name: en['connections.accept'] }).first().click();
    await dialog().getByRole('heading', { name: en['accept.code'] }).waitFor();
    await azureDevOps.shot('2-accept');
  });

  test('3. Paste the invitation code and click “Next”: what it includes is shown', async () => {
    await dialog().getByLabel(en['accept.code.label'], { exact: false }).fill(code);
    await dialog().getByText(en['accept.says.claim']).waitFor();
    const said = await dialog().innerText();
    for (const part of ['acme', 'azure', 'acme_to_azure', 'Jira Cloud', 'Script']) expect(said).toContain(part);
    await azureDevOps.shot('3-code');
    await dialog().getByRole('button', { name: en['button.next'], exact: true }).click();
    await dialog().getByRole('heading', { name: en['accept.project'] }).waitFor();
  });

  test('4. Select a project for the incoming sync and click “Confirm”', async () => {
    await chooseProject(azureDevOps, 'Fabrikam');
    expect(await dialog().innerText()).toMatch(/summary.*description.*comments.*labels.*attachments/is);
    await dialog().getByRole('button', { name: en['button.previous'], exact: true }).waitFor();
    await azureDevOps.shot('4-project');
    await dialog().getByRole('button', { name: en['accept.confirm'], exact: true }).click();
  });

  test('Congratulations: the connection is established, here and at the inviter', async () => {
    await dialog().getByRole('heading', { name: en['accept.congratulations'] }).waitFor({ timeout: 60_000 });
    await dialog().getByText(en['accept.established']).waitFor();
    await azureDevOps.shot('5-congratulations');
    const number = securityNumberIn(await dialog().innerText());
    await dialog().getByRole('button', { name: en['accept.configure'], exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await azureDevOps.frame.getByRole('heading', { name: 'acme_to_azure', level: 1 }).waitFor();
    await azureDevOps.frame.getByTestId('rules-outgoing').waitFor();
    await azureDevOps.shot('6-configure-sync');
    expect(await waitUntilActive(jira, `acme_to_azure-${kind.name.toLowerCase()}`)).toBe(number);
  });

  test('Issues of both sides are synced', async () => {
    await syncBegins(
      {
        name: `Azure DevOps ${kind.name}`,
        people: azureDevOpsPeople(kind.host(), kind.organization, 'mel', kind.rest),
        project: 'Fabrikam',
      },
      { name: `Jira beside ${kind.name}`, people: jiraPeople(playground.jira, 'rui@acme.example'), project: kind.jiraProject.key },
    );
    expectDescribed(playground, ['jira-cloud', kind.kind], kind.rest);
    expect([...azureDevOps.problems, ...jira.problems]).toEqual([]);
  }, 150_000);

  const dialog = () => azureDevOps.frame.getByRole('dialog', { name: en['accept.title'] });
});

test('a Server on a plain-http intranet initiates too: the code is copied without the browser’s own clipboard', async () => {
  const server = playground.azureDevOpsServer;
  if (server === null) throw new Error('The playground has no Server.');
  const url = server.hubUrl('Partners').replace('127.0.0.1', INTRANET);
  const admin = await openAdminPage(browser, { host: 'azure-devops', url, flow: 'azure-devops-server-initiates' });
  try {
    const destinationUrl = (
      await azureDevOpsAdmin({
        azureDevOps: playground.azureDevOps,
        companionUrl: playground.companion.url,
        organization: 'northwind',
      }).home({})
    ).node.baseUrl;
    const code = await initiate(admin, { destinationUrl, mode: 'Script', remoteShortName: 'northwind', project: 'Fabrikam' });
    expect(code.length).toBeGreaterThan(500);
    expect(admin.problems).toEqual([]);
  } finally {
    await admin.close();
  }
});
