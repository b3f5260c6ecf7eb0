/** JSON as it comes over the wire, and guards for reading it. A stand-in imports nothing of what it is to test. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);
export const asList = (value: unknown): readonly Json[] => (isList(value) ? value : []);

/** Text as it is, anything else as JSON. */
export const inWords = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** What JSON.parse gives is JSON: the one place that says so. */
export function parsed(text: string): Json {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- its type is any
  const value: Json = JSON.parse(text);
  return value;
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return parsed(text);
  } catch {
    return undefined;
  }
}
