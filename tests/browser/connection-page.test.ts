/** One connection's page and what can be done to it, on each host: Overview, Rules, Settings; the verbs of each status. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { connect, done, openRoom, otherHost, quiet, stateOf, type Host, type Room } from '../support/room.ts';
import type { AdminPage } from './admin-page.ts';
import { hosts, pagesOf } from './host-pages.ts';

let browser: Browser;
let room: Room;
let pages: ReturnType<typeof pagesOf>;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  pages = pagesOf(browser, 'connection-page');
});
afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

const question = ({ frame }: AdminPage): Locator => frame.getByRole('alertdialog').or(frame.getByRole('dialog'));
const tab = ({ frame }: AdminPage, name: string): Locator => frame.getByRole('tab', { name, exact: true });

async function fromMenu(admin: AdminPage, row: Locator, verb: string): Promise<void> {
  await row.getByTestId('row-menu').click();
  await admin.frame.getByRole('menuitem', { name: verb, exact: true }).click();
}

async function sure(admin: AdminPage, verb: string): Promise<void> {
  await question(admin).getByRole('button', { name: verb, exact: true }).click();
  await question(admin).waitFor({ state: 'detached' });
}

/** Pending, made by this host's admin. */
async function invite(host: Host, name: string): Promise<string> {
  const { admin, project } = room[host];
  const { items } = await admin.searchProjects({ text: project, cursor: null });
  const made = await admin.initiate({
    requestId: crypto.randomUUID(),
    destinationUrl: null,
    mode: 'BASIC',
    localShortName: 'here',
    remoteShortName: 'there',
    name,
    description: '',
    projectId: items[0]?.id ?? null,
    askBeforeActivating: false,
  });
  return done(made).connectionId;
}

describe.each(hosts)('%s', (host) => {
  test('Overview, Rules to be read, Settings edited; deactivated, activated, deleted with its numbers', async () => {
    const { connectionId, securityNumber } = await connect(room, { initiator: host });
    const { name } = await stateOf(room[host], connectionId, 'active');
    await room[host].people.create(room[host].project, { summary: 'Counted' });
    await eventually(
      'one issue under sync',
      () => room[host].admin.connection({ connectionId }),
      (view) => view?.counts.twins === 1,
    );
    await quiet(room, connectionId);
    const admin = await pages.open(room.playground, host, { path: `connection/${connectionId}/overview` });
    const { frame } = admin;
    await frame.getByRole('heading', { name, level: 1 }).waitFor();
    expect(await frame.getByTestId('security-number').innerText()).toContain(securityNumber.slice(3));
    await frame.getByText(host === 'jira' ? 'New issues in Acme Webshop' : 'New issues in Fabrikam').waitFor();
    await admin.shot('overview');

    await tab(admin, en['connection.rules']).click();
    await frame.getByTestId('rules-outgoing').getByText('replica.summary').first().waitFor();
    await frame.getByTestId('rules-incoming').getByText('issue.summary').first().waitFor();
    await admin.shot('rules');

    await tab(admin, en['connection.settings']).click();
    await frame.locator('#connection-remoteShortName').fill('no blanks');
    await frame.getByTestId('connection-save').click();
    await frame.locator('#connection-remoteShortName-error').waitFor();
    await frame.locator('#connection-remoteShortName').fill('the-others');
    await frame.locator('#connection-description').fill('Edited here');
    await frame.getByTestId('connection-save').click();
    await eventually(
      'saved',
      () => room[host].admin.connection({ connectionId }),
      (view) => view?.remoteShortName === 'the-others',
    );
    expect(await room[otherHost(host)].admin.connection({ connectionId })).toMatchObject({ localShortName: 'there', description: '' });
    await admin.shot('settings');

    await frame.getByTestId('connection-deactivate').click();
    await admin.shot('deactivate');
    await sure(admin, en['verb.deactivate']);
    await frame.getByTestId('connection-activate').click();
    await frame.getByTestId('connection-deactivate').waitFor();
    await stateOf(room[host], connectionId, 'active');

    await frame.getByTestId('connection-delete').click();
    await question(admin).getByText(en['ask.delete.issues'].one.replace('{count}', '1')).waitFor();
    await question(admin).getByText(en['ask.delete.partner']).waitFor();
    await admin.shot('delete');
    await sure(admin, en['verb.delete']);
    await frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
    await frame.getByTestId(`connection-${name}`).waitFor({ state: 'detached' });
    await stateOf(room[otherHost(host)], connectionId, 'removedByPartner');
  });

  test('the partner’s page shows it by itself: deactivated, removed', async () => {
    const { connectionId } = await connect(room, { initiator: host });
    const { name } = await stateOf(room[host], connectionId, 'active');
    const admin = await pages.open(room.playground, host);
    const row = admin.frame.getByTestId(`connection-${name}`);
    await row.getByText(en['status.active'], { exact: true }).waitFor();
    done(await room[otherHost(host)].admin.act({ connectionId, verb: 'deactivate' }));
    await row.getByText(en['row.partnerDeactivated']).waitFor();
    await admin.shot('partner-deactivated');
    done(await room[otherHost(host)].admin.act({ connectionId, verb: 'delete' }));
    await row.getByText(en['status.removedByPartner'], { exact: true }).waitFor();
    await admin.shot('removed-by-partner');
    await fromMenu(admin, row, en['verb.delete']);
    await sure(admin, en['verb.delete']);
    await row.waitFor({ state: 'detached' });
  });

  test('an invitation: revoked, a new code, which differs; declined by the partner', async () => {
    const name = `invited-${host}`;
    const connectionId = await invite(host, name);
    const first = done(await room[host].admin.invitation({ connectionId })).code;
    const admin = await pages.open(room.playground, host);
    const row = admin.frame.getByTestId(`connection-${name}`);
    await fromMenu(admin, row, en['verb.revoke']);
    await admin.shot('revoke');
    await sure(admin, en['verb.revoke']);
    await row.getByText(en['status.revoked'], { exact: true }).waitFor();
    await admin.shot('revoked');
    await fromMenu(admin, row, en['verb.renew']);
    await question(admin).getByRole('button', { name: en['verb.renew'], exact: true }).click();
    await admin.frame.locator('#invitation-code').waitFor();
    const second = await admin.frame.locator('#invitation-code').inputValue();
    expect(second).not.toBe(first);
    await admin.shot('new-code');
    await admin.frame.getByTestId('code-done').click();
    await row.getByText(en['status.pending'], { exact: true }).waitFor();
    done(await room[otherHost(host)].admin.declineCode({ code: second }));
    await row.getByText(en['status.declined'], { exact: true }).waitFor();
    await admin.shot('declined');
  });
});
