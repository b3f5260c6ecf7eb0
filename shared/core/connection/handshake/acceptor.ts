/**
 * The accepting side. PROTOCOL §2
 *
 * 1. The acceptance's bytes are fixed when the admin confirms; every request and answer carries those.
 * 2. Before they leave this node, `sent` is committed: from then on the partner may hold us to them.
 * 3. Only an authenticated verdict ends the attempt; anything else is tried again until 7 days after the code's expiry.
 */
import { checkedText } from '../../checked.schema.ts';
import { id } from '../../ids.ts';
import type { ConnectionId, InviteId } from '../../ids.ts';
import { retryAt } from '../backoff.ts';
import { callSigned } from '../channel.ts';
import type { SignedReply } from '../channel.ts';
import { ownInfo, readInvite } from '../context.ts';
import type { Context } from '../context.ts';
import { inviteKeyid } from '../keys.ts';
import { verdictSchema } from '../messages.schema.ts';
import { eraseHandshakeKeys, eraseInviteSecret, readHandshakeKeys } from '../secrets.ts';
import type { InviteRow } from '../store/records.schema.ts';
import { replace, retrying } from '../store/rows.ts';
import type { Row } from '../store/rows.ts';
import { noteTrouble } from '../trouble.ts';
import { applyCompletion } from './complete.ts';
import { rangesOf } from '../versions.ts';
import { GIVE_UP_MS, OK, failAcceptance, isFinal, refuse } from './verdict.ts';
import type { Served } from './verdict.ts';

const TOLD = ['used', 'expired', 'revoked', 'declined', 'itself', 'mismatch'];

/** GET acceptances/{inviteId} */
export async function serveFetch(context: Context, inviteId: InviteId): Promise<Served> {
  const invite = await readInvite(context, inviteId);
  if (invite === null || invite.value.role !== 'acceptor') return refuse('unknown');
  if (invite.value.declined) return refuse('declined');
  if (invite.value.acceptance === null) return refuse('unknown');
  await markSent(context, inviteId);
  return { kind: 'body', body: invite.value.acceptance };
}

/** POST acceptances/{inviteId}/completion */
export async function serveCompletion(context: Context, inviteId: InviteId, body: string): Promise<Served> {
  return await applyCompletion(context, inviteId, body);
}

/** POST acceptances/{inviteId}/verdict: a private initiator says so itself, as it cannot be rung. */
export async function serveVerdict(context: Context, inviteId: InviteId, body: string): Promise<Served> {
  const told = checkedText(verdictSchema, body);
  if (told === null) return refuse('invalid');
  const invite = await readInvite(context, inviteId);
  if (invite === null || invite.value.role !== 'acceptor') return refuse('unknown');
  await failAcceptance(context, inviteId, 'refused', { code: told.verdict, params: {} });
  return OK;
}

/** Does what is due: rings, posts the acceptance, or tells of a decline. */
export async function acceptorStep(context: Context, invite: Row<InviteRow>): Promise<void> {
  const inviteId = id<InviteId>(invite.key);
  if (invite.value.phase !== 'open') return;
  if (context.clock.now() > invite.value.expiresAt + GIVE_UP_MS) {
    await failAcceptance(context, inviteId, 'gaveUp', { code: 'gaveUp', params: {} });
    return;
  }
  if (invite.value.url === null) {
    // The inviter asks us; come back to give up in the end.
    await schedule(context, inviteId, invite.value.expiresAt + GIVE_UP_MS + 1);
    return;
  }
  if (invite.value.declined) await tellDecline(context, inviteId, invite.value);
  else if (invite.value.byUrl) await ring(context, inviteId, invite.value);
  else await postAcceptance(context, inviteId, invite.value);
}

async function ring(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  await settle(context, inviteId, invite, await post(context, inviteId, invite, 'ring', '{"v":1}'));
}

async function postAcceptance(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  await markSent(context, inviteId);
  const reply = await post(context, inviteId, invite, 'acceptances', invite.acceptance ?? '');
  if (reply.kind !== 'answer') {
    await settle(context, inviteId, invite, reply);
    return;
  }
  const applied = await applyCompletion(context, inviteId, reply.body);
  // Signed with the secret, and still not what the code committed to: this cannot become right.
  if (applied.kind === 'error') await failAcceptance(context, inviteId, 'refused', await failureOf(context, invite, applied.code));
}

async function tellDecline(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  const reply = await post(context, inviteId, invite, 'decline', '{"v":1}');
  // With a URL the inviter comes to fetch the decline, so its keys stay until then.
  if (reply.kind === 'failed' || (invite.byUrl && reply.kind === 'answer' && invite.failures < 5)) {
    await again(context, inviteId, null);
    return;
  }
  await retrying(context.store, async () => {
    const row = await readInvite(context, inviteId);
    return { writes: row === null ? [] : [replace(row, { ...row.value, phase: 'done', dueAt: null })], result: null };
  });
  await eraseInviteSecret(context, inviteId);
  if (!invite.byUrl) await eraseHandshakeKeys(context, inviteId);
}

async function settle(context: Context, inviteId: InviteId, invite: InviteRow, reply: SignedReply): Promise<void> {
  if (reply.kind === 'error' && isFinal(reply.code)) {
    await failAcceptance(context, inviteId, 'refused', await failureOf(context, invite, reply.code));
    return;
  }
  if (reply.kind === 'failed') await noteTrouble(context, id<ConnectionId>(invite.connectionId), reply.code, invite.url);
  await again(context, inviteId, reply.kind === 'error' ? reply.retryAfterMs : null);
}

/** What the admin reads: the verdict, or that the partner's side refused, with its code. */
async function failureOf(
  context: Context,
  invite: InviteRow,
  code: string,
): Promise<{ readonly code: string; readonly params: { [name: string]: string } }> {
  if (code === 'versions')
    return { code, params: { ours: rangesOf(await ownInfo(context)), theirs: invite.partner === null ? '' : rangesOf(invite.partner) } };
  return TOLD.includes(code) ? { code, params: {} } : { code: 'refused', params: { code } };
}

async function post(
  context: Context,
  inviteId: InviteId,
  invite: InviteRow,
  what: 'ring' | 'acceptances' | 'decline',
  body: string,
): Promise<SignedReply> {
  const keys = await readHandshakeKeys(context, inviteId);
  if (keys === null || invite.url === null) return { kind: 'failed', code: 'unreachable' };
  return await callSigned(context, {
    baseUrl: invite.url,
    method: 'POST',
    route: '/entente/v1/invitations/' + inviteId + '/' + what,
    body,
    own: { keyid: inviteKeyid(inviteId, 'a2i'), key: keys.a2i },
    theirs: { keyid: inviteKeyid(inviteId, 'i2a'), key: keys.i2a },
  });
}

async function markSent(context: Context, inviteId: InviteId): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.sent) return { writes: [], result: null };
    return { writes: [replace(invite, { ...invite.value, sent: true })], result: null };
  });
}

async function again(context: Context, inviteId: InviteId, atLeastMs: number | null): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.phase !== 'open') return { writes: [], result: null };
    const failures = invite.value.failures + 1;
    return { writes: [replace(invite, { ...invite.value, failures, dueAt: retryAt(context, failures, atLeastMs ?? 0) })], result: null };
  });
}

async function schedule(context: Context, inviteId: InviteId, dueAt: number): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.phase !== 'open') return { writes: [], result: null };
    return { writes: [replace(invite, { ...invite.value, dueAt })], result: null };
  });
}
