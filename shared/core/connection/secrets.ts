/**
 * Where this half keeps its secrets. PROTOCOL §2
 *
 * 1. The invitation secret, nonce and code go with the first valid exchange; the handshake keys, which cannot make a
 *    connection's keys, stay until no acceptor asks any more, so that a late one still gets an authenticated verdict.
 * 2. Keys are named by their transcript: of two acceptances at once, the loser's keys never take the winner's place.
 */
import { checkedText } from '../checked.schema.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import type { Context } from './context.ts';
import { connectionKeys, handshakeKeys } from './keys.ts';
import type { KeyPair } from './keys.ts';
import { inviteSecretSchema, keyPairSchema } from './store/records.schema.ts';

export interface InviteSecret {
  readonly secret: string;
  /** The initiator's nonce, revealed by the completion; the acceptor's is public. */
  readonly nonce: string;
  /** The code, for the initiator's page while it is pending. */
  readonly code: string;
}

export async function keepInvite(context: Context, inviteId: InviteId, invite: InviteSecret): Promise<void> {
  await context.secrets.set('handshake.' + inviteId, JSON.stringify(await handshakeKeys(invite.secret, context.crypto)));
  await context.secrets.set('invite.' + inviteId, JSON.stringify(invite));
}

export async function readInviteSecret(context: Context, inviteId: InviteId): Promise<InviteSecret | null> {
  const text = await context.secrets.get('invite.' + inviteId);
  return text === null ? null : checkedText(inviteSecretSchema, text);
}

export async function readHandshakeKeys(context: Context, inviteId: InviteId): Promise<KeyPair | null> {
  return await readPair(context, 'handshake.' + inviteId);
}

export async function eraseInviteSecret(context: Context, inviteId: InviteId): Promise<void> {
  await context.secrets.remove('invite.' + inviteId);
}

export async function eraseHandshakeKeys(context: Context, inviteId: InviteId): Promise<void> {
  await context.secrets.remove('handshake.' + inviteId);
}

/** Answers the name under which the keys are kept. */
export async function keepConnectionKeys(
  context: Context,
  connectionId: ConnectionId,
  epoch: number,
  secret: string,
  transcript: string,
): Promise<string> {
  const name = 'keys.' + connectionId + '.' + epoch + '.' + transcript.slice(0, 16);
  await context.secrets.set(name, JSON.stringify(await connectionKeys(secret, epoch, transcript, context.crypto)));
  return name;
}

export async function readPair(context: Context, name: string): Promise<KeyPair | null> {
  const text = await context.secrets.get(name);
  return text === null ? null : checkedText(keyPairSchema, text);
}
