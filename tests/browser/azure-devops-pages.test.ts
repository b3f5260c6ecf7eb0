/** A person makes and changes a work item on the stand-in's own pages. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';

let browser: Browser;
let host: AzureDevOps;

beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), startAzureDevOps()]);
});

afterAll(async () => {
  await browser.close();
  await host.close();
});

test('from the list of projects to a work item with a comment and a file', async () => {
  const page = await browser.newPage();
  await page.goto(`${host.organizationUrl('northwind')}?account=mel`);
  await page.click('text=Adventure Works');
  await page.click('summary:has-text("New work item")');
  await page.selectOption('[name=type]', 'User Story');
  await page.fill('[name=title]', 'Climb <the> hill');
  await page.fill('[name=tags]', 'up; Air');
  await page.fill('[name=description]', '<p>Slowly</p><script>document.title = "no"</script>');
  await page.click('button:has-text("Create")');
  await page.waitForSelector('h1:has-text("User Story 1: Climb <the> hill")');
  expect(await page.innerHTML('[aria-label=Description] .rich')).toBe('<p>Slowly</p>');
  await page.fill('[name=text]', '<p>On it</p>');
  await page.click('button:has-text("Comment")');
  await page.waitForSelector('.comment:has-text("Mel Member"):has-text("On it")');
  await page.setInputFiles('[name=file]', { name: 'map.txt', mimeType: 'text/plain', buffer: Buffer.from('here') });
  await page.click('button:has-text("Attach")');
  await page.waitForSelector('li:has-text("map.txt"):has-text("4 bytes")');
  await page.click('summary:has-text("Edit")');
  await page.selectOption('[name=state]', 'Active');
  await page.click('button:has-text("Save")');
  await page.waitForSelector('strong:has-text("Active")');
  const [item] = host.control.workItems('northwind', 'Adventure Works');
  expect(item?.revisions.at(-1)?.fields).toMatchObject({
    'System.Title': 'Climb <the> hill',
    'System.Tags': 'Air; up',
    'System.State': 'Active',
    'System.CommentCount': 1,
  });
  await page.close();
});

test('what others do shows up by itself', async () => {
  const page = await browser.newPage();
  await page.goto(host.pageUrl('northwind', 'Fabrikam', undefined, 'mel'));
  await page.waitForSelector('h1:has-text("Work items of Fabrikam")');
  const headers = {
    authorization: `Basic ${btoa(`:${host.token('northwind', 'entente')}`)}`,
    'content-type': 'application/json-patch+json',
  };
  const body = JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'From elsewhere' }]);
  await fetch(`${host.organizationUrl('northwind')}/Fabrikam/_apis/wit/workitems/$Issue?api-version=7.1`, {
    method: 'POST',
    headers,
    body,
  });
  await page.click('a:has-text("From elsewhere")');
  await page.waitForSelector('h1:has-text("From elsewhere")');
  const [item] = host.control.workItems('northwind', 'Fabrikam');
  const renamed = JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'Renamed elsewhere' }]);
  await fetch(`${host.organizationUrl('northwind')}/_apis/wit/workitems/${item?.id}?api-version=7.1`, {
    method: 'PATCH',
    headers,
    body: renamed,
  });
  await page.waitForSelector('h1:has-text("Renamed elsewhere")');
  await page.close();
});

test('a reader sees the host refuse', async () => {
  const page = await browser.newPage();
  await page.goto(host.pageUrl('contoso', 'Fabrikam', undefined, 'rea'));
  await page.click('summary:has-text("New work item")');
  await page.fill('[name=title]', 'Mine');
  await page.click('button:has-text("Create")');
  await page.waitForSelector('.problem:has-text("TF237111")');
  expect(host.control.workItems('contoso')).toEqual([]);
  await page.close();
});
