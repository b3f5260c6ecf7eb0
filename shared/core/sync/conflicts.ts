/** What was given up where both sides had changed the same: kept with the twin to be looked at, the latest ones, each cut. PROTOCOL §7.5 */
import type { Sync } from './records.ts';
import type { Conflict, Twin } from './twin.schema.ts';

const MOST = 20;
const MOST_CHARACTERS = 2000;

/** `value`: as plain text. */
export function conflictOf({ ports }: Sync, field: string, loser: Conflict['loser'], value: string): Conflict {
  return { field, at: ports.clock.now(), loser, value: value.slice(0, MOST_CHARACTERS) };
}

/** What an interrupted attempt has kept already is not kept twice. */
export function withConflicts({ conflicts }: Pick<Twin, 'conflicts'>, fresh: readonly Conflict[]): Conflict[] {
  const isKept = ({ field, loser, value }: Conflict): boolean =>
    conflicts.some((one) => one.field === field && one.loser === loser && one.value === value);
  return [...conflicts, ...fresh.filter((one) => !isKept(one))].slice(-MOST);
}
