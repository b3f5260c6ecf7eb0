/** RFC 3339 to and from milliseconds since 1970 UTC: `Date.parse` differs between the engines that the core is compiled for. */

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))$/;

/** Null: not RFC 3339. Jira's offset without a colon (`+0000`) is taken too. */
export function millisOf(text: string): number | null {
  const parts = RFC_3339.exec(text);
  if (parts === null) return null;
  const number = (index: number): number => Number(parts[index] ?? '0');
  const fraction = Number(((parts[7] ?? '') + '000').slice(0, 3));
  const offset = (number(9) * 60 + number(10)) * (parts[8] === '-' ? -60_000 : 60_000);
  return Date.UTC(number(1), number(2) - 1, number(3), number(4), number(5), number(6), fraction) - offset;
}

export function rfc3339(millis: number): string {
  return new Date(millis).toISOString();
}
