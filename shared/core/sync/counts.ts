import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import type { SyncCounts } from './engine.ts';
import type { Sync } from './records.ts';
import { readRemote, readTwin } from './twin.schema.ts';
import { underSync } from './twin.ts';

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
