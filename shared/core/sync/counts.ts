/**
 * What admins are shown of a connection, without reading its twins.
 *
 * 1. What is held up is exact (twin-store.ts).
 * 2. Where the store can count, so are the others. Where it cannot, more than `MOST_LISTED` are counted by the sweep and kept.
 */
import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import { id } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Store, Table } from '../ports.ts';
import { objectOf } from '../rules/values.ts';
import type { SyncCounts, SyncProblem } from './engine.ts';
import type { Sync } from './records.ts';
import { readRemote, readTwin } from './twin.schema.ts';
import { markKey } from './twin-store.ts';

const MOST_LISTED = 500;
const PAGE = 100;
/** The more there is to count, the longer a number is kept: 20,000 for 20 minutes. */
const KEPT_MS = 4 * 60_000;
const KEPT_MS_EACH = 60;

/** The issue of ours (`twin`) or of the partner's (`remote`) that is held up. */
export interface Marked {
  readonly table: 'twin' | 'remote';
  readonly issue: string;
  /** ms */
  readonly at: number;
}

/** Newest first. */
export async function heldRows(store: Store, connectionId: ConnectionId): Promise<readonly Marked[]> {
  return (await marks(store, connectionId)).held;
}

async function marks(store: Store, connectionId: ConnectionId): Promise<{ readonly held: readonly Marked[]; readonly unsynced: number }> {
  const prefix = connectionId + ':';
  const held: Marked[] = [];
  let unsynced = 0;
  for (const { key, value } of await listAll(store, 'held', prefix)) {
    const { at, synced } = objectOf(value);
    const name = key.slice(prefix.length);
    const table = name.indexOf('twin:') === 0 ? ('twin' as const) : ('remote' as const);
    if (synced !== true) unsynced += 1;
    if (typeof at === 'number') held.push({ table, issue: name.slice(table.length + 1), at });
  }
  held.sort((a, b) => b.at - a.at || (a.issue < b.issue ? -1 : 1));
  return { held, unsynced };
}

/** Of the issues that are held up, why the latest one is; null: none is. */
export async function latestProblem({ ports: { store } }: Sync, connectionId: ConnectionId): Promise<SyncProblem | null> {
  for (const { table, issue } of await heldRows(store, connectionId)) {
    const record = await store.get(table, connectionId + ':' + issue);
    if (record === null) continue;
    const { hold } = table === 'twin' ? readTwin(record.value) : readRemote(record.value);
    if (hold !== null) return { code: hold.code, params: hold.params, whose: hold.whose };
    // Their tracker is not ours: the sentence is about the other side.
    const told = table === 'twin' ? readTwin(record.value).partnerError : null;
    if (told !== null) return { code: 'partner.failed', params: { code: told.code }, whose: 'partner' };
  }
  return null;
}

export async function counts({ ports: { store } }: Sync, connectionId: ConnectionId): Promise<SyncCounts> {
  const prefix = connectionId + ':';
  const { held, unsynced } = await marks(store, connectionId);
  const waitingToSend = (await rows(store, 'outbox', prefix)) + (await rows(store, 'sent', prefix));
  const waitingToApply = await rows(store, 'inbox', prefix);
  const twins = (await rows(store, 'twin', prefix)) - unsynced;
  return { twins: Math.max(0, twins), errors: held.length, waitingToSend, waitingToApply };
}

function keptKey(table: Table, prefix: string): string {
  return 'count:' + table + ':' + prefix.slice(0, -1);
}

/** Exact where one page has them all; else as the sweep has counted them, or at least as many as `MOST_LISTED`. */
async function rows(store: Store, table: Table, prefix: string): Promise<number> {
  if (store.numberOf !== undefined) return await store.numberOf(table, prefix);
  const first = await listed(store, table, prefix, PAGE);
  if (first < PAGE) return first;
  const kept = await store.get('lease', keptKey(table, prefix));
  if (kept !== null) return Number(objectOf(kept.value)['number'] ?? PAGE);
  return await listed(store, table, prefix, MOST_LISTED);
}

function keptUntil(kept: JsonObject): number {
  return Number(kept['at'] ?? 0) + Math.max(KEPT_MS, Number(kept['number'] ?? 0) * KEPT_MS_EACH);
}

async function listed(store: Store, table: Table, prefix: string, most: number): Promise<number> {
  let number = 0;
  let after: string | null = null;
  while (number < most) {
    const page = await store.list(table, { prefix, after, limit: PAGE });
    number += page.length;
    const last = page[page.length - 1];
    if (last === undefined || page.length < PAGE) break;
    after = last.key;
  }
  return number;
}

/**
 * For the sweep: of two workers at one message, one may note that it is held up just before the other is done with it, and knows of
 * nothing that was held up.
 */
export async function dropOldMarks({ ports: { store } }: Sync): Promise<void> {
  for (const { key: connectionId } of await listAll(store, 'connection', '')) {
    for (const { table, issue } of await heldRows(store, id<ConnectionId>(connectionId))) {
      if (table === 'twin') continue;
      const key = connectionId + ':' + issue;
      const record = await store.get(table, key);
      if (record !== null && readRemote(record.value).hold !== null) continue;
      const check = { op: 'check' as const, table, key, version: record === null ? null : record.version };
      await store.commit([check, { op: 'remove', table: 'held', key: markKey(table, key) }]);
    }
  }
}

export async function keepAllCounts(sync: Sync): Promise<void> {
  if (sync.ports.store.numberOf !== undefined) return;
  for (const { key } of await listAll(sync.ports.store, 'connection', '')) await keepCounts(sync, id<ConnectionId>(key));
}

/** For the sweep: counts what is too much to be counted while somebody waits. */
async function keepCounts({ ports: { store, clock } }: Sync, connectionId: ConnectionId): Promise<void> {
  const prefix = connectionId + ':';
  for (const table of ['twin', 'outbox', 'sent', 'inbox'] as const) {
    const key = keptKey(table, prefix);
    const kept = await store.get('lease', key);
    if (kept !== null && keptUntil(objectOf(kept.value)) > clock.now()) continue;
    const number = await listed(store, table, prefix, Infinity);
    if (number >= MOST_LISTED) await store.commit([{ op: 'put', table: 'lease', key, value: { number, at: clock.now() } }]);
    else if (kept !== null) await store.commit([{ op: 'remove', table: 'lease', key }]);
  }
}
