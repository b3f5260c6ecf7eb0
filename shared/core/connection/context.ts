/** What every operation of one node works with. */
import { faultError, faultOf } from '../fault.ts';
import { id } from '../ids.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import type { InstanceFacts } from '../node.ts';
import type { Clock, Crypto, Log, Partner, Ports, Random, Secrets, Store, Together, Wake } from '../ports.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { Tracker } from '../tracker.ts';
import { connectionSchema } from './connection.schema.ts';
import type { Connection } from './connection.schema.ts';
import type { NodeInfo } from './node-info.schema.ts';
import { claimRowSchema, inRowSchema, instanceRowSchema, inviteRowSchema, outRowSchema } from './store/records.schema.ts';
import type { ClaimRow, InRow, InstanceRow, InviteRow, OutRow } from './store/records.schema.ts';
import { readRow } from './store/rows.ts';
import type { Row } from './store/rows.ts';
import { OWN_RANGES } from './versions.ts';

export interface Context {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly store: Store;
  readonly secrets: Secrets;
  readonly partner: Partner;
  readonly tracker: Tracker;
  readonly log: Log;
  readonly wake: Wake;
  readonly facts: InstanceFacts;
  readonly engine: SyncEngine;
  readonly together?: Together | undefined;
}

export function contextOf(ports: Ports, facts: InstanceFacts, engine: SyncEngine): Context {
  const { clock, random, crypto, store, secrets, partner, tracker, log, wake, together } = ports;
  return { clock, random, crypto, store, secrets, partner, tracker, log, wake, facts, engine, together };
}

export const INSTANCE_KEY = 'instance';

export async function readInstance(context: Context): Promise<Row<InstanceRow>> {
  const row = await readRow<InstanceRow>(context.store, 'node', INSTANCE_KEY, instanceRowSchema);
  if (row === null) throw faultError({ whose: 'ours', code: 'node.notStarted', retry: 'later' });
  return row;
}

export async function ownInfo(context: Context): Promise<NodeInfo> {
  const { value } = await readInstance(context);
  return infoOf(context.facts, value);
}

/** A private side says no address: nobody is to call it. */
export function infoOf(facts: InstanceFacts, instance: InstanceRow): NodeInfo {
  const callable = instance.visibility === 'public' && facts.baseUrl !== null;
  return {
    name: instance.name ?? facts.name,
    baseUrl: callable ? facts.baseUrl : null,
    issueTrackerUrl: facts.trackerUrl,
    nodeType: facts.nodeType,
    issueTrackerVersion: facts.trackerVersion,
    nodeVersion: facts.nodeVersion,
    ...OWN_RANGES,
    pollOnly: !callable,
    longPoll: facts.capabilities.longPoll,
    instanceUid: instance.uid,
  };
}

export async function readConnection(context: Context, connectionId: ConnectionId): Promise<Row<Connection> | null> {
  return await readRow<Connection>(context.store, 'connection', connectionId, connectionSchema);
}

export async function readInvite(context: Context, inviteId: InviteId): Promise<Row<InviteRow> | null> {
  return await readRow<InviteRow>(context.store, 'invite', inviteId, inviteRowSchema);
}

export async function readClaim(context: Context, inviteId: InviteId): Promise<Row<ClaimRow> | null> {
  return await readRow<ClaimRow>(context.store, 'claim', inviteId, claimRowSchema);
}

export async function readIn(context: Context, connectionId: ConnectionId): Promise<Row<InRow> | null> {
  return await readRow<InRow>(context.store, 'node', inKey(connectionId), inRowSchema);
}

export async function readOut(context: Context, connectionId: ConnectionId): Promise<Row<OutRow> | null> {
  return await readRow<OutRow>(context.store, 'node', outKey(connectionId), outRowSchema);
}

export function inKey(connectionId: ConnectionId): string {
  return 'in:' + connectionId;
}

export function outKey(connectionId: ConnectionId): string {
  return 'out:' + connectionId;
}

export function idOf(connection: Connection): ConnectionId {
  return id<ConnectionId>(connection.id);
}

export function inviteOf(connection: Connection): InviteId {
  return id<InviteId>(connection.inviteId);
}

/** Work waits although nobody told the host so: the next sweep finds it, hence a failure here is only logged. */
export async function wake(context: Context, reason: string): Promise<void> {
  try {
    await context.wake.wake(reason);
  } catch (caught) {
    context.log.write('warn', 'wake.failed', { reason, detail: faultOf(caught).detail });
  }
}

/** A place in a table's order that nobody else takes: time, then chance. */
export function sortable(context: Context): string {
  return ('00000000000000' + context.clock.now()).slice(-15) + '-' + context.random.uuid().slice(0, 8);
}
