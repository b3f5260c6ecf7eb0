/**
 * Typed rows over the Store port.
 *
 * 1. What is read passes its schema; a row that does not is a fault of ours, never half-used.
 * 2. `retrying` repeats read and commit until nobody else has written in between.
 */
import { checked } from '../../checked.schema.ts';
import { faultError } from '../../fault.ts';
import { jsonOf } from '../../json.ts';
import type { Store, StoredRecord, Table, Write } from '../../ports.ts';

export interface Row<Value> {
  readonly table: Table;
  readonly key: string;
  readonly version: number;
  readonly value: Value;
}

/** A schema of zod, without importing zod here. */
export type SchemaOf<Value> = Parameters<typeof checked>[0] & { readonly _zod: { readonly output: Value } };

export async function readRow<Value>(store: Store, table: Table, key: string, schema: SchemaOf<Value>): Promise<Row<Value> | null> {
  const record = await store.get(table, key);
  return record === null ? null : rowOf(table, record, schema);
}

export function rowOf<Value>(table: Table, record: StoredRecord, schema: SchemaOf<Value>): Row<Value> {
  const value = checked(schema, record.value);
  if (value === null)
    throw faultError({ whose: 'ours', code: 'store.invalid', detail: 'row of table ' + table + ' does not fit its schema' });
  return { table, key: record.key, version: record.version, value: value as Value };
}

/** All rows whose key starts with `prefix`, page by page. */
export async function listAll(store: Store, table: Table, prefix: string): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  let after: string | null = null;
  for (;;) {
    const page: readonly StoredRecord[] = await store.list(table, { prefix, after, limit: 100 });
    for (const record of page) all.push(record);
    const last = page[page.length - 1];
    if (last === undefined || page.length < 100) return all;
    after = last.key;
  }
}

export function create(table: Table, key: string, value: object): Write {
  return { op: 'create', table, key, value: jsonOf(value) };
}

export function replace(row: Row<unknown>, value: object): Write {
  return { op: 'replace', table: row.table, key: row.key, version: row.version, value: jsonOf(value) };
}

export function remove(row: { readonly table: Table; readonly key: string; readonly version: number }): Write {
  return { op: 'remove', table: row.table, key: row.key, version: row.version };
}

export function drop(table: Table, key: string): Write {
  return { op: 'remove', table, key };
}

export interface Attempt<Result> {
  /** Empty: nothing to write, the result stands as it is. */
  readonly writes: readonly Write[];
  readonly result: Result;
}

/** `attempt` reads and decides; it is asked again where its commit conflicts. */
export async function retrying<Result>(store: Store, attempt: () => Promise<Attempt<Result>>): Promise<Result> {
  for (let i = 0; i < 12; i++) {
    const { writes, result } = await attempt();
    if (writes.length === 0 || (await store.commit(writes)) === 'committed') return result;
  }
  throw faultError({ whose: 'ours', code: 'store.busy', retry: 'later', detail: 'conflicts without end' });
}
