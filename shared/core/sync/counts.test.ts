import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair } from '@entente/testkit';

test('the sweep drops what is noted as held up and is not any more', async () => {
  const pair = await createSyncPair({ rules: createRuleRunner({ worker: false }), crypto: nodeCrypto() });
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  const { engine, store } = pair.b;
  // As another worker leaves it that gave up on the message while this one was done with it.
  const key = `${pair.connectionId}:remote:${issueId}`;
  await store.commit([{ op: 'put', table: 'held', key, value: { at: 5, synced: true } }]);
  expect((await engine.counts(pair.connectionId)).errors).toBe(1);
  await engine.reconcile();
  expect((await engine.counts(pair.connectionId)).errors).toBe(0);
  expect(store.dump('held')).toEqual([]);
});

test('the sweep keeps what is held up', async () => {
  const pair = await createSyncPair({ rules: createRuleRunner({ worker: false }), crypto: nodeCrypto() });
  pair.b.tracker.failNext('createIssue', 'before', { whose: 'tracker', code: 'tracker.refused', certain: true });
  pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.round();
  await pair.b.engine.reconcile();
  expect((await pair.b.engine.counts(pair.connectionId)).errors).toBe(1);
});
