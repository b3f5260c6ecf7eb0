/**
 * Accept invitation, and decline. PRODUCT, "Accept invitation"
 *
 * 1. Before *Confirm* nothing is stored; then the connection, the acceptance's bytes and the name in one commit. The handshake
 *    itself is work: this answers at once.
 * 2. The same requestId again, or the same code, makes no second connection.
 */
import { jsonOf } from '../json.ts';
import { readAddress } from '../connection/address.ts';
import type { Connection } from '../connection/connection.schema.ts';
import { ownInfo, readConnection, readInstance, readInvite, wake } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { purge } from '../connection/exchange/ending.ts';
import { GIVE_UP_MS } from '../connection/handshake/verdict.ts';
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import { readInvitation } from '../connection/invitation/decode.ts';
import type { InvitationReading, ReadInvitation } from '../connection/invitation/decode.ts';
import type { Acceptance } from '../connection/messages.schema.ts';
import { freeName, takeName } from '../connection/names.ts';
import type { NodeInfo } from '../connection/node-info.schema.ts';
import { keepInvite } from '../connection/secrets.ts';
import { requestRowSchema } from '../connection/store/records.schema.ts';
import type { InviteRow } from '../connection/store/records.schema.ts';
import { create, readRow, replace } from '../connection/store/rows.ts';
import { hostOf } from '../connection/trouble.ts';
import { negotiate, rangesOf } from '../connection/versions.ts';
import { id } from '../ids.ts';
import type { ConnectionId } from '../ids.ts';
import type { AcceptRequest, Done, Refusal } from '../node.ts';
import type { Project } from '../tracker.ts';
import { allConnections } from './connections.ts';
import { checkProject, checkReady, checkRequestId } from './checks.ts';
import { DONE, refusal } from './refusal.ts';

export type Accepted = { readonly kind: 'done'; readonly connectionId: ConnectionId } | Refusal;

export async function accept(context: Context, request: AcceptRequest): Promise<Accepted> {
  const malformed = checkRequestId(request.requestId);
  if (malformed !== null) return malformed;
  const before = await readRow<{ readonly connectionId: string }>(context.store, 'request', request.requestId, requestRowSchema);
  if (before !== null) return { kind: 'done', connectionId: id<ConnectionId>(before.value.connectionId) };
  const own = await ownInfo(context);
  const unready = checkReady(context, own, (await readInstance(context)).value.visibility);
  if (unready !== null) return unready;
  const read = await readCode(context, own, request.code);
  if (read.kind === 'refused') return read;
  const refused = checkInviter(context, own, read.invitation);
  if (refused !== null) return refused;
  const checkedProject = await checkProject(context, request.projectId);
  if (checkedProject.kind === 'refused') return checkedProject;
  return await commitAcceptance(context, own, request, read.invitation, checkedProject.project);
}

/** Nothing is known of the code afterwards but that it was declined, which the inviter is told. */
export async function declineCode(context: Context, code: string): Promise<Done> {
  const own = await ownInfo(context);
  const read = await readCode(context, own, code);
  if (read.kind === 'refused') return read;
  const { invitation } = read;
  const address = inviterUrl(context, invitation);
  if (address === undefined) return forbidden(context, invitation);
  const nonce = context.random.token();
  await keepInvite(context, invitation.inviteId, { secret: invitation.payload.invitationSecret, nonce, code: '' });
  await context.store.commit([create('invite', invitation.inviteId, { ...inviteRow(context, invitation, address), declined: true })]);
  await wake(context, 'declined');
  return DONE;
}

async function readCode(
  context: Context,
  own: NodeInfo,
  code: string,
): Promise<{ readonly kind: 'read'; readonly invitation: ReadInvitation } | Refusal> {
  const rows = await allConnections(context);
  const connections = rows.map(({ value }) => ({ id: value.id, inviteId: value.inviteId, name: value.name }));
  const reading = await readInvitation(
    code,
    { instanceUid: own.instanceUid, callable: !own.pollOnly, now: context.clock.now(), connections },
    context.crypto,
  );
  const takenBack =
    reading.kind === 'alreadyConnected' && rows.some(({ value }) => value.id === reading.connection.id && value.state === 'deleted');
  if (takenBack) return refusal('code.takenBack', 'code');
  if (reading.kind !== 'ok') return refusal('code.' + reading.kind, 'code', paramsOf(context, own, reading));
  // Its commitment would be to a living connection, which this version cannot rekey.
  if (reading.invitation.payload.rekey !== undefined) return refusal('code.newerVersion', 'code', { version: 'rekey' });
  if (context.clock.now() > reading.invitation.payload.expiresAt + GIVE_UP_MS) return refusal('expired', 'code');
  return { kind: 'read', invitation: reading.invitation };
}

function paramsOf(
  context: Context,
  own: NodeInfo,
  reading: Exclude<InvitationReading, { kind: 'ok' }>,
): { readonly [name: string]: string } {
  if (reading.kind === 'alreadyConnected') return { name: reading.connection.name };
  if (reading.kind !== 'otherInstance' && reading.kind !== 'madeHere') return {};
  const { destinationUrl } = reading.invitation.payload.connection;
  return { here: own.name, invited: destinationUrl === null ? '' : hostOf(context, destinationUrl) };
}

/** Undefined: an address that is not allowed; null: the inviter cannot be called. */
function inviterUrl(context: Context, invitation: ReadInvitation): string | null | undefined {
  const { baseUrl, pollOnly } = invitation.payload.nodeInfo;
  if (baseUrl === null || pollOnly) return null;
  const address = readAddress(baseUrl, context.facts.allowLoopback);
  return address.kind === 'refused' ? undefined : address.url;
}

function forbidden(context: Context, invitation: ReadInvitation): Refusal {
  return refusal('forbiddenAddress', 'code', { host: hostOf(context, invitation.payload.nodeInfo.baseUrl ?? '') });
}

function checkInviter(context: Context, own: NodeInfo, invitation: ReadInvitation): Refusal | null {
  const { nodeInfo, connection } = invitation.payload;
  if (inviterUrl(context, invitation) === undefined) return forbidden(context, invitation);
  // The inviter fetches the acceptance here.
  if (connection.destinationUrl !== null && own.pollOnly) return refusal('mustBePublic', 'code');
  return negotiate(own, nodeInfo).kind === 'none' ? refusal('versions', 'code', { ours: rangesOf(own), theirs: rangesOf(nodeInfo) }) : null;
}

function inviteRow(context: Context, invitation: ReadInvitation, url: string | null): InviteRow {
  const { payload, codeHash } = invitation;
  return {
    role: 'acceptor',
    connectionId: payload.connection.id,
    codeHash,
    expiresAt: payload.expiresAt,
    phase: 'open',
    byUrl: payload.connection.destinationUrl !== null,
    url,
    partner: payload.nodeInfo,
    acceptance: null,
    completion: null,
    commit: payload.commit,
    declined: false,
    sent: false,
    dueAt: context.clock.now(),
    failures: 0,
  };
}

async function commitAcceptance(
  context: Context,
  own: NodeInfo,
  request: AcceptRequest,
  invitation: ReadInvitation,
  project: Project | null,
): Promise<Accepted> {
  const { payload, inviteId, codeHash } = invitation;
  const connectionId = id<ConnectionId>(payload.connection.id);
  if (!(await makeRoom(context, connectionId))) return refusal('code.alreadyConnected', 'code', { name: payload.connection.name });
  const url = inviterUrl(context, invitation) ?? null;
  const nonceA = context.random.token();
  const shortNames = { localShortName: payload.connection.remoteShortName, remoteShortName: payload.connection.localShortName };
  const acceptance: Acceptance = { v: 1, codeHash, nonceA, nodeInfo: own, connection: shortNames };
  const name = await freeName(context, payload.connection.name);
  const connection: Connection = {
    id: connectionId,
    role: 'acceptor',
    state: 'accepting',
    failure: null,
    inviteId,
    codeHash,
    epoch: 1,
    mode: payload.connection.mode,
    name,
    ...shortNames,
    description: payload.connection.description,
    projectId: project === null ? null : project.id,
    projectName: project === null ? null : project.name,
    askBeforeActivating: false,
    partner: payload.nodeInfo,
    partnerUrl: url,
    securityNumber: null,
    versions: null,
    partnerDeactivated: false,
    createdAt: context.clock.now(),
    activatedAt: null,
    expiresAt: payload.expiresAt,
    lastExchangeAt: null,
    trouble: null,
  };
  await keepInvite(context, inviteId, { secret: payload.invitationSecret, nonce: nonceA, code: '' });
  const invite = { ...inviteRow(context, invitation, url), acceptance: asciiJson(jsonOf(acceptance)) };
  const declined = await readInvite(context, inviteId);
  const outcome = await context.store.commit([
    create('request', request.requestId, { connectionId, at: context.clock.now() }),
    create('connection', connectionId, connection),
    declined === null ? create('invite', inviteId, invite) : replace(declined, invite),
    await takeName(context, name, connectionId),
  ]);
  if (outcome === 'conflict') return await whoWon(context, request, connectionId, name);
  await wake(context, 'accepted');
  return { kind: 'done', connectionId };
}

/**
 * A new code for a connection that came to nothing has the same id. False: there is one that lives. One that was deleted here
 * and whose inviter was not told goes too: who made a new code has given up the old one.
 */
async function makeRoom(context: Context, connectionId: ConnectionId): Promise<boolean> {
  const before = await readConnection(context, connectionId);
  if (before === null) return true;
  if (!['failed', 'removedByPartner', 'deleted'].includes(before.value.state)) return false;
  await purge(context, before, connectionId);
  return true;
}

async function whoWon(context: Context, request: AcceptRequest, connectionId: ConnectionId, name: string): Promise<Accepted> {
  const mine = await readRow<{ readonly connectionId: string }>(context.store, 'request', request.requestId, requestRowSchema);
  if (mine !== null) return { kind: 'done', connectionId: id<ConnectionId>(mine.value.connectionId) };
  const theirs = await readConnection(context, connectionId);
  return theirs === null
    ? refusal('busy')
    : refusal('code.alreadyConnected', 'code', { name: theirs.value.name === '' ? name : theirs.value.name });
}
