/** Issues, comments, attachments and properties. https://developer.atlassian.com/server/jira/platform/rest/v10003/ */
import { asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import { issueTypes } from '../model/seed.ts';
import type { CommentRow, IssueRow, Project } from '../model/types.ts';
import { ranged, uploadedFiles, xsrfFailure } from '../rest/attachments.ts';
import type { FieldValues } from '../rest/fields.ts';
import { applyValues } from '../rest/history.ts';
import { readVisibility } from '../rest/comments.ts';
import { selected, shownFields } from '../rest/issue-view.ts';
import { expansions, listParameter, objectBody, page, refuseExpansions, refuseMembers } from '../rest/input.ts';
import { demandSilence, fromOperations, newRow, readValues, refuseBoth, removeWithSubtasks, unmodelledExpansions } from '../rest/issues.ts';
import { demand, may, mayCreate, maySee, seesComment } from '../rest/permissions.ts';
import { commentOwner, issueOwner, propertyRoutesAt, readProperties, type Owner } from '../rest/properties.ts';
import { editMeta } from '../rest/screens.ts';
import { noContent, ok, Refusal, type RestAnswer } from '../rest/wire.ts';
import { attachmentView, commentView, fieldsView, inThisApi, userName } from './views.ts';
import { elsewhere, notModelled, type DataCenterCall, type DataCenterRoute } from './wire.ts';

const own = ['project', 'description', 'reporter', 'assignee'];

/** Wiki markup, kept as the text it is. Jira's default limit is 32,767 characters (jira.text.field.character.limit). */
function description(value: Json): JsonObject | null {
  if (value === null || value === '') return null;
  const text = asText(value);
  if (text === null) throw new Refusal(400, [], { description: 'Operation value must be a string' });
  if (text.length > 32_767)
    throw new Refusal(400, [], { description: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' });
  return { text };
}

function personNamed(call: DataCenterCall, field: string, value: Json): string | null {
  if (value === null) return null;
  const name = isObject(value) ? asText(value['name']) : null;
  if (name === '') return null;
  if (name === '-1' || name === null) notModelled(`${field} other than by name`);
  const account = call.site.accounts.find((one) => userName(one) === name && one.active);
  if (account === undefined) throw new Refusal(400, [], { [field]: `User '${name ?? ''}' does not exist.` });
  return account.accountId;
}

function valuesOf(call: DataCenterCall, project: Project, fields: JsonObject): FieldValues {
  return {
    ...readValues(call, project, fields, own),
    ...(fields['description'] === undefined ? {} : { description: description(fields['description']) }),
    ...(fields['reporter'] === undefined ? {} : { reporter: personNamed(call, 'reporter', fields['reporter']) }),
    ...(fields['assignee'] === undefined ? {} : { assignee: personNamed(call, 'assignee', fields['assignee']) }),
  };
}

function projectForCreate(call: DataCenterCall, given: Json | undefined): Project {
  const idOrKey = isObject(given) ? (asText(given['id']) ?? asText(given['key'])) : null;
  const project = idOrKey === null ? undefined : call.site.project(idOrKey);
  if (project === undefined || !maySee(call.account, project)) throw new Refusal(400, [], { project: 'valid project is required' });
  if (!mayCreate(call.account, project)) throw new Refusal(400, ['You do not have permission to create issues in this project.'], {});
  return project;
}

function createIssue(call: DataCenterCall): RestAnswer {
  const body = objectBody(call);
  const fields = isObject(body['fields']) ? body['fields'] : {};
  refuseMembers(body, ['update', 'transition', 'historyMetadata']);
  const project = projectForCreate(call, fields['project']);
  if (fields['summary'] === undefined) throw new Refusal(400, [], { summary: 'You must specify a summary of the issue.' });
  if (fields['issuetype'] === undefined) throw new Refusal(400, [], { issuetype: 'issue type is required' });
  const values = valuesOf(call, project, fields);
  const subtask = issueTypes.find((one) => one.id === values.typeId)?.subtask === true;
  if (!subtask && values.parentId != null) notModelled('a parent of an issue that is no sub-task');
  if (subtask && values.parentId == null)
    throw new Refusal(400, [], { issuetype: 'Issue type is a sub-task but parent issue key or id not specified.' });
  if (issueTypes.find((one) => one.id === values.typeId)?.level === 1)
    throw new Refusal(400, [], { customfield_10104: 'Epic Name is required.' });
  const issue = call.site.createIssue(call.principal, project, newRow(call, project, values, body));
  return { status: 201, json: { id: issue.id, key: issue.key, self: `${call.site.baseUrl}/rest/api/2/issue/${issue.id}` } };
}

/** Unlike Cloud it tells an issue that is hidden from one that is not there. */
export function issueOf(call: DataCenterCall): IssueRow {
  const issue = call.site.issue(call.params['issueIdOrKey'] ?? '');
  if (issue === undefined) throw new Refusal(404, ['Issue Does Not Exist']);
  if (!maySee(call.account, call.site.projectOf(issue)))
    throw new Refusal(403, ['You do not have the permission to see the specified issue.']);
  return issue;
}

const seenComments = (call: DataCenterCall, issue: IssueRow) =>
  issue.comments.filter((comment) => seesComment(call.site, call.account, comment));

export function issueView(call: DataCenterCall, issue: IssueRow, wanted: readonly string[]): JsonObject {
  const all = fieldsView(call.host, issue, seenComments(call, issue));
  const fields = Object.fromEntries(selected(wanted, Object.keys(all)).map((field) => [field, all[field] ?? null]));
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${call.site.baseUrl}/rest/api/2/issue/${issue.id}`,
    key: issue.key,
    fields,
  };
}

function readIssue(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  const expand = expansions(call);
  refuseExpansions(expand, [...unmodelledExpansions, 'changelog'], 'an issue');
  const properties = listParameter(call, 'properties') ?? [];
  const given = [...issue.properties].filter(([key]) => properties.includes(key) || properties.includes('*all'));
  return ok({
    ...issueView(call, issue, listParameter(call, 'fields') ?? ['*all']),
    ...(expand.has('names') ? { names: Object.fromEntries(Object.entries(shownFields).map(([field, { name }]) => [field, name])) } : {}),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(given) }),
  });
}

function editIssue(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  demand(call, issue, 'EDIT_ISSUES', 'You do not have permission to edit issues in this project.');
  demandSilence(call, call.site.projectOf(issue));
  const body = objectBody(call);
  refuseMembers(body, ['transition', 'historyMetadata', 'properties']);
  const given = isObject(body['fields']) ? body['fields'] : {};
  const update = isObject(body['update']) ? body['update'] : {};
  refuseBoth(given, update);
  const fields = { ...given, ...fromOperations(issue, update) };
  if (fields['parent'] !== undefined) notModelled('another parent');
  call.site.changed(call.principal, issue, applyValues(call, issue, valuesOf(call, call.site.projectOf(issue), fields)));
  return noContent;
}

function deleteIssue(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  demand(call, issue, 'DELETE_ISSUES', 'You do not have permission to delete issues in this project.');
  removeWithSubtasks(call, issue);
  return noContent;
}

/** All of them, as far as that goes. */
const mostComments = 1_048_576;

function listComments(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  refuseExpansions(expansions(call), ['renderedBody'], 'comments');
  const order = call.query.get('orderBy') ?? 'created';
  if (!['created', '+created', '-created'].includes(order)) notModelled(`orderBy=${order} of comments`);
  const seen = seenComments(call, issue);
  const { items, startAt, maxResults, total } = page(call, order === '-created' ? seen.toReversed() : seen, {
    usual: mostComments,
    most: mostComments,
  });
  const expand = expansions(call);
  return ok({ startAt, maxResults, total, comments: items.map((comment) => commentView(call.host, issue.id, comment, expand)) });
}

function commentOr404(call: DataCenterCall, issue: IssueRow): CommentRow {
  const comment = seenComments(call, issue).find((one) => one.id === call.params['id']);
  if (comment === undefined) throw new Refusal(404, [`Can not find a comment for the id: ${call.params['id'] ?? ''}.`]);
  return comment;
}

function commentBody(value: Json | undefined): JsonObject {
  const text = asText(value);
  if (text === null || text.trim() === '') throw new Refusal(400, [], { comment: 'Comment body can not be empty!' });
  return { text };
}

function addComment(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  demand(call, issue, 'ADD_COMMENTS', 'You do not have the permission to comment on this issue.');
  const body = objectBody(call);
  const properties = readProperties(body['properties']);
  const comment = call.site.addComment(call.principal, issue, commentBody(body['body']), readVisibility(body['visibility']), properties);
  return { status: 201, json: commentView(call.host, issue.id, comment, expansions(call)) };
}

function updateComment(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  const comment = commentOr404(call, issue);
  const permission = comment.author === call.principal.accountId ? 'EDIT_OWN_COMMENTS' : 'EDIT_ALL_COMMENTS';
  if (!may(call.account, call.site.projectOf(issue), permission))
    throw new Refusal(400, ['You do not have the permission to edit this comment.']);
  const body = objectBody(call);
  const visibility = body['visibility'] === undefined ? {} : { visibility: readVisibility(body['visibility']) };
  for (const [key, value] of readProperties(body['properties'])) comment.properties.set(key, value);
  call.site.updateComment(call.principal, issue, comment, { body: commentBody(body['body']), ...visibility });
  return ok(commentView(call.host, issue.id, comment, expansions(call)));
}

function deleteComment(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  const comment = commentOr404(call, issue);
  const permission = comment.author === call.principal.accountId ? 'DELETE_OWN_COMMENTS' : 'DELETE_ALL_COMMENTS';
  demand(call, issue, permission, `You do not have permission to delete comment with id: ${comment.id}`);
  call.site.deleteComment(call.principal, issue, comment);
  return noContent;
}

async function addAttachments(call: DataCenterCall): Promise<RestAnswer> {
  const xsrf = xsrfFailure(call);
  if (xsrf !== null) return xsrf;
  const issue = issueOf(call);
  demand(call, issue, 'CREATE_ATTACHMENTS', 'You do not have permission to create attachments for this issue.');
  const files = await uploadedFiles(call);
  if (files.some((file) => file.size > call.site.attachmentLimit)) throw new Refusal(413, ['The file is too large.']);
  const added: JsonObject[] = [];
  for (const file of files) {
    const bytes = Buffer.from(await file.arrayBuffer());
    const row = { filename: file.name, mediaType: file.type || 'application/octet-stream', bytes };
    added.push(attachmentView(call.host, call.site.addAttachment(call.principal, issue, row)));
  }
  return ok(added);
}

function attachmentOr404(call: DataCenterCall): NonNullable<ReturnType<DataCenterCall['site']['attachment']>> {
  const found = call.site.attachment(call.params['id'] ?? '');
  if (found === undefined || !maySee(call.account, call.site.projectOf(found.issue)))
    throw new Refusal(404, [`The attachment with id '${call.params['id'] ?? ''}' does not exist`]);
  return found;
}

function deleteAttachment(call: DataCenterCall): RestAnswer {
  const { issue, attachment } = attachmentOr404(call);
  const permission = attachment.author === call.principal.accountId ? 'DELETE_OWN_ATTACHMENTS' : 'DELETE_ALL_ATTACHMENTS';
  demand(call, issue, permission, 'You do not have permission to delete the attachment.');
  call.site.deleteAttachment(call.principal, issue, attachment);
  return noContent;
}

/** The file itself, whole: ranges are not promised. */
const file = (call: DataCenterCall): RestAnswer => ranged(attachmentOr404(call).attachment, undefined);

function assign(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  demand(call, issue, 'EDIT_ISSUES', 'You do not have permission to assign issues.');
  const assignee = personNamed(call, 'assignee', objectBody(call)['name'] === null ? null : objectBody(call));
  call.site.changed(call.principal, issue, applyValues(call, issue, { assignee }));
  return noContent;
}

function propertiesAt(base: string, ownerOf: (call: DataCenterCall) => Owner): DataCenterRoute[] {
  return propertyRoutesAt(base, ownerOf).map(({ method, template, handle }) => ({ method, template, handle }));
}

const issue = '/rest/api/2/issue/{issueIdOrKey}';
const comment = `${issue}/comment`;

function readEditMeta(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  const project = call.site.projectOf(issue);
  return ok(may(call.account, project, 'EDIT_ISSUES') ? inThisApi(editMeta(call, project, issue.typeId)) : { fields: {} });
}

export const issueRoutes: readonly DataCenterRoute[] = [
  { method: 'POST', template: '/rest/api/2/issue', handle: createIssue },
  { method: 'GET', template: issue, anonymous: 'login', handle: readIssue },
  { method: 'PUT', template: issue, handle: editIssue },
  { method: 'DELETE', template: issue, handle: deleteIssue },
  { method: 'GET', template: `${issue}/editmeta`, handle: readEditMeta },
  { method: 'GET', template: comment, handle: listComments },
  { method: 'POST', template: comment, handle: addComment },
  {
    method: 'GET',
    template: `${comment}/{id}`,
    handle: (call) => ok(commentView(call.host, issueOf(call).id, commentOr404(call, issueOf(call)), expansions(call))),
  },
  { method: 'PUT', template: `${comment}/{id}`, handle: updateComment },
  { method: 'DELETE', template: `${comment}/{id}`, handle: deleteComment },
  { method: 'POST', template: `${issue}/attachments`, handle: addAttachments },
  {
    method: 'GET',
    template: '/rest/api/2/attachment/meta',
    handle: ({ site }) => ok({ enabled: site.attachmentsEnabled, uploadLimit: site.attachmentLimit }),
  },
  {
    method: 'GET',
    template: '/rest/api/2/attachment/{id}',
    handle: (call) => ok(attachmentView(call.host, attachmentOr404(call).attachment)),
  },
  { method: 'DELETE', template: '/rest/api/2/attachment/{id}', handle: deleteAttachment },
  { method: 'GET', template: '/secure/attachment/{id}/{filename}', handle: file },
  ...propertiesAt(`${issue}/properties`, (call) => {
    issueOf(call);
    return issueOwner(call);
  }),
  ...propertiesAt('/rest/api/2/comment/{commentId}/properties', commentOwner),
  { method: 'PUT', template: `${issue}/assignee`, handle: assign },
  elsewhere('GET', '/rest/api/2/issue/picker'),
];
