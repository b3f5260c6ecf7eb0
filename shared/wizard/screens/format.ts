/** Dates, spans and lists in the host user's locale and time zone. */
export interface Format {
  /** "20 Nov 2026, 14:05" */
  readonly time: (ms: number) => string;
  /** With the time zone, for what expires. */
  readonly deadline: (ms: number) => string;
  /** "2 minutes ago" */
  readonly ago: (ms: number, now: number) => string;
  /** To the second, with the time zone: what a time says when pointed at. */
  readonly exact: (ms: number) => string;
  /** "350 ms", "1.2 sec", "5 min" */
  readonly span: (ms: number) => string;
  /** "12.5 MB" */
  readonly size: (bytes: number) => string;
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
  const exact = new Intl.DateTimeFormat(locale, { ...moment, second: '2-digit', timeZoneName: 'short' });
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 });
  const spans = [
    [unit('hour'), 3_600_000],
    [unit('minute'), 60_000],
    [unit('second'), 1000],
  ] as const;
  const [milliseconds, megabytes] = [unit('millisecond'), unit('megabyte')];
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
    exact: (ms) => exact.format(ms),
    span: (ms) => {
      const [written, size] = spans.find(([, length]) => ms >= length) ?? [milliseconds, 1];
      return written.format(ms / size);
    },
    size: (bytes) => megabytes.format(bytes / 1e6),
    count: (count) => numbers.format(count),
    list: (items) => lists.format(items),
  };
}
