/** Which fields an issue's screens show, and which values its project allows them: what may be set. */
import type { JsonObject } from '../model/json.ts';
import { issueTypes, priorities } from '../model/seed.ts';
import type { IssueTypeRow, NamedRow, Project } from '../model/types.ts';
import { priorityView, typeView } from '../model/views.ts';
import type { Call } from './wire.ts';

/** Of the project's priority scheme. */
export function prioritiesOf(project: Project): readonly NamedRow[] {
  return priorities.filter(({ id }) => project.priorities === null || project.priorities.includes(id));
}

/** Medium, as every site has it at first; a scheme without it has its first one. */
export function defaultPriority(project: Project): string {
  const all = prioritiesOf(project);
  return (all.find(({ id }) => id === '3') ?? all[0])?.id ?? '3';
}

const field = (key: string, name: string, schema: JsonObject, required: boolean, operations: string[], more: JsonObject = {}) => ({
  required,
  schema,
  name,
  key,
  fieldId: key,
  hasDefaultValue: false,
  operations,
  ...more,
});

/** Fields of the screen, in its order. */
export function screenFields(call: Call, project: Project, type: IssueTypeRow) {
  return [
    field('summary', 'Summary', { type: 'string', system: 'summary' }, true, ['set']),
    field('issuetype', 'Issue Type', { type: 'issuetype', system: 'issuetype' }, true, [], {
      allowedValues: [typeView(call.site, type.id)],
    }),
    field('project', 'Project', { type: 'project', system: 'project' }, true, ['set']),
    field('description', 'Description', { type: 'string', system: 'description' }, false, ['set']),
    field('labels', 'Labels', { type: 'array', items: 'string', system: 'labels' }, false, ['add', 'set', 'remove']),
    field('priority', 'Priority', { type: 'priority', system: 'priority' }, false, ['set'], {
      hasDefaultValue: true,
      defaultValue: priorityView(call.site, defaultPriority(project)),
      allowedValues: prioritiesOf(project).map((one) => priorityView(call.site, one.id)),
    }),
    field('assignee', 'Assignee', { type: 'user', system: 'assignee' }, false, ['set']),
    field('reporter', 'Reporter', { type: 'user', system: 'reporter' }, false, ['set']),
    field('duedate', 'Due date', { type: 'date', system: 'duedate' }, false, ['set']),
    field('parent', 'Parent', { type: 'issuelink', system: 'parent' }, type.subtask, ['set']),
  ].filter(({ key }) => !project.offScreen.includes(key));
}

/** Of the edit screen, by field. A project is changed by moving, not here. */
export function editMeta(call: Call, project: Project, typeId: string): JsonObject {
  const type = issueTypes.find(({ id }) => id === typeId);
  const shown = type === undefined ? [] : screenFields(call, project, type).filter(({ key }) => key !== 'project');
  const fields: { [key: string]: JsonObject } = {};
  for (const one of shown) {
    const { fieldId, ...rest } = one;
    fields[fieldId] = rest;
  }
  return { fields };
}
