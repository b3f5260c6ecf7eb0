/**
 * The panel beside an issue, on each host's own page of the issue: what it says to who may see the issue, and what an admin can do there.
 * The cause of the trouble is a rule of the Azure DevOps process: a bug must be assigned.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { en } from '@entente/wizard';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { connect, openRoom, quiet, type Room } from '../support/room.ts';
import { openAdminPage, type AdminPage, type AdminPageOptions } from './admin-page.ts';
import { hasFocus, tabTo } from './keyboard.ts';

let browser: Browser;
let room: Room;
let connectionId: string;
const opened: AdminPage[] = [];

beforeAll(async () => {
  [browser, room] = await Promise.all([launchChromium(), openRoom()]);
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
});
afterEach(async () => {
  const closing = opened.splice(0);
  for (const page of closing) await page.look('last-seen');
  for (const page of closing) await page.close();
  expect(closing.flatMap(({ problems }) => problems)).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await room.close();
});

async function open(
  host: 'jira' | 'azure-devops',
  issue: string,
  options: Partial<AdminPageOptions> & { account?: string; project?: string } = {},
) {
  const { jira, azureDevOps } = room.playground;
  const account = options.account === undefined ? '' : `?account=${encodeURIComponent(options.account)}`;
  const url =
    host === 'jira'
      ? `${jira.issueUrl(jira.control.issue(issue)?.key ?? '')}${account}`
      : azureDevOps.pageUrl('contoso', options.project ?? room['azure-devops'].project, Number(issue), options.account);
  const page = await openAdminPage(browser, { ...options, host, url, flow: 'issue-panel' });
  opened.push(page);
  return page;
}

async function synced(summary: string): Promise<{ readonly jira: string; readonly azureDevOps: string }> {
  const jira = await room.jira.people.create('ACME', { summary, type: 'Bug' });
  const items = await eventually(
    summary,
    () => Promise.resolve(room['azure-devops'].people.all('Fabrikam').filter((one) => one.summary === summary)),
    (found) => found.length === 1,
  );
  await quiet(room, connectionId);
  return { jira, azureDevOps: items[0]?.id ?? '' };
}

const keyOf = (id: string): string => room.playground.jira.control.issue(id)?.key ?? '';

test.each(['jira', 'azure-devops'] as const)(
  '%s: the twin with its link and status, when it was synced; another project’s issue is connected by hand, by keyboard alone',
  async (host) => {
    const pair = await synced(`Seen in ${host}`);
    const [issue, twin] = host === 'jira' ? [pair.jira, `#${pair.azureDevOps}`] : [pair.azureDevOps, keyOf(pair.jira)];
    const panel = await open(host, issue);
    const { frame } = panel;
    const link = frame.getByRole('link', { name: twin });
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(host === 'jira' ? /_workitems\/edit\/\d+$/ : /\/browse\/ACME-\d+$/);
    await frame.getByText(en['panel.state.synced'], { exact: true }).waitFor();
    await frame.getByText(en['panel.status']).waitFor();
    await frame.getByText(host === 'jira' ? 'New' : 'To Do', { exact: true }).waitFor();
    await panel.shot('synced');
    const other = await room[host].people.create(room[host].otherProject, { summary: 'Alone', type: 'Task' });
    const alone = await open(host, other, { project: room[host].otherProject });
    await alone.frame.getByTestId('panel-none').waitFor();
    await alone.shot('not-synced');
    await alone.frame.getByTestId('connect').press('Enter');
    const question = alone.frame.getByRole('heading', {
      name: en['connect.ask.title'].replace('{remote}', host === 'jira' ? 'there' : 'here'),
    });
    await hasFocus(question);
    await alone.shot('asked');
    await tabTo(alone.page, alone.frame.getByTestId('question-not-sure'));
    await alone.page.keyboard.press('Enter');
    await hasFocus(alone.frame.getByTestId('connect'));
    await alone.page.keyboard.press('Enter');
    await tabTo(alone.page, alone.frame.getByTestId('question-sure'));
    await alone.page.keyboard.press('Enter');
    await alone.frame.getByRole('link', { name: host === 'jira' ? /^#\d+$/ : /^ACME-\d+$/ }).waitFor();
    await alone.frame.getByTestId('connect').waitFor({ state: 'detached' });
    await alone.shot('connected');
  },
  90_000,
);

test.each(['jira', 'azure-devops'] as const)(
  '%s: held up; a user is told to ask an admin, who can retry there',
  async (host) => {
    const pair = await synced(`Held in ${host}`);
    const allow = room.playground.azureDevOps.control.requireField('contoso', 'Bug', 'System.AssignedTo');
    await room.jira.people.edit(pair.jira, { summary: `Renamed in ${host}` });
    await eventually(
      'held up',
      () => room[host].admin.held({ connectionId }),
      ({ held }) => held.length === 1,
    );
    const issue = host === 'jira' ? pair.jira : pair.azureDevOps;
    const user =
      host === 'jira'
        ? (room.playground.jira.control.users().find(({ displayName }) => displayName === 'Rui Reporter')?.accountId ?? '')
        : 'mel';
    const seen = await open(host, issue, { account: user });
    await seen.frame.getByText(en['say.held.askAdmin']).waitFor();
    expect(await seen.frame.getByRole('button').count()).toBe(0);
    await seen.shot('user');
    const admin = await open(host, issue, { colours: 'dark' });
    await admin.frame.getByTestId('panel-reason').getByText('Assigned To').waitFor();
    await admin.shot('held');
    allow();
    await admin.frame.getByTestId('held-retry').click();
    await admin.frame.getByTestId('panel-reason').waitFor({ state: 'detached' });
    await admin.frame.getByText(en['panel.state.synced'], { exact: true }).waitFor();
    await admin.frame.getByTestId('panel-sync').click();
    await admin.frame.getByText(en['panel.syncNow.done']).waitFor({ state: 'attached' });
    await admin.shot('retried');
  },
  90_000,
);
