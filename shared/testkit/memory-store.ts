/**
 * A Store in memory that holds its callers to the contract of core/ports.ts.
 *
 * 1. It throws where a real store would refuse: a key outside the alphabet or too long, a value over 200,000 characters or
 *    not JSON, more than 25 writes, one record twice in a commit, a limit over 100.
 * 2. Values are copied in and frozen: nobody changes a record without a commit, and who tries fails.
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

const KEY = /^[A-Za-z0-9:._-]{1,200}$/;

export function memoryStore(): MemoryStore {
  return over(new Map(), 0);
}

interface Rows {
  readonly records: Map<string, StoredRecord>;
  /** In order; null: to be made anew. */
  keys: string[] | null;
  /** The latest of a record that is there; null: to be looked for. */
  version: number | null;
}

type Tables = Map<Table, Rows>;

function over(rows: Tables, startVersion: number): MemoryStore {
  let version = startVersion;
  const counts = { commits: 0, conflicts: 0 };
  const store: MemoryStore = {
    onCommit: null,
    counts,
    get(table, key) {
      checkKey(key);
      return Promise.resolve(rows.get(table)?.records.get(key) ?? null);
    },
    list(table, { prefix, after, limit }) {
      if (limit < 1 || limit > 100) throw new Error(`store: limit ${limit}`);
      const found: StoredRecord[] = [];
      const all = rows.get(table);
      for (const key of all === undefined ? [] : keysOf(all)) {
        if (found.length === limit) break;
        const record = key.startsWith(prefix) && (after === null || key > after) ? all?.records.get(key) : undefined;
        if (record !== undefined) found.push(record);
      }
      return Promise.resolve(found);
    },
    commit(writes) {
      counts.commits++;
      checkWrites(writes);
      const crash = store.onCommit?.(writes) ?? null;
      if (crash === 'before') return Promise.reject(new Error('simulated crash before commit'));
      if (!writes.every((write) => holds(write, rows.get(write.table)?.records.get(write.key)))) {
        counts.conflicts++;
        return Promise.resolve('conflict');
      }
      version++;
      for (const write of writes) apply(rows, write, version);
      return crash === 'after' ? Promise.reject(new Error('simulated crash after commit')) : Promise.resolve('committed');
    },
    dump(table) {
      const all = rows.get(table);
      return all === undefined ? [] : keysOf(all).flatMap((key) => all.records.get(key) ?? []);
    },
    version: (table) => versionOf(rows.get(table)),
    count: (table) => rows.get(table)?.records.size ?? 0,
    clone: () => over(new Map([...rows].map(([table, held]) => [table, { ...held, records: new Map(held.records) }])), version),
  };
  return store;
}

function holds(write: Write, row: StoredRecord | undefined): boolean {
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

function apply(tables: Tables, write: Write, version: number): void {
  if (write.op === 'check') return;
  const rows = tables.get(write.table) ?? { records: new Map<string, StoredRecord>(), keys: null, version: null };
  tables.set(write.table, rows);
  const { key } = write;
  if (write.op === 'remove') {
    if (rows.records.delete(key)) rows.keys = rows.version = null;
    return;
  }
  if (!rows.records.has(key)) rows.keys = null;
  rows.records.set(key, Object.freeze({ key, version, value: frozen(write.value) }));
  rows.version = version;
}

function versionOf(rows: Rows | undefined): number {
  if (rows === undefined) return 0;
  rows.version ??= [...rows.records.values()].reduce((most, record) => Math.max(most, record.version), 0);
  return rows.version;
}

function keysOf(rows: Rows): readonly string[] {
  rows.keys ??= [...rows.records.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  return rows.keys;
}

/** A copy that nobody can change. Members without a value are left out, as JSON does. */
function frozen(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozen));
  const copy: { [name: string]: Json } = {};
  for (const [name, member] of Object.entries(value)) if (member !== undefined) copy[name] = frozen(member);
  return Object.freeze(copy);
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

const MOST_CHARACTERS = 200_000;

function checkValue(name: string, value: Json): void {
  if (leastCharacters(name, value) < MOST_CHARACTERS / 12) return;
  const { length } = JSON.stringify(value);
  if (length > MOST_CHARACTERS) throw new Error(`store: ${name} has ${length} characters`);
}

/** Of its JSON, of which there are at most twelve times as many. Throws where it would not come back as it was. */
function leastCharacters(name: string, value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'boolean' || value === null || (typeof value === 'number' && Number.isFinite(value))) return 4;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + leastCharacters(name, one), 2);
  if (Object.prototype.toString.call(value) !== '[object Object]') throw new Error(`store: ${name} is not JSON`);
  let sum = 2;
  for (const [key, member] of Object.entries(value as object)) if (member !== undefined) sum += key.length + leastCharacters(name, member);
  return sum;
}
