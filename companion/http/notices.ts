/**
 * Events that follow each other closely about one issue are one hint: a tracker tells of each of our own writes to it as well.
 *
 * 1. The first is passed on at once, and so is what is alone.
 * 2. What comes within the time after it is passed on together, at its end: without a stamp where one of them has none, else with the highest.
 */
import type { IssueId } from '@entente/core';

export type Notice = (issueId: IssueId, stamp: number | null) => void;

export const TOGETHER_MS = 250;

interface Later {
  /** Undefined: nothing has come since. */
  stamp: number | null | undefined;
}

export function coalesced(notice: Notice, togetherMs = TOGETHER_MS): Notice {
  const soon = new Map<IssueId, Later>();
  const pass: Notice = (issueId, stamp) => {
    notice(issueId, stamp);
    const later: Later = { stamp: undefined };
    soon.set(issueId, later);
    // A hint that is lost with the process is found by the sweep.
    const timer = setTimeout(() => {
      soon.delete(issueId);
      if (later.stamp !== undefined) pass(issueId, later.stamp);
    }, togetherMs);
    timer.unref();
  };
  return (issueId, stamp) => {
    const later = soon.get(issueId);
    if (later === undefined) pass(issueId, stamp);
    else later.stamp = later.stamp === undefined ? stamp : both(later.stamp, stamp);
  };
}

function both(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}
