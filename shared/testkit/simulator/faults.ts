/**
 * What goes wrong in one run, and how often. Each run has some of it and not the rest, so that every pair of troubles meets in
 * some run, and some runs have next to none.
 *
 * What no program can stand is left out, or kept apart: a clock that jumps while a write is on its way at the tracker (nobody
 * could know how long to wait for it), a clock more than five minutes away from the tracker's, a store that loses a claim.
 */
import type { Chance } from './chance.ts';

export interface Faults {
  readonly network: {
    readonly lost: number;
    readonly answerLost: number;
    readonly twice: number;
    readonly garbage: number;
    readonly redirect: number;
    readonly slow: number;
    readonly replay: number;
    /** Given up by who sent it, and delivered after what was sent later. */
    readonly late: number;
  };
  /** `lag`: what a commit has changed is not in listings yet. */
  readonly store: { readonly full: number; readonly unanswered: number; readonly lag: number };
  readonly tracker: { readonly refuses: number; readonly unanswered: number; readonly late: number };
  readonly events: { readonly lost: number; readonly twice: number; readonly late: number };
  /** At a call of a port. */
  readonly crash: number;
  readonly users: number;
  /** Between steps. */
  readonly secondWorker: number;
  readonly clockJump: number;
  readonly restore: number;
  /** Values that the other side's tracker refuses, whenever and however often it is asked. */
  readonly refused: number;
  /** Admins deactivate and activate, between steps. */
  readonly deactivated: number;
  /** Admins delete the connection, between steps: nothing comes after it. */
  readonly deleted: number;
}

export const NO_FAULTS: Faults = {
  network: { lost: 0, answerLost: 0, twice: 0, garbage: 0, redirect: 0, slow: 0, replay: 0, late: 0 },
  store: { full: 0, unanswered: 0, lag: 0 },
  tracker: { refuses: 0, unanswered: 0, late: 0 },
  events: { lost: 0, twice: 0, late: 0 },
  crash: 0,
  users: 0,
  secondWorker: 0,
  clockJump: 0,
  restore: 0,
  refused: 0,
  deactivated: 0,
  deleted: 0,
};

export function faultsOf(random: Chance): Faults {
  const some = (...rates: readonly number[]): number => (random.happens(0.45) ? random.pick(rates) : 0);
  const clockJump = some(0.1, 0.3);
  const drawn: Faults = {
    network: {
      lost: some(0.02, 0.1, 0.3),
      answerLost: some(0.02, 0.1, 0.3),
      twice: some(0.05, 0.3),
      garbage: some(0.02, 0.1),
      redirect: some(0.02, 0.1),
      slow: some(0.05, 0.3),
      replay: some(0.1, 0.4),
      late: some(0.02, 0.1),
    },
    store: { full: some(0.005, 0.03), unanswered: some(0.005, 0.03), lag: some(0.05, 0.3) },
    tracker: { refuses: some(0.02, 0.1), unanswered: some(0.02, 0.1, 0.25), late: clockJump > 0 ? 0 : some(0.03, 0.15) },
    events: { lost: some(0.1, 0.5), twice: some(0.2), late: some(0.2, 0.6) },
    crash: some(0.001, 0.005, 0.015),
    users: some(0.01, 0.05),
    secondWorker: some(0.3, 0.8),
    clockJump,
    restore: random.happens(0.15) ? 0.06 : 0,
    refused: random.happens(0.2) ? 0.3 : 0,
    deactivated: random.happens(0.2) ? 0.1 : 0,
    deleted: random.happens(0.06) ? 0.08 : 0,
  };
  // Rows that a listing does not show yet outlive a connection that is deleted at that moment: nobody lists them again.
  return drawn.deleted > 0 ? { ...drawn, store: { ...drawn.store, lag: 0 } } : drawn;
}
