/**
 * Payloads of Forge's Jira events.
 * https://developer.atlassian.com/platform/forge/events-reference/jira/
 */
import type { JsonObject } from './json.ts';
import type { Actor, AttachmentRow, ChangeRow, CommentRow, IssueRow, JiraEvent, SiteReader } from './types.ts';
import { priorityView, projectDetailsView, statusView, typeView, userRef } from './views.ts';
import { jiraTime } from './time.ts';

function issueInEvent(site: SiteReader, issue: IssueRow): JsonObject {
  return {
    id: issue.id,
    key: issue.key,
    fields: {
      summary: issue.summary,
      issuetype: typeView(site, issue.typeId),
      creator: userRef(issue.creator),
      created: jiraTime(issue.created, 'Etc/UTC'),
      project: projectDetailsView(site, site.projectOf(issue)),
      reporter: issue.reporter === null ? null : userRef(issue.reporter),
      assignee: issue.assignee === null ? null : userRef(issue.assignee),
      updated: jiraTime(issue.updated, 'Etc/UTC'),
      status: statusView(site, issue.statusId),
      priority: priorityView(site, issue.priorityId),
    },
  };
}

const causedBy = (actor: Actor): JsonObject => (actor.accountId === null ? {} : { atlassianId: actor.accountId });

const associatedUsers = (...ids: (string | null)[]): JsonObject => ({
  associatedUsers: [...new Set(ids.filter((id) => id !== null))].map(userRef),
});

export function issueEvent(type: string, site: SiteReader, actor: Actor, issue: IssueRow, change?: ChangeRow): JiraEvent {
  const statuses = change?.items.find((item) => item.fieldId === 'status');
  return {
    type,
    actor,
    rows: { issue, ...(change === undefined ? {} : { change }) },
    payload: {
      issue: issueInEvent(site, issue),
      ...causedBy(actor),
      ...associatedUsers(issue.creator, issue.reporter, issue.assignee),
      ...(change === undefined
        ? {}
        : { changelog: { id: change.id, items: change.items.map((item) => ({ ...item })) }, jiraEventTypeName: 'issue_updated' }),
      ...(statuses === undefined
        ? {}
        : {
            associatedStatuses: [
              { id: statuses.from, name: statuses.fromString },
              { id: statuses.to, name: statuses.toString },
            ],
          }),
    },
  };
}

function commentInEvent(comment: CommentRow): JsonObject {
  return {
    id: comment.id,
    author: userRef(comment.author),
    updateAuthor: userRef(comment.updateAuthor),
    body: comment.body,
    created: jiraTime(comment.created, 'Etc/UTC'),
    updated: jiraTime(comment.updated, 'Etc/UTC'),
    jsdPublic: true,
    ...(comment.visibility === null ? {} : { visibility: { ...comment.visibility } }),
  };
}

/** `commented:issue` is raised for a new and for an edited comment alike. */
export function commentEvent(site: SiteReader, actor: Actor, issue: IssueRow, comment: CommentRow): JiraEvent {
  return {
    type: 'avi:jira:commented:issue',
    actor,
    rows: { issue, comment },
    payload: {
      issue: issueInEvent(site, issue),
      comment: commentInEvent(comment),
      ...causedBy(actor),
      ...associatedUsers(comment.author, issue.reporter, issue.assignee),
    },
  };
}

export function deletedCommentEvent(site: SiteReader, actor: Actor, issue: IssueRow, comment: CommentRow): JiraEvent {
  return {
    type: 'avi:jira:deleted:comment',
    actor,
    rows: { issue, comment },
    payload: { issue: issueInEvent(site, issue), comment: commentInEvent(comment), ...causedBy(actor) },
  };
}

export function attachmentEvent(type: string, site: SiteReader, actor: Actor, issue: IssueRow, attachment: AttachmentRow): JiraEvent {
  return {
    type,
    actor,
    payload: {
      attachment: {
        id: attachment.id,
        issueId: issue.id,
        fileName: attachment.filename,
        mimeType: attachment.mediaType,
        size: String(attachment.bytes.length),
        createDate: jiraTime(attachment.created, 'Etc/UTC'),
        author: userRef(attachment.author),
      },
      issue: { id: issue.id, key: issue.key, fields: { project: projectDetailsView(site, site.projectOf(issue)) } },
      ...causedBy(actor),
    },
  };
}
