/** When something that failed is tried again: doubling, with jitter, at most five minutes (PROTOCOL §7.7). */
import type { Fault } from '../fault.ts';
import type { Ports } from '../ports.ts';
import type { Hold } from './twin.schema.ts';

const FIRST_MS = 5000;
const MAX_MS = 5 * 60_000;

/**
 * A write whose outcome is not known is looked up only after this (PROTOCOL §7.2), and a worker that has not moved on
 * for as long is taken for dead. Longer than any single call to a tracker may take.
 */
export const LATE_APPLY_MS = 90_000;

export function backOffMs(ports: Ports, attempts: number, fault: Fault): number {
  const doubled = Math.min(MAX_MS, FIRST_MS * Math.pow(2, Math.min(attempts, 20) - 1));
  const jittered = doubled * (0.75 + 0.25 * ports.random.fraction());
  return Math.round(Math.max(jittered, fault.retryAfterMs ?? 0));
}

/** The hold after one more failure. A fault that no retry helps is tried again too, at the longest interval: its cause may be gone. */
export function heldAfter(ports: Ports, before: Hold | null, fault: Fault): Hold {
  const attempts = (before?.attempts ?? 0) + 1;
  const now = ports.clock.now();
  const wait = fault.certain ? backOffMs(ports, fault.retry === 'never' ? 20 : attempts, fault) : Math.max(LATE_APPLY_MS, fault.retryAfterMs ?? 0);
  return { code: fault.code, params: fault.params, whose: fault.whose, attempts, since: before?.since ?? now, retryAt: now + wait };
}
