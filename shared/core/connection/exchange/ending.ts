/**
 * What is cleared away, and when. PROTOCOL §2, "States"
 *
 * 1. The invitation secret goes with the first valid exchange.
 * 2. A deleted connection keeps its keys until the partner has acknowledged it, 30 days at most; an hour, where the partner has deleted it
 *    too, which then may be gone before it could acknowledge. Twins are kept.
 * 3. Nothing waits in a connection that the partner has removed.
 * 4. The claim is never removed.
 */
import { id } from '../../ids.ts';
import type { ConnectionId, InviteId } from '../../ids.ts';
import type { Table, Write } from '../../ports.ts';
import { endName } from '../names.ts';
import type { Connection } from '../connection.schema.ts';
import { inKey, inviteOf, outKey, readIn, readInvite, readOut } from '../context.ts';
import type { Context } from '../context.ts';
import { eraseHandshakeKeys, eraseInviteSecret } from '../secrets.ts';
import { drop, replace, retrying } from '../store/rows.ts';
import type { Row } from '../store/rows.ts';
import { sentKey } from './send.ts';
import { tellPrefix, tellsLater } from './tell.ts';

const HOUR_MS = 3600 * 1000;
const KEEP_MS = 30 * 24 * HOUR_MS;

/** True: the connection is gone. */
export async function tidy(context: Context, connection: Row<Connection>): Promise<boolean> {
  const connectionId = id<ConnectionId>(connection.key);
  await eraseSecretOnceHeard(context, connectionId, connection.value);
  if (connection.value.state === 'deleted') return await tidyDeleted(context, connection, connectionId);
  if (connection.value.state === 'removedByPartner') await dropQueues(context, connectionId);
  if (connection.value.state === 'declined' && (await allTold(context, connectionId))) await unlink(context, connectionId);
  return false;
}

async function eraseSecretOnceHeard(context: Context, connectionId: ConnectionId, connection: Connection): Promise<void> {
  const incoming = await readIn(context, connectionId);
  if (incoming === null || incoming.value.heardAt === null || incoming.value.erased) return;
  const inviteId = inviteOf(connection);
  await eraseInviteSecret(context, inviteId);
  if (connection.role === 'acceptor') await eraseHandshakeKeys(context, inviteId);
  await retrying(context.store, async () => {
    const row = await readIn(context, connectionId);
    const invite = await readInvite(context, inviteId);
    if (row === null || row.value.erased) return { writes: [], result: null };
    const writes: Write[] = [replace(row, { ...row.value, erased: true })];
    if (invite !== null && invite.value.phase !== 'done') writes.push(replace(invite, { ...invite.value, phase: 'done', dueAt: null }));
    return { writes, result: null };
  });
}

async function tidyDeleted(context: Context, connection: Row<Connection>, connectionId: ConnectionId): Promise<boolean> {
  const { closedAt, partnerDeleted } = connection.value;
  const late = closedAt !== undefined && context.clock.now() > closedAt + (partnerDeleted === true ? HOUR_MS : KEEP_MS);
  const incoming = await readIn(context, connectionId);
  if (incoming === null) {
    const invite = await readInvite(context, inviteOf(connection.value));
    const bound = connection.value.role === 'acceptor' && invite !== null && invite.value.sent && invite.value.phase === 'open';
    if (bound && !late) return false;
  } else {
    await dropUnsent(context, connectionId);
    if (!late && !(await allTold(context, connectionId))) return false;
  }
  await purge(context, connection, connectionId);
  return true;
}

/** Whether the partner has acknowledged everything it was to be told. */
async function allTold(context: Context, connectionId: ConnectionId): Promise<boolean> {
  // First what waits: another worker may give it its number meanwhile, and the numbers are read after it.
  if (await tellsLater(context.store, connectionId)) return false;
  const incoming = await readIn(context, connectionId);
  const out = await readOut(context, connectionId);
  if (out === null || out.value.ackDue) return false;
  // It came in a request, whose answer numbers and settles nothing while another worker has the lease.
  const heard = incoming !== null && incoming.value.ack.stream === out.value.stream ? incoming.value.ack.n : 0;
  return Math.max(out.value.acked, heard) >= out.value.next - 1;
}

async function dropUnsent(context: Context, connectionId: ConnectionId): Promise<void> {
  const told = tellPrefix(connectionId);
  await clear(context, 'outbox', connectionId, (key) => key.slice(0, told.length) !== told);
}

/** What was numbered counts as acknowledged: nobody will do it any more. A conflict: another worker is at it, or the next time. */
async function dropQueues(context: Context, connectionId: ConnectionId): Promise<void> {
  await clear(context, 'outbox', connectionId, () => true);
  await clear(context, 'inbox', connectionId, () => true);
  const out = await readOut(context, connectionId);
  if (out !== null && out.value.acked !== out.value.next - 1) {
    const done = await context.store.commit([replace(out, { ...out.value, acked: out.value.next - 1 })]);
    if (done === 'conflict') return;
  }
  await clear(context, 'sent', connectionId, () => true);
}

async function unlink(context: Context, connectionId: ConnectionId): Promise<void> {
  const incoming = await readIn(context, connectionId);
  if (incoming === null) return;
  await context.secrets.remove(incoming.value.keys);
  await context.store.commit([drop('node', inKey(connectionId)), drop('node', outKey(connectionId)), drop('lease', connectionId)]);
}

/** Ends what the two had to say to each other: nothing of it may reach the partner of a new life of this connection. */
export async function sever(context: Context, connectionId: ConnectionId): Promise<void> {
  await clear(context, 'outbox', connectionId, () => true);
  await clear(context, 'sent', connectionId, () => true);
  await clearNumbered(context, connectionId);
  await clear(context, 'inbox', connectionId, () => true);
  await unlink(context, connectionId);
}

/** Removes the connection with all that is its own, its row last, so that a crash finds it again. */
export async function purge(context: Context, connection: Row<Connection>, connectionId: ConnectionId): Promise<void> {
  await sever(context, connectionId);
  await clear(context, 'activity', connectionId, () => true);
  const inviteId: InviteId = inviteOf(connection.value);
  await eraseInviteSecret(context, inviteId);
  const writes: Write[] = [drop('connection', connectionId)];
  const name = await endName(context, connection.value.name, connectionId);
  if (name !== null) writes.push(name);
  if (connection.value.role === 'acceptor') {
    await eraseHandshakeKeys(context, inviteId);
    writes.push(drop('invite', inviteId));
  }
  await context.store.commit(writes);
}

/** By their numbers: a listing that lags may not show them, and nobody comes back for them. */
async function clearNumbered(context: Context, connectionId: ConnectionId): Promise<void> {
  const out = await readOut(context, connectionId);
  const writes: Write[] = [];
  for (let n = (out?.value.acked ?? 0) + 1; out !== null && n < out.value.next && writes.length < 20; n++)
    writes.push(drop('sent', sentKey(connectionId, n)));
  if (writes.length > 0) await context.store.commit(writes);
}

async function clear(context: Context, table: Table, connectionId: ConnectionId, matches: (key: string) => boolean): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const page = await context.store.list(table, { prefix: connectionId + ':', after, limit: 25 });
    const last = page[page.length - 1];
    if (last === undefined) return;
    const found = page.filter(({ key }) => matches(key));
    if (found.length > 0) await context.store.commit(found.map(({ key }) => drop(table, key)));
    after = last.key;
  }
}
