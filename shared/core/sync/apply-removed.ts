/** The partner's issue is no more: ours stays, and nothing of it goes out any longer. */
import type { Connection } from '../connection/connection.schema.ts';
import { receivedWrite, refOf } from './activity.ts';
import { connectionIdOf } from './build-replica.ts';
import { closeAbandoned } from './create-local.ts';
import type { RemovedMessage } from './message.schema.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, loadRemote, loadTwin, replaceTwin, twinKey } from './records.ts';
import type { InboxRow, Outcome } from './row.ts';
import { appliedWrite, removeRow, unheldWrites } from './row.ts';
import { newTwin } from './twin.ts';
import type { Intent, Remote, Twin } from './twin.schema.ts';

export async function applyRemoved(sync: Sync, connection: Connection, row: InboxRow, message: RemovedMessage): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const remote = await loadRemote(sync, connectionId, message.from.id);
  if (remote !== null && remote.value.intent !== null)
    return await removedWhileMade(sync, connection, row, message, remote, remote.value.intent);
  const issueId = remote === null ? null : remote.value.issueId;
  const twin = issueId === null ? null : await loadTwin(sync, connectionId, issueId);
  const unheld = unheldWrites(remote);
  if (twin === null || twin.value.remoteVersion >= message.version.own) {
    await commit(sync, [removeRow(row), ...unheld]);
    return 'done';
  }
  // An attempt at an earlier message may have been interrupted: nothing more will come of it.
  const value: Twin = {
    ...twin.value,
    gone: twin.value.gone === 'here' ? 'here' : 'there',
    remoteVersion: message.version.own,
    work: null,
    waiting: null,
  };
  const held = remote === null ? null : remote.value.hold;
  await commit(sync, [
    replaceTwin(twin, value),
    removeRow(row),
    appliedWrite(sync, connectionId, row, value),
    receivedWrite(connectionId, row, message, held, { now: sync.ports.clock.now(), ours: refOf(value) }),
    ...unheld,
  ]);
  return 'done';
}

/** Ours was being made of it, and nobody knows yet whether it was. */
async function removedWhileMade(
  sync: Sync,
  connection: Connection,
  row: InboxRow,
  message: RemovedMessage,
  remote: Loaded<Remote>,
  intent: Intent,
): Promise<Outcome> {
  const closed = await closeAbandoned(sync, remote, intent);
  if (closed === null) return 'busy';
  const connectionId = connectionIdOf(connection);
  if (closed.found === null) {
    await commit(sync, [...closed.writes, removeRow(row)]);
    return 'done';
  }
  const { id, key, url } = message.from;
  const value: Twin = {
    ...newTwin(closed.found, '', '', 'theirs'),
    remote: { id, key, url },
    remoteVersion: message.version.own,
    gone: 'there',
  };
  await commit(sync, [
    ...closed.writes,
    { op: 'create', table: 'twin', key: twinKey(connectionId, closed.found), value },
    removeRow(row),
    appliedWrite(sync, connectionId, row, value),
  ]);
  return 'done';
}
