/** What one issue of ours has to say of its sync, on all connections: for the panel beside it. */
import { listAll } from '../connection/store/rows.ts';
import type { IssueId } from '../ids.ts';
import type { HeldIssue, PanelEntry } from '../node.ts';
import type { Connection } from '../connection/connection.schema.ts';
import { connectionIdOf } from './build-replica.ts';
import { readConnection } from './connection-record.schema.ts';
import { isOnItsWay } from './connect-issue.ts';
import { heldIncoming, heldOfTwin, retryHeld } from './held.ts';
import type { Sync } from './records.ts';
import { loadRemote, loadTwin, todoWrite } from './records.ts';
import type { Twin } from './twin.schema.ts';
import { underSync } from './twin.ts';

const SHOWN = ['active', 'deactivated', 'removedByPartner', 'awaiting'];

export async function issuePanel(sync: Sync, issueId: IssueId): Promise<readonly PanelEntry[]> {
  const entries: PanelEntry[] = [];
  for (const record of await listAll(sync.ports.store, 'connection', '')) {
    const connection = readConnection(record.value);
    if (!SHOWN.includes(connection.state)) continue;
    const twin = await loadTwin(sync, connectionIdOf(connection), issueId);
    if (twin === null || !(underSync(twin.value) || twin.value.hold !== null || isOnItsWay(twin.value))) continue;
    entries.push(entryOf(connection, twin.value, await heldOf(sync, connection, twin.value)));
  }
  return entries;
}

async function heldOf(sync: Sync, connection: Connection, twin: Twin): Promise<readonly HeldIssue[]> {
  const own = heldOfTwin(twin);
  const connectionId = connectionIdOf(connection);
  const remote = twin.remote === null ? null : await loadRemote(sync, connectionId, twin.remote.id);
  if (twin.remote === null || remote === null || remote.value.hold === null) return own;
  return [...own, await heldIncoming(sync, connectionId, twin.remote.id, remote.value)];
}

function entryOf(connection: Connection, twin: Twin, held: readonly HeldIssue[]): PanelEntry {
  return {
    connectionId: connectionIdOf(connection),
    name: connection.name,
    state: connection.state,
    remoteShortName: connection.remoteShortName,
    nodeType: connection.partner === null ? null : connection.partner.nodeType,
    theirs: twin.remote,
    theirStatus: twin.theirStatus ?? null,
    syncedAt: twin.syncedAt ?? null,
    waiting: isOnItsWay(twin) || (twin.pending ?? []).length > 0 || twin.work !== null || twin.waiting !== null,
    gone: twin.gone,
    held,
    conflicts: twin.conflicts,
    notHere: twin.losses.written.map(({ what, count }) => ({ what, count })),
    notThere: [...twin.losses.read, ...twin.losses.there],
    files: twin.skipped.map(({ side, filename, size, why }) => ({ side, filename, size, why })),
    passedOver: twin.passedOver ?? null,
  };
}

/** Looks at the issue now, and tries again whatever of it is held up here. */
export async function syncIssue(sync: Sync, issueId: IssueId, by: string): Promise<void> {
  await sync.ports.store.commit([todoWrite(sync, issueId)]);
  for (const { connectionId, held } of await issuePanel(sync, issueId))
    for (const one of held) await retryHeld(sync, connectionId, one.id, by);
}
