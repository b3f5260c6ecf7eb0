/** Killed at every call of a port, with and without the call having had its effect; what comes out is the same. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { copyOf, createSyncPair, paragraph } from '@entente/testkit';
import type { PairSide, SyncPair } from '@entente/testkit';
import type { Issue } from '@entente/core';
import { plainText } from '../richtext/plain.ts';

const rules = createRuleRunner({ worker: false });
const text = (document: Issue['description']): string => (document === null ? '' : plainText(document));

function shownOf(side: PairSide): unknown {
  return side.tracker.issues().map(({ summary, description, labels, comments, attachments }) => ({
    summary,
    description: text(description),
    labels: labels.toSorted(),
    comments: comments.map((comment) => text(copyOf(comment))).toSorted(),
    attachments: attachments.map(({ filename, size }) => [filename, size]),
  }));
}

async function created(): Promise<SyncPair> {
  const pair = await createSyncPair({ rules, crypto: nodeCrypto() });
  const { people } = pair.a.tracker;
  const issueId = people.create('p1', { summary: 'One', description: paragraph('Text'), labels: ['x'] });
  people.comment(issueId, paragraph('first'));
  people.attach(
    issueId,
    'a.bin',
    Uint8Array.from({ length: 500 }, (_, i) => i % 251),
  );
  return pair;
}

async function edited(): Promise<SyncPair> {
  const pair = await created();
  await pair.settle();
  const { people } = pair.a.tracker;
  const issue = pair.a.tracker.issues()[0];
  if (issue === undefined || issue.comments[0] === undefined || issue.attachments[0] === undefined) throw new Error('no issue');
  people.edit(issue.id, { summary: 'Two', description: paragraph('Other'), labels: ['y'] });
  people.editComment(issue.id, issue.comments[0].id, paragraph('first, edited'));
  people.comment(issue.id, paragraph('second'));
  people.removeAttachment(issue.id, issue.attachments[0].id);
  people.attach(
    issue.id,
    'b.bin',
    Uint8Array.from({ length: 300 }, (_, i) => i % 249),
  );
  const other = pair.b.tracker.issues()[0];
  if (other !== undefined) pair.b.tracker.people.comment(other.id, paragraph('answer'));
  return pair;
}

/** Setting the same text again does no harm; making or removing anything twice does. */
const once = (ops: readonly string[]) =>
  ops.filter((op) => op.startsWith('create') || op.startsWith('add') || op.startsWith('remove')).toSorted();

/** Runs until `side` has made `calls` calls of its ports and dies; then restarts it and lets everything come to rest. Answers whether it died. */
async function dieAfter(pair: SyncPair, which: 'a' | 'b', calls: number): Promise<boolean> {
  const side = pair[which];
  side.crash(calls);
  let died = false;
  for (let i = 0; i < 12 && !died; i++) {
    try {
      await pair.round();
    } catch {
      // Out of the engine, as out of a process that is killed.
    }
    died = side.calls() > calls || (side.calls() === calls && calls % 2 === 0);
    pair.clock.advance(1000);
  }
  side.restart();
  pair.clock.advance(100_000);
  await pair.settle();
  pair.clock.advance(400_000);
  await pair.settle();
  return died;
}

test.each([
  ['made', 'the side that sends', 'a', created, { a: [], b: ['createIssue', 'addComment', 'addAttachment'] }],
  ['made', 'the side that applies', 'b', created, { a: [], b: ['createIssue', 'addComment', 'addAttachment'] }],
  [
    'edited',
    'the side that sends',
    'a',
    edited,
    {
      a: ['addComment'],
      b: ['createIssue', 'addComment', 'addAttachment', 'updateIssue', 'updateComment', 'addComment', 'removeAttachment', 'addAttachment'],
    },
  ],
  [
    'edited',
    'the side that applies',
    'b',
    edited,
    {
      a: ['addComment'],
      b: ['createIssue', 'addComment', 'addAttachment', 'updateIssue', 'updateComment', 'addComment', 'removeAttachment', 'addAttachment'],
    },
  ],
] as const)(
  'an issue is %s exactly once, wherever %s dies',
  async (_what, _who, which, scenario, expected) => {
    let calls = 0;
    for (; calls < 2000; calls++) {
      const pair = await scenario();
      const died = await dieAfter(pair, which, calls);
      expect({ calls, there: shownOf(pair.b) }).toEqual({ calls, there: shownOf(pair.a) });
      for (const side of ['a', 'b'] as const) {
        expect({ calls, side, writes: once(pair[side].tracker.writes.map(({ op }) => op)) }).toEqual({
          calls,
          side,
          writes: once(expected[side]),
        });
        expect({ calls, counts: await pair[side].engine.counts(pair.connectionId) }).toEqual({
          calls,
          counts: { twins: 1, errors: 0, waitingToApply: 0, waitingToSend: 0 },
        });
        expect(pair[side].store.dump('lease')).toEqual([]);
        expect(pair[side].store.dump('todo')).toEqual([]);
      }
      if (!died) break;
    }
    expect(calls).toBeGreaterThan(20);
    expect(calls).toBeLessThan(2000);
  },
  120_000,
);
