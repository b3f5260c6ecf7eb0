/**
 * What both sides derive from the invitation secret. PROTOCOL §2
 *
 * 1. The text of a secret or nonce, never its bytes, enters a hash or MAC.
 * 2. Whoever rewrote the code on its way changes codeHash, hence the transcript, the number and the keys.
 */
import type { ConnectionId, InviteId } from '../ids.ts';
import type { Crypto } from '../ports.ts';

/** The sender of what is signed: initiator to acceptor, or back. */
export type Direction = 'i2a' | 'a2i';

export interface KeyPair {
  readonly i2a: string;
  readonly a2i: string;
}

export async function handshakeKeys(secret: string, crypto: Crypto): Promise<KeyPair> {
  return {
    i2a: await crypto.hmac(secret, 'entente/1 handshake i2a'),
    a2i: await crypto.hmac(secret, 'entente/1 handshake a2i'),
  };
}

export interface TranscriptParts {
  readonly codeHash: string;
  /** The exact bytes of the acceptance. */
  readonly acceptance: string;
  readonly nonceI: string;
}

export async function transcriptOf(parts: TranscriptParts, crypto: Crypto): Promise<string> {
  const acceptanceHash = await crypto.sha256(parts.acceptance);
  return await crypto.sha256('entente/1 transcript\n' + parts.codeHash + '\n' + acceptanceHash + '\n' + parts.nonceI);
}

/** Six digits, the same on both sides, for two people to compare. */
export async function securityNumberOf(transcript: string, crypto: Crypto): Promise<string> {
  const hash = await crypto.sha256('entente/1 number\n' + transcript);
  return ('00000' + (parseInt(hash.slice(0, 8), 16) % 1000000)).slice(-6);
}

export async function connectionKeys(secret: string, epoch: number, transcript: string, crypto: Crypto): Promise<KeyPair> {
  return {
    i2a: await crypto.hmac(secret, 'entente/1 connection i2a ' + epoch + '\n' + transcript),
    a2i: await crypto.hmac(secret, 'entente/1 connection a2i ' + epoch + '\n' + transcript),
  };
}

export function inviteKeyid(inviteId: InviteId, direction: Direction): string {
  return 'invite.' + inviteId + '.' + direction;
}

export function connectionKeyid(connectionId: ConnectionId, epoch: number, direction: Direction): string {
  return connectionId + '.' + epoch + '.' + direction;
}
