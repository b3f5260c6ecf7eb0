/** What a change of an issue says in its history. */
import { issueTypes, priorities, resolutions, statuses } from '../model/seed.ts';
import { textOf } from '../model/search-index.ts';
import type { ChangeItem, IssueRow } from '../model/types.ts';
import type { FieldValues } from './fields.ts';
import type { Call } from './wire.ts';

const named = (rows: readonly { id: string; name: string }[], rowId: string | null) => rows.find((row) => row.id === rowId)?.name ?? null;
const words = (labels: readonly string[]) => labels.toSorted().join(' ');

/** How a value is told: by its id, where it has one, and in words. */
type Told = readonly [id: string | null, text: string | null];

interface Teller {
  readonly field: string;
  readonly fieldId: string;
  readonly key: keyof FieldValues;
  readonly tell: (values: FieldValues, call: Call) => Told;
}

const byId = (id: string | null | undefined, text: string | null): Told => [id ?? null, text];
const person = (call: Call, accountId: string | null | undefined): Told =>
  byId(accountId, call.site.account(accountId ?? null)?.displayName ?? null);

const tellers: readonly Teller[] = [
  { field: 'summary', fieldId: 'summary', key: 'summary', tell: ({ summary }) => [null, summary ?? null] },
  { field: 'description', fieldId: 'description', key: 'description', tell: ({ description }) => [null, textOf(description)] },
  { field: 'labels', fieldId: 'labels', key: 'labels', tell: ({ labels }) => [null, words(labels ?? [])] },
  {
    field: 'priority',
    fieldId: 'priority',
    key: 'priorityId',
    tell: ({ priorityId }) => byId(priorityId, named(priorities, priorityId ?? null)),
  },
  {
    field: 'resolution',
    fieldId: 'resolution',
    key: 'resolutionId',
    tell: ({ resolutionId }) => byId(resolutionId, named(resolutions, resolutionId ?? null)),
  },
  { field: 'reporter', fieldId: 'reporter', key: 'reporter', tell: ({ reporter }, call) => person(call, reporter) },
  { field: 'assignee', fieldId: 'assignee', key: 'assignee', tell: ({ assignee }, call) => person(call, assignee) },
  { field: 'duedate', fieldId: 'duedate', key: 'dueDate', tell: ({ dueDate }) => byId(dueDate, dueDate ?? null) },
  { field: 'issuetype', fieldId: 'issuetype', key: 'typeId', tell: ({ typeId }) => byId(typeId, named(issueTypes, typeId ?? null)) },
  { field: 'IssueParentAssociation', fieldId: 'parent', key: 'parentId', tell: ({ parentId }) => byId(parentId, null) },
];

/** Writes the values into the row and tells what changed. A value equal to the old one is no change. */
export function applyValues(call: Call, issue: IssueRow, values: FieldValues): ChangeItem[] {
  const items: ChangeItem[] = [];
  for (const { field, fieldId, key, tell } of tellers) {
    if (values[key] === undefined || JSON.stringify(values[key]) === JSON.stringify(issue[key])) continue;
    const [from, fromString] = tell(issue, call);
    const [to, toString] = tell(values, call);
    // A description may differ in its formatting alone; labels only in their order.
    if (key !== 'description' && from === to && fromString === toString) continue;
    items.push({ field, fieldId, fieldtype: 'jira', from, fromString, to, toString });
  }
  const { labels, ...rest } = values;
  Object.assign(issue, rest, labels === undefined ? {} : { labels: labels.toSorted() });
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
