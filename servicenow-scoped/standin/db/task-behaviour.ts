/** What the base system's own rules do to tasks: numbers, times, priority, and that a closed task is not active. */
import { defaultStates } from './base-tables.ts';
import type { Dictionary } from './dictionary.ts';
import { glideTime } from './time.ts';
import type { Actor, Row } from './types.ts';

/** Impact, then urgency: the base system's priority lookup. */
const priorities: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  1: { 1: '1', 2: '2', 3: '3' },
  2: { 1: '2', 2: '3', 3: '4' },
  3: { 1: '3', 2: '4', 3: '5' },
};

const closedStates: Readonly<Record<string, readonly string[]>> = { incident: ['7', '8'], problem: ['107'], change_request: ['3', '4'] };
const resolvedStates = new Set(['6', '7']);

export const isTask = (dictionary: Dictionary, table: string): boolean => dictionary.lineage(table).some(({ name }) => name === 'task');

/** Values to set when a task begins, under those that were given. */
export function beginnings(dictionary: Dictionary, table: string, actor: Actor, at: number): Row {
  if (!isTask(dictionary, table)) return {};
  const state = defaultStates[table];
  return { opened_at: glideTime(at), opened_by: actor.sysId, ...(state === undefined ? {} : { state }) };
}

/** What follows from the values of a task that is about to be written. */
export function consequences(dictionary: Dictionary, table: string, before: Row | null, after: Row, actor: Actor, at: number): Row {
  if (!isTask(dictionary, table)) return {};
  const changed = (element: string) => before?.[element] !== after[element];
  const made: Record<string, string> = {};
  const priority = priorities[after['impact'] ?? '']?.[after['urgency'] ?? ''];
  if (priority !== undefined && (changed('impact') || changed('urgency')) && !(before === null && table !== 'incident'))
    made['priority'] = priority;
  if (!changed('state')) return made;
  const state = after['state'] ?? '';
  const closed = (closedStates[table] ?? ['3', '4', '7']).includes(state);
  made['active'] = closed ? '0' : '1';
  if (closed) Object.assign(made, { closed_at: glideTime(at), closed_by: actor.sysId });
  if (table === 'incident') {
    made['incident_state'] = state;
    if (resolvedStates.has(state) && !resolvedStates.has(before?.['state'] ?? ''))
      Object.assign(made, { resolved_at: glideTime(at), resolved_by: actor.sysId });
  }
  return made;
}
