/**
 * The field Priority is a number from 1 to 4 (https://learn.microsoft.com/azure/devops/boards/queries/planning-ranking-priorities). To other
 * trackers it is said as Highest, High, Medium and Low; Lowest becomes 4 as well, and that is noted.
 *
 * 1. No write fails for its priority: what has no number, and what the type or its rules do not take, is left out and noted.
 */
import { PRIORITY_LOST, faultOf, priorityLevel, priorityName, type Loss } from '@entente/core';

export const PRIORITY = 'Microsoft.VSTS.Common.Priority';
const LOWEST = 4;

/** In words of its own where a process has given it others than numbers. */
export function readPriority(value: number | string | undefined): string | null {
  if (value === undefined || value === '') return null;
  return priorityName(Number(value)) ?? String(value);
}

export interface PriorityValue {
  /** Null: it is left as it is. */
  readonly value: number | null;
  readonly losses: readonly Loss[];
}

export function toPriority(name: string | undefined, takes: boolean): PriorityValue {
  if (name === undefined) return { value: null, losses: [] };
  const level = takes ? priorityLevel(name) : null;
  if (level === null) return { value: null, losses: [PRIORITY_LOST] };
  return { value: Math.min(level, LOWEST), losses: level > LOWEST ? [PRIORITY_LOST] : [] };
}

/** Writes with the priority, and without where the host refuses it. */
export async function orWithoutPriority<Answer>(given: PriorityValue, write: (given: PriorityValue) => Promise<Answer>): Promise<Answer> {
  try {
    return await write(given);
  } catch (caught) {
    if (given.value === null || !isAbout(caught)) throw caught;
    return await write({ value: null, losses: [PRIORITY_LOST] });
  }
}

/** A rule names the field; that the type has no such field is said in the message alone. */
function isAbout(caught: unknown): boolean {
  const { code, params } = faultOf(caught);
  return code === 'tracker.refused' && (params['field'] === PRIORITY || (params['message'] ?? '').includes(PRIORITY));
}
