/**
 * Initiate connection. PRODUCT, "Initiate connection"
 *
 * 1. Nothing is stored before everything has been checked, and then everything in one commit.
 * 2. The same requestId again answers what the first one made; names are unique in the instance.
 */
import type { Connection } from '../connection/connection.schema.ts';
import { ownInfo, readConnection, readInstance, wake } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import type { NodeInfo } from '../connection/node-info.schema.ts';
import { isNameTaken, takeName } from '../connection/names.ts';
import { eraseHandshakeKeys, eraseInviteSecret, readInviteSecret } from '../connection/secrets.ts';
import { requestRowSchema } from '../connection/store/records.schema.ts';
import { create, readRow } from '../connection/store/rows.ts';
import { id } from '../ids.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import type { InitiateRequest, Invitation, Refusal } from '../node.ts';
import type { Project } from '../tracker.ts';
import { checkDescription, checkName, checkProject, checkReady, checkRequestId, checkShortName } from './checks.ts';
import { makeInvitation } from './invitation.ts';
import type { Destination, MadeInvitation } from './invitation.ts';
import { MODES, probe } from './probe.ts';
import { refusal } from './refusal.ts';

export type Initiated = { readonly kind: 'done'; readonly connectionId: ConnectionId; readonly invitation: Invitation } | Refusal;

export async function initiate(context: Context, request: InitiateRequest): Promise<Initiated> {
  const malformed = checkForm(request);
  if (malformed !== null) return malformed;
  const before = await madeBefore(context, request.requestId);
  if (before !== null) return before;
  const own = await ownInfo(context);
  const unready = checkReady(context, own, (await readInstance(context)).value.visibility);
  if (unready !== null) return unready;
  if (request.destinationUrl === null && own.pollOnly) return refusal('noUrlWhilePrivate', 'destinationUrl');
  if (await isNameTaken(context, request.name)) return refusal('name.taken', 'name', { name: request.name });
  const checkedProject = await checkProject(context, request.projectId);
  if (checkedProject.kind === 'refused') return checkedProject;
  const destination = await findDestination(context, request);
  if (destination !== null && destination.kind === 'refused') return destination;
  return await make(context, request, own, destination, checkedProject.project);
}

/** Only while pending. */
export async function invitationOf(
  context: Context,
  connectionId: ConnectionId,
): Promise<({ readonly kind: 'done' } & Invitation) | Refusal> {
  const connection = await readConnection(context, connectionId);
  if (connection === null || connection.value.state === 'deleted') return refusal('connection.gone');
  const secret = connection.value.state === 'pending' ? await readInviteSecret(context, id<InviteId>(connection.value.inviteId)) : null;
  if (secret === null || connection.value.expiresAt === null) return refusal('notNow');
  return { kind: 'done', code: secret.code, expiresAt: connection.value.expiresAt };
}

function checkForm(request: InitiateRequest): Refusal | null {
  return (
    checkRequestId(request.requestId) ??
    (MODES.includes(request.mode) ? null : refusal('mode.dropped', 'mode')) ??
    checkShortName(request.localShortName, 'localShortName') ??
    checkShortName(request.remoteShortName, 'remoteShortName') ??
    checkName(request.name, 'name', 'name') ??
    checkDescription(request.description)
  );
}

async function madeBefore(context: Context, requestId: string): Promise<Initiated | null> {
  const row = await readRow<{ readonly connectionId: string }>(context.store, 'request', requestId, requestRowSchema);
  if (row === null) return null;
  const connectionId = id<ConnectionId>(row.value.connectionId);
  const invitation = await invitationOf(context, connectionId);
  return invitation.kind === 'refused'
    ? invitation
    : { kind: 'done', connectionId, invitation: { code: invitation.code, expiresAt: invitation.expiresAt } };
}

async function findDestination(
  context: Context,
  request: InitiateRequest,
): Promise<({ readonly kind: 'found' } & NonNullable<Destination>) | Refusal | null> {
  if (request.destinationUrl === null) return null;
  const found = await probe(context, request.destinationUrl);
  if (found.kind === 'refused') return refusal(found.code, 'destinationUrl', found.params);
  return found.modes.includes(request.mode) ? { kind: 'found', url: found.baseUrl, node: found.node } : refusal('mode.dropped', 'mode');
}

async function make(
  context: Context,
  request: InitiateRequest,
  own: NodeInfo,
  destination: Destination,
  project: Project | null,
): Promise<Initiated> {
  const connectionId = id<ConnectionId>(context.random.uuid().replace(/-/g, ''));
  const made = await makeInvitation(context, own, { ...request, id: connectionId }, destination);
  const outcome = await context.store.commit([
    create('request', request.requestId, { connectionId, at: context.clock.now() }),
    create('connection', connectionId, newConnection(context, request, connectionId, { made, destination, project })),
    create('invite', made.inviteId, made.row),
    await takeName(context, request.name, connectionId),
  ]);
  if (outcome === 'committed') {
    // A side that cannot be rung has begun to ask: nothing else would tell its host so.
    if (made.row.dueAt !== null) await wake(context, 'initiated');
    return { kind: 'done', connectionId, invitation: { code: made.code, expiresAt: made.expiresAt } };
  }
  await eraseInviteSecret(context, made.inviteId);
  await eraseHandshakeKeys(context, made.inviteId);
  return (await madeBefore(context, request.requestId)) ?? refusal('name.taken', 'name', { name: request.name });
}

interface Parts {
  readonly made: MadeInvitation;
  readonly destination: Destination;
  readonly project: Project | null;
}

function newConnection(
  context: Context,
  request: InitiateRequest,
  connectionId: ConnectionId,
  { made, destination, project }: Parts,
): Connection {
  return {
    id: connectionId,
    role: 'initiator',
    state: 'pending',
    failure: null,
    inviteId: made.inviteId,
    codeHash: made.codeHash,
    epoch: 1,
    mode: request.mode,
    name: request.name,
    localShortName: request.localShortName,
    remoteShortName: request.remoteShortName,
    description: request.description,
    projectId: project === null ? null : project.id,
    projectName: project === null ? null : project.name,
    askBeforeActivating: request.askBeforeActivating,
    partner: destination === null ? null : destination.node,
    partnerUrl: destination === null ? null : destination.url,
    securityNumber: null,
    versions: null,
    partnerDeactivated: false,
    createdAt: context.clock.now(),
    activatedAt: null,
    expiresAt: made.expiresAt,
    lastExchangeAt: null,
    trouble: null,
  };
}
