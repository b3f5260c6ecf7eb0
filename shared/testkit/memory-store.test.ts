import { expect, test } from '@jest/globals';
import { memoryStore } from './memory-store.ts';

test('a commit is all or nothing, and versions grow', async () => {
  const store = memoryStore();
  expect(await store.commit([{ op: 'create', table: 'node', key: 'a', value: 1 }])).toBe('committed');
  const first = await store.get('node', 'a');
  expect(
    await store.commit([
      { op: 'put', table: 'node', key: 'b', value: 2 },
      { op: 'create', table: 'node', key: 'a', value: 3 },
    ]),
  ).toBe('conflict');
  expect(await store.get('node', 'b')).toBeNull();
  expect(await store.commit([{ op: 'replace', table: 'node', key: 'a', version: first?.version ?? 0, value: 4 }])).toBe('committed');
  const second = await store.get('node', 'a');
  expect(second?.version).toBeGreaterThan(first?.version ?? 0);
  expect(await store.commit([{ op: 'check', table: 'node', key: 'a', version: first?.version ?? 0 }])).toBe('conflict');
  expect(await store.commit([{ op: 'check', table: 'node', key: 'c', version: null }])).toBe('committed');
});

test('lists in key order, one table and prefix at a time', async () => {
  const store = memoryStore();
  await store.commit(['x:2', 'x:1', 'y:1', 'x:10'].map((key) => ({ op: 'put' as const, table: 'todo' as const, key, value: key })));
  await store.commit([{ op: 'put', table: 'outbox', key: 'x:3', value: 0 }]);
  const keys = (await store.list('todo', { prefix: 'x:', after: 'x:1', limit: 2 })).map(({ key }) => key);
  expect(keys).toEqual(['x:10', 'x:2']);
});

test('refuses what a real store would refuse', async () => {
  const store = memoryStore();
  const put = (key: string, value: string) => ({ op: 'put' as const, table: 'node' as const, key, value });
  await expect(async () => await store.commit([put('a/b', '')])).rejects.toThrow('key');
  await expect(async () => await store.commit([put('a', 'x'.repeat(200_000))])).rejects.toThrow('characters');
  await expect(async () => await store.commit([put('a', ''), put('a', '')])).rejects.toThrow('twice');
  await expect(async () => await store.commit(Array.from({ length: 26 }, (_, i) => put(`k${i}`, '')))).rejects.toThrow('26 writes');
});
