import type { Clock } from '@entente/core';

export interface FakeClock extends Clock {
  advance(ms: number): void;
  set(ms: number): void;
}

/** Stands still until told otherwise. */
export function fakeClock(startAt = Date.UTC(2026, 0, 15, 9, 0, 0)): FakeClock {
  let now = startAt;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
    set(ms) {
      now = ms;
    },
  };
}
