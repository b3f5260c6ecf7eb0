/**
 * Two admins connect by an invitation code, each in their own product's page: either initiates, with a URL and without.
 *
 * 1. Both pages show the same security number.
 * 2. The initiator's page shows *Active* without being reloaded.
 * 3. Each step is kept as a screenshot in build/screenshots and has no serious accessibility finding.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
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

interface Room {
  readonly playground: Playground;
  readonly jira: AdminPage;
  readonly 'azure-devops': AdminPage;
}

async function inARoom(flow: string, body: (room: Room) => Promise<void>): Promise<void> {
  const playground = await startPlayground();
  const open: AdminPage[] = [];
  try {
    const jira = await openAdminPage(browser, { host: 'jira', url: playground.jira.adminPageUrl('connections'), flow });
    const azureDevOps = await openAdminPage(browser, { host: 'azure-devops', url: playground.azureDevOps.hubUrl('contoso'), flow });
    open.push(jira, azureDevOps);
    await body({ playground, jira, 'azure-devops': azureDevOps });
    expect([...jira.problems, ...azureDevOps.problems]).toEqual([]);
  } catch (caught) {
    for (const admin of open) await admin.look('failure');
    const problems = open.flatMap((admin) => admin.problems.map((problem) => `${admin.host}: ${problem}`));
    throw problems.length === 0 ? caught : new Error(`The pages wrote: ${problems.join('\n')}`, { cause: caught });
  } finally {
    for (const admin of open) await admin.close();
    await playground.close();
  }
}

async function connect(room: Room, initiator: Host, acceptor: Host, withUrl: boolean): Promise<void> {
  const inviting = room[initiator];
  const accepting = room[acceptor];
  const destinationUrl = withUrl ? await readEntenteUrl(accepting) : null;
  const code = await initiate(inviting, {
    destinationUrl,
    mode: 'Script',
    ...(withUrl ? {} : { remoteShortName: 'partner' }),
    project: projects[initiator],
  });
  const shownToAcceptor = await accept(accepting, code, projects[acceptor], withUrl ? null : () => confirmPartner(inviting));
  const shownToInitiator = await waitUntilActive(inviting);
  expect(shownToInitiator).toBe(shownToAcceptor);
  expect(shownToInitiator).toMatch(/^\d{6}$/);
}

describe.each([
  ['jira', 'azure-devops'],
  ['azure-devops', 'jira'],
] as const)('%s initiates, %s accepts', (initiator, acceptor) => {
  test('with the destination’s URL', () => inARoom(`${initiator}-initiates`, (room) => connect(room, initiator, acceptor, true)), 150_000);
  test(
    'with “I don’t have a URL”',
    () => inARoom(`${initiator}-initiates-without-url`, (room) => connect(room, initiator, acceptor, false)),
    150_000,
  );
});
