/**
 * The doors of the platform that an instance reaches, and that the outside reaches: storage, queues, GraphQL, the product,
 * egress, web triggers.
 *
 * 1. Only a running invocation may call; its id says which account `asUser` is.
 * 2. A refusal of the platform itself carries `forge-proxy-error`.
 */
import { parseJson } from '../model/json.ts';
import type { RestApi } from '../rest/api.ts';
import type { Principal, RestAnswer, RestRequest } from '../rest/wire.ts';
import type { Egress } from './egress.ts';
import type { KeyValueStore } from './kvs.ts';
import type { Manifest } from './manifest.ts';
import type { Queues } from './queue.ts';
import type { Running, Runtime } from './runtime.ts';
import type { WebTriggers } from './web-triggers.ts';

/** A request between the app and the outside. */
export interface Passed {
  /** `in`: of a web trigger. */
  readonly way: 'in' | 'out';
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export interface ProxyParts {
  readonly manifest: Manifest;
  readonly appAccountId: string;
  readonly rest: RestApi;
  readonly kvs: KeyValueStore;
  readonly queues: Queues;
  readonly egress: Egress;
  readonly runtime: Runtime;
  readonly webTriggers: WebTriggers;
  /** Requests that were let out. */
  readonly passed: Passed[];
}

const egressPerMinute = 100;

const proxyError = (status: number, code: string): RestAnswer => ({
  status,
  headers: { 'forge-proxy-error': code },
  json: { code, message: code },
});

interface Caller {
  readonly as: string;
  readonly accountId: string | null;
  readonly running: Running;
}

function callerOf(parts: ProxyParts, request: RestRequest): Caller | null {
  const found = /^Forge as=(app|user|none)(?:,accountId=([^,]+))?,id=invocation-(.+)$/.exec(
    request.headers['forge-proxy-authorization'] ?? '',
  );
  const running = found === null ? undefined : parts.runtime.running(found[3] ?? '');
  return found === null || running === undefined ? null : { as: found[1] ?? 'app', accountId: found[2] ?? running.accountId, running };
}

function principalOf(parts: ProxyParts, caller: Caller): Principal | null {
  if (caller.as === 'app') return { accountId: parts.appAccountId, viaApp: true, scopes: parts.manifest.scopes };
  if (caller.as === 'none') return { accountId: null, viaApp: true, scopes: parts.manifest.scopes };
  return caller.accountId === null ? null : { accountId: caller.accountId, viaApp: true, scopes: parts.manifest.scopes };
}

const hopByHop = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'forge-proxy-authorization',
  'x-b3-traceid',
  'x-b3-spanid',
  'keep-alive',
  'accept-encoding',
]);
const dropped = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']);
const maxEgressBytes = 6 * 1024 * 1024;

async function outside(parts: ProxyParts, caller: Caller, request: RestRequest): Promise<RestAnswer> {
  const target = decodeURIComponent(request.path.slice('/proxy/'.length));
  if (!parts.egress.allows(target)) return proxyError(403, 'BLOCKED_EGRESS');
  const minutes = Math.ceil((Date.now() - caller.running.startedAt + 1) / 60_000);
  caller.running.egress += 1;
  parts.passed.push({ way: 'out', method: request.method, url: target, body: request.body.toString('utf8') });
  if (caller.running.egress > egressPerMinute * minutes) return proxyError(429, 'RATE_LIMIT_EXCEEDED');
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)));
  try {
    const response = await fetch(target, {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(request.body.length > 0 ? { body: new Uint8Array(request.body) } : {}),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > maxEgressBytes) return proxyError(413, 'RESPONSE_TOO_LARGE');
    return { status: response.status, headers: Object.fromEntries([...response.headers].filter(([name]) => !dropped.has(name))), bytes };
  } catch {
    return proxyError(502, 'UPSTREAM_CONNECTION_FAILED');
  }
}

/** @returns null: not a door of the platform. */
export async function platformDoor(parts: ProxyParts, request: RestRequest): Promise<RestAnswer | null> {
  const { path } = request;
  if (!/^\/(forge|atlassian|jira|proxy)\//.test(path)) return null;
  const caller = callerOf(parts, request);
  if (caller === null) return proxyError(401, 'UNAUTHENTICATED');
  if (path.startsWith('/proxy/')) return outside(parts, caller, request);
  if (path.startsWith('/jira/')) {
    const principal = principalOf(parts, caller);
    return principal === null
      ? proxyError(401, 'NEEDS_AUTHENTICATION_ERR')
      : parts.rest.handle({ ...request, path: path.slice('/jira'.length) }, principal);
  }
  const body = parseJson(request.body.toString('utf8')) ?? null;
  if (path.startsWith('/forge/storage/kvs/v1/')) {
    if (!parts.manifest.scopes.includes('storage:app'))
      return { status: 401, json: { code: 'UNAUTHORIZED', message: 'Missing scope storage:app' } };
    const { status, body: json } = parts.kvs.handle(path.slice('/forge/storage/kvs/v1/'.length), body);
    return json === undefined ? { status } : { status, json };
  }
  if (path === '/atlassian/forge/events/v1/async-events') return answered(parts.queues.push(body));
  if (path === '/atlassian/forge/events/v1/async-events/stats') return answered(parts.queues.stats(body));
  if (path === '/atlassian/forge/events/v1/async-events/cancel') return answered(parts.queues.cancel(body));
  if (path === '/atlassian/graphql') {
    const json = parts.webTriggers.graphql(body);
    if (json !== null) return { status: 200, json };
  }
  return { status: 501, json: { code: 'NOT_MODELLED', message: `The stand-in of Forge does not model ${path}` } };
}

const answered = ({ status, body }: { status: number; body?: RestAnswer['json'] }): RestAnswer =>
  body === undefined ? { status } : { status, json: body };
