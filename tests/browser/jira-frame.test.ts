/** The vendor's bridge, unmodified, in a real browser inside the Jira page; and the plain pages for people. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { startJiraCloud, type JiraCloud } from '@entente/jira-app/standin';
import { buildFixture } from '@entente/jira-app/standin/fixture';
import { launchChromium } from '../../tools/browser/chromium.ts';

let browser: Browser;
let jira: JiraCloud;
const rui = '5b10ac8d82e05b22cc7d4ef5';
const pages: Page[] = [];

beforeAll(async () => {
  const app = await buildFixture();
  [browser, jira] = await Promise.all([launchChromium(), startJiraCloud({ app, pageSize: 2 })]);
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()));
});
afterAll(async () => {
  await browser.close();
  await jira.close();
});

async function openPage(url: string): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  pages.push(page);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  return { page, problems };
}

async function openApp(account?: string): Promise<{ page: Page; frame: FrameLocator; problems: string[] }> {
  const opened = await openPage(jira.adminPageUrl('first', account));
  const frame = opened.page.frameLocator('#frame');
  await frame.getByTestId('place').waitFor();
  return { ...opened, frame };
}

async function press(frame: FrameLocator, name: string, answer: string): Promise<void> {
  await frame.getByRole('button', { name, exact: true }).click();
  await frame.getByTestId('answer').filter({ hasText: answer }).waitFor();
}

test('context, resolver, product request as the signed-in admin', async () => {
  const { frame, problems } = await openApp();
  expect(JSON.parse((await frame.getByTestId('context').textContent()) ?? '')).toEqual({
    accountId: '5b10a2844c20165700ede21a',
    locale: 'en-US',
    timezone: 'Europe/Berlin',
    moduleKey: 'fixture-admin',
  });
  await press(frame, 'invoke', '"environment":"DEVELOPMENT"');
  await press(frame, 'fails', 'refused: There was an error invoking the function');
  await press(frame, 'product', '"displayName":"Ada Admin"');
  expect(problems.filter((problem) => !problem.includes('500'))).toEqual([]);
});

test('routes, by the app and by the page around it, are in the address', async () => {
  const { page, frame } = await openApp();
  expect(await frame.getByTestId('place').textContent()).toBe('/first');
  await frame.getByRole('button', { name: 'second', exact: true }).click();
  await frame.getByTestId('place').filter({ hasText: '/second' }).waitFor();
  expect(page.url()).toBe(jira.adminPageUrl('second'));
  await page.getByRole('link', { name: 'First' }).click();
  await frame.getByTestId('place').filter({ hasText: '/first' }).waitFor();
  await page.goBack();
  await frame.getByTestId('place').filter({ hasText: '/second' }).waitFor();
});

test('theme tokens follow the page; flags appear on it', async () => {
  const { page, frame } = await openApp();
  const mode = () => frame.locator('html').getAttribute('data-color-mode');
  expect(await mode()).toBe('light');
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await frame.locator('html[data-color-mode=dark]').waitFor();
  await page.getByRole('button', { name: 'Light theme' }).click();
  await frame.locator('html[data-color-mode=light]').waitFor();
  await frame.getByRole('button', { name: 'flag', exact: true }).click();
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
});

test('egress is for the admin to allow, in a dialog of the site', async () => {
  const { page, frame } = await openApp();
  await frame.getByRole('button', { name: 'allow', exact: true }).click();
  await page.getByRole('heading', { name: 'Allow Fixture to connect to partner.example?' }).waitFor();
  await page.getByRole('button', { name: 'Decline' }).click();
  await frame.getByTestId('answer').filter({ hasText: 'refused: The admin declined' }).waitFor();
  await press(frame, 'allowed', '"results":[]');
  await frame.getByRole('button', { name: 'allow', exact: true }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await frame.getByTestId('answer').filter({ hasText: '"allow":' }).waitFor();
  await press(frame, 'allowed', 'partner.example');
});

test('who is no admin does not get the page', async () => {
  const { page } = await openPage(jira.adminPageUrl('first', rui));
  await page.getByRole('heading', { name: "You don't have access to this page" }).waitFor();
  expect(await page.locator('#frame').count()).toBe(0);
});

test('a person creates an issue, comments and attaches in the plain pages', async () => {
  const { page } = await openPage(`${jira.siteUrl}/jira/projects?account=${rui}`);
  await page.getByRole('link', { name: 'Acme Webshop' }).click();
  await page.getByLabel('Summary').fill('Made by hand');
  await page.getByLabel('Description').fill('First line\nsecond line\n\nanother <b>paragraph</b>');
  await page.getByLabel('Labels').fill('one two');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name: 'Made by hand', level: 1 }).waitFor();
  expect(await page.getByTestId('description').locator('p').count()).toBe(2);
  await page.getByLabel('Comment').fill('A comment');
  await page.getByRole('button', { name: 'Add comment' }).click();
  await page.getByText('A comment', { exact: true }).waitFor();
  await page.getByLabel('File').setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('link', { name: 'note.txt' }).waitFor();
  const issue = jira.control.issues().find((one) => one.summary === 'Made by hand');
  expect(issue).toMatchObject({ labels: ['one', 'two'], reporter: rui });
  expect(issue?.comments).toHaveLength(1);
  expect(issue?.attachments[0]?.bytes.toString()).toBe('hello');
});
