import { jsonOf } from '../../json.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Write } from '../../ports.ts';
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

/**
 * A lifecycle message, for the commit that changes the state it tells of. `version`: of the connection's row before that commit. It
 * grows with every change of state, so that two of the same millisecond are told in their order.
 */
export function tellWrite(context: Context, connectionId: ConnectionId, version: number, word: LifecycleWord): Write {
  return {
    op: 'create',
    table: 'outbox',
    key: tellPrefix(connectionId) + ('00000000000000' + version).slice(-15) + '-' + sortable(context),
    value: { type: 'lifecycle', body: { what: word } },
  };
}

/**
 * This side's state once more, for a partner that may have forgotten it. Together with the connection's row: whoever changes the state
 * meanwhile conflicts, and is told after it. Empty: nothing to tell.
 */
export function tellStateWrites(context: Context, connectionId: ConnectionId, connection: Row<Connection>): readonly Write[] {
  const { state } = connection.value;
  if (state !== 'active' && state !== 'deactivated') return [];
  const word = state === 'active' ? 'activated' : 'deactivated';
  return [replace(connection, connection.value), tellWrite(context, connectionId, connection.version, word)];
}

export function helloWrite(context: Context, connectionId: ConnectionId, nodeInfo: NodeInfo): Write {
  return {
    op: 'create',
    table: 'outbox',
    key: tellPrefix(connectionId) + sortable(context),
    value: { type: 'hello', body: { nodeInfo: jsonOf(nodeInfo) } },
  };
}
