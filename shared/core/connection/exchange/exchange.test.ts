import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { HOUR, MINUTE, only, states, connectedPair } from '@entente/testkit';
import type { Pair, PairOptions, Side } from '@entente/testkit';
import { id } from '../../ids.ts';
import type { ConnectionId, Sha256 } from '../../ids.ts';
import type { Json } from '../../json.ts';
import type { Ports } from '../../ports.ts';
import type { InitiateRequest } from '../../node.ts';
import type { SyncEngine } from '../../sync/engine.ts';

const connected = async (
  options: Omit<PairOptions, 'crypto'> = {},
  parts: Partial<InitiateRequest> = {},
): ReturnType<typeof connectedPair> => await connectedPair({ crypto: nodeCrypto(), ...options }, parts);

/** Rows of the inbox, in the order in which they were applied. */
const applied = (side: Side): readonly Json[] => side.store.dump('activity').map(({ value }) => value);
const blob = 'AAAA'.repeat(30_000);

/** Applies by moving rows to `activity`, and wants one blob until it has it. */
function recordingEngine(ports: Ports): SyncEngine {
  const { store } = ports;
  return {
    notice: async () => {},
    reconcile: async () => {},
    collect: async () => false,
    async apply(connectionId) {
      for (const row of await store.list('inbox', { prefix: connectionId, after: null, limit: 100 })) {
        await store.commit([
          { op: 'remove', table: 'inbox', key: row.key, version: row.version },
          { op: 'create', table: 'activity', key: row.key, value: row.value },
        ]);
      }
      return false;
    },
    async wants(connectionId) {
      const row = await store.get('blob', connectionId);
      const offset = row === null ? null : Number(row.value);
      return offset === null || offset >= 300_000 ? [] : [{ sha256: id<Sha256>('b'.repeat(64)), offset }];
    },
    serve: async (_connectionId, wants) =>
      wants.map(({ sha256, offset }) => ({ sha256, offset, total: 300_000, data: blob.slice(0, offset === 270_000 ? 40_000 : 120_000) })),
    async receive(connectionId, chunks) {
      const row = await store.get('blob', connectionId);
      const chunk = chunks[0];
      if (row !== null && chunk !== undefined && chunk.offset === Number(row.value))
        await store.commit([{ op: 'put', table: 'blob', key: connectionId, value: chunk.offset + 90_000 }]);
    },
    counts: async () => ({ twins: 0, waitingToSend: 0, waitingToApply: 0, errors: 0 }),
    async resend(connectionId) {
      await store.commit([
        { op: 'put', table: 'outbox', key: `${connectionId}:9-resent`, value: { type: 'issue', body: { resent: true } } },
      ]);
    },
  };
}

const engine = recordingEngine;

async function post(side: Side, connectionId: ConnectionId, ...names: readonly string[]): Promise<void> {
  for (const name of names)
    await side.store.commit([{ op: 'create', table: 'outbox', key: `${connectionId}:5${name}`, value: { type: 'issue', body: { name } } }]);
}

const names = (side: Side): readonly unknown[] =>
  applied(side).map(
    (value) => JSON.stringify(value).match(/"name":"(\w+)"/)?.[1] ?? (JSON.stringify(value).includes('resent') ? 'resent' : value),
  );

test('messages flow both ways at once, in order, more than one exchange holds', async () => {
  const { pair, connectionId } = await connected({ engine });
  const many = Array.from({ length: 57 }, (_, i) => `m${String(i).padStart(2, '0')}`);
  await post(pair.left, connectionId, ...many);
  await post(pair.right, connectionId, 'x', 'y');
  await pair.settle();
  expect(names(pair.right)).toEqual(many);
  expect(names(pair.left)).toEqual(['x', 'y']);
  for (const side of [pair.left, pair.right]) expect([...side.store.dump('outbox'), ...side.store.dump('sent')]).toEqual([]);
});

test.each([{ hidden: 'left' }, { hidden: 'right' }])('a private $hidden side makes all requests, and all arrives', async ({ hidden }) => {
  const { pair, connectionId } = await connected({ engine, private: [hidden] }, hidden === 'right' ? { destinationUrl: null } : {});
  await post(pair.left, connectionId, 'a', 'b');
  await post(pair.right, connectionId, 'x');
  await pair.pass(MINUTE);
  expect([names(pair.right), names(pair.left)]).toEqual([['a', 'b'], ['x']]);
  expect(pair.network.calls.some(({ baseUrl }) => baseUrl === `https://${hidden}.example.com`)).toBe(false);
  expect(pair.side(hidden === 'left' ? 'right' : 'left').store.dump('sent')).toEqual([]);
});

test('an idle public pair is quiet, an idle private side asks every 30 seconds', async () => {
  const open = (await connected({ engine })).pair;
  const before = open.network.calls.length;
  await open.pass(HOUR);
  expect(open.network.calls.length - before).toBeLessThanOrEqual(26);
  const hidden = (await connected({ engine, private: ['left'] })).pair;
  const start = hidden.network.calls.length;
  await hidden.pass(HOUR);
  expect(hidden.network.calls.length - start).toBeGreaterThan(100);
  expect(hidden.network.calls.length - start).toBeLessThan(140);
});

test('lost and repeated calls lose and repeat nothing', async () => {
  for (const kind of ['loseRequest', 'loseAnswer', 'duplicate'] as const) {
    const { pair, connectionId } = await connected({ engine });
    let count = 0;
    pair.network.fault = () => (++count % 2 === 1 ? { kind } : null);
    await post(pair.left, connectionId, 'a', 'b', 'c');
    await post(pair.right, connectionId, 'x', 'y', 'z');
    await pair.pass(HOUR);
    expect([names(pair.right), names(pair.left)]).toEqual([
      ['a', 'b', 'c'],
      ['x', 'y', 'z'],
    ]);
  }
});

test('back-off grows to five minutes and not beyond, shows why, and ends when the partner is heard', async () => {
  const { pair, connectionId } = await connected({ engine });
  await post(pair.left, connectionId, 'a');
  pair.network.fault = () => ({ kind: 'loseRequest' });
  const before = pair.network.calls.length;
  await pair.pass(HOUR);
  expect((await only(pair.left)).trouble).toMatchObject({ code: 'timeout', params: { host: 'right.example.com' }, whose: 'partner' });
  expect(pair.network.calls.length - before).toBeLessThan(60);
  expect(pair.network.calls.filter(({ baseUrl }, i) => i >= before && baseUrl === 'https://right.example.com').length).toBeGreaterThan(14);
  pair.network.fault = ({ baseUrl }) => (baseUrl === 'https://right.example.com' ? null : { kind: 'loseRequest' });
  await pair.pass(5 * MINUTE + 1000);
  expect(names(pair.right)).toEqual(['a']);
  expect((await only(pair.left)).trouble).toBeNull();
});

test('only one side can call after all: messages go with the answers to its requests', async () => {
  const { pair, connectionId } = await connected({ engine });
  pair.network.fault = ({ baseUrl }) => (baseUrl === 'https://right.example.com' ? { kind: 'loseRequest' } : null);
  await post(pair.left, connectionId, 'a');
  await pair.pass(11 * MINUTE);
  expect(names(pair.right)).toEqual(['a']);
  await post(pair.left, connectionId, 'b');
  await pair.pass(35_000);
  expect(names(pair.right)).toEqual(['a', 'b']);
});

test('while deactivated issues wait, on either side, and flow again after', async () => {
  const { pair, connectionId } = await connected({ engine });
  await pair.right.node.act(connectionId, 'deactivate');
  await pair.settle();
  await post(pair.left, connectionId, 'a');
  await post(pair.right, connectionId, 'x');
  await pair.pass(HOUR);
  expect([names(pair.right), names(pair.left)]).toEqual([[], []]);
  await pair.right.node.act(connectionId, 'activate');
  await pair.settle();
  expect([names(pair.right), names(pair.left)]).toEqual([['a'], ['x']]);
});

test('a licence that ends keeps the queue', async () => {
  const { pair, connectionId } = await connected({ engine });
  await pair.left.restart(pair.left.store, { licensed: false });
  await post(pair.left, connectionId, 'a');
  await pair.pass(HOUR);
  expect(names(pair.right)).toEqual([]);
  await pair.left.restart();
  await pair.settle();
  expect(names(pair.right)).toEqual(['a']);
});

async function restored(which: 'left' | 'right'): Promise<{ readonly pair: Pair; readonly connectionId: ConnectionId }> {
  const { pair, connectionId } = await connected({ engine });
  await post(pair.left, connectionId, 'a', 'b');
  await pair.settle();
  const backup = pair.side(which).store.clone();
  await post(pair.left, connectionId, 'c', 'd');
  await pair.settle();
  await pair.side(which).restart(backup);
  // As many as reach beyond what the partner has: some repeat a known number with other bytes.
  const again = ['e', 'f', 'g'].map((name) => ({
    op: 'create' as const,
    table: 'outbox' as const,
    key: `${connectionId}:5${name}`,
    value: { type: 'issue', body: { name } },
  }));
  await (which === 'left' ? backup : pair.left.store).commit(again);
  await pair.pass(HOUR);
  const seen = which === 'left' ? pair.right.store : backup;
  const got = seen.dump('activity').map(({ value }) => JSON.stringify(value));
  for (const name of ['e', 'f', 'g']) expect(got.filter((text) => text.includes(`"name":"${name}"`))).toHaveLength(1);
  expect(got.filter((text) => text.includes('resent'))).toHaveLength(1);
  return { pair, connectionId };
}

test('a restored sender reuses numbers: a new stream, and every twin again', async () => {
  await restored('left');
});

test('a restored receiver leaves a gap: a new stream, and every twin again', async () => {
  await restored('right');
});

test('a late request of a stream that was given up brings nothing back', async () => {
  const { pair, connectionId } = await connected({ engine });
  await post(pair.left, connectionId, 'a');
  await pair.settle();
  const old = pair.network.calls.filter(({ body }) => body.includes('"name":"a"'))[0];
  const row = await pair.right.store.get('node', `in:${connectionId}`);
  await pair.right.store.commit([
    { op: 'put', table: 'node', key: `in:${connectionId}`, value: { ...(row?.value as object), gap: true } as Json },
  ]);
  await post(pair.left, connectionId, 'b');
  await pair.pass(HOUR);
  const before = names(pair.right);
  expect(before).toContain('b');
  if (old === undefined) throw new Error('no such call');
  await pair.network.replay(old);
  await pair.settle();
  expect(names(pair.right)).toEqual(before);
});

test('a blob is fetched chunk by chunk, by either side', async () => {
  for (const hidden of [[], ['left'], ['right']]) {
    const { pair, connectionId } = await connected({ engine, private: hidden }, hidden[0] === 'right' ? { destinationUrl: null } : {});
    for (const side of [pair.left, pair.right]) await side.store.commit([{ op: 'create', table: 'blob', key: connectionId, value: 0 }]);
    await pair.pass(MINUTE);
    for (const side of [pair.left, pair.right]) expect((await side.store.get('blob', connectionId))?.value).toBe(360_000);
  }
});

test('no body is over a megabyte, whatever waits', async () => {
  const { pair, connectionId } = await connected({ engine });
  for (let i = 0; i < 9; i++)
    await pair.left.store.commit([
      { op: 'create', table: 'outbox', key: `${connectionId}:5${i}`, value: { type: 'issue', body: { text: 'x'.repeat(190_000) } } },
    ]);
  await pair.settle();
  expect(applied(pair.right)).toHaveLength(9);
  expect(Math.max(...pair.network.calls.map(({ body }) => body.length))).toBeLessThan(1_048_576);
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('an upgraded node says so; another instance id or address is not taken from a message', async () => {
  const { pair } = await connected({ engine });
  await pair.left.restart(pair.left.store, { nodeVersion: '0.2.0' });
  await pair.settle();
  expect((await only(pair.right)).partner).toMatchObject({ nodeVersion: '0.2.0', baseUrl: 'https://left.example.com' });
  await pair.left.restart(pair.left.store, { nodeVersion: '0.3.0', baseUrl: 'https://elsewhere.example.com' });
  await pair.left.node.settleInstanceChange('moved');
  await pair.settle();
  expect((await only(pair.right)).partner).toMatchObject({ nodeVersion: '0.3.0', baseUrl: 'https://left.example.com' });
});

test('a copied instance sends nothing', async () => {
  const { pair, connectionId } = await connected({ engine });
  await pair.left.restart(pair.left.store, { hostInstanceId: 'host-of-the-copy' });
  await post(pair.left, connectionId, 'a');
  const before = pair.network.calls.filter(({ baseUrl }) => baseUrl === 'https://right.example.com').length;
  await pair.pass(10 * MINUTE);
  expect(pair.network.calls.filter(({ baseUrl }) => baseUrl === 'https://right.example.com').length).toBe(before);
});

test('what waits for a partner that has removed the connection waits no longer', async () => {
  const { pair, connectionId } = await connected({ engine });
  await pair.left.node.act(connectionId, 'deactivate');
  await pair.settle();
  await post(pair.right, connectionId, 'x', 'y');
  await pair.left.node.act(connectionId, 'delete');
  await pair.settle();
  expect((await only(pair.right)).state).toBe('removedByPartner');
  expect(['outbox', 'sent', 'inbox'].map((table) => pair.right.store.count(table as 'outbox'))).toEqual([0, 0, 0]);
  await pair.right.node.act(connectionId, 'delete');
  await pair.settle();
  expect(pair.right.store.dump('connection')).toEqual([]);
});

test.each([1, 2, 3, 4])('both delete, and answers are lost from the %sth on: what is left of it goes after an hour', async (first) => {
  const { pair, connectionId } = await connected({ engine });
  await pair.left.node.act(connectionId, 'delete');
  await pair.right.node.act(connectionId, 'delete');
  let calls = 0;
  pair.network.fault = () => (++calls >= first && calls < first + 4 ? { kind: 'loseAnswer' } : null);
  await pair.settle();
  await pair.pass(2 * HOUR);
  expect([pair.left, pair.right].map((side) => side.store.count('connection'))).toEqual([0, 0]);
});
