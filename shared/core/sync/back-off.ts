/** When something that failed is tried again. PROTOCOL §7.2, §7.7 */
import { retryAt } from '../connection/backoff.ts';
import type { Fault } from '../fault.ts';
import { isGuarded } from '../fault.ts';
import type { Ports } from '../ports.ts';
import type { Hold } from './twin.schema.ts';

/**
 * A write whose outcome is not known is looked up only after this, and a worker that has not moved on for as long is taken
 * for dead. Longer than any single call to a tracker may take.
 */
export const LATE_APPLY_MS = 90_000;

/** The tracker's clock may be behind ours by this. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** What no retry helps is tried again all the same, at the longest interval: an admin may have removed its cause. */
const HOPELESS = 10;

/** The hold after one more failure. */
export function heldAfter(ports: Ports, before: Hold | null, fault: Fault): Hold {
  const attempts = (before?.attempts ?? 0) + 1;
  const wait = fault.certain || isGuarded(fault) ? 0 : LATE_APPLY_MS;
  return {
    code: fault.code,
    params: fault.params,
    whose: fault.whose,
    attempts,
    since: before?.since ?? ports.clock.now(),
    retryAt: retryAt(ports, fault.retry === 'never' ? HOPELESS : attempts, Math.max(wait, fault.retryAfterMs ?? 0)),
  };
}
