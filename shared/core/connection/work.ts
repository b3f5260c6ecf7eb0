/**
 * What a node does between requests. PROTOCOL §2, §3
 *
 * 1. Everything that is due is found in the store: after a crash the same work is found again.
 * 2. One connection's trouble holds up no other.
 * 3. Several workers at once are harmless: collecting, applying and exchanging each have a lease.
 */
import { allConnections } from '../admin/connections.ts';
import { eachOf } from '../each-of.ts';
import { faultOf } from '../fault.ts';
import { trimActivity } from '../sync/activity-log.ts';
import { readTodo } from '../sync/twin.schema.ts';
import { id } from '../ids.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import { idOf, readConnection, readInstance, wake } from './context.ts';
import type { Context } from './context.ts';
import { callExchange } from './exchange/exchange.ts';
import { dueOf } from './exchange/due.ts';
import { tidy } from './exchange/ending.ts';
import { mayFlow } from './exchange/send.ts';
import { noteSilence } from './exchange/silence.ts';
import { acceptorStep } from './handshake/acceptor.ts';
import { initiatorStep } from './handshake/initiator.ts';
import { GIVE_UP_MS, endInvite } from './handshake/verdict.ts';
import { giveBack, takeLease } from './lease.ts';
import { eraseHandshakeKeys } from './secrets.ts';
import { showTrackerTrouble } from './tracker-trouble.ts';
import { inviteRowSchema, requestRowSchema } from './store/records.schema.ts';
import type { InviteRow } from './store/records.schema.ts';
import { drop, listAll, rowOf } from './store/rows.ts';

/** A worker that died holds its lease for so long after it would have ended. */
const GRACE_MS = 60000;
const MAX_ROUNDS = 20;
/** Of one partner, before something else has its turn. */
const MAX_CALLS = 10;
const CONNECTIONS_AT_ONCE = 4;
const BUSY_MS = 2000;
/** What is held up while being applied has its own time in its twin: it is looked at again after this. */
const ENGINE_MS = 15000;
const TROUBLED_MS = 30000;
const REQUESTS_KEPT_MS = 7 * 24 * 3600 * 1000;

export interface Worked {
  readonly nextAt: number | null;
}

export async function work(context: Context, until: number): Promise<Worked> {
  if ((await readInstance(context)).value.copiedFrom !== null) return { nextAt: null };
  const times: number[] = [];
  const seen: Collected = { noticed: undefined, collected: false };
  let last = false;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    times.length = 0;
    seen.collected = false;
    // At the same time: what is collected now is sent in the next round, while more is collected.
    const moved = await anyOf(context, [
      () => collect(context, until, times, seen),
      () => workInvites(context, until, times),
      () => workConnections(context, until, times),
    ]);
    if (!moved && (last || !seen.collected)) break;
    // The connections were looked at while it was being collected: it is still to be sent.
    last = !moved;
    if (context.clock.now() >= until || round === MAX_ROUNDS - 1) {
      times.push(context.clock.now());
      break;
    }
  }
  // A listing may lag behind what was collected: once more, soon.
  const { noticed = null } = seen;
  if (noticed !== null && noticed <= context.clock.now()) times.push(context.clock.now() + BUSY_MS);
  return { nextAt: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)) };
}

/** Each of them is done. True: one of them says so. */
async function anyOf(context: Context, steps: readonly (() => Promise<boolean>)[]): Promise<boolean> {
  let any = false;
  await eachOf(context, steps, steps.length, async (step) => {
    if (await step()) any = true;
  });
  return any;
}

/** The reconciling sweep: what hints missed, what has expired, what nobody will ask for any more. */
export async function sweep(context: Context): Promise<void> {
  if ((await readInstance(context)).value.copiedFrom !== null) return;
  if (context.facts.licensed) await reconcile(context);
  const now = context.clock.now();
  for (const record of await listAll(context.store, 'invite', '')) {
    const invite = rowOf<InviteRow>('invite', record, inviteRowSchema);
    const inviteId = id<InviteId>(invite.key);
    if (invite.value.role === 'initiator' && invite.value.phase === 'open' && now > invite.value.expiresAt)
      await endInvite(context, inviteId, { verdict: 'expired', event: 'codeExpired' });
    if (invite.value.phase !== 'done' || now <= invite.value.expiresAt + GIVE_UP_MS) continue;
    await eraseHandshakeKeys(context, inviteId);
    const connection = await readConnection(context, id<ConnectionId>(invite.value.connectionId));
    if (connection === null || connection.value.inviteId !== inviteId) await context.store.commit([drop('invite', inviteId)]);
  }
  for (const { value } of await allConnections(context)) {
    await noteSilence(context, value);
    await trimActivity(context.store, idOf(value));
  }
  for (const record of await listAll(context.store, 'request', '')) {
    const request = rowOf<{ readonly at: number }>('request', record, requestRowSchema);
    if (now > request.value.at + REQUESTS_KEPT_MS) await context.store.commit([drop('request', request.key)]);
  }
  await wake(context, 'sweep');
}

/** A tracker that does not work keeps nothing else from being swept. */
async function reconcile(context: Context): Promise<void> {
  try {
    await context.engine.reconcile();
    await showTrackerTrouble(context, null);
  } catch (caught) {
    const fault = faultOf(caught);
    context.log.write('error', 'reconcile.failed', { code: fault.code, detail: fault.detail });
    if (fault.whose === 'tracker') await showTrackerTrouble(context, fault);
  }
}

interface Collected {
  /** When the first of what was noticed was to be looked at, at the first look; null: there was nothing. */
  noticed: number | null | undefined;
  /** In this round. */
  collected: boolean;
}

/** True: there is more. */
async function collect(context: Context, until: number, times: number[], seen: Collected): Promise<boolean> {
  const at = context.facts.licensed ? await todoAt(context) : null;
  if (seen.noticed === undefined) seen.noticed = at;
  if (at !== null && at > context.clock.now()) times.push(at);
  if (at === null || at > context.clock.now()) return false;
  const lease = await takeLease(context, 'collect', Math.max(0, until - context.clock.now()) + GRACE_MS);
  if (lease === null) {
    times.push(context.clock.now() + BUSY_MS);
    return false;
  }
  let more = false;
  seen.collected = true;
  try {
    more = await context.engine.collect(until);
  } catch (caught) {
    trouble(context, 'collect', caught, times);
  } finally {
    await giveBack(context, lease);
  }
  const next = await todoAt(context);
  if (next !== null) times.push(Math.max(next, context.clock.now() + BUSY_MS));
  return more;
}

/** When the next noticed issue is to be looked at; null: there is none. With more than one listing shows, now. */
async function todoAt(context: Context): Promise<number | null> {
  const rows = await context.store.list('todo', { prefix: '', after: null, limit: 100 });
  if (rows.length === 100) return context.clock.now();
  return rows.length === 0 ? null : rows.map(({ value }) => readTodo(value).retryAt).reduce((a, b) => Math.min(a, b));
}

async function workInvites(context: Context, until: number, times: number[]): Promise<boolean> {
  let moved = false;
  for (const record of await listAll(context.store, 'invite', '')) {
    const invite = rowOf<InviteRow>('invite', record, inviteRowSchema);
    if (invite.value.phase === 'done' || invite.value.dueAt === null) continue;
    if (invite.value.dueAt > context.clock.now() || context.clock.now() >= until) {
      times.push(invite.value.dueAt);
      continue;
    }
    try {
      if (invite.value.role === 'initiator') await initiatorStep(context, invite);
      else await acceptorStep(context, invite);
      moved = true;
    } catch (caught) {
      trouble(context, 'handshake', caught, times);
    }
  }
  return moved;
}

async function workConnections(context: Context, until: number, times: number[]): Promise<boolean> {
  let moved = false;
  await eachOf(context, await allConnections(context), CONNECTIONS_AT_ONCE, async (row) => {
    if (context.clock.now() >= until) {
      moved = true;
      return;
    }
    try {
      if (await tidy(context, row)) return;
      const connectionId = idOf(row.value);
      const steps = [() => exchange(context, connectionId, until, times), () => apply(context, connectionId, until, times)];
      if (await anyOf(context, steps)) moved = true;
    } catch (caught) {
      trouble(context, row.key, caught, times);
    }
  });
  return moved;
}

/** Calls the partner until nothing presses. True: it was called. */
async function exchange(context: Context, connectionId: ConnectionId, until: number, times: number[]): Promise<boolean> {
  for (let calls = 0; calls < MAX_CALLS && context.clock.now() < until; calls++) {
    const connection = await readConnection(context, connectionId);
    if (connection === null) return calls > 0;
    const due = await dueOf(context, connection.value);
    if (due.kind === 'at') times.push(due.at);
    if (due.kind !== 'now') return calls > 0;
    const round = await callExchange(context, connection.value, connectionId);
    if (round === 'busy') times.push(context.clock.now() + BUSY_MS);
    if (round === 'busy') return calls > 0;
    if (round !== 'again') return true;
  }
  return true;
}

async function apply(context: Context, connectionId: ConnectionId, until: number, times: number[]): Promise<boolean> {
  const connection = await readConnection(context, connectionId);
  if (connection === null || !mayFlow(context, connection.value)) return false;
  const before = await inboxOf(context, connectionId);
  if (before === '') return false;
  const lease = await takeLease(context, connectionId + ':apply', Math.max(0, until - context.clock.now()) + GRACE_MS);
  if (lease === null) {
    times.push(context.clock.now() + BUSY_MS);
    return false;
  }
  try {
    const more = await context.engine.apply(connectionId, until);
    const after = await inboxOf(context, connectionId);
    if (!more && after !== '') times.push(context.clock.now() + ENGINE_MS);
    // What was applied may have left something to say.
    return more || after !== before;
  } finally {
    await giveBack(context, lease);
  }
}

/** The keys of what waits, as one text to compare. */
async function inboxOf(context: Context, connectionId: ConnectionId): Promise<string> {
  const rows = await context.store.list('inbox', { prefix: connectionId + ':', after: null, limit: 100 });
  return rows.map(({ key }) => key).join(' ');
}

function trouble(context: Context, what: string, caught: unknown, times: number[]): void {
  const { code, detail } = faultOf(caught);
  context.log.write('error', 'work.failed', { what, code, detail });
  times.push(context.clock.now() + TROUBLED_MS);
}
