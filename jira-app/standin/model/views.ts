/** The JSON shapes that Jira gives for what has an id. */
import type { Json, JsonObject } from './json.ts';
import { issueTypes, priorities, resolutions, statuses } from './seed.ts';
import { jiraTime } from './time.ts';
import type { Account, AttachmentRow, CommentRow, Project, SiteReader } from './types.ts';

export const userRef = (accountId: string): JsonObject => ({ accountId });

const sizes = ['48x48', '24x24', '16x16', '32x32'];

export function avatarUrls(site: SiteReader, of: string): JsonObject {
  return Object.fromEntries(sizes.map((size) => [size, `${site.baseUrl}/rest/api/3/universal_avatar/view/type/${of}?size=${size}`]));
}

/** @param viewer sees a hidden e-mail address only of their own. */
export function userView(site: SiteReader, account: Account, viewer: string | null): JsonObject {
  const showsEmail = account.accountType === 'atlassian' && (account.emailVisible || viewer === account.accountId);
  return {
    self: `${site.baseUrl}/rest/api/3/user?accountId=${encodeURIComponent(account.accountId)}`,
    accountId: account.accountId,
    accountType: account.accountType,
    ...(showsEmail ? { emailAddress: account.email } : {}),
    avatarUrls: avatarUrls(site, 'user'),
    displayName: account.displayName,
    active: account.active,
    timeZone: account.timeZone,
  };
}

export function userOrNull(site: SiteReader, accountId: string | null, viewer: string | null): JsonObject | null {
  const account = site.account(accountId);
  return account === undefined ? null : userView(site, account, viewer);
}

export function projectDetailsView(site: SiteReader, project: Project): JsonObject {
  return {
    self: `${site.baseUrl}/rest/api/3/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    simplified: false,
    avatarUrls: avatarUrls(site, 'project'),
  };
}

export function projectView(site: SiteReader, project: Project, viewer: string | null, expand: ReadonlySet<string>): JsonObject {
  const lead = userOrNull(site, project.lead, viewer);
  const full = expand.has('full');
  return {
    expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight',
    ...projectDetailsView(site, project),
    style: 'classic',
    isPrivate: false,
    properties: {},
    ...(full || expand.has('description') ? { description: project.description } : {}),
    ...((full || expand.has('lead')) && lead !== null ? { lead } : {}),
    ...(full || expand.has('issueTypes') ? { issueTypes: project.issueTypes.map((id) => typeView(site, id)) } : {}),
    ...(full ? { components: [], versions: [], roles: {}, assigneeType: 'UNASSIGNED' } : {}),
    ...(project.state === 'archived' ? { archived: true } : {}),
    ...(project.state === 'deleted' ? { deleted: true } : {}),
  };
}

export function typeView(site: SiteReader, typeId: string): JsonObject {
  const type = issueTypes.find((one) => one.id === typeId);
  return {
    self: `${site.baseUrl}/rest/api/3/issuetype/${typeId}`,
    id: typeId,
    description: type?.description ?? '',
    iconUrl: `${site.baseUrl}/rest/api/3/universal_avatar/view/type/issuetype/avatar/10318?size=medium`,
    name: type?.name ?? typeId,
    subtask: type?.subtask ?? false,
    avatarId: 10318,
    hierarchyLevel: type?.level ?? 0,
  };
}

const categories = {
  new: { id: 2, key: 'new', colorName: 'blue-gray', name: 'To Do' },
  indeterminate: { id: 4, key: 'indeterminate', colorName: 'yellow', name: 'In Progress' },
  done: { id: 3, key: 'done', colorName: 'green', name: 'Done' },
} as const;

export function statusView(site: SiteReader, statusId: string): JsonObject {
  const status = statuses.find((one) => one.id === statusId);
  const category = categories[status?.category ?? 'new'];
  return {
    self: `${site.baseUrl}/rest/api/3/status/${statusId}`,
    description: '',
    iconUrl: `${site.baseUrl}/images/icons/statuses/generic.png`,
    name: status?.name ?? statusId,
    id: statusId,
    statusCategory: { self: `${site.baseUrl}/rest/api/3/statuscategory/${category.id}`, ...category },
  };
}

export function priorityView(site: SiteReader, priorityId: string): JsonObject {
  const priority = priorities.find((one) => one.id === priorityId);
  return {
    self: `${site.baseUrl}/rest/api/3/priority/${priorityId}`,
    iconUrl: `${site.baseUrl}/images/icons/priorities/${priorityId}.svg`,
    name: priority?.name ?? priorityId,
    id: priorityId,
  };
}

export function resolutionView(site: SiteReader, resolutionId: string | null): JsonObject | null {
  const resolution = resolutions.find((one) => one.id === resolutionId);
  return resolution === undefined
    ? null
    : {
        self: `${site.baseUrl}/rest/api/3/resolution/${resolution.id}`,
        id: resolution.id,
        description: resolution.description,
        name: resolution.name,
      };
}

export const propertiesView = (properties: ReadonlyMap<string, Json>): Json[] => [...properties].map(([key, value]) => ({ key, value }));

export function commentView(
  site: SiteReader,
  issueId: string,
  comment: CommentRow,
  viewer: Account | undefined,
  expand: ReadonlySet<string>,
): JsonObject {
  const zone = viewer?.timeZone ?? 'Etc/UTC';
  const seenBy = viewer?.accountId ?? null;
  return {
    self: `${site.baseUrl}/rest/api/3/issue/${issueId}/comment/${comment.id}`,
    id: comment.id,
    author: userOrNull(site, comment.author, seenBy),
    body: comment.body,
    updateAuthor: userOrNull(site, comment.updateAuthor, seenBy),
    created: jiraTime(comment.created, zone),
    updated: jiraTime(comment.updated, zone),
    ...(comment.visibility === null ? {} : { visibility: { ...comment.visibility, identifier: comment.visibility.value } }),
    jsdPublic: true,
    ...(expand.has('properties') ? { properties: propertiesView(comment.properties) } : {}),
  };
}

export function attachmentView(site: SiteReader, attachment: AttachmentRow, viewer: Account | undefined): JsonObject {
  return {
    self: `${site.baseUrl}/rest/api/3/attachment/${attachment.id}`,
    id: attachment.id,
    filename: attachment.filename,
    author: userOrNull(site, attachment.author, viewer?.accountId ?? null),
    created: jiraTime(attachment.created, viewer?.timeZone ?? 'Etc/UTC'),
    size: attachment.bytes.length,
    mimeType: attachment.mediaType,
    content: `${site.baseUrl}/rest/api/3/attachment/content/${attachment.id}`,
    ...(attachment.mediaType.startsWith('image/') ? { thumbnail: `${site.baseUrl}/rest/api/3/attachment/thumbnail/${attachment.id}` } : {}),
  };
}
