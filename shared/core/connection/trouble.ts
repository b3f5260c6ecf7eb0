import type { ConnectionId } from '../ids.ts';
import { readAddress } from './address.ts';
import { readConnection } from './context.ts';
import type { Context } from './context.ts';
import { replace, retrying } from './store/rows.ts';

/** What the next exchange that works does not clear away. */
export const SECOND_PARTY = 'secondParty';

/** The instance is another one than before, and no admin has said yet what that means. */
export const COPIED = 'copied';

/** Shows an admin what keeps the connection as a whole from working. The first moment of the same trouble is kept. */
export async function noteTrouble(
  context: Context,
  connectionId: ConnectionId,
  code: string,
  url: string | null,
  whose: 'partner' | 'ours' = 'partner',
): Promise<void> {
  const params = url === null ? {} : { host: hostOf(context, url) };
  await retrying(context.store, async () => {
    const connection = await readConnection(context, connectionId);
    if (connection === null || connection.value.trouble?.code === code) return { writes: [], result: null };
    const trouble = { code, params, whose, since: context.clock.now() };
    return { writes: [replace(connection, { ...connection.value, trouble })], result: null };
  });
}

/** `code`: only that one; else any but a second party. */
export async function clearTrouble(context: Context, connectionId: ConnectionId, code: string | null = null): Promise<void> {
  await retrying(context.store, async () => {
    const connection = await readConnection(context, connectionId);
    const trouble = connection === null ? null : connection.value.trouble;
    const stays = trouble === null || (code === null ? trouble.code === SECOND_PARTY : trouble.code !== code);
    return { writes: connection === null || stays ? [] : [replace(connection, { ...connection.value, trouble: null })], result: null };
  });
}

/** For a sentence: the host of an address, or the text itself. */
export function hostOf(context: Context, url: string): string {
  const address = readAddress(url, context.facts.allowLoopback);
  return address.kind === 'address' ? address.host : url.slice(0, 100);
}
