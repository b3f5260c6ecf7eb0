/** The numbers are those of table.ts. */
import { expect, test } from '@jest/globals';
import type { ActivityRow } from '../../admin-api/contract.ts';
import { driver, type Driven } from '../drive.ts';
import { activityTable, startActivity, type ActivityData, type ActivityEffect, type ActivityEvent, type ActivityState } from './table.ts';

type Seen = Driven<ActivityState, ActivityData, ActivityEffect>;
const after = driver<ActivityState, ActivityData, ActivityEvent, ActivityEffect>(activityTable);
const begun: Seen = { state: 'loading', data: startActivity, effects: [], refused: [] };
const flow = { sent: 0, received: 0, p50: null, p95: null, drift: 0 };
const pageOf = (ids: string, next: string | null) => ({ rows: Array.from(ids, (id) => ({ id }) as ActivityRow), next, kept: 1000 });
const shown = ({ data }: Seen): string => data.rows.map(({ id }) => id).join('');

/** The answer to what was asked last. */
const listed = (at: Seen, ids: string, next: string | null = null): Seen =>
  after(at, { type: 'listed', ticket: at.data.ticket, at: 7, page: pageOf(ids, next), held: [], flow });
const older = (at: Seen, ids: string, next: string | null = null): Seen =>
  after(at, { type: 'older', filter: at.data.filter, page: pageOf(ids, next) });

test('1: the newest page takes the place of the one before; older ones stay below it, without gaps and repeats', () => {
  const more = after(listed(begun, 'cd', 'd'), { type: 'more' });
  expect(more.effects.at(-1)).toMatchObject({ type: 'askOlder', cursor: 'd' });
  expect(after(more, { type: 'more' }).refused).toHaveLength(1);
  const longer = older(more, 'def', 'f');
  expect([shown(longer), longer.data.next]).toEqual(['cdef', 'f']);
  const fresh = listed(longer, 'bc', 'c');
  expect([shown(fresh), fresh.data.next, fresh.effects.at(-1)?.type]).toEqual(['bcdef', 'f', 'ask']);
});

test('1: a page that could not be had can be asked for again', () => {
  const failed = after(after(listed(begun, 'a', 'a'), { type: 'more' }), { type: 'older', filter: startActivity.filter, page: null });
  expect(after(failed, { type: 'more' }).refused).toEqual([]);
});

test('2: a changed filter makes what was asked before void, older pages too', () => {
  const before = older(after(listed(begun, 'a', 'a'), { type: 'more' }), 'b', null);
  const filtered = after(before, { type: 'filtered', filter: { only: 'errors', issue: '' } });
  expect(shown(older({ ...filtered, data: { ...filtered.data, filter: before.data.filter } }, 'c'))).toBe('abc');
  const late = after(filtered, { type: 'older', filter: before.data.filter, page: pageOf('z', null) });
  expect([shown(late), late.refused.length]).toEqual(['ab', 1]);
  expect(shown(listed(filtered, 'b'))).toBe('b');
});

test('3: when the node is away the last answer stays, with its time', () => {
  const first = listed(begun, 'a');
  const away = after(first, { type: 'failed', ticket: first.data.ticket, problem: { code: 'admin.unreachable', params: {} } });
  expect([away.state, shown(away), away.data.seenAt, away.effects.at(-1)?.type]).toEqual(['away', 'a', 7, 'ask']);
  expect(listed(away, 'ab').state).toBe('ready');
});
