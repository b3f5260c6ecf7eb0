/**
 * Every twin of a connection is sent again. The version pair keeps it harmless where it was not needed. PROTOCOL §3
 *
 * Its versions go on above all that can have been given before: records that were put back would give some of them twice, and the
 * partner would take what is new for what it knows.
 */
import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId, IssueId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Sync } from './records.ts';
import { commit, isConflict, loadTwin, replaceTwin, todoWrite } from './records.ts';
import { readTwin } from './twin.schema.ts';
import { laterVersion, underSync } from './twin.ts';

const MAX_ROUNDS = 10;

export async function resend(sync: Sync, connectionId: ConnectionId): Promise<void> {
  for (const record of await listAll(sync.ports.store, 'twin', connectionId + ':'))
    await resendOne(sync, connectionId, readTwin(record.value).issueId);
}

async function resendOne(sync: Sync, connectionId: ConnectionId, issueId: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const twin = await loadTwin(sync, connectionId, issueId);
    if (twin === null || !underSync(twin.value) || twin.value.gone !== 'no') return;
    try {
      return await commit(sync, [
        replaceTwin(twin, { ...twin.value, again: true, localVersion: laterVersion(sync, twin.value) }),
        todoWrite(sync, id<IssueId>(issueId)),
      ]);
    } catch (caught) {
      if (!isConflict(caught)) throw caught;
    }
  }
}
