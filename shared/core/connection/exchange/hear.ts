/** What the partner's lifecycle and hello messages do to the connection. Pure. PROTOCOL §2, §3 */
import { checked } from '../../checked.schema.ts';
import type { Connection } from '../connection.schema.ts';
import { step } from '../lifecycle.ts';
import type { LifecycleEvent, LifecycleWord } from '../lifecycle.ts';
import { helloBodySchema, lifecycleBodySchema } from '../messages.schema.ts';
import type { Message } from '../messages.schema.ts';

const EVENT = {
  confirmed: 'partnerConfirmed',
  declined: 'partnerDeclined',
  deactivated: 'partnerDeactivated',
  activated: 'partnerActivated',
  deleted: 'partnerDeleted',
} as const satisfies Record<LifecycleWord, LifecycleEvent>;

/** The same object where nothing changes. What is illegal in this state is ignored: the partner may be a step behind. */
export function hear(connection: Connection, messages: readonly Message[], now: number): Connection {
  let heard = connection;
  for (const message of messages) {
    if (message.type === 'lifecycle') heard = hearLifecycle(heard, message, now);
    else if (message.type === 'hello') heard = hearHello(heard, message);
  }
  return heard;
}

function hearLifecycle(connection: Connection, message: Message, now: number): Connection {
  const body = checked(lifecycleBodySchema, message.body);
  const next = body === null ? null : step(connection, EVENT[body.what]);
  if (next === null) return connection;
  return {
    ...connection,
    state: next.to,
    partnerDeactivated: next.partnerDeactivated ?? connection.partnerDeactivated,
    ...(body !== null && body.what === 'deleted' ? { partnerDeleted: true } : {}),
    activatedAt: next.to === 'active' ? (connection.activatedAt ?? now) : connection.activatedAt,
    failure: next.to === 'failed' ? { code: 'declined', params: {} } : connection.failure,
  };
}

/** After an upgrade. Never another instance, never another address: that needs a new code. */
function hearHello(connection: Connection, message: Message): Connection {
  const body = checked(helloBodySchema, message.body);
  const before = connection.partner;
  if (body === null || before === null || body.nodeInfo.instanceUid !== before.instanceUid) return connection;
  return { ...connection, partner: { ...body.nodeInfo, baseUrl: before.baseUrl, pollOnly: before.pollOnly } };
}
