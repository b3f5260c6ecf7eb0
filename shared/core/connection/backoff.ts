import type { Clock, Random } from '../ports.ts';

const FIRST_MS = 2000;
const LONGEST_MS = 300000;

/** When to try again after `failures` failures in a row: doubling, with jitter, at most 5 minutes. PROTOCOL §7.7 */
export function retryAt(time: { readonly clock: Clock; readonly random: Random }, failures: number, atLeastMs = 0): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * Math.pow(2, Math.min(failures, 10) - 1));
  return time.clock.now() + Math.max(atLeastMs, Math.round(full * (0.5 + time.random.fraction() / 2)));
}
