/**
 * Forge's key-value store and custom entities at the wire: POST /v1/{get,set,delete,query,transaction,batch/*,secret/*,entity/*}.
 *
 * 1. A transaction is all or nothing, over at most 25 operations with distinct keys; a condition that does not hold answers 409.
 * 2. What is not declared in the manifest (entity, attribute, index) is refused.
 * 3. A query reads `limit` rows of its index and filters them afterwards: a page may be short, or empty, and yet not the last.
 */
import { asList, asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Change, Durable } from './durable.ts';
import { checkEntityValue, checkKey, checkValue, entityOf, filtersHold, holds, KvsError } from './kvs-rules.ts';
import type { EntityDeclaration } from './manifest.ts';
import { EntityIndexes } from './kvs-index.ts';
import { queryEntity, type Queried } from './kvs-query.ts';
import { metadataOf, shown, type Row } from './kvs-row.ts';

export interface KvsAnswer {
  readonly status: number;
  readonly body?: Json;
}

const noBody: KvsAnswer = { status: 204 };
const maxOperations = 25;
const longestLife = 365 * 86_400_000;
const ttlUnits: { readonly [unit: string]: number } = { SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 };

export class KeyValueStore {
  readonly #durable: Durable;
  readonly #entities: readonly EntityDeclaration[];
  readonly #now: () => number;
  /** How far queries lag behind, in milliseconds; reads by key and conditions never do. */
  queryDelayMs = 0;
  /** What was there before, while queries may still see it: the state up to `until`. */
  readonly #before = new Map<string, { readonly until: number; readonly row: Row | undefined }[]>();
  /** By entity, from its first query on. */
  readonly #indexes = new Map<string, EntityIndexes>();

  constructor(durable: Durable, entities: readonly EntityDeclaration[], now: () => number) {
    this.#durable = durable;
    this.#entities = entities;
    this.#now = now;
  }

  /** @param operation what follows `/v1/`. */
  handle(operation: string, body: Json): KvsAnswer {
    try {
      return this.#dispatch(operation, body);
    } catch (caught) {
      if (caught instanceof KvsError) return { status: caught.status, body: { code: caught.code, message: caught.message } };
      throw caught;
    }
  }

  #dispatch(operation: string, body: Json): KvsAnswer {
    if (operation.startsWith('batch/')) return this.#batch(operation.slice(6), asList(body));
    if (!isObject(body)) throw new KvsError(400, 'INVALID_REQUEST', 'The body must be an object.');
    if (operation === 'transaction') return this.#transaction(body);
    if (operation === 'query') return this.#query(body);
    if (operation === 'entity/query')
      return {
        status: 200,
        body: this.#entityQuery(entityOf(this.#entities, body['entityName']), body),
      };
    const verb = operation.split('/').at(-1);
    if (verb === 'get') return this.#get(this.#space(operation, body), body);
    if (verb === 'set') return this.#set(this.#space(operation, body), body);
    if (verb === 'delete') return this.#delete(this.#space(operation, body), body);
    throw new KvsError(501, 'NOT_MODELLED', `The stand-in of Forge does not model kvs ${operation}`);
  }

  #space(operation: string, body: JsonObject): string {
    if (operation.startsWith('secret/')) return 'secret';
    return operation.startsWith('entity/') ? `entity/${entityOf(this.#entities, body['entityName']).name}` : 'kv';
  }

  #row(space: string, key: string): Row | undefined {
    const stored = this.#durable.get(space, key);
    if (!isObject(stored)) return undefined;
    const expireTime = asText(stored['expireTime']);
    if (expireTime !== null && Date.parse(expireTime) <= this.#now()) return undefined;
    return { value: stored['value'] ?? null, createdAt: Number(stored['createdAt']), updatedAt: Number(stored['updatedAt']), expireTime };
  }

  /** The rows as a query sees them. */
  #rows(space: string): [string, Row][] {
    const prefix = `${space} `;
    const changed = [...this.#before.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    const keys = new Set([...this.#durable.entries(space).map(([key]) => key), ...changed]);
    return [...keys].flatMap((key): [string, Row][] => {
      const row = this.#lagging(space, key);
      return row === undefined ? [] : [[key, row]];
    });
  }

  #entityQuery(entity: EntityDeclaration, body: JsonObject): JsonObject {
    const space = `entity/${entity.name}`;
    // What lags behind is in no index.
    const lags = this.queryDelayMs > 0 || this.#before.size > 0;
    const known = lags ? undefined : this.#indexes.get(space);
    const rows = (): (readonly [string, Json])[] => this.#rows(space).map(([key, { value }]) => [key, value]);
    const indexes = known ?? new EntityIndexes(entity, rows());
    if (!lags) this.#indexes.set(space, indexes);
    const queried: Queried = {
      rows: (index, partition) => indexes.rows(index, partition),
      row: (key) => (lags ? this.#lagging(space, key) : this.#row(space, key)),
    };
    return queryEntity(entity, body, queried);
  }

  #lagging(space: string, key: string): Row | undefined {
    const horizon = this.#now() - this.queryDelayMs;
    const earlier = this.#before.get(`${space} ${key}`)?.find((one) => one.until > horizon);
    return earlier === undefined ? this.#row(space, key) : earlier.row;
  }

  #apply(changes: readonly Change[]): void {
    if (this.queryDelayMs > 0) {
      for (const { space, key } of changes) {
        const name = `${space} ${key}`;
        this.#before.set(name, [...(this.#before.get(name) ?? []), { until: this.#now(), row: this.#row(space, key) }]);
      }
    }
    this.#durable.apply(changes);
    for (const { space, key, value } of changes) this.#indexes.get(space)?.set(key, isObject(value) ? value['value'] : undefined);
  }

  #valueFor(space: string, value: Json | undefined): Json {
    return space.startsWith('entity/') ? checkEntityValue(entityOf(this.#entities, space.slice(7)), value) : checkValue(value);
  }

  #change(space: string, key: string, value: Json, options: Json | undefined): Change {
    const ttl = isObject(options) && isObject(options['ttl']) ? options['ttl'] : null;
    const lifetime = ttl === null ? null : Number(ttl['value']) * (ttlUnits[asText(ttl['unit']) ?? ''] ?? Number.NaN);
    if (lifetime !== null && !(lifetime > 0 && lifetime <= longestLife))
      throw new KvsError(400, 'INVALID_TTL', 'The provided ttl is not valid.');
    const known = this.#row(space, key);
    const now = this.#now();
    return {
      space,
      key,
      value: {
        value,
        createdAt: known?.createdAt ?? now,
        updatedAt: now,
        expireTime: lifetime === null ? null : new Date(now + lifetime).toISOString(),
      },
    };
  }

  #get(space: string, body: JsonObject): KvsAnswer {
    const key = checkKey(body['key']);
    const row = this.#row(space, key);
    if (row === undefined) throw new KvsError(404, 'KEY_NOT_FOUND', 'The specified key does not exist.');
    return { status: 200, body: shown(key, row, metadataOf(body)) };
  }

  #set(space: string, body: JsonObject): KvsAnswer {
    const key = checkKey(body['key']);
    const value = this.#valueFor(space, body['value']);
    const options = isObject(body['options']) ? body['options'] : {};
    const before = this.#row(space, key);
    if (options['keyPolicy'] === 'FAIL_IF_EXISTS' && before !== undefined)
      throw new KvsError(409, 'KEY_CONFLICT', 'The specified key already exists.');
    this.#apply([this.#change(space, key, value, options)]);
    const returned =
      options['returnValue'] === 'LATEST' ? this.#row(space, key) : options['returnValue'] === 'PREVIOUS' ? before : undefined;
    return returned === undefined ? noBody : { status: 200, body: shown(key, returned, metadataOf(body, 'returnMetadataFields')) };
  }

  #delete(space: string, body: JsonObject): KvsAnswer {
    const key = checkKey(body['key']);
    if (this.#row(space, key) === undefined) throw new KvsError(404, 'KEY_NOT_FOUND', 'The specified key does not exist.');
    this.#apply([{ space, key, value: undefined }]);
    return noBody;
  }

  #query(body: JsonObject): KvsAnswer {
    const where = asList(body['where'])[0];
    if (where !== undefined && !(isObject(where) && where['property'] === 'key' && where['condition'] === 'BEGINS_WITH'))
      throw new KvsError(400, 'INVALID_CONDITION', 'A query of keys can only have the condition BEGINS_WITH on the key.');
    const limit = body['limit'] === undefined ? 10 : Number(body['limit']);
    if (!(limit >= 1 && limit <= 100)) throw new KvsError(400, 'INVALID_LIMIT', 'The limit must be between 1 and 100.');
    const after = asText(body['after']);
    const rows = this.#rows('kv')
      .filter(([key]) => where === undefined || holds(where, key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .filter(([key]) => after === null || key > Buffer.from(after, 'base64url').toString('utf8'));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > page.length && last !== undefined ? { cursor: Buffer.from(last[0]).toString('base64url') } : {};
    return { status: 200, body: { data: page.map(([key, row]) => shown(key, row, metadataOf(body))), ...more } };
  }

  #transaction(body: JsonObject): KvsAnswer {
    const sets = asList(body['set']).filter(isObject);
    const deletes = asList(body['delete']).filter(isObject);
    const checks = asList(body['check']).filter(isObject);
    const all = [...sets, ...deletes, ...checks];
    if (all.length === 0) throw new KvsError(400, 'INVALID_TRANSACTION', 'A transaction needs at least one operation.');
    if (all.length > maxOperations)
      throw new KvsError(400, 'MAX_OPERATIONS', `A transaction can have at most ${maxOperations} operations.`);
    const spaceOf = (operation: JsonObject) =>
      operation['entityName'] === undefined ? 'kv' : `entity/${entityOf(this.#entities, operation['entityName']).name}`;
    const names = all.map((operation) => `${spaceOf(operation)} ${checkKey(operation['key'])}`);
    if (new Set(names).size < names.length) throw new KvsError(400, 'DUPLICATE_KEY', 'A transaction can contain a key only once.');
    const changes = [
      ...sets.map((operation) =>
        this.#change(
          spaceOf(operation),
          checkKey(operation['key']),
          this.#valueFor(spaceOf(operation), operation['value']),
          operation['options'],
        ),
      ),
      ...deletes.map((operation) => ({ space: spaceOf(operation), key: checkKey(operation['key']), value: undefined })),
    ];
    if (Buffer.byteLength(JSON.stringify(changes)) > 4 * 1024 * 1024)
      throw new KvsError(400, 'MAX_SIZE', 'The transaction has exceeded the maximum size limit.');
    for (const operation of all) this.#demandConditions(operation, spaceOf(operation));
    this.#apply(changes);
    return noBody;
  }

  #demandConditions(operation: JsonObject, space: string): void {
    if (operation['conditions'] === undefined) return;
    if (!space.startsWith('entity/')) throw new KvsError(400, 'INVALID_TRANSACTION', 'Conditions need an entity.');
    const value = this.#row(space, checkKey(operation['key']))?.value;
    if (!filtersHold(operation['conditions'], entityOf(this.#entities, space.slice(7)), isObject(value) ? value : {})) {
      throw new KvsError(409, 'TRANSACTION_CONDITION_FAILED', 'A condition of the transaction does not hold.');
    }
  }

  #batch(verb: string, items: readonly Json[]): KvsAnswer {
    if (items.length > maxOperations) throw new KvsError(400, 'MAX_OPERATIONS', `A batch can have at most ${maxOperations} items.`);
    const successfulKeys: Json[] = [];
    const failedKeys: Json[] = [];
    for (const item of items.filter(isObject)) {
      const prefix = item['entityName'] === undefined ? '' : 'entity/';
      const name = { key: item['key'] ?? '', ...(item['entityName'] === undefined ? {} : { entityName: item['entityName'] }) };
      const answer = this.handle(prefix + verb, item);
      if (answer.status < 300) successfulKeys.push(isObject(answer.body) ? { ...name, ...answer.body } : name);
      else failedKeys.push({ ...name, error: answer.body ?? {} });
    }
    return { status: 200, body: { successfulKeys, failedKeys } };
  }
}
