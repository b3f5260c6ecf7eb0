/**
 * The system fields that the stand-in models, and what each takes.
 *
 * 1. A field that Jira has and this table lacks is answered 501; one that nobody knows gets Jira's own 400.
 */
import { asList, asText, inWords, isObject, type Json, type JsonObject } from '../model/json.ts';
import { issueTypes, priorities, resolutions } from '../model/seed.ts';
import type { Project } from '../model/types.ts';
import { isEmptyDocument, readDocument } from './adf.ts';
import { textOf } from '../model/search-index.ts';
import { prioritiesOf } from './screens.ts';
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
    set(values, value, errors, _call, project) {
      const found = pick(priorities, value);
      if (found === undefined) errors['priority'] = 'Specify the Priority (id or name) in the string format';
      else if (!prioritiesOf(project).some(({ id }) => id === found)) errors['priority'] = 'The priority selected is invalid.';
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
