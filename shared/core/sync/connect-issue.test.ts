/** The numbers are those of connect-issue.ts. Real engines on both sides; the admin's half through the node. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, type PairSide, type SyncPair } from '@entente/testkit';
import { id, type ConnectionId, type EntenteNode, type IssueId } from '@entente/core';
import { createNode } from '../create-node.ts';
import { DEFAULT_RULES } from '../rules/default-scripts.ts';

const rules = createRuleRunner({ worker: false });
const newPair = async (): Promise<SyncPair> => await createSyncPair({ rules, crypto: nodeCrypto() });
const nodeOf = (side: PairSide): EntenteNode => createNode(side.ports, side.facts, side.engine);
const summaries = (side: PairSide): readonly string[] =>
  side.tracker
    .issues()
    .map(({ summary }) => summary)
    .toSorted();
const offered = async (side: PairSide, issueId: string): Promise<readonly string[]> =>
  (await nodeOf(side).connectOffers(id<IssueId>(issueId))).map(({ connectionId }) => connectionId);

/** An issue of a project that the connection is not about: nothing sends it by itself. */
async function elsewhere(pair: SyncPair, summary: string): Promise<IssueId> {
  const issueId = pair.a.tracker.people.create('p2', { summary });
  await pair.settle();
  expect(summaries(pair.b)).not.toContain(summary);
  return id<IssueId>(issueId);
}

test('an issue that goes out by nothing is connected by hand, and stays in sync', async () => {
  const pair = await newPair();
  const issueId = await elsewhere(pair, 'Old');
  expect(await offered(pair.a, issueId)).toEqual([pair.connectionId]);
  expect(await nodeOf(pair.a).issuePanel(issueId)).toEqual([]);
  expect(await nodeOf(pair.a).connectIssue(pair.connectionId, issueId, 'Ada')).toEqual({ kind: 'done' });
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ waiting: true, theirs: null, held: [] }]);
  expect(await offered(pair.a, issueId)).toEqual([]);
  await pair.settle();
  pair.a.tracker.people.edit(issueId, { summary: 'Older' });
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Older']);
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ waiting: false, theirs: { key: 'B-1' } }]);
  const log = (await nodeOf(pair.a).activity(pair.connectionId, { cursor: null, only: 'all', issue: '' }))?.items ?? [];
  expect(log.find(({ kind }) => kind === 'connect')).toMatchObject({ by: 'Ada', ours: { key: 'A-1' }, outcome: 'done' });
});

test('1: asked for twice, by two admins at once, and by both sides: one issue', async () => {
  const pair = await newPair();
  const issueId = await elsewhere(pair, 'Once');
  const connect = (side: PairSide, which: string) => nodeOf(side).connectIssue(pair.connectionId, id<IssueId>(which), 'Ada');
  const answers = await Promise.all([connect(pair.a, issueId), connect(pair.a, issueId)]);
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
  await pair.settle();
  expect(await connect(pair.a, issueId)).toMatchObject({ kind: 'refused', code: 'issue.connected' });
  expect(await connect(pair.b, pair.b.tracker.issues()[0]?.id ?? '')).toMatchObject({ kind: 'refused', code: 'issue.connected' });
  await pair.settle();
  expect([summaries(pair.a), summaries(pair.b)]).toEqual([['Once'], ['Once']]);
});

test('1: killed at every step of connecting, and asked again: one issue', async () => {
  for (let calls = 0; calls < 6; calls++) {
    const pair = await newPair();
    const issueId = await elsewhere(pair, 'Once');
    pair.a.crash(calls);
    await nodeOf(pair.a)
      .connectIssue(pair.connectionId, issueId, 'Ada')
      .catch(() => undefined);
    pair.a.restart();
    await nodeOf(pair.a).connectIssue(pair.connectionId, issueId, 'Ada');
    await pair.settle();
    expect([calls, summaries(pair.b)]).toEqual([calls, ['Once']]);
  }
});

test('2: what the connection is just making here cannot be connected to it', async () => {
  const pair = await newPair();
  pair.b.tracker.failNext('createIssue', 'after', { code: 'tracker.unavailable', retry: 'later', certain: false });
  pair.a.tracker.people.create('p1', { summary: 'Coming' });
  await pair.round();
  const half = id<IssueId>(pair.b.tracker.issues()[0]?.id ?? '');
  expect(await nodeOf(pair.b).connectIssue(pair.connectionId, half, 'Ada')).toMatchObject({ kind: 'refused', code: 'busy' });
  pair.clock.advance(3600_000);
  await pair.settle();
  expect([summaries(pair.a), summaries(pair.b)]).toEqual([['Coming'], ['Coming']]);
});

test('3: a copy goes to another connection by hand alone', async () => {
  const pair = await newPair();
  const second = id<ConnectionId>('d'.repeat(32));
  await pair.connect(second, { a: 'p2', b: 'p1' });
  pair.a.tracker.people.create('p1', { summary: 'From A' });
  await pair.settle();
  const copy = id<IssueId>(pair.b.tracker.issues()[0]?.id ?? '');
  expect(summaries(pair.a)).toEqual(['From A']);
  expect(await offered(pair.b, copy)).toEqual([second]);
  await nodeOf(pair.b).connectIssue(second, copy, 'Ada');
  await pair.settle();
  expect([summaries(pair.a), summaries(pair.b)]).toEqual([['From A', 'From A'], ['From A']]);
});

test('only an active connection, an issue that is there; what was skipped can be connected after all', async () => {
  const pair = await newPair();
  const issueId = await elsewhere(pair, 'Poison');
  const connect = () => nodeOf(pair.a).connectIssue(pair.connectionId, issueId, 'Ada');
  await pair.update(pair.a, pair.connectionId, { state: 'deactivated' });
  expect(await offered(pair.a, issueId)).toEqual([]);
  expect(await connect()).toMatchObject({ code: 'notNow' });
  expect(await nodeOf(pair.a).connectIssue(id<ConnectionId>('e'.repeat(32)), issueId, 'Ada')).toMatchObject({ code: 'connection.gone' });
  const fails = `if (issue.summary === 'Poison') throw new Error('never');\n`;
  await pair.update(pair.a, pair.connectionId, {
    state: 'active',
    rules: { ...DEFAULT_RULES, outgoing: fails + DEFAULT_RULES.outgoing },
  });
  expect(await nodeOf(pair.a).connectIssue(pair.connectionId, id<IssueId>('999'), 'Ada')).toMatchObject({ code: 'issue.notThere' });
  await connect();
  await pair.settle();
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ held: [{ where: 'sending', code: 'rule.error' }] }]);
  expect(await nodeOf(pair.a).skipHeld(pair.connectionId, `out-${issueId}`, 'Ada')).toEqual({ kind: 'done' });
  await pair.update(pair.a, pair.connectionId, { rules: DEFAULT_RULES });
  await pair.settle();
  expect(await offered(pair.a, issueId)).toEqual([pair.connectionId]);
  expect(await connect()).toEqual({ kind: 'done' });
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Poison']);
});
