/** The shell of ServiceNow in a real browser: navigator, the application's page in the main frame, and the plain pages for people. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { startServiceNow, type ServiceNow } from '@entente/servicenow-scoped/standin';
import { writeProbe } from '@entente/servicenow-scoped/standin/fixture';
import { launchChromium } from '../../tools/browser/chromium.ts';

let browser: Browser;
let instance: ServiceNow;
let folder: string;
const pages: Page[] = [];

beforeAll(async () => {
  folder = writeProbe();
  [browser, instance] = await Promise.all([launchChromium(), startServiceNow({ app: { folder } })]);
});
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()));
});
afterAll(async () => {
  await browser.close();
  await instance.close();
  rmSync(folder, { recursive: true });
});

async function open(url: string): Promise<{ readonly page: Page; readonly frame: FrameLocator; readonly problems: string[] }> {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  pages.push(page);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  return { page, frame: page.frameLocator('#gsft_main'), problems };
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    await frame.addScriptTag({ path: axe });
    const ids: unknown = await frame.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa'], iframes: false }).then((run) => run.violations.map((one) => one.id))`,
    );
    if (Array.isArray(ids)) found.push(...ids.map(String));
  }
  return found;
}

test('the page runs in the main frame, speaks with its session, and names the place in the address', async () => {
  const { page, frame, problems } = await open(instance.pageUrl('view=start'));
  await frame.locator('#who', { hasText: '{"user":"admin","admin":true}' }).waitFor();
  expect(await frame.locator('#view').textContent()).toBe('?view=start');
  await frame.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL((url) => decodeURIComponent(url.pathname).endsWith('x_acme_probe_home.do?view=next'));
  await page.reload();
  await frame.locator('#view', { hasText: '?view=next' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test('modules are there for who has their role', async () => {
  const { page, frame } = await open(instance.pageUrl());
  await page.getByRole('navigation').getByRole('link', { name: 'Notes' }).click();
  await frame.getByRole('heading', { name: 'Notes' }).waitFor();
  await page.getByLabel('Signed in as').selectOption('beth.anglin');
  await page.getByRole('button', { name: 'Switch' }).click();
  await page.getByRole('link', { name: 'Create New' }).waitFor();
  expect(await page.getByRole('link', { name: 'Notes' }).count()).toBe(0);
  await frame.getByText('Security constraints prevent access').waitFor();
});

test('a person makes an incident, comments on it, tags it and attaches a file', async () => {
  const { page, frame } = await open(`${instance.url}/`);
  await page.getByRole('link', { name: 'Create New' }).click();
  await frame.getByLabel('Short description').fill('Printer on fire');
  await frame.getByRole('button', { name: 'Submit' }).click();
  await frame.getByRole('heading', { name: /^Incident INC/ }).waitFor();
  await frame.getByLabel('Additional comments').fill('It burns');
  await frame.getByLabel('Work notes').fill('Fetch water');
  await frame.getByRole('button', { name: 'Update' }).click();
  await frame.getByRole('region', { name: 'Activities' }).getByText('It burns').waitFor();
  await frame.getByLabel('Tag', { exact: true }).fill('urgent');
  await frame.getByRole('button', { name: 'Add tag' }).click();
  await frame.getByRole('button', { name: 'Remove tag urgent' }).waitFor();
  await frame.getByLabel('Choose file').setInputFiles({ name: 'smoke.txt', mimeType: 'text/plain', buffer: Buffer.from('smoke') });
  await frame.getByRole('button', { name: 'Attach' }).click();
  await frame.getByRole('link', { name: 'smoke.txt' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(instance.control.rows('sys_journal_field', 'element=work_notes').map((row) => row['value'])).toEqual(['Fetch water']);
});
