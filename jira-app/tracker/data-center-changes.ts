/**
 * Searches by time: the change feed, and issues made since a moment.
 *
 * 1. JQL knows minutes only, in the time zone of the server or of the user who searches, depending on the user's profile:
 *    whichever of both gives the earlier moment is searched from, so nothing is missed; what is too old is left out by its
 *    own time. Every search reaches back by an overlap, so an id may come again.
 * 2. The watermark never passes the moment of the search less the lag that a cluster's index may have.
 * 3. Pages overlap too: an issue that changes while pages are read moves to the end, and those behind it move up.
 *
 * https://developer.atlassian.com/server/jira/platform/rest/v10003/api-group-search/
 */
import { id, type IntentId, type IssueId, type ProjectId } from '@entente/core';
import * as z from 'zod/mini';
import type { JiraClient } from './client.ts';
import { path } from './data-center-client.ts';
import { nothingNew } from './faults.ts';
import { intentOf } from './data-center-issues.ts';
import { propertySchema, searchSchema, serverInfoSchema, userSchema } from './data-center-schemas.ts';
import { markerKey } from './marker.ts';
import { jqlMinute, millisOf, stampOf } from './time.ts';

const minute = 60_000;
const overlap = 2 * minute;
const indexLag = 2 * minute;
const issuesAPage = 500;
const pagesOverlapBy = 10;

const cursorSchema = z.object({
  /** Everything changed before this (ms) has been given. */
  since: z.int(),
  /** While paging: where the search goes on, and when it began. */
  startAt: z.int(),
  began: z.int(),
  /** Minutes that the server's clock was ahead of UTC: another value than now where clocks were changed between. */
  offset: z.int(),
});
type Cursor = z.infer<typeof cursorSchema>;

function readCursor(cursor: string): Cursor | null {
  try {
    return cursorSchema.safeParse(JSON.parse(cursor)).data ?? null;
  } catch {
    return null;
  }
}

interface Zones {
  /** IANA name. */
  readonly user: string;
  readonly serverOffset: number;
}

async function readZones(client: JiraClient): Promise<Zones> {
  const me = await client.read(userSchema, path(['myself']));
  const { serverTime } = await client.read(serverInfoSchema, path(['serverInfo']));
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):?(\d{2})$/.exec(serverTime) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return { user: me.timeZone ?? '', serverOffset: sign === '-' ? -size : size };
}

/** The minute to search from: the one that is earlier, whichever zone is meant. */
function earliestMinute(millis: number, zones: Zones, offset: number): string {
  const inServer = (minutes: number) => new Date(millis + minutes * minute).toISOString().slice(0, 16).replace('T', ' ');
  return [jqlMinute(millis, zones.user), inServer(zones.serverOffset), inServer(offset)].toSorted()[0]!;
}

export interface Changes {
  readonly issueIds: readonly IssueId[];
  readonly stamps: readonly (number | null)[];
  readonly cursor: string;
  readonly more: boolean;
}

export async function changesSince(client: JiraClient, now: number, cursor: string | null): Promise<Changes> {
  const zones = await readZones(client);
  const from = cursor === null ? null : readCursor(cursor);
  const written = (state: Cursor) => JSON.stringify(state);
  if (from === null)
    return { issueIds: [], stamps: [], cursor: written({ since: now, startAt: 0, began: now, offset: zones.serverOffset }), more: false };
  const began = from.startAt === 0 ? now : from.began;
  const since = from.since - overlap;
  const jql = `updated >= "${earliestMinute(since, zones, from.offset)}" ORDER BY updated ASC, key ASC`;
  const startAt = Math.max(0, from.startAt - pagesOverlapBy);
  const page = await client.ask(searchSchema, path(['search']), { jql, startAt, maxResults: issuesAPage, fields: ['updated'] });
  const end = startAt + page.issues.length;
  const more = end > from.startAt && end < page.total;
  const next: Cursor = more
    ? { ...from, startAt: end, began }
    : { since: Math.max(from.since, began - indexLag), startAt: 0, began, offset: zones.serverOffset };
  const found = page.issues.filter((issue) => issue !== null);
  // A time that cannot be read leaves nothing out.
  const recent = found.filter(({ fields }) => !(millisOf(fields?.updated ?? '') < since - minute));
  const stamps = recent.map(({ fields }) => stampOf(fields?.updated ?? ''));
  return { issueIds: recent.map((issue) => id<IssueId>(issue.id)), stamps, cursor: written(next), more };
}

/** The oldest issue of the project, made by this account since then, that carries the marker. */
export async function findMarkedIssue(
  client: JiraClient,
  intent: IntentId,
  target: { readonly projectId: ProjectId; readonly since: string },
): Promise<IssueId | null> {
  const zones = await readZones(client);
  const since = earliestMinute(millisOf(target.since) - overlap, zones, zones.serverOffset);
  const jql = `project = ${target.projectId} AND creator = currentUser() AND created >= "${since}" ORDER BY created ASC, key ASC`;
  const seen = new Set<string>();
  for (let startAt = 0; ;) {
    const page: z.infer<typeof searchSchema> = await client.ask(searchSchema, path(['search']), {
      jql,
      startAt,
      maxResults: issuesAPage,
      fields: ['updated'],
    });
    const first = page.issues.find((issue) => issue !== null)?.id;
    if (first !== undefined && seen.has(first)) throw nothingNew('issues');
    for (const issue of page.issues) {
      if (issue === null) continue;
      seen.add(issue.id);
      // A search gives no properties here.
      const property = await client.find(propertySchema, path(['issue', issue.id, 'properties', markerKey]));
      if (intentOf(property?.value) === intent) return id<IssueId>(issue.id);
    }
    startAt += page.issues.length;
    if (page.issues.length === 0 || startAt >= page.total) return null;
  }
}
