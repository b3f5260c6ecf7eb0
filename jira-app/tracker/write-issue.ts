/** Issues and comments, written to either Jira; the two differ in what a text and a marker are. */
import {
  faultError,
  id,
  type AttachmentId,
  type CommentId,
  type Encoded,
  type IntentId,
  type IssueChanges,
  type IssueDraft,
  type IssueId,
  type Loss,
  type RichDocument,
  type Updated,
  type Written,
} from '@entente/core';
import * as z from 'zod/mini';
import type { JiraClient, Query } from './client.ts';
import { toLabels, toSummary } from './fields.ts';
import type { PriorityWriter } from './priorities.ts';
import { createdSchema } from './schemas.ts';

/** How one Jira takes them. */
export interface Writing {
  readonly client: JiraClient;
  readonly path: (segments: readonly string[], query?: Query) => string;
  readonly priorities: PriorityWriter;
  readonly encode: (document: RichDocument) => Encoded<unknown>;
  /** The entity property by which what was written is found again. */
  readonly marker: (intent: IntentId) => { readonly key: string; readonly value: unknown };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post */
export async function createIssue(writing: Writing, intent: IntentId, draft: IssueDraft): Promise<Written<IssueId>> {
  const { client, path, priorities, marker } = writing;
  const { fields, losses } = encodeFields(writing, draft);
  const own = { project: { id: draft.projectId }, issuetype: { id: draft.typeId }, ...fields };
  return await priorities.creating(draft, draft.priority, async (priority) => {
    const body = { fields: { ...own, ...priority.fields }, properties: [marker(intent)] };
    const created = await client.write(createdSchema, 'POST', path(['issue']), body);
    return { id: id<IssueId>(created.id), revision: null, losses: [...losses, ...priority.losses] };
  });
}

export async function updateIssue(writing: Writing, issueId: IssueId, changes: IssueChanges): Promise<Updated> {
  const { client, path, priorities } = writing;
  const { fields, losses } = encodeFields(writing, changes);
  return await priorities.editing(issueId, changes.priority, async (priority) => {
    const all = { ...fields, ...priority.fields };
    const done = Object.keys(all).length === 0 ? 'done' : await client.change('PUT', path(['issue', issueId]), { fields: all });
    return updated(done, [...losses, ...priority.losses]);
  });
}

interface Fields {
  readonly fields: { readonly [name: string]: unknown };
  readonly losses: readonly Loss[];
}

/** Only what is present in `changes`. */
function encodeFields({ encode }: Writing, changes: IssueChanges): Fields {
  const fields: { [name: string]: unknown } = {};
  const losses: Loss[] = [];
  if (changes.summary !== undefined) {
    const fitted = toSummary(changes.summary);
    fields['summary'] = fitted.summary;
    losses.push(...fitted.losses);
  }
  if (changes.description === null) fields['description'] = null;
  else if (changes.description !== undefined) {
    const encoded = encode(changes.description);
    fields['description'] = encoded.native;
    losses.push(...encoded.losses);
  }
  if (changes.labels !== undefined) {
    const fitted = toLabels(changes.labels);
    fields['labels'] = fitted.labels;
    losses.push(...fitted.losses);
  }
  return { fields, losses };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post */
export async function addComment(
  { client, path, encode, marker }: Writing,
  intent: IntentId,
  issueId: IssueId,
  document: RichDocument,
): Promise<Written<CommentId>> {
  const { native, losses } = encode(document);
  const body = { body: native, properties: [marker(intent)] };
  const created = await client.write(createdSchema, 'POST', path(['issue', issueId, 'comment']), body);
  return { id: id<CommentId>(created.id), revision: null, losses };
}

export async function updateComment(
  { client, path, encode }: Writing,
  issueId: IssueId,
  commentId: CommentId,
  document: RichDocument,
): Promise<Updated> {
  const { native, losses } = encode(document);
  return updated(await client.change('PUT', path(['issue', issueId, 'comment', commentId]), { body: native }), losses);
}

export async function removeComment({ client, path }: Writing, issueId: IssueId, commentId: CommentId): Promise<Updated> {
  return updated(await client.change('DELETE', path(['issue', issueId, 'comment', commentId])));
}

/** `file`: the whole, after it was checked. */
export async function attach(
  { client, path }: Pick<Writing, 'client' | 'path'>,
  issueId: IssueId,
  file: { readonly filename: string; readonly bytes: Blob },
): Promise<Written<AttachmentId>> {
  const form = new FormData();
  form.append('file', file.bytes, file.filename);
  const [attached] = await client.upload(z.array(createdSchema), path(['issue', issueId, 'attachments']), form);
  if (attached === undefined)
    throw faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', detail: 'no attachment in the answer', certain: false });
  return { id: id<AttachmentId>(attached.id), revision: null, losses: [] };
}

export async function removeAttachment({ client, path }: Writing, attachmentId: AttachmentId): Promise<Updated> {
  return updated(await client.change('DELETE', path(['attachment', attachmentId])));
}

function updated(result: 'done' | 'gone', losses: readonly Loss[] = []): Updated {
  return result === 'gone' ? { outcome: 'gone' } : { outcome: 'done', revision: null, losses };
}
