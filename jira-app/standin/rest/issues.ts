/** Creating, reading, editing and deleting issues. */
import { asList, asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import { issueTypes, statuses } from '../model/seed.ts';
import type { IssueRow, Project } from '../model/types.ts';
import { notModelledFields, notOnScreen, setters, type Errors, type FieldValues } from './fields.ts';
import { applyValues } from './history.ts';
import { expansions, listParameter, objectBody, refuseExpansions, refuseMembers, refuseParameters } from './input.ts';
import { issueView } from './issue-view.ts';
import { demand, issueOr404, may, mayCreate, maySee } from './permissions.ts';
import { readProperties } from './properties.ts';
import { defaultPriority, editMeta } from './screens.ts';
import { elsewhere, noContent, notModelled, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

/** @throws Refusal 400 with every field that is wrong, 501 for a field that only the real host has. */
export function readValues(call: Call, project: Project, fields: JsonObject, skip: readonly string[] = []): FieldValues {
  const values: FieldValues = {};
  const errors: Errors = {};
  for (const [field, value] of Object.entries(fields)) {
    if (skip.includes(field)) continue;
    const setter = setters[field];
    if (project.offScreen.includes(field)) errors[field] = notOnScreen(field);
    else if (setter !== undefined) setter.set(values, value, errors, call, project);
    else if (notModelledFields.includes(field)) notModelled(`field ${field}`);
    else errors[field] = notOnScreen(field);
  }
  if (Object.keys(errors).length > 0) throw new Refusal(400, [], errors);
  return values;
}

function projectForCreate(call: Call, fields: JsonObject): Project {
  const given = fields['project'];
  const idOrKey = isObject(given) ? (asText(given['id']) ?? asText(given['key'])) : null;
  const project = idOrKey === null ? undefined : call.site.project(idOrKey);
  if (project === undefined || !maySee(call.account, project))
    throw new Refusal(400, [], { project: idOrKey === null ? 'Specify a valid project ID or key' : 'valid project is required' });
  if (!mayCreate(call.account, project)) throw new Refusal(403, ['You do not have permission to create issues in this project.']);
  return project;
}

function checkType(call: Call, values: FieldValues): void {
  const type = issueTypes.find((one) => one.id === values.typeId);
  const parent = values.parentId == null ? undefined : call.site.issue(values.parentId);
  if (type?.subtask === true && parent === undefined)
    throw new Refusal(400, [], { issuetype: 'Issue type is a sub-task but parent issue key or id not specified.' });
  const parentType = issueTypes.find((one) => one.id === parent?.typeId);
  if (type !== undefined && parentType !== undefined && parentType.level <= type.level)
    throw new Refusal(400, [], { parentId: 'Given parent issue does not belong to appropriate hierarchy.' });
}

/** What a new issue holds where the call says nothing. */
export function newRow(call: Call, project: Project, values: FieldValues, body: JsonObject): Parameters<Call['site']['createIssue']>[2] {
  const self = call.principal.accountId ?? '';
  return {
    typeId: values.typeId ?? '',
    statusId: statuses[0]?.id ?? '',
    summary: values.summary ?? '',
    description: values.description ?? null,
    labels: [...(values.labels ?? [])].toSorted(),
    priorityId: values.priorityId ?? defaultPriority(project),
    resolutionId: values.resolutionId ?? null,
    creator: self,
    reporter: values.reporter === undefined ? self : values.reporter,
    assignee: values.assignee ?? null,
    parentId: values.parentId ?? null,
    dueDate: values.dueDate ?? null,
    properties: readProperties(body['properties']),
  };
}

function createIssue(call: Call): RestAnswer {
  const body = objectBody(call);
  const fields = isObject(body['fields']) ? body['fields'] : {};
  if (body['update'] !== undefined && isObject(body['update']) && Object.keys(body['update']).length > 0)
    notModelled('update in a create call');
  refuseMembers(body, ['transition', 'historyMetadata']);
  const project = projectForCreate(call, fields);
  const required = ['summary', 'issuetype'].filter((field) => fields[field] === undefined);
  if (required.length > 0)
    throw new Refusal(
      400,
      [],
      Object.fromEntries(
        required.map((field) => [field, field === 'summary' ? 'You must specify a summary of the issue.' : 'Specify an issue type']),
      ),
    );
  const values = readValues(call, project, fields, ['project']);
  checkType(call, values);
  const issue = call.site.createIssue(call.principal, project, newRow(call, project, values, body));
  return { status: 201, json: { id: issue.id, key: issue.key, self: `${call.site.baseUrl}/rest/api/3/issue/${issue.id}` } };
}

export const unmodelledExpansions = ['renderedFields', 'transitions', 'operations', 'editmeta', 'schema', 'versionedRepresentations'];

function readIssue(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  const expand = expansions(call);
  refuseExpansions(expand, unmodelledExpansions, 'an issue');
  return ok(
    issueView(call, issue, {
      fields: listParameter(call, 'fields') ?? ['*all'],
      properties: listParameter(call, 'properties') ?? [],
      expand,
    }),
  );
}

/** `update` says what to do to a field; modelled for labels and for plain `set`. */
export function fromOperations(issue: IssueRow, update: JsonObject): JsonObject {
  const fields: { [field: string]: Json } = {};
  for (const [field, operations] of Object.entries(update)) {
    let labels: Json[] = [...issue.labels];
    for (const operation of asList(operations)) {
      if (!isObject(operation)) throw new Refusal(400, [], { [field]: 'data was not an object' });
      const [verb, value] = Object.entries(operation)[0] ?? [];
      if (verb === 'set' && value !== undefined) {
        fields[field] = value;
        if (field === 'labels') labels = [...asList(value)];
      } else if (field === 'labels' && verb === 'add' && value !== undefined)
        labels = [...labels.filter((label) => label !== value), value];
      else if (field === 'labels' && verb === 'remove') labels = labels.filter((label) => label !== value);
      else notModelled(`operation ${String(verb)} on field ${field}`);
    }
    if (field === 'labels') fields['labels'] = labels;
  }
  return fields;
}

/** @throws Refusal 403 where nobody is to be notified and the account may not have that. */
export function demandSilence(call: Call, project: Project): void {
  if (call.query.get('notifyUsers') === 'false' && !may(call.account, project, 'ADMINISTER_PROJECTS'))
    throw new Refusal(403, ['To discard the user notification either admin or project admin permissions are required.']);
}

/** @throws Refusal 400 for a field that is set in both ways. */
export function refuseBoth(fields: JsonObject, update: JsonObject): void {
  const both = Object.keys(update).find((field) => field in fields);
  if (both !== undefined) throw new Refusal(400, [], { [both]: `Field '${both}' cannot be set via both 'fields' and 'update'.` });
}

function editIssue(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  demand(call, issue, 'EDIT_ISSUES', 'You do not have permission to edit issues in this project.');
  const project = call.site.projectOf(issue);
  demandSilence(call, project);
  refuseParameters(call, ['overrideScreenSecurity', 'overrideEditableFlag']);
  const expand = expansions(call);
  refuseExpansions(expand, unmodelledExpansions, 'an edited issue');
  const body = objectBody(call);
  refuseMembers(body, ['transition', 'historyMetadata']);
  const fields = isObject(body['fields']) ? body['fields'] : {};
  const update = isObject(body['update']) ? body['update'] : {};
  refuseBoth(fields, update);
  const values = readValues(call, project, { ...fields, ...fromOperations(issue, update) });
  const properties = readProperties(body['properties']);
  for (const [key, value] of properties) call.site.setProperty(issue, key, value);
  call.site.changed(call.principal, issue, applyValues(call, issue, values));
  if (call.query.get('returnIssue') === 'true') return ok(issueView(call, issue, { fields: ['*all'], properties: [], expand }));
  return noContent;
}

/** @throws Refusal 400 where there are sub-tasks and the request does not name them. */
export function removeWithSubtasks(call: Call, issue: IssueRow): void {
  const subtasks = [...call.site.issues.values()].filter((other) => other.parentId === issue.id);
  if (subtasks.length > 0 && call.query.get('deleteSubtasks') !== 'true') {
    throw new Refusal(400, [
      `The issue '${issue.key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.`,
    ]);
  }
  for (const subtask of subtasks) call.site.deleteIssue(call.principal, subtask);
  call.site.deleteIssue(call.principal, issue);
}

function deleteIssue(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  demand(call, issue, 'DELETE_ISSUES', 'You do not have permission to delete issues in this project.');
  removeWithSubtasks(call, issue);
  return noContent;
}

function readEditMeta(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  refuseParameters(call, ['overrideScreenSecurity', 'overrideEditableFlag']);
  const project = call.site.projectOf(issue);
  return ok(may(call.account, project, 'EDIT_ISSUES') ? editMeta(call, project, issue.typeId) : { fields: {} });
}

export const issueRoutes: readonly Route[] = [
  { method: 'POST', template: '/rest/api/3/issue', scope: 'write:jira-work', handle: createIssue },
  { method: 'GET', template: '/rest/api/3/issue/{issueIdOrKey}', scope: 'read:jira-work', handle: readIssue },
  { method: 'PUT', template: '/rest/api/3/issue/{issueIdOrKey}', scope: 'write:jira-work', handle: editIssue },
  { method: 'DELETE', template: '/rest/api/3/issue/{issueIdOrKey}', scope: 'write:jira-work', handle: deleteIssue },
  { method: 'GET', template: '/rest/api/3/issue/{issueIdOrKey}/editmeta', scope: 'read:jira-work', handle: readEditMeta },
  elsewhere('GET', '/rest/api/3/issue/createmeta'),
  elsewhere('GET', '/rest/api/3/issue/picker'),
  elsewhere('PUT', '/rest/api/3/issue/archive'),
  elsewhere('PUT', '/rest/api/3/issue/unarchive'),
];
