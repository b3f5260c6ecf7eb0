/**
 * Reading an invitation code. PROTOCOL §1
 *
 * 1. `ok` is answered only for exactly the bytes that some inviter encoded: the sum covers all of them.
 * 2. Everything else has a result of its own; nothing that is pasted makes this throw.
 * 3. Unknown members are kept. All that a code says is a claim until the handshake is done.
 */
import { base64Decode } from './base64.ts';
import { readJsonObject } from './decode-json.ts';
import { isBase64, MAX_PASTED, roughBytes, showsAny, stripPasted, type Pasted } from './decode-text.ts';
import { codeHashOf, inviteIdOf, sumOf } from './encode.ts';
import { exalateMaker, looksLikeExalate, type ExalateMaker } from './exalate.ts';
import { invitationPayloadSchema, type InvitationPayload } from './payload.schema.ts';
import { checked } from '../../checked.schema.ts';
import type { InviteId } from '../../ids.ts';
import type { JsonObject } from '../../json.ts';
import type { Crypto } from '../../ports.ts';

export interface ReadInvitation {
  readonly payload: InvitationPayload;
  readonly inviteId: InviteId;
  readonly codeHash: string;
}

/** Where the code is read, and what is known there. */
export interface InvitationReader {
  readonly instanceUid: string;
  /** Whether partners can call this side. */
  readonly callable: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** All connections here, ended ones too: a code never works twice. */
  readonly connections: readonly { readonly id: string; readonly inviteId: string; readonly name: string }[];
}

export type InvitationReading =
  /** `expired` is a warning: only the inviter's clock decides. */
  | { readonly kind: 'ok'; readonly invitation: ReadInvitation; readonly expired: boolean }
  | { readonly kind: 'empty' }
  | { readonly kind: 'notACode' }
  /** All there is, is right; the end is missing. */
  | { readonly kind: 'cutOff' }
  /** `why` is for the log: characters that do not belong, JSON, sum, or members that are not as they should be. */
  | { readonly kind: 'damaged'; readonly why: 'characters' | 'structure' | 'sum' | 'shape' }
  | { readonly kind: 'newerVersion'; readonly version: number }
  /** `maker` is null where too little can be read. */
  | { readonly kind: 'exalate'; readonly maker: ExalateMaker | null }
  | { readonly kind: 'madeHere'; readonly invitation: ReadInvitation }
  | { readonly kind: 'otherInstance'; readonly invitation: ReadInvitation }
  | {
      readonly kind: 'alreadyConnected';
      readonly invitation: ReadInvitation;
      readonly connection: { readonly id: string; readonly name: string };
    }
  | { readonly kind: 'neitherCallable'; readonly invitation: ReadInvitation };

/** What the text alone says, wherever it is read. */
export type DecodedInvitation =
  | { readonly kind: 'ok'; readonly invitation: ReadInvitation }
  | Extract<InvitationReading, { readonly kind: 'empty' | 'notACode' | 'cutOff' | 'damaged' | 'newerVersion' | 'exalate' }>;

const VERSION = 1;
/** Member names of a code, for telling a damaged code from any other text. */
const NAMES =
  /"(?:invitationSecret|invitedInstanceUid|nodeInfo|instanceUid|issueTrackerUrl|minHubObjectsVersion|pollOnly|expiresAt|localShortName|commit)"/;
const BEGINNING = '{"invitationSecret"';

/** `text`: as pasted. */
export async function decodeInvitation(text: string, crypto: Crypto): Promise<DecodedInvitation> {
  if (text.length > MAX_PASTED) return { kind: 'notACode' };
  const pasted = stripPasted(text);
  if (pasted.text === '') return pasted.ellipsis ? { kind: 'notACode' } : { kind: 'empty' };
  const json = isBase64(pasted.text) ? base64Decode(pasted.text) : null;
  const reading = json === null ? null : readJsonObject(json);
  if (json === null || reading === null || reading.kind !== 'object') return whatIsWrong(pasted);
  return await decodeObject(json, reading.object, crypto);
}

/** The code as this instance sees it. */
export async function readInvitation(text: string, reader: InvitationReader, crypto: Crypto): Promise<InvitationReading> {
  const decoded = await decodeInvitation(text, crypto);
  if (decoded.kind !== 'ok') return decoded;
  const { invitation } = decoded;
  const { nodeInfo, invitedInstanceUid, expiresAt } = invitation.payload;
  if (nodeInfo.instanceUid === reader.instanceUid) return { kind: 'madeHere', invitation };
  const used = reader.connections.filter((connection) => connection.inviteId === invitation.inviteId)[0];
  if (used !== undefined) return { kind: 'alreadyConnected', invitation, connection: { id: used.id, name: used.name } };
  if (invitedInstanceUid !== null && invitedInstanceUid !== reader.instanceUid) return { kind: 'otherInstance', invitation };
  if (!reader.callable && (nodeInfo.baseUrl === null || nodeInfo.pollOnly)) return { kind: 'neitherCallable', invitation };
  return { kind: 'ok', invitation, expired: reader.now >= expiresAt };
}

async function decodeObject(json: string, object: JsonObject, crypto: Crypto): Promise<DecodedInvitation> {
  const sumAt = json.lastIndexOf(',"sum":"');
  if (sumAt < 0 || object['sum'] === undefined) return withoutSum(json, object);
  const expected = ',"sum":"' + (await sumOf(json.slice(0, sumAt), crypto)) + '"}';
  if (json.slice(sumAt) !== expected) return { kind: 'damaged', why: 'sum' };
  const version = object['v'];
  if (typeof version === 'number' && version > VERSION) return { kind: 'newerVersion', version };
  const payload = checked(invitationPayloadSchema, object);
  if (payload === null) return { kind: 'damaged', why: 'shape' };
  const inviteId = await inviteIdOf(payload.invitationSecret, crypto);
  return { kind: 'ok', invitation: { payload, inviteId, codeHash: await codeHashOf(json, crypto) } };
}

function withoutSum(json: string, object: JsonObject): DecodedInvitation {
  const maker = exalateMaker(object);
  if (maker !== null) return { kind: 'exalate', maker };
  return NAMES.test(json) ? { kind: 'damaged', why: 'sum' } : { kind: 'notACode' };
}

function whatIsWrong(pasted: Pasted): DecodedInvitation {
  const { text, ellipsis } = pasted;
  if (looksLikeExalate(text)) return { kind: 'exalate', maker: null };
  if (!isBeginning(text) && !showsAny(text, NAMES)) return { kind: 'notACode' };
  if (!isBase64(text)) return ellipsis ? { kind: 'cutOff' } : { kind: 'damaged', why: 'characters' };
  // Padding is the end of a code, so the end is there; else the complete groups say whether all before it is right.
  if (ellipsis || (text.charAt(text.length - 1) !== '=' && endsEarly(roughBytes(text, 0)))) return { kind: 'cutOff' };
  return { kind: 'damaged', why: 'structure' };
}

/** A lost quotation mark makes the text end inside a string; its own end shows that nothing is missing. */
function endsEarly(bytes: string): boolean {
  return readJsonObject(bytes).kind === 'endsEarly' && !/,"sum":"[A-Za-z0-9_-]{11}"\}$/.test(bytes);
}

/** A code may be cut before the first name is complete. */
function isBeginning(text: string): boolean {
  const bytes = roughBytes(text, 0);
  return bytes !== '' && BEGINNING.slice(0, bytes.length) === bytes.slice(0, BEGINNING.length);
}
