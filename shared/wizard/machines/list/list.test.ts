/** The numbers are those of table.ts. */
import { expect, test } from '@jest/globals';
import type { ConnectionView } from '../../admin-api/contract.ts';
import { driver, type Driven } from '../drive.ts';
import { listTable, startList, type ListData, type ListEffect, type ListEvent, type ListState } from './table.ts';

type Seen = Driven<ListState, ListData, ListEffect>;
const after = driver<ListState, ListData, ListEvent, ListEffect>(listTable);

const begun: Seen = { state: 'loading', data: startList, effects: [], refused: [] };
const row = (id: string, createdAt: number, state: ConnectionView['state'] = 'active') => ({ id, createdAt, state }) as ConnectionView;
const names = ({ data }: Seen): string => data.connections.map(({ id }) => id).join('');

/** The answer to what was asked last. */
const listed = (at: Seen, connections: readonly ConnectionView[], revision = connections.map(({ id, state }) => id + state).join()): Seen =>
  after(at, { type: 'listed', ticket: at.data.ticket, at: 7, revision, connections });

test('1: asked for again after every answer, and nothing changes while the revision does not', () => {
  const first = listed(begun, [row('a', 1)]);
  const second = listed(first, [row('b', 1)], first.data.revision ?? '');
  expect(second.data.connections).toBe(first.data.connections);
  expect(second.effects).toEqual([
    { type: 'ask', ticket: 1, afterMs: 3000 },
    { type: 'ask', ticket: 2, afterMs: 3000 },
  ]);
});

test('1: a refresh makes the answer to an earlier question void', () => {
  const early = begun.data.ticket;
  const at = after(begun, { type: 'refresh' }, { type: 'listed', ticket: early, at: 1, revision: 'x', connections: [row('a', 1)] });
  expect([names(at), at.effects]).toEqual(['', [{ type: 'ask', ticket: 1, afterMs: 0 }]]);
});

test('2: newest first; while focus is inside no row moves and new ones come last', () => {
  const first = listed(begun, [row('a', 1), row('b', 2)]);
  expect(names(first)).toBe('ba');
  const focused = listed(after(first, { type: 'focus', inside: true }), [row('a', 1), row('b', 2), row('c', 3)]);
  expect(names(focused)).toBe('bac');
  const left = after(focused, { type: 'focus', inside: false });
  expect(names(listed(left, [row('a', 1), row('b', 2), row('c', 3), row('d', 0)]))).toBe('cbad');
});

test('3: when the node is away the last list stays, and comes back to life', () => {
  const first = listed(begun, [row('a', 1)]);
  const away = after(first, { type: 'failed', ticket: first.data.ticket, problem: { code: 'admin.unreachable', params: {} } });
  expect([away.state, names(away), away.data.seenAt, away.data.trouble?.code]).toEqual(['away', 'a', 7, 'admin.unreachable']);
  expect(away.effects.at(-1)?.type).toBe('ask');
  const back = listed(away, [row('a', 1)]);
  expect([back.state, back.data.trouble]).toEqual(['ready', null]);
});

test('4: a changed status is announced, a new row is not', () => {
  const first = listed(begun, [row('a', 1, 'pending')]);
  expect(first.effects.filter(({ type }) => type === 'announce')).toEqual([]);
  const second = listed(first, [row('a', 1, 'active'), row('b', 2, 'pending')]);
  expect(second.effects.filter(({ type }) => type === 'announce')).toEqual([{ type: 'announce', changes: [row('a', 1, 'active')] }]);
});
