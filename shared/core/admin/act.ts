/**
 * The admin's verbs. The lifecycle table says which are legal; what else they do is here.
 *
 * 1. The new state and what the partner is told of it are one commit.
 * 2. Revoke and renew race against acceptances: the claim decides, and the admin learns who won.
 */
import type { Connection } from '../connection/connection.schema.ts';
import { idOf, inviteOf, ownInfo, readConnection, readInvite, wake } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { purge, sever } from '../connection/exchange/ending.ts';
import { tellWrite } from '../connection/exchange/tell.ts';
import { endInvite } from '../connection/handshake/verdict.ts';
import { step } from '../connection/lifecycle.ts';
import { endName } from '../connection/names.ts';
import { eraseHandshakeKeys, eraseInviteSecret } from '../connection/secrets.ts';
import { create, remove, replace, retrying } from '../connection/store/rows.ts';
import type { Row } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import type { AdminVerb, Done } from '../node.ts';
import type { Write } from '../ports.ts';
import { makeInvitation } from './invitation.ts';
import { DONE, refusal } from './refusal.ts';

export async function act(context: Context, connectionId: ConnectionId, verb: AdminVerb): Promise<Done> {
  const connection = await readConnection(context, connectionId);
  if (connection === null || connection.value.state === 'deleted') return refusal('connection.gone');
  if (step(connection.value, verb) === null) return refusal('notNow');
  if (verb === 'revoke') return await revoke(context, connection.value);
  if (verb === 'renew') return await renew(context, connectionId);
  if (verb === 'cancel' && (await forget(context, connection))) return DONE;
  const done = await advance(context, connectionId, verb);
  await wake(context, verb);
  return done;
}

async function revoke(context: Context, connection: Connection): Promise<Done> {
  const before = await endInvite(context, inviteOf(connection), { verdict: 'revoked', event: 'revoke' });
  return before === null || before === 'revoked' ? DONE : refusal(before === 'used' ? 'code.acceptedMeanwhile' : 'notNow');
}

/** The old code stops working first; the names, the project and the destination stay. */
async function renew(context: Context, connectionId: ConnectionId): Promise<Done> {
  const found = await readConnection(context, connectionId);
  const old = found === null ? null : await readInvite(context, inviteOf(found.value));
  if (found === null || old === null) return refusal('connection.gone');
  if (found.value.state === 'pending') {
    const revoked = await revoke(context, found.value);
    if (revoked.kind === 'refused') return revoked;
  }
  const destination =
    old.value.byUrl && old.value.url !== null && old.value.partner !== null ? { url: old.value.url, node: old.value.partner } : null;
  const own = await ownInfo(context);
  if (destination === null && own.pollOnly) return refusal('noUrlWhilePrivate');
  // Declined after it was accepted: a partner that has not heard of it yet finds out that it cannot exchange any more.
  await sever(context, connectionId);
  const made = await makeInvitation(context, own, found.value, destination);
  const done = await retrying<Done>(context.store, async () => {
    const connection = await readConnection(context, connectionId);
    const next = connection === null ? null : step(connection.value, 'renew');
    if (connection === null || next === null) return { writes: [], result: refusal('notNow') };
    const renewed: Connection = {
      ...connection.value,
      state: next.to,
      inviteId: made.inviteId,
      codeHash: made.codeHash,
      expiresAt: made.expiresAt,
      securityNumber: null,
      versions: null,
      failure: null,
      trouble: null,
      partner: destination === null ? null : destination.node,
      partnerUrl: destination === null ? null : destination.url,
      partnerDeactivated: false,
      activatedAt: null,
    };
    return { writes: [replace(connection, renewed), create('invite', made.inviteId, made.row)], result: DONE };
  });
  await wake(context, 'renewed');
  return done;
}

/** Cancelled before the acceptance left this node: it is as if it had never been, and the code still works. False: too late for that. */
async function forget(context: Context, connection: Row<Connection>): Promise<boolean> {
  const inviteId = inviteOf(connection.value);
  const invite = await readInvite(context, inviteId);
  if (invite === null || invite.value.sent || invite.value.phase !== 'open') return false;
  const writes: Write[] = [remove(invite), remove(connection)];
  const name = await endName(context, connection.value.name, idOf(connection.value));
  if (name !== null) writes.push(name);
  if ((await context.store.commit(writes)) === 'conflict') return false;
  await eraseInviteSecret(context, inviteId);
  await eraseHandshakeKeys(context, inviteId);
  return true;
}

async function advance(context: Context, connectionId: ConnectionId, verb: AdminVerb): Promise<Done> {
  const outcome = await retrying<Done | Row<Connection>>(context.store, async () => {
    const connection = await readConnection(context, connectionId);
    const next = connection === null ? null : step(connection.value, verb);
    if (connection === null || next === null) return { writes: [], result: refusal('notNow') };
    // Nobody is left to be told: it goes at once.
    if (next.to === 'deleted' && next.tell === undefined) return { writes: [], result: connection };
    const now = context.clock.now();
    const changed: Connection = {
      ...connection.value,
      state: next.to,
      activatedAt: next.to === 'active' ? (connection.value.activatedAt ?? now) : connection.value.activatedAt,
      ...(next.to === 'deleted' ? { closedAt: now } : {}),
    };
    const writes: Write[] = [replace(connection, changed)];
    if (next.tell !== undefined) writes.push(tellWrite(connectionId, next.tell));
    const name = next.to === 'deleted' ? await endName(context, connection.value.name, connectionId) : null;
    if (name !== null) writes.push(name);
    return { writes, result: DONE };
  });
  if ('kind' in outcome) return outcome;
  await purge(context, outcome, connectionId);
  return DONE;
}
