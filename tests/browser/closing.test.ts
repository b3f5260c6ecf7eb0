/**
 * Nothing half made, whatever an admin does in the middle of a wizard, on each host.
 *
 * 1. Before *Initiate* and *Confirm* nothing is stored; × asks where something was entered.
 * 2. After them nothing is lost: the code stays in the row, accepting goes on.
 * 3. A double click makes one connection; so do two admins, two tabs, and a page that was loaded again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { done, openRoom, otherHost, type Host, type Room } from '../support/room.ts';
import { openTab, type AdminPage } from './admin-page.ts';
import { hosts, pagesOf, pageUrl, ready } from './host-pages.ts';
import { heading } from './keyboard.ts';

let browser: Browser;
let room: Room;
let pages: ReturnType<typeof pagesOf>;
const projects = { jira: 'Acme Webshop', 'azure-devops': 'Fabrikam' } as const;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  pages = pagesOf(browser, 'closing');
});
afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

const namesOf = async (host: Host): Promise<readonly string[]> => (await room[host].admin.list({})).connections.map(({ name }) => name);
const next = (admin: AdminPage): Locator => admin.frame.getByTestId('wizard-next');
const dialog = (admin: AdminPage, name: string): Locator => admin.frame.getByRole('dialog', { name });

async function chooseProject(admin: AdminPage): Promise<void> {
  await admin.frame.getByRole('combobox').click();
  await admin.frame
    .getByRole('option', { name: projects[admin.host === 'jira' ? 'jira' : 'azure-devops'] })
    .first()
    .click();
}

/** Each step of *Initiate connection* without a URL, up to the button that makes the connection. */
const initiateSteps: readonly ((admin: AdminPage, name: string) => Promise<void>)[] = [
  async ({ frame }) => {
    await frame.getByTestId('initiate-connection').click();
    await frame.getByRole('button', { name: en['initiate.noUrl'] }).click();
    await frame.getByRole('radio', { name: 'Basic' }).check({ force: true });
  },
  async (admin, name) => {
    await next(admin).click();
    await admin.frame.locator('#initiate-remoteShortName').fill('partner');
    await admin.frame.locator('#initiate-name').fill(name);
  },
  async (admin) => {
    await next(admin).click();
    await heading(admin.frame, en['initiate.project']).waitFor();
    await chooseProject(admin);
  },
];

async function toInitiate(admin: AdminPage, name: string): Promise<void> {
  for (const step of initiateSteps) await step(admin, name);
}

async function discard({ frame }: AdminPage, title: string): Promise<void> {
  await frame.getByRole('dialog', { name: title }).getByRole('button', { name: en['button.close'] }).click();
  await frame.getByText(en['discard.title']).waitFor();
  await frame.getByRole('button', { name: en['discard.confirm'] }).click();
  await frame.getByRole('dialog').waitFor({ state: 'detached' });
}

/** An invitation that the other host's admin has made for this one. */
async function invitationFor(host: Host, name: string, askBeforeActivating = false): Promise<string> {
  const partner = room[otherHost(host)].admin;
  const { items } = await partner.searchProjects({ text: room[otherHost(host)].project, cursor: null });
  const made = await partner.initiate({
    requestId: crypto.randomUUID(),
    destinationUrl: (await room[host].admin.home({})).node.baseUrl,
    mode: 'SCRIPT',
    localShortName: 'there',
    remoteShortName: 'here',
    name,
    description: '',
    projectId: items[0]?.id ?? null,
    askBeforeActivating,
  });
  return done(made).invitation.code;
}

async function paste({ frame }: AdminPage, code: string): Promise<void> {
  await frame.getByTestId('accept-invitation').click();
  await frame.locator('#accept-code').fill(code);
  await frame.getByText(en['accept.says.claim']).waitFor();
}

describe.each(hosts)('%s', (host) => {
  test('× at every step: asks where something was entered, and nothing is stored', async () => {
    const before = await namesOf(host);
    const admin = await pages.open(room.playground, host);
    await ready(admin);
    await admin.frame.getByTestId('initiate-connection').click();
    await dialog(admin, en['initiate.title']).getByRole('button', { name: en['button.close'] }).click();
    await admin.frame.getByRole('dialog').waitFor({ state: 'detached' });
    for (let steps = 1; steps <= initiateSteps.length; steps++) {
      for (const step of initiateSteps.slice(0, steps)) await step(admin, 'never-made');
      await discard(admin, en['initiate.title']);
    }
    const code = await invitationFor(host, `declined-to-accept-${host}`);
    await paste(admin, code);
    await discard(admin, en['accept.title']);
    await paste(admin, code);
    await next(admin).click();
    await chooseProject(admin);
    await admin.look('before-confirm');
    await discard(admin, en['accept.title']);
    expect(await namesOf(host)).toEqual(before);
  });

  test('a double click on Initiate makes one; closed afterwards, its code stays in the row', async () => {
    const admin = await pages.open(room.playground, host);
    const name = `once-${host}`;
    await toInitiate(admin, name);
    await next(admin).dblclick();
    await heading(admin.frame, en['initiate.invitation']).waitFor();
    const code = await admin.frame.locator('#invitation-code').inputValue();
    await dialog(admin, en['initiate.title']).getByRole('button', { name: en['button.close'] }).click();
    await admin.frame.getByRole('dialog').waitFor({ state: 'detached' });
    const row = admin.frame.getByTestId(`connection-${name}`);
    await row.getByTestId('row-copy-code').click();
    await eventually(
      'the code on the clipboard',
      () => admin.page.evaluate<string>('navigator.clipboard.readText()'),
      (text) => text === code,
    );
    expect((await namesOf(host)).filter((one) => one.startsWith(name))).toEqual([name]);
  });

  test('a double click on Confirm makes one; closed while it is accepting, it goes on', async () => {
    const name = `confirmed-once-${host}`;
    const code = await invitationFor(host, name, true);
    const admin = await pages.open(room.playground, host);
    await ready(admin);
    await paste(admin, code);
    await next(admin).click();
    await chooseProject(admin);
    await next(admin).dblclick();
    await heading(admin.frame, en['accept.waiting']).or(heading(admin.frame, en['accept.awaiting'])).waitFor();
    await dialog(admin, en['accept.title']).getByRole('button', { name: en['button.close'] }).first().click();
    await admin.frame.getByRole('dialog').waitFor({ state: 'detached' });
    const row = admin.frame.getByTestId(`connection-${name}`);
    await row.getByText(en['status.awaiting'], { exact: true }).waitFor();
    await admin.shot('row-awaiting');
    const { connections } = await room[otherHost(host)].admin.list({});
    const there = connections.filter((one) => one.name === name);
    expect(there.map(({ state }) => state)).toEqual(['awaiting']);
    done(await room[otherHost(host)].admin.act({ connectionId: there[0]?.id ?? '', verb: 'confirm' }));
    await row.getByText(en['status.active'], { exact: true }).waitFor();
    expect((await namesOf(host)).filter((one) => one === name)).toHaveLength(1);
  });

  test('two admins accept the same code at once: one connection, and both are told', async () => {
    const name = `two-admins-${host}`;
    const code = await invitationFor(host, name);
    const both = await Promise.all([pages.open(room.playground, host), pages.open(room.playground, host)]);
    for (const admin of both) {
      await ready(admin);
      await paste(admin, code);
      await next(admin).click();
      await chooseProject(admin);
    }
    await Promise.all(both.map((admin) => next(admin).click()));
    const outcomes = await Promise.all(
      both.map(async ({ frame }) => {
        const made = heading(frame, en['accept.congratulations']);
        const refused = frame.locator('#accept-code-error').getByText(name);
        await made.or(refused).first().waitFor();
        return (await made.count()) > 0 ? 'made' : 'refused';
      }),
    );
    await both[1].look(`second-admin-${outcomes[1]}`);
    expect(outcomes).toContain('made');
    expect((await namesOf(host)).filter((one) => one.startsWith(name))).toEqual([name]);
  });

  test('two admins take the same name: the second is told, and both pages show both', async () => {
    const name = `same-name-${host}`;
    const [first, second] = await Promise.all([pages.open(room.playground, host), pages.open(room.playground, host)]);
    await Promise.all([toInitiate(first, name), toInitiate(second, name)]);
    await next(first).click();
    await heading(first.frame, en['initiate.invitation']).waitFor();
    await next(second).click();
    await second.frame
      .getByText(en['say.name.taken'].split('{')[0] ?? '')
      .first()
      .waitFor();
    await second.shot('name-taken');
    await second.frame.locator('#initiate-name').fill(`${name}-too`);
    await next(second).click();
    await heading(second.frame, en['initiate.project']).waitFor();
    await next(second).click();
    await heading(second.frame, en['initiate.invitation']).waitFor();
    await next(first).click();
    await first.frame.getByTestId(`connection-${name}-too`).waitFor();
    expect((await namesOf(host)).filter((one) => one.startsWith(name)).toSorted()).toEqual([name, `${name}-too`]);
  });

  test('two tabs of one browser: what is done in one shows in the other, no entry crosses', async () => {
    const name = `two-tabs-${host}`;
    const one = await pages.open(room.playground, host);
    await toInitiate(one, name);
    const other = await openTab(one.page.context(), { host, flow: 'closing', url: pageUrl(room.playground, host) });
    await ready(other);
    expect(await other.frame.getByRole('dialog').count()).toBe(0);
    await other.frame.getByTestId('initiate-connection').click();
    expect(await other.frame.locator('#destination-url').inputValue()).toBe('');
    await dialog(other, en['initiate.title']).getByRole('button', { name: en['button.close'] }).click();
    await next(one).click();
    await heading(one.frame, en['initiate.invitation']).waitFor();
    await other.page.bringToFront();
    await other.frame.getByTestId(`connection-${name}`).waitFor();
    expect(other.problems).toEqual([]);
  });

  test('loaded again in the middle: nothing stored, and the wizard begins anew', async () => {
    const before = await namesOf(host);
    const admin = await pages.open(room.playground, host);
    await toInitiate(admin, `reloaded-${host}`);
    await admin.page.reload();
    await heading(admin.frame, en['initiate.destination']).waitFor();
    expect(await admin.frame.locator('#destination-url').inputValue()).toBe('');
    await admin.page.goBack();
    await admin.frame.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await namesOf(host)).toEqual(before);
  });

  test('Previous keeps what was entered; a changed URL is asked again and takes its mode away', async () => {
    const { node } = await room[otherHost(host)].admin.home({});
    const admin = await pages.open(room.playground, host);
    const { frame } = admin;
    await ready(admin);
    await frame.getByTestId('initiate-connection').click();
    const url = frame.locator('#destination-url');
    await url.fill(node.baseUrl ?? '');
    await frame.getByTestId('destination-check').click();
    await frame.getByText(en['initiate.found.text']).waitFor();
    await frame.getByRole('radio', { name: 'Script' }).check({ force: true });
    await next(admin).click();
    await frame.locator('#initiate-name').fill(`kept-${host}`);
    await frame.locator('#initiate-description').fill('What for');
    await next(admin).click();
    await heading(frame, en['initiate.project']).waitFor();
    await chooseProject(admin);
    await frame.getByTestId('wizard-previous').click();
    expect(await frame.locator('#initiate-name').inputValue()).toBe(`kept-${host}`);
    await frame.getByTestId('wizard-previous').click();
    expect(await url.inputValue()).toBe(node.baseUrl);
    expect(await frame.getByRole('radio', { name: 'Script' }).isChecked()).toBe(true);
    // Another address: what was found of the old one is gone, and Next asks who is there before it goes on.
    await url.fill(`${node.baseUrl ?? ''}0`);
    await frame.getByText(en['initiate.found.text']).waitFor({ state: 'detached' });
    await next(admin).click();
    await frame.locator('#destination-url-error').waitFor();
    await admin.shot('changed-url');
    await url.fill(node.baseUrl ?? '');
    await next(admin).click();
    await heading(frame, en['initiate.information']).waitFor();
    expect(await frame.locator('#initiate-name').inputValue()).toBe(`kept-${host}`);
    expect(await frame.locator('#initiate-description').inputValue()).toBe('What for');
    await next(admin).click();
    await heading(frame, en['initiate.project']).waitFor();
    expect(await frame.getByRole('combobox').inputValue()).toContain(projects[host]);
  });
});
