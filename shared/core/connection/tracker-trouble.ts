/**
 * The tracker's own trouble, shown on every connection that it holds up: with an expired token nothing is sent, and no issue is
 * there to show an error on. It goes when the tracker works again, not when the partner is heard.
 */
import type { Fault } from '../fault.ts';
import { allConnections } from '../admin/connections.ts';
import { idOf, readConnection } from './context.ts';
import type { Context } from './context.ts';
import { replace, retrying } from './store/rows.ts';

/** `fault`: of the last look at the change feed; null: it worked. */
export async function showTrackerTrouble(context: Context, fault: Fault | null): Promise<void> {
  for (const { value } of await allConnections(context)) {
    await retrying(context.store, async () => {
      const row = await readConnection(context, idOf(value));
      if (row === null || (row.value.state !== 'active' && row.value.state !== 'deactivated')) return { writes: [], result: null };
      const before = row.value.trouble;
      const isTrackers = before !== null && before.whose === 'tracker';
      if (fault === null ? !isTrackers : before !== null && before.code === fault.code) return { writes: [], result: null };
      const trouble = fault === null ? null : { code: fault.code, params: fault.params, whose: 'tracker', since: context.clock.now() };
      return { writes: [replace(row, { ...row.value, trouble })], result: null };
    });
  }
}
