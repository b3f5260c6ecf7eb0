/**
 * Another access token for the tracker, given in General settings: before the present one expires, or once it is refused.
 *
 * 1. It is checked before it is kept, and the node works with it at once.
 * 2. Hosts whose node is no companion ask for none.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';
import { pagesOf, ready } from './host-pages.ts';
import { dataCenterOf } from './seed.ts';

const flow = 'new-token';
let browser: Browser;
let playground: Playground;
let pages: ReturnType<typeof pagesOf>;

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchChromium(), startPlayground({ dataCenter: 'paired' })]);
  pages = pagesOf(browser, flow);
});
afterEach(async () => {
  // The browser says so itself of a request that is refused.
  const problems = (await pages.closeAll()).filter((problem) => !problem.includes('Failed to load resource'));
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await playground.close();
});

async function replace({ frame, shot }: Pick<AdminPage, 'frame' | 'shot'>, token: string): Promise<void> {
  const field = frame.locator('#settings-token');
  const next = frame.getByTestId('settings-token-next');
  await next.click();
  await frame.locator('#settings-token-error').getByText(en['say.setup.empty']).waitFor();
  await field.fill('nonsense');
  await next.click();
  await frame.locator('#settings-token-error').getByText(en['say.setup.tokenRefused']).waitFor();
  await shot('refused');
  await field.fill(token);
  await next.click();
  await frame.getByText(en['settings.token.done']).first().waitFor();
  expect(await field.inputValue()).toBe('');
  await shot('done');
}

test('Azure DevOps', async () => {
  const { azureDevOps } = playground;
  const admin = await pages.open(playground, 'azure-devops', { path: 'settings' });
  // Of another account, so that it shows who works.
  await replace({ frame: admin.frame, shot: (step) => admin.shot(step) }, azureDevOps.token('contoso', 'mel'));
  const sweeps = () => azureDevOps.control.requests().filter(({ account, path }) => account === 'mel' && path.includes('/reporting/'));
  await eventually('the node works with it', sweeps, (requests) => requests.length > 1);
  await ready(await pages.open(playground, 'azure-devops'));
});

test('Jira Data Center, in its dark theme', async () => {
  const url = `${dataCenterOf(playground).adminPageUrl()}#/settings`;
  const admin = await openAdminPage(browser, { host: 'data-center', url, flow, frameless: true, colours: 'dark' });
  await admin.frame.getByRole('link', { name: en['pages.settings'] }).or(admin.frame.getByText(en['pages.settings'])).first().click();
  await replace({ frame: admin.frame, shot: (step) => admin.shot(step) }, dataCenterOf(playground).token('entente'));
  await admin.close();
});

test('Jira Cloud asks for none', async () => {
  const admin = await pages.open(playground, 'jira', { path: 'settings' });
  await admin.frame.locator('#entente-url').waitFor();
  expect(await admin.frame.locator('#settings-token').count()).toBe(0);
});
