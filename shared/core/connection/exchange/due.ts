/**
 * Whether a connection has a reason to call its partner now, and else when. PROTOCOL §3, §7.7
 *
 * 1. While a call is failing, only the back-off's end or the partner being heard is a reason.
 * 2. The initiator calls nobody before the acceptor has shown that it has the keys.
 */
import { id } from '../../ids.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Connection } from '../connection.schema.ts';
import { inviteOf, readIn, readInvite, readOut } from '../context.ts';
import type { Context } from '../context.ts';
import { mayExchange } from '../lifecycle.ts';
import type { InRow, OutRow } from '../store/records.schema.ts';
import { firstOf } from './exchange.ts';
import { WINDOW, mayFlow } from './send.ts';
import { tellPrefix } from './tell.ts';

export type Due = { readonly kind: 'now' } | { readonly kind: 'at'; readonly at: number } | { readonly kind: 'never' };

export async function dueOf(context: Context, connection: Connection): Promise<Due> {
  const connectionId = id<ConnectionId>(connection.id);
  const incoming = await readIn(context, connectionId);
  const out = await readOut(context, connectionId);
  if (incoming === null || out === null || connection.partnerUrl === null) return { kind: 'never' };
  if (!mayExchange(connection) && !out.value.ackDue) return { kind: 'never' };
  if (!(await partnerIsReady(context, connection, incoming.value))) return { kind: 'never' };
  const now = context.clock.now();
  if (out.value.dueAt <= now || heardSince(out.value, incoming.value)) return { kind: 'now' };
  if (out.value.failures > 0) return { kind: 'at', at: out.value.dueAt };
  return (await presses(context, connection, incoming.value, out.value)) ? { kind: 'now' } : { kind: 'at', at: out.value.dueAt };
}

function heardSince(out: OutRow, incoming: InRow): boolean {
  return out.failedAt !== null && incoming.heardAt !== null && incoming.heardAt > out.failedAt;
}

async function partnerIsReady(context: Context, connection: Connection, incoming: InRow): Promise<boolean> {
  if (connection.role === 'acceptor' || incoming.heardAt !== null) return true;
  const invite = await readInvite(context, inviteOf(connection));
  return invite !== null && invite.value.phase === 'done';
}

/** Something new to say; what was said and not taken waits for the next poll. */
async function presses(context: Context, connection: Connection, incoming: InRow, out: OutRow): Promise<boolean> {
  const connectionId = id<ConnectionId>(connection.id);
  if (out.ackDue || incoming.fork || Math.max(out.tried, out.acked) < out.next - 1) return true;
  const flowing = mayFlow(context, connection);
  if (flowing && incoming.wants.length > 0 && firstOf(incoming.wants) !== out.served) return true;
  if (out.next - 1 - out.acked < WINDOW) {
    const prefix = flowing ? connectionId + ':' : tellPrefix(connectionId);
    if ((await context.store.list('outbox', { prefix, after: null, limit: 1 })).length > 0) return true;
  }
  if (!flowing) return false;
  const wanted = firstOf(await context.engine.wants(connectionId, 1));
  return wanted !== '' && wanted !== out.wanted;
}
