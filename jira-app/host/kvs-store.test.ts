/** The Store over the real @forge/kvs package, whose requests the stand-in's store answers with the app's own manifest. */
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { faultOf, type Json, type Store, type Write } from '@entente/core';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { storeContract } from '@entente/testkit/store-contract';
import { storeScale } from '@entente/testkit/store-scale';
import { Durable } from '../standin/forge/durable.ts';
import { KeyValueStore, type KvsAnswer } from '../standin/forge/kvs.ts';
import { readManifest } from '../standin/forge/manifest.ts';
import { createKvsSecrets } from './kvs-secrets.ts';
import { createKvsStore } from './kvs-store.ts';

const { entities } = readManifest(join(import.meta.dirname, '..', '..', 'manifest.yml'));

type Answer = (operation: string, body: string, answer: () => KvsAnswer) => KvsAnswer;
const faithfully: Answer = (_operation, _body, answer) => answer();

/** `between` stands between the package and the store: it may lose an answer, or refuse. */
function connect(between: Answer = faithfully): KeyValueStore {
  const kept = new KeyValueStore(new Durable(null), entities, () => 0);
  const fetch = (_target: unknown, path: string, init: { readonly body: string }): Promise<Response> => {
    const operation = path.replace('/api/v1/', '');
    const { status, body } = between(operation, init.body, () => kept.handle(operation, JSON.parse(init.body)));
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
  };
  Object.assign(globalThis, { __forge_fetch__: fetch, __forge_runtime__: {} });
  return kept;
}

let marks = 0;
const open = (): Store => createKvsStore({ mark: () => `mark-${(marks += 1)}` });

afterEach(() => {
  connect();
});

storeContract('Forge', () => {
  connect();
  return Promise.resolve({ store: open(), neighbour: null });
});

storeScale(
  'Forge',
  () => {
    connect();
    return Promise.resolve(open());
  },
  { twins: 20_000, rules: createRuleRunner({ worker: false }), crypto: nodeCrypto() },
);

const put: Write = { op: 'put', table: 'twin', key: 'a', value: { n: 1 } };
const transactionOnly =
  (lost: Answer): Answer =>
  (operation, body, answer) =>
    operation === 'transaction' ? lost(operation, body, answer) : answer();

test('a transaction whose answer was lost is known by its mark', async () => {
  connect(
    transactionOnly((_operation, _body, answer) => {
      answer();
      return { status: 502 };
    }),
  );
  const store = open();
  expect(await store.commit([put, { op: 'create', table: 'outbox', key: 'b', value: 1 }])).toBe('committed');
  expect((await store.get('outbox', 'b'))?.value).toBe(1);
});

test('a transaction that did not happen is a fault, and not certain', async () => {
  connect(transactionOnly(() => ({ status: 503, body: { code: 'UNAVAILABLE', message: '' } })));
  const caught = faultOf(
    await open()
      .commit([put])
      .catch((error: unknown) => error),
  );
  expect(caught).toMatchObject({ whose: 'ours', code: 'store.unavailable', retry: 'later', certain: false });
});

test('too many requests are no conflict', async () => {
  connect(transactionOnly(() => ({ status: 429, body: { code: 'RATE_LIMIT_EXCEEDED', message: '' } })));
  const caught = faultOf(
    await open()
      .commit([{ op: 'create', table: 'claim', key: 'a', value: 1 }])
      .catch((error: unknown) => error),
  );
  expect(caught).toMatchObject({ code: 'store.throttled', retry: 'later' });
});

test('puts at once of one record are all done, each with a version of its own', async () => {
  connect();
  const store = open();
  const made = await Promise.all(Array.from({ length: 5 }, async (_none, n) => await store.commitVersions?.([{ ...put, value: n }])));
  expect(new Set(made.flat()).size).toBe(5);
  expect((await store.get('twin', 'a'))?.version).toBe(Math.max(...made.flat().map(Number)));
});

test('a record that is made again has another version than it had; a put reads nothing', async () => {
  const operations: string[] = [];
  connect((operation, _body, answer) => {
    operations.push(operation);
    return answer();
  });
  const store = createKvsStore({ mark: () => 'mark', now: () => 7 });
  const first = await store.commitVersions?.([put]);
  await store.commit([{ op: 'remove', table: 'twin', key: 'a' }]);
  const again = await store.commitVersions?.([put]);
  expect(again).not.toEqual(first);
  expect(operations).toEqual(['transaction', 'transaction', 'transaction']);
});

test('a put whose transaction also holds a failing condition is a conflict, not a loop', async () => {
  let transactions = 0;
  connect(
    transactionOnly((_operation, _body, answer) => {
      transactions += 1;
      return answer();
    }),
  );
  expect(await open().commit([put, { op: 'check', table: 'lease', key: 'none', version: 3 }])).toBe('conflict');
  expect(transactions).toBe(1);
});

test('a check of a record that is also written is the condition of the write', async () => {
  connect();
  const store = open();
  const check = (version: number | null): Write => ({ op: 'check', table: 'twin', key: 'a', version });
  expect(await store.commit([check(null), put])).toBe('committed');
  expect(await store.commit([check(null), put])).toBe('conflict');
  const version = (await store.get('twin', 'a'))?.version ?? 0;
  const [next = null] = [await store.commitVersions?.([put, check(version)])].flat();
  expect(await store.commit([check(version), { op: 'remove', table: 'twin', key: 'a' }])).toBe('conflict');
  expect(await store.commit([check(Number(next)), { op: 'remove', table: 'twin', key: 'a' }])).toBe('committed');
  expect(await store.get('twin', 'a')).toBeNull();
});

test('a value may be nested deeper than the platform lets an object be', async () => {
  connect();
  const store = open();
  let deep: Json = 'end';
  for (let level = 0; level < 60; level += 1) deep = { deep };
  await store.commit([{ op: 'put', table: 'twin', key: 'deep', value: deep }]);
  expect(JSON.stringify((await store.get('twin', 'deep'))?.value)).toBe(JSON.stringify(deep));
});

test('secrets are kept in the secret store, and nowhere else', async () => {
  const kept = connect();
  const secrets = createKvsSecrets();
  expect(await secrets.get('key')).toBeNull();
  await secrets.set('key', 's3cret');
  expect(await secrets.get('key')).toBe('s3cret');
  expect(kept.handle('query', { limit: 100 }).body).toEqual({ data: [] });
  await secrets.remove('key');
  await secrets.remove('key');
  expect(await secrets.get('key')).toBeNull();
});
