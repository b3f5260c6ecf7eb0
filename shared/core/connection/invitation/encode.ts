/**
 * Making an invitation code, and the values both sides derive from one. PROTOCOL §1
 *
 * 1. `sum` is always the last member and covers every byte before `,"sum"`.
 * 2. `codeHash` is over the decoded bytes as they stand in the code; nothing is serialised again to be checked.
 */
import { id } from '../../ids.ts';
import type { InviteId } from '../../ids.ts';
import { jsonOf } from '../../json.ts';
import type { Json } from '../../json.ts';
import type { Crypto } from '../../ports.ts';
import { asciiJson } from './ascii-json.ts';
import { base64Encode, base64UrlOfHex } from './base64.ts';
import type { InvitationPayload } from './payload.schema.ts';

export interface EncodedInvitation {
  /** What the admin sends. */
  readonly code: string;
  readonly codeHash: string;
}

export async function encodeInvitation(payload: InvitationPayload, crypto: Crypto): Promise<EncodedInvitation> {
  const head = asciiJson(wire(payload)).slice(0, -1);
  const json = head + ',"sum":"' + (await sumOf(head, crypto)) + '"}';
  return { code: base64Encode(json), codeHash: await codeHashOf(json, crypto) };
}

/** First 11 base64url characters of SHA-256 over what stands before `,"sum"`. */
export async function sumOf(head: string, crypto: Crypto): Promise<string> {
  return base64UrlOfHex(await crypto.sha256(head)).slice(0, 11);
}

/** Over the decoded text of the whole code, `sum` included. */
export async function codeHashOf(decoded: string, crypto: Crypto): Promise<string> {
  return await crypto.sha256(decoded);
}

export async function inviteIdOf(secret: string, crypto: Crypto): Promise<InviteId> {
  return id<InviteId>((await crypto.sha256('entente/1 invite\n' + secret)).slice(0, 32));
}

/** The members in the order of the protocol, whatever order the caller built them in. */
function wire(payload: InvitationPayload): Json {
  return {
    invitationSecret: payload.invitationSecret,
    invitedInstanceUid: payload.invitedInstanceUid,
    nodeInfo: jsonOf(payload.nodeInfo),
    v: payload.v,
    expiresAt: payload.expiresAt,
    connection: jsonOf(payload.connection),
    commit: payload.commit,
    ...(payload.rekey === undefined ? {} : { rekey: { connectionId: payload.rekey.connectionId, epoch: payload.rekey.epoch } }),
  };
}
