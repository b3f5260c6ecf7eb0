import { jsonOf } from '../../json.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Store, Write } from '../../ports.ts';
import type { Connection } from '../connection.schema.ts';
import { sortable } from '../context.ts';
import type { Context } from '../context.ts';
import type { LifecycleWord } from '../lifecycle.ts';
import type { NodeInfo } from '../node-info.schema.ts';
import { replace } from '../store/rows.ts';
import type { Row } from '../store/rows.ts';

/** Lifecycle rows sort before all others of their connection: they pass also while issues wait. */
export function tellPrefix(connectionId: ConnectionId): string {
  return connectionId + ':-';
}

/** In the order in which they may be told. */
const PLACES = { confirmed: '1', declined: '1', activated: '2', deactivated: '2', deleted: '3' } as const satisfies Record<
  LifecycleWord,
  string
>;

/**
 * Where a word waits. A place has one row, which a later word takes over: listings that lag could put two into the wrong order, and the
 * partner would believe the older. What is known by its place need not be listed to be found.
 */
export function tellKey(connectionId: ConnectionId, word: LifecycleWord): string {
  return tellPrefix(connectionId) + PLACES[word];
}

/** A lifecycle message, for the commit that changes the state it tells of. */
export function tellWrite(connectionId: ConnectionId, word: LifecycleWord): Write {
  return { op: 'put', table: 'outbox', key: tellKey(connectionId, word), value: { type: 'lifecycle', body: { what: word } } };
}

/** Whether a lifecycle message waits for its number. */
export async function tellsLater(store: Store, connectionId: ConnectionId): Promise<boolean> {
  for (const word of ['confirmed', 'activated', 'deleted'] as const)
    if ((await store.get('outbox', tellKey(connectionId, word))) !== null) return true;
  return false;
}

/**
 * This side's state once more, for a partner that may have forgotten it. Together with the connection's row: whoever changes the state
 * meanwhile conflicts, and is told after it. Empty: nothing to tell.
 */
export function tellStateWrites(connectionId: ConnectionId, connection: Row<Connection>): readonly Write[] {
  const { state } = connection.value;
  if (state !== 'active' && state !== 'deactivated') return [];
  const word = state === 'active' ? 'activated' : 'deactivated';
  return [replace(connection, connection.value), tellWrite(connectionId, word)];
}

export function helloWrite(context: Context, connectionId: ConnectionId, nodeInfo: NodeInfo): Write {
  return {
    op: 'create',
    table: 'outbox',
    key: tellPrefix(connectionId) + sortable(context),
    value: { type: 'hello', body: { nodeInfo: jsonOf(nodeInfo) } },
  };
}
