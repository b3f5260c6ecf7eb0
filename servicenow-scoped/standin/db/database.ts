/**
 * The instance's database.
 *
 * 1. Each call is one statement: whole, or not at all. Nothing joins two of them, as on the host, where each write commits.
 * 2. Values are text. Fields that the dictionary does not know are dropped; text longer than its field is cut.
 * 3. A journal field keeps nothing in its record: what is written there becomes an entry of sys_journal_field.
 * 4. A query without an order answers by sys_id, which says nothing of age.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Dictionary } from './dictionary.ts';
import { compare, matches, valueAt } from './match.ts';
import type { Matching } from './match.ts';
import { notModelled, parseEncoded } from './query.ts';
import { beginnings, consequences } from './task-behaviour.ts';
import { glideTime, readGlideTime } from './time.ts';
import type { Actor, FieldDef, Order, Row, Select, Where } from './types.ts';

export type Written =
  | { readonly kind: 'written'; readonly row: Row }
  | { readonly kind: 'unchanged'; readonly row: Row }
  | { readonly kind: 'duplicate'; readonly elements: readonly string[] }
  | { readonly kind: 'missing' };

export interface Snapshot {
  readonly tables: readonly (readonly [string, readonly Row[]])[];
  readonly files: readonly (readonly [string, Uint8Array])[];
  readonly counters: readonly (readonly [string, number])[];
}

export interface WriteOptions {
  /** False: the caller sets sys_updated_on and its like itself (`autoSysFields(false)`). */
  readonly systemFields: boolean;
}

const ours = new Set(['sys_mod_count', 'sys_created_on', 'sys_created_by', 'sys_updated_on', 'sys_updated_by']);
const cut = new Set(['string', 'email', 'url', 'choice', 'GUID', 'reference', 'char', 'phone_number_e164']);
const journals = new Set(['journal_input', 'journal']);

export const newSysId = (): string => randomBytes(16).toString('hex');

/** What the database keeps of a value that was given for a field. */
export function stored(field: FieldDef, given: string): string {
  if (field.type === 'boolean') return given === 'true' || given === '1' ? '1' : given === '' ? '' : '0';
  if (field.type === 'integer' || field.type === 'longint')
    return /^\s*-?\d+(\.\d+)?\s*$/.test(given) ? String(Math.trunc(Number(given))) : '';
  if (field.type === 'glide_date_time') return readGlideTime(given) === null ? '' : given.length === 10 ? `${given} 00:00:00` : given;
  return cut.has(field.type) ? given.slice(0, field.maxLength ?? 40) : given;
}

export class Database {
  readonly dictionary: Dictionary;
  readonly #rows = new Map<string, Map<string, Row>>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #counters = new Map<string, number>();
  readonly #now: () => number;

  constructor(dictionary: Dictionary, now: () => number) {
    this.dictionary = dictionary;
    this.#now = now;
  }

  #table(name: string): Map<string, Row> {
    const known = this.#rows.get(name) ?? new Map<string, Row>();
    this.#rows.set(name, known);
    return known;
  }

  /** The record of that table, or of one that extends it. */
  get(table: string, sysId: string): Row | null {
    for (const name of this.dictionary.family(table)) {
      const row = this.#rows.get(name)?.get(sysId);
      if (row !== undefined) return row;
    }
    return null;
  }

  #all(table: string): Row[] {
    return this.dictionary.family(table).flatMap((name) => [...this.#table(name).values()]);
  }

  matching(actor: Actor): Matching {
    return { dictionary: this.dictionary, actor, lookup: (table, sysId) => this.get(table, sysId) };
  }

  #selected(select: Pick<Select, 'table' | 'where'>, matching: Matching): Row[] {
    return this.#all(select.table).filter((row) => matches(matching, select.table, row, { all: select.where }));
  }

  select(select: Select, actor: Actor): readonly Row[] {
    const matching = this.matching(actor);
    const order = [...encodedOrders(select.where), ...select.order].filter(({ field }) => isOrdered(matching, select.table, field));
    const sorted = this.#selected(select, matching).toSorted((a, b) => this.#compareRows(matching, select.table, order, a, b));
    return sorted.slice(select.offset, select.limit === null ? undefined : select.offset + select.limit);
  }

  count(select: Pick<Select, 'table' | 'where'>, actor: Actor): number {
    return this.#selected(select, this.matching(actor)).length;
  }

  #compareRows(matching: Matching, table: string, order: readonly Order[], a: Row, b: Row): number {
    for (const { field, descending } of order) {
      const left = valueAt(matching, table, a, field);
      const right = valueAt(matching, table, b, field);
      const difference = left === undefined || right === undefined ? 0 : compare(left.field, left.value, right.value);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return (a['sys_id'] ?? '') < (b['sys_id'] ?? '') ? -1 : 1;
  }

  /** The given values as the database would keep them, and those meant for journals. */
  #kept(table: string, values: Row): { row: Record<string, string>; entries: [string, string][] } {
    const row: Record<string, string> = {};
    const entries: [string, string][] = [];
    for (const [element, value] of Object.entries(values)) {
      const field = this.dictionary.field(table, element);
      if (field === undefined || field.type === 'journal_list') continue;
      if (field.type === 'journal_input') {
        if (value !== '') entries.push([element, value]);
      } else row[element] = stored(field, value);
    }
    return { row, entries };
  }

  #defaults(table: string): Record<string, string> {
    const fields = [...this.dictionary.fields(table).values()].filter((field) => field.default !== undefined && !journals.has(field.type));
    return Object.fromEntries(fields.map((field) => [field.element, stored(field, field.default ?? '')]));
  }

  #number(table: string): Record<string, string> {
    const prefix = this.dictionary.table(table)?.prefix;
    if (prefix === undefined) return {};
    const next = (this.#counters.get(table) ?? 10_000) + 1;
    this.#counters.set(table, next);
    return { number: `${prefix}${String(next).padStart(7, '0')}` };
  }

  #duplicate(table: string, row: Row): readonly string[] | null {
    const lineage = this.dictionary.lineage(table);
    const single = [...this.dictionary.fields(table).values()].filter((field) => field.unique === true).map((field) => [field.element]);
    for (const elements of [...single, ...lineage.flatMap((one) => one.unique)]) {
      const key = (one: Row) => elements.map((element) => (one[element] ?? '').toLowerCase()).join('\u0000');
      // Empty is null in the database, and nulls are never equal.
      if (elements.some((element) => (row[element] ?? '') === '')) continue;
      if (this.#all(table).some((other) => other['sys_id'] !== row['sys_id'] && key(other) === key(row))) return elements;
    }
    return null;
  }

  #journal(table: string, sysId: string, entries: readonly (readonly [string, string])[], actor: Actor): void {
    for (const [element, value] of entries) this.insert('sys_journal_field', { name: table, element, element_id: sysId, value }, actor);
  }

  insert(table: string, values: Row, actor: Actor, options: WriteOptions = { systemFields: true }): Written {
    const at = this.#now();
    const stamp = glideTime(at);
    const { row: given, entries } = this.#kept(table, values);
    const sysId = (given['sys_id'] ?? '') === '' ? newSysId() : (given['sys_id'] ?? '');
    const stamps = {
      sys_created_by: actor.userName,
      sys_created_on: stamp,
      sys_updated_by: actor.userName,
      sys_updated_on: stamp,
      sys_mod_count: '0',
    };
    const begun = { ...this.#defaults(table), ...beginnings(this.dictionary, table, actor, at), ...stamps };
    const own = options.systemFields ? Object.fromEntries(Object.entries(given).filter(([element]) => !ours.has(element))) : given;
    const row: Record<string, string> = { ...begun, ...own, sys_id: sysId };
    if (this.dictionary.field(table, 'sys_class_name') !== undefined) row['sys_class_name'] = table;
    Object.assign(row, consequences(this.dictionary, table, null, row, actor, at));
    const elements = this.get(table, sysId) === null ? this.#duplicate(table, row) : ['sys_id'];
    if (elements !== null) return { kind: 'duplicate', elements };
    if ((row['number'] ?? '') === '') Object.assign(row, this.#number(table));
    this.#table(table).set(sysId, row);
    this.#journal(table, sysId, entries, actor);
    return { kind: 'written', row };
  }

  update(table: string, sysId: string, values: Row, actor: Actor, options: WriteOptions = { systemFields: true }): Written {
    const before = this.get(table, sysId);
    if (before === null) return { kind: 'missing' };
    const at = this.#now();
    const className = before['sys_class_name'] ?? table;
    const { row: given, entries } = this.#kept(className, values);
    const changes = Object.entries(given).filter(
      ([element, value]) => (before[element] ?? '') !== value && !(options.systemFields && ours.has(element)),
    );
    if (changes.length === 0 && entries.length === 0) return { kind: 'unchanged', row: before };
    const row: Record<string, string> = { ...before, ...Object.fromEntries(changes), sys_id: sysId };
    Object.assign(row, consequences(this.dictionary, className, before, row, actor, at));
    if (options.systemFields)
      Object.assign(row, {
        sys_updated_by: actor.userName,
        sys_updated_on: glideTime(at),
        sys_mod_count: String(Number(before['sys_mod_count'] ?? '0') + 1),
      });
    const elements = this.#duplicate(className, row);
    if (elements !== null) return { kind: 'duplicate', elements };
    this.#table(className).set(sysId, row);
    this.#journal(className, sysId, entries, actor);
    return { kind: 'written', row };
  }

  /** Removes a record, and what cascades from it. False where there is none. */
  remove(table: string, sysId: string): boolean {
    const row = this.get(table, sysId);
    if (row === null) return false;
    const className = row['sys_class_name'] ?? table;
    this.#table(className).delete(sysId);
    this.#files.delete(sysId);
    for (const file of this.#all('sys_attachment')) if (file['table_sys_id'] === sysId) this.remove('sys_attachment', file['sys_id'] ?? '');
    for (const other of this.dictionary.tables()) this.#cascade(other.name, className, sysId);
    return true;
  }

  #cascade(name: string, removed: string, sysId: string): void {
    const lineage = new Set(this.dictionary.lineage(removed).map((table) => table.name));
    for (const field of this.dictionary.table(name)?.fields ?? []) {
      if (field.reference === undefined || !lineage.has(field.reference) || field.cascade === 'none') continue;
      for (const row of this.#all(name).filter((one) => one[field.element] === sysId)) {
        if (field.cascade === 'delete') this.remove(name, row['sys_id'] ?? '');
        else this.#table(row['sys_class_name'] ?? name).set(row['sys_id'] ?? '', { ...row, [field.element]: '' });
      }
    }
  }

  /** The bytes of a sys_attachment. */
  file(sysId: string): Uint8Array | null {
    return this.#files.get(sysId) ?? null;
  }

  setFile(sysId: string, bytes: Uint8Array): void {
    this.#files.set(sysId, bytes);
  }

  /** The row of sys_attachment that stands for these bytes. */
  static attachmentValues(table: string, sysId: string, name: string, type: string, bytes: Uint8Array): Row {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const size = String(bytes.length);
    return {
      table_name: table,
      table_sys_id: sysId,
      file_name: name,
      content_type: type,
      size_bytes: size,
      size_compressed: size,
      compressed: 'true',
      hash,
    };
  }

  snapshot(): Snapshot {
    return {
      tables: [...this.#rows].map(([name, rows]) => [name, [...rows.values()]] as const),
      files: [...this.#files],
      counters: [...this.#counters],
    };
  }

  restore(snapshot: Snapshot): void {
    for (const [name, rows] of snapshot.tables) this.#rows.set(name, new Map(rows.map((row) => [row['sys_id'] ?? '', row])));
    for (const [sysId, bytes] of snapshot.files) this.#files.set(sysId, bytes);
    for (const [name, count] of snapshot.counters) this.#counters.set(name, count);
  }
}

/** A field that is not there orders nothing. @throws for a reference or a journal: the host orders them by what they show. */
function isOrdered(matching: Matching, table: string, path: string): boolean {
  const field = valueAt(matching, table, {}, path)?.field;
  if (field?.reference !== undefined || field?.type.startsWith('journal') === true) throw notModelled(`an order by ${path} of ${table}`);
  return field !== undefined;
}

function encodedOrders(where: readonly Where[]): Order[] {
  return where.flatMap((one) => ('encoded' in one ? parseEncoded(one.encoded).order : []));
}
