/** PROTOCOL §3, "Clones and restores". The numbers are those of instance.ts. */
import { afterAll, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import {
  DAY,
  HOUR,
  MINUTE,
  PROJECT,
  accept,
  asking,
  connectedPair,
  initiate,
  mortalPorts,
  only,
  pairHarness,
  requestId,
  states,
} from '@entente/testkit';
import type { Mortal, Pair, Side } from '@entente/testkit';
import type { ConnectionId } from '../ids.ts';
import type { InstanceFacts } from '../node.ts';

const rules = createRuleRunner({ worker: false });
afterAll(async () => {
  await rules.close();
});

/** A connection with one issue under sync, and an invitation that waits. */
async function connected(): Promise<{ readonly pair: Pair; readonly connectionId: ConnectionId }> {
  const made = await connectedPair({ crypto: nodeCrypto(), rules, others: ['third'] });
  made.pair.clock.advance(1000);
  made.pair.left.tracker.people.create('p1', { summary: 'before' });
  await made.pair.pass(MINUTE);
  expect(summaries(made.pair.right)).toEqual(['before']);
  return made;
}

const summaries = (side: Side): readonly string[] =>
  side.tracker
    .issues()
    .map(({ summary }) => summary)
    .toSorted();
const callsOf = (pair: Pair, side: Side): number => pair.network.calls.filter(({ baseUrl }) => baseUrl !== side.baseUrl).length;

const CHANGES: readonly {
  readonly what: string;
  readonly facts: Partial<InstanceFacts>;
  readonly change: { readonly before: string; readonly now: string };
}[] = [
  {
    what: 'another id of the host',
    facts: { hostInstanceId: 'sandbox' },
    change: { before: 'https://tracker.left.example.com', now: 'https://tracker.left.example.com' },
  },
  {
    what: 'another address of the tracker',
    facts: { trackerUrl: 'https://test.left.example.com' },
    change: { before: 'https://tracker.left.example.com', now: 'https://test.left.example.com' },
  },
  {
    what: 'another address of the node',
    facts: { baseUrl: 'https://copy.example.com' },
    change: { before: 'https://left.example.com', now: 'https://copy.example.com' },
  },
];

test.each(CHANGES)('$what: it stops, says so, and speaks to nobody (1)', async ({ facts, change }) => {
  const { pair, connectionId } = await connected();
  const { code } = await initiate(pair.right, { destinationUrl: null, name: 'other' });
  const stored = pair.left.store.dump('inbox');
  await pair.left.restart(pair.left.store, facts);
  const { node } = pair.left;
  expect(await node.instanceChange()).toEqual(change);
  expect((await only(pair.left)).trouble).toMatchObject({ code: 'copied', whose: 'ours' });
  const calls = callsOf(pair, pair.left);
  pair.left.tracker.people.create('p1', { summary: 'of the copy' });
  pair.right.tracker.people.create('p1', { summary: 'of the partner' });
  await pair.pass(HOUR);
  await node.sweep();
  await pair.pass(HOUR);
  expect(callsOf(pair, pair.left)).toBe(calls);
  expect(pair.left.store.dump('inbox')).toEqual(stored);
  expect(summaries(pair.right)).toEqual(['before', 'of the partner']);
  // Neither its own name nor any signature: to the partner, something else answers.
  for (const { reply } of pair.network.calls.filter(({ baseUrl }) => baseUrl === 'https://left.example.com').slice(-3))
    expect(reply).toMatchObject({ auth: null });
  expect(await node.answerPartner({ method: 'GET', route: '/entente/v1/node', auth: [], body: '' })).toMatchObject({
    auth: null,
    body: expect.stringContaining('unavailable'),
  });
  const right = (await pair.right.node.connection(connectionId))?.connection;
  expect(right?.trouble).toMatchObject({ code: 'unauthenticated', params: { host: 'left.example.com' } });
  // Nothing new is begun either.
  expect(await node.initiate(asking({ name: 'new' }))).toMatchObject({ code: 'instance.changed' });
  expect(await node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ code: 'instance.changed' });
  expect(await node.declineCode(code)).toMatchObject({ code: 'instance.changed' });
  expect(await node.act(connectionId, 'delete')).toMatchObject({ code: 'instance.changed' });
});

test.each(CHANGES)('$what, moved: everything goes on, nothing was lost (2)', async ({ facts }) => {
  const { pair } = await connected();
  await pair.left.restart(pair.left.store, facts);
  pair.left.tracker.people.create('p1', { summary: 'meanwhile here' });
  pair.right.tracker.people.create('p1', { summary: 'meanwhile there' });
  await pair.pass(DAY);
  expect(await pair.left.node.settleInstanceChange('moved')).toEqual({ kind: 'done' });
  expect(await pair.left.node.instanceChange()).toBeNull();
  await pair.pass(10 * MINUTE);
  expect(summaries(pair.left)).toEqual(['before', 'meanwhile here', 'meanwhile there']);
  expect(summaries(pair.right)).toEqual(['before', 'meanwhile here', 'meanwhile there']);
  expect([(await only(pair.left)).trouble, (await only(pair.right)).trouble]).toEqual([null, null]);
  // Asked once: the new facts are the ones to compare with.
  await pair.left.restart(pair.left.store, facts);
  expect(await pair.left.node.instanceChange()).toBeNull();
});

test('copied: another uid, no connection, no secret; the original goes on as if nothing had been (2)', async () => {
  const { pair, connectionId } = await connected();
  await initiate(pair.left, { name: 'pending', destinationUrl: null });
  const original = (await pair.left.node.info()).instanceUid;
  const [store, secrets] = [pair.left.store.clone(), new Map(pair.left.secrets.held)];
  const copy = pair.side('third');
  for (const [name, value] of secrets) await copy.secrets.set(name, value);
  await copy.restart(store);
  expect(await copy.node.instanceChange()).not.toBeNull();
  const calls = pair.network.calls.length;
  expect(await copy.node.settleInstanceChange('copied')).toEqual({ kind: 'done' });
  expect((await copy.node.info()).instanceUid).not.toBe(original);
  expect(await copy.node.listConnections()).toEqual([]);
  for (const table of ['connection', 'invite', 'outbox', 'sent', 'inbox', 'request'] as const)
    expect({ table, rows: store.dump(table) }).toEqual({ table, rows: [] });
  expect([...copy.secrets.held.keys()]).toEqual([]);
  expect(pair.network.calls).toHaveLength(calls);
  // The original and its partner have not noticed, and the copy can connect in its own name, to the original too.
  pair.left.tracker.people.create('p1', { summary: 'after' });
  await pair.pass(10 * MINUTE);
  expect(summaries(pair.right)).toEqual(['after', 'before']);
  expect((await pair.right.node.connection(connectionId))?.connection).toMatchObject({ state: 'active', trouble: null });
  const { code } = await initiate(copy, { destinationUrl: 'https://left.example.com', name: 'copy_to_original' });
  const fresh = await accept(pair.left, code);
  await pair.pass(MINUTE);
  expect((await copy.node.connection(fresh))?.connection.state).toBe('active');
});

test('what comes back to what it was goes on by itself (1)', async () => {
  const { pair } = await connected();
  await pair.left.restart(pair.left.store, { trackerUrl: 'https://wrong.example.com' });
  expect((await only(pair.left)).trouble).toMatchObject({ code: 'copied' });
  await pair.left.restart();
  expect(await pair.left.node.instanceChange()).toBeNull();
  pair.left.tracker.people.create('p1', { summary: 'after' });
  await pair.pass(10 * MINUTE);
  expect(summaries(pair.right)).toEqual(['after', 'before']);
  expect(await states(pair)).toEqual(['active', 'active']);
  expect((await only(pair.left)).trouble).toBeNull();
});

test('an admin’s answer that was interrupted can be given again (3)', async () => {
  for (let at = 1; ; at++) {
    const { pair } = await connectedPair({ crypto: nodeCrypto() });
    let mortal: Mortal | null = null;
    await pair.left.restart(undefined, { hostInstanceId: 'sandbox' });
    await pair.left.restart(undefined, { hostInstanceId: 'sandbox' }, (ports) => (mortal = mortalPorts(ports, at, 'after')).ports);
    const calls = pair.network.calls.length;
    const died = await pair.left.node.settleInstanceChange('copied').then(
      () => false,
      () => true,
    );
    if (!died) {
      expect(at).toBeGreaterThan(5);
      break;
    }
    await pair.left.restart(undefined, { hostInstanceId: 'sandbox' });
    await pair.left.node.work(pair.clock.now() + MINUTE);
    await pair.left.node.settleInstanceChange('copied');
    await pair.left.node.work(pair.clock.now() + MINUTE);
    expect({ at, connections: await pair.left.node.listConnections(), secrets: [...pair.left.secrets.held.keys()] }).toEqual({
      at,
      connections: [],
      secrets: [],
    });
    expect({ at, calls: pair.network.calls.length }).toEqual({ at, calls });
    expect(mortal).not.toBeNull();
  }
});

test('an instance that is upgraded, renamed or made public is the same', async () => {
  const pair = await pairHarness({ crypto: nodeCrypto(), private: ['left'] });
  await pair.left.restart(undefined, { nodeVersion: '0.2.0', trackerVersion: '2', name: 'renamed', baseUrl: 'https://left.example.com' });
  expect(await pair.left.node.instanceChange()).toBeNull();
});
