/**
 * The initiator's verdict on an acceptance. PROTOCOL §2, "Claim"
 *
 * 1. One commit creates the claim and everything that follows from it; of two acceptances at once one wins.
 * 2. The same acceptance always gets the same completion bytes; another one gets `used`, and the admin sees that it came.
 * 3. Refusals before the claim (other code, other version, ourselves, an address that is not allowed) do not burn the code.
 */
import { jsonOf } from '../../json.ts';
import { checkedText } from '../../checked.schema.ts';
import { id } from '../../ids.ts';
import type { ConnectionId, InviteId } from '../../ids.ts';
import { readAddress } from '../address.ts';
import type { Connection } from '../connection.schema.ts';
import { ownInfo, readClaim, readConnection, readInvite, wake } from '../context.ts';
import type { Context } from '../context.ts';
import { asciiJson } from '../invitation/ascii-json.ts';
import { securityNumberOf, transcriptOf } from '../keys.ts';
import { step } from '../lifecycle.ts';
import type { Acceptance, Completion } from '../messages.schema.ts';
import { acceptanceSchema } from '../messages.schema.ts';
import { keepConnectionKeys, readInviteSecret } from '../secrets.ts';
import type { ClaimRow, InviteRow } from '../store/records.schema.ts';
import { create, replace, retrying } from '../store/rows.ts';
import type { Attempt, Row } from '../store/rows.ts';
import { negotiate } from '../versions.ts';
import { linkWrites } from './link.ts';
import { SECOND_PARTY } from '../trouble.ts';
import { endInvite, refuse, verdictOf } from './verdict.ts';
import type { Served } from './verdict.ts';

/** `text` is the acceptance as it came, authenticated by the handshake key. The body of the answer is the completion. */
export async function claimAcceptance(context: Context, inviteId: InviteId, text: string): Promise<Served> {
  const acceptance = checkedText(acceptanceSchema, text);
  if (acceptance === null) return refuse('invalid');
  const hash = await context.crypto.sha256(text);
  const kept: string[] = [];
  const served = await retrying<Served>(context.store, async () => {
    const claim = await readClaim(context, inviteId);
    if (claim !== null) return { writes: [], result: repeat(claim.value, hash) };
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.role !== 'initiator') return { writes: [], result: refuse('unknown') };
    const refused = await objection(context, invite.value, acceptance);
    return refused === null ? await claiming(context, invite, { text, hash, acceptance }, kept) : { writes: [], result: refused };
  });
  if (served.kind === 'error') {
    for (const name of kept) await context.secrets.remove(name);
    if (served.code === 'expired') await endInvite(context, inviteId, { verdict: 'expired', event: 'codeExpired' });
    if (served.code === 'used') await noteSecondParty(context, inviteId);
  } else await wake(context, 'claimed');
  return served;
}

function repeat(claim: ClaimRow, hash: string): Served {
  if (claim.verdict === 'accepted' && claim.acceptanceHash === hash && claim.completion !== null)
    return { kind: 'body', body: claim.completion };
  return refuse(verdictOf(claim));
}

async function objection(context: Context, invite: InviteRow, acceptance: Acceptance): Promise<Served | null> {
  const own = await ownInfo(context);
  const address = acceptance.nodeInfo.baseUrl;
  if (acceptance.codeHash !== invite.codeHash) return refuse('codeMismatch');
  if (acceptance.nodeInfo.instanceUid === own.instanceUid) return refuse('itself');
  if (address !== null && readAddress(address, context.facts.allowLoopback).kind === 'refused') return refuse('forbiddenAddress');
  if (negotiate(own, acceptance.nodeInfo).kind === 'none') return refuse('versions');
  return context.clock.now() > invite.expiresAt ? refuse('expired') : null;
}

interface Received {
  readonly text: string;
  readonly hash: string;
  readonly acceptance: Acceptance;
}

async function claiming(context: Context, invite: Row<InviteRow>, received: Received, kept: string[]): Promise<Attempt<Served>> {
  const connectionId = id<ConnectionId>(invite.value.connectionId);
  const inviteId = id<InviteId>(invite.key);
  const connection = await readConnection(context, connectionId);
  const secret = await readInviteSecret(context, inviteId);
  const versions = negotiate(await ownInfo(context), received.acceptance.nodeInfo);
  if (connection === null || secret === null || versions.kind === 'none' || connection.value.inviteId !== inviteId)
    return { writes: [], result: refuse('unknown') };
  const next = step(connection.value, connection.value.askBeforeActivating ? 'acceptedAwaiting' : 'acceptedActive');
  if (next === null) return { writes: [], result: refuse('unknown') };
  const transcript = await transcriptOf(
    { codeHash: invite.value.codeHash, acceptance: received.text, nonceI: secret.nonce },
    context.crypto,
  );
  const keys = await keepConnectionKeys(context, connectionId, connection.value.epoch, secret.secret, transcript);
  kept.push(keys);
  const agreed = { rest: versions.rest, hubObjects: versions.hubObjects };
  const told: Completion = {
    v: 1,
    connectionId,
    nonceI: secret.nonce,
    versions: agreed,
    state: next.to === 'active' ? 'active' : 'awaiting',
  };
  const completion = asciiJson(jsonOf(told));
  const now = context.clock.now();
  const accepted: Connection = {
    ...connection.value,
    state: next.to,
    partner: received.acceptance.nodeInfo,
    partnerUrl: invite.value.byUrl ? invite.value.url : received.acceptance.nodeInfo.baseUrl,
    securityNumber: await securityNumberOf(transcript, context.crypto),
    versions: agreed,
    activatedAt: next.to === 'active' ? now : null,
    trouble: null,
  };
  const claim: ClaimRow = { verdict: 'accepted', connectionId, acceptanceHash: received.hash, completion, at: now };
  const settled: InviteRow = {
    ...invite.value,
    phase: 'claimed',
    acceptance: received.text,
    completion,
    dueAt: invite.value.byUrl ? now : null,
    failures: 0,
  };
  return {
    writes: [
      create('claim', inviteId, claim),
      replace(invite, settled),
      replace(connection, accepted),
      ...linkWrites(context, connectionId, keys),
    ],
    result: { kind: 'body', body: completion },
  };
}

async function noteSecondParty(context: Context, inviteId: InviteId): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    const connection = invite === null ? null : await readConnection(context, id<ConnectionId>(invite.value.connectionId));
    if (connection === null || connection.value.trouble?.code === SECOND_PARTY) return { writes: [], result: null };
    const trouble = { code: SECOND_PARTY, params: {}, whose: 'partner', since: context.clock.now() };
    return { writes: [replace(connection, { ...connection.value, trouble })], result: null };
  });
}
