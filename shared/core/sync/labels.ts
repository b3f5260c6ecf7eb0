/**
 * Labels are sets, merged: what both sides change at the same time is kept from both.
 *
 * 1. `there` is what we believe the partner has: what its last message said, and those changes of ours that it has
 *    confirmed since. A message's changes are what differs from it.
 * 2. Where one side adds what the other removes without knowing of each other, the label stays.
 * 3. Whatever the order in which both sides change and hear of each other, they end with the same set (labels.test.ts).
 */
import type { LabelState } from './twin.schema.ts';

const MAX_UNCONFIRMED = 50;

export function noLabels(): LabelState {
  return { here: [], there: [], sent: [] };
}

/** A message of ours with this version carries these labels. */
export function labelsSent(state: LabelState, labels: readonly string[], version: number): LabelState {
  const change = { version, added: without(labels, state.here), removed: without(state.here, labels) };
  const sent = change.added.length + change.removed.length === 0 ? state.sent : [...state.sent, change];
  const bounded = sent.length > MAX_UNCONFIRMED ? labelsConfirmed({ ...state, sent }, sent[0]?.version ?? 0) : { ...state, sent };
  return { ...bounded, here: [...labels] };
}

/**
 * The partner had applied our messages up to this version when it made the message that says so. Receipts do not count:
 * they may overtake a message that was made before.
 */
export function labelsConfirmed(state: LabelState, version: number): LabelState {
  let there = state.there;
  for (const change of state.sent) if (change.version <= version) there = changed(there, change.added, change.removed);
  return { ...state, there, sent: state.sent.filter((change) => change.version > version) };
}

export interface LabelMerge {
  readonly state: LabelState;
  readonly labels: readonly string[];
  /** A user has changed our labels, and it has not been sent yet. */
  readonly unsent: boolean;
}

/** What our labels become when the partner, having seen our version `seen`, wants `wanted`. `now`: ours at this moment. */
export function labelsReceived(state: LabelState, now: readonly string[], wanted: readonly string[], seen: number): LabelMerge {
  const { there, sent, here } = labelsConfirmed(state, seen);
  const added = without(wanted, there);
  let ours = without(now, here);
  for (const change of sent) ours = [...ours, ...change.added];
  const removed = without(without(there, wanted), ours);
  return {
    state: {
      here: changed(here, added, removed),
      there: [...wanted],
      sent: sent.map((change) => ({ ...change, removed: without(change.removed, added) })),
    },
    labels: changed(now, added, removed),
    unsent: !sameLabels(now, here),
  };
}

export function sameLabels(a: readonly string[], b: readonly string[]): boolean {
  return without(a, b).length === 0 && without(b, a).length === 0;
}

function without(labels: readonly string[], others: readonly string[]): string[] {
  return labels.filter((label) => !others.includes(label));
}

function changed(labels: readonly string[], added: readonly string[], removed: readonly string[]): string[] {
  const kept = without(labels, removed);
  return [...kept, ...without(added, kept)];
}
