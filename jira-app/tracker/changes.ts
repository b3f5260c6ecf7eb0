/**
 * Searches by time: the change feed, and issues made since a moment.
 *
 * 1. JQL knows minutes only, in the time zone of the user who searches, and its index lags: every search reaches back by an
 *    overlap, so an id may come again.
 * 2. The watermark never passes the moment of the search less the lag that the index may have.
 *
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post
 */
import * as z from 'zod/mini';
import { faultOf, id, type IntentId, type IssueId, type ProjectId } from '@entente/core';
import { path, type JiraClient } from './client.ts';
import { nothingNew } from './faults.ts';
import { markerKey, markerOf } from './marker.ts';
import { searchSchema, userSchema } from './schemas.ts';
import { jqlMinute, millisOf, stampOf } from './time.ts';

const minute = 60_000;
const overlap = 2 * minute;
const indexLag = 2 * minute;
const issuesAPage = 100;

const cursorSchema = z.object({
  /** Everything changed before this (ms) has been given. */
  since: z.int(),
  /** While paging: where the search goes on, and when it began. */
  token: z.nullable(z.string()),
  began: z.int(),
});
type Cursor = z.infer<typeof cursorSchema>;

function readCursor(cursor: string): Cursor | null {
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(cursor));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export interface Changes {
  readonly issueIds: readonly IssueId[];
  readonly stamps: readonly (number | null)[];
  readonly cursor: string;
  readonly more: boolean;
}

export async function changesSince(client: JiraClient, timeZone: string, now: number, cursor: string | null): Promise<Changes> {
  const from = cursor === null ? null : readCursor(cursor);
  if (from === null)
    return { issueIds: [], stamps: [], cursor: JSON.stringify({ since: now, token: null, began: now } satisfies Cursor), more: false };
  try {
    return await search(client, timeZone, now, from);
  } catch (caught) {
    // A page token does not live for ever: without it, the search starts again where the watermark is.
    if (from.token === null || faultOf(caught).code !== 'tracker.refused') throw caught;
    return search(client, timeZone, now, { ...from, token: null });
  }
}

async function search(client: JiraClient, timeZone: string, now: number, from: Cursor): Promise<Changes> {
  const began = from.token === null ? now : from.began;
  const jql = `updated >= "${jqlMinute(from.since - overlap, timeZone)}" ORDER BY updated ASC, key ASC`;
  const token = from.token === null ? {} : { nextPageToken: from.token };
  const page = await client.ask(searchSchema, path(['search', 'jql']), { jql, fields: ['updated'], maxResults: issuesAPage, ...token });
  const next = page.nextPageToken ?? null;
  const since = next === null ? Math.max(from.since, began - indexLag) : from.since;
  const state: Cursor = { since, token: next, began };
  const found = page.issues.filter((issue) => issue !== null);
  const stamps = found.map(({ fields }) => stampOf(fields?.updated ?? ''));
  return { issueIds: found.map((issue) => id<IssueId>(issue.id)), stamps, cursor: JSON.stringify(state), more: next !== null };
}

/** The oldest issue of the project, made since then, that carries the marker. */
export async function findMarkedIssue(
  client: JiraClient,
  timeZone: string,
  intent: IntentId,
  target: { readonly projectId: ProjectId; readonly since: string },
): Promise<IssueId | null> {
  const since = jqlMinute(millisOf(target.since) - overlap, timeZone);
  const jql = `project = ${JSON.stringify(String(target.projectId))} AND created >= "${since}" ORDER BY created ASC, key ASC`;
  for (let token: string | null = null; ;) {
    const paging: { nextPageToken?: string } = token === null ? {} : { nextPageToken: token };
    const body = { jql, fields: ['created'], properties: [markerKey], maxResults: issuesAPage, ...paging };
    const page: z.infer<typeof searchSchema> = await client.ask(searchSchema, path(['search', 'jql']), body);
    const found = page.issues.find((issue) => markerOf(issue?.properties?.[markerKey]) === intent);
    if (found != null) return id<IssueId>(found.id);
    if (token !== null && page.nextPageToken === token) throw nothingNew('issues');
    token = page.nextPageToken ?? null;
    if (token === null) return null;
  }
}

/** JQL reads times in the searching user's time zone, that is, in the app's. */
export async function searchTimeZone(client: JiraClient): Promise<string> {
  const me = await client.read(userSchema, path(['myself']));
  // None: as one that is not known, from which the earliest is searched.
  return me.timeZone ?? '';
}
