/** The page about one record, as a user comes to it: the link on the incident's own form. And the Activity tab. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { connectSides, openRoom, type Room } from '../support/room.ts';
import { serviceNowAdmin, serviceNowPeople } from '../support/servicenow.ts';
import { openAdminPage } from './admin-page.ts';

let browser: Browser;
let room: Room;
let instance: ServiceNow;
let connectionId: string;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom({ serviceNow: true })]);
  if (room.playground.serviceNow === null) throw new Error('This playground has no ServiceNow.');
  instance = room.playground.serviceNow;
  room.playground.jira.control.allowEgress(instance.url);
  const partner = { host: 'servicenow', admin: serviceNowAdmin(instance), project: null };
  ({ connectionId } = await connectSides(room.jira, partner, { name: 'acme_to_globex', patience: { timeoutMs: 60_000, everyMs: 200 } }));
}, 180_000);
afterAll(async () => {
  await browser.close();
  await room.close();
});

test('from the incident to its twin; a user without the role reads, and only an admin has buttons', async () => {
  const issue = await room.jira.people.create('ACME', { summary: 'From Jira', type: 'Task' });
  const incident = await eventually(
    'the incident',
    () => Promise.resolve(instance.control.rows('incident').find((row) => row['short_description'] === 'From Jira')),
    (row) => row !== undefined,
    60_000,
  );
  const sysId = incident?.['sys_id'] ?? '';
  for (const [user, buttons] of [
    ['beth.anglin', 0],
    ['admin', 1],
  ] as const) {
    const page = await openAdminPage(browser, {
      host: 'servicenow',
      url: instance.recordUrl('incident', sysId, user),
      flow: 'issue-panel',
    });
    await page.frame.getByRole('link', { name: 'Entente' }).click();
    const twin = page.frame.getByRole('link', { name: room.playground.jira.control.issue(issue)?.key ?? '' });
    await twin.waitFor();
    await page.frame.getByText('To Do', { exact: true }).waitFor();
    expect(await page.frame.getByRole('button', { name: en['panel.syncNow'] }).count()).toBe(buttons);
    await page.shot(`record-${user}`);
    await page.frame.getByRole('button', { name: en['panel.back'] }).click();
    await page.frame.getByRole('link', { name: 'Entente' }).waitFor();
    expect(page.problems).toEqual([]);
    await page.close();
  }
}, 180_000);

test('an incident that no filter sends is connected by hand', async () => {
  const older = await serviceNowPeople(instance).create('', { summary: 'Older', type: 'Task' });
  const page = await openAdminPage(browser, {
    host: 'servicenow',
    url: instance.recordUrl('incident', older, 'admin'),
    flow: 'issue-panel',
  });
  await page.frame.getByRole('link', { name: 'Entente' }).click();
  await page.frame.getByTestId('connect').click();
  const sure = page.frame.getByRole('button', { name: en['connect.ask.confirm'], exact: true });
  await sure.waitFor();
  await page.shot('asked');
  await sure.click();
  await page.frame.getByRole('link', { name: /^ACME-\d+$/ }).waitFor({ timeout: 60_000 });
  await page.shot('connected');
  expect(page.problems).toEqual([]);
  await page.close();
});

test('the Activity tab in the platform’s own looks', async () => {
  const url = instance.pageUrl(`view=${encodeURIComponent(`connection/${connectionId}/activity`)}`);
  const page = await openAdminPage(browser, { host: 'servicenow', url, flow: 'activity' });
  await page.frame.getByTestId('activity-row').filter({ hasText: en['outcome.in.done'] }).first().waitFor();
  await page.shot('rows');
  expect(page.problems).toEqual([]);
  await page.close();
});
