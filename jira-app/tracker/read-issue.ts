/** An issue with all its comments and attachments, from Jira's answers to the core's shape. */
import {
  id,
  type AttachmentId,
  type CommentId,
  type Issue,
  type IssueAttachment,
  type IssueComment,
  type IssueId,
  type Person,
  type ProjectId,
} from '@entente/core';
import { decodeAdf } from './adf.ts';
import { path, type JiraClient } from './client.ts';
import { markerKey, markerOf } from './marker.ts';
import { commentPageSchema, issueSchema, type JiraAttachment, type JiraComment, type JiraIssue, type JiraUser } from './schemas.ts';
import { toRfc3339 } from './time.ts';

const fields = 'project,summary,description,created,updated,issuetype,status,priority,labels,reporter,assignee,attachment';
const commentsAPage = 100;

export function toPerson(user: JiraUser | null | undefined): Person | null {
  if (user === null || user === undefined) return null;
  const email = user.emailAddress ?? '';
  return { id: user.accountId, name: user.displayName ?? user.accountId, email: email === '' ? null : email };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get */
export async function readIssue(client: JiraClient, siteUrl: string, issueId: IssueId): Promise<Issue | null> {
  const issue = await client.find(issueSchema, path(['issue', issueId], { fields, properties: markerKey }));
  if (issue === null) return null;
  const comments = await readComments(client, issueId);
  return comments === null ? null : toIssue(issue, comments, siteUrl);
}

/** All of them, oldest first; null: the issue has gone meanwhile. The issue's own `comment` field has the latest few only. */
export async function readComments(client: JiraClient, issueId: IssueId): Promise<readonly IssueComment[] | null> {
  const found: IssueComment[] = [];
  for (let startAt = 0; ;) {
    const query = { startAt, maxResults: commentsAPage, orderBy: 'created', expand: 'properties' };
    const page = await client.find(commentPageSchema, path(['issue', issueId, 'comment'], query));
    if (page === null) return null;
    found.push(...page.comments.map(toComment));
    startAt = page.startAt + page.comments.length;
    if (page.comments.length === 0 || startAt >= page.total) return found;
  }
}

function toComment(comment: JiraComment): IssueComment {
  const { document, losses } = decodeAdf(comment.body ?? null);
  const marker = comment.properties?.find((property) => property.key === markerKey);
  return {
    id: id<CommentId>(comment.id),
    author: toPerson(comment.author),
    createdAt: toRfc3339(comment.created),
    updatedAt: toRfc3339(comment.updated),
    body: document,
    losses,
    marker: marker === undefined ? null : markerOf(marker.value),
    internal: comment.jsdPublic === false || (comment.visibility !== undefined && comment.visibility !== null),
  };
}

export function toAttachment(attachment: JiraAttachment): IssueAttachment {
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

function toIssue(issue: JiraIssue, comments: readonly IssueComment[], siteUrl: string): Issue {
  const { fields } = issue;
  const described = fields.description === null || fields.description === undefined ? null : decodeAdf(fields.description);
  return {
    id: id<IssueId>(issue.id),
    key: issue.key,
    url: `${siteUrl}/browse/${issue.key}`,
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
    marker: markerOf(issue.properties?.[markerKey]),
  };
}
