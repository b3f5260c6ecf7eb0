import { expect, test } from '@jest/globals';
import { memoryStore } from '@entente/testkit';
import type { Json, JsonObject, Store, Write } from '@entente/core';
import { listOf, objectOf } from '../rules/values.ts';
import { bare, sameTwin } from './twin-pages.ts';
import { twinStore } from './twin-store.ts';
import { newTwin } from './twin.ts';
import type { Twin } from './twin.schema.ts';
import { readTwin } from './twin.schema.ts';

const KEY = 'c1:10001';
const trace = (n: number) => ({ local: `l${n}`, remote: `r${n}`, applied: 'f'.repeat(24), author: 'Ada Example', says: '12345678' });
const file = (n: number) => ({
  id: `a${n}`,
  file: { filename: `photo ${n}.png`, mediaType: 'image/png', size: n, sha256: '0'.repeat(64) },
});
const lost = (n: number) => ({ what: 'emphasis', count: 1, of: `comment:r${n}` });
const many = <Made>(count: number, make: (n: number) => Made): Made[] => Array.from({ length: count }, (_, n) => make(n));
const twinWith = (parts: Partial<Twin>): Twin => ({ ...newTwin('10001', 'ABC-1', 'https://a.example/1', 'theirs'), ...parts });
const large = (comments = 3000) =>
  twinWith({
    comments: many(comments, trace),
    files: many(400, file),
    losses: { read: [], written: many(comments, lost), there: [] },
  });

/** As the companion's: versions come with the commit. */
function telling(inner = memoryStore()): { readonly store: Store; readonly inner: typeof inner; readonly written: string[][] } {
  const written: string[][] = [];
  const commit = async (writes: readonly Write[]) => {
    const done = await inner.commit(writes);
    if (done === 'committed') written.push(writes.map(({ op, table, key }) => `${op} ${table} ${key}`));
    return done;
  };
  const store: Store = {
    get: async (table, key) => await inner.get(table, key),
    list: async (table, query) => await inner.list(table, query),
    commit,
    async commitVersions(writes) {
      if ((await commit(writes)) === 'conflict') return 'conflict';
      const versions: (number | null)[] = [];
      for (const { table, key } of writes) versions.push((await inner.get(table, key))?.version ?? null);
      return versions;
    },
  };
  return { store, inner, written };
}

const replacing = (version: number, value: Twin): Write[] => [{ op: 'replace', table: 'twin', key: KEY, version, value }];
async function stored(store: Store): Promise<{ readonly version: number; readonly twin: Twin }> {
  const record = await store.get('twin', KEY);
  if (record === null) throw new Error('no twin');
  return { version: record.version, twin: readTwin(record.value) };
}
const sorted = (twin: Json): JsonObject => {
  const names = (list: Json | undefined) => [...listOf(list)].map((one) => JSON.stringify(one)).toSorted();
  const { comments, files, losses, ...rest } = bare(twin);
  return { ...rest, comments: names(comments), files: names(files), written: names(objectOf(losses)['written']) };
};

test('a twin of 3,000 comments is written and read whole, in rows that every store takes', async () => {
  const { store: below, inner } = telling();
  const store = twinStore(below);
  const value = large();
  expect(await store.commit([{ op: 'create', table: 'twin', key: KEY, value }])).toBe('committed');
  expect((await stored(store)).twin.comments).toEqual(value.comments);
  // Another process, which knows nothing yet.
  expect(bare((await stored(twinStore(below))).twin)).toEqual(value);
  const sizes = [...inner.dump('twin'), ...inner.dump('chunk')].map((record) => JSON.stringify(record.value).length);
  expect(Math.max(...sizes)).toBeLessThan(180_000);
  expect(sizes.length).toBeGreaterThan(10);
});

test('one comment more, one changed and one removed write the row, and the page that it is about', async () => {
  const { store: below, written } = telling();
  const store = twinStore(below);
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value: large() }]);
  written.splice(0);
  const steps: ((twin: Twin) => Twin)[] = [
    (twin) => ({ ...twin, comments: [...twin.comments, trace(3000)] }),
    (twin) => ({ ...twin, comments: twin.comments.map((one) => (one.remote === 'r7' ? { ...one, applied: 'e'.repeat(24) } : one)) }),
    (twin) => ({ ...twin, comments: twin.comments.filter(({ remote }) => remote !== 'r7') }),
    (twin) => twin,
  ];
  for (const step of steps) {
    const { version, twin } = await stored(store);
    const next = step(twin);
    // By turns with another process.
    const by = steps.indexOf(step) % 2 === 0 ? store : twinStore(below);
    expect(await by.commit(replacing(version, next))).toBe('committed');
    expect(sorted((await stored(twinStore(below))).twin)).toEqual(sorted(next));
  }
  const row = `replace twin ${KEY}`;
  const page = 'put chunk c1:traces:10001:comments:0';
  expect(written).toEqual([[row], [row, page], [row, page], [row]]);
});

test('a twin that becomes small again leaves nothing behind; one that a faster worker has changed is a conflict', async () => {
  const { store: below, inner } = telling();
  const store = twinStore(below);
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value: large() }]);
  const { version, twin } = await stored(store);
  const few = { ...twin, comments: twin.comments.slice(0, 2), files: [], losses: { ...twin.losses, written: [] } };
  expect(await store.commitVersions?.(replacing(version, few))).toHaveLength(1);
  expect(await store.commit(replacing(version, twin))).toBe('conflict');
  const now = await stored(twinStore(below));
  expect(now.twin.comments).toEqual(few.comments);
  await store.commit(replacing(now.version, { ...now.twin, comments: [] }));
  expect(inner.dump('chunk')).toEqual([]);
  expect(objectOf(inner.dump('twin')[0]?.value)['pages']).toBeUndefined();
});

test('what comes back in the order of its pages is the same twin; what is another one is not', async () => {
  const { store: below } = telling();
  const store = twinStore(below);
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value: large() }]);
  const { version, twin } = await stored(store);
  const [first, ...others] = twin.losses.written;
  if (first === undefined) throw new Error('no loss');
  const next = { ...twin, losses: { ...twin.losses, written: [...others, { ...first, count: 2 }] } };
  await store.commit(replacing(version, next));
  const now = (await stored(twinStore(below))).twin;
  expect([sameTwin(now, next), sameTwin(now, twin)]).toEqual([true, false]);
});

test('what else is in a twin leaves the rests of its lists as much room as there is', async () => {
  const { store: below, inner } = telling();
  const store = twinStore(below);
  const attachment = (n: number) => ({ local: `l${n}`, remote: `r${n}`, sha256: '0'.repeat(64) });
  const labels = { here: [], there: many(150, (n) => 'x'.repeat(1000 + n)), sent: [] };
  const full = twinWith({ ...large(200), labels, attachments: many(300, attachment), files: many(150, file) });
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value: full }]);
  for (let n = 200; n < 240; n++) {
    const { version, twin } = await stored(store);
    await store.commit(replacing(version, { ...twin, comments: [...twin.comments, trace(n)] }));
  }
  const { twin } = await stored(twinStore(below));
  expect(sameTwin(twin, { ...full, comments: many(240, trace) })).toBe(true);
  expect(inner.dump('chunk').length).toBeLessThan(10);
});

test('a small twin is one row as it is, and a commit of it one write', async () => {
  const { store: below, inner, written } = telling();
  const store = twinStore(below);
  const value = twinWith({ comments: many(100, trace) });
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value }]);
  expect(inner.dump('twin')[0]?.value).toEqual(value);
  expect(written).toEqual([[`create twin ${KEY}`]]);
});

test('what is held up has a row in the same commit, for as long as it is', async () => {
  const { store: below, inner, written } = telling();
  const store = twinStore(below);
  const hold = { code: 'x', params: {}, whose: 'ours', attempts: 1, since: 5, retryAt: 9 };
  await store.commit([{ op: 'create', table: 'twin', key: KEY, value: twinWith({}) }]);
  for (const value of [{ hold }, { hold }, { hold: null }, { hold: null }]) {
    const { version, twin } = await stored(store);
    await store.commit(replacing(version, { ...twin, ...value }));
  }
  const row = `replace twin ${KEY}`;
  expect(written.slice(1)).toEqual([[row, 'put held c1:twin:10001'], [row], [row, 'remove held c1:twin:10001'], [row]]);
  expect([inner.dump('held'), objectOf(inner.dump('twin')[0]?.value)['noted']]).toEqual([[], undefined]);
});
