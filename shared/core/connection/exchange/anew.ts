/** What is remembered of a numbering that was begun anew: one side may have forgotten what the other tells, but nothing of before it was heard last. */
import type { InRow } from '../store/records.schema.ts';

/** So long after it, messages may be about what is forgotten. */
const ANEW_MS = 24 * 3600 * 1000;
/** A partner that is heard again after this long has been away, or this side has. */
const AWAY_MS = 60 * 1000;

/** When the partner was heard last before it was away; to be kept when it is heard. 0: it was never heard before. */
export function resumedFrom({ heardAt, resumedFrom: before }: InRow, now: number): number | null {
  if (heardAt === null) return 0;
  return now - heardAt > AWAY_MS ? heardAt : (before ?? null);
}

export function begunAnew(row: InRow, now: number): Pick<InRow, 'anewAt' | 'anewSince'> {
  const from = resumedFrom(row, now) ?? row.heardAt ?? now;
  const earlier = isAnew(row, now) ? (row.anewSince ?? from) : from;
  return { anewAt: now, anewSince: Math.min(from, earlier) };
}

/** For what is stored now: since when something may be forgotten. */
export function anewMark(row: InRow, now: number): { readonly anew?: number } {
  return isAnew(row, now) && row.anewSince !== undefined ? { anew: row.anewSince } : {};
}

function isAnew({ anewAt }: InRow, now: number): boolean {
  return anewAt !== undefined && now - anewAt < ANEW_MS;
}
