/** Jira's times: `2026-11-20T14:03:00.123+0100`, in the reading user's own zone. */

/** Clocks are changed at quarters of an hour. */
const quarter = 900_000;
const mostKnown = 10_000;
const known = new Map<string, number>();

/** Minutes that `timeZone` is ahead of UTC at that moment. Kept: every time of every answer asks. */
export function offsetMinutes(at: number, timeZone: string): number {
  const place = `${timeZone} ${Math.floor(at / quarter)}`;
  const kept = known.get(place);
  if (kept !== undefined) return kept;
  if (known.size >= mostKnown) known.clear();
  const offset = offsetAt(at, timeZone);
  known.set(place, offset);
  return offset;
}

function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((local - Math.floor(at / 1000) * 1000) / 60_000);
}

const pad = (value: number) => String(value).padStart(2, '0');

export function jiraTime(at: number, timeZone: string): string {
  const offset = offsetMinutes(at, timeZone);
  const local = new Date(at + offset * 60_000).toISOString().replace('Z', '');
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${pad(size % 60)}`;
}

/** The moment that a wall clock in `timeZone` shows these parts. */
export function fromWallClock(year: number, month: number, day: number, hour: number, minute: number, timeZone: string): number {
  const guess = Date.UTC(year, month - 1, day, hour, minute);
  const first = guess - offsetMinutes(guess, timeZone) * 60_000;
  return guess - offsetMinutes(first, timeZone) * 60_000;
}
