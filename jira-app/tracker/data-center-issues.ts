/** Reading issues and people of Jira Data Center. */
import {
  id,
  type AttachmentId,
  type CommentId,
  type IntentId,
  type Issue,
  type IssueAttachment,
  type IssueComment,
  type IssueId,
  type Person,
  type ProjectId,
} from '@entente/core';
import type { JiraClient } from './client.ts';
import { path } from './data-center-client.ts';
import {
  commentPageSchema,
  issueSchema,
  type DataCenterAttachment,
  type DataCenterComment,
  type DataCenterIssue,
  type DataCenterUser,
} from './data-center-schemas.ts';
import { markerKey } from './marker.ts';
import { toRfc3339 } from './time.ts';
import { decodeWiki } from './wiki.ts';

const fields = 'project,summary,description,created,updated,issuetype,status,priority,labels,reporter,assignee,attachment';
const commentsAPage = 500;

/** The property's value is the intent itself: the official description has properties as text. */
export const intentProperty = (intent: IntentId) => ({ key: markerKey, value: intent });

export function intentOf(value: unknown): IntentId | null {
  return typeof value === 'string' && value !== '' ? id<IntentId>(value) : null;
}

export function toPerson(user: DataCenterUser | null | undefined): Person | null {
  if (user === null || user === undefined) return null;
  const email = user.emailAddress ?? '';
  return { id: user.key, name: user.displayName ?? user.name, email: email === '' ? null : email };
}

export async function readIssue(client: JiraClient, baseUrl: string, issueId: IssueId): Promise<Issue | null> {
  const issue = await client.find(issueSchema, path(['issue', issueId], { fields, properties: markerKey }));
  if (issue === null) return null;
  const comments = await readComments(client, baseUrl, issueId);
  return comments === null ? null : toIssue(issue, comments, baseUrl);
}

/** All of them, oldest first; null: the issue has gone meanwhile. */
export async function readComments(client: JiraClient, baseUrl: string, issueId: IssueId): Promise<readonly IssueComment[] | null> {
  const found: IssueComment[] = [];
  for (;;) {
    const query = { startAt: found.length, maxResults: commentsAPage, orderBy: 'created', expand: 'properties' };
    const page = await client.find(commentPageSchema, path(['issue', issueId, 'comment'], query));
    if (page === null) return null;
    found.push(...page.comments.map((comment) => toComment(comment, baseUrl)));
    if (page.comments.length === 0 || found.length >= page.total) return found;
  }
}

function toComment(comment: DataCenterComment, baseUrl: string): IssueComment {
  const { document, losses } = decodeWiki(comment.body ?? '', { site: baseUrl });
  return {
    id: id<CommentId>(comment.id),
    author: toPerson(comment.author),
    createdAt: toRfc3339(comment.created),
    updatedAt: toRfc3339(comment.updated),
    body: document,
    losses,
    marker: intentOf(comment.properties?.find(({ key }) => key === markerKey)?.value),
    internal: isInternal(comment),
  };
}

/** Restricted to a group or role, or a note of Service Management that customers do not see. */
function isInternal({ visibility, properties }: DataCenterComment): boolean {
  if (visibility !== undefined && visibility !== null) return true;
  const note = properties?.find(({ key }) => key === 'sd.public.comment')?.value;
  return typeof note === 'object' && note !== null && 'internal' in note && note.internal === true;
}

export function toAttachment(attachment: DataCenterAttachment): IssueAttachment {
  return {
    id: id<AttachmentId>(String(attachment.id)),
    filename: attachment.filename,
    mediaType: attachment.mimeType ?? 'application/octet-stream',
    size: attachment.size,
    createdAt: toRfc3339(attachment.created),
    author: toPerson(attachment.author),
    // Jira keeps no properties of an attachment: it is found again by its name, size, time and hash.
    marker: null,
  };
}

function toIssue({ id: issueId, key, fields, properties }: DataCenterIssue, comments: readonly IssueComment[], baseUrl: string): Issue {
  const text = fields.description ?? '';
  const described = text === '' ? null : decodeWiki(text, { site: baseUrl });
  return {
    id: id<IssueId>(issueId),
    key,
    url: `${baseUrl}/browse/${key}`,
    projectId: id<ProjectId>(fields.project.id),
    // Jira has no revision to guard a write with: `updated` is no condition of an update.
    revision: null,
    createdAt: toRfc3339(fields.created),
    updatedAt: toRfc3339(fields.updated),
    type: { id: fields.issuetype.id, name: fields.issuetype.name },
    status: fields.status.name,
    priority: fields.priority?.name ?? null,
    summary: fields.summary ?? '',
    description: described?.document ?? null,
    descriptionLosses: described?.losses ?? [],
    labels: fields.labels ?? [],
    reporter: toPerson(fields.reporter),
    assignee: toPerson(fields.assignee),
    comments,
    attachments: (fields.attachment ?? []).map(toAttachment),
    marker: intentOf(properties?.[markerKey]),
  };
}
