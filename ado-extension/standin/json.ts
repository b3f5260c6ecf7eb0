export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the host writes dates: UTC, without trailing zeros in the fraction (`2017-10-06T01:04:51.57Z`). */
export function wireDate(at: number): string {
  return new Date(at).toISOString().replace(/\.(\d*?)0+Z$/, (_, kept: string) => (kept === '' ? 'Z' : `.${kept}Z`));
}

/** The host's "for ever". */
export const END_OF_TIME = '9999-01-01T00:00:00Z';
