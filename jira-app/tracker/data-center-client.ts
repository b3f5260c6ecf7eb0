/** Requests to one Jira Data Center with a personal access token. */
import { createClient, type JiraClient, type JiraRequest, type Query } from './client.ts';

export interface DataCenterAccess {
  /** With the context path where there is one, without a slash at its end: `https://jira.example.com/jira`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly fetch: typeof fetch;
}

/** A redirect leads to a page to sign in at, never to what was asked. */
export function dataCenterRequest({ baseUrl, token, fetch }: DataCenterAccess): JiraRequest {
  return async (path, { method, headers, body }) => {
    const init = { method, headers: { ...headers, Authorization: `Bearer ${token}` }, redirect: 'manual' as const };
    return await fetch(baseUrl + path, body === undefined ? init : { ...init, body });
  };
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
