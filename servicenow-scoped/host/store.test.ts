/** The Store as it is built, in an instance: several writers are several transactions of the platform. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json, Store, StoredRecord, Write } from '@entente/core';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { storeContract } from '@entente/testkit/store-contract';
import { storeScale } from '@entente/testkit/store-scale';
import { builtApp, startServiceNow, type ServiceNow } from '../standin/index.ts';
import { sortKey } from './sort-key.ts';

/** Finds modules of the node in the application's own script includes. */
const script = `
  var loaded = {};
  function require(id) {
    if (loaded[id]) return loaded[id];
    loaded[id] = {};
    (EntenteHost[id] || EntenteCore[id] || EntenteConnection[id] || EntenteSync[id])(loaded[id], require);
    return loaded[id];
  }
`;
const store = "require('servicenow-scoped/host/store').createGlideStore(require('servicenow-scoped/host/basics'))";

function storeOf(instance: ServiceNow): Store {
  const call = async (method: keyof Store, args: readonly unknown[]): Promise<unknown> =>
    await instance.control.script(`${script}return JSON.stringify(${store}.${method}.apply(null, ${JSON.stringify(args)}))`);
  const parsed = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : text);
  return {
    get: async (table, key) => parsed(await call('get', [table, key])) as StoredRecord | null,
    list: async (table, query) => parsed(await call('list', [table, query])) as readonly StoredRecord[],
    numberOf: async (table, prefix) => Number(parsed(await call('numberOf', [table, prefix]))),
    commit: async (writes) => parsed(await call('commit', [writes])) as 'committed' | 'conflict',
  };
}

let instance: ServiceNow;

beforeAll(async () => {
  instance = await startServiceNow({ app: builtApp() });
});

afterAll(async () => {
  await instance.close();
});

storeScale('The store in a ServiceNow instance', async () => await Promise.resolve(storeOf(instance)), {
  twins: 2000,
  rules: createRuleRunner({ worker: false }),
  crypto: nodeCrypto(),
});

storeContract('The store in a ServiceNow instance', async () => {
  const own = await startServiceNow({ app: builtApp() });
  const other = await startServiceNow({ app: builtApp() });
  return {
    store: storeOf(own),
    neighbour: storeOf(other),
    close: async () => {
      await own.close();
      await other.close();
    },
  };
});

const writes = (value: Json): readonly Write[] => [
  { op: 'put', table: 'twin', key: 'a', value },
  { op: 'put', table: 'twin', key: 'b', value },
];

test('a writer that is killed midway: the next one ends what it had begun', async () => {
  const records = storeOf(instance);
  expect(await records.commit(writes(1))).toBe('committed');
  let updates = 0;
  instance.control.killNext((call) => call.op === 'update' && call.table === 'x_entnt_entente_record' && ++updates === 2);
  await expect(records.commit(writes(2))).rejects.toThrow();
  const [lock] = instance.control.rows('x_entnt_entente_lock');
  expect(lock?.['writes']).toContain('twin');
  // Half of it shows; nobody may write before the whole is there.
  await instance.control.script(
    `var row = new GlideRecord('x_entnt_entente_lock'); row.get('${lock?.['sys_id']}'); row.setValue('ends', '1'); row.update();`,
  );
  expect(await records.commit([{ op: 'put', table: 'twin', key: 'c', value: 3 }])).toBe('committed');
  expect((await records.get('twin', 'a'))?.value).toBe(2);
  expect((await records.get('twin', 'b'))?.value).toBe(2);
  expect(instance.control.rows('x_entnt_entente_lock')).toEqual([]);
});

test('sort keys compare as the keys do', () => {
  const keys = ['', '-', '.', '0', '9', ':', 'A', 'Z', '_', 'a', 'w', 'x', 'z', 'ab', 'a:', 'a-', 'aB', 'x1'];
  for (const a of keys) {
    for (const b of keys) {
      const [left, right] = [sortKey(a) ?? '', sortKey(b) ?? ''];
      expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(left.startsWith(right)).toBe(a.startsWith(b));
    }
  }
  expect(sortKey('ä')).toBeNull();
});
