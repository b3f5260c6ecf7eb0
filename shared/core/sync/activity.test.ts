/** Real engines on both sides; the admin's half through the node, as a page would. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, paragraph, type PairSide, type SyncPair } from '@entente/testkit';
import type { ActivityEntry, EntenteNode, IssueId } from '@entente/core';
import { createNode } from '../create-node.ts';
import { DEFAULT_RULES } from '../rules/default-scripts.ts';
import { ACTIVITY_KEPT } from './activity.ts';
import { trimActivity } from './activity-log.ts';

const rules = createRuleRunner({ worker: false });
const newPair = async (): Promise<SyncPair> => await createSyncPair({ rules, crypto: nodeCrypto() });
const nodeOf = (side: PairSide): EntenteNode => createNode(side.ports, side.facts, side.engine);
const all = { cursor: null, only: 'all', issue: '' } as const;

async function logOf(side: PairSide, pair: SyncPair, query: Partial<Parameters<EntenteNode['activity']>[1]> = {}) {
  return (await nodeOf(side).activity(pair.connectionId, { ...all, ...query }))?.items ?? [];
}
const brief = ({ direction, kind, outcome, what }: ActivityEntry): string =>
  [direction, kind, outcome, what.toSorted().join('+')].join(' ');

/** The other side's incoming script refuses issues of that summary. */
async function refuse(pair: SyncPair, side: PairSide, summary: string | null): Promise<void> {
  const guard = summary === null ? '' : `if (replica.summary === '${summary}') throw new Error('not here');\n`;
  await pair.update(side, pair.connectionId, { rules: { ...DEFAULT_RULES, incoming: guard + DEFAULT_RULES.incoming } });
}

const summaries = (side: PairSide): readonly string[] =>
  side.tracker
    .issues()
    .map(({ summary }) => summary)
    .toSorted();

test('a change has one row on each side, with what it was, both keys and how long it took', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  pair.clock.advance(700);
  await pair.settle();
  expect((await logOf(pair.a, pair)).map(brief)).toMatchObject([
    'out change done summary',
    expect.stringMatching(/^out change done .*summary/),
  ]);
  const received = await logOf(pair.b, pair);
  expect(received.map(brief)).toMatchObject(['in change done summary', expect.stringMatching(/^in change done .*summary/)]);
  expect(received[1]).toMatchObject({ created: true, ours: { key: 'B-1' }, theirs: { key: 'A-1' } });
  const [edit] = await logOf(pair.a, pair);
  expect(edit).toMatchObject({ ours: { key: 'A-1' }, theirs: { key: 'B-1' }, error: null, drift: false });
  expect(edit?.tookMs).toBeGreaterThanOrEqual(700);
  const flow = await nodeOf(pair.a).flow(pair.connectionId);
  expect(flow).toMatchObject({ sent: 2, received: 0, drift: 0 });
  expect(flow.p95).toBe(Math.max(...(await logOf(pair.a, pair)).map(({ tookMs }) => tookMs ?? 0)));
});

test('an issue that fails for good holds up nothing else; both logs say why, in one row', async () => {
  const pair = await newPair();
  await refuse(pair, pair.b, 'Poison');
  pair.a.tracker.people.create('p1', { summary: 'Poison' });
  const good = pair.a.tracker.people.create('p1', { summary: 'Good' });
  await pair.settle();
  pair.a.tracker.people.edit(good, { summary: 'Better' });
  pair.clock.advance(3600_000);
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Better']);
  const [held, ...others] = await nodeOf(pair.b).held(pair.connectionId);
  expect(others).toEqual([]);
  expect(held).toMatchObject({
    where: 'applying',
    theirs: { key: 'A-1' },
    ours: null,
    code: 'rule.error',
    params: { message: expect.stringContaining('not here') },
  });
  expect(held?.attempts).toBeGreaterThan(1);
  expect((await logOf(pair.b, pair, { only: 'errors' })).map(brief)).toEqual([expect.stringMatching(/^in change held /)]);
  expect((await logOf(pair.a, pair, { only: 'errors' })).map(brief)).toEqual([expect.stringMatching(/^out change held /)]);
  expect(await nodeOf(pair.a).held(pair.connectionId)).toMatchObject([{ where: 'partner', ours: { key: 'A-1' }, code: 'rule.error' }]);
  const found = await logOf(pair.b, pair, { issue: 'a-2' });
  expect(found.map(({ theirs }) => theirs?.key)).toEqual(['A-2', 'A-2']);
  expect(await logOf(pair.b, pair, { cursor: 'nonsense' })).toEqual(await logOf(pair.b, pair));
});

test('Retry, once the cause is gone, applies it at once, and the same row says so', async () => {
  const pair = await newPair();
  await refuse(pair, pair.b, 'Poison');
  pair.a.tracker.people.create('p1', { summary: 'Poison' });
  await pair.settle();
  await refuse(pair, pair.b, null);
  const [held] = await nodeOf(pair.b).held(pair.connectionId);
  expect(await nodeOf(pair.b).retryHeld(pair.connectionId, held?.id ?? '', 'Ada')).toEqual({ kind: 'done' });
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Poison']);
  expect(await nodeOf(pair.b).held(pair.connectionId)).toEqual([]);
  expect(await nodeOf(pair.a).held(pair.connectionId)).toEqual([]);
  const log = await logOf(pair.b, pair);
  expect(log.map(({ kind, outcome, by }) => [kind, outcome, by])).toEqual([
    ['retry', 'done', 'Ada'],
    ['change', 'done', null],
  ]);
  expect(log[1]).toMatchObject({ attempts: 2, error: { code: 'rule.error' } });
  expect((await logOf(pair.a, pair))[0]).toMatchObject({ outcome: 'done', error: { code: 'rule.error', whose: 'partner' } });
  expect(await nodeOf(pair.b).retryHeld(pair.connectionId, held?.id ?? '', 'Ada')).toMatchObject({ kind: 'refused', code: 'held.gone' });
});

test('Skip gives up the message, tells the partner, and the next change brings along what was passed over', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  await refuse(pair, pair.b, 'Poison');
  pair.a.tracker.people.edit(issueId, { summary: 'Poison', description: paragraph('kept') });
  await pair.settle();
  const [held] = await nodeOf(pair.b).held(pair.connectionId);
  expect(held?.what.toSorted()).toEqual(['description', 'summary']);
  expect(await nodeOf(pair.b).skipHeld(pair.connectionId, held?.id ?? '', 'Ada')).toEqual({ kind: 'done' });
  pair.clock.advance(3600_000);
  await pair.settle();
  expect(await nodeOf(pair.b).held(pair.connectionId)).toEqual([]);
  expect(await nodeOf(pair.a).held(pair.connectionId)).toEqual([]);
  const here = pair.b.tracker.issues()[0];
  expect(here?.summary).toBe('One');
  expect(await nodeOf(pair.b).issuePanel(here?.id ?? issueId)).toMatchObject([{ passedOver: { direction: 'in', by: 'Ada' }, held: [] }]);
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ passedOver: { direction: 'out' }, held: [] }]);
  expect((await logOf(pair.a, pair))[0]).toMatchObject({ outcome: 'skipped' });
  pair.a.tracker.people.edit(issueId, { summary: 'Three' });
  await pair.settle();
  expect(pair.b.tracker.issues()[0]).toMatchObject({ summary: 'Three', description: paragraph('kept') });
  expect(await nodeOf(pair.b).issuePanel(here?.id ?? issueId)).toMatchObject([{ passedOver: null }]);
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ passedOver: null }]);
});

test('what the other side holds up is not skipped here, and can be sent again; the newest comes first', async () => {
  const pair = await newPair();
  await refuse(pair, pair.b, 'Poison');
  for (let i = 0; i < 2; i++) {
    pair.a.tracker.people.create('p1', { summary: 'Poison' });
    await pair.settle();
    pair.clock.advance(1000);
  }
  const [newest, older, ...others] = await nodeOf(pair.a).held(pair.connectionId);
  expect([newest?.ours?.key, older?.ours?.key, others]).toEqual(['A-2', 'A-1', []]);
  expect((await nodeOf(pair.b).held(pair.connectionId)).map(({ theirs }) => theirs?.key)).toEqual(['A-2', 'A-1']);
  const heldId = newest?.id ?? '';
  expect(await nodeOf(pair.a).skipHeld(pair.connectionId, heldId, 'Ada')).toMatchObject({ kind: 'refused', code: 'held.there' });
  const sent = (): number => pair.carried.filter(({ from, type }) => from === 'A' && type === 'issue').length;
  const before = sent();
  expect(await nodeOf(pair.a).retryHeld(pair.connectionId, heldId, 'Ada')).toEqual({ kind: 'done' });
  await pair.round();
  expect(sent()).toBe(before + 1);
});

test('while a write may be under way there is nothing to skip', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.b.tracker.failNext('updateIssue', 'after', { code: 'tracker.unavailable', retry: 'later', certain: false });
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.round();
  const [held] = await nodeOf(pair.b).held(pair.connectionId);
  expect(await nodeOf(pair.b).skipHeld(pair.connectionId, held?.id ?? '', 'Ada')).toMatchObject({ kind: 'refused', code: 'held.underway' });
  pair.clock.advance(3600_000);
  await pair.settle();
  expect([summaries(pair.b), await nodeOf(pair.b).held(pair.connectionId)]).toEqual([['Two'], []]);
});

test('Skip of what cannot be sent: nothing of it goes out until the issue changes', async () => {
  const pair = await newPair();
  const fails = `if (issue.summary === 'Poison') throw new Error('never');\n`;
  await pair.update(pair.a, pair.connectionId, { rules: { ...DEFAULT_RULES, outgoing: fails + DEFAULT_RULES.outgoing } });
  const issueId = pair.a.tracker.people.create('p1', { summary: 'Poison' });
  await pair.settle();
  const [held] = await nodeOf(pair.a).held(pair.connectionId);
  expect(held).toMatchObject({ where: 'sending', code: 'rule.error' });
  expect(await nodeOf(pair.a).skipHeld(pair.connectionId, held?.id ?? '', 'Ada')).toEqual({ kind: 'done' });
  await nodeOf(pair.a).noticeIssue(issueId);
  await pair.settle();
  expect(await nodeOf(pair.a).held(pair.connectionId)).toEqual([]);
  expect(pair.b.tracker.issues()).toEqual([]);
  pair.a.tracker.people.edit(issueId, { summary: 'Good' });
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Good']);
});

test('what only the sweep has found counts as drift, and what an event has told does not', async () => {
  const pair = await newPair();
  const node = nodeOf(pair.a);
  await pair.a.engine.reconcile();
  const { onChange } = pair.a.tracker;
  pair.a.tracker.onChange = null;
  pair.a.tracker.people.create('p1', { summary: 'Unheard' });
  pair.clock.advance(120_000);
  await pair.a.engine.reconcile();
  await pair.settle();
  expect((await logOf(pair.a, pair)).map(({ drift }) => drift)).toEqual([true]);
  pair.a.tracker.onChange = onChange;
  pair.a.tracker.people.create('p1', { summary: 'Heard' });
  pair.clock.advance(120_000);
  await pair.a.engine.reconcile();
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Heard', 'Unheard']);
  expect((await node.flow(pair.connectionId)).drift).toBe(1);
});

test('the flow is of changes that got across within the hour; missed events are of the day', async () => {
  const pair = await newPair();
  const flow = () => nodeOf(pair.a).flow(pair.connectionId);
  await refuse(pair, pair.b, 'Poison');
  pair.a.tracker.people.create('p1', { summary: 'Poison' });
  pair.a.tracker.people.create('p1', { summary: 'Good' });
  await pair.settle();
  const [held] = await nodeOf(pair.a).held(pair.connectionId);
  await nodeOf(pair.a).retryHeld(pair.connectionId, held?.id ?? '', 'Ada');
  expect(await flow()).toMatchObject({ sent: 1, received: 0 });
  pair.clock.advance(3600_001);
  expect(await flow()).toMatchObject({ sent: 0, p50: null, p95: null });
  const { onChange } = pair.a.tracker;
  await pair.a.engine.reconcile();
  pair.a.tracker.onChange = null;
  pair.a.tracker.people.create('p1', { summary: 'Unheard' });
  pair.clock.advance(120_000);
  await pair.a.engine.reconcile();
  pair.a.tracker.onChange = onChange;
  await pair.settle();
  expect((await flow()).drift).toBe(1);
  pair.clock.advance(25 * 3600_000);
  expect((await flow()).drift).toBe(0);
});

test('the newest rows are kept, and pages of them follow each other without gaps', async () => {
  const pair = await newPair();
  const { store } = pair.a;
  const issueId = pair.a.tracker.people.create('p1', { summary: '0' }) as IssueId;
  await pair.settle();
  const [record] = store.dump('activity');
  if (record === undefined) throw new Error('nothing is logged');
  for (let i = 1; i <= ACTIVITY_KEPT + 30; i++) {
    const place = String(1e15 - (pair.clock.now() + i)).padStart(15, '0');
    await store.commit([{ op: 'create', table: 'activity', key: `${pair.connectionId}:${place}.out-${issueId}`, value: record.value }]);
  }
  await trimActivity(store, pair.connectionId);
  const keys = store.dump('activity').map(({ key }) => key);
  expect(keys).toHaveLength(ACTIVITY_KEPT);
  expect(keys).not.toContain(record.key);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<EntenteNode['activity']>> = await nodeOf(pair.a).activity(pair.connectionId, { ...all, cursor });
    seen.push(...(page?.items ?? []).map(({ id }) => `${pair.connectionId}:${id}`));
    cursor = page?.next ?? null;
  } while (cursor !== null);
  expect(seen).toEqual(keys);
});

test('both sides edit: the row names the member, and keeps what was given up', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  const copy = pair.b.tracker.issues()[0]?.id ?? issueId;
  pair.a.tracker.people.edit(issueId, { summary: 'From A' });
  pair.b.tracker.people.edit(copy, { summary: 'From B' });
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['From A']);
  const rows = [...(await logOf(pair.a, pair, { only: 'errors' })), ...(await logOf(pair.b, pair, { only: 'errors' }))];
  expect(rows.map(({ conflicts }) => conflicts).flat()).toContainEqual({ field: 'summary', loser: 'ours', value: 'From B' });
});

test('each side knows the status of the other side’s issue, and keeps its own', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  const copy = pair.b.tracker.issues()[0]?.id ?? issueId;
  expect(await nodeOf(pair.a).issuePanel(issueId)).toMatchObject([{ theirStatus: 'To do', waiting: false, theirs: { key: 'B-1' } }]);
  expect(await nodeOf(pair.b).issuePanel(copy)).toMatchObject([{ theirStatus: 'To do' }]);
});

test('an issue that cannot be read is held up alone, and its admin sees why', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.a.tracker.failNext('readIssue', 'before', { code: 'tracker.forbidden', retry: 'never', certain: true });
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.round();
  expect(await nodeOf(pair.a).held(pair.connectionId)).toMatchObject([
    { where: 'sending', code: 'tracker.forbidden', ours: { key: 'A-1' } },
  ]);
  await nodeOf(pair.a).retryHeld(pair.connectionId, `out-${issueId}`, 'Ada');
  await pair.settle();
  expect(summaries(pair.b)).toEqual(['Two']);
  expect(await nodeOf(pair.a).held(pair.connectionId)).toEqual([]);
});
