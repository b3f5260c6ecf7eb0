/** Dates, spans and lists in the host user's locale and time zone. */
export interface Format {
  /** "20 Nov 2026, 14:05" */
  readonly time: (ms: number) => string;
  /** With the time zone, for what expires. */
  readonly deadline: (ms: number) => string;
  /** "2 minutes ago" */
  readonly ago: (ms: number, now: number) => string;
  readonly count: (count: number) => string;
  readonly list: (items: readonly string[]) => string;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export function makeFormat(locale: string, timeZone: string): Format {
  const moment = { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone } as const;
  const time = new Intl.DateTimeFormat(locale, moment);
  const deadline = new Intl.DateTimeFormat(locale, { ...moment, timeZoneName: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale);
  return {
    time: (ms) => time.format(ms),
    deadline: (ms) => deadline.format(ms),
    ago: (ms, now) => {
      const past = Math.max(0, now - ms);
      const [unit, size] = units.find(([, length]) => past >= length) ?? ['second', 1000];
      // Seconds would change at every look; "now" says enough.
      return relative.format(unit === 'second' ? 0 : -Math.floor(past / size), unit);
    },
    count: (count) => numbers.format(count),
    list: (items) => lists.format(items),
  };
}
