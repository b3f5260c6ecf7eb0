/**
 * The inviting side. PROTOCOL §2
 *
 * 1. Where the destination has a URL, an acceptance counts only as fetched from the probed address and from the probed
 *    instance; a ring or a decline that anyone sends is a hint to fetch.
 * 2. A failed fetch never burns the code.
 * 3. No request waits for another: what a request starts is left to `initiatorStep`.
 */
import { checkedText } from '../../checked.schema.ts';
import { id } from '../../ids.ts';
import type { ConnectionId, InviteId } from '../../ids.ts';
import { retryAt } from '../backoff.ts';
import { callSigned } from '../channel.ts';
import type { SignedReply } from '../channel.ts';
import { ownInfo, readClaim, readInvite, readOut, wake } from '../context.ts';
import type { Context } from '../context.ts';
import { asciiJson } from '../invitation/ascii-json.ts';
import { inviteKeyid } from '../keys.ts';
import { acceptanceSchema } from '../messages.schema.ts';
import { readHandshakeKeys } from '../secrets.ts';
import type { InviteRow } from '../store/records.schema.ts';
import { replace, retrying } from '../store/rows.ts';
import type { Row } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../trouble.ts';
import { claimAcceptance } from './claim.ts';
import { GIVE_UP_MS, OK, endInvite, refuse, verdictOf } from './verdict.ts';
import type { Served } from './verdict.ts';

const POLL_MS = 30000;
/** After that a called side waits for the next ring. */
const MAX_FETCHES = 12;

/** POST invitations/{inviteId}/ring */
export async function serveRing(context: Context, inviteId: InviteId): Promise<Served> {
  const claim = await readClaim(context, inviteId);
  if (claim !== null && claim.value.verdict !== 'accepted') return refuse(verdictOf(claim.value));
  await hint(context, inviteId);
  return OK;
}

/** POST invitations/{inviteId}/acceptances. Where the destination has a URL, only a fetched acceptance counts. */
export async function serveAcceptance(context: Context, inviteId: InviteId, body: string): Promise<Served> {
  const invite = await readInvite(context, inviteId);
  if (invite === null || invite.value.byUrl) return refuse('unknown');
  return await claimAcceptance(context, inviteId, body);
}

/** POST invitations/{inviteId}/decline */
export async function serveDecline(context: Context, inviteId: InviteId): Promise<Served> {
  const invite = await readInvite(context, inviteId);
  if (invite === null) return refuse('unknown');
  if (invite.value.byUrl) {
    await hint(context, inviteId);
    return OK;
  }
  const before = await endInvite(context, inviteId, { verdict: 'declined', event: 'codeDeclined' });
  return before === null || before === 'declined' ? OK : refuse(before);
}

async function hint(context: Context, inviteId: InviteId): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || !invite.value.byUrl || invite.value.phase === 'done') return { writes: [], result: null };
    return { writes: [replace(invite, { ...invite.value, dueAt: context.clock.now(), failures: 0 })], result: null };
  });
  await wake(context, 'rung');
}

/** Does what is due: fetches the acceptance, or delivers the completion. */
export async function initiatorStep(context: Context, invite: Row<InviteRow>): Promise<void> {
  const inviteId = id<InviteId>(invite.key);
  if (invite.value.phase === 'open' && context.clock.now() > invite.value.expiresAt) {
    await endInvite(context, inviteId, { verdict: 'expired', event: 'codeExpired' });
    return;
  }
  if (!invite.value.byUrl) return;
  if (invite.value.phase === 'open') await fetchAcceptance(context, inviteId, invite.value);
  // A claim made just now is delivered at once.
  const now = await readInvite(context, inviteId);
  if (now === null || now.value.phase !== 'claimed') return;
  if (now.value.completion === null) await deliverVerdict(context, inviteId, now.value);
  else await deliverCompletion(context, inviteId, now.value);
}

/** Revoked or expired, to an acceptor that there may be, or may come until it would give up by itself. */
async function deliverVerdict(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  const claim = await readClaim(context, inviteId);
  const body = asciiJson({ v: 1, verdict: claim === null ? 'revoked' : claim.value.verdict });
  const reply = await ask(context, inviteId, invite, 'POST', '/entente/v1/acceptances/' + inviteId + '/verdict', body);
  const late = context.clock.now() > invite.expiresAt + GIVE_UP_MS;
  if (reply.kind === 'failed' && !late) {
    await postpone(context, inviteId, reply);
    return;
  }
  await retrying(context.store, async () => {
    const row = await readInvite(context, inviteId);
    return { writes: row === null ? [] : [replace(row, { ...row.value, phase: 'done', dueAt: null })], result: null };
  });
}

async function fetchAcceptance(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  const reply = await ask(context, inviteId, invite, 'GET', '/entente/v1/acceptances/' + inviteId, '');
  if (reply.kind === 'error' && reply.code === 'declined') {
    await endInvite(context, inviteId, { verdict: 'declined', event: 'codeDeclined' });
    return;
  }
  if (reply.kind === 'answer' && isFromInvited(invite, reply.body)) {
    const claimed = await claimAcceptance(context, inviteId, reply.body);
    if (claimed.kind === 'body') return;
    await noteTrouble(context, id<ConnectionId>(invite.connectionId), claimed.code, invite.url);
  } else if (reply.kind === 'answer') await noteTrouble(context, id<ConnectionId>(invite.connectionId), 'otherInstance', invite.url);
  // The node that was probed answers: nobody has accepted there yet.
  else if (reply.kind === 'failed' && reply.code === 'unauthenticated') await clearTrouble(context, id<ConnectionId>(invite.connectionId));
  else if (reply.kind === 'failed') await noteTrouble(context, id<ConnectionId>(invite.connectionId), reply.code, invite.url);
  await postpone(context, inviteId, reply);
}

function isFromInvited(invite: InviteRow, text: string): boolean {
  const acceptance = checkedText(acceptanceSchema, text);
  if (acceptance === null || invite.partner === null) return false;
  return acceptance.nodeInfo.instanceUid === invite.partner.instanceUid && acceptance.nodeInfo.baseUrl === invite.partner.baseUrl;
}

async function deliverCompletion(context: Context, inviteId: InviteId, invite: InviteRow): Promise<void> {
  const reply = await ask(
    context,
    inviteId,
    invite,
    'POST',
    '/entente/v1/acceptances/' + inviteId + '/completion',
    invite.completion ?? '',
  );
  if (reply.kind !== 'answer') {
    await noteTrouble(context, id<ConnectionId>(invite.connectionId), reply.code, invite.url);
    await postpone(context, inviteId, reply);
    return;
  }
  await retrying(context.store, async () => {
    const row = await readInvite(context, inviteId);
    const out = await readOut(context, id<ConnectionId>(invite.connectionId));
    if (row === null || row.value.phase !== 'claimed') return { writes: [], result: null };
    const done = replace(row, { ...row.value, phase: 'done', dueAt: null });
    return { writes: out === null ? [done] : [done, replace(out, { ...out.value, dueAt: context.clock.now() })], result: null };
  });
}

async function ask(
  context: Context,
  inviteId: InviteId,
  invite: InviteRow,
  method: 'GET' | 'POST',
  route: string,
  body: string,
): Promise<SignedReply> {
  const keys = await readHandshakeKeys(context, inviteId);
  if (keys === null || invite.url === null) return { kind: 'failed', code: 'unreachable' };
  return await callSigned(context, {
    baseUrl: invite.url,
    method,
    route,
    body,
    own: { keyid: inviteKeyid(inviteId, 'i2a'), key: keys.i2a },
    theirs: { keyid: inviteKeyid(inviteId, 'a2i'), key: keys.a2i },
  });
}

/** An unauthenticated answer is what a node says that has not accepted: a side that cannot be rung asks again and again. */
async function postpone(context: Context, inviteId: InviteId, reply: SignedReply): Promise<void> {
  const callable = (await ownInfo(context)).baseUrl !== null;
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.phase === 'done') return { writes: [], result: null };
    const failures = invite.value.failures + 1;
    const polls = !callable && invite.value.phase === 'open' && reply.kind === 'failed' && reply.code === 'unauthenticated';
    const later = polls ? Math.min(retryAt(context, failures), context.clock.now() + POLL_MS) : retryAt(context, failures);
    const waits = callable && invite.value.phase === 'open' && failures >= MAX_FETCHES;
    return { writes: [replace(invite, { ...invite.value, failures, dueAt: waits ? null : later })], result: null };
  });
}
