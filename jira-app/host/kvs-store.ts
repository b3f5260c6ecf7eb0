/**
 * The Store port over Forge's custom entity store: one entity `record`, its commits conditional transactions.
 *
 * 1. A commit is one transaction of at most 25 operations; each write that must not be lost carries its condition inside.
 * 2. The version is an attribute, so that a condition can ask for it. It is the time in microseconds, and more than the version
 *    that is replaced: it grows, and comes never twice, not even where a record is made again. So `put` needs to know none. It is
 *    kept as text: an integer of Forge has 32 bits.
 * 3. A refused transaction does not say which condition failed. The records are read again: where a condition of the caller
 *    no longer holds, it is a conflict; otherwise two writers came at the same moment, and it is tried again.
 * 4. A transaction without an answer may have happened: its own mark in a record it wrote says so.
 * 5. Values are kept as JSON text: an attribute of objects may not be nested deeper than 32.
 *
 * https://developer.atlassian.com/platform/forge/storage-reference/transactions-entities/
 * https://developer.atlassian.com/platform/forge/storage-reference/storage-api-custom-entities/
 * https://developer.atlassian.com/platform/forge/storage-reference/handling-errors-customentities/
 */
import { Filter, FilterConditions, ForgeKvsAPIError, kvs, Sort, WhereConditions } from '@forge/kvs';
import { faultError, type Json, type Store, type StoredRecord, type Table, type Write } from '@entente/core';
import * as z from 'zod/mini';

/** Names of the manifest: `app.storage.entities`. */
export const entityName = 'record';
const byTable = 'by-table';

const versionSchema = z.string().check(z.regex(/^[1-9]\d{0,15}$/));
const rowSchema = z.object({ table: z.string(), name: z.string(), version: versionSchema, value: z.string(), mark: z.string() });
type Row = z.infer<typeof rowSchema>;

const mostWrites = 25;
const attempts = 8;
/** The store's own largest page. */
const pageSize = 100;

export type Kvs = typeof kvs;

export interface KvsStoreOptions {
  /** A new random text for every commit. */
  readonly mark: () => string;
  readonly storage?: Kvs;
  /** ms */
  readonly now?: () => number;
}

export function createKvsStore({ mark, storage = kvs, now = Date.now }: KvsStoreOptions): Store {
  const parts: Parts = { storage, mark, version: versions(now) };
  const read = (table: Table, key: string): Promise<Row | null> => readRow(storage, table, key);
  return {
    async get(table, key) {
      const row = await read(table, key);
      return row === null ? null : toRecord(row);
    },
    list: (table, query) => list(storage, table, query),
    commit: async (writes) => ((await commit(parts, writes)) === 'conflict' ? 'conflict' : 'committed'),
    commitVersions: (writes) => commit(parts, writes),
  };
}

interface Parts {
  readonly storage: Kvs;
  readonly mark: () => string;
  /** A new version, above the one before. */
  readonly version: (before: number | null) => number;
}

/** Microseconds of a clock that tells milliseconds: the rest is chance, so that two machines make no two alike. */
function versions(now: () => number): Parts['version'] {
  let last = 0;
  return (before) => {
    last = Math.max(last + 1, now() * 1000 + Math.floor(Math.random() * 1000), (before ?? 0) + 1);
    return last;
  };
}

function entityKey(table: Table, key: string): string {
  return `${table}#${key}`;
}

async function readRow(storage: Kvs, table: Table, key: string): Promise<Row | null> {
  const found = await transport('read', () => storage.entity<unknown>(entityName).get(entityKey(table, key)));
  return found === undefined ? null : toRow(found);
}

function toRow(found: unknown): Row {
  const parsed = rowSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw faultError({
    whose: 'ours',
    code: 'store.invalidRecord',
    detail: parsed.error.issues.map((issue) => issue.path.join('.')).join(', '),
  });
}

function toRecord(row: Row): StoredRecord {
  const value = JSON.parse(row.value) as Json;
  return { key: row.name, version: Number(row.version), value };
}

function versionOf(row: Row | null | undefined): number | null {
  return row === null || row === undefined ? null : Number(row.version);
}

/** Keys are ASCII below `~`, so the store's order of bytes is the order of UTF-16 code units. */
async function list(storage: Kvs, table: Table, query: Parameters<Store['list']>[1]): Promise<readonly StoredRecord[]> {
  const { prefix, after, limit } = query;
  const found: StoredRecord[] = [];
  for (let cursor: string | undefined; ;) {
    let request = storage
      .entity<Row>(entityName)
      .query()
      .index(byTable, { partition: [table] })
      .sort(Sort.ASC)
      .limit(pageSize);
    if (after !== null && after >= prefix) request = request.where(WhereConditions.between(after, prefix + '~'));
    else if (prefix !== '') request = request.where(WhereConditions.beginsWith(prefix));
    if (cursor !== undefined) request = request.cursor(cursor);
    const page = await transport('read', () => request.getMany());
    for (const { value } of page.results) {
      const row = toRow(value);
      if (!row.name.startsWith(prefix) || (after !== null && row.name <= after)) continue;
      found.push(toRecord(row));
      if (found.length === limit) return found;
    }
    cursor = page.nextCursor;
    if (cursor === undefined || page.results.length === 0) return found;
  }
}

/** What a write asks of its record: a version, absence (null), or nothing. */
function conditionOf(write: Write): number | null | 'any' {
  if (write.op === 'create') return null;
  if (write.op === 'put') return 'any';
  return write.version ?? (write.op === 'check' ? null : 'any');
}

type Outcome = readonly (number | null)[] | 'conflict';

async function commit({ storage, mark, version }: Parts, given: readonly Write[]): Promise<Outcome> {
  const writes = oneWriteARecord(given);
  if (writes.length === 0) return [];
  if (writes.length > mostWrites) throw faultError({ whose: 'ours', code: 'store.tooManyWrites', detail: String(writes.length) });
  for (let attempt = 0; attempt < attempts; attempt++) {
    const made = new Map(writes.map((write) => [entityKey(write.table, write.key), newVersion(write, version)]));
    const outcome = await execute(storage, writes, made, mark());
    if (outcome === 'committed') return given.map(({ table, key }) => made.get(entityKey(table, key)) ?? null);
    if (await aConditionFails(storage, writes)) return 'conflict';
  }
  throw faultError({ whose: 'ours', code: 'store.contention', retry: 'later', detail: writes.map((write) => write.table).join(', ') });
}

/** Null: it is removed or only checked. */
function newVersion(write: Write, version: Parts['version']): number | null {
  const asked = conditionOf(write);
  return write.op === 'check' || write.op === 'remove' ? null : version(asked === 'any' ? null : asked);
}

/** A transaction takes each key once: a check of a record that is also written becomes that write's own condition. */
function oneWriteARecord(writes: readonly Write[]): readonly Write[] {
  const byKey = new Map<string, Write>();
  for (const write of writes) {
    const key = entityKey(write.table, write.key);
    const other = byKey.get(key);
    byKey.set(key, other === undefined ? write : merged(other, write));
  }
  return [...byKey.values()];
}

function merged(one: Write, other: Write): Write {
  const [check, write] = one.op === 'check' ? [one, other] : [other, one];
  if (check.op !== 'check' || write.op === 'check') throw twice(write);
  if (conditionOf(write) !== 'any' && conditionOf(write) !== check.version) throw twice(write);
  if (conditionOf(write) !== 'any') return write;
  const { table, key } = write;
  if (write.op === 'put') {
    return check.version === null
      ? { op: 'create', table, key, value: write.value }
      : { op: 'replace', table, key, value: write.value, version: check.version };
  }
  return check.version === null ? check : { op: 'remove', table, key, version: check.version };
}

function twice(write: Write): Error {
  return faultError({ whose: 'ours', code: 'store.writtenTwice', detail: `${write.table} ${write.op}` });
}

async function aConditionFails(storage: Kvs, writes: readonly Write[]): Promise<boolean> {
  const conditional = writes.filter((write) => conditionOf(write) !== 'any');
  const rows = await Promise.all(conditional.map((write) => readRow(storage, write.table, write.key)));
  return conditional.some((write, at) => versionOf(rows[at]) !== conditionOf(write));
}

type Conditions = ReturnType<Filter<Row>['and']>;

function holds(version: number | null): Conditions {
  const filter = new Filter<Row>();
  return version === null
    ? filter.and('version', FilterConditions.notExists())
    : filter.and('version', FilterConditions.equalTo(String(version)));
}

async function execute(
  storage: Kvs,
  writes: readonly Write[],
  made: ReadonlyMap<string, number | null>,
  mark: string,
): Promise<'committed' | 'refused'> {
  const transaction = storage.transact();
  for (const write of writes) {
    const key = entityKey(write.table, write.key);
    const asked = conditionOf(write);
    const options = asked === 'any' ? { entityName } : { entityName, conditions: holds(asked) };
    if (write.op === 'check') transaction.check<Row>(key, { entityName, conditions: holds(write.version) });
    else if (write.op === 'remove') transaction.delete<Row>(key, options);
    else {
      const row: Row = { table: write.table, name: write.key, version: String(made.get(key)), value: JSON.stringify(write.value), mark };
      transaction.set<Row>(key, row, options);
    }
  }
  try {
    await transaction.execute();
    return 'committed';
  } catch (caught) {
    if (refused(caught)) return 'refused';
    if (await happened(storage, writes, mark)) return 'committed';
    throw storeFault(caught, 'write');
  }
}

/** Too much, too fast or not allowed is no conflict; every other 4xx of a well-formed transaction is a condition. */
const neverAConflict = new Set([401, 403, 404, 413, 429]);

function refused(caught: unknown): boolean {
  if (!(caught instanceof ForgeKvsAPIError)) return false;
  const { status } = caught.responseDetails;
  return status >= 400 && status < 500 && !neverAConflict.has(status) && !malformed.has(caught.code);
}

/** Codes that say the transaction itself was wrong. */
const malformed = new Set([
  'MAX_SIZE',
  'MAX_DEPTH',
  'INVALID_KEY',
  'KEY_TOO_LONG',
  'EMPTY_KEY',
  'INVALID_ENTITY_VALUE',
  'MAX_OPERATIONS',
  'DUPLICATE_KEY',
]);

async function happened(storage: Kvs, writes: readonly Write[], mark: string): Promise<boolean> {
  const written = writes.find((write) => write.op === 'create' || write.op === 'replace' || write.op === 'put');
  if (written === undefined) return false;
  return (await readRow(storage, written.table, written.key))?.mark === mark;
}

async function transport<T>(what: 'read' | 'write', call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (caught) {
    throw storeFault(caught, what);
  }
}

function storeFault(caught: unknown, what: 'read' | 'write'): Error {
  const certain = what === 'read';
  if (!(caught instanceof ForgeKvsAPIError)) {
    return faultError({
      whose: 'ours',
      code: 'store.unavailable',
      retry: 'later',
      certain,
      detail: caught instanceof Error ? caught.message : String(caught),
    });
  }
  const { status } = caught.responseDetails;
  const code = status === 429 ? 'store.throttled' : malformed.has(caught.code) ? 'store.refused' : 'store.unavailable';
  return faultError({
    whose: 'ours',
    code,
    retry: malformed.has(caught.code) ? 'never' : 'later',
    certain: certain || status < 500,
    detail: `${caught.code} (${status})`,
  });
}
