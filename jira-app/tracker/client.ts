/**
 * One request to Jira's REST v3 API: sends, checks the answer with a schema, and turns what went wrong into a fault.
 *
 * 1. No answer gets a type before it has passed a schema (tracker.invalidAnswer otherwise).
 * 2. A write that got no answer, half of one, one that makes no sense, or a 5xx, is not certain: it may have happened.
 * 3. What was refused with 429 has certainly done nothing. Where Jira asks for a short pause, it is sent again after that.
 */
import { faultError } from '@entente/core';
import type * as z from 'zod/mini';
import {
  bytesOf,
  invalidAnswer,
  isThere,
  jsonOrNull,
  noAnswer,
  refuse,
  refusePage,
  retryAfter,
  textOf,
  type JiraResponse,
} from './faults.ts';

export type { JiraResponse } from './faults.ts';

export interface JiraInit {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | FormData;
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
  const get = (path: string): Promise<JiraResponse> => sendAllowed(request, path, { method: 'GET', headers: json }, true);
  const send = async (path: string, init: JiraInit, reading = false): Promise<string> => {
    const response = await sendAllowed(request, path, init, reading);
    await refuse(response, reading);
    return await textOf(response, reading);
  };
  return {
    async find(schema, path) {
      const response = await get(path);
      return (await isThere(response, true)) ? parse(schema, await textOf(response, true), true) : null;
    },
    async read(schema, path) {
      const response = await get(path);
      await refuse(response, true);
      return parse(schema, await textOf(response, true), true);
    },
    async ask(schema, path, body) {
      return parse(schema, await send(path, { method: 'POST', headers: jsonBody, body: JSON.stringify(body) }, true), true);
    },
    async write(schema, method, path, body) {
      return parse(schema, await send(path, { method, headers: jsonBody, body: JSON.stringify(body) }), false);
    },
    async change(method, path, body) {
      const init: JiraInit = body === undefined ? { method, headers: json } : { method, headers: jsonBody, body: JSON.stringify(body) };
      const response = await sendAllowed(request, path, init, false);
      if (!(await isThere(response, false))) return 'gone';
      refusePage(response);
      return 'done';
    },
    async upload(schema, path, form) {
      // Without this header Jira takes the form for a forgery. No content type of ours: the form has its own boundary.
      const headers = { ...json, 'X-Atlassian-Token': 'no-check' };
      const response = await sendAllowed(request, path, { method: 'POST', headers, body: form }, false);
      if (response.status === 413) throw faultError({ whose: 'tracker', code: 'attachment.tooLarge', detail: 'Jira answered 413' });
      await refuse(response, false);
      return parse(schema, await textOf(response, false), false);
    },
    async bytes(path, range) {
      const headers = { Accept: '*/*', Range: `bytes=${range.from}-${range.to}` };
      const response = await sendAllowed(request, path, { method: 'GET', headers }, true);
      if (response.status === 416) return { whole: false, data: new Uint8Array() };
      if (!(await isThere(response, true))) return null;
      return { whole: response.status !== 206, data: await bytesOf(response) };
    },
  };
}

const LONGEST_WAIT_MS = 2000;
/** A request is sent again so often; then it is a fault, and its issue waits instead of this run. */
const MOST_AGAIN = 3;

async function sendAllowed(request: JiraRequest, path: string, init: JiraInit, reading: boolean): Promise<JiraResponse> {
  for (let again = 0; ; again++) {
    const response = await sendOnce(request, path, init, reading);
    const pause = response.status === 429 && again < MOST_AGAIN ? retryAfter(response) : null;
    if (pause === null || pause > LONGEST_WAIT_MS) return response;
    await textOf(response, true).catch(() => '');
    await new Promise<void>((done) => void setTimeout(done, pause));
  }
}

async function sendOnce(request: JiraRequest, path: string, init: JiraInit, reading: boolean): Promise<JiraResponse> {
  try {
    return await request(path, init);
  } catch (caught) {
    throw noAnswer(caught, reading);
  }
}

function parse<T>(schema: z.ZodMiniType<T>, text: string, reading: boolean): T {
  const parsed = schema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.') + ': ' + issue.code).slice(0, 5);
  throw invalidAnswer(where.join('; '), reading);
}
