/**
 * The pages for everyone, on each host: light and dark, on a narrow page, in longer words, far from Greenwich.
 *
 * 1. No page and no step has a serious accessibility finding, in either theme.
 * 2. 320 px wide, with texts 40 % longer and the longest names, nothing scrolls sideways and no text is cut off.
 * 3. Times are the host user's, with the zone where something expires.
 * 4. A live update moves no focus and no row that has it.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogueFor, en, type Catalogue } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { connect, done, openRoom, otherHost, stateOf, type Host, type Room } from '../support/room.ts';
import { eventually } from '../support/eventually.ts';
import { innerFrame, type AdminPage } from './admin-page.ts';
import { clippings } from './clippings.ts';
import { hosts, pagesOf, type PageOptions } from './host-pages.ts';
import { hasFocus, tabTo } from './keyboard.ts';

let browser: Browser;
let room: Room;
let pages: ReturnType<typeof pagesOf>;
const projects = { jira: 'Acme Webshop', 'azure-devops': 'Fabrikam' } as const;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  pages = pagesOf(browser, 'everyone');
  await connect(room, { initiator: 'jira' });
});
afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

/** As long as names may be. */
const longNames = { localShortName: 'the_reporting_department_of_initech_corp', remoteShortName: 'T'.repeat(40) };

async function inviteFor(
  host: Host,
  name: string,
  names = { localShortName: 'there', remoteShortName: 'here' },
): Promise<{ readonly code: string; readonly connectionId: string }> {
  const inviting = room[otherHost(host)];
  const { items } = await inviting.admin.searchProjects({ text: inviting.project, cursor: null });
  const made = done(
    await inviting.admin.initiate({
      requestId: crypto.randomUUID(),
      destinationUrl: (await room[host].admin.home({})).node.baseUrl,
      mode: 'SCRIPT',
      ...names,
      name,
      description: 'A description that says what this connection is for and who asked for it',
      projectId: items[0]?.id ?? null,
      askBeforeActivating: true,
    }),
  );
  return { code: made.invitation.code, connectionId: made.connectionId };
}

/** Goes through every page and step in `texts`, and calls `look` at each. */
async function tour(admin: AdminPage, texts: Catalogue, name: string, look: (step: string) => Promise<void>): Promise<void> {
  const { frame } = admin;
  const host: Host = admin.host === 'jira' ? 'jira' : 'azure-devops';
  const next = frame.getByTestId('wizard-next');
  const heading = (text: string) => frame.getByRole('heading', { name: text, exact: true }).last();
  const closing = () => frame.getByRole('dialog').getByRole('button', { name: texts['button.close'] }).first();
  await frame.getByTestId('connection-name').first().waitFor();
  await look('connections');
  await frame.getByTestId('row-menu').first().click();
  await frame.getByRole('menuitem').first().waitFor();
  await look('menu');
  await admin.page.keyboard.press('Escape');

  await frame.getByTestId('initiate-connection').click();
  await next.click();
  await frame.locator('#destination-url-error').waitFor();
  await frame.getByRole('button', { name: texts['initiate.url.help.label'] }).click();
  await look('initiate-1-empty');
  await admin.page.keyboard.press('Escape');
  await frame.locator('#destination-url').fill((await room[otherHost(host)].admin.home({})).node.baseUrl ?? '');
  await frame.getByTestId('destination-check').click();
  await frame.getByText(texts['initiate.found.text']).waitFor();
  await frame.getByRole('radio').last().check({ force: true });
  await look('initiate-1-found');
  await next.click();
  await heading(texts['initiate.information']).waitFor();
  await frame.locator('#initiate-localShortName').fill('no blanks');
  await next.click();
  await frame.locator('#initiate-localShortName-error').waitFor();
  await look('initiate-2-error');
  await frame.locator('#initiate-localShortName').fill('here');
  await frame.locator('#initiate-name').fill(`made-${name}`);
  await next.click();
  await heading(texts['initiate.project']).waitFor();
  await frame.getByRole('combobox').click();
  await frame.getByRole('option').first().waitFor();
  await look('initiate-3-list');
  await frame.getByRole('option', { name: projects[host] }).first().click();
  await look('initiate-3-project');
  await closing().click();
  await frame.getByText(texts['discard.title']).waitFor();
  await look('discard');
  await frame.getByRole('button', { name: texts['discard.cancel'] }).click();
  await next.click();
  await heading(texts['initiate.invitation']).waitFor();
  await look('initiate-4-invitation');
  await next.click();
  await frame.getByRole('dialog').waitFor({ state: 'detached' });

  const invited = await inviteFor(host, `accepted-${name}`);
  await frame.getByTestId('accept-invitation').click();
  await frame.locator('#accept-code').fill(invited.code.slice(0, 80));
  await frame.locator('#accept-code-error').waitFor();
  await look('accept-1-cut-off');
  await frame.locator('#accept-code').fill(invited.code);
  await frame.getByText(texts['accept.says.claim']).waitFor();
  await look('accept-1-code');
  await next.click();
  await heading(texts['accept.project']).waitFor();
  await frame.getByRole('combobox').click();
  await frame.getByRole('option', { name: projects[host] }).first().click();
  await next.click();
  await heading(texts['accept.awaiting']).waitFor();
  // The row has its longest status by then.
  await frame.getByText(texts['status.awaiting'], { exact: true }).first().waitFor();
  await look('accept-3-awaiting');
  await stateOf(room[otherHost(host)], invited.connectionId, 'awaiting');
  done(await room[otherHost(host)].admin.act({ connectionId: invited.connectionId, verb: 'confirm' }));
  await heading(texts['accept.congratulations']).waitFor();
  await look('accept-4-congratulations');
  await frame.getByTestId('configure-sync').click();
  await frame.getByTestId('rules-outgoing').waitFor();
  await look('rules');
  await frame.getByRole('tab', { name: texts['connection.overview'], exact: true }).click();
  await frame.getByText(texts['overview.sent'], { exact: true }).waitFor();
  await look('overview');
  await frame.getByRole('tab', { name: texts['connection.settings'], exact: true }).click();
  await frame.getByTestId('connection-delete').waitFor();
  await look('settings');
  await frame.getByTestId('connection-delete').click();
  await frame.getByText(texts['ask.delete.partner']).waitFor();
  await look('delete');
  await frame.getByRole('button', { name: texts['button.cancel'], exact: true }).click();
}

/** By the host's own switch, which reaches the product's page in its own time; focus stays where it is. */
async function changeTheme({ page, host }: AdminPage): Promise<void> {
  const inner = innerFrame(page);
  const paper = (): Promise<string> => inner.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const before = await paper();
  await page.evaluate(`document.getElementById('${host === 'jira' ? 'theme' : 'theme-toggle'}').click()`);
  await eventually('the other theme', paper, (now) => now !== before, 5000);
  await inner.evaluate(
    'Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished.catch(() => undefined)))',
  );
}

/** An administrator with that language and time zone, in the host's own settings. */
function administrator(host: Host, name: string, { locale = 'en-US', timeZone = 'Europe/Berlin' }): string {
  if (host === 'jira') {
    const { accountId } = room.playground.jira.control.addUser({
      accountId: `account-${name}`,
      displayName: name,
      email: `${name}@acme.example`,
      admin: true,
      locale: locale.replace('-', '_'),
      timeZone,
    });
    return accountId;
  }
  const { users } = room.playground.azureDevOps.control.organization('contoso');
  const ada = room.playground.azureDevOps.control.user('contoso', 'ada');
  users.set(`id-${name}`, {
    ...ada,
    id: `id-${name}`,
    account: name,
    displayName: name,
    options: { ...ada.options, account: name, culture: locale },
  });
  return name;
}

describe.each(hosts)('%s', (host) => {
  const open = (options: PageOptions): Promise<AdminPage> => pages.open(room.playground, host, options);

  test('no serious finding on any page or step, light and dark', async () => {
    const admin = await open({});
    await tour(admin, en, `both-themes-${host}`, async (step) => {
      await admin.shot(`light-${step}`);
      await changeTheme(admin);
      await admin.shot(`dark-${step}`);
      await changeTheme(admin);
    });
  }, 180_000);

  test('in words 40 % longer, 320 px wide and on a desk: nothing sideways, nothing cut off', async () => {
    await inviteFor(otherHost(host), `a_connection_whose_name_says_all_about_it_${'x'.repeat(40)}`, longNames);
    const account = administrator(host, `pia-${host}`, { locale: 'en-XA' });
    const admin = await open({ account });
    const found: string[] = [];
    await tour(admin, catalogueFor('en-XA'), `longer-${host}`, async (step) => {
      for (const width of [320, 1280]) {
        await admin.page.setViewportSize({ width, height: 900 });
        await admin.look(`${width}-px-${step}`);
        found.push(...(await clippings(admin.page)).map((one) => `${width} px, ${step}: ${one}`));
      }
    });
    expect(found).toEqual([]);
  }, 180_000);

  test('an admin at UTC+13 reads when the code expires there, with the zone', async () => {
    const { connectionId } = await inviteFor(otherHost(host), `far-away-${host}`);
    const account = administrator(host, `ana-${host}`, { timeZone: 'Pacific/Apia' });
    const admin = await open({ account, timeZone: 'Pacific/Apia' });
    const view = await room[host].admin.connection({ connectionId });
    const moment = new Date(view?.expiresAt ?? 0);
    const parts = { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
    const there = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'Pacific/Apia' }).format(moment);
    expect(there).toContain('GMT+13');
    const row = admin.frame.getByTestId(`connection-far-away-${host}`);
    await row.getByText(en['row.expires'].replace('{time}', there)).waitFor();
    await admin.look('utc-13');
  });

  test('a live update moves no focus, and no row that has it', async () => {
    const mine = await inviteFor(otherHost(host), `focused-${host}`);
    const admin = await open({});
    const { page, frame } = admin;
    const row = frame.getByTestId(`connection-focused-${host}`);
    const menu = row.getByTestId('row-menu');
    await tabTo(page, menu);
    const rows = frame.locator('tbody tr');
    const before = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('data-testid')));
    await inviteFor(otherHost(host), `newer-${host}`);
    done(await room[otherHost(host)].admin.declineCode({ code: mine.code }));
    await row.getByText(en['status.declined'], { exact: true }).waitFor();
    await frame.getByTestId(`connection-newer-${host}`).waitFor();
    await hasFocus(menu);
    const after = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('data-testid')));
    expect(after).toEqual([...before, `connection-newer-${host}`]);
    await frame.getByRole('status').getByText(en['status.declined']).first().waitFor({ state: 'attached' });
  });
});
