/** An issue as the REST API shows it, with field selection. */
import type { Json, JsonObject } from '../model/json.ts';
import { statuses } from '../model/seed.ts';
import { jiraTime } from '../model/time.ts';
import type { IssueRow } from '../model/types.ts';
import {
  attachmentView,
  commentView,
  priorityView,
  projectDetailsView,
  resolutionView,
  statusView,
  typeView,
  userOrNull,
} from '../model/views.ts';
import { seesComment } from './permissions.ts';
import { changelogView } from './changelog.ts';
import type { Call } from './wire.ts';

type Show = (call: Call, issue: IssueRow) => Json;

const zoneOf = (call: Call) => call.account?.timeZone ?? 'Etc/UTC';
const viewerOf = (call: Call) => call.principal.accountId;

const briefView: Show = (call, issue) => ({
  id: issue.id,
  key: issue.key,
  self: `${call.site.baseUrl}/rest/api/3/issue/${issue.id}`,
  fields: {
    summary: issue.summary,
    status: statusView(call.site, issue.statusId),
    priority: priorityView(call.site, issue.priorityId),
    issuetype: typeView(call.site, issue.typeId),
  },
});

/** Comments inside an issue come as one page of at most 20, newest missing first: the rest needs the comment resource. */
const commentsInIssue: Show = (call, issue) => {
  const seen = issue.comments.filter((comment) => seesComment(call.site, call.account, comment));
  const shown = seen.slice(0, 20);
  return {
    comments: shown.map((comment) => commentView(call.site, issue.id, comment, call.account, new Set())),
    self: `${call.site.baseUrl}/rest/api/3/issue/${issue.id}/comment`,
    maxResults: Math.max(shown.length, seen.length),
    total: seen.length,
    startAt: 0,
  };
};

export const shownFields: {
  readonly [field: string]: {
    readonly name: string;
    readonly type: string;
    readonly system: string;
    readonly items?: string;
    readonly show: Show;
  };
} = {
  statuscategorychangedate: {
    name: 'Status Category Changed',
    type: 'datetime',
    system: 'statuscategorychangedate',
    show: (call, issue) =>
      jiraTime(
        issue.changes.findLast((change) => change.items.some((item) => item.fieldId === 'status'))?.created ?? issue.created,
        zoneOf(call),
      ),
  },
  issuetype: { name: 'Issue Type', type: 'issuetype', system: 'issuetype', show: (call, issue) => typeView(call.site, issue.typeId) },
  parent: {
    name: 'Parent',
    type: 'issuelink',
    system: 'parent',
    show: (call, issue) => {
      const parent = issue.parentId === null ? undefined : call.site.issue(issue.parentId);
      return parent === undefined ? null : briefView(call, parent);
    },
  },
  project: {
    name: 'Project',
    type: 'project',
    system: 'project',
    show: (call, issue) => projectDetailsView(call.site, call.site.projectOf(issue)),
  },
  summary: { name: 'Summary', type: 'string', system: 'summary', show: (_call, issue) => issue.summary },
  description: { name: 'Description', type: 'doc', system: 'description', show: (_call, issue) => issue.description },
  labels: { name: 'Labels', type: 'array', items: 'string', system: 'labels', show: (_call, issue) => issue.labels },
  status: { name: 'Status', type: 'status', system: 'status', show: (call, issue) => statusView(call.site, issue.statusId) },
  priority: { name: 'Priority', type: 'priority', system: 'priority', show: (call, issue) => priorityView(call.site, issue.priorityId) },
  resolution: {
    name: 'Resolution',
    type: 'resolution',
    system: 'resolution',
    show: (call, issue) => resolutionView(call.site, issue.resolutionId),
  },
  resolutiondate: {
    name: 'Resolved',
    type: 'datetime',
    system: 'resolutiondate',
    show: (call, issue) =>
      statuses.find((status) => status.id === issue.statusId)?.category === 'done' ? jiraTime(issue.updated, zoneOf(call)) : null,
  },
  creator: {
    name: 'Creator',
    type: 'user',
    system: 'creator',
    show: (call, issue) => userOrNull(call.site, issue.creator, viewerOf(call)),
  },
  reporter: {
    name: 'Reporter',
    type: 'user',
    system: 'reporter',
    show: (call, issue) => userOrNull(call.site, issue.reporter, viewerOf(call)),
  },
  assignee: {
    name: 'Assignee',
    type: 'user',
    system: 'assignee',
    show: (call, issue) => userOrNull(call.site, issue.assignee, viewerOf(call)),
  },
  created: { name: 'Created', type: 'datetime', system: 'created', show: (call, issue) => jiraTime(issue.created, zoneOf(call)) },
  updated: { name: 'Updated', type: 'datetime', system: 'updated', show: (call, issue) => jiraTime(issue.updated, zoneOf(call)) },
  duedate: { name: 'Due date', type: 'date', system: 'duedate', show: (_call, issue) => issue.dueDate },
  subtasks: {
    name: 'Sub-tasks',
    type: 'array',
    items: 'issuelinks',
    system: 'subtasks',
    show: (call, issue) =>
      [...call.site.issues.values()].filter((other) => other.parentId === issue.id).map((other) => briefView(call, other)),
  },
  attachment: {
    name: 'Attachment',
    type: 'array',
    items: 'attachment',
    system: 'attachment',
    show: (call, issue) => issue.attachments.map((one) => attachmentView(call.site, one, call.account)),
  },
  comment: { name: 'Comment', type: 'comments-page', system: 'comment', show: commentsInIssue },
};

/** Shown by a search for `*navigable`, and by a read only for `*all`. */
const notNavigable = new Set(['comment', 'attachment']);

/** Of `all`, what `fields` asks for. */
export function selected(fields: readonly string[], all: readonly string[] = Object.keys(shownFields)): string[] {
  const chosen = new Set<string>();
  const onlyMinus = fields.every((field) => field.startsWith('-'));
  for (const field of onlyMinus ? ['*all', ...fields] : fields) {
    if (field === '*all') for (const one of all) chosen.add(one);
    else if (field === '*navigable') for (const one of all) if (!notNavigable.has(one)) chosen.add(one);
    if (field.startsWith('-')) chosen.delete(field.slice(1));
    else if (all.includes(field)) chosen.add(field);
  }
  return all.filter((field) => chosen.has(field));
}

export interface IssueSelection {
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly expand: ReadonlySet<string>;
}

export function issueView(call: Call, issue: IssueRow, selection: IssueSelection): JsonObject {
  const keys = selected(selection.fields);
  const properties = [...issue.properties].filter(([key]) => selection.properties.includes(key) || selection.properties.includes('*all'));
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${call.site.baseUrl}/rest/api/3/issue/${issue.id}`,
    key: issue.key,
    ...(keys.length === 0 ? {} : { fields: Object.fromEntries(keys.map((key) => [key, shownFields[key]?.show(call, issue) ?? null])) }),
    ...(selection.properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(selection.expand.has('names') ? { names: Object.fromEntries(keys.map((key) => [key, shownFields[key]?.name ?? key])) } : {}),
    ...(selection.expand.has('changelog') ? { changelog: changelogView(call, issue) } : {}),
  };
}
