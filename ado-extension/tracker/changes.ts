/**
 * The organisation's change feed: `reporting/workitemrevisions`
 * (https://learn.microsoft.com/rest/api/azure/devops/wit/reporting-work-item-revisions). Comments, relations and deletions
 * make revisions too.
 */
import { faultError, id, type Clock, type IssueId } from '@entente/core';
import { revisionsSchema } from './answers.schema.ts';
import type { Client } from './client.ts';

const PAGE = 200;
/** The first cursor starts a little earlier: the host's clock may be behind ours. */
const OVERLAP_MS = 60_000;

export interface Changes {
  readonly issueIds: readonly IssueId[];
  readonly stamps: readonly (number | null)[];
  readonly cursor: string;
  readonly more: boolean;
}

export async function changesSince(client: Client, clock: Clock, cursor: string | null): Promise<Changes> {
  const start = cursor ?? `since:${new Date(clock.now() - OVERLAP_MS).toISOString()}`;
  const query = {
    fields: 'System.Id,System.IsDeleted',
    includeLatestOnly: true,
    includeDeleted: true,
    $maxPageSize: PAGE,
    ...positionOf(start),
  };
  const { data } = await client.json({ method: 'GET', path: '/_apis/wit/reporting/workitemrevisions', query }, revisionsSchema);
  const found = data.values.filter((one) => one !== null);
  const token = data.continuationToken ?? tokenIn(data.nextLink ?? null);
  return {
    issueIds: found.map((one) => id<IssueId>(String(one.id))),
    // A deleted item is looked at whatever its revision.
    stamps: found.map(({ rev, fields }) => (fields?.['System.IsDeleted'] === true ? null : rev)),
    cursor: token === null ? start : `token:${token}`,
    more: !data.isLastBatch && token !== null,
  };
}

function positionOf(cursor: string): Record<string, string> {
  if (cursor.startsWith('token:')) return { continuationToken: cursor.slice('token:'.length) };
  if (cursor.startsWith('since:')) return { startDateTime: cursor.slice('since:'.length) };
  throw faultError({ whose: 'ours', code: 'bug', detail: `cursor ${cursor}` });
}

/** Older answers name the token in `nextLink` alone. */
function tokenIn(link: string | null): string | null {
  return link === null || !URL.canParse(link) ? null : new URL(link).searchParams.get('continuationToken');
}
