/**
 * JSON as it travels: compact, and ASCII alone. Some hosts re-encode or expand what they carry, and what is hashed and
 * MACed are the exact bytes, so non-ASCII characters and `$` are written as `\uXXXX`. PROTOCOL, "Bytes"
 */
import type { Json } from '../../json.ts';

/** Members keep the order in which they were set. */
export function asciiJson(value: Json): string {
  return JSON.stringify(value).replace(/[^ -#%-~]/g, escape);
}

function escape(character: string): string {
  return '\\u' + ('000' + character.charCodeAt(0).toString(16)).slice(-4);
}
