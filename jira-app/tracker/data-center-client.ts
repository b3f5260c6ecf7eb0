/** Requests to one Jira Data Center with a personal access token. */
import { uploadInit } from '@entente/runtime';
import { createClient, type JiraClient, type JiraInit, type JiraRequest, type Query } from './client.ts';

export interface DataCenterAccess {
  /** With the context path where there is one, without a slash at its end: `https://jira.example.com/jira`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: typeof fetch;
}

/** Shorter than the core's late-apply window (sync/back-off.ts): a write is not looked up while it may still happen. */
const LONGEST_MS = 80_000;
/** For files: one run at a time writes to a tracker, and a run that has ended takes its requests with it. */
const LONGEST_FILE_MS = 15 * 60_000;

/** A redirect leads to a page to sign in at, never to what was asked. */
export async function dataCenterFetch({ baseUrl, token, fetch }: DataCenterAccess, path: string, init: JiraInit): Promise<Response> {
  const { method, headers, body } = init;
  const file = body instanceof FormData;
  return await fetch(baseUrl + path, {
    method,
    headers: { ...headers, Authorization: `Bearer ${token}` },
    ...(file ? uploadInit : { redirect: 'manual' }),
    signal: AbortSignal.timeout(file || path.startsWith('/secure/attachment/') ? LONGEST_FILE_MS : LONGEST_MS),
    ...(body === undefined ? {} : { body }),
  });
}

export function dataCenterRequest(access: DataCenterAccess): JiraRequest {
  return async (path, init) => await dataCenterFetch(access, path, init);
}

export function dataCenterClient(access: DataCenterAccess): JiraClient {
  return createClient(dataCenterRequest(access));
}

/** `/rest/api/2/` + the encoded segments, with the query's members that are not null. */
export function path(segments: readonly string[], query: Query = {}): string {
  return at('/rest/api/2/', segments, query);
}

export function at(base: string, segments: readonly string[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    search.append(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = search.toString();
  return base + segments.map(encodeURIComponent).join('/') + (text === '' ? '' : '?' + text);
}
