/**
 * Every flow by keyboard alone, on each host, in the host's own page.
 *
 * 1. No mouse: Tab, Shift+Tab, arrows, Enter, Space and Esc reach and do everything.
 * 2. Each step's heading has the focus when the step begins; closing returns it to the opener.
 * 3. Esc closes what is on top: help, list or menu first, then it asks about the wizard.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { connect, done, openRoom, otherHost, stateOf, type Host, type Room } from '../support/room.ts';
import type { AdminPage } from './admin-page.ts';
import { hosts, pagesOf, ready } from './host-pages.ts';
import { chooseInMenu, chooseModeByKeyboard, chooseProjectByKeyboard, hasFocus, heading, pressOn, tabTo, typeInto } from './keyboard.ts';

let browser: Browser;
let room: Room;
let pages: ReturnType<typeof pagesOf>;
const projects = { jira: 'Acme Webshop', 'azure-devops': 'Fabrikam' } as const;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  pages = pagesOf(browser, 'keyboard');
});
afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

async function initiateByKeyboard(admin: AdminPage, destinationUrl: string, name: string): Promise<void> {
  const { page, frame } = admin;
  const next = frame.getByTestId('wizard-next');
  await pressOn(page, frame.getByTestId('initiate-connection'));
  await hasFocus(heading(frame, en['initiate.destination']));
  await typeInto(page, frame.locator('#destination-url'), destinationUrl);
  await page.keyboard.press('Enter');
  await frame.getByText(en['initiate.found.text']).waitFor();
  await chooseModeByKeyboard(admin, 'Script');
  await pressOn(page, next, 'Space');
  await hasFocus(heading(frame, en['initiate.information']));
  await typeInto(page, frame.locator('#initiate-name'), name);
  await pressOn(page, next);
  await hasFocus(heading(frame, en['initiate.project']));
  await chooseProjectByKeyboard(admin, admin.host === 'jira' ? projects.jira : projects['azure-devops']);
  await pressOn(page, next);
  await hasFocus(heading(frame, en['initiate.invitation']));
  await pressOn(page, frame.getByTestId('copy-invitation-code'));
  await frame.getByText(en['announce.copied']).first().waitFor({ state: 'attached' });
  await pressOn(page, next);
  await frame.getByRole('dialog').waitFor({ state: 'detached' });
  await hasFocus(frame.getByTestId('initiate-connection'));
}

async function acceptByKeyboard(admin: AdminPage, code: string): Promise<void> {
  const { page, frame } = admin;
  const next = frame.getByTestId('wizard-next');
  await pressOn(page, frame.getByTestId('accept-invitation'));
  await hasFocus(heading(frame, en['accept.code']));
  await typeInto(page, frame.locator('#accept-code'), code);
  await frame.getByText(en['accept.says.claim']).waitFor();
  await pressOn(page, next);
  await hasFocus(heading(frame, en['accept.project']));
  await chooseProjectByKeyboard(admin, admin.host === 'jira' ? projects.jira : projects['azure-devops']);
  await pressOn(page, next);
}

describe.each(hosts)('%s', (host) => {
  const partner: Host = otherHost(host);
  const inRow = (admin: AdminPage, name: string) => admin.frame.getByTestId(`connection-${name}`);

  test('initiate, and confirm what the partner accepted', async () => {
    const { node } = await room[partner].admin.home({});
    const admin = await pages.open(room.playground, host);
    await ready(admin);
    await initiateByKeyboard(admin, node.baseUrl ?? '', `keys-${host}`);
    const connection = (await room[host].admin.list({})).connections.find(({ name }) => name === `keys-${host}`);
    expect(connection).toMatchObject({ state: 'pending', mode: 'SCRIPT' });

    // The other admin accepts a second invitation, one that asks first.
    const made = done(
      await room[host].admin.initiate({
        requestId: crypto.randomUUID(),
        destinationUrl: null,
        mode: 'SCRIPT',
        localShortName: 'here',
        remoteShortName: 'there',
        name: `asks-${host}`,
        description: '',
        projectId: (await room[host].admin.searchProjects({ text: room[host].project, cursor: null })).items[0]?.id ?? null,
        askBeforeActivating: true,
      }),
    );
    const { items } = await room[partner].admin.searchProjects({ text: room[partner].project, cursor: null });
    done(await room[partner].admin.accept({ requestId: crypto.randomUUID(), code: made.invitation.code, projectId: items[0]?.id ?? null }));
    const confirm = inRow(admin, `asks-${host}`).getByTestId('row-confirm');
    await confirm.waitFor();
    await pressOn(admin.page, confirm);
    const question = admin.frame.getByRole('alertdialog').or(admin.frame.getByRole('dialog'));
    await hasFocus(question.getByRole('button', { name: en['button.cancel'] }));
    await admin.look('confirm');
    await pressOn(admin.page, question.getByRole('button', { name: en['verb.confirm'], exact: true }));
    await question.waitFor({ state: 'detached' });
    await inRow(admin, `asks-${host}`).getByText(en['status.active'], { exact: true }).waitFor();
  });

  test('accept, to Congratulations and the rules', async () => {
    const { items } = await room[partner].admin.searchProjects({ text: room[partner].project, cursor: null });
    const { node } = await room[host].admin.home({});
    const made = done(
      await room[partner].admin.initiate({
        requestId: crypto.randomUUID(),
        destinationUrl: node.baseUrl,
        mode: 'SCRIPT',
        localShortName: 'there',
        remoteShortName: 'here',
        name: `accepted-by-${host}`,
        description: '',
        projectId: items[0]?.id ?? null,
        askBeforeActivating: false,
      }),
    );
    const admin = await pages.open(room.playground, host);
    await ready(admin);
    await acceptByKeyboard(admin, made.invitation.code);
    await hasFocus(heading(admin.frame, en['accept.congratulations']));
    await admin.look('congratulations');
    await pressOn(admin.page, admin.frame.getByRole('button', { name: en['accept.configure'] }));
    const rules = admin.frame.getByTestId('rules-outgoing');
    await tabTo(admin.page, rules);
    await tabTo(admin.page, admin.frame.getByRole('tab', { name: en['connection.rules'] }), true);
    await admin.page.keyboard.press('ArrowLeft');
    await hasFocus(admin.frame.getByRole('tab', { name: en['connection.overview'] }));
    await admin.frame.getByText(en['overview.sent']).waitFor();
  });

  test('deactivate, activate, delete from the row’s menu; settings from the page', async () => {
    const { connectionId } = await connect(room, { initiator: host });
    const { name } = await stateOf(room[host], connectionId, 'active');
    const admin = await pages.open(room.playground, host);
    const { page, frame } = admin;
    const row = inRow(admin, name);
    const menu = row.getByRole('button', { name: en['row.menu'].replace('{name}', name) });
    const question = frame.getByRole('alertdialog').or(frame.getByRole('dialog'));
    await menu.waitFor();
    // Esc closes the menu and gives its opener the focus.
    await pressOn(page, menu);
    await frame.getByRole('menuitem').first().waitFor();
    await admin.look('menu');
    await page.keyboard.press('Escape');
    await frame.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await hasFocus(menu);

    await chooseInMenu(admin, menu, en['verb.deactivate']);
    await hasFocus(question.getByRole('button', { name: en['button.cancel'] }));
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await chooseInMenu(admin, menu, en['verb.deactivate']);
    await pressOn(page, question.getByRole('button', { name: en['verb.deactivate'], exact: true }));
    await row.getByText(en['status.deactivated'], { exact: true }).waitFor();
    await pressOn(page, row.getByRole('button', { name: /^Activate/ }), 'Space');
    await row.getByText(en['status.active'], { exact: true }).waitFor();

    await pressOn(page, row.getByRole('button', { name, exact: true }).or(row.getByRole('link', { name, exact: true })));
    await tabTo(page, frame.getByRole('tab', { name: en['connection.overview'] }));
    await page.keyboard.press('ArrowLeft');
    await hasFocus(frame.getByRole('tab', { name: en['connection.settings'], exact: true }));
    await typeInto(page, frame.locator('#connection-description'), 'Ours alone');
    await pressOn(page, frame.getByRole('button', { name: en['button.save'], exact: true }));
    await eventually(
      'the description',
      () => room[host].admin.connection({ connectionId }),
      (view) => view?.description === 'Ours alone',
    );

    await pressOn(page, frame.getByRole('button', { name: en['edit.delete'] }));
    await hasFocus(question.getByRole('button', { name: en['button.cancel'] }));
    await pressOn(page, question.getByRole('button', { name: en['verb.delete'], exact: true }));
    await eventually(
      'the connection is gone',
      () => room[host].admin.list({}),
      ({ connections }) => connections.every(({ id }) => id !== connectionId),
    );
    await row.waitFor({ state: 'detached' });
  });

  test('general settings', async () => {
    const admin = await pages.open(room.playground, host, { path: 'settings' });
    const { page, frame } = admin;
    await typeInto(page, frame.locator('#instance-name'), `Renamed ${host}`);
    await tabTo(page, frame.getByRole('radio', { name: en['settings.public'] }));
    await page.keyboard.press('ArrowRight');
    expect(await frame.getByRole('radio', { name: en['settings.private'] }).isChecked()).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await pressOn(page, frame.getByRole('button', { name: en['button.save'], exact: true }));
    await eventually(
      'the name',
      () => room[host].admin.home({}),
      ({ node }) => node.name === `Renamed ${host}`,
    );
    await pressOn(page, frame.getByRole('button', { name: en['settings.check'] }));
    await frame.getByText(en['settings.check.ok']).first().waitFor();
  });

  test('Esc closes help and list first, then asks; what was entered stays', async () => {
    const admin = await pages.open(room.playground, host);
    const { page, frame } = admin;
    await ready(admin);
    await pressOn(page, frame.getByTestId('initiate-connection'));
    const help = frame.getByText(en['initiate.url.help']);
    await pressOn(page, frame.getByRole('button', { name: en['initiate.url.help.label'] }));
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await frame.getByRole('dialog', { name: en['initiate.title'] }).waitFor();
    await pressOn(page, frame.getByRole('button', { name: en['initiate.noUrl'] }));
    await hasFocus(frame.getByRole('button', { name: en['initiate.noUrl.remove'] }));
    await chooseModeByKeyboard(admin, 'Basic');
    await pressOn(page, frame.getByTestId('wizard-next'));
    await typeInto(page, frame.locator('#initiate-remoteShortName'), 'partner');
    await pressOn(page, frame.getByTestId('wizard-next'));
    await hasFocus(heading(frame, en['initiate.project']));
    await tabTo(page, frame.getByRole('combobox'));
    await page.keyboard.press('ArrowDown');
    await frame.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await frame.getByRole('option').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    const keep = frame.getByRole('button', { name: en['discard.cancel'] });
    await hasFocus(keep);
    await admin.look('discard');
    await page.keyboard.press('Escape');
    await keep.waitFor({ state: 'detached' });
    await pressOn(page, frame.getByTestId('wizard-previous'));
    await hasFocus(heading(frame, en['initiate.information']));
    expect(await frame.locator('#initiate-remoteShortName').inputValue()).toBe('partner');
    await page.keyboard.press('Escape');
    await pressOn(page, frame.getByRole('button', { name: en['discard.confirm'] }));
    await frame.getByRole('dialog').waitFor({ state: 'detached' });
    await hasFocus(frame.getByTestId('initiate-connection'));
  });
});
