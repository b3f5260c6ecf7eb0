import { describe, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair } from '@entente/testkit';
import type { PairSide, SyncPair, SyncPairOptions } from '@entente/testkit';
import type { Issue } from '@entente/core';
import { priorityLevel, priorityName, priorityNamed } from '../priorities.ts';
import { readTwin } from './twin.schema.ts';
import type { Twin } from './twin.schema.ts';

const rules = createRuleRunner({ worker: false });
const newPair = async (trackers: SyncPairOptions['trackers'] = {}): Promise<SyncPair> =>
  await createSyncPair({ rules, crypto: nodeCrypto(), trackers });
const only = (side: PairSide): Issue => {
  const [issue, ...more] = side.tracker.issues();
  if (issue === undefined || more.length > 0) throw new Error(`${more.length} more issues in ${side.name}`);
  return issue;
};
const twinOf = (side: PairSide): Twin => readTwin(side.store.dump('twin')[0]?.value);
const lost = (side: PairSide): readonly string[] => twinOf(side).losses.written.map(({ what }) => what);
const writes = (side: PairSide): readonly string[] => side.tracker.writes.map(({ op }) => op);
const sides = [
  ['a', 'b'],
  ['b', 'a'],
] as const;

describe.each(sides)('from %s to %s', (from, to) => {
  test('a priority goes along by its name, later edits too, and nothing echoes', async () => {
    const pair = await newPair({ [to]: { priorities: ['P1', 'high', 'medium'] } });
    const [here, there] = [pair[from], pair[to]];
    const issueId = here.tracker.people.create('p1', { summary: 'Down', priority: 'High' });
    await pair.settle();
    expect(only(there).priority).toBe('high');
    here.tracker.people.edit(issueId, { priority: 'Medium' });
    await pair.settle();
    expect(only(there).priority).toBe('medium');
    expect(writes(there)).toEqual(['createIssue', 'updateIssue']);
    expect(writes(here)).toEqual([]);
    expect(pair.carried.filter(({ type }) => type === 'issue')).toHaveLength(2);
    there.tracker.people.edit(only(there).id, { priority: 'high' });
    await pair.settle();
    expect(only(here).priority).toBe('High');
    expect([lost(here), lost(there)]).toEqual([[], []]);
  });

  test('one that the other side has not is noted there, and the original keeps it', async () => {
    const pair = await newPair({ [to]: { priorities: ['Low'] } });
    const [here, there] = [pair[from], pair[to]];
    const issueId = here.tracker.people.create('p1', { summary: 'Down', priority: 'Highest' });
    await pair.settle();
    expect([only(there).priority, lost(there)]).toEqual([null, ['priority']]);
    there.tracker.people.edit(only(there).id, { summary: 'Still down' });
    await pair.settle();
    expect(only(here)).toMatchObject({ summary: 'Still down', priority: 'Highest' });
    expect(writes(here)).toEqual(['updateIssue']);
    here.tracker.people.edit(issueId, { priority: 'Low' });
    await pair.settle();
    expect([only(there).priority, lost(there)]).toEqual(['Low', []]);
    // Of no use there any more, and what is there stays.
    here.tracker.people.edit(issueId, { priority: 'High' });
    await pair.settle();
    expect([only(there).priority, lost(there)]).toEqual(['Low', ['priority']]);
    expect(only(here).priority).toBe('High');
  });

  test('where the answer to the create was lost, a default is not taken for a user’s choice', async () => {
    const pair = await newPair({ [to]: { priorities: ['Low'] } });
    const [here, there] = [pair[from], pair[to]];
    here.tracker.people.create('p1', { summary: 'Down', priority: 'Highest' });
    there.tracker.failNext('createIssue', 'after');
    await pair.settle();
    pair.clock.advance(600_000);
    await pair.settle();
    expect(writes(there)).toEqual(['createIssue']);
    expect(writes(here)).toEqual([]);
  });
});

test('what a user changes before a lost answer is looked up is the user’s, where the tracker would have taken the priority', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'Down', priority: 'High' });
  pair.b.tracker.failNext('createIssue', 'after');
  while (pair.b.tracker.issues().length === 0) await pair.round();
  pair.b.tracker.people.edit(only(pair.b).id, { priority: 'Low' });
  await pair.settle();
  pair.clock.advance(600_000);
  await pair.settle();
  expect(pair.a.tracker.issues().map(({ id, priority }) => [id, priority])).toEqual([[issueId, 'Low']]);
  expect(only(pair.b).priority).toBe('Low');
});

test('both sides change it: the initiator’s stays, the other is kept', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'Down', priority: 'Low' });
  await pair.settle();
  pair.a.tracker.people.edit(issueId, { priority: 'High' });
  pair.b.tracker.people.edit(only(pair.b).id, { priority: 'Lowest' });
  await pair.settle();
  expect([only(pair.a).priority, only(pair.b).priority]).toEqual(['High', 'High']);
  expect([...twinOf(pair.a).conflicts, ...twinOf(pair.b).conflicts]).toContainEqual(
    expect.objectContaining({ field: 'priority', value: 'Lowest' }),
  );
});

test('numbers have names, names have numbers, and a name is found whatever its case', () => {
  expect([1, 2, 3, 4, 5].map(priorityName).map((name) => priorityLevel(name ?? ''))).toEqual([1, 2, 3, 4, 5]);
  expect([priorityName(0), priorityName(6), priorityLevel('P1'), priorityLevel(' HIGHEST ')]).toEqual([null, null, null, 1]);
  const named = [{ name: 'high' }, { name: 'High' }];
  expect([priorityNamed(named, 'High'), priorityNamed(named, 'HIGH'), priorityNamed(named, 'Hi')]).toEqual([named[1], named[0], null]);
});
