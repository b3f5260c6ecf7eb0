/** The JSON shapes of Jira Data Center's REST v2, where they differ from Cloud's: people by name and key, text instead of documents. */
import { asText, parsed, type Json, type JsonObject } from '../model/json.ts';
import { issueTypes, statuses } from '../model/seed.ts';
import { jiraTime } from '../model/time.ts';
import type { Account, AttachmentRow, CommentRow, IssueRow, Project } from '../model/types.ts';
import { priorityView, propertiesView, resolutionView, statusView } from '../model/views.ts';
import type { DataCenter } from './data-center.ts';

/** The name that a user signs in with and that `[~name]` mentions. */
export const userName = (account: Account): string => account.email.split('@')[0] ?? account.email;

export const v2 = (host: DataCenter, view: JsonObject): JsonObject => {
  const { self, ...rest } = view;
  return { self: (asText(self) ?? host.site.baseUrl).replace('/rest/api/3/', '/rest/api/2/'), ...rest };
};

/** What Cloud says of itself as this API says it: by its own addresses. */
export function inThisApi(view: JsonObject): Json {
  return parsed(JSON.stringify(view).replaceAll('/rest/api/3/', '/rest/api/2/'));
}

const sizes = ['48x48', '24x24', '16x16', '32x32'];
const avatarUrls = (host: DataCenter, of: string): JsonObject =>
  Object.fromEntries(sizes.map((size) => [size, `${host.site.baseUrl}/secure/${of}?size=${size}`]));

export function userView(host: DataCenter, account: Account): JsonObject {
  return {
    self: `${host.site.baseUrl}/rest/api/2/user?username=${encodeURIComponent(userName(account))}`,
    name: userName(account),
    key: account.accountId,
    ...(account.emailVisible ? { emailAddress: account.email } : {}),
    avatarUrls: avatarUrls(host, 'useravatar'),
    displayName: account.displayName,
    active: account.active,
    deleted: false,
    timeZone: account.timeZone,
    locale: account.locale,
  };
}

export function userOrNull(host: DataCenter, accountId: string | null): JsonObject | null {
  const account = host.site.account(accountId);
  return account === undefined ? null : userView(host, account);
}

export function projectView(host: DataCenter, project: Project): JsonObject {
  return {
    expand: 'description,lead,url,projectKeys',
    self: `${host.site.baseUrl}/rest/api/2/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    avatarUrls: avatarUrls(host, 'projectavatar'),
    projectTypeKey: 'software',
    archived: project.state === 'archived',
  };
}

/** One alone comes with what its list leaves out. */
export function fullProjectView(host: DataCenter, project: Project): JsonObject {
  return {
    ...projectView(host, project),
    expand: 'projectKeys',
    description: project.description,
    lead: userOrNull(host, project.lead),
    components: [],
    issueTypes: project.issueTypes.map((id) => typeView(host, id)),
    assigneeType: 'UNASSIGNED',
    versions: [],
    roles: {},
  };
}

export function typeView(host: DataCenter, typeId: string): JsonObject {
  const type = issueTypes.find((one) => one.id === typeId);
  return {
    self: `${host.site.baseUrl}/rest/api/2/issuetype/${typeId}`,
    id: typeId,
    description: type?.description ?? '',
    iconUrl: `${host.site.baseUrl}/secure/viewavatar?size=xsmall&avatarId=10318&avatarType=issuetype`,
    name: type?.name ?? typeId,
    subtask: type?.subtask ?? false,
    avatarId: 10318,
  };
}

/** Text of a description or comment; the model keeps it as `{ text }`. */
export const textOf = (body: JsonObject | null): string | null => (body === null ? null : asText(body['text']));

export function commentView(host: DataCenter, issueId: string, comment: CommentRow, expand: ReadonlySet<string>): JsonObject {
  return {
    self: `${host.site.baseUrl}/rest/api/2/issue/${issueId}/comment/${comment.id}`,
    id: comment.id,
    author: userOrNull(host, comment.author),
    body: textOf(comment.body) ?? '',
    updateAuthor: userOrNull(host, comment.updateAuthor),
    created: jiraTime(comment.created, host.timeZone),
    updated: jiraTime(comment.updated, host.timeZone),
    ...(comment.visibility === null ? {} : { visibility: { ...comment.visibility } }),
    ...(expand.has('properties') ? { properties: propertiesView(comment.properties) } : {}),
  };
}

export function attachmentView(host: DataCenter, attachment: AttachmentRow): JsonObject {
  return {
    self: `${host.site.baseUrl}/rest/api/2/attachment/${attachment.id}`,
    id: attachment.id,
    filename: attachment.filename,
    author: userOrNull(host, attachment.author),
    created: jiraTime(attachment.created, host.timeZone),
    size: attachment.bytes.length,
    mimeType: attachment.mediaType,
    content: `${host.site.baseUrl}/secure/attachment/${attachment.id}/${encodeURIComponent(attachment.filename)}`,
    ...(attachment.mediaType.startsWith('image/')
      ? { thumbnail: `${host.site.baseUrl}/secure/thumbnail/${attachment.id}/${encodeURIComponent(attachment.filename)}` }
      : {}),
  };
}

function briefView(host: DataCenter, issue: IssueRow): JsonObject {
  return {
    id: issue.id,
    key: issue.key,
    self: `${host.site.baseUrl}/rest/api/2/issue/${issue.id}`,
    fields: {
      summary: issue.summary,
      status: v2(host, statusView(host.site, issue.statusId)),
      priority: v2(host, priorityView(host.site, issue.priorityId)),
      issuetype: typeView(host, issue.typeId),
    },
  };
}

export function fieldsView(host: DataCenter, issue: IssueRow, comments: readonly CommentRow[]): JsonObject {
  const { site } = host;
  const shown = comments.map((comment) => commentView(host, issue.id, comment, new Set()));
  const resolution = resolutionView(site, issue.resolutionId);
  const status = statuses.find(({ id }) => id === issue.statusId);
  const parent = issue.parentId === null ? undefined : site.issue(issue.parentId);
  return {
    summary: issue.summary,
    description: textOf(issue.description),
    issuetype: typeView(host, issue.typeId),
    project: projectView(host, site.projectOf(issue)),
    status: v2(host, statusView(site, issue.statusId)),
    priority: v2(host, priorityView(site, issue.priorityId)),
    labels: issue.labels,
    creator: userOrNull(host, issue.creator),
    reporter: userOrNull(host, issue.reporter),
    assignee: userOrNull(host, issue.assignee),
    created: jiraTime(issue.created, host.timeZone),
    updated: jiraTime(issue.updated, host.timeZone),
    duedate: issue.dueDate,
    resolution: resolution === null ? null : v2(host, resolution),
    resolutiondate: status?.category === 'done' ? jiraTime(issue.updated, host.timeZone) : null,
    ...(parent === undefined ? {} : { parent: briefView(host, parent) }),
    subtasks: [...site.issues.values()].filter(({ parentId }) => parentId === issue.id).map((other) => briefView(host, other)),
    attachment: issue.attachments.map((one) => attachmentView(host, one)),
    comment: { comments: shown, maxResults: shown.length, total: shown.length, startAt: 0 },
  };
}
