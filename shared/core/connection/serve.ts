/**
 * The node's public routes. PROTOCOL §2–§4
 *
 * 1. Nothing but node info is answered before the request's MAC has been checked over the exact bytes.
 * 2. A key id belongs to one route's subject and one direction: an acceptor's key opens no acceptor's route.
 * 3. Every answer is HTTP 200 with JSON; those to authenticated requests are signed, verdicts included. A bug answers without
 *    a signature, so the partner takes it for a transport failure and tries again.
 * 4. While it is not known whether this is a copy, it speaks to nobody: it would speak as the original.
 */
import { jsonOf } from '../json.ts';
import { faultOf } from '../fault.ts';
import { id } from '../ids.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import type { PartnerAnswer, PartnerRequest } from '../node.ts';
import { authHeader, isSignedBy, readAuthHeader } from './auth.ts';
import type { AuthHeader } from './auth.ts';
import { infoOf, readConnection, readIn, readInstance } from './context.ts';
import type { Context } from './context.ts';
import { directionOf, serveExchange } from './exchange/exchange.ts';
import { serveCompletion, serveFetch, serveVerdict } from './handshake/acceptor.ts';
import { serveAcceptance, serveDecline, serveRing } from './handshake/initiator.ts';
import type { Served } from './handshake/verdict.ts';
import { asciiJson } from './invitation/ascii-json.ts';
import { connectionKeyid, inviteKeyid } from './keys.ts';
import type { Direction, KeyPair } from './keys.ts';
import { readHandshakeKeys, readPair } from './secrets.ts';

const MAX_BODY = 1048576;
const ROUTE = /^\/entente\/v1\/(invitations|acceptances|connections)\/([0-9a-f]{32})(?:\/([a-z]+))?$/;

/** Who has to have signed, with which key, and who answers. */
interface Door {
  readonly theirs: Direction;
  readonly keyid: (direction: Direction) => string;
  readonly keys: KeyPair;
  readonly serve: () => Promise<Served>;
}

export async function serve(context: Context, request: PartnerRequest): Promise<PartnerAnswer> {
  try {
    const instance = (await readInstance(context)).value;
    if (instance.copiedFrom !== null) return unsigned(errorBody('unavailable'));
    if (request.method === 'GET' && request.route === '/entente/v1/node')
      return unsigned(asciiJson(jsonOf(infoOf(context.facts, instance))));
    const header = readAuthHeader(request.auth);
    if (header === null || request.body.length > MAX_BODY) return unsigned(errorBody('unauthenticated'));
    return await serveSigned(context, request, header);
  } catch (caught) {
    const { code, detail } = faultOf(caught);
    context.log.write('error', 'partner.answer', { code, detail });
    return unsigned(errorBody('unavailable'));
  }
}

async function serveSigned(context: Context, request: PartnerRequest, header: AuthHeader): Promise<PartnerAnswer> {
  const door = await doorOf(context, request);
  if (door === null || header.keyid !== door.keyid(door.theirs)) return unsigned(errorBody('unauthenticated'));
  const { method, route, body } = request;
  const asked = { kind: 'request' as const, method, route, keyid: header.keyid, nonce: header.nonce, body };
  if (!(await isSignedBy(asked, header.mac, door.keys[door.theirs], context.crypto))) return unsigned(errorBody('unauthenticated'));
  const served = await door.serve();
  const answer = served.kind === 'body' ? served.body : errorBody(served.code, served.retryAfterS);
  const own = door.theirs === 'i2a' ? 'a2i' : 'i2a';
  const signed = { kind: 'answer' as const, method, route, keyid: door.keyid(own), nonce: header.nonce, body: answer };
  return { status: 200, auth: await authHeader(signed, door.keys[own], context.crypto), body: answer };
}

async function doorOf(context: Context, request: PartnerRequest): Promise<Door | null> {
  const found = ROUTE.exec(request.route);
  if (found === null) return null;
  const subject = found[2] ?? '';
  const what = request.method + ' ' + (found[1] ?? '') + (found[3] === undefined ? '' : ' ' + found[3]);
  if (found[1] === 'connections')
    return what === 'POST connections exchange' ? await connectionDoor(context, id<ConnectionId>(subject), request.body) : null;
  return await inviteDoor(context, id<InviteId>(subject), what, request.body);
}

async function inviteDoor(context: Context, inviteId: InviteId, what: string, body: string): Promise<Door | null> {
  const theirs = what.indexOf(' invitations ') > 0 ? 'a2i' : 'i2a';
  const handlers: { readonly [what: string]: (() => Promise<Served>) | undefined } = {
    'POST invitations ring': () => serveRing(context, inviteId),
    'POST invitations acceptances': () => serveAcceptance(context, inviteId, body),
    'POST invitations decline': () => serveDecline(context, inviteId),
    'GET acceptances': () => serveFetch(context, inviteId),
    'POST acceptances verdict': () => serveVerdict(context, inviteId, body),
    'POST acceptances completion': () => serveCompletion(context, inviteId, body),
  };
  const handler = handlers[what];
  const keys = handler === undefined ? null : await readHandshakeKeys(context, inviteId);
  if (handler === undefined || keys === null) return null;
  return { theirs, keyid: (direction) => inviteKeyid(inviteId, direction), keys, serve: handler };
}

async function connectionDoor(context: Context, connectionId: ConnectionId, body: string): Promise<Door | null> {
  const connection = await readConnection(context, connectionId);
  const incoming = connection === null ? null : await readIn(context, connectionId);
  const keys = incoming === null ? null : await readPair(context, incoming.value.keys);
  if (connection === null || keys === null) return null;
  const { epoch, role } = connection.value;
  return {
    theirs: directionOf(role) === 'i2a' ? 'a2i' : 'i2a',
    keyid: (direction) => connectionKeyid(connectionId, epoch, direction),
    keys,
    serve: () => serveExchange(context, connectionId, body),
  };
}

function unsigned(body: string): PartnerAnswer {
  return { status: 200, auth: null, body };
}

function errorBody(code: string, retryAfterS?: number): string {
  return asciiJson({ error: { code, message: code, ...(retryAfterS === undefined ? {} : { retryAfter: retryAfterS }) } });
}
