/**
 * One organisation's REST API, as one account.
 *
 * 1. Requests carry the credentials to the organisation's own address alone; redirects are not followed (a redirect is the
 *    sign-in page).
 * 2. The version is negotiated once: 7.1 where the host has it, else 7.0.
 * 3. `Retry-After` holds back all further requests of this client, whatever status it came with
 *    (https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits): short pauses are waited for, and what was refused with
 *    429, which has certainly done nothing, is sent again after them; longer ones are a fault that says how long.
 * 4. Every answer passes the schema that the caller gives.
 */
import { faultError, type Clock } from '@entente/core';
import { uploadInit } from '@entente/runtime';
import type * as z from 'zod';
import { locationsSchema } from './answers.schema.ts';
import { invalidAnswer, isSignIn, noAnswer, parseJson, refusal } from './faults.ts';

export interface ClientOptions {
  /** `https://dev.azure.com/contoso`, no slash at its end. */
  readonly instanceUrl: string;
  readonly fetch: typeof fetch;
  /** The whole `Authorization` header. */
  readonly authorization: string;
  readonly clock: Clock;
  /** Waits; for tests. */
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the instance URL, e.g. `/_apis/projects`; parts are encoded by the caller (`segment`). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** A preview resource: the number after `-preview.` on 7.1, and on 7.0. */
  readonly preview?: readonly [number, number];
  readonly body?: unknown;
  readonly contentType?: string;
  /** An answer lost on the way may have changed something. POST, PUT, PATCH and DELETE, but for queries sent by POST. */
  readonly write?: boolean;
  /** Another base than the instance URL: identities live elsewhere on Services. */
  readonly base?: string;
  /** `application/json` by default. */
  readonly accept?: string;
  /** `Content-Range`: which part of a file the body is. */
  readonly range?: string;
}

export interface Answer<Output> {
  readonly data: Output;
  readonly headers: Headers;
}

export interface Client {
  readonly instanceUrl: string;
  /** `7.1` or `7.0`. */
  version(): Promise<string>;
  json<Output>(call: Call, schema: z.ZodType<Output>): Promise<Answer<Output>>;
  /** For answers whose body is of no interest. */
  send(call: Call): Promise<void>;
  /** The body as it comes, for files. */
  stream(call: Call): Promise<AsyncIterable<Uint8Array>>;
}

/** Shorter than the core's late-apply window (sync/back-off.ts): a write is not looked up while it may still happen. */
const LONGEST_MS = 80_000;
/** For files: one run at a time writes to a tracker, and a run that has ended takes its requests with it. */
const LONGEST_FILE_MS = 15 * 60_000;
const LONGEST_WAIT_MS = 3000;
/** A request is sent again so often; then it is a fault, and its issue waits instead of this run. */
const MOST_AGAIN = 3;

export function segment(text: string): string {
  return encodeURIComponent(text);
}

export function basic(pat: string): string {
  return `Basic ${Buffer.from(`:${pat}`, 'utf8').toString('base64')}`;
}

export function openClient(options: ClientOptions): Client {
  const gate = throttle(options);
  let negotiated: Promise<string> | null = null;
  const version = async (): Promise<string> => {
    negotiated ??= negotiate(options, gate);
    return await negotiated.catch((error: unknown) => {
      negotiated = null;
      throw error;
    });
  };
  const ask = async (call: Call): Promise<Response> => {
    const released = await version();
    const versioned = call.preview === undefined ? released : `${released}-preview.${call.preview[released === '7.1' ? 0 : 1]}`;
    const answer = await fetchAllowed(options, gate, call, versioned);
    if (answer.status === 413 && call.body instanceof Blob) throw faultError({ whose: 'tracker', code: 'attachment.tooLarge' });
    if (answer.ok && (isFile(answer) || !isSignIn(answer.status, contentTypeOf(answer)))) return answer;
    throw refusal({
      status: answer.status,
      body: await bodyOf(answer, isWrite(call)),
      contentType: contentTypeOf(answer),
      write: isWrite(call),
      retryAfterMs: retryAfter(answer, options.clock),
    });
  };
  return {
    instanceUrl: options.instanceUrl,
    version,
    json: async (call, schema) => {
      const answer = await ask(call);
      return { data: await readJson(call, answer, schema), headers: answer.headers };
    },
    send: async (call) => {
      await (await ask(call)).body?.cancel();
    },
    stream: async (call) => {
      const { body } = await ask({ accept: 'application/octet-stream', ...call });
      if (body === null) throw invalidAnswer(`${call.path}: no body`, false);
      return whole(body);
    },
  };
}

async function readJson<Output>(call: Call, answer: Response, schema: z.ZodType<Output>): Promise<Output> {
  const parsed = schema.safeParse(parseJson(await bodyOf(answer, isWrite(call))));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw invalidAnswer(`${call.method} ${call.path}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`, isWrite(call));
}

async function negotiate(options: ClientOptions, gate: Gate): Promise<string> {
  const call: Call = { method: 'GET', path: '/_apis/wit' };
  const answer = await fetchOnce(options, gate, call, null, 'OPTIONS');
  if (!answer.ok || isSignIn(answer.status, contentTypeOf(answer))) {
    throw refusal({
      status: answer.status,
      body: await bodyOf(answer, false),
      contentType: contentTypeOf(answer),
      write: false,
      retryAfterMs: retryAfter(answer, options.clock),
    });
  }
  const { value } = await readJson(call, answer, locationsSchema);
  const offered = value.filter(({ resourceName }) => resourceName.toLowerCase() === 'workitems').map(({ maxVersion }) => maxVersion);
  if (offered.some((text) => atLeast(text, 7, 1))) return '7.1';
  if (offered.some((text) => atLeast(text, 7, 0))) return '7.0';
  throw faultError({ whose: 'tracker', code: 'tracker.tooOld', params: { offered: offered[0] ?? '', needed: '7.0' } });
}

function atLeast(text: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = text.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

async function fetchAllowed(options: ClientOptions, gate: Gate, call: Call, version: string): Promise<Response> {
  for (let again = 0; ; again++) {
    const answer = await fetchOnce(options, gate, call, version);
    const pause = answer.status === 429 && again < MOST_AGAIN ? retryAfter(answer, options.clock) : null;
    if (pause === null || pause > LONGEST_WAIT_MS) return answer;
    await answer.body?.cancel();
  }
}

async function fetchOnce(
  options: ClientOptions,
  gate: Gate,
  call: Call,
  version: string | null,
  method: string = call.method,
): Promise<Response> {
  await gate.pass();
  const headers: Record<string, string> = { accept: call.accept ?? 'application/json', authorization: options.authorization };
  if (call.body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
  if (call.range !== undefined) headers['content-range'] = call.range;
  try {
    const body = call.body === undefined ? {} : { body: call.body instanceof Blob ? call.body : JSON.stringify(call.body) };
    const answer = await options.fetch(urlOf(options, call, version), {
      method,
      headers,
      ...(call.body instanceof Blob ? uploadInit : { redirect: 'manual' }),
      signal: AbortSignal.timeout(call.body instanceof Blob || call.accept !== undefined ? LONGEST_FILE_MS : LONGEST_MS),
      ...body,
    });
    const pause = retryAfter(answer, options.clock);
    if (pause !== null) gate.pause(pause);
    return answer;
  } catch (caught) {
    throw noAnswer(caught, isWrite(call));
  }
}

function urlOf({ instanceUrl }: ClientOptions, call: Call, version: string | null): URL {
  const url = new URL(`${call.base ?? instanceUrl}${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
  if (version !== null) url.searchParams.set('api-version', version);
  return url;
}

/** A body that breaks off is an answer lost, not a bug. */
async function bodyOf(answer: Response, write: boolean): Promise<string> {
  try {
    return await answer.text();
  } catch (caught) {
    throw noAnswer(caught, write);
  }
}

/** A body that breaks off is an answer lost, not a bug. */
async function* whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (caught) {
    throw noAnswer(caught, false);
  }
}

/** A file may be a page itself: it comes with its name. */
const isFile = (answer: Response): boolean => answer.status === 200 && answer.headers.has('content-disposition');

function contentTypeOf(answer: Response): string {
  return answer.headers.get('content-type') ?? '';
}

function isWrite(call: Call): boolean {
  return call.write ?? call.method !== 'GET';
}

interface Gate {
  pass(): Promise<void>;
  pause(ms: number): void;
}

function throttle({ clock, sleep = realSleep }: ClientOptions): Gate {
  let until = 0;
  return {
    pause: (ms) => void (until = Math.max(until, clock.now() + ms)),
    pass: async () => {
      const ms = until - clock.now();
      if (ms > LONGEST_WAIT_MS) throw faultError({ whose: 'tracker', code: 'tracker.throttled', retry: 'later', retryAfterMs: ms });
      if (ms > 0) await sleep(ms);
    },
  };
}

async function realSleep(ms: number): Promise<void> {
  await new Promise<void>((done) => void setTimeout(done, ms));
}

/** No host asks for longer: what is more is a clock that goes wrong. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/** Seconds or an HTTP date (RFC 9110 §10.2.3), which is read by the host's own clock; null where there is none. */
function retryAfter(answer: Response, clock: Clock): number | null {
  const text = answer.headers.get('retry-after')?.trim() ?? '';
  const sent = Date.parse(answer.headers.get('date') ?? '');
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - (Number.isFinite(sent) ? sent : clock.now());
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_PAUSE_MS) : null;
}
