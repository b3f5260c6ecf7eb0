/**
 * One request to a partner, and what its answer is worth. PROTOCOL §4, §6
 *
 * 1. Only an answer that is HTTP 200, JSON and signed by the other direction's key over this request's nonce counts;
 *    anything else is a transport failure, never a verdict.
 * 2. The address passes the rules again before each call: it may have been stored by an older version.
 */
import { checkedText } from '../checked.schema.ts';
import type { PartnerReply } from '../ports.ts';
import { readAddress } from './address.ts';
import { authHeader, isSignedBy, readAuthHeader } from './auth.ts';
import type { Context } from './context.ts';
import { errorSchema } from './messages.schema.ts';

const TIMEOUT_MS = 30000;
const MAX_BODY = 1048576;

export interface SignedCall {
  readonly baseUrl: string;
  readonly method: 'GET' | 'POST';
  readonly route: string;
  readonly body: string;
  readonly own: { readonly keyid: string; readonly key: string };
  readonly theirs: { readonly keyid: string; readonly key: string };
}

export type FailedCall = {
  readonly kind: 'failed';
  readonly code: Extract<PartnerReply, { kind: 'failed' }>['why'] | 'unauthenticated' | 'notEntente';
};

export type SignedReply =
  | { readonly kind: 'answer'; readonly body: string }
  /** The partner's own error, authenticated. */
  | { readonly kind: 'error'; readonly code: string; readonly retryAfterMs: number | null }
  | FailedCall;

export async function callSigned(context: Context, call: SignedCall): Promise<SignedReply> {
  const address = readAddress(call.baseUrl, context.facts.allowLoopback);
  if (address.kind === 'refused') return { kind: 'failed', code: 'forbiddenAddress' };
  const nonce = context.random.token();
  const signed = { kind: 'request' as const, method: call.method, route: call.route, keyid: call.own.keyid, nonce, body: call.body };
  const auth = await authHeader(signed, call.own.key, context.crypto);
  const reply = await context.partner.call({
    baseUrl: address.url,
    method: call.method,
    route: call.route,
    auth,
    body: call.body,
    timeoutMs: TIMEOUT_MS,
  });
  if (reply.kind === 'failed') return { kind: 'failed', code: reply.why };
  if (!isEntente(reply)) return { kind: 'failed', code: 'notEntente' };
  const header = reply.auth === null ? null : readAuthHeader([reply.auth]);
  if (header === null || header.keyid !== call.theirs.keyid || header.nonce !== nonce) return { kind: 'failed', code: 'unauthenticated' };
  const answer = { kind: 'answer' as const, method: call.method, route: call.route, keyid: call.theirs.keyid, nonce, body: reply.body };
  if (!(await isSignedBy(answer, header.mac, call.theirs.key, context.crypto))) return { kind: 'failed', code: 'unauthenticated' };
  const error = checkedText(errorSchema, reply.body);
  if (error === null) return { kind: 'answer', body: reply.body };
  const retryAfter = error.error.retryAfter ?? null;
  return { kind: 'error', code: error.error.code, retryAfterMs: retryAfter === null ? null : retryAfter * 1000 };
}

/** HTTP 200, JSON, of a bearable size. What the body says is another matter. */
export function isEntente(reply: Extract<PartnerReply, { kind: 'answer' }>): boolean {
  return reply.status === 200 && /^application\/json\b/i.test(reply.contentType) && reply.body.length <= MAX_BODY;
}
