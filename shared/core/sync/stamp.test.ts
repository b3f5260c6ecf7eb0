/** What an issue's stamp spares: a reading that could show nothing new. What it never spares: a user's change. */
import { expect, test } from '@jest/globals';
import { id, type IssueId, type JsonObject } from '@entente/core';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, paragraph, type PairSide, type SyncPair } from '@entente/testkit';

const rules = createRuleRunner({ worker: false });

interface Synced {
  readonly pair: SyncPair;
  readonly here: IssueId;
  readonly there: IssueId;
}

/** An issue of A with its twin in B, nothing under way. */
async function synced(): Promise<Synced> {
  const pair = await createSyncPair({ rules, crypto: nodeCrypto() });
  const here = pair.a.tracker.people.create('p1', { summary: 'One', description: paragraph('text') });
  await pair.settle();
  const [twin] = pair.b.tracker.issues();
  if (twin === undefined) throw new Error('no twin');
  return { pair, here, there: id<IssueId>(twin.id) };
}

const stampOf = (side: PairSide, issue: IssueId): number => side.tracker.issues().find((one) => one.id === issue)?.stamp ?? 0;
const todos = (side: PairSide): readonly unknown[] => side.store.dump('todo').map(({ value }) => value);

test('what a hint says of an own write, or says again, is nothing to look at', async () => {
  const { pair, here, there } = await synced();
  await pair.b.engine.notice(there, stampOf(pair.b, there));
  await pair.a.engine.notice(here, stampOf(pair.a, here));
  expect([todos(pair.a), todos(pair.b)]).toEqual([[], []]);
});

test('a later stamp, and a hint without one, are; a hint with one takes nothing from one without', async () => {
  const { pair, there } = await synced();
  const stamp = stampOf(pair.b, there);
  await pair.b.engine.notice(there, stamp + 1);
  expect(todos(pair.b)).toEqual([expect.objectContaining({ stamp: stamp + 1 })]);
  await pair.settle();
  await pair.b.engine.notice(there);
  await pair.b.engine.notice(there, stamp + 2);
  expect(todos(pair.b)).toEqual([expect.not.objectContaining({ stamp: stamp + 2 })]);
});

test('a user’s change right after an own write is sent', async () => {
  const { pair, here, there } = await synced();
  pair.a.tracker.people.edit(here, { summary: 'Two' });
  await pair.settle();
  pair.b.tracker.people.edit(there, { summary: 'Three' });
  await pair.b.engine.notice(there, stampOf(pair.b, there));
  await pair.settle();
  expect(pair.a.tracker.issues().map(({ summary }) => summary)).toEqual(['Three']);
});

test('a tracker that was put back to an older copy counts again from there: the sweep sees what was changed since', async () => {
  const { pair, here } = await synced();
  await pair.a.engine.reconcile();
  const [twin] = pair.a.store.dump('twin');
  const taken = { ...(twin?.value as JsonObject), stamp: stampOf(pair.a, here) + 100 };
  await pair.a.store.commit([{ op: 'put', table: 'twin', key: twin?.key ?? '', value: taken }]);
  pair.a.tracker.people.edit(here, { summary: 'Two' });
  await pair.a.store.commit([{ op: 'remove', table: 'todo', key: here }]);
  await pair.a.engine.reconcile();
  expect(todos(pair.a)).toHaveLength(1);
});
