/**
 * The priority of a task, from 1 (critical) to 5 (planning), by the names that other trackers have for them.
 *
 * 1. An instance calculates it from impact and urgency wherever its priority lookup says so; it is therefore asked for by those two, as
 *    the base system's lookup has them, and the record tells afterwards whether the instance has followed.
 *    https://www.servicenow.com/docs/r/australia/it-service-management/incident-management/def-prio-lookup-rules.html
 */
import { PRIORITY_LOST, priorityLevel, priorityName, type Loss } from '@entente/core';
import { integer, text } from './values.ts';

/** Impact and urgency, by priority. */
const ASKED_BY: readonly (readonly [string, string])[] = [
  ['1', '1'],
  ['2', '1'],
  ['2', '2'],
  ['2', '3'],
  ['3', '3'],
];

export function readPriority(task: GlideRecord): string | null {
  return priorityName(integer(task.getValue('priority'))) ?? (text(task.getDisplayValue('priority')) || null);
}

/** Saved with the record. Whether there is something to save. */
export function askForPriority(task: GlideRecord, name: string | undefined): boolean {
  const level = name === undefined ? null : priorityLevel(name);
  const [impact, urgency] = level === null ? [] : (ASKED_BY[level - 1] ?? []);
  if (level === null || impact === undefined || urgency === undefined || integer(task.getValue('priority')) === level) return false;
  if (task.isValidField('impact') && task.isValidField('urgency')) {
    task.setValue('impact', impact);
    task.setValue('urgency', urgency);
  }
  task.setValue('priority', String(level));
  return true;
}

/** `task`: as it was saved. */
export function priorityLosses(task: GlideRecord, name: string | undefined): readonly Loss[] {
  return name === undefined || priorityLevel(name) === integer(task.getValue('priority')) ? [] : [PRIORITY_LOST];
}
