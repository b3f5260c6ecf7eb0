/** Queries over the indexes of a custom entity. https://developer.atlassian.com/platform/forge/storage-reference/custom-entities-query/ */
import { asList, asText, inWords, isObject, parseJson, type Json, type JsonObject } from '../model/json.ts';
import { filtersHold, holds, KvsError } from './kvs-rules.ts';
import { shown, wantsMetadata, type Row } from './kvs-row.ts';
import type { EntityDeclaration } from './manifest.ts';

interface Entry {
  readonly key: string;
  readonly row: Row;
  readonly value: JsonObject;
  /** The index's range attribute; the key itself where it has none. */
  readonly sortsBy: Json;
}

const builtIn = { name: 'by-key', partition: [], range: [] };

function indexOf(entity: EntityDeclaration, name: Json | undefined): EntityDeclaration['indexes'][number] {
  const index = [...entity.indexes, builtIn].find((one) => one.name === name);
  if (index === undefined)
    throw new KvsError(400, 'INVALID_INDEX_NAME', `Index '${inWords(name)}' is not declared for entity '${entity.name}'.`);
  return index;
}

function entries(rows: readonly [string, Row][], index: EntityDeclaration['indexes'][number], partition: readonly Json[]): Entry[] {
  const range = index.range[0];
  return rows.flatMap(([key, row]): Entry[] => {
    const value = isObject(row.value) ? row.value : {};
    const sortsBy = range === undefined ? key : value[range];
    // An entity without an attribute of the index is not in the index.
    if (sortsBy === undefined || index.partition.some((name, at) => value[name] !== partition[at])) return [];
    return [{ key, row, value, sortsBy }];
  });
}

function before(a: Entry, b: Entry): number {
  if (a.sortsBy !== b.sortsBy) {
    if (typeof a.sortsBy === 'number' && typeof b.sortsBy === 'number') return a.sortsBy - b.sortsBy;
    return inWords(a.sortsBy) < inWords(b.sortsBy) ? -1 : 1;
  }
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

function afterCursor(cursor: string, descending: boolean): (entry: Entry) => boolean {
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const key = isObject(parsed) ? asText(parsed['key']) : null;
  const sortsBy = isObject(parsed) ? parsed['sortsBy'] : undefined;
  if (key === null || sortsBy === undefined) throw new KvsError(400, 'INVALID_CURSOR', 'The provided cursor is not valid.');
  const at: Entry = { key, sortsBy, value: {}, row: { value: null, createdAt: 0, updatedAt: 0, expireTime: null } };
  return (entry) => (descending ? before(entry, at) < 0 : before(entry, at) > 0);
}

export function queryEntity(entity: EntityDeclaration, body: JsonObject, rows: readonly [string, Row][]): JsonObject {
  const index = indexOf(entity, body['indexName']);
  const partition = asList(body['partition']);
  if (partition.length !== index.partition.length)
    throw new KvsError(
      400,
      'INVALID_PARTITION',
      `Index '${index.name}' has ${index.partition.length} partition attributes, ${partition.length} given.`,
    );
  const limit = body['limit'] === undefined ? 10 : Number(body['limit']);
  if (!(limit >= 1 && limit <= 100)) throw new KvsError(400, 'INVALID_LIMIT', 'The limit must be between 1 and 100.');
  const descending = body['sort'] === 'DESC';
  const cursor = asText(body['cursor']);
  const found = entries(rows, index, partition)
    .filter((entry) => body['range'] === undefined || holds(body['range'], entry.sortsBy))
    .filter(cursor === null ? () => true : afterCursor(cursor, descending))
    .toSorted((a, b) => (descending ? before(b, a) : before(a, b)));
  const read = found.slice(0, limit);
  const last = read.at(-1);
  const page = read.filter((entry) => filtersHold(body['filters'], entity, entry.value));
  return {
    data: page.map((entry) => shown(entry.key, entry.row, wantsMetadata(body))),
    ...(found.length > read.length && last !== undefined
      ? { cursor: Buffer.from(JSON.stringify({ key: last.key, sortsBy: last.sortsBy })).toString('base64url') }
      : {}),
  };
}
