/** What one issue says of its sync: real engines on both sides, asked through the node as a page does. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, paragraph, type PairSide, type SyncPair, type SyncPairOptions } from '@entente/testkit';
import { COMMON_MARKS, COMMON_NODES, id, richDocument, type EntenteNode, type IssueId } from '@entente/core';
import { createNode } from '../create-node.ts';
import { DEFAULT_RULES } from '../rules/default-scripts.ts';

const rules = createRuleRunner({ worker: false });
const newPair = async (options: Partial<SyncPairOptions> = {}): Promise<SyncPair> =>
  await createSyncPair({ rules, crypto: nodeCrypto(), ...options });
const nodeOf = (side: PairSide): EntenteNode => createNode(side.ports, side.facts, side.engine);
const panelOf = async (side: PairSide, issueId: string) => (await nodeOf(side).issuePanel(id<IssueId>(issueId)))[0];
const copyOf = (pair: SyncPair): string => pair.b.tracker.issues()[0]?.id ?? '';

test('what could not be shown, here and there, and files that were too large, each on the side that it is about', async () => {
  const dialect = { nodes: COMMON_NODES, marks: COMMON_MARKS };
  const pair = await newPair({ maxAttachmentBytes: { read: 2000, write: 1000 }, trackers: { b: { dialect } } });
  const readIssue = pair.a.tracker.readIssue.bind(pair.a.tracker);
  pair.a.tracker.readIssue = async (which) => {
    const issue = await readIssue(which);
    return issue === null ? null : { ...issue, descriptionLosses: [{ what: 'macro', count: 1 }] };
  };
  const panel = richDocument([{ type: 'panel', content: paragraph('framed').content }]);
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One', description: panel });
  pair.a.tracker.people.attach(issueId, 'large.bin', new Uint8Array(1500));
  pair.a.tracker.people.attach(issueId, 'huge.bin', new Uint8Array(2500));
  await pair.settle();
  const there = { side: 'theirs', filename: 'large.bin', size: 1500, why: 'tooBigToWrite' };
  expect(await panelOf(pair.b, copyOf(pair))).toMatchObject({ notHere: [{ what: 'panel', count: 1 }], notThere: [] });
  expect((await panelOf(pair.b, copyOf(pair)))?.files).toContainEqual(there);
  const ours = await panelOf(pair.a, issueId);
  const notThere = [
    { what: 'macro', count: 1 },
    { what: 'panel', count: 1 },
  ];
  expect(ours).toMatchObject({ notHere: [], notThere });
  expect(ours?.files).toEqual([{ side: 'ours', filename: 'huge.bin', size: 2500, why: 'tooBigToRead' }]);
  expect(ours?.syncedAt).toBeGreaterThan(0);
});

test('what is held up on either side is there; Sync now tries all of it at once', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  const guard = `if (replica.summary === 'Poison') throw new Error('not here');\n`;
  await pair.update(pair.b, pair.connectionId, { rules: { ...DEFAULT_RULES, incoming: guard + DEFAULT_RULES.incoming } });
  pair.a.tracker.people.edit(issueId, { summary: 'Poison' });
  await pair.settle();
  expect((await panelOf(pair.a, issueId))?.held).toMatchObject([{ where: 'partner', code: 'rule.error' }]);
  expect((await panelOf(pair.b, copyOf(pair)))?.held).toMatchObject([{ where: 'applying', code: 'rule.error' }]);
  await pair.update(pair.b, pair.connectionId, { rules: DEFAULT_RULES });
  await nodeOf(pair.b).syncIssue(id<IssueId>(copyOf(pair)), 'Ada');
  await pair.round();
  expect(pair.b.tracker.issues()[0]?.summary).toBe('Poison');
  expect((await panelOf(pair.b, copyOf(pair)))?.held).toEqual([]);
});

test('a connection that has ended, or was never made, says nothing of the issue', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  for (const [state, shown] of [
    ['deactivated', true],
    ['removedByPartner', true],
    ['failed', false],
    ['deleted', false],
  ] as const) {
    await pair.update(pair.a, pair.connectionId, { state });
    expect([state, (await panelOf(pair.a, issueId)) !== undefined]).toEqual([state, shown]);
  }
});
