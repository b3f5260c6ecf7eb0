/** A store restored from an older copy: noticed, put right by itself, and no issue or comment lost or made twice. PROTOCOL §3 */
import { afterAll, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { HOUR, MINUTE, connectedPair, only, paragraph, states } from '@entente/testkit';
import type { Side } from '@entente/testkit';

const rules = createRuleRunner({ worker: false });
afterAll(async () => {
  await rules.close();
});

const shown = (side: Side): readonly unknown[] =>
  side.tracker
    .issues()
    .map(({ summary, comments, attachments }) => ({ summary, comments: comments.length, attachments: attachments.length }))
    .toSorted((a, b) => (a.summary < b.summary ? -1 : 1));

test.each([
  { restored: 'left', hidden: [] },
  { restored: 'right', hidden: [] },
  { restored: 'left', hidden: ['left'] },
  { restored: 'right', hidden: ['left'] },
])('the store of $restored goes back in time (private: $hidden)', async ({ restored, hidden }) => {
  const { pair } = await connectedPair({ crypto: nodeCrypto(), rules, private: hidden, others: ['third'] });
  const sides = [pair.left, pair.right];
  pair.clock.advance(1000);
  const early = pair.left.tracker.people.create('p1', { summary: 'early, left' });
  const earlyThere = pair.right.tracker.people.create('p1', { summary: 'early, right' });
  await pair.pass(2 * MINUTE);
  const backup = pair.side(restored).store.clone();
  // What the backup knows nothing of: new issues both ways, a comment, an edit.
  for (const side of sides) side.tracker.people.create('p1', { summary: `late, ${side.name}` });
  pair.left.tracker.people.comment(early, paragraph('late'));
  pair.right.tracker.people.comment(earlyThere, paragraph('late too'));
  pair.left.tracker.people.attach(early, 'late.txt', Uint8Array.from([1, 2, 3]), 'text/plain');
  await pair.pass(2 * MINUTE);
  pair.left.tracker.people.edit(early, { summary: 'early, left, edited' });
  await pair.pass(5 * MINUTE);
  const before = shown(pair.left);
  expect(before).toHaveLength(4);
  expect(shown(pair.right)).toEqual(before);

  await pair.side(restored).restart(backup);
  for (const side of sides) await side.node.sweep();
  await pair.pass(HOUR);
  expect(shown(pair.left)).toEqual(before);
  expect(shown(pair.right)).toEqual(before);
  // And it goes on, both ways.
  pair.clock.advance(1000);
  for (const side of sides) side.tracker.people.create('p1', { summary: `after, ${side.name}` });
  pair.left.tracker.people.edit(early, { summary: 'early, edited after' });
  await pair.pass(HOUR);
  for (const side of sides) await side.node.sweep();
  await pair.pass(HOUR);
  expect(shown(pair.left)).toHaveLength(6);
  expect(shown(pair.right)).toEqual(shown(pair.left));
  expect(await states(pair)).toEqual(['active', 'active']);
  for (const side of sides) expect((await only(side)).trouble).toBeNull();
  for (const side of sides)
    expect(await side.node.listConnections()).toMatchObject([{ counts: { errors: 0, waitingToSend: 0, waitingToApply: 0 } }]);
  expect(pair.side('third').tracker.issues()).toEqual([]);
});
