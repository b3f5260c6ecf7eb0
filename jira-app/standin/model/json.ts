/** JSON as it comes over the wire, and guards for reading it. A stand-in imports nothing of what it is to test. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function asList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Undefined where the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}
