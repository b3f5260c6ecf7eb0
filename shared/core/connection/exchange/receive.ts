/**
 * What comes in. PROTOCOL §3
 *
 * 1. The contiguous prefix is stored in one commit with the receive state and with what lifecycle messages change.
 * 2. A known number with the same bytes is skipped; with other bytes, or after a gap, nothing of it is stored and the partner
 *    is asked for a new stream.
 * 3. A stream that was given up never comes back, however late its request arrives. Whoever still sends on it is asked for a new one.
 * 4. While awaiting confirmation only lifecycle messages are taken; after the end, the others are acknowledged and dropped.
 */
import { jsonOf } from '../../json.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Write } from '../../ports.ts';
import type { Connection } from '../connection.schema.ts';
import { readConnection, readIn, readOut } from '../context.ts';
import type { Context } from '../context.ts';
import { asciiJson } from '../invitation/ascii-json.ts';
import type { Exchange, Message } from '../messages.schema.ts';
import type { InRow } from '../store/records.schema.ts';
import { create, replace, retrying } from '../store/rows.ts';
import { SECOND_PARTY } from '../trouble.ts';
import { anewMark, begunAnew, resumedFrom } from './anew.ts';
import { hear } from './hear.ts';
import { tellStateWrites } from './tell.ts';

/** Leaves room for the other rows in a commit of 25. */
export const MAX_RECEIVED = 20;
const REMEMBERED = 40;
const PAST_STREAMS = 20;
/** The connection's row shows the last exchange to people: it need not be written each time. */
const SHOWN_MS = 10000;

export interface Receipt {
  /** Messages that are new, lifecycle included. */
  readonly taken: number;
  readonly stored: number;
  /** The partner sends on a stream that was given up: its own records were put back to an older state. */
  readonly stale: boolean;
}

interface Numbered {
  readonly message: Message;
  readonly hash: string;
}

export async function receive(
  context: Context,
  connectionId: ConnectionId,
  exchange: Exchange,
  via: 'request' | 'answer',
): Promise<Receipt> {
  const numbered: Numbered[] = [];
  for (const message of exchange.msgs)
    numbered.push({ message, hash: (await context.crypto.sha256(asciiJson(jsonOf(message)))).slice(0, 16) });
  return await retrying<Receipt>(context.store, async () => {
    const incoming = await readIn(context, connectionId);
    const connection = await readConnection(context, connectionId);
    if (incoming === null || connection === null) return { writes: [], result: { taken: 0, stored: 0, stale: false } };
    const now = context.clock.now();
    const { next, taken } = take(incoming.value, exchange, numbered, connection.value.state);
    const heard = hear(connection.value, taken, now);
    const keeps = ['awaiting', 'active', 'deactivated'].includes(heard.state);
    const kept = keeps ? taken.filter(({ type }) => !isTold(type)) : [];
    const again = incoming.value.stream !== null && next.stream !== incoming.value.stream;
    const forgets =
      again || incoming.value.gap || next.gap || exchange.fork === true || (await isAhead(context, connectionId, incoming.value, exchange));
    const resumed = resumedFrom(incoming.value, now);
    const stale = exchange.msgs.length > 0 && incoming.value.past.includes(exchange.stream);
    const row: InRow = {
      ...next,
      // An answer is no replay. Whoever sends an old request again is told in its answer alone.
      gap: next.gap || (stale && via === 'answer'),
      seq: next.seq + kept.length,
      ack: laterAck(incoming.value.ack, exchange.ack),
      fork: next.fork || exchange.fork === true,
      canCall: exchange.canCall,
      wants: via === 'answer' ? exchange.want : [],
      heardAt: now,
      ...(resumed === null ? {} : { resumedFrom: resumed }),
      ...(forgets ? begunAnew(incoming.value, now) : {}),
    };
    const anew = anewMark(row, now);
    const writes: Write[] = [replace(incoming, row)];
    const shown = shownExchange(connection.value, heard, now) ?? connection.value;
    // A partner that begins anew may have forgotten what it was told.
    const told = again ? tellStateWrites(connectionId, { ...connection, value: shown }) : [];
    if (told.length > 0) for (const write of told) writes.push(write);
    else if (shown !== connection.value) writes.push(replace(connection, shown));
    if (via === 'answer' && heard.state === 'removedByPartner' && connection.value.state !== heard.state)
      for (const write of await lastAck(context, connectionId)) writes.push(write);
    kept.forEach((message, i) =>
      writes.push(create('inbox', inboxKey(connectionId, next.seq + i + 1), { ...message, receivedAt: now, ...anew })),
    );
    return { writes, result: { taken: taken.length, stored: kept.length, stale } };
  });
}

/** Whether the partner acknowledges what this side has not sent, as far as it knows. */
async function isAhead(context: Context, connectionId: ConnectionId, known: InRow, { ack, msgs }: Exchange): Promise<boolean> {
  if (ack.stream === null || (msgs.length === 0 && ack.stream === known.ack.stream && ack.n === known.ack.n)) return false;
  const out = await readOut(context, connectionId);
  return out !== null && (ack.stream !== out.value.stream || ack.n >= out.value.next);
}

/** Nothing else makes this side call again: died before its call is over, it would leave the partner waiting for weeks. */
async function lastAck(context: Context, connectionId: ConnectionId): Promise<readonly Write[]> {
  const out = await readOut(context, connectionId);
  return out === null ? [] : [replace(out, { ...out.value, ackDue: true })];
}

/** An old request that comes again takes back nothing that was acknowledged since. */
function laterAck(known: InRow['ack'], { stream, n, id }: Exchange['ack']): InRow['ack'] {
  if (known.stream === stream && known.n > n) return known;
  return id === undefined ? { stream, n } : { stream, n, id };
}

export function inboxKey(connectionId: ConnectionId, seq: number): string {
  return connectionId + ':' + ('00000000000' + seq).slice(-12);
}

function take(
  row: InRow,
  exchange: Exchange,
  numbered: readonly Numbered[],
  state: Connection['state'],
): { readonly next: InRow; readonly taken: readonly Message[] } {
  const opened = open(row, exchange, numbered);
  if (opened === null) return { next: row, taken: [] };
  const taken: Message[] = [];
  const recent = opened.recent.slice();
  let n = opened.n;
  let gap = opened.gap;
  let last = opened.last;
  for (const { message, hash } of numbered) {
    const known = recent.find((one) => one.n === message.n);
    if (message.n <= n && (known === undefined || known.hash === hash)) continue;
    if (message.n !== n + 1) gap = true;
    if (message.n !== n + 1 || taken.length === MAX_RECEIVED || (state === 'awaiting' && !isTold(message.type))) break;
    n = message.n;
    last = message.id;
    taken.push(message);
    recent.push({ n, hash });
  }
  return { next: { ...opened, n, gap, last, recent: recent.slice(-REMEMBERED) }, taken };
}

/** The receive state that these messages continue; null: they are of a stream that was given up, or there are none. */
function open(row: InRow, exchange: Exchange, numbered: readonly Numbered[]): InRow | null {
  const first = numbered[0];
  if (first === undefined || row.past.includes(exchange.stream)) return null;
  if (exchange.stream === row.stream) return row;
  // We have forgotten its beginning: should its sender be put back to an older copy too, it must not begin once more unnoticed.
  if (first.message.n !== 1) return { ...row, gap: true, past: row.past.concat([exchange.stream]).slice(-PAST_STREAMS) };
  const past = row.stream === null ? row.past : row.past.concat([row.stream]).slice(-PAST_STREAMS);
  return { ...row, stream: exchange.stream, n: 0, recent: [], past, gap: false };
}

function isTold(type: string): boolean {
  return type === 'lifecycle' || type === 'hello';
}

/** Null: nothing that anybody would see has changed. */
function shownExchange(before: Connection, heard: Connection, now: number): Connection | null {
  const well = heard.trouble === null || heard.trouble.code === SECOND_PARTY || heard.trouble.whose === 'tracker';
  if (heard === before && well && before.lastExchangeAt !== null && now - before.lastExchangeAt < SHOWN_MS) return null;
  return { ...heard, lastExchangeAt: now, trouble: well ? heard.trouble : null };
}
