/** The host's times: UTC, to the second, `2026-11-20 14:03:00`; so they sort as text. */

export const glideTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

const written = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?$/;

/** Milliseconds since 1970 UTC, or null for what is no time. */
export function readGlideTime(text: string): number | null {
  const parts = written.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  return Number.isFinite(at) && glideTime(at).startsWith(text.slice(0, 10)) ? at : null;
}
