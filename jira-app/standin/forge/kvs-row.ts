/** A stored value with its metadata, and how it is answered. */
import { asList, isObject, type Json, type JsonObject } from '../model/json.ts';

export interface Row {
  readonly value: Json;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expireTime: string | null;
}

export const wantsMetadata = (body: JsonObject) => isObject(body['options']) && asList(body['options']['metadataFields']).length > 0;

export function shown(key: string, row: Row, metadata: boolean): JsonObject {
  return {
    key,
    value: row.value,
    ...(metadata
      ? { createdAt: row.createdAt, updatedAt: row.updatedAt, ...(row.expireTime === null ? {} : { expireTime: row.expireTime }) }
      : {}),
  };
}
