/**
 * The Store over one table of records (docs/decisions/0060).
 *
 * 1. Writers take turns (lock.ts), so what a commit has checked still holds when it writes.
 * 2. A commit of several writes is kept whole beside the lock before the first of them: a writer that is killed midway is
 *    ended by the next one. Each write says which version it makes, so ending it twice is harmless.
 * 3. Values and keys are ASCII in the database, whatever its character set.
 */
import {
  asciiJson,
  faultError,
  type Clock,
  type Crypto,
  type Json,
  type Random,
  type Store,
  type StoredRecord,
  type Table,
  type Write,
} from '@entente/core';
import { keepWrites, releaseLock, takeLock } from './lock.ts';
import { sortKey } from './sort-key.ts';
import { integer, text } from '../tracker/values.ts';

const TABLE = 'x_entnt_entente_record';
const MAX_WRITES = 25;
const MAX_SORT = 255;

export interface StorePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
}

interface Row {
  /** 0: absent. */
  readonly version: number;
}

/** What one commit makes of one record. */
interface Planned {
  readonly kind: string;
  readonly key: string;
  readonly place: string;
  /** The version that it had; the row is left alone where it has a later one. */
  readonly was: number;
  /** Null: removed. */
  readonly made: { readonly version: number; readonly value: string; readonly title: string; readonly state: string } | null;
}

export function createGlideStore(ports: StorePorts): Store {
  return {
    async get(table, key) {
      const row = find(await placeOf(ports, table, key));
      return row === null ? null : recordOf(row, key);
    },
    async list(table, { prefix, after, limit }) {
      const row = new GlideRecord(TABLE);
      row.addQuery('kind', table);
      if (prefix !== '') row.addQuery('sort', 'STARTSWITH', checkedSort(prefix));
      if (after !== null) row.addQuery('sort', '>', checkedSort(after));
      row.orderBy('sort');
      row.setLimit(limit);
      row.query();
      const found: StoredRecord[] = [];
      while (row.next()) found.push(recordOf(row, text(row.getValue('record_key'))));
      return found;
    },
    async numberOf(table, prefix) {
      const rows = new GlideAggregate(TABLE);
      rows.addQuery('kind', table);
      if (prefix !== '') rows.addQuery('sort', 'STARTSWITH', checkedSort(prefix));
      rows.addAggregate('COUNT');
      rows.query();
      return rows.next() ? integer(rows.getAggregate('COUNT')) : 0;
    },
    async commit(writes) {
      if (writes.length > MAX_WRITES) throw refused('more than 25 writes');
      const lock = await takeLock(ports.clock, ports.random, 'store', async (left) => {
        write(JSON.parse(left) as readonly Planned[]);
      });
      try {
        const planned = await plan(ports, writes);
        if (planned === null) return 'conflict';
        if (planned.length > 1) keepWrites(lock, asciiJson(JSON.parse(JSON.stringify(planned)) as Json));
        write(planned);
        return 'committed';
      } finally {
        releaseLock(lock);
      }
    },
  };
}

function refused(detail: string): Error {
  return faultError({ whose: 'ours', code: 'store.refused', detail });
}

function checkedSort(key: string): string {
  const sort = sortKey(key);
  if (sort === null || sort.length > MAX_SORT) throw refused('a key that cannot be stored');
  return sort;
}

/** A hash, because the database's unique index does not tell `A` from `a`. */
async function placeOf({ crypto }: StorePorts, table: Table, key: string): Promise<string> {
  return await crypto.sha256(table + '\n' + key);
}

function find(place: string): GlideRecord | null {
  const row = new GlideRecord(TABLE);
  row.addQuery('place', place);
  row.setLimit(1);
  row.query();
  return row.next() ? row : null;
}

function recordOf(row: GlideRecord, key: string): StoredRecord {
  return { key, version: integer(row.getValue('version')), value: JSON.parse(text(row.getValue('value'))) as Json };
}

/** Null: a condition does not hold. Of several writes to one record only the last is made. */
async function plan(ports: StorePorts, writes: readonly Write[]): Promise<readonly Planned[] | null> {
  const rows: { [place: string]: Row } = {};
  const planned: { [place: string]: Planned } = {};
  for (const one of writes) {
    checkedSort(one.key);
    const place = await placeOf(ports, one.table, one.key);
    const now = rows[place] ?? rowOf(find(place));
    if (!holds(one, now)) return null;
    if (one.op === 'check') continue;
    const was = planned[place]?.was ?? now.version;
    const made = one.op === 'remove' ? null : madeOf(one, Math.max(ports.clock.now(), now.version + 1));
    rows[place] = { version: made === null ? 0 : made.version };
    planned[place] = { kind: one.table, key: one.key, place, was, made };
  }
  const list: Planned[] = [];
  for (const place of Object.keys(planned)) {
    const one = planned[place];
    if (one !== undefined && !(one.made === null && one.was === 0)) list.push(one);
  }
  return list;
}

function rowOf(row: GlideRecord | null): Row {
  return { version: row === null ? 0 : integer(row.getValue('version')) };
}

function holds(one: Write, now: Row): boolean {
  if (one.op === 'create') return now.version === 0;
  if (one.op === 'replace') return now.version === one.version && now.version !== 0;
  if (one.op === 'check') return one.version === null ? now.version === 0 : now.version === one.version;
  return one.op === 'put' || one.version === undefined || now.version === one.version;
}

function madeOf(one: Extract<Write, { readonly value: Json }>, version: number): Planned['made'] {
  const value = asciiJson(one.value);
  return { version, value, title: member(one.value, 'name') || one.key, state: member(one.value, 'state') };
}

/** For the lists that an admin may look into. */
function member(value: Json, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const found: unknown = Object.prototype.hasOwnProperty.call(value, name) ? (value as { readonly [name: string]: Json })[name] : '';
  return typeof found === 'string' ? found.slice(0, name === 'state' ? 40 : 200) : '';
}

function write(planned: readonly Planned[]): void {
  for (const one of planned) {
    const row = find(one.place);
    if (one.made === null) remove(row, one.was);
    else put(row, one, one.made);
  }
}

function remove(row: GlideRecord | null, was: number): void {
  if (row === null || integer(row.getValue('version')) > was) return;
  row.setWorkflow(false);
  if (!row.deleteRecord()) throw unwritten('a record cannot be deleted');
}

function put(found: GlideRecord | null, { kind, key, place }: Planned, made: NonNullable<Planned['made']>): void {
  if (found !== null && integer(found.getValue('version')) >= made.version) return;
  const row = found ?? new GlideRecord(TABLE);
  if (found === null) row.initialize();
  row.setWorkflow(false);
  row.setValue('kind', kind);
  row.setValue('record_key', key);
  row.setValue('sort', checkedSort(key));
  row.setValue('place', place);
  row.setValue('version', String(made.version));
  row.setValue('value', made.value);
  row.setValue('title', made.title);
  row.setValue('state', made.state);
  if (text(found === null ? row.insert() : row.update()) === '') throw unwritten('a record cannot be written');
}

function unwritten(detail: string): Error {
  return faultError({ whose: 'ours', code: 'store.unavailable', retry: 'later', certain: false, detail });
}
