import type { Clock } from '@entente/core';

export function systemClock(): Clock {
  return { now: () => Date.now() };
}
