/**
 * One function instance: a thread that has loaded the app's bundle and runs one invocation at a time, with the globals
 * through which the unmodified @forge packages reach the platform.
 *
 * 1. `fetch` is the egress door before the bundle loads, because @forge/api keeps the `fetch` it finds then.
 * 2. Nothing here decides: what is allowed is the proxy's business.
 * 3. It runs as text (runtime.ts takes its types off, once for all instances): it imports nothing of its own but types.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { InstanceData, InvocationReply, InvocationRequest, PlatformAnswer, PlatformCall } from './instance-protocol.ts';

interface Runtime {
  readonly appContext: { readonly invocationId: string };
  readonly tracing: { readonly traceId: string; readonly spanId: string };
  readonly [more: string]: unknown;
}

interface FetchTarget {
  readonly type: string;
  readonly provider?: string;
  readonly remote?: string;
  readonly accountId?: string;
  readonly contextAri?: string;
}

// oxlint-disable-next-line typescript/no-unsafe-assignment -- what runtime.ts gives
const data: InstanceData = workerData;
const invocations = new AsyncLocalStorage<Runtime>();
const nativeFetch = globalThis.fetch;

const timer = { stop() {} };
const meter = { incr() {}, decr() {}, set() {}, measure: () => timer };
const metrics = { counter: () => meter, timing: () => meter };

function running(): Runtime {
  const runtime = invocations.getStore();
  if (runtime === undefined) throw new Error('Forge runtime not found.');
  return runtime;
}

function proxyHeaders(given: HeadersInit | undefined, as: string, accountId: string | undefined): Headers {
  const runtime = running();
  const headers = new Headers(given);
  headers.set(
    'forge-proxy-authorization',
    `Forge as=${as}${accountId === undefined ? '' : `,accountId=${accountId}`},id=invocation-${runtime.appContext.invocationId}`,
  );
  headers.set('x-b3-traceid', runtime.tracing.traceId);
  headers.set('x-b3-spanid', runtime.tracing.spanId);
  return headers;
}

/** Paths of the proxy, as the platform documents them for containers. */
function proxyPath(target: FetchTarget, path: string): string {
  if (target.type === 'kvs') return `/forge/storage/kvs${path.replace(/^\/api/, '')}`;
  if (target.type !== 'fpp') throw new Error(`The stand-in of Forge does not model fetch targets of type ${target.type}`);
  if (target.remote === 'jira') return `/jira${path}`;
  if (target.remote !== 'stargate') throw new Error(`The stand-in of Forge does not model requests to ${target.remote ?? 'a context'}`);
  const queue = /^\/webhook\/queue\/(publish|stats|cancel)\//.exec(path)?.[1];
  if (queue !== undefined) return `/atlassian/forge/events/v1/async-events${queue === 'publish' ? '' : `/${queue}`}`;
  return `/atlassian${path}`;
}

const waiting = new Map<number, (answer: PlatformAnswer) => void>();
let calls = 0;

type Asked = Omit<PlatformCall, 'kind' | 'id'>;

async function askPlatform(asked: Asked): Promise<Response> {
  const call: PlatformCall = { kind: 'call', id: (calls += 1), ...asked };
  const answer = await new Promise<PlatformAnswer>((resolve) => {
    waiting.set(call.id, resolve);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(call);
  });
  if (answer.broken === 'before') throw new TypeError('fetch failed', { cause: new Error('the connection was reset') });
  const empty = answer.status === 204 || answer.status === 304;
  const body = answer.broken === 'within' ? cutShort(answer.body) : empty ? null : answer.body;
  return new Response(body, { status: answer.status, headers: answer.headers });
}

function cutShort(body: string | Uint8Array): ReadableStream<Uint8Array> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const parts = [bytes.subarray(0, bytes.length / 2)];
  return new ReadableStream({
    pull(controller) {
      const part = parts.shift();
      if (part === undefined) controller.error(new TypeError('terminated'));
      else controller.enqueue(part);
    },
  });
}

/** Undefined: of a kind that only a connection carries. */
function bodyOf({ body }: RequestInit): Asked['body'] | undefined {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

async function forgeFetch(target: FetchTarget, path: string, init: RequestInit = {}): Promise<Response> {
  const as = target.provider === 'user' || target.provider === 'none' ? target.provider : 'app';
  const headers = proxyHeaders(init.headers, as, target.accountId);
  const whole = proxyPath(target, path);
  const body = bodyOf(init);
  if (body !== undefined) {
    const response = await askPlatform({ method: init.method ?? 'GET', path: whole, headers: Object.fromEntries(headers), body });
    if (!isRedirect(response.status) || init.redirect === 'manual') return response;
    await response.body?.cancel();
  }
  return nativeFetch(data.proxyUrl + whole, { ...init, headers });
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Follows redirects itself: each hop passes the egress door again. */
async function egressFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  if (invocations.getStore() === undefined) throw new TypeError('fetch failed: outside of an invocation');
  let request = new Request(input, init);
  for (let hop = 0; hop <= 20; hop += 1) {
    const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.clone().arrayBuffer();
    const response = await nativeFetch(`${data.proxyUrl}/proxy/${encodeURIComponent(request.url)}`, {
      method: request.method,
      headers: proxyHeaders(request.headers, 'app', undefined),
      body,
      redirect: 'manual',
      signal: request.signal,
    });
    const location = response.headers.get('location');
    if (!isRedirect(response.status) || location === null || request.redirect === 'manual') return response;
    if (request.redirect === 'error') throw new TypeError('fetch failed: unexpected redirect');
    const becomesGet = response.status === 303 || ([301, 302].includes(response.status) && request.method === 'POST');
    request = new Request(new URL(location, request.url), {
      method: becomesGet ? 'GET' : request.method,
      headers: request.headers,
      redirect: request.redirect,
      ...(becomesGet || body === null ? {} : { body }),
    });
  }
  throw new TypeError('fetch failed: redirect count exceeded');
}

function runtimeOf(request: InvocationRequest): Runtime {
  const deadline = Date.now() + request.meta.timeoutMs;
  return {
    proxy: { url: data.proxyUrl, token: '' },
    contextAri: request.meta.contextAri,
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- what platform.ts gives
    appContext: JSON.parse(request.meta.appContext),
    aaid: request.meta.accountId ?? undefined,
    tracing: { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') },
    allowedEgress: [],
    externalAuth: [],
    metrics,
    container: {},
    lambdaContext: { awsRequestId: request.meta.invocationId, getRemainingTimeInMillis: () => deadline - Date.now() },
  };
}

async function run(request: InvocationRequest): Promise<InvocationReply> {
  try {
    const handler = bundle[request.handler];
    if (typeof handler !== 'function') throw new Error(`The bundle has no export '${request.handler}'`);
    const returned: unknown = await invocations.run(runtimeOf(request), async () =>
      handler(JSON.parse(request.payload), JSON.parse(request.context)),
    );
    return { kind: 'done', body: returned === undefined ? undefined : JSON.stringify(returned) };
  } catch (caught) {
    const error = caught instanceof Error ? caught : new Error(String(caught));
    return { kind: 'failed', name: error.name, message: error.message, stack: error.stack ?? '' };
  }
}

Object.defineProperty(globalThis, '__forge_runtime__', { configurable: true, get: () => invocations.getStore() });
Object.defineProperty(globalThis, '__forge_fetch__', { configurable: true, value: forgeFetch });
Object.defineProperty(globalThis, 'fetch', { configurable: true, writable: true, value: egressFetch });

type Handler = (payload: unknown, context: unknown) => unknown;
// oxlint-disable-next-line typescript/no-unsafe-assignment -- whatever the app exports; each use asks whether it is a function
const bundle: { readonly [name: string]: Handler | undefined } = createRequire(data.codePath)(data.codePath);

parentPort?.on('message', (request: InvocationRequest | PlatformAnswer) => {
  if ('kind' in request) {
    waiting.get(request.id)?.(request);
    waiting.delete(request.id);
    return;
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  void run(request).then((reply) => parentPort?.postMessage(reply));
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage('loaded');
