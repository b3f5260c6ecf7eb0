/**
 * The instance, as a script's thread sees it: every question is answered before the next statement runs, because the
 * platform's interfaces are synchronous. The thread sleeps meanwhile; the instance does not.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Written } from '../db/database.ts';
import type { Row, Select, Where } from '../db/types.ts';
import type { AsyncRule, HostCall, HttpRequest, HttpResult, ListedEvent, Reply, ThreadData, ThreadMessage } from './protocol.ts';

interface Birth {
  readonly data: ThreadData;
  readonly replies: MessagePort;
  readonly bell: SharedArrayBuffer;
}

// oxlint-disable-next-line typescript/no-unsafe-assignment -- what threads.ts gives
const birth: Birth = workerData;
const bell = new Int32Array(birth.bell);

export const threadData: ThreadData = birth.data;

export function say(message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
}

/** Thrown inside the realm by whoever calls: see realm.ts. */
export class Refusal extends Error {}

function ask(call: HostCall): unknown {
  const rung = Atomics.load(bell, 0);
  say({ kind: 'call', call });
  Atomics.wait(bell, 0, rung);
  const received = receiveMessageOnPort(birth.replies) as { message: Reply } | undefined;
  if (received === undefined) throw new Error('The instance rang without an answer');
  if ('error' in received.message) throw new Refusal(received.message.error);
  return received.message.value;
}

/** Answers have the types of engine.ts, which is the only one to give them. */
export const host = {
  select: (select: Select) => ask({ op: 'select', select }) as readonly Row[],
  count: (table: string, where: readonly Where[]) => ask({ op: 'count', table, where }) as number,
  get: (table: string, sysId: string) => ask({ op: 'get', table, sysId }) as Row | null,
  insert: (table: string, values: Row, systemFields: boolean, bytes: Uint8Array | null = null) =>
    ask({ op: 'insert', table, values, systemFields, bytes }) as Written,
  update: (table: string, sysId: string, values: Row, systemFields: boolean) =>
    ask({ op: 'update', table, sysId, values, systemFields }) as Written,
  remove: (table: string, sysId: string) => ask({ op: 'remove', table, sysId }) as boolean,
  file: (sysId: string) => ask({ op: 'file', sysId }) as Uint8Array | null,
  rule: (rule: AsyncRule) => void ask({ op: 'rule', rule }),
  event: (event: ListedEvent, at: string | null) => void ask({ op: 'event', event, at }),
  property: (name: string) => ask({ op: 'property', name, value: null }) as string | null,
  setProperty: (name: string, value: string) => void ask({ op: 'property', name, value }),
  http: (request: HttpRequest) => ask({ op: 'http', request }) as HttpResult,
  log: (level: string, message: string) => void ask({ op: 'log', level, message }),
};
