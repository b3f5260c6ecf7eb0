/** What the platform's Java objects give, as values of the engine's own. */

/** Null and undefined are ''. */
export function text(value: unknown): string {
  return value === null || value === undefined ? '' : `${value as string}`;
}

export function integer(value: unknown): number {
  return parseInt(text(value), 10) || 0;
}

/** `2026-01-31 09:05:00`, always UTC, as RFC 3339; '' stays ''. */
export function rfc3339Of(value: unknown): string {
  const given = text(value);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(given) ? given.replace(' ', 'T') + 'Z' : '';
}

/** Milliseconds since 1970 as the platform writes a time, whole seconds. */
export function glideTimeOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
