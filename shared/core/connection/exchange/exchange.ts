/**
 * One exchange with the partner, asked for or answered. PROTOCOL §3
 *
 * 1. Messages leave under the connection's lease alone, so one exchange of a sender is in flight. Who is asked and does not get
 *    the lease answers without messages; the partner asks again.
 * 2. Acknowledgements, chunks and wants need no lease.
 * 3. Blobs and issues move only while both sides are active; lifecycle messages always.
 */
import { checkedText } from '../../checked.schema.ts';
import { id } from '../../ids.ts';
import type { ConnectionId, Sha256 } from '../../ids.ts';
import type { Json, JsonObject } from '../../json.ts';
import { objectOf } from '../../rules/values.ts';
import type { BlobChunk, BlobWant } from '../../sync/engine.ts';
import { retryAt } from '../backoff.ts';
import { callSigned } from '../channel.ts';
import type { Connection } from '../connection.schema.ts';
import { readConnection, readIn, wake } from '../context.ts';
import type { Context } from '../context.ts';
import { refuse } from '../handshake/verdict.ts';
import type { Served } from '../handshake/verdict.ts';
import { asciiJson } from '../invitation/ascii-json.ts';
import { connectionKeyid } from '../keys.ts';
import type { Direction } from '../keys.ts';
import { giveBack, takeLease } from '../lease.ts';
import { mayExchange } from '../lifecycle.ts';
import { exchangeSchema } from '../messages.schema.ts';
import type { Exchange } from '../messages.schema.ts';
import { readPair } from '../secrets.ts';
import type { InRow, OutRow } from '../store/records.schema.ts';
import { replace, retrying } from '../store/rows.ts';
import { noteTrouble } from '../trouble.ts';
import { MAX_RECEIVED, receive } from './receive.ts';
import type { Receipt } from './receive.ts';
import { isLess, mayFlow, mustReadOut, numberOutgoing, settleAcknowledged } from './send.ts';

const CALL_LEASE_MS = 60000;
const ANSWER_LEASE_MS = 20000;
const MAX_CHARACTERS = 900000;
const MAX_BLOBS = 5;
const FASTEST_MS = 2000;
const SLOWEST_MS = 30000;
/** Where the partner says that it can call us: only to find out when it no longer can. */
const RESTING_MS = 300000;
const LONGEST_RETRY_MS = 300000;
/** A partner silent for 7 days is asked once an hour, and the admin is told. Nothing is dropped. */
const PARKED_AFTER_MS = 7 * 24 * 3600 * 1000;
const PARKED_MS = 3600000;
/** Calls in a row that failed: half an hour. */
const FORGOTTEN_AFTER = 10;

export type Round = 'again' | 'rested' | 'failed' | 'busy';

/** The side that signs with this direction. */
export function directionOf(role: Connection['role']): Direction {
  return role === 'initiator' ? 'i2a' : 'a2i';
}

/** POST connections/{connectionId}/exchange */
export async function serveExchange(context: Context, connectionId: ConnectionId, body: string): Promise<Served> {
  const exchange = checkedText(exchangeSchema, body);
  if (exchange === null) return refuse('invalid');
  const receipt = await takeIn(context, connectionId, exchange, 'request');
  const connection = await readConnection(context, connectionId);
  if (connection === null) return refuse('unknown');
  if (receipt.taken > 0 || exchange.chunks.length > 0) await wake(context, 'received');
  const lease = await takeLease(context, connectionId, ANSWER_LEASE_MS);
  try {
    const messages = lease === null ? [] : (await numberOutgoing(context, connection.value, connectionId, lease)).messages;
    const { canCall } = (await mustReadOut(context, connectionId)).value;
    const composed = await compose(context, connection.value, {
      messages,
      wants: wantsOf(exchange),
      canCall,
      most: exchange.max.msgs,
      stale: receipt.stale,
    });
    if (messages.length > 0) await markTried(context, connectionId, composed.highest);
    return { kind: 'body', body: composed.body };
  } finally {
    if (lease !== null) await giveBack(context, lease);
  }
}

/** What has been on its way once is no reason to call. */
async function markTried(context: Context, connectionId: ConnectionId, highest: number): Promise<void> {
  await retrying(context.store, async () => {
    const out = await mustReadOut(context, connectionId);
    const tried = Math.max(highest, out.value.tried);
    return { writes: tried === out.value.tried ? [] : [replace(out, { ...out.value, tried })], result: null };
  });
}

/** Calls the partner once. */
export async function callExchange(context: Context, connection: Connection, connectionId: ConnectionId): Promise<Round> {
  const lease = await takeLease(context, connectionId, CALL_LEASE_MS);
  if (lease === null) return 'busy';
  try {
    const { out, messages } = await numberOutgoing(context, connection, connectionId, lease);
    const incoming = await readIn(context, connectionId);
    const keys = incoming === null ? null : await readPair(context, incoming.value.keys);
    if (incoming === null || keys === null || connection.partnerUrl === null) return 'failed';
    const wants = incoming.value.wants.map((want) => ({ sha256: id<Sha256>(want.sha256), offset: want.offset }));
    const asked = await compose(context, connection, { messages, wants, canCall: true, most: MAX_RECEIVED, stale: false });
    const own = directionOf(connection.role);
    const theirs = own === 'i2a' ? 'a2i' : 'i2a';
    const reply = await callSigned(context, {
      baseUrl: connection.partnerUrl,
      method: 'POST',
      route: '/entente/v1/connections/' + connectionId + '/exchange',
      body: asked.body,
      own: { keyid: connectionKeyid(connectionId, connection.epoch, own), key: keys[own] },
      theirs: { keyid: connectionKeyid(connectionId, connection.epoch, theirs), key: keys[theirs] },
    });
    const answer = reply.kind === 'answer' ? checkedText(exchangeSchema, reply.body) : null;
    if (answer === null) {
      const retryAfterMs = reply.kind === 'error' ? (reply.retryAfterMs ?? 0) : 0;
      await failed(context, connectionId, reply.kind === 'answer' ? 'invalid' : reply.code, Math.min(retryAfterMs, LONGEST_RETRY_MS));
      return 'failed';
    }
    const receipt = await takeIn(context, connectionId, answer, 'answer');
    if (isLess(answer.ack, out.value)) await beginAnew(context, connectionId);
    await settleAcknowledged(context, connectionId, lease);
    const taken = messages.length > 0 && answer.ack.stream === out.value.stream && answer.ack.n > out.value.acked;
    const moved = taken || receipt.taken > 0 || answer.chunks.length > 0 || asked.chunks > 0;
    await succeeded(context, connectionId, out.value, answer, { moved, asked, tried: firstOf(wants) });
    return moved ? 'again' : 'rested';
  } finally {
    await giveBack(context, lease);
  }
}

/** As if the partner had asked for it. */
async function beginAnew(context: Context, connectionId: ConnectionId): Promise<void> {
  await retrying(context.store, async () => {
    const incoming = await readIn(context, connectionId);
    return { writes: incoming === null ? [] : [replace(incoming, { ...incoming.value, fork: true })], result: null };
  });
}

/** The first blob that is wanted, as one text to compare. */
export function firstOf(wants: readonly { readonly sha256: string; readonly offset: number }[]): string {
  const first = wants[0];
  return first === undefined ? '' : first.sha256 + ':' + first.offset;
}

async function takeIn(context: Context, connectionId: ConnectionId, exchange: Exchange, via: 'request' | 'answer'): Promise<Receipt> {
  const connection = await readConnection(context, connectionId);
  if (connection !== null && exchange.chunks.length > 0 && mayFlow(context, connection.value))
    await context.engine.receive(connectionId, exchange.chunks.map(chunkOf));
  return await receive(context, connectionId, exchange, via);
}

interface Parts {
  readonly messages: readonly JsonObject[];
  /** What the partner wants of ours. */
  readonly wants: readonly BlobWant[];
  readonly canCall: boolean;
  /** How many messages the partner takes. */
  readonly most: number;
  /** The partner is to begin a new stream. */
  readonly stale: boolean;
}

/** What is known of a body without reading it again: it may be a megabyte. */
interface Composed {
  readonly body: string;
  /** The highest number of its messages; 0: it has none. */
  readonly highest: number;
  /** How many. */
  readonly chunks: number;
  readonly want: readonly BlobWant[];
}

async function compose(context: Context, connection: Connection, parts: Parts): Promise<Composed> {
  const connectionId = id<ConnectionId>(connection.id);
  const incoming = await readIn(context, connectionId);
  const out = await mustReadOut(context, connectionId);
  const flowing = mayFlow(context, connection);
  const messages: Json[] = [];
  let room = MAX_CHARACTERS;
  for (const message of parts.messages.slice(0, Math.max(1, parts.most))) {
    room -= asciiJson(message).length;
    if (room < 0 && messages.length > 0) break;
    messages.push(message);
  }
  const chunks: Json[] = [];
  for (const chunk of flowing && parts.wants.length > 0 ? await context.engine.serve(connectionId, parts.wants.slice(0, MAX_BLOBS)) : []) {
    room -= chunk.data.length + 200;
    if (room < 0) break;
    chunks.push({ sha256: chunk.sha256, offset: chunk.offset, total: chunk.total, data: chunk.data });
  }
  const want = flowing ? await context.engine.wants(connectionId, MAX_BLOBS) : [];
  const body = asciiJson({
    v: 1,
    stream: out.value.stream,
    msgs: messages,
    ack: incoming === null ? { stream: null, n: 0 } : ackOf(incoming.value),
    max: { msgs: MAX_RECEIVED, bytes: MAX_CHARACTERS },
    want: want.map(({ sha256, offset }) => ({ sha256, offset })),
    chunks,
    canCall: parts.canCall,
    ...forkOf(parts.stale || (incoming !== null && incoming.value.gap)),
  });
  return { body, highest: highestOf(messages), chunks: chunks.length, want };
}

function highestOf(messages: readonly Json[]): number {
  return messages.reduce<number>((most, message) => {
    const { n } = objectOf(message);
    return typeof n === 'number' ? Math.max(most, n) : most;
  }, 0);
}

function ackOf({ stream, n, last }: InRow): JsonObject {
  return last === undefined ? { stream, n } : { stream, n, id: last };
}

function forkOf(needed: boolean): JsonObject {
  return needed ? { fork: true } : {};
}

async function failed(context: Context, connectionId: ConnectionId, code: string, atLeastMs: number): Promise<void> {
  const incoming = await readIn(context, connectionId);
  const now = context.clock.now();
  const before = await readConnection(context, connectionId);
  const over = before === null || !mayExchange(before.value);
  const silent = incoming !== null && incoming.value.heardAt !== null && now - incoming.value.heardAt > PARKED_AFTER_MS;
  await retrying(context.store, async () => {
    const out = await mustReadOut(context, connectionId);
    const failures = out.value.failures + 1;
    const dueAt = retryAt(context, failures, silent ? PARKED_MS : atLeastMs);
    // A partner that has forgotten the connection waits for no acknowledgement of its end. One answer proves nothing: it may be garbage.
    const ackDue = out.value.ackDue && !(over && code === 'unauthenticated' && failures >= FORGOTTEN_AFTER);
    return { writes: [replace(out, { ...out.value, failures, failedAt: now, dueAt, canCall: false, ackDue })], result: null };
  });
  if (!over) await noteTrouble(context, connectionId, silent ? 'silent' : code, before.value.partnerUrl);
}

interface Outcome {
  readonly moved: boolean;
  readonly asked: Composed;
  /** The first blob that we were to serve. */
  readonly tried: string;
}

async function succeeded(context: Context, connectionId: ConnectionId, before: OutRow, answer: Exchange, outcome: Outcome): Promise<void> {
  await retrying(context.store, async () => {
    const out = await mustReadOut(context, connectionId);
    const slower = Math.min(SLOWEST_MS, Math.max(FASTEST_MS, Math.round(before.interval * 1.5)));
    const interval = outcome.moved || before.interval === 0 ? FASTEST_MS : slower;
    const value: OutRow = {
      ...out.value,
      failures: 0,
      failedAt: null,
      canCall: true,
      tried: Math.max(outcome.asked.highest, out.value.tried),
      interval,
      dueAt: context.clock.now() + (answer.canCall ? RESTING_MS : interval),
      ackDue: answer.msgs.length > 0,
      wanted: firstOf(outcome.asked.want),
      served: outcome.asked.chunks === 0 ? outcome.tried : '',
    };
    return { writes: [replace(out, value)], result: null };
  });
}

function wantsOf(exchange: Exchange): readonly BlobWant[] {
  return exchange.want.map((want) => ({ sha256: id<Sha256>(want.sha256), offset: want.offset }));
}

function chunkOf(chunk: Exchange['chunks'][number]): BlobChunk {
  return { sha256: id<Sha256>(chunk.sha256), offset: chunk.offset, total: chunk.total, data: chunk.data };
}
