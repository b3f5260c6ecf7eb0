/**
 * What every Store must do (core/ports.ts). Call `storeContract` in a test file of the platform; it defines the tests.
 * A door of its own, because it needs jest.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json, Store, Table, Write } from '@entente/core';

export interface StoresUnderTest {
  readonly store: Store;
  /** Another tenant's store on the same host: nothing of `store` may be seen in it. Null where the host gives each its own. */
  readonly neighbour: Store | null;
  /** Waits until `list` has caught up, on hosts whose queries lag. */
  settle?(): Promise<void>;
  close?(): Promise<void>;
}

export function storeContract(name: string, open: () => Promise<StoresUnderTest>): void {
  describe(`${name} keeps the Store contract`, () => {
    let stores: StoresUnderTest;
    beforeAll(async () => {
      stores = await open();
    });
    afterAll(async () => {
      await stores.close?.();
    });
    const store = (): Store => stores.store;
    conditions(store);
    atomicity(store);
    listing(store, async () => await stores.settle?.());
    limits(store);
    test('tenants do not see each other', async () => {
      if (stores.neighbour === null) return;
      await put(store(), 'node', 'mine', 'secret');
      expect(await stores.neighbour.get('node', 'mine')).toBeNull();
      expect(await stores.neighbour.commit([{ op: 'create', table: 'node', key: 'mine', value: 'theirs' }])).toBe('committed');
      expect((await store().get('node', 'mine'))?.value).toBe('secret');
      await stores.settle?.();
      expect((await stores.neighbour.list('node', { prefix: '', after: null, limit: 100 })).map(({ key }) => key)).toEqual(['mine']);
    });
  });
}

function conditions(store: () => Store): void {
  test('a commit that answers versions answers those that are read afterwards', async () => {
    if (store().commitVersions === undefined) return;
    await put(store(), 'todo', 'cv-gone', 0);
    await put(store(), 'twin', 'cv-put', 0);
    const writes: readonly Write[] = [
      { op: 'create', table: 'twin', key: 'cv-new', value: 1 },
      { op: 'remove', table: 'todo', key: 'cv-gone' },
      { op: 'put', table: 'twin', key: 'cv-put', value: 2 },
      { op: 'check', table: 'claim', key: 'cv-none', version: null },
    ];
    const first = await versionsOf(store(), writes);
    expect(first).toEqual([await versionOf(store(), 'twin', 'cv-new'), null, await versionOf(store(), 'twin', 'cv-put'), null]);
    const version = await versionOf(store(), 'twin', 'cv-new');
    expect(await versionsOf(store(), [{ op: 'replace', table: 'twin', key: 'cv-new', version, value: 3 }])).toEqual([
      await versionOf(store(), 'twin', 'cv-new'),
    ]);
    expect(await versionsOf(store(), [{ op: 'replace', table: 'twin', key: 'cv-new', version, value: 4 }])).toBe('conflict');
  });

  test('create is refused where the record exists, and allowed again after it was removed', async () => {
    expect(await create(store(), 'claim', 'c1', 1)).toBe('committed');
    expect(await create(store(), 'claim', 'c1', 2)).toBe('conflict');
    expect((await store().get('claim', 'c1'))?.value).toBe(1);
    await store().commit([{ op: 'remove', table: 'claim', key: 'c1' }]);
    expect(await store().get('claim', 'c1')).toBeNull();
    expect(await create(store(), 'claim', 'c1', 3)).toBe('committed');
  });

  test('replace needs the version that was read; every write makes another', async () => {
    const seen: number[] = [];
    await put(store(), 'twin', 't1', 0);
    for (const value of [1, 2, 3]) {
      const version = await versionOf(store(), 'twin', 't1');
      seen.push(version);
      expect(await store().commit([{ op: 'replace', table: 'twin', key: 't1', version, value }])).toBe('committed');
      expect(await store().commit([{ op: 'replace', table: 'twin', key: 't1', version, value: 'late' }])).toBe('conflict');
    }
    await put(store(), 'twin', 't1', 4);
    seen.push(await versionOf(store(), 'twin', 't1'));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBe(seen.length);
    expect(await store().commit([{ op: 'replace', table: 'twin', key: 'absent', version: 1, value: 0 }])).toBe('conflict');
  });

  test('remove with a version, and without', async () => {
    await put(store(), 'todo', 'r1', 0);
    const version = await versionOf(store(), 'todo', 'r1');
    await put(store(), 'todo', 'r1', 1);
    expect(await store().commit([{ op: 'remove', table: 'todo', key: 'r1', version }])).toBe('conflict');
    expect(await store().commit([{ op: 'remove', table: 'todo', key: 'r1', version: await versionOf(store(), 'todo', 'r1') }])).toBe(
      'committed',
    );
    expect(await store().commit([{ op: 'remove', table: 'todo', key: 'r1', version: 1 }])).toBe('conflict');
    expect(await store().commit([{ op: 'remove', table: 'todo', key: 'r1' }])).toBe('committed');
  });

  test('check asks for a version or for absence, and writes nothing', async () => {
    await put(store(), 'lease', 'k1', 'held');
    const version = await versionOf(store(), 'lease', 'k1');
    expect(await store().commit([{ op: 'check', table: 'lease', key: 'k1', version }])).toBe('committed');
    expect(await versionOf(store(), 'lease', 'k1')).toBe(version);
    expect(await store().commit([{ op: 'check', table: 'lease', key: 'k1', version: null }])).toBe('conflict');
    expect(await store().commit([{ op: 'check', table: 'lease', key: 'none', version: null }])).toBe('committed');
    expect(await store().commit([{ op: 'check', table: 'lease', key: 'none', version }])).toBe('conflict');
  });
}

async function versionsOf(store: Store, writes: readonly Write[]): Promise<unknown> {
  return await store.commitVersions?.(writes);
}

function atomicity(store: () => Store): void {
  test('a commit is all or nothing, also across tables', async () => {
    await put(store(), 'outbox', 'a1', 'old');
    const writes: readonly Write[] = [
      { op: 'put', table: 'outbox', key: 'a1', value: 'new' },
      { op: 'remove', table: 'outbox', key: 'a1-none' },
      { op: 'create', table: 'sent', key: 'a2', value: 1 },
      { op: 'check', table: 'lease', key: 'a3', version: 7 },
    ];
    expect(await store().commit(writes)).toBe('conflict');
    expect((await store().get('outbox', 'a1'))?.value).toBe('old');
    expect(await store().get('sent', 'a2')).toBeNull();
  });

  test('of commits at once that need the same version, one succeeds; nothing is lost when all try again', async () => {
    await put(store(), 'node', 'count', 0);
    const increment = async (): Promise<void> => {
      for (;;) {
        const found = await store().get('node', 'count');
        const write = {
          op: 'replace',
          table: 'node',
          key: 'count',
          version: found?.version ?? 0,
          value: Number(found?.value) + 1,
        } as const;
        if ((await store().commit([write])) === 'committed') return;
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    expect((await store().get('node', 'count'))?.value).toBe(8);
    const claims = await Promise.all([1, 2, 3].map(async (value) => await create(store(), 'claim', 'race', value)));
    expect(claims.toSorted()).toEqual(['committed', 'conflict', 'conflict']);
  });
}

function listing(store: () => Store, settle: () => Promise<void>): void {
  test('lists one table by prefix, in order of the keys, page by page', async () => {
    const keys = ['p:1', 'p:10', 'p:2', 'p:A', 'p:a', 'p:_', 'p:-', 'p:.', 'q:1', 'p'];
    await store().commit(keys.map((key) => ({ op: 'put', table: 'inbox', key, value: key })));
    await put(store(), 'activity', 'p:0', 0);
    await settle();
    const expected = keys.filter((key) => key.startsWith('p:')).toSorted((a, b) => (a < b ? -1 : 1));
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await store().list('inbox', { prefix: 'p:', after, limit: 3 });
      found.push(...page.map(({ key }) => key));
      after = page.at(-1)?.key ?? null;
      if (page.length < 3) break;
    }
    expect(found).toEqual(expected);
    expect((await store().list('inbox', { prefix: '', after: null, limit: 100 })).length).toBe(keys.length);
    expect(await store().list('inbox', { prefix: 'none', after: null, limit: 100 })).toEqual([]);
    const numbers = [
      await store().numberOf?.('inbox', 'p:'),
      await store().numberOf?.('inbox', ''),
      await store().numberOf?.('inbox', 'none'),
    ];
    if (store().numberOf !== undefined) expect(numbers).toEqual([expected.length, keys.length, 0]);
  });

  test('a listed record is the record that get gives', async () => {
    const value: Json = { text: 'ä\u2028\u{1f600}', list: [1, null, true, { deep: [] }], zero: 0 };
    await put(store(), 'blob', 'same', value);
    await settle();
    const got = await store().get('blob', 'same');
    expect(got?.value).toEqual(value);
    expect(await store().list('blob', { prefix: 'same', after: null, limit: 1 })).toEqual([got]);
  });
}

function limits(store: () => Store): void {
  test('takes 25 writes, keys of 200 characters and values of nearly 200,000', async () => {
    const key = 'k'.repeat(198);
    const writes = Array.from({ length: 25 }, (_, i): Write => ({
      op: 'create',
      table: 'chunk',
      key: `${key}${String(i).padStart(2, '0')}`,
      value: i,
    }));
    expect(await store().commit(writes)).toBe('committed');
    expect((await store().get('chunk', `${key}24`))?.value).toBe(24);
    const long = 'x'.repeat(199_990);
    await put(store(), 'chunk', 'long', long);
    expect((await store().get('chunk', 'long'))?.value).toBe(long);
  });
}

async function put(store: Store, table: Table, key: string, value: Json): Promise<void> {
  expect(await store.commit([{ op: 'put', table, key, value }])).toBe('committed');
}

async function create(store: Store, table: Table, key: string, value: Json): Promise<'committed' | 'conflict'> {
  return await store.commit([{ op: 'create', table, key, value }]);
}

async function versionOf(store: Store, table: Table, key: string): Promise<number> {
  const found = await store.get(table, key);
  if (found === null) throw new Error(`${table}/${key} is absent`);
  return found.version;
}
