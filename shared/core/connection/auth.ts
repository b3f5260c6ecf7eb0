/**
 * Signing and checking requests and answers. PROTOCOL §4
 *
 * 1. A MAC binds the kind, method, route, key id, nonce and the exact bytes of the body: an answer cannot stand for a
 *    request, nor one route's message for another's.
 * 2. An answer repeats its request's method, route and nonce, and is signed by the other direction's key.
 * 3. A header that is missing, repeated or malformed is refused before any key is looked up; MACs are compared in constant time.
 */
import type { Crypto } from '../ports.ts';

export interface Signed {
  readonly kind: 'request' | 'answer';
  readonly method: string;
  /** `/entente/v1/…`, as appended to the base URL. */
  readonly route: string;
  readonly keyid: string;
  readonly nonce: string;
  readonly body: string;
}

export interface AuthHeader {
  readonly keyid: string;
  readonly nonce: string;
  readonly mac: string;
}

const HEADER = /^1 ([A-Za-z0-9.]{1,80}) ([A-Za-z0-9_-]{43}) ([A-Za-z0-9+/]{43}=)$/;

/** The value of `Entente-Auth`. */
export async function authHeader(signed: Signed, key: string, crypto: Crypto): Promise<string> {
  return '1 ' + signed.keyid + ' ' + signed.nonce + ' ' + (await macOf(signed, key, crypto));
}

/** Null unless there is exactly one header and it is well formed. */
export function readAuthHeader(values: readonly string[]): AuthHeader | null {
  const found = values.length === 1 ? HEADER.exec(values[0] ?? '') : null;
  if (found === null) return null;
  return { keyid: found[1] ?? '', nonce: found[2] ?? '', mac: found[3] ?? '' };
}

export async function isSignedBy(signed: Signed, mac: string, key: string, crypto: Crypto): Promise<boolean> {
  return sameText(await macOf(signed, key, crypto), mac);
}

async function macOf(signed: Signed, key: string, crypto: Crypto): Promise<string> {
  const bodyHash = await crypto.sha256(signed.body);
  const lines = ['entente/1 ' + signed.kind, signed.method, signed.route, signed.keyid, signed.nonce, bodyHash];
  return await crypto.hmac(key, lines.join('\n'));
}

/** Takes as long whichever character differs. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length === 0 ? 1 : b.length));
  return difference === 0;
}
