/**
 * The screens themselves, in the plain Kit over real nodes: what PRODUCT says of every host (keyboard, focus, narrow pages,
 * errors at their fields, nothing half made), tried once here and not again for each host.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { openRoom, type Room } from './plain-kit/room.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = join(import.meta.dirname, '..', '..', 'build', 'screenshots', 'plain-kit');

let browser: Browser;
let room: Room;
const pages: Page[] = [];
const problems: string[] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await launchChromium();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close();
  await room.close();
  expect(problems.splice(0)).toEqual([]);
});

interface Options {
  readonly query?: string;
  readonly width?: number;
  readonly dark?: boolean;
}

async function open(side: string, { query = '', width = 1280, dark = false }: Options = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(room.url(side) + query);
  pages.push(page);
  return page;
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Keeps a screenshot, and fails on any accessibility finding that is more than a hint. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  const found = violations
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect([name, found]).toEqual([name, []]);
}

const heading = (page: Page, name: string): Locator => page.getByRole('heading', { name, exact: true });

async function hasFocus(locator: Locator): Promise<void> {
  await locator.waitFor();
  await expect(locator.evaluate((element) => element === document.activeElement)).resolves.toBe(true);
}

/** Tabs on until the control has focus: by keyboard alone everything has to be reached. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by Tab');
}

async function initiateByKeyboard(page: Page, destination: string | null): Promise<string> {
  await tabTo(page, page.getByRole('button', { name: en['connections.initiate'] }));
  await page.keyboard.press('Enter');
  await hasFocus(heading(page, en['initiate.destination']));
  if (destination === null) {
    await tabTo(page, page.getByRole('button', { name: en['initiate.noUrl'], exact: true }));
    await page.keyboard.press('Enter');
    await hasFocus(page.getByRole('button', { name: en['initiate.noUrl.remove'] }));
  } else {
    await tabTo(page, page.getByRole('textbox', { name: en['initiate.url'] }));
    await page.keyboard.type(destination);
    await page.keyboard.press('Enter');
    await page.getByText(en['initiate.found.text']).waitFor();
  }
  await tabTo(page, page.getByRole('radio', { name: en['mode.BASIC'] }));
  await page.keyboard.press('ArrowUp');
  expect(await page.getByRole('radio', { name: en['mode.SCRIPT'] }).isChecked()).toBe(true);
  await look(page, `initiate-1${destination === null ? '-without-url' : ''}`);
  await tabTo(page, page.getByTestId('wizard-next'));
  await page.keyboard.press('Enter');
  await hasFocus(heading(page, en['initiate.information']));
  await tabTo(page, page.getByRole('textbox', { name: en['initiate.remoteShortName'] }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('GLX');
  expect(await page.getByRole('textbox', { name: en['initiate.name'] }).inputValue()).toBe('left_to_GLX');
  await look(page, 'initiate-2');
  await page.keyboard.press('Enter');
  await hasFocus(heading(page, en['initiate.project']));
  await chooseProjectByKeyboard(page);
  await look(page, 'initiate-3');
  await tabTo(page, page.getByTestId('wizard-next'));
  await page.keyboard.press('Enter');
  await hasFocus(heading(page, en['initiate.invitation']));
  await tabTo(page, page.getByRole('button', { name: en['initiate.invitation.copy'] }));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText(en['announce.copied']).first().waitFor();
  await look(page, 'initiate-4');
  const code = await page.evaluate('navigator.clipboard.readText()');
  expect(code).toBe(await page.locator('#invitation-code').inputValue());
  await tabTo(page, page.getByTestId('wizard-next'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await hasFocus(page.getByRole('button', { name: en['connections.initiate'] }));
  return String(code);
}

async function chooseProjectByKeyboard(page: Page): Promise<void> {
  await tabTo(page, page.getByRole('combobox'));
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
}

async function toProjectStep(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: en['connections.accept'] }).click();
  await page.getByLabel(en['accept.code.label']).fill(code);
  await page.getByText(en['accept.says.claim']).waitFor();
  await page.getByTestId('wizard-next').click();
  await heading(page, en['accept.project']).waitFor();
}

test('by keyboard alone: initiated, accepted, the same security number on both pages, nobody reloads', async () => {
  room = await openRoom();
  const [left, right] = [await open('left'), await open('right')];
  await look(left, 'connections-empty');
  const code = await initiateByKeyboard(left, 'right.example.com');
  await look(left, 'connections-pending');

  await tabTo(right, right.getByRole('button', { name: en['connections.accept'] }));
  await right.keyboard.press('Enter');
  await hasFocus(heading(right, en['accept.code']));
  await tabTo(right, right.getByLabel(en['accept.code.label']));
  await right.keyboard.insertText(code);
  await right.getByText(en['accept.says.claim']).waitFor();
  await look(right, 'accept-1');
  await tabTo(right, right.getByTestId('wizard-next'));
  await right.keyboard.press('Enter');
  await hasFocus(heading(right, en['accept.project']));
  await chooseProjectByKeyboard(right);
  await look(right, 'accept-2');
  await tabTo(right, right.getByTestId('wizard-next'));
  await right.keyboard.press('Enter');
  await hasFocus(heading(right, en['accept.congratulations']));
  await look(right, 'accept-3');
  const number = await right.getByRole('dialog').getByTestId('security-number').innerText();
  expect(number).toMatch(/^\d{3}\s\d{3}$/);
  await tabTo(right, right.getByTestId('configure-sync'));
  await right.keyboard.press('Enter');
  await right.getByTestId('rules-outgoing').waitFor();
  await look(right, 'rules');

  await left.getByRole('table').getByText(en['status.active'], { exact: true }).waitFor();
  expect(await left.getByTestId('security-number').innerText()).toContain(number);
  await look(left, 'connections-active');
});

test('without a URL the initiator confirms, and only then the connection is active', async () => {
  room = await openRoom();
  const [left, right] = [await open('left'), await open('right')];
  const code = await initiateByKeyboard(left, null);
  await toProjectStep(right, code);
  await right.getByRole('combobox').click();
  await right.getByRole('option').first().click();
  await right.getByTestId('wizard-next').click();
  await heading(right, en['accept.awaiting']).waitFor();
  const number = await right.getByRole('dialog').getByTestId('security-number').innerText();
  await look(right, 'accept-awaiting');
  await left.getByTestId('row-confirm').click();
  const question = left.getByRole('alertdialog');
  await hasFocus(question.getByRole('button', { name: en['button.cancel'] }));
  expect(await question.getByTestId('security-number').innerText()).toBe(number);
  await look(left, 'confirm');
  await question.getByTestId('confirm-ok').click();
  await heading(right, en['accept.congratulations']).waitFor();
});

test('× asks before entries are thrown away; Esc closes what is on top first; nothing is left behind', async () => {
  room = await openRoom();
  const page = await open('left');
  await page.getByRole('button', { name: en['connections.initiate'] }).click();
  await page.getByRole('button', { name: en['initiate.url.help.label'] }).click();
  await page.getByText(en['initiate.url.help']).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText(en['initiate.url.help']).waitFor({ state: 'detached' });
  await page.getByRole('textbox', { name: en['initiate.url'] }).fill('right.example.com');
  await page.keyboard.press('Escape');
  await look(page, 'discard');
  await hasFocus(page.getByRole('button', { name: en['discard.cancel'] }));
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  expect(await page.getByRole('textbox', { name: en['initiate.url'] }).inputValue()).toBe('right.example.com');
  await page.getByRole('button', { name: en['button.close'] }).click();
  await page.getByRole('button', { name: en['discard.confirm'] }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await hasFocus(page.getByRole('button', { name: en['connections.initiate'] }));
  expect(await room.pair.left.node.listConnections()).toEqual([]);
});

test('errors are tied to their fields, the first one takes focus', async () => {
  room = await openRoom();
  const page = await open('left', { query: '?path=initiate' });
  await page.getByTestId('wizard-next').click();
  const url = page.getByRole('textbox', { name: en['initiate.url'] });
  await hasFocus(url);
  expect(await url.getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator(`#${await url.getAttribute('aria-describedby')}`).innerText()).toContain(en['say.url.empty']);
  await look(page, 'initiate-1-empty');
  await url.fill('nobody.example.com');
  await page.getByTestId('destination-check').click();
  await page.locator('#destination-url-error').getByText('nobody.example.com').waitFor();
  await look(page, 'initiate-1-unreachable');
  await url.fill('left.example.com');
  await page.getByTestId('destination-check').click();
  await page.locator('#destination-url-error').getByText(en['say.itself']).waitFor();
});

test('a code says what is wrong with it', async () => {
  room = await openRoom();
  const [left, right] = [await open('left'), await open('right')];
  const code = await initiateByKeyboard(left, 'right.example.com');
  const error = (page: Page): Locator => page.locator('#accept-code-error');
  await right.getByRole('button', { name: en['connections.accept'] }).click();
  const field = right.getByLabel(en['accept.code.label']);
  for (const [pasted, said] of [
    ['hello', en['say.code.notACode']],
    [code.slice(0, -30), en['say.code.cutOff']],
    [`${code.slice(0, 200)}X${code.slice(201)}`, en['say.code.damaged']],
  ] as const) {
    await field.fill(pasted);
    await error(right).getByText(said).waitFor();
  }
  await look(right, 'accept-1-damaged');
  await left.getByRole('button', { name: en['connections.accept'] }).click();
  await left.getByLabel(en['accept.code.label']).fill(code);
  await error(left).getByText('left').waitFor();
  expect(await room.pair.right.node.listConnections()).toEqual([]);
});

test('consent declined: the step stays, and Ask again goes on', async () => {
  room = await openRoom();
  const page = await open('left', { query: '?decline&path=initiate' });
  await page.getByRole('textbox', { name: en['initiate.url'] }).fill('right.example.com');
  await page.getByTestId('destination-check').click();
  await page.getByTestId('ask-again').waitFor();
  await look(page, 'initiate-1-declined');
  await page.getByTestId('ask-again').click();
  await page.getByText(en['initiate.found.text']).waitFor();
});

test('a private instance cannot leave the URL out and says why', async () => {
  room = await openRoom({ private: ['left'] });
  const page = await open('left', { query: '?path=initiate' });
  // Greyed, yet it can be focused and says why.
  await page.getByTestId('destination-no-url').press('Enter');
  await page.locator('#destination-url-error').getByText(en['say.noUrlWhilePrivate']).waitFor();
});

test('what is missing is said when the button is pressed, and nothing else happens', async () => {
  room = await openRoom({ licensed: false });
  const page = await open('left');
  await page.getByTestId('accept-invitation').click();
  await hasFocus(heading(page, en['missing.title']));
  await page.getByText(en['say.missing.licence']).waitFor();
  await look(page, 'missing');
  await page.getByRole('button', { name: en['button.close'] }).click();
  await hasFocus(page.getByTestId('accept-invitation'));
});

test('delete shows the numbers and asks; the row goes', async () => {
  room = await openRoom();
  const [left, right] = [await open('left'), await open('right')];
  const code = await initiateByKeyboard(left, 'right.example.com');
  await toProjectStep(right, code);
  await right.getByRole('combobox').click();
  await right.getByRole('option').first().click();
  await right.getByTestId('wizard-next').click();
  await right.getByTestId('wizard-close').click();
  await left.getByRole('table').getByText(en['status.active'], { exact: true }).waitFor();
  await left.getByRole('link', { name: 'left_to_GLX' }).click();
  await left.getByRole('tab', { name: en['connection.overview'] }).waitFor();
  await look(left, 'overview');
  await left.getByRole('tab', { name: en['connection.settings'] }).click();
  await left.getByLabel(en['edit.description']).fill('ours');
  await left.getByTestId('connection-save').click();
  await left.getByRole('status').getByText(en['announce.saved']).waitFor({ state: 'attached' });
  await look(left, 'connection-settings');
  await left.getByTestId('connection-delete').click();
  await left.getByText(en['ask.delete.noIssues']).waitFor();
  await look(left, 'delete');
  await left.getByTestId('confirm-ok').click();
  await left.getByText(en['connections.empty.text']).waitFor();
  await right.getByRole('table').getByText(en['status.removedByPartner'], { exact: true }).waitFor();
});

test('while the node is away the last list stays, read-only, and comes back by itself', async () => {
  room = await openRoom();
  const page = await open('left');
  await initiateByKeyboard(page, null);
  const back = room.goAway('left');
  await page.getByText(en['away.title']).waitFor();
  expect(await page.getByTestId('row-copy-code').count()).toBe(0);
  await look(page, 'away');
  back();
  await page.getByTestId('row-copy-code').waitFor();
});

test('who is not an admin is told whom to ask, without buttons', async () => {
  room = await openRoom();
  room.signIn({ name: 'Bob', isAdmin: false });
  const page = await open('left');
  await page.getByText(en['admin.only.title']).waitFor();
  expect(await page.getByRole('button', { name: en['connections.initiate'] }).count()).toBe(0);
  await look(page, 'no-admin');
});

test('a browser that does not let us copy: the code is shown to be copied by hand', async () => {
  room = await openRoom();
  await initiateByKeyboard(await open('left'), null);
  const page = await open('left', { query: '?nocopy' });
  await page.getByTestId('row-copy-code').click();
  await page.locator('#invitation-code').waitFor();
  await look(page, 'code-by-hand');
});

test.each([
  ['narrow', { width: 320 }],
  ['narrow-pseudo', { width: 320, query: 'pseudo&' }],
  ['dark-pseudo', { width: 1280, query: 'pseudo&', dark: true }],
] as const)('%s: nothing sticks out sideways', async (name, options) => {
  room = await openRoom();
  for (const path of ['connections', 'initiate', 'accept', 'settings']) {
    const page = await open('left', { ...options, query: `?${'query' in options ? options.query : ''}path=${path}` });
    await page.locator('h1, h2').first().waitFor();
    await look(page, `${name}-${path}`);
    expect([path, await page.evaluate('document.scrollingElement.scrollWidth <= window.innerWidth')]).toEqual([path, true]);
  }
});
