/**
 * What goes out. PROTOCOL §3
 *
 * 1. Rows get their numbers under the lease, in one commit that checks it; numbered messages do not change until acknowledged.
 * 2. What is sent is what was committed under its number, or is read back by it; never what a listing says, which may lag.
 * 3. Acknowledged beyond what was numbered, a numbered message missing, or the partner's own `fork`: the numbering is lost on
 *    one side, and so it is where the partner acknowledges less than before. A new stream begins with this side's state and what was not acknowledged, and every twin is sent again.
 */
import { faultError } from '../../fault.ts';
import type { ConnectionId } from '../../ids.ts';
import { jsonOf } from '../../json.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Write } from '../../ports.ts';
import type { Connection } from '../connection.schema.ts';
import { readConnection, readIn, readOut, sortable } from '../context.ts';
import type { Context } from '../context.ts';
import { fence } from '../lease.ts';
import type { Lease } from '../lease.ts';
import { flows } from '../lifecycle.ts';
import { lifecycleBodySchema } from '../messages.schema.ts';
import { outboxRowSchema } from '../store/records.schema.ts';
import type { OutRow, OutgoingRow } from '../store/records.schema.ts';
import { remove, replace, retrying } from '../store/rows.ts';
import type { Row } from '../store/rows.ts';
import { checked } from '../../checked.schema.ts';
import { objectOf } from '../../rules/values.ts';
import { begunAnew } from './anew.ts';
import { tellKey, tellPrefix, tellStateWrites } from './tell.ts';

/** Unacknowledged messages at most: each takes two writes of the commit that numbers it. */
export const WINDOW = 10;

export interface Numbering {
  readonly out: Row<OutRow>;
  readonly messages: readonly JsonObject[];
}

/** Settles what the partner has acknowledged, numbers what waits, and answers what has to go. */
export async function numberOutgoing(
  context: Context,
  connection: Connection,
  connectionId: ConnectionId,
  lease: Lease,
): Promise<Numbering> {
  const settled = await settleAcknowledged(context, connectionId, lease);
  const fresh = settled ? await numberWaiting(context, connection, connectionId, lease) : none;
  let out = await mustReadOut(context, connectionId);
  let messages = settled ? await numbered(context, connectionId, out.value, fresh) : null;
  if (messages === null) {
    await startStream(context, connectionId, lease, out.value);
    const again = await numberWaiting(context, connection, connectionId, lease);
    out = await mustReadOut(context, connectionId);
    messages = (await numbered(context, connectionId, out.value, again)) ?? [];
  }
  return { out, messages };
}

export async function mustReadOut(context: Context, connectionId: ConnectionId): Promise<Row<OutRow>> {
  const out = await readOut(context, connectionId);
  if (out === null) throw faultError({ whose: 'ours', code: 'connection.gone' });
  return out;
}

/** Commits under the lease; throws where the lease has been lost meanwhile. */
export async function commitFenced(context: Context, lease: Lease, writes: readonly Write[]): Promise<void> {
  if ((await context.store.commit([fence(lease), ...writes])) === 'conflict')
    throw faultError({ whose: 'ours', code: 'lease.lost', retry: 'later' });
}

export function sentKey(connectionId: ConnectionId, n: number): string {
  return connectionId + ':' + ('00000000000' + n).slice(-12);
}

/** False: the partner has acknowledged what was never sent, or another message under this number, or asks for a new stream. */
export async function settleAcknowledged(context: Context, connectionId: ConnectionId, lease: Lease): Promise<boolean> {
  const incoming = await readIn(context, connectionId);
  if (incoming === null || incoming.value.fork) return false;
  const { stream, n, id } = incoming.value.ack;
  for (;;) {
    const out = await mustReadOut(context, connectionId);
    if (stream !== out.value.stream || n <= out.value.acked) return true;
    if (n >= out.value.next || !(await isThat(context, connectionId, n, id))) return false;
    const upTo = Math.min(n, out.value.acked + 20);
    const writes: Write[] = [replace(out, { ...out.value, acked: upTo })];
    for (let i = out.value.acked + 1; i <= upTo; i++) writes.push({ op: 'remove', table: 'sent', key: sentKey(connectionId, i) });
    await commitFenced(context, lease, writes);
  }
}

/** A number may have been given twice: before our records were put back to an older copy, and after. */
async function isThat(context: Context, connectionId: ConnectionId, n: number, id: string | undefined): Promise<boolean> {
  if (id === undefined) return true;
  const record = await context.store.get('sent', sentKey(connectionId, n));
  const row = record === null ? null : checked(outboxRowSchema, record.value);
  return row === null || row.id === undefined || row.id === id;
}

/** Whether who answers acknowledges less than it did before it was asked: it has forgotten, or we have. `before`: as it was then. */
export function isLess(ack: { readonly stream: string | null; readonly n: number }, before: OutRow): boolean {
  if (ack.stream === before.stream) return ack.n < before.acked;
  return before.acked > 0 || (ack.stream !== null && before.next === 1);
}

/** Messages as they have been committed, by the key of their number. */
type Numbered = ReadonlyMap<string, Json>;
const none: Numbered = new Map();

async function numberWaiting(context: Context, connection: Connection, connectionId: ConnectionId, lease: Lease): Promise<Numbered> {
  const out = await mustReadOut(context, connectionId);
  const room = WINDOW - (out.value.next - 1 - out.value.acked);
  if (room <= 0) return none;
  const prefix = mayFlow(context, connection) ? connectionId + ':' : tellPrefix(connectionId);
  const rows = await context.store.list('outbox', { prefix, after: null, limit: room });
  if (rows.length === 0) return none;
  const made = new Map<string, Json>();
  const writes: Write[] = [fence(lease), replace(out, { ...out.value, next: out.value.next + rows.length })];
  rows.forEach((row, i) => {
    writes.push(remove({ table: 'outbox', key: row.key, version: row.version }));
    const value = { ...objectOf(row.value), id: context.random.uuid().slice(0, 8) };
    const key = sentKey(connectionId, out.value.next + i);
    made.set(key, value);
    writes.push({ op: 'create', table: 'sent', key, value });
  });
  // A conflict means a listing that lagged behind, or the lease lost, which the next fenced commit finds out.
  return (await context.store.commit(writes)) === 'committed' ? made : none;
}

/** Licence ended: the queue is kept, and lifecycle messages still pass. */
export function mayFlow(context: Context, connection: Connection): boolean {
  return context.facts.licensed && flows(connection);
}

/** Null: a number is missing. */
async function numbered(context: Context, connectionId: ConnectionId, out: OutRow, known: Numbered): Promise<readonly JsonObject[] | null> {
  const messages: JsonObject[] = [];
  for (let n = out.acked + 1; n < out.next; n++) {
    const key = sentKey(connectionId, n);
    const value = known.get(key) ?? (await context.store.get('sent', key))?.value;
    const row = value === undefined ? null : checked(outboxRowSchema, value);
    if (row === null) return null;
    messages.push({ n, ...(row.id === undefined ? {} : { id: row.id }), type: row.type, body: jsonOf(row.body) });
  }
  return messages;
}

/** Where what was numbered waits once more. Null: it is told anew. */
function keyAgain(context: Context, connectionId: ConnectionId, n: number, { type, body }: OutgoingRow): string | null {
  const place = ('00000000000' + n).slice(-12) + '-' + sortable(context);
  if (type === 'hello') return tellPrefix(connectionId) + '-' + place;
  if (type !== 'lifecycle') return connectionId + ':.' + place;
  const told = checked(lifecycleBodySchema, body);
  if (told === null || told.what === 'activated' || told.what === 'deactivated') return null;
  return tellKey(connectionId, told.what);
}

/** Crash-safe in this order: a stream whose messages have gone back is found short, and begun anew. */
async function startStream(context: Context, connectionId: ConnectionId, lease: Lease, out: OutRow): Promise<void> {
  for (let n = out.acked + 1; n < out.next; n++) {
    const record = await context.store.get('sent', sentKey(connectionId, n));
    const row = record === null ? null : checked(outboxRowSchema, record.value);
    if (record === null || row === null) continue;
    const gone: Write = { op: 'remove', table: 'sent', key: record.key };
    const key = keyAgain(context, connectionId, n, row);
    await commitFenced(context, lease, key === null ? [gone] : [gone, { op: 'put', table: 'outbox', key, value: record.value }]);
  }
  if (context.engine.resend !== undefined) await context.engine.resend(connectionId);
  const stream = context.random.token();
  await retrying(context.store, async () => {
    const row = await mustReadOut(context, connectionId);
    const incoming = await readIn(context, connectionId);
    const writes: Write[] = [fence(lease), replace(row, { ...row.value, stream, next: 1, acked: 0, tried: 0 })];
    const connection = await readConnection(context, connectionId);
    if (connection !== null) for (const write of tellStateWrites(connectionId, connection)) writes.push(write);
    if (incoming !== null)
      writes.push(replace(incoming, { ...incoming.value, fork: false, ...begunAnew(incoming.value, context.clock.now()) }));
    return { writes, result: null };
  });
  context.log.write('warn', 'stream.restarted', { connectionId });
}
