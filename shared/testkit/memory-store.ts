/**
 * A Store in memory that holds its callers to the contract of core/ports.ts.
 *
 * 1. It throws where a real store would refuse: a key outside the alphabet or too long, a value over 200,000 characters or
 *    not JSON, more than 25 writes, one record twice in a commit, a limit over 100.
 * 2. Values are copied in and out: nobody changes a record without a commit.
 * 3. `onCommit` is the place for crashes: `before` throws with nothing written, `after` throws with everything written.
 */
import type { Json, Store, StoredRecord, Table, Write } from '@entente/core';

export interface MemoryStore extends Store {
  /** Asked before each commit; null: go on. */
  onCommit: ((writes: readonly Write[]) => 'before' | 'after' | null) | null;
  /** All records of a table, in key order, for assertions. */
  dump(table: Table): readonly StoredRecord[];
  /** The latest version of a record in a table: grows with every change but a removal. */
  version(table: Table): number;
  count(table: Table): number;
  /** How many commits were asked for, and how many of them conflicted. */
  readonly counts: { commits: number; conflicts: number };
  /** A copy as of now, for tests of restored databases. */
  clone(): MemoryStore;
}

interface Row {
  readonly version: number;
  readonly json: string;
}

const KEY = /^[A-Za-z0-9:._-]{1,200}$/;

export function memoryStore(): MemoryStore {
  return over(new Map(), 0);
}

type Rows = Map<Table, Map<string, Row>>;

function over(rows: Rows, startVersion: number): MemoryStore {
  let version = startVersion;
  const counts = { commits: 0, conflicts: 0 };
  const store: MemoryStore = {
    onCommit: null,
    counts,
    get(table, key) {
      checkKey(key);
      const row = rows.get(table)?.get(key);
      return Promise.resolve(row === undefined ? null : record(key, row));
    },
    list(table, { prefix, after, limit }) {
      if (limit < 1 || limit > 100) throw new Error(`store: limit ${limit}`);
      const keys = keysOf(rows, table).filter((key) => key.startsWith(prefix) && (after === null || key > after));
      return Promise.resolve(recordsOf(rows, table, keys.slice(0, limit)));
    },
    commit(writes) {
      counts.commits++;
      checkWrites(writes);
      const crash = store.onCommit?.(writes) ?? null;
      if (crash === 'before') return Promise.reject(new Error('simulated crash before commit'));
      if (!writes.every((write) => holds(write, rows.get(write.table)?.get(write.key)))) {
        counts.conflicts++;
        return Promise.resolve('conflict');
      }
      version++;
      for (const write of writes) apply(rows, write, version);
      return crash === 'after' ? Promise.reject(new Error('simulated crash after commit')) : Promise.resolve('committed');
    },
    dump: (table) => recordsOf(rows, table, keysOf(rows, table)),
    version: (table) => [...(rows.get(table)?.values() ?? [])].reduce((most, row) => Math.max(most, row.version), 0),
    count: (table) => rows.get(table)?.size ?? 0,
    clone: () => over(new Map([...rows].map(([table, held]) => [table, new Map(held)])), version),
  };
  return store;
}

function holds(write: Write, row: Row | undefined): boolean {
  switch (write.op) {
    case 'create':
      return row === undefined;
    case 'replace':
      return row?.version === write.version;
    case 'put':
      return true;
    case 'remove':
      return write.version === undefined || row?.version === write.version;
    case 'check':
      return write.version === null ? row === undefined : row?.version === write.version;
  }
}

function apply(rows: Rows, write: Write, version: number): void {
  if (write.op === 'check') return;
  const held = rows.get(write.table) ?? new Map<string, Row>();
  rows.set(write.table, held);
  if (write.op === 'remove') held.delete(write.key);
  else held.set(write.key, { version, json: JSON.stringify(write.value) });
}

function keysOf(rows: Rows, table: Table): string[] {
  return [...(rows.get(table)?.keys() ?? [])].toSorted((a, b) => (a < b ? -1 : 1));
}

function recordsOf(rows: Rows, table: Table, keys: readonly string[]): readonly StoredRecord[] {
  const found: StoredRecord[] = [];
  for (const key of keys) {
    const row = rows.get(table)?.get(key);
    if (row !== undefined) found.push(record(key, row));
  }
  return found;
}

function record(key: string, row: Row): StoredRecord {
  return { key, version: row.version, value: JSON.parse(row.json) as Json };
}

function checkKey(key: string): void {
  if (!KEY.test(key)) throw new Error(`store: key ${JSON.stringify(key)}`);
}

function checkWrites(writes: readonly Write[]): void {
  if (writes.length > 25) throw new Error(`store: ${writes.length} writes in one commit`);
  const seen = new Set<string>();
  for (const write of writes) {
    checkKey(write.key);
    const name = `${write.table}/${write.key}`;
    if (seen.has(name)) throw new Error(`store: ${name} twice in one commit`);
    seen.add(name);
    if ('value' in write) checkValue(name, write.value);
  }
}

function checkValue(name: string, value: Json): void {
  const json = JSON.stringify(value);
  if (json === undefined || JSON.stringify(JSON.parse(json)) !== json) throw new Error(`store: ${name} is not JSON`);
  if (json.length > 200_000) throw new Error(`store: ${name} has ${json.length} characters`);
}
