/** What a connection's settings say of its table: which records go out, and whose the partner's are. */
import type { OptionChoice, OptionValues, ProjectId } from '@entente/core';
import { personBy } from './people.ts';
import { readTable } from './tables.ts';
import { text } from './values.ts';

export interface RefusedOption {
  readonly key: string;
  readonly code: string;
}

export function checkOptions(projectId: ProjectId | null, options: OptionValues): RefusedOption | null {
  const filter = options['filter'] ?? '';
  if (filter !== '' && (projectId === null || readTable(projectId) === null || !isQuery(projectId, filter)))
    return { key: 'filter', code: 'option.filter' };
  if (groupNamed(options['assignmentGroup'] ?? '') === null) return { key: 'assignmentGroup', code: 'option.unknown' };
  return userNamed(options['caller'] ?? '') === null ? { key: 'caller', code: 'option.unknown' } : null;
}

const MOST_CHOICES = 20;

/** Groups by their name, users by their user name: what the settings keep. Only those that are active are offered. */
export function searchOption(key: string, wanted: string): readonly OptionChoice[] {
  if (key === 'assignmentGroup') return choices('sys_user_group', wanted, ['name'], groupChoice);
  return key === 'caller' ? choices('sys_user', wanted, ['name', 'user_name', 'email'], userChoice) : [];
}

function choices(
  table: string,
  wanted: string,
  fields: readonly string[],
  choice: (row: GlideRecord) => OptionChoice,
): readonly OptionChoice[] {
  const row = new GlideRecord(table);
  row.addQuery('active', true);
  // `^` would begin another condition.
  const typed = wanted.replace(/\^/g, '').trim();
  if (typed !== '') row.addEncodedQuery(fields.map((field) => field + 'LIKE' + typed).join('^OR'));
  row.orderBy('name');
  row.setLimit(MOST_CHOICES);
  row.query();
  const found: OptionChoice[] = [];
  while (row.next()) found.push(choice(row));
  return found;
}

function groupChoice(row: GlideRecord): OptionChoice {
  const name = text(row.getValue('name'));
  return { value: name, label: name, hint: null };
}

function userChoice(row: GlideRecord): OptionChoice {
  const userName = text(row.getValue('user_name'));
  const email = text(row.getValue('email'));
  return { value: userName, label: text(row.getDisplayValue('name')) || userName, hint: email === '' ? userName : email };
}

/**
 * The platform leaves out the conditions of a query that it does not understand, or finds nothing, as its property says: a
 * filter with a mistake could select everything. So each condition's field has to be one of the table's.
 */
function isQuery(table: string, filter: string): boolean {
  const record = new GlideRecord(table);
  record.initialize();
  return filter.split('^').every((part) => {
    const condition = part.replace(/^(?:OR|NQ)/, '');
    if (condition === '' || condition === 'EQ' || /^(?:ORDERBY|ORDERBYDESC|GROUPBY)/.test(condition)) return true;
    const field = /^[a-z][a-z0-9_]*/.exec(condition);
    return field !== null && (field[0] === 'sys_id' || record.isValidField(field[0]));
  });
}

/** While no filter is set nothing goes out by itself; the core sees to that, and so does this. */
export function isSelected(issueId: string, options: OptionValues): boolean {
  const filter = options['filter'] ?? '';
  const base = new GlideRecord('task');
  if (filter === '' || !base.get(issueId)) return false;
  const task = new GlideRecord(text(base.getValue('sys_class_name')));
  task.addEncodedQuery(filter);
  task.addQuery('sys_id', issueId);
  task.setLimit(1);
  task.query();
  return task.next();
}

export function setOptions(task: GlideRecord, options: OptionValues): void {
  const group = groupNamed(options['assignmentGroup'] ?? '');
  const caller = userNamed(options['caller'] ?? '');
  if (group !== null && group !== '') task.setValue('assignment_group', group);
  if (caller !== null && caller !== '' && task.isValidField('caller_id')) task.setValue('caller_id', caller);
}

/** '' for no name, null where there is no such group. */
function groupNamed(name: string): string | null {
  if (name === '') return '';
  const row = new GlideRecord('sys_user_group');
  row.addQuery('name', name);
  row.setLimit(1);
  row.query();
  return row.next() ? text(row.getUniqueValue()) : null;
}

function userNamed(name: string): string | null {
  if (name === '') return '';
  const person = personBy('user_name', name) ?? personBy('email', name);
  return person === null ? null : person.id;
}
