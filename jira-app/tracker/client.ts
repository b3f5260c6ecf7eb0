/**
 * One request to Jira's REST v3 API: sends, checks the answer with a schema, and turns what went wrong into a fault.
 *
 * 1. No answer gets a type before it has passed a schema (tracker.invalidAnswer otherwise).
 * 2. A write that got no answer, or a 5xx, is not certain: it may have happened.
 * 3. Jira's own words are kept where it refused something (params.message), never its whole answer.
 */
import { faultError, type Fault } from '@entente/core';
import type * as z from 'zod/mini';
import { errorSchema } from './schemas.ts';

export interface JiraInit {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | FormData;
}

/** What is used of the Fetch API's Response. */
export interface JiraResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Sends to the site as the app; `path` starts with `/rest/api/3/` and is already encoded. Rejects where no answer came. */
export type JiraRequest = (path: string, init: JiraInit) => Promise<JiraResponse>;

export type Query = { readonly [name: string]: string | number | boolean | readonly string[] | null | undefined };

/** `/rest/api/3/` + the encoded segments, with the query's members that are not null. Lists repeat the name. */
export function path(segments: readonly string[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return '/rest/api/3/' + segments.map(encodeURIComponent).join('/') + (text === '' ? '' : '?' + text);
}

export interface JiraClient {
  /** Null where Jira answers 404. */
  find<T>(schema: z.ZodMiniType<T>, path: string): Promise<T | null>;
  read<T>(schema: z.ZodMiniType<T>, path: string): Promise<T>;
  /** A POST that reads, such as a search. */
  ask<T>(schema: z.ZodMiniType<T>, path: string, body: unknown): Promise<T>;
  write<T>(schema: z.ZodMiniType<T>, method: 'POST' | 'PUT', path: string, body: unknown): Promise<T>;
  /** For PUT and DELETE whose answer says nothing: `gone` for 404. */
  change(method: 'PUT' | 'DELETE', path: string, body?: unknown): Promise<'done' | 'gone'>;
  upload<T>(schema: z.ZodMiniType<T>, path: string, form: FormData): Promise<T>;
  /** Null for 404; the bytes asked for, or of the whole where the range was ignored. */
  bytes(
    path: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<{ readonly whole: boolean; readonly data: Uint8Array } | null>;
}

const json = { Accept: 'application/json' };
const jsonBody = { ...json, 'Content-Type': 'application/json' };

export function createClient(request: JiraRequest): JiraClient {
  const send = (path: string, init: JiraInit): Promise<JiraResponse> => sendOnce(request, path, init);
  return {
    async find(schema, path) {
      const response = await send(path, { method: 'GET', headers: json });
      return response.status === 404 ? null : parse(schema, await accepted(response, true));
    },
    async read(schema, path) {
      return parse(schema, await accepted(await send(path, { method: 'GET', headers: json }), true));
    },
    async ask(schema, path, body) {
      return parse(schema, await accepted(await send(path, { method: 'POST', headers: jsonBody, body: JSON.stringify(body) }), true));
    },
    async write(schema, method, path, body) {
      return parse(schema, await accepted(await send(path, { method, headers: jsonBody, body: JSON.stringify(body) }), false));
    },
    async change(method, path, body) {
      const init: JiraInit = body === undefined ? { method, headers: json } : { method, headers: jsonBody, body: JSON.stringify(body) };
      const response = await send(path, init);
      if (response.status === 404) return 'gone';
      await accepted(response, false);
      return 'done';
    },
    async upload(schema, path, form) {
      // Without this header Jira takes the form for a forgery. No content type of ours: the form has its own boundary.
      const headers = { ...json, 'X-Atlassian-Token': 'no-check' };
      return parse(schema, await accepted(await send(path, { method: 'POST', headers, body: form }), false));
    },
    async bytes(path, range) {
      const response = await send(path, { method: 'GET', headers: { Accept: '*/*', Range: `bytes=${range.from}-${range.to}` } });
      if (response.status === 404) return null;
      if (response.status === 416) return { whole: false, data: new Uint8Array() };
      await refuse(response, true);
      return { whole: response.status !== 206, data: new Uint8Array(await response.arrayBuffer()) };
    },
  };
}

async function sendOnce(request: JiraRequest, path: string, init: JiraInit): Promise<JiraResponse> {
  try {
    return await request(path, init);
  } catch (caught) {
    const detail = caught instanceof Error ? `${caught.name}: ${caught.message}` : String(caught);
    throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', certain: init.method === 'GET', detail });
  }
}

async function accepted(response: JiraResponse, reading: boolean): Promise<string> {
  await refuse(response, reading);
  return response.text();
}

/** Throws the fault of anything but a success. */
async function refuse(response: JiraResponse, reading: boolean): Promise<void> {
  if (response.status >= 200 && response.status < 300) return;
  throw faultError(await faultFor(response, reading));
}

type Parts = Pick<Fault, 'whose' | 'code'> & Partial<Fault>;

async function faultFor(response: JiraResponse, reading: boolean): Promise<Parts> {
  const { status } = response;
  const detail = `Jira answered ${status}`;
  if (status === 401) return { whose: 'tracker', code: 'tracker.unauthorized', detail };
  if (status === 403) return { whose: 'tracker', code: 'tracker.forbidden', detail, params: await refusedWords(response) };
  if (status === 404) return { whose: 'tracker', code: 'tracker.notFound', detail };
  if (status === 409 || status === 412) return { whose: 'tracker', code: 'tracker.conflict', retry: 'later', detail };
  if (status === 429)
    return { whose: 'tracker', code: 'tracker.throttled', retry: 'later', retryAfterMs: retryAfter(response) ?? 60_000, detail };
  if (status >= 500) {
    const after = retryAfter(response);
    const wait = after === null ? {} : { retryAfterMs: after };
    return { whose: 'tracker', code: 'tracker.unavailable', retry: 'later', certain: reading, detail, ...wait };
  }
  return { whose: 'tracker', code: 'tracker.refused', detail, params: await refusedWords(response) };
}

/** Seconds, as Jira sends it. https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
function retryAfter(response: JiraResponse): number | null {
  const text = response.headers.get('retry-after');
  if (text === null || !/^\d{1,6}$/.test(text.trim())) return null;
  return Number(text) * 1000;
}

/** Jira's own sentence, and the field it is about. */
async function refusedWords(response: JiraResponse): Promise<{ readonly field: string; readonly message: string }> {
  const parsed = errorSchema.safeParse(jsonOrNull(await response.text()));
  if (!parsed.success) return { field: '', message: '' };
  const [field, message] = Object.entries(parsed.data.errors ?? {})[0] ?? ['', (parsed.data.errorMessages ?? [])[0] ?? ''];
  return { field, message: message.slice(0, 300) };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parse<T>(schema: z.ZodMiniType<T>, text: string): T {
  const parsed = schema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.') + ': ' + issue.code).slice(0, 5);
  throw faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', detail: where.join('; ') });
}
