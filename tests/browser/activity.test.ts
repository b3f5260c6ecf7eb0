/**
 * One issue that fails for good, as its admins see it: the others flow, the Activity tab says why, *Retry* works once the cause is
 * gone, *Skip* gives up that change alone. The cause is a rule of the Azure DevOps process: a bug must be assigned.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser, Locator } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { connect, openRoom, quiet, type Room } from '../support/room.ts';
import type { AdminPage } from './admin-page.ts';
import { clippings } from './clippings.ts';
import { pagesOf } from './host-pages.ts';

let browser: Browser;
let room: Room;
let connectionId: string;
let pages: ReturnType<typeof pagesOf>;

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  pages = pagesOf(browser, 'activity');
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
});
afterEach(async () => {
  expect(await pages.closeAll()).toEqual([]);
  allow();
  await room['azure-devops'].admin.retryAllHeld({ connectionId });
  await held(0);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

const jira = (summary: string, type: string): Promise<string> => room.jira.people.create('ACME', { summary, type });
const arrived = (summary: string): Promise<unknown> =>
  eventually(
    summary,
    () => Promise.resolve(room['azure-devops'].people.all('Fabrikam')),
    (all) => all.some((one) => one.summary === summary),
  );
const held = (count: number): Promise<unknown> =>
  eventually(
    `${String(count)} held up`,
    () => room['azure-devops'].admin.held({ connectionId }),
    (answer) => answer.held.length === count,
  );
const keyOf = (id: string): string => room.playground.jira.control.issue(id)?.key ?? '';
const rows = ({ frame }: AdminPage): Locator => frame.getByTestId('activity-row');
let allow = (): void => undefined;
const mustBeAssigned = (): void => {
  const takeBack = room.playground.azureDevOps.control.requireField('contoso', 'Bug', 'System.AssignedTo');
  allow = () => {
    allow = () => undefined;
    takeBack();
  };
};

test('held up with field, the host’s words and what to do, on both sides; the others flow; Retry once the cause is gone', async () => {
  const admin = await pages.open(room.playground, 'azure-devops', { path: `connection/${connectionId}/activity` });
  await admin.frame.getByTestId('activity-empty').waitFor();
  await admin.shot('empty');
  mustBeAssigned();
  const bug = await jira('Nobody’s bug', 'Bug');
  await held(1);
  await jira('A task', 'Task');
  await arrived('A task');
  const reason = admin.frame.getByTestId('held-reason');
  await reason.waitFor();
  expect(await reason.innerText()).toMatch(
    /refused the value of System\.AssignedTo.*TF401320: Rule Error for field Assigned To.*then retry/s,
  );
  await rows(admin).filter({ hasText: en['outcome.in.done'] }).first().waitFor();
  expect(await rows(admin).filter({ hasText: en['outcome.held'] }).innerText()).toContain(keyOf(bug));
  await admin.shot('held');

  const partner = await pages.open(room.playground, 'jira', { path: `connection/${connectionId}/activity` });
  await partner.frame.getByTestId('held-reason').waitFor();
  expect(await partner.frame.getByTestId('held-reason').innerText()).toMatch(
    /^The other side’s tracker refused the value of System\.AssignedTo.*Assigned To/s,
  );
  expect(await partner.frame.getByTestId('held-skip').count()).toBe(0);
  await partner.shot('held-there');

  allow();
  await admin.frame.getByTestId('held-retry').focus();
  await admin.page.keyboard.press('Enter');
  await admin.frame.getByTestId('held-outcome').waitFor();
  await arrived('Nobody’s bug');
  await admin.frame.getByTestId('held-reason').waitFor({ state: 'detached' });
  await partner.frame.getByTestId('held-reason').waitFor({ state: 'detached' });
  expect(
    await rows(admin)
      .filter({ hasText: keyOf(bug) })
      .filter({ hasText: 'Held up before' })
      .count(),
  ).toBe(1);
  await admin.shot('retried');
});

test('Skip says what is given up, is remembered with its name, and the next change flows again', async () => {
  const bug = await jira('Spare bug', 'Bug');
  await arrived('Spare bug');
  await quiet(room, connectionId);
  mustBeAssigned();
  await room.jira.people.edit(bug, { summary: 'Spare bug, renamed' });
  await held(1);
  const admin = await pages.open(room.playground, 'azure-devops', { path: `connection/${connectionId}/activity` });
  await admin.frame.getByTestId('held-skip').click();
  const question = admin.frame.getByRole('alertdialog').or(admin.frame.getByRole('dialog'));
  await question.getByText('Summary').waitFor();
  await question.getByText(en['ask.skip.after']).waitFor();
  await admin.shot('skip-question');
  await question.getByRole('button', { name: en['ask.skip.confirm'], exact: true }).click();
  await question.waitFor({ state: 'detached' });
  await admin.frame.getByTestId('held-outcome').waitFor();
  await rows(admin).filter({ hasText: 'Ada' }).filter({ hasText: en['outcome.skipped'] }).first().waitFor();
  await admin.frame.getByTestId('held-reason').waitFor({ state: 'detached' });
  await admin.shot('skipped');
  allow();
  await room.jira.people.edit(bug, { labels: ['again'] });
  await arrived('Spare bug, renamed');
});

test('filtered by issue and by errors; older pages; the Overview says how fast changes get across', async () => {
  for (let i = 0; i < 26; i++) await jira(`Task ${String(i)}`, 'Task');
  await arrived('Task 25');
  await quiet(room, connectionId);
  const admin = await pages.open(room.playground, 'jira', { path: `connection/${connectionId}/activity` });
  await rows(admin).nth(24).waitFor();
  const before = await rows(admin).count();
  await admin.frame.getByTestId('activity-more').click();
  await rows(admin).nth(before).waitFor();
  await admin.frame.locator('#activity-errors').check({ force: true });
  await eventually(
    'only errors',
    () => rows(admin).count(),
    (count) => count > 0 && count < 10,
  );
  await admin.frame.locator('#activity-errors').uncheck({ force: true });
  await admin.frame.locator('#activity-issue').fill('no such issue');
  await admin.frame.getByTestId('activity-empty').waitFor();
  await admin.shot('no-match');
  await admin.frame.locator('#activity-issue').fill('');
  await admin.frame.getByRole('tab', { name: en['connection.overview'], exact: true }).click();
  await admin.frame.getByText('Half within').waitFor();
  await admin.shot('overview');
});

test.each(['jira', 'azure-devops'] as const)(
  '%s: dark, and on a phone',
  async (host) => {
    mustBeAssigned();
    const bug = await jira(`Bug for ${host}`, 'Bug');
    await held(1);
    const dark = await pages.open(room.playground, host, { path: `connection/${connectionId}/activity`, colours: 'dark' });
    await dark.frame.getByTestId('held-reason').waitFor();
    await dark.shot('dark');
    const narrow = await pages.open(room.playground, host, { path: `connection/${connectionId}/activity`, width: 320 });
    await narrow.frame.getByTestId('held-reason').waitFor();
    await narrow.shot('narrow');
    expect(await clippings(narrow.page)).toEqual([]);
    allow();
    await room['azure-devops'].admin.retryAllHeld({ connectionId });
    await arrived(`Bug for ${host}`);
    expect(keyOf(bug)).not.toBe('');
  },
  120_000,
);
