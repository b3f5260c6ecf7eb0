import { expect, test } from '@jest/globals';
import { millisOf, rfc3339 } from './time.ts';

test.each([
  '2026-01-15T09:00:00Z',
  '2026-01-15T09:00:00.1Z',
  '2026-01-15T09:00:00.123456789Z',
  '2026-01-15T09:00:00.5+02:00',
  '2026-02-28T23:59:59-11:30',
  '1999-12-31t23:59:59z',
])('%s', (text) => {
  expect(millisOf(text)).toBe(Math.trunc(Date.parse(text)));
});

test("Jira's offset without a colon", () => expect(millisOf('2026-01-15T09:00:00.000+0100')).toBe(Date.UTC(2026, 0, 15, 8)));

test.each(['', '2026-01-15', '2026-01-15T09:00:00', 'yesterday', '2026-01-15 09:00'])('%s is no RFC 3339 time', (text) =>
  expect(millisOf(text)).toBeNull(),
);

test('there and back', () => expect(millisOf(rfc3339(1_768_467_600_123))).toBe(1_768_467_600_123));
