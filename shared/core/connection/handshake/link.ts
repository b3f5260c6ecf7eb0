/** The two rows of a connection that has keys. */
import { jsonOf } from '../../json.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Write } from '../../ports.ts';
import { inKey, outKey } from '../context.ts';
import type { Context } from '../context.ts';
import type { InRow, OutRow } from '../store/records.schema.ts';

/** Unconditional: what an earlier, finished life of this connection left must not be in the way. */
export function linkWrites(context: Context, connectionId: ConnectionId, keys: string): readonly Write[] {
  const now = context.clock.now();
  const incoming: InRow = {
    keys,
    stream: null,
    n: 0,
    seq: 0,
    recent: [],
    past: [],
    ack: { stream: null, n: 0 },
    gap: false,
    fork: false,
    canCall: false,
    wants: [],
    heardAt: null,
    erased: false,
  };
  const outgoing: OutRow = {
    stream: context.random.token(),
    next: 1,
    acked: 0,
    tried: 0,
    dueAt: now,
    failures: 0,
    failedAt: null,
    interval: 0,
    canCall: false,
    ackDue: false,
    wanted: '',
    served: '',
  };
  return [
    { op: 'put', table: 'node', key: inKey(connectionId), value: jsonOf(incoming) },
    { op: 'put', table: 'node', key: outKey(connectionId), value: jsonOf(outgoing) },
  ];
}
