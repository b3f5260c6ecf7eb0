/**
 * Fingerprints of JSON values, for telling whether something has changed.
 *
 * 1. The order of an object's members makes no difference; rich text is compared in its normal form.
 * 2. What is hashed is ASCII.
 */
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Crypto } from '../ports.ts';
import { richDocumentSchema } from '../richtext/document.schema.ts';
import { normalDocument } from '../richtext/normal.ts';
import { documentJson } from '../rules/script-view.ts';
import { checkShape } from '../rules/shape.schema.ts';
import { isList, isObject } from '../rules/values.ts';

export type Fingerprints = { [name: string]: string };

/** 24 hex digits. */
export async function fingerprint(crypto: Crypto, value: Json): Promise<string> {
  const hash = await crypto.sha256(asciiJson(canonical(value)));
  return hash.slice(0, 24);
}

export async function fingerprints(crypto: Crypto, object: JsonObject): Promise<Fingerprints> {
  const all: Fingerprints = {};
  for (const name of Object.keys(object)) all[name] = await fingerprint(crypto, object[name] ?? null);
  return all;
}

/** Names whose fingerprints differ; a member that is absent on one side differs. */
export function differing(a: { readonly [name: string]: string }, b: { readonly [name: string]: string }): readonly string[] {
  const names = Object.keys({ ...a, ...b });
  return names.filter((name) => a[name] !== b[name]);
}

function canonical(value: Json): Json {
  if (isList(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  const plain = value['type'] === 'doc' ? normal(value) : value;
  return Object.keys(plain)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .map((name) => [name, canonical(plain[name] ?? null)]);
}

function normal(value: JsonObject): JsonObject {
  const checked = checkShape(richDocumentSchema, value);
  const json = checked.kind === 'fits' ? documentJson(normalDocument(checked.value)) : value;
  return isObject(json) ? json : value;
}
