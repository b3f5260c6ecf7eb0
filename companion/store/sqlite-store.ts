/**
 * The Store port over the embedded database (core/ports.ts).
 *
 * 1. Commits asked for in the same turn of the event loop share one transaction, hence one flush to disk; each is
 *    still all or nothing by itself, in the order asked. Where a flush takes its time, the next one waits as long: it takes more along,
 *    and the process does something else than wait for its disk.
 * 2. Versions come from one counter for the whole file and never repeat, not even after a record was removed and made again.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Json, Store, StoredRecord, Table, Write } from '@entente/core';
import { inTransaction } from './database.ts';

const KEY = /^[A-Za-z0-9:._-]{1,200}$/;
const MOST_WRITES = 25;
const LONGEST_VALUE = 200_000;
const LONGEST_LIST = 100;
const LONGEST_PAUSE_MS = 10;

/** The new version of each record, by its place; null: removed or only checked. */
type Outcome = readonly (number | null)[] | 'conflict';

/** A write with its value as it is kept, where it has one. */
interface Checked {
  readonly write: Write;
  readonly text: string;
}

interface Waiting {
  readonly tenant: string;
  readonly writes: readonly Checked[];
  done(outcome: Outcome): void;
  failed(error: unknown): void;
}

/** Gives each tenant its Store; all share one queue of commits. */
export function sqliteStores(database: DatabaseSync): (tenant: string) => Store {
  const statements = prepare(database);
  let waiting: Waiting[] = [];
  let flushedAt = 0;
  let took = 0;
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    const began = performance.now();
    try {
      const outcomes = inTransaction(database, () => batch.map(({ tenant, writes }) => commit(statements, tenant, writes)));
      for (const [i, one] of batch.entries()) one.done(outcomes[i] ?? 'conflict');
    } catch (error) {
      for (const one of batch) one.failed(error);
    }
    flushedAt = performance.now();
    // Of one alone, nobody else waits.
    took = batch.length > 1 ? flushedAt - began : 0;
  };
  const enqueue = (one: Waiting): void => {
    if (waiting.push(one) > 1) return;
    const pause = Math.min(flushedAt + took - performance.now(), LONGEST_PAUSE_MS);
    // A timer counts in whole milliseconds.
    if (pause < 1) setImmediate(flush);
    else setTimeout(flush, pause);
  };
  const ask = async (tenant: string, writes: readonly Write[]): Promise<Outcome> => {
    const checked = checkWrites(writes);
    return await new Promise<Outcome>((done, failed) => enqueue({ tenant, writes: checked, done, failed }));
  };
  return (tenant) => ({
    get: async (table, key) => read(statements, tenant, table, checkedKey(key)),
    list: async (table, { prefix, after, limit }) => {
      if (limit < 1 || limit > LONGEST_LIST) throw new Error(`store: a list of ${limit}`);
      return list(statements, tenant, table, prefix, after, limit);
    },
    numberOf: async (table, prefix) => Number(statements.count.get(tenant, table, prefix, prefix)?.['number'] ?? 0),
    commit: async (writes) => ((await ask(tenant, writes)) === 'conflict' ? 'conflict' : 'committed'),
    commitVersions: async (writes) => await ask(tenant, writes),
  });
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  return {
    get: database.prepare('SELECT key, version, value FROM record WHERE tenant = ? AND kind = ? AND key = ?'),
    // Keys are ASCII, so that SQLite's byte order is the order of UTF-16 code units. `~` is above every character of a key.
    list: database.prepare(
      "SELECT key, version, value FROM record WHERE tenant = ? AND kind = ? AND key >= ? AND key < ? || '~' AND key > ? ORDER BY key LIMIT ?",
    ),
    count: database.prepare("SELECT count(*) AS number FROM record WHERE tenant = ? AND kind = ? AND key >= ? AND key < ? || '~'"),
    put: database.prepare(
      'INSERT INTO record (tenant, kind, key, version, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, value = excluded.value',
    ),
    remove: database.prepare('DELETE FROM record WHERE tenant = ? AND kind = ? AND key = ?'),
    next: database.prepare("UPDATE counter SET value = value + 1 WHERE name = 'version' RETURNING value"),
  };
}

function commit(statements: Statements, tenant: string, writes: readonly Checked[]): Outcome {
  if (!writes.every(({ write }) => holds(statements, tenant, write))) return 'conflict';
  const version = Number(statements.next.get()?.['value']);
  for (const { write, text } of writes) {
    if (write.op === 'check') continue;
    if (write.op === 'remove') statements.remove.run(tenant, write.table, write.key);
    else statements.put.run(tenant, write.table, write.key, version, text);
  }
  return writes.map(({ write: { op } }) => (op === 'check' || op === 'remove' ? null : version));
}

function holds(statements: Statements, tenant: string, write: Write): boolean {
  if (write.op === 'put' || (write.op === 'remove' && write.version === undefined)) return true;
  const found = statements.get.get(tenant, write.table, write.key);
  if (write.op === 'create' || (write.op === 'check' && write.version === null)) return found === undefined;
  return found !== undefined && Number(found['version']) === write.version;
}

function read(statements: Statements, tenant: string, table: Table, key: string): StoredRecord | null {
  const found = statements.get.get(tenant, table, key);
  return found === undefined ? null : toRecord(found);
}

function list(
  statements: Statements,
  tenant: string,
  table: Table,
  prefix: string,
  after: string | null,
  limit: number,
): readonly StoredRecord[] {
  return statements.list.all(tenant, table, prefix, prefix, after ?? '', limit).map(toRecord);
}

/** Its columns are STRICT: what is asked here is whether the query is the one that was meant. */
function toRecord({ key, version, value }: { readonly [column: string]: unknown }): StoredRecord {
  if (typeof key !== 'string' || typeof version !== 'number' || typeof value !== 'string') throw new Error('store: no record');
  // What JSON.parse gives is JSON; whether it is what was expected, its reader checks.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return { key, version, value: JSON.parse(value) as Json };
}

function checkWrites(writes: readonly Write[]): readonly Checked[] {
  if (writes.length > MOST_WRITES) throw new Error(`store: ${writes.length} writes in one commit`);
  const seen = new Set<string>();
  return writes.map((write) => {
    const name = `${write.table}/${checkedKey(write.key)}`;
    if (seen.has(name)) throw new Error(`store: ${name} twice in one commit`);
    seen.add(name);
    const text = 'value' in write ? JSON.stringify(write.value) : '';
    if (text.length > LONGEST_VALUE) throw new Error(`store: ${name} is longer than ${LONGEST_VALUE} characters`);
    return { write, text };
  });
}

function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error(`store: key ${JSON.stringify(key)}`);
  return key;
}
