/**
 * Reading the activity log: page by page, newest first; how fast changes get across; and what is no longer kept.
 *
 * 1. A page looks at a bounded number of rows, however few of them fit: its cursor says where to go on.
 */
import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import type { ActivityEntry, ActivityPage, ActivityQuery, Flow } from '../node.ts';
import type { Store, Write } from '../ports.ts';
import { ACTIVITY_KEPT, activityKey } from './activity.ts';
import type { Activity } from './activity.schema.ts';
import { readActivity } from './activity.schema.ts';

const PAGE = 25;
const MAX_LOOKED_AT = 500;
const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const CURSOR = /^[0-9]{15}\.[A-Za-z0-9._-]{1,100}$/;

export async function activityPage(store: Store, connectionId: ConnectionId, query: ActivityQuery): Promise<ActivityPage> {
  const prefix = connectionId + ':';
  const items: ActivityEntry[] = [];
  let after: string | null = query.cursor !== null && CURSOR.test(query.cursor) ? prefix + query.cursor : null;
  for (let looked = 0; looked < MAX_LOOKED_AT;) {
    const page = await store.list('activity', { prefix, after, limit: 100 });
    for (const record of page) {
      const entry = readActivity(record.value);
      after = record.key;
      if (fits(entry, query)) items.push({ ...entry, id: record.key.slice(prefix.length) });
      if (items.length === PAGE) return { items, next: after.slice(prefix.length), kept: ACTIVITY_KEPT };
    }
    looked += page.length;
    if (page.length < 100) return { items, next: null, kept: ACTIVITY_KEPT };
  }
  return { items, next: after === null ? null : after.slice(prefix.length), kept: ACTIVITY_KEPT };
}

function fits(entry: Activity, { only, issue }: ActivityQuery): boolean {
  if (only === 'errors' && !needsALook(entry)) return false;
  const wanted = issue.trim().toLowerCase();
  if (wanted === '') return true;
  return [entry.ours, entry.theirs].some((ref) => ref !== null && ref.key.toLowerCase().indexOf(wanted) >= 0);
}

/** Not as it was sent: held up, given up, decided between two sides, or not carried whole. */
function needsALook({ outcome, error, conflicts, losses, files }: Activity): boolean {
  return outcome === 'held' || outcome === 'refused' || error !== null || conflicts.length + losses.length + files.length > 0;
}

/** Of the last hour, and of the last day for what is rare; at most `ACTIVITY_KEPT` rows of it. */
export async function flowOf(store: Store, connectionId: ConnectionId, now: number): Promise<Flow> {
  const prefix = connectionId + ':';
  const until = activityKey(connectionId, now - DAY_MS, '');
  const took: number[] = [];
  const flow = { sent: 0, received: 0, drift: 0 };
  let after: string | null = null;
  for (let looked = 0; looked < ACTIVITY_KEPT;) {
    const page = await store.list('activity', { prefix, after, limit: 100 });
    for (const record of page) {
      after = record.key;
      if (record.key > until) return { ...flow, ...percentiles(took) };
      count(readActivity(record.value), now, flow, took);
    }
    looked += page.length;
    if (page.length < 100) break;
  }
  return { ...flow, ...percentiles(took) };
}

function count(entry: Activity, now: number, flow: { sent: number; received: number; drift: number }, took: number[]): void {
  if (entry.drift) flow.drift += 1;
  if (entry.at < now - HOUR_MS || entry.outcome !== 'done') return;
  if (entry.kind !== 'change' && entry.kind !== 'removal') return;
  if (entry.direction === 'in') flow.received += 1;
  else flow.sent += 1;
  if (entry.direction === 'out' && entry.tookMs !== null) took.push(entry.tookMs);
}

function percentiles(took: number[]): { readonly p50: number | null; readonly p95: number | null } {
  const sorted = took.slice().sort((a, b) => a - b);
  const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { p50: at(0.5), p95: at(0.95) };
}

export async function trimActivity(store: Store, connectionId: ConnectionId): Promise<void> {
  const old = (await listAll(store, 'activity', connectionId + ':')).slice(ACTIVITY_KEPT);
  for (let i = 0; i < old.length; i += 25) {
    const writes: Write[] = old.slice(i, i + 25).map(({ key }) => ({ op: 'remove', table: 'activity', key }));
    await store.commit(writes);
  }
}
