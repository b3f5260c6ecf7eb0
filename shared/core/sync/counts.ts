import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import type { SyncCounts, SyncProblem } from './engine.ts';
import type { Sync } from './records.ts';
import { readRemote, readTwin } from './twin.schema.ts';
import { underSync } from './twin.ts';

/** Of the issues that are held up, why the latest one is; null: none is. */
export async function latestProblem(sync: Sync, connectionId: ConnectionId): Promise<SyncProblem | null> {
  const { store } = sync.ports;
  const held: { readonly code: string; readonly params: SyncProblem['params']; readonly whose: string; readonly at: number }[] = [];
  for (const record of await listAll(store, 'twin', connectionId + ':')) {
    const { hold, partnerError } = readTwin(record.value);
    if (hold !== null) held.push({ ...hold, at: hold.since });
    // Their tracker is not ours: the sentence is about the other side.
    if (partnerError !== null)
      held.push({ code: 'partner.failed', params: { code: partnerError.code }, whose: 'partner', at: partnerError.at });
  }
  for (const record of await listAll(store, 'remote', connectionId + ':')) {
    const { hold } = readRemote(record.value);
    if (hold !== null) held.push({ ...hold, at: hold.since });
  }
  const latest = held.reduce<(typeof held)[number] | null>((a, b) => (a === null || b.at > a.at ? b : a), null);
  return latest === null ? null : { code: latest.code, params: latest.params, whose: latest.whose };
}

/** Counted, not kept: a counter would be one record that every commit fights for. */
export async function counts(sync: Sync, connectionId: ConnectionId): Promise<SyncCounts> {
  const { store } = sync.ports;
  const prefix = connectionId + ':';
  let twins = 0;
  let errors = 0;
  for (const record of await listAll(store, 'twin', prefix)) {
    const twin = readTwin(record.value);
    if (underSync(twin)) twins += 1;
    if (twin.hold !== null || twin.partnerError !== null) errors += 1;
  }
  for (const record of await listAll(store, 'remote', prefix)) if (readRemote(record.value).hold !== null) errors += 1;
  const outbox = await listAll(store, 'outbox', prefix);
  const sent = await listAll(store, 'sent', prefix);
  const inbox = await listAll(store, 'inbox', prefix);
  return { twins, errors, waitingToSend: outbox.length + sent.length, waitingToApply: inbox.length };
}
