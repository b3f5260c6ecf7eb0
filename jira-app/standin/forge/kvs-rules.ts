/**
 * The rules of Forge's key-value store: keys, sizes, conditions.
 * https://developer.atlassian.com/platform/forge/storage-reference/handling-errors-customentities/
 */
import { isObject, asList, asText, inWords, type Json, type JsonObject } from '../model/json.ts';
import type { EntityDeclaration } from './manifest.ts';

export class KvsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const keyPattern = /^(?!\s+$)[a-zA-Z0-9:._\s-#]+$/;
const maxValueBytes = 240 * 1024;
const maxDepth = 32;

export function checkKey(key: Json | undefined): string {
  const text = asText(key);
  if (text === null || text === '') throw new KvsError(400, 'KEY_TOO_SHORT', 'The provided key needs to be more than one character.');
  if (text.length > 500) throw new KvsError(400, 'KEY_TOO_LONG', 'The provided key has exceeded the maximum 500 characters.');
  if (!keyPattern.test(text)) throw new KvsError(400, 'INVALID_KEY', `The provided key does not match the regex: ${String(keyPattern)}`);
  return text;
}

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const item of Object.values(value)) deepest = Math.max(deepest, depthOf(item));
  return 1 + deepest;
}

export function checkValue(value: Json | undefined): Json {
  if (value === undefined || value === null) throw new KvsError(400, 'INVALID_VALUE', 'The provided value cannot be null or undefined.');
  if (Buffer.byteLength(JSON.stringify(value)) > maxValueBytes)
    throw new KvsError(400, 'MAX_SIZE', 'The provided value has exceeded the maximum size limit.');
  if (depthOf(value) > maxDepth)
    throw new KvsError(400, 'MAX_DEPTH', 'The provided value has exceeded the maximum object depth (32) limit.');
  return value;
}

const typeFits: { readonly [type: string]: (value: Json) => boolean } = {
  string: (value) => typeof value === 'string',
  // https://developer.atlassian.com/platform/forge/storage-reference/storage-api-custom-entities/: 32 bits, signed.
  integer: (value) => typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  any: () => true,
};

/** Only declared attributes, each of its declared type. */
export function checkEntityValue(entity: EntityDeclaration, value: Json | undefined): JsonObject {
  const checked = checkValue(value);
  if (!isObject(checked)) throw new KvsError(400, 'INVALID_ENTITY_VALUE', 'The value of a custom entity must be an object.');
  for (const [name, item] of Object.entries(checked)) {
    const attribute = entity.attributes[name];
    if (attribute === undefined)
      throw new KvsError(400, 'INVALID_ENTITY_VALUE', `Attribute '${name}' is not declared for entity '${entity.name}'.`);
    if (!(typeFits[attribute.type]?.(item) ?? false))
      throw new KvsError(400, 'INVALID_ENTITY_VALUE', `Attribute '${name}' of entity '${entity.name}' is not of type ${attribute.type}.`);
  }
  return checked;
}

export function entityOf(entities: readonly EntityDeclaration[], name: Json | undefined): EntityDeclaration {
  const entity = entities.find((one) => one.name === name);
  if (entity === undefined) throw new KvsError(400, 'INVALID_ENTITY_NAME', `Entity '${inWords(name)}' is not declared in the manifest.`);
  return entity;
}

const ordered = (a: Json | undefined, b: Json | undefined): number | null => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return null;
};

type Compare = (value: Json | undefined, wanted: readonly Json[]) => boolean;
const comparing =
  (test: (order: number) => boolean): Compare =>
  (value, wanted) => {
    const order = ordered(value, wanted[0]);
    return order !== null && test(order);
  };

const contains: Compare = (value, wanted) =>
  typeof value === 'string' && typeof wanted[0] === 'string' ? value.includes(wanted[0]) : asList(value).some((item) => item === wanted[0]);

/** On an absent attribute only NOT_EXISTS, NOT_EQUAL_TO and NOT_CONTAINS hold. */
export const conditions: { readonly [name: string]: Compare } = {
  EQUAL_TO: (value, wanted) => value !== undefined && value === wanted[0],
  NOT_EQUAL_TO: (value, wanted) => value !== wanted[0],
  EXISTS: (value) => value !== undefined,
  NOT_EXISTS: (value) => value === undefined,
  BEGINS_WITH: (value, wanted) => typeof value === 'string' && value.startsWith(inWords(wanted[0])),
  CONTAINS: contains,
  NOT_CONTAINS: (value, wanted) => !contains(value, wanted),
  GREATER_THAN: comparing((order) => order > 0),
  GREATER_THAN_EQUAL_TO: comparing((order) => order >= 0),
  LESS_THAN: comparing((order) => order < 0),
  LESS_THAN_EQUAL_TO: comparing((order) => order <= 0),
  BETWEEN: (value, wanted) => {
    const low = ordered(value, wanted[0]);
    const high = ordered(value, wanted[1]);
    return low !== null && high !== null && low >= 0 && high <= 0;
  },
};

export function holds(condition: Json | undefined, value: Json | undefined): boolean {
  const name = isObject(condition) ? asText(condition['condition']) : null;
  const compare = name === null ? undefined : conditions[name];
  if (compare === undefined) throw new KvsError(400, 'INVALID_CONDITION', `Unknown condition '${String(name)}'.`);
  return compare(value, asList(isObject(condition) ? condition['values'] : undefined));
}

/** `{and: […]}` or `{or: […]}` over the attributes of one value; an absent value has no attributes. */
export function filtersHold(filters: Json | undefined, entity: EntityDeclaration, value: JsonObject): boolean {
  if (!isObject(filters)) return true;
  const test = (filter: Json) => {
    const property = isObject(filter) ? asText(filter['property']) : null;
    if (property === null || entity.attributes[property] === undefined)
      throw new KvsError(400, 'INVALID_FILTER', `Attribute '${String(property)}' is not declared for entity '${entity.name}'.`);
    return holds(filter, value[property]);
  };
  if (filters['and'] !== undefined && filters['or'] !== undefined)
    throw new KvsError(400, 'INVALID_FILTER', 'Conditions are joined by and, or by or.');
  if (filters['or'] !== undefined) return asList(filters['or']).map(test).some(Boolean);
  return asList(filters['and']).map(test).every(Boolean);
}
