/** Queries over the indexes of a custom entity. https://developer.atlassian.com/platform/forge/storage-reference/custom-entities-query/ */
import { asList, asText, inWords, isObject, parseJson, type Json, type JsonObject } from '../model/json.ts';
import { before, builtInIndex, placeOf, type Entry, type IndexDeclaration } from './kvs-index.ts';
import { filtersHold, holds, KvsError } from './kvs-rules.ts';
import { metadataOf, shown, type Row } from './kvs-row.ts';
import type { EntityDeclaration } from './manifest.ts';

/** The rows of one entity as a query sees them. */
export interface Queried {
  /** In ascending order. */
  readonly rows: (index: string, partition: readonly Json[]) => readonly Entry[];
  /** Undefined: it has expired. */
  readonly row: (key: string) => Row | undefined;
}

function indexOf(entity: EntityDeclaration, name: Json | undefined): IndexDeclaration {
  const index = [...entity.indexes, builtInIndex].find((one) => one.name === name);
  if (index === undefined)
    throw new KvsError(400, 'INVALID_INDEX_NAME', `Index '${inWords(name)}' is not declared for entity '${entity.name}'.`);
  return index;
}

function cursorOf(cursor: string): Pick<Entry, 'key' | 'sortsBy'> {
  const parsed = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const key = isObject(parsed) ? asText(parsed['key']) : null;
  const sortsBy = isObject(parsed) ? parsed['sortsBy'] : undefined;
  if (key === null || sortsBy === undefined) throw new KvsError(400, 'INVALID_CURSOR', 'The provided cursor is not valid.');
  return { key, sortsBy };
}

/** What fits stands together, and begins with the condition's first value. */
const contiguous = ['BEGINS_WITH', 'BETWEEN'];

interface Asked {
  readonly range: Json | undefined;
  readonly descending: boolean;
  readonly cursor: string | null;
  /** No more are looked for. */
  readonly most: number;
}

function select({ row }: Queried, rows: readonly Entry[], { range, descending, cursor, most }: Asked): Entry[] {
  const name = isObject(range) ? asText(range['condition']) : null;
  const from = isObject(range) ? asList(range['values'])[0] : undefined;
  const together = !descending && name !== null && contiguous.includes(name) && typeof from === 'string';
  const after = cursor === null ? null : cursorOf(cursor);
  const found: Entry[] = [];
  const start = Math.max(together ? placeOf(rows, { key: '', sortsBy: from }) : 0, after === null || descending ? 0 : placeOf(rows, after));
  for (let step = start; step < rows.length && found.length < most; step += 1) {
    const entry = rows[descending ? rows.length - 1 - step : step];
    if (entry === undefined) break;
    if (after !== null && (descending ? before(entry, after) >= 0 : before(entry, after) <= 0)) continue;
    if (range !== undefined && !holds(range, entry.sortsBy)) {
      if (together) break;
      continue;
    }
    if (row(entry.key) !== undefined) found.push(entry);
  }
  return found;
}

/** The others only filter. https://developer.atlassian.com/platform/forge/storage-reference/custom-entities-query/ */
const ranges = ['BEGINS_WITH', 'BETWEEN', 'EQUAL_TO', 'GREATER_THAN', 'GREATER_THAN_EQUAL_TO', 'LESS_THAN', 'LESS_THAN_EQUAL_TO'];

function checkRange(range: Json | undefined): void {
  const name = isObject(range) ? asText(range['condition']) : null;
  if (range !== undefined && (name === null || !ranges.includes(name)))
    throw new KvsError(400, 'INVALID_CONDITION', `The condition '${String(name)}' cannot be a range.`);
}

export function queryEntity(entity: EntityDeclaration, body: JsonObject, queried: Queried): JsonObject {
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
  checkRange(body['range']);
  const asked = { range: body['range'], descending: body['sort'] === 'DESC', cursor: asText(body['cursor']), most: limit + 1 };
  const found = select(queried, queried.rows(index.name, partition), asked);
  const read = found.slice(0, limit);
  const last = read.at(-1);
  const page = read.filter((entry) => filtersHold(body['filters'], entity, entry.value));
  return {
    data: page.flatMap(({ key }) => {
      const row = queried.row(key);
      return row === undefined ? [] : [shown(key, row, metadataOf(body))];
    }),
    ...(found.length > read.length && last !== undefined
      ? { cursor: Buffer.from(JSON.stringify({ key: last.key, sortsBy: last.sortsBy })).toString('base64url') }
      : {}),
  };
}
