/**
 * Whether this is still the instance whose data these are. PROTOCOL §3, "Clones and restores"
 *
 * 1. The facts of the last start are kept until an admin has said what a change of them means; meanwhile nothing is sent,
 *    nothing is answered to partners, and nothing new is begun. What comes back to what it was goes on by itself.
 * 2. Moved: it goes on as it is. Copied: a new instance uid, and every connection goes with its keys, telling nobody: they are
 *    the original's.
 * 3. The answer takes effect with its last commit; until then the question stays and can be answered again.
 */
import { INSTANCE_KEY, idOf, ownInfo, readInstance, wake } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { purge } from '../connection/exchange/ending.ts';
import { helloWrite } from '../connection/exchange/tell.ts';
import { eraseHandshakeKeys, eraseInviteSecret } from '../connection/secrets.ts';
import { instanceRowSchema } from '../connection/store/records.schema.ts';
import type { InstanceRow } from '../connection/store/records.schema.ts';
import { create, drop, listAll, readRow, replace, retrying } from '../connection/store/rows.ts';
import { COPIED, clearTrouble, noteTrouble } from '../connection/trouble.ts';
import { faultOf } from '../fault.ts';
import { id } from '../ids.ts';
import type { ConnectionId, InviteId } from '../ids.ts';
import type { Done, InstanceChange, InstanceFacts, Refusal } from '../node.ts';
import { allConnections } from './connections.ts';
import { DONE, refusal } from './refusal.ts';

/** Makes the instance uid at the first start, compares the facts at each. */
export async function start(context: Context): Promise<void> {
  const facts = rememberedFacts(context.facts);
  const found = await retrying<'first' | 'same' | 'upgraded' | 'another' | 'back'>(context.store, async () => {
    const before = await readRow<InstanceRow>(context.store, 'node', INSTANCE_KEY, instanceRowSchema);
    if (before === null) {
      const visibility = facts.baseUrl === null ? ('private' as const) : ('public' as const);
      const row: InstanceRow = { uid: context.random.uuid(), name: null, visibility, facts, copiedFrom: null };
      return { writes: [create('node', INSTANCE_KEY, row)], result: 'first' };
    }
    const asked = before.value.copiedFrom !== null;
    if (!isSameInstance(before.value.facts, facts)) {
      const copiedFrom = before.value.facts.hostInstanceId;
      return { writes: asked ? [] : [replace(before, { ...before.value, copiedFrom })], result: 'another' };
    }
    if (!asked && JSON.stringify(before.value.facts) === JSON.stringify(facts)) return { writes: [], result: 'same' };
    return { writes: [replace(before, { ...before.value, facts, copiedFrom: null })], result: asked ? 'back' : 'upgraded' };
  });
  if (found === 'first') await openFeed(context);
  if (found === 'first' || found === 'same') return;
  context.log.write(found === 'another' ? 'error' : 'info', 'instance.changed', { found });
  if (found === 'another')
    for (const { value } of await allConnections(context)) await noteTrouble(context, idOf(value), COPIED, null, 'ours');
  if (found === 'back') await forgetTrouble(context);
  if (found !== 'another') await tellHello(context);
}

/** The change feed is followed from the first moment: the first sweep comes minutes later, and an event that was lost before it would be lost for good. */
async function openFeed(context: Context): Promise<void> {
  try {
    await context.engine.reconcile();
  } catch (caught) {
    const { code, detail } = faultOf(caught);
    context.log.write('warn', 'feed.notOpened', { code, detail });
  }
}

/** Null: it is the instance that it was. */
export async function instanceChange(context: Context): Promise<InstanceChange | null> {
  const { value } = await readInstance(context);
  if (value.copiedFrom === null) return null;
  const now = rememberedFacts(context.facts);
  const byUrl = value.facts.trackerUrl === now.trackerUrl && value.facts.baseUrl !== now.baseUrl;
  return byUrl ? { before: value.facts.baseUrl ?? '', now: now.baseUrl ?? '' } : { before: value.facts.trackerUrl, now: now.trackerUrl };
}

export async function settleInstanceChange(context: Context, answer: 'moved' | 'copied'): Promise<Done> {
  if ((await readInstance(context)).value.copiedFrom === null) return DONE;
  if (answer === 'copied') await wipe(context);
  await retrying(context.store, async () => {
    const row = await readInstance(context);
    if (row.value.copiedFrom === null) return { writes: [], result: null };
    const uid = answer === 'copied' ? context.random.uuid() : row.value.uid;
    return { writes: [replace(row, { ...row.value, uid, facts: rememberedFacts(context.facts), copiedFrom: null })], result: null };
  });
  context.log.write('info', 'instance.settled', { answer });
  if (answer === 'moved') {
    await forgetTrouble(context);
    await tellHello(context);
  }
  await wake(context, 'instance');
  return DONE;
}

/** Null: something may be begun. */
export async function refuseWhileChanged(context: Context): Promise<Refusal | null> {
  return (await readInstance(context)).value.copiedFrom === null ? null : refusal('instance.changed');
}

/** What partners are told of this node is told again where it changed. */
export async function tellHello(context: Context): Promise<void> {
  const info = await ownInfo(context);
  for (const { value } of await allConnections(context)) {
    const linked = value.state === 'active' || value.state === 'awaiting' || value.state === 'deactivated';
    if (linked) await context.store.commit([helloWrite(context, idOf(value), info)]);
  }
}

/** The node's own address counts where it had one and has another: a companion's copy runs beside the original, over the same tracker. */
function isSameInstance(before: InstanceRow['facts'], now: InstanceRow['facts']): boolean {
  const moved = before.baseUrl !== null && now.baseUrl !== null && before.baseUrl !== now.baseUrl;
  return before.hostInstanceId === now.hostInstanceId && before.trackerUrl === now.trackerUrl && !moved;
}

function rememberedFacts(facts: InstanceFacts): InstanceRow['facts'] {
  const { name, baseUrl, trackerUrl, hostInstanceId, nodeVersion, trackerVersion } = facts;
  return { name, baseUrl, trackerUrl, hostInstanceId, nodeVersion, trackerVersion };
}

async function forgetTrouble(context: Context): Promise<void> {
  for (const { value } of await allConnections(context)) await clearTrouble(context, idOf(value), COPIED);
}

async function wipe(context: Context): Promise<void> {
  for (const row of await allConnections(context)) await purge(context, row, id<ConnectionId>(row.key));
  for (const { key } of await listAll(context.store, 'invite', '')) {
    await eraseInviteSecret(context, id<InviteId>(key));
    await eraseHandshakeKeys(context, id<InviteId>(key));
    await context.store.commit([drop('invite', key)]);
  }
  for (const { key } of await listAll(context.store, 'request', '')) await context.store.commit([drop('request', key)]);
}
