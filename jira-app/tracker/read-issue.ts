/** An issue with all its comments and attachments, from either Jira's answers to the core's shape. */
import {
  faultError,
  faultOf,
  id,
  type AttachmentId,
  type CommentId,
  type IntentId,
  type Issue,
  type IssueAttachment,
  type IssueComment,
  type IssueId,
  type Loss,
  type ProjectId,
  type RichDocument,
} from '@entente/core';
import type { JiraClient, Query } from './client.ts';
import { nothingNew } from './faults.ts';
import type { IssueSchemas, JiraAttachment, JiraComment, JiraIssue } from './issue-schemas.ts';
import { markerKey } from './marker.ts';
import { stampOf, toRfc3339 } from './time.ts';

/** What the two Jiras do differently. */
export interface IssueDialect<Text> {
  readonly schemas: IssueSchemas<Text>;
  readonly commentsAPage: number;
  path(segments: readonly string[], query: Query): string;
  /** `siteUrl`: where relative links lead. */
  decode(text: Text | null, siteUrl: string): { readonly document: RichDocument; readonly losses: readonly Loss[] };
  /** The intent that the marker's value names; null where anybody else wrote it. */
  intentOf(value: unknown): IntentId | null;
  /** A note of Service Management that customers do not see. */
  isNote(comment: JiraComment<Text>): boolean;
  /** Whether a comment that stands in the issue itself tells as much of who may see it as one that is asked for. */
  tellsInIssue(comment: JiraComment<Text>): boolean;
}

const fields = 'project,summary,description,created,updated,issuetype,status,priority,labels,reporter,assignee,attachment,comment';

/** Null: there is none, or none that is shown to Entente. */
export async function readIssue<Text>(
  dialect: IssueDialect<Text>,
  client: JiraClient,
  siteUrl: string,
  issueId: IssueId,
): Promise<Issue | null> {
  const issue = await client.find<JiraIssue<Text>>(
    dialect.schemas.issue,
    dialect.path(['issue', issueId], { fields, properties: markerKey }),
  );
  if (issue === null) return null;
  const comments = allInIssue(dialect, issue, siteUrl) ?? (await readComments(dialect, client, siteUrl, issueId));
  return comments === null ? null : toIssue(dialect, issue, comments, siteUrl);
}

/** Oldest first. Null: the issue's own `comment` field has some of them only, or does not say who may see them. */
function allInIssue<Text>(dialect: IssueDialect<Text>, { fields: { comment } }: JiraIssue<Text>, siteUrl: string): IssueComment[] | null {
  if (comment === undefined || comment === null || comment.comments.length < comment.total) return null;
  if (!comment.comments.every((one) => dialect.tellsInIssue(one))) return null;
  return comment.comments
    .map((one) => toComment(dialect, one, siteUrl))
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}

/** All of them, oldest first; null: the issue has gone meanwhile. */
export async function readComments<Text>(
  dialect: IssueDialect<Text>,
  client: JiraClient,
  siteUrl: string,
  issueId: IssueId,
): Promise<readonly IssueComment[] | null> {
  const found: IssueComment[] = [];
  const known = new Set<string>();
  for (;;) {
    const query = { startAt: found.length, maxResults: dialect.commentsAPage, orderBy: 'created', expand: 'properties' };
    const page = await client.find(dialect.schemas.commentPage, dialect.path(['issue', issueId, 'comment'], query));
    if (page === null) return null;
    const before = known.size;
    for (const comment of page.comments) known.add(comment.id);
    if (page.comments.length > 0 && known.size === before) throw nothingNew('comments');
    found.push(...page.comments.map((comment) => toComment(dialect, comment, siteUrl)));
    if (page.comments.length === 0 || found.length >= page.total) return found;
  }
}

/** A text that cannot be read is the comment's, not the description's. */
function decodeComment<Text>(dialect: IssueDialect<Text>, { id: commentId, body }: JiraComment<Text>, siteUrl: string) {
  try {
    return dialect.decode(body ?? null, siteUrl);
  } catch (caught) {
    const fault = faultOf(caught);
    throw faultError({ ...fault, params: { ...fault.params, field: 'comment' }, detail: `comment ${commentId}: ${fault.detail}` });
  }
}

function toComment<Text>(dialect: IssueDialect<Text>, comment: JiraComment<Text>, siteUrl: string): IssueComment {
  const { document, losses } = decodeComment(dialect, comment, siteUrl);
  return {
    id: id<CommentId>(comment.id),
    author: comment.author ?? null,
    createdAt: toRfc3339(comment.created),
    updatedAt: toRfc3339(comment.updated),
    body: document,
    losses,
    marker: dialect.intentOf(comment.properties?.find(({ key }) => key === markerKey)?.value),
    // Restricted to a group or role, or a note.
    internal: (comment.visibility !== undefined && comment.visibility !== null) || dialect.isNote(comment),
  };
}

function stampMember(updated: string): { readonly stamp?: number } {
  const stamp = stampOf(updated);
  return stamp === null ? {} : { stamp };
}

function toAttachment(attachment: JiraAttachment): IssueAttachment {
  return {
    id: id<AttachmentId>(String(attachment.id)),
    filename: attachment.filename,
    mediaType: attachment.mimeType ?? 'application/octet-stream',
    size: attachment.size,
    createdAt: toRfc3339(attachment.created),
    author: attachment.author ?? null,
    // Jira keeps no properties of an attachment: it is found again by its name, size, time and hash.
    marker: null,
  };
}

function toIssue<Text>(
  dialect: IssueDialect<Text>,
  { id: issueId, key, fields, properties }: JiraIssue<Text>,
  comments: readonly IssueComment[],
  siteUrl: string,
): Issue {
  const text = fields.description ?? null;
  const described = text === null || text === '' ? null : dialect.decode(text, siteUrl);
  return {
    id: id<IssueId>(issueId),
    key,
    url: `${siteUrl}/browse/${key}`,
    projectId: id<ProjectId>(fields.project.id),
    // Jira has no revision to guard a write with: `updated` is no condition of an update.
    revision: null,
    ...stampMember(fields.updated),
    createdAt: toRfc3339(fields.created),
    updatedAt: toRfc3339(fields.updated),
    type: { id: fields.issuetype.id, name: fields.issuetype.name },
    status: fields.status.name,
    priority: fields.priority?.name ?? null,
    summary: fields.summary ?? '',
    description: described?.document ?? null,
    descriptionLosses: described?.losses ?? [],
    labels: fields.labels ?? [],
    reporter: fields.reporter ?? null,
    assignee: fields.assignee ?? null,
    comments,
    attachments: (fields.attachment ?? []).map(toAttachment),
    marker: dialect.intentOf(properties?.[markerKey]),
  };
}
