/** Times as Jira writes and reads them. */

/** `2026-11-20T13:46:18.123+0000` (no colon in the offset) to RFC 3339 in UTC. */
export function toRfc3339(jira: string): string {
  return new Date(millisOf(jira)).toISOString();
}

export function millisOf(jira: string): number {
  return Date.parse(jira.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

/** Issue.stamp, from when an issue was updated. Null: whole seconds, as some databases keep them, are shared by several changes. */
export function stampOf(updated: string): number | null {
  const millis = millisOf(updated);
  return Number.isFinite(millis) && millis % 1000 !== 0 ? millis : null;
}

const hour = 3_600_000;

/**
 * The minute of `millis` as JQL takes it (`yyyy-MM-dd HH:mm`), in the time zone in which JQL reads it: that of the user who
 * searches. Where clocks go back, a minute stands for two: then an earlier one that is unambiguous is given.
 */
export function jqlMinute(millis: number, timeZone: string): string {
  const format = formatIn(timeZone) ?? formatIn(EARLIEST)!;
  let at = millis;
  while (format.format(at) === format.format(at - hour) || format.format(at) === format.format(at + hour)) at -= hour;
  return format.format(at);
}

/** Where the clocks show the earliest time of all: a search from there misses nothing. */
const EARLIEST = 'Etc/GMT+12';

/** Null: a zone that Jira's platform knows and ours does not, such as `SystemV/EST5`. */
function formatIn(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  } catch {
    return null;
  }
}
