/** A stored value with its metadata, and how it is answered. */
import { asList, isObject, type Json, type JsonObject } from '../model/json.ts';

export interface Row {
  readonly value: Json;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expireTime: string | null;
}

/** `CREATED_AT`, `UPDATED_AT`, `EXPIRE_TIME`: those that a request names. */
export const metadataOf = (body: JsonObject, member = 'metadataFields'): readonly Json[] =>
  isObject(body['options']) ? asList(body['options'][member]) : [];

/** Metadata is answered as far as it was asked for. */
export function shown(key: string, row: Row, metadata: readonly Json[]): JsonObject {
  return {
    key,
    value: row.value,
    ...(metadata.includes('CREATED_AT') ? { createdAt: row.createdAt } : {}),
    ...(metadata.includes('UPDATED_AT') ? { updatedAt: row.updatedAt } : {}),
    ...(metadata.includes('EXPIRE_TIME') && row.expireTime !== null ? { expireTime: row.expireTime } : {}),
  };
}
