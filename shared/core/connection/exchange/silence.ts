/**
 * A partner that this side cannot call and that has stopped calling: an uninstalled app cannot say goodbye. Who can be called is
 * found silent by the call that fails (exchange.ts).
 */
import { idOf, readIn } from '../context.ts';
import type { Context } from '../context.ts';
import type { Connection } from '../connection.schema.ts';
import { noteTrouble } from '../trouble.ts';

export const NOT_HEARD = 'notHeard';
/** A side that polls backs off to 5 minutes at most while its calls fail. */
const SILENT_AFTER_MS = 15 * 60 * 1000;

export async function noteSilence(context: Context, connection: Connection): Promise<void> {
  const lives = connection.state === 'active' || connection.state === 'deactivated' || connection.state === 'awaiting';
  if (!lives || connection.partnerUrl !== null || connection.trouble !== null) return;
  const incoming = await readIn(context, idOf(connection));
  const since = incoming === null ? null : (incoming.value.heardAt ?? connection.activatedAt);
  if (since !== null && context.clock.now() - since > SILENT_AFTER_MS) await noteTrouble(context, idOf(connection), NOT_HEARD, null);
}
