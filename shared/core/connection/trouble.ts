import type { ConnectionId } from '../ids.ts';
import { readConnection } from './context.ts';
import type { Context } from './context.ts';
import { replace, retrying } from './store/rows.ts';

/** Shows an admin what keeps the connection as a whole from working. The first moment of the same trouble is kept. */
export async function noteTrouble(context: Context, connectionId: ConnectionId, code: string, whose = 'partner'): Promise<void> {
  await retrying(context.store, async () => {
    const connection = await readConnection(context, connectionId);
    if (connection === null || connection.value.trouble?.code === code) return { writes: [], result: null };
    const trouble = { code, params: {}, whose, since: context.clock.now() };
    return { writes: [replace(connection, { ...connection.value, trouble })], result: null };
  });
}
