/**
 * The rows of custom entities in the order of their indexes, kept as they are written: a query looks at what it answers, as on the
 * platform, and not at all that is stored.
 */
import { inWords, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { EntityDeclaration } from './manifest.ts';

export type IndexDeclaration = EntityDeclaration['indexes'][number];

/** What every entity has without declaring it. */
export const builtInIndex: IndexDeclaration = { name: 'by-key', partition: [], range: [] };

export interface Entry {
  readonly key: string;
  readonly value: JsonObject;
  /** The index's range attribute; the key itself where it has none. */
  readonly sortsBy: Json;
}

export function before(a: Pick<Entry, 'key' | 'sortsBy'>, b: Pick<Entry, 'key' | 'sortsBy'>): number {
  if (a.sortsBy !== b.sortsBy) {
    if (typeof a.sortsBy === 'number' && typeof b.sortsBy === 'number') return a.sortsBy - b.sortsBy;
    return inWords(a.sortsBy) < inWords(b.sortsBy) ? -1 : 1;
  }
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

/** Null: an entity without an attribute of the index is not in the index. */
export function entryOf(index: IndexDeclaration, key: string, stored: Json): { readonly partition: string; readonly entry: Entry } | null {
  const value = isObject(stored) ? stored : {};
  const range = index.range[0];
  const sortsBy = range === undefined ? key : value[range];
  if (sortsBy === undefined || index.partition.some((name) => value[name] === undefined)) return null;
  return { partition: partitionName(index.partition.map((name) => value[name] ?? null)), entry: { key, value, sortsBy } };
}

export const partitionName = (values: readonly Json[]): string => JSON.stringify(values);

/** The first place whose entry does not come before this one. */
export function placeOf(sorted: readonly Entry[], entry: Pick<Entry, 'key' | 'sortsBy'>): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle];
    if (at !== undefined && before(at, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const none: readonly Entry[] = [];

/** Of one entity. */
export class EntityIndexes {
  readonly #indexes: readonly IndexDeclaration[];
  readonly #sorted = new Map<string, Map<string, Entry[]>>();
  /** Where each row stands, by index. */
  readonly #places = new Map<string, Map<string, { readonly partition: string; readonly entry: Entry }>>();

  constructor(entity: EntityDeclaration, rows: Iterable<readonly [string, Json]>) {
    this.#indexes = [...entity.indexes, builtInIndex];
    for (const { name } of this.#indexes) {
      this.#sorted.set(name, new Map());
      this.#places.set(name, new Map());
    }
    for (const [key, value] of rows) this.set(key, value);
  }

  /** `value` undefined: it is removed. */
  set(key: string, value: Json | undefined): void {
    for (const index of this.#indexes) {
      const sorted = this.#sorted.get(index.name);
      const places = this.#places.get(index.name);
      const old = places?.get(key);
      const found = value === undefined ? null : entryOf(index, key, value);
      if (old !== undefined) remove(sorted?.get(old.partition) ?? [], old.entry);
      if (found === null) places?.delete(key);
      else {
        places?.set(key, found);
        const rows = sorted?.get(found.partition) ?? [];
        sorted?.set(found.partition, rows);
        rows.splice(placeOf(rows, found.entry), 0, found.entry);
      }
    }
  }

  rows(index: string, partition: readonly Json[]): readonly Entry[] {
    return this.#sorted.get(index)?.get(partitionName(partition)) ?? none;
  }
}

function remove(rows: Entry[], entry: Entry): void {
  const at = placeOf(rows, entry);
  if (rows[at] === entry) rows.splice(at, 1);
}
