/**
 * The Partner port over Forge's egress.
 *
 * 1. A host that the admin has not allowed answers 403 with a `forge-proxy-error` header, and does not throw: that is
 *    `needsPermission`, never an answer of the partner.
 * 2. No redirect is followed, at most 1 MiB is read, and a request ends at its timeout.
 * 3. Forge lets no app call its own web trigger without a permission for that host, which no admin should be asked for.
 *    Whether the trigger is there is asked of the platform, and what the node answers of the node.
 *
 * https://developer.atlassian.com/platform/forge/runtime-egress-permissions/
 */
import { fetch as egressFetch } from '@forge/api';
import type { Partner, PartnerAnswer, PartnerCall, PartnerReply, PartnerRequest } from '@entente/core';

const mostBytes = 1024 * 1024;
const longest = 30_000;

export interface OwnTrigger {
  /** This node's own address. */
  readonly baseUrl: string | null;
  readonly exists: () => Promise<boolean>;
  readonly answer: (request: PartnerRequest) => Promise<PartnerAnswer>;
}

export function createForgePartner(own: OwnTrigger): Partner {
  return { call: (call) => (call.baseUrl === own.baseUrl ? callItself(call, own) : callPartner(call)) };
}

async function callItself({ method, route, auth, body }: PartnerCall, own: OwnTrigger): Promise<PartnerReply> {
  if (!(await own.exists())) return { kind: 'failed', why: 'unreachable', detail: 'the platform knows no such web trigger' };
  const answer = await own.answer({ method, route, auth: auth === null ? [] : [auth], body });
  return { kind: 'answer', contentType: 'application/json', ...answer };
}

async function callPartner(call: PartnerCall): Promise<PartnerReply> {
  try {
    const response = await send(call.baseUrl + call.route, {
      method: call.method,
      headers: headersOf(call),
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.min(call.timeoutMs, longest)),
      ...(call.method === 'GET' ? {} : { body: call.body }),
    });
    return await toReply(response);
  } catch (caught) {
    return failed(caught);
  }
}

/** `@forge/api` types its fetch as the older node-fetch's; what runs is the runtime's own. */
const send = egressFetch as unknown as typeof globalThis.fetch;

function headersOf({ method, auth }: PartnerCall): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(method === 'GET' ? {} : { 'Content-Type': 'application/json' }),
    ...(auth === null ? {} : { 'Entente-Auth': auth }),
  };
}

async function toReply(response: Response): Promise<PartnerReply> {
  const proxyError = response.headers.get('forge-proxy-error');
  if (proxyError !== null) {
    await response.body?.cancel();
    return { kind: 'failed', why: response.status === 403 ? 'needsPermission' : 'unreachable', detail: `proxy: ${proxyError}` };
  }
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    return { kind: 'failed', why: 'redirect', detail: String(response.status) };
  }
  const body = await readCapped(response);
  if (body === null) return { kind: 'failed', why: 'tooBig', detail: `more than ${mostBytes} bytes` };
  return {
    kind: 'answer',
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    auth: response.headers.get('entente-auth'),
    body,
  };
}

/** Null: too big. */
async function readCapped(response: Response): Promise<string | null> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `@forge/api` throws this where the runtime itself knows the list of allowed hosts. */
const notAllowed = new Set(['ExternalEndpointNotAllowedError', 'NotAllowedError', 'REQUEST_EGRESS_ALLOWLIST_ERR']);

function failed(caught: unknown): PartnerReply {
  const error = caught instanceof Error ? caught : new Error(String(caught));
  const cause = error.cause instanceof Error ? error.cause : null;
  const detail = [error.name, error.message, cause?.message].filter((part) => part !== undefined && part !== '').join(': ');
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return { kind: 'failed', why: 'timeout', detail };
  if (notAllowed.has(error.name) || notAllowed.has(error.constructor.name)) return { kind: 'failed', why: 'needsPermission', detail };
  if (/certificate|self.signed|CERT_|SSL|TLS/i.test(detail)) return { kind: 'failed', why: 'tls', detail };
  return { kind: 'failed', why: 'unreachable', detail };
}
