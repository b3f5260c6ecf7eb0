/**
 * The system fields that the stand-in models: how each is set, shown and told in the history.
 *
 * 1. A field that Jira has and this table lacks is answered 501; one that nobody knows gets Jira's own 400.
 */
import { asList, asText, inWords, isObject, type Json, type JsonObject } from '../model/json.ts';
import { issueTypes, priorities, resolutions, statuses } from '../model/seed.ts';
import type { ChangeItem, IssueRow, Project } from '../model/types.ts';
import { isEmptyDocument, readDocument } from './adf.ts';
import { textOf } from '../model/search-index.ts';
import type { Call } from './wire.ts';

/** What a create or an edit sets; `undefined`: left as it is. */
export interface FieldValues {
  summary?: string;
  description?: JsonObject | null;
  labels?: readonly string[];
  priorityId?: string;
  resolutionId?: string | null;
  reporter?: string | null;
  assignee?: string | null;
  dueDate?: string | null;
  parentId?: string | null;
  typeId?: string;
}

export type Errors = { [field: string]: string };

interface Setter {
  readonly name: string;
  set(values: FieldValues, value: Json, errors: Errors, call: Call, project: Project): void;
}

const pick = (rows: readonly { id: string; name: string }[], value: Json): string | undefined => {
  if (!isObject(value)) return undefined;
  return rows.find((row) => row.id === value['id'] || (value['id'] === undefined && row.name === value['name']))?.id;
};

function setPerson(key: 'reporter' | 'assignee'): Setter['set'] {
  return (values, value, errors, call) => {
    if (value === null) {
      values[key] = null;
      return;
    }
    const given = isObject(value) ? (asText(value['accountId']) ?? asText(value['id'])) : null;
    const account = call.site.account(given);
    if (account === undefined || !account.active)
      errors[key] = key === 'assignee' ? `User '${given ?? ''}' cannot be assigned issues.` : 'Specify a valid user for this field.';
    else values[key] = account.accountId;
  };
}

export const setters: { readonly [field: string]: Setter } = {
  summary: {
    name: 'Summary',
    set(values, value, errors) {
      const text = asText(value);
      if (text === null || text.trim() === '') errors['summary'] = 'You must specify a summary of the issue.';
      else if (/[\r\n]/.test(text)) errors['summary'] = 'The summary is invalid because it contains newline characters.';
      else if (text.length > 255) errors['summary'] = 'Summary must be less than 255 characters.';
      else values.summary = text;
    },
  },
  description: {
    name: 'Description',
    set(values, value, errors) {
      const document = readDocument(value);
      if (value === null) values.description = null;
      else if (document === null)
        errors['description'] = isObject(value)
          ? 'INVALID_INPUT'
          : 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
      else if (textOf(document).length > 32_767) errors['description'] = 'CONTENT_LIMIT_EXCEEDED';
      else values.description = isEmptyDocument(document) ? null : document;
    },
  },
  labels: {
    name: 'Labels',
    set(values, value, errors) {
      const labels = value === null ? [] : asList(value);
      if (!Array.isArray(value) && value !== null) errors['labels'] = 'Operation value must be an array';
      else if (labels.some((label) => typeof label !== 'string')) errors['labels'] = 'string expected at index 0';
      else {
        const texts = labels.map(inWords);
        const bad = texts.find((label) => /\s/.test(label) || label === '');
        const long = texts.find((label) => label.length > 255);
        if (bad !== undefined) errors['labels'] = `The label '${bad}' contains spaces which is invalid.`;
        else if (long !== undefined)
          errors['labels'] = `The label '${long}' exceeds the maximum length of 255 characters for a single label.`;
        else values.labels = [...new Set(texts)];
      }
    },
  },
  priority: {
    name: 'Priority',
    set(values, value, errors) {
      const found = pick(priorities, value);
      if (found === undefined) errors['priority'] = 'Specify the Priority (id or name) in the string format';
      else values.priorityId = found;
    },
  },
  resolution: {
    name: 'Resolution',
    set(values, value, errors) {
      const found = pick(resolutions, value);
      if (value === null) values.resolutionId = null;
      else if (found === undefined) errors['resolution'] = 'Resolution name or id is not valid.';
      else values.resolutionId = found;
    },
  },
  assignee: { name: 'Assignee', set: setPerson('assignee') },
  reporter: { name: 'Reporter', set: setPerson('reporter') },
  duedate: {
    name: 'Due date',
    set(values, value, errors) {
      if (value === null || (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value))) values.dueDate = value;
      else errors['duedate'] = 'Date is not in the required format (yyyy-MM-dd)';
    },
  },
  parent: {
    name: 'Parent',
    set(values, value, errors, call) {
      const given = isObject(value) ? (asText(value['id']) ?? asText(value['key'])) : null;
      const parent = given === null ? undefined : call.site.issue(given);
      if (value === null) values.parentId = null;
      else if (parent === undefined) errors['parent'] = 'Could not find issue by id or key.';
      else values.parentId = parent.id;
    },
  },
  issuetype: {
    name: 'Issue Type',
    set(values, value, errors, _call, project) {
      const found = pick(
        issueTypes.filter((type) => project.issueTypes.includes(type.id)),
        value,
      );
      if (found === undefined) errors['issuetype'] = 'Specify a valid issue type';
      else values.typeId = found;
    },
  },
};

/** System fields of Jira that exist and are not modelled. */
export const notModelledFields = [
  'components',
  'fixVersions',
  'versions',
  'environment',
  'timetracking',
  'security',
  'issuelinks',
  'worklog',
];
export const notOnScreen = (field: string) => `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;

const named = (rows: readonly { id: string; name: string }[], rowId: string | null) => rows.find((row) => row.id === rowId)?.name ?? null;

/** Writes the values into the row and tells what changed, for the history. */
export function applyValues(call: Call, issue: IssueRow, values: FieldValues): ChangeItem[] {
  const items: ChangeItem[] = [];
  const person = (accountId: string | null) => call.site.account(accountId)?.displayName ?? null;
  const note = (
    fieldId: string,
    field: string,
    from: string | null,
    fromString: string | null,
    to: string | null,
    toString: string | null,
  ) => {
    if (from !== to || fromString !== toString) items.push({ field, fieldId, fieldtype: 'jira', from, fromString, to, toString });
  };
  if (values.summary !== undefined) note('summary', 'summary', null, issue.summary, null, values.summary);
  if (values.description !== undefined && JSON.stringify(values.description) !== JSON.stringify(issue.description)) {
    items.push({
      field: 'description',
      fieldId: 'description',
      fieldtype: 'jira',
      from: null,
      fromString: textOf(issue.description),
      to: null,
      toString: textOf(values.description),
    });
  }
  if (values.labels !== undefined) note('labels', 'labels', null, issue.labels.join(' '), null, [...values.labels].toSorted().join(' '));
  if (values.priorityId !== undefined)
    note(
      'priority',
      'priority',
      issue.priorityId,
      named(priorities, issue.priorityId),
      values.priorityId,
      named(priorities, values.priorityId),
    );
  if (values.resolutionId !== undefined)
    note(
      'resolution',
      'resolution',
      issue.resolutionId,
      named(resolutions, issue.resolutionId),
      values.resolutionId,
      named(resolutions, values.resolutionId),
    );
  if (values.reporter !== undefined)
    note('reporter', 'reporter', issue.reporter, person(issue.reporter), values.reporter, person(values.reporter));
  if (values.assignee !== undefined)
    note('assignee', 'assignee', issue.assignee, person(issue.assignee), values.assignee, person(values.assignee));
  if (values.dueDate !== undefined) note('duedate', 'duedate', issue.dueDate, issue.dueDate, values.dueDate, values.dueDate);
  if (values.typeId !== undefined)
    note('issuetype', 'issuetype', issue.typeId, named(issueTypes, issue.typeId), values.typeId, named(issueTypes, values.typeId));
  if (values.parentId !== undefined) note('parent', 'IssueParentAssociation', issue.parentId, null, values.parentId, null);
  const { labels, ...rest } = values;
  Object.assign(issue, rest, labels === undefined ? {} : { labels: [...labels].toSorted() });
  return items;
}

export const statusItem = (from: string, to: string): ChangeItem => ({
  field: 'status',
  fieldId: 'status',
  fieldtype: 'jira',
  from,
  fromString: named(statuses, from),
  to,
  toString: named(statuses, to),
});
