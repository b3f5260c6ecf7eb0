/** What an interrupted write made, if it did (core/tracker.ts, `findIntent`). Of several that fit, the oldest. */
import { faultOf } from '@entente/core';
import type { IntentId, IntentTarget, IssueId, Person, RichDocument } from '@entente/core';
import { decodeHtml, encodeHtml } from '@entente/richtext';
import { queryResultSchema, relationsBatchSchema } from './answers.schema.ts';
import { readRelations } from './attachments.ts';
import { segment, type Client } from './client.ts';
import { readComments } from './comments.ts';
import { invalidAnswer } from './faults.ts';
import { ATTACHED_FILE, hasIssueMarker, readAttachmentMarker } from './markers.ts';
import { attachmentIdOf, orNull, readPlace } from './work-items.ts';

/** The host's clock and ours may differ. */
const SKEW_MS = 5 * 60_000;
/** The host's limit of a batch. */
const BATCH = 200;

export async function findIntent(
  client: Client,
  self: () => Promise<Person>,
  intent: IntentId,
  target: IntentTarget,
): Promise<string | null> {
  const since = new Date(Date.parse(target.since) - SKEW_MS).toISOString();
  if (target.kind === 'issue') return await findIssue(client, intent, target.projectId, since);
  if (target.kind === 'comment') return await findComment(client, (await self()).id, target.issueId, target.body, since);
  return await findAttachment(client, intent, target.issueId);
}

/** WIQL cannot ask for a hyperlink's address: our own items since then are listed, and their relations read. */
async function findIssue(client: Client, intent: IntentId, projectId: string, since: string): Promise<string | null> {
  for (let after = 0; ;) {
    const ids = await ownItems(client, projectId, since, after);
    if (ids.length === 0) return null;
    if ((ids.at(-1) ?? 0) <= after) throw invalidAnswer('work items: a page that brings nothing new', false);
    const items = await client.json(
      { method: 'POST', path: '/_apis/wit/workitemsbatch', body: { ids, $expand: 'relations', errorPolicy: 'omit' }, write: false },
      relationsBatchSchema,
    );
    const found = items.data.value
      .filter((item) => item !== null)
      .toSorted((a, b) => a.id - b.id)
      .find((item) => hasIssueMarker(item.relations ?? [], intent));
    if (found !== undefined) return String(found.id);
    after = ids.at(-1) ?? after;
  }
}

async function ownItems(client: Client, projectId: string, since: string, after: number): Promise<readonly number[]> {
  const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.CreatedBy] = @Me AND [System.CreatedDate] >= '${since}' AND [System.Id] > ${after} ORDER BY [System.Id] ASC`;
  const path = `/${segment(projectId)}/_apis/wit/wiql`;
  try {
    const { data } = await client.json(
      { method: 'POST', path, query: { timePrecision: true, $top: BATCH }, body: { query }, write: false },
      queryResultSchema,
    );
    return data.workItems.map(({ id }) => id);
  } catch (caught) {
    if (faultOf(caught).code === 'tracker.notFound') return [];
    throw caught;
  }
}

async function findComment(client: Client, selfId: string, issueId: IssueId, body: RichDocument, since: string): Promise<string | null> {
  const wanted = JSON.stringify(decodeHtml(encodeHtml(body).native).document);
  const comments = await orNull(async () => await readComments(client, (await readPlace(client, issueId)).project, issueId));
  const found = (comments ?? []).find(
    (one) => one.author?.id === selfId && Date.parse(one.createdAt) >= Date.parse(since) && JSON.stringify(one.body) === wanted,
  );
  return found?.id ?? null;
}

async function findAttachment(client: Client, intent: IntentId, issueId: IssueId): Promise<string | null> {
  const found = await orNull(async () => await readRelations(client, issueId));
  const relation = found?.relations.find((one) => one.rel === ATTACHED_FILE && readAttachmentMarker(one) === intent);
  return relation === undefined ? null : attachmentIdOf(relation);
}
