/** What the panel beside an issue and the Activity tab say, in the plain Kit: rendered once, read as text. */
import { expect, test } from '@jest/globals';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { AdminPage } from '../../admin-page.ts';
import type { ActivityRow, HeldView, PanelEntryView } from '../../admin-api/contract.ts';
import { plainKit } from '../../kit/plain/index.ts';
import { startActivity, type ActivityData } from '../../machines/activity/table.ts';
import { en } from '../../texts/en.ts';
import { GroundProvider } from '../ground.tsx';
import { ConnectIssue } from '../panel/connect-issue.tsx';
import { PanelEntry } from '../panel/panel-entry.tsx';
import { ActivityTab } from './activity-tab.tsx';

const nothing = (): undefined => undefined;
const page: Omit<AdminPage, 'api'> = {
  allowHost: () => Promise.resolve('allowed'),
  copy: () => Promise.resolve(),
  locale: 'en-GB',
  timeZone: 'Asia/Kolkata',
  routing: { current: () => ({ path: '' }), go: nothing, listen: () => nothing },
};

/** Each block a line; nothing is asked of the API before effects run, which they do not here. */
function said(content: ReactNode): string {
  const whole = { ...page, api: {} } as AdminPage;
  const Whole = (): ReactNode => GroundProvider({ kit: plainKit, page: whole, texts: en, children: content });
  const markup = renderToStaticMarkup(createElement(Whole));
  return markup
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('&quot;', '"')
    .replace(/\n+/g, '\n')
    .trim();
}

const noon = Date.UTC(2026, 0, 2, 12);
const held: HeldView = {
  id: 'in-7',
  where: 'applying',
  ours: { key: 'A-1', url: null },
  theirs: { key: 'B-7', url: 'https://b.example.com/7' },
  error: { code: 'tracker.refused', params: { field: 'Priority', message: 'No such one' }, whose: 'tracker' },
  since: noon,
  attempts: 3,
  retryAt: noon + 60_000,
  what: ['summary'],
};
const entry: PanelEntryView = {
  connectionId: 'c',
  name: 'one_to_other',
  state: 'active',
  remoteShortName: 'other',
  nodeType: 'JIRA_CLOUD',
  theirs: { key: 'B-7', url: 'https://b.example.com/7' },
  theirStatus: 'In work',
  syncedAt: noon,
  waiting: false,
  gone: 'no',
  held: [],
  conflicts: [],
  notHere: [],
  notThere: [],
  files: [],
  passedOver: null,
};
const panel = (change: Partial<PanelEntryView>, isAdmin = true): string =>
  said(createElement(PanelEntry, { entry: { ...entry, ...change }, isAdmin, onChanged: nothing }));

test('the panel: both sides, the status in a word, times in the reader’s zone', () => {
  const text = panel({});
  for (const part of ['other', 'In sync', 'B-7', 'In work', 'one_to_other', '17:30']) expect(text).toContain(part);
  expect(panel({ theirs: null, syncedAt: null, waiting: true })).toMatch(/On its way[^]*Not there yet[^]*Not yet/);
});

test.each<[string, Partial<PanelEntryView>, string]>([
  ['held up', { held: [held], waiting: true }, 'Held up'],
  ['paused', { state: 'deactivated' }, 'Connection not active'],
  ['gone here', { gone: 'here', held: [held] }, 'Deleted or moved away here'],
  ['gone there', { gone: 'there' }, 'This one stays, and is not synced any more.'],
])('the panel of an issue that is %s says so', (_, change, word) => {
  expect(panel(change)).toContain(word);
  expect(panel(change)).not.toContain('In sync');
});

test('the panel: what was lost, decided, skipped or too large, each on its side', () => {
  const text = panel({
    notHere: [{ what: 'panel', count: 2 }],
    notThere: [{ what: 'customThing', count: 1 }],
    files: [
      { side: 'theirs', filename: 'a.bin', size: 5_000_000, why: 'tooBigToWrite' },
      { side: 'ours', filename: 'b.bin', size: 1, why: 'neverArrived' },
    ],
    conflicts: [{ field: 'summary', at: noon, loser: 'ours', value: 'Mine' }],
    passedOver: { at: noon, direction: 'in', what: ['summary'], by: 'Ada' },
  });
  const [here = '', there = ''] = text.split('Could not be shown on the other side');
  expect(here).toMatch(/Could not be shown here[^]*Panels: 2 could not be carried over[^]*a\.bin is too large for this side/);
  expect(there).toMatch(/customThing: 1[^]*b\.bin never arrived[^]*Changed on both sides at once[^]*“Mine”/);
  expect(here).toContain('A change of the other side was skipped');
});

test.each(['label', 'length', 'markdown', 'priority', 'summary'])('what trackers could not hold has a name: %s', (what) => {
  expect(panel({ notHere: [{ what, count: 1 }] })).not.toContain(`${what}: 1`);
});

test('the panel: Retry and Skip are for admins', () => {
  expect(panel({ held: [held] })).toMatch(/“No such one”[^]*Retry[^]*Skip…/);
  expect(panel({ held: [held] }, false)).not.toMatch(/Retry|Skip/);
});

test('Connect: none, one, or one of several', () => {
  const offers = ['one_to_other', 'one_to_third'].map((name) => ({ connectionId: name, name, remoteShortName: name, nodeType: null }));
  const connect = (count: number): string =>
    said(createElement(ConnectIssue, { issueId: '1', offers: offers.slice(0, count), onDone: nothing }));
  expect(connect(0)).toBe('');
  expect(connect(1)).toContain('Connect to one_to_other…');
  expect(connect(2)).toContain('Connect this issue');
});

const row: ActivityRow = {
  id: '1',
  at: noon,
  kind: 'change',
  direction: 'in',
  outcome: 'done',
  ours: { key: 'A-1', url: null },
  theirs: { key: 'B-7', url: null },
  created: false,
  what: ['summary', 'labels'],
  tookMs: 1500,
  error: null,
  attempts: 1,
  losses: [],
  files: [],
  conflicts: [],
  drift: false,
  by: null,
};
const tab = (change: Partial<ActivityData>, state: 'ready' | 'away' | 'loading' = 'ready'): string =>
  said(
    createElement(ActivityTab, {
      connectionId: 'c',
      activity: { state, data: { ...startActivity, seenAt: noon, ...change } },
      send: nothing,
    }),
  );

test.each<[string, Partial<ActivityRow>, RegExp]>([
  ['a change', {}, /17:30[^]*A-1[^]*B-7[^]*Received[^]*Summary and Labels[^]*Applied here[^]*1\.5/],
  ['a new issue', { created: true, direction: 'out' }, /Sent[^]*The whole issue, for the first time[^]*Applied there/],
  ['a removal', { kind: 'removal' }, /Deleted or moved away on the other side/],
  ['what an admin asked for', { kind: 'retry', by: 'Ada' }, /Retry, asked for by Ada[^]*Asked for/],
  ['what an admin connected', { kind: 'connect', by: 'Ada', direction: 'out' }, /Connected by hand, by Ada[^]*Asked for/],
  [
    'what was held up, and is not',
    { error: held.error, attempts: 3 },
    /Applied here[^]*Held up before, and applied at attempt 3: .*Priority/,
  ],
  ['what came without its event', { drift: true }, /Found by a check, not by an event/],
  [
    'a file and a loss',
    { losses: [{ what: 'mention', count: 1 }], files: [{ filename: 'a.bin', why: 'x' }] },
    /People mentioned: 1[^]*Not carried over: a\.bin/,
  ],
])('the log: %s', (_, change, expected) => {
  expect(tab({ rows: [{ ...row, ...change }] })).toMatch(expected);
});

test('what is held up: why, how often it was tried and when next; all of several at once', () => {
  expect(tab({ held: [held] })).toMatch(/Received, not applied yet[^]*“No such one”[^]*Tried 3 times\.[^]*tries again by itself at/);
  expect(tab({ held: [held] })).not.toContain('Retry all');
  expect(tab({ held: [held, { ...held, id: 'in-8' }] })).toContain('Retry all');
});

test('empty, filtered without a match, older entries, and out of reach', () => {
  expect(tab({})).toContain('Nothing has been sent or received yet.');
  expect(tab({ kept: 1000, filter: { only: 'errors', issue: '' } })).toContain(
    'Nothing matches. Entries that are older than the newest 1,000 are not kept.',
  );
  expect(tab({ rows: [row], next: 'x', kept: 1000 })).toMatch(/Show older entries[^]*The newest 1,000 entries/);
  expect(tab({ rows: [row] })).not.toContain('Show older entries');
  const away = tab({ rows: [row], held: [held], trouble: { code: 'admin.unreachable', params: {} } }, 'away');
  expect(away).toMatch(/cannot reach Entente[^]*These are the entries as they were at .*17:30/);
  expect(away).not.toMatch(/Retry|Skip…/);
});
