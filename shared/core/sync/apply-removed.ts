/** The partner's issue is no more: ours stays, and nothing of it goes out any longer. */
import type { Connection } from '../connection/connection.schema.ts';
import { connectionIdOf } from './build-replica.ts';
import type { RemovedMessage } from './message.schema.ts';
import type { Sync } from './records.ts';
import { commit, loadRemote, loadTwin, replaceTwin } from './records.ts';
import type { InboxRow, Outcome } from './row.ts';
import { appliedWrite, removeRow, unheldWrites } from './row.ts';

export async function applyRemoved(sync: Sync, connection: Connection, row: InboxRow, message: RemovedMessage): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const remote = await loadRemote(sync, connectionId, message.from.id);
  const issueId = remote === null ? null : remote.value.issueId;
  const twin = issueId === null ? null : await loadTwin(sync, connectionId, issueId);
  const unheld = unheldWrites(remote);
  if (twin === null || twin.value.remoteVersion >= message.version.own) {
    await commit(sync, [removeRow(row), ...unheld]);
    return 'done';
  }
  const value = { ...twin.value, gone: twin.value.gone === 'here' ? ('here' as const) : ('there' as const), remoteVersion: message.version.own };
  await commit(sync, [replaceTwin(twin, value), removeRow(row), appliedWrite(sync, connectionId, row, value), ...unheld]);
  return 'done';
}
