/**
 * *Connect*: an issue that does not go out by itself is put under sync by hand. PRODUCT, "What goes out by itself"
 *
 * 1. Connecting makes the issue's empty twin, from which it is sent as any new issue is. There is one for each connection and issue: asked
 *    for twice, or by two admins at once, the issue is sent once.
 * 2. An issue that the connection itself is just making here is not one to connect: its twin is on its way (create-local.ts).
 * 3. What a connection has made may be connected to another one by hand alone (docs/decisions/0034).
 */
import { DONE, refusal } from '../admin/refusal.ts';
import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId, IssueId } from '../ids.ts';
import type { ConnectOffer, Done } from '../node.ts';
import type { Write } from '../ports.ts';
import { activityWrite, refOf } from './activity.ts';
import { connectionIdOf } from './build-replica.ts';
import { readConnection } from './connection-record.schema.ts';
import type { Sync } from './records.ts';
import { loadConnection, loadTwin, replaceTwin, todoWrite, twinKey } from './records.ts';
import type { Twin } from './twin.schema.ts';
import { newTwin, underSync } from './twin.ts';

const MAX_TRIES = 5;

/** The connections that this issue can be connected to. */
export async function connectOffers(sync: Sync, issueId: IssueId): Promise<readonly ConnectOffer[]> {
  const offers: ConnectOffer[] = [];
  for (const record of await listAll(sync.ports.store, 'connection', '')) {
    const connection = readConnection(record.value);
    if (connection.state !== 'active') continue;
    const twin = await loadTwin(sync, connectionIdOf(connection), issueId);
    if (twin !== null && !isConnectable(twin.value)) continue;
    const { name, remoteShortName, partner } = connection;
    offers.push({ connectionId: connectionIdOf(connection), name, remoteShortName, nodeType: partner === null ? null : partner.nodeType });
  }
  return offers;
}

/** `by`: the admin's name, for the log. */
export async function connectIssue(sync: Sync, connectionId: ConnectionId, issueId: IssueId, by: string): Promise<Done> {
  const connection = await loadConnection(sync, connectionId);
  if (connection === null) return refusal('connection.gone');
  if (connection.state !== 'active') return refusal('notNow');
  for (let round = 0; round < MAX_TRIES; round++) {
    const before = await loadTwin(sync, connectionId, issueId);
    if (before !== null && !isConnectable(before.value)) return refusal('issue.connected', null, { connection: connection.name });
    const issue = await sync.ports.tracker.readIssue(issueId);
    // A tracker may read an issue by its key as well: its twin is under its id.
    if (issue === null || issue.id !== issueId) return refusal('issue.notThere');
    const fresh = newTwin(issue.id, issue.key, issue.url, 'ours');
    const now = sync.ports.clock.now();
    const writes: Write[] = [
      before === null
        ? { op: 'create', table: 'twin', key: twinKey(connectionId, issueId), value: fresh }
        : replaceTwin(before, { ...before.value, passedOver: null }),
      todoWrite(sync, issueId),
      activityWrite(connectionId, now, 'connect-' + issueId, { kind: 'connect', outcome: 'done', ours: refOf(fresh), by }),
    ];
    if (issue.marker !== null) writes.push({ op: 'check', table: 'lease', key: 'intent:' + issue.marker, version: null });
    if ((await sync.ports.store.commit(writes)) === 'committed') return DONE;
  }
  return refusal('busy');
}

/** Nothing of it was ever sent, because an admin has skipped that. */
function isConnectable(twin: Twin): boolean {
  return !underSync(twin) && twin.hold === null && !isOnItsWay(twin);
}

/** Connected, and not sent yet. */
export function isOnItsWay(twin: Twin): boolean {
  return !underSync(twin) && twin.hold === null && (twin.passedOver ?? null) === null;
}
