import { afterAll, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto, together } from '@entente/runtime';
import { MINUTE, connectedPair, paragraph } from '@entente/testkit';
import type { Side } from '@entente/testkit';
import { id } from './ids.ts';
import type { AttachmentId } from './ids.ts';
import type { Issue } from './tracker.ts';

const rules = createRuleRunner({ worker: false });
afterAll(async () => {
  await rules.close();
});

const theOne = (side: Side): Issue => {
  const [issue, ...rest] = side.tracker.issues();
  if (issue === undefined || rest.length > 0) throw new Error(`${side.name} has ${rest.length + (issue === undefined ? 0 : 1)} issues`);
  return issue;
};

test.each([{ hidden: null }, { hidden: 'left' }, { hidden: 'right' }])(
  'an issue with everything flows both ways, and nothing echoes ($hidden private)',
  async ({ hidden }) => {
    const { pair } = await connectedPair(
      { crypto: nodeCrypto(), rules, others: ['third'], private: hidden === null ? [] : [hidden] },
      hidden === 'right' ? { destinationUrl: null } : {},
    );
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);
    for (const [from, to] of [
      [pair.left, pair.right],
      [pair.right, pair.left],
    ] as const) {
      for (const side of [from, to]) for (const issue of side.tracker.issues()) side.tracker.people.remove(issue.id);
      await pair.pass(5 * MINUTE);
      const before = [from.tracker.writes.length, to.tracker.writes.length] as const;
      pair.clock.advance(1000);
      const issueId = from.tracker.people.create('p1', {
        summary: 'Printer on fire',
        description: paragraph('Third floor'),
        labels: ['urgent'],
        typeId: 't2',
      });
      from.tracker.people.comment(issueId, paragraph('Again?'));
      from.tracker.people.comment(issueId, paragraph('Yes.'));
      from.tracker.people.attach(issueId, 'fire.png', bytes, 'image/png');
      await pair.pass(5 * MINUTE);
      const copy = theOne(to);
      expect(copy).toMatchObject({ summary: 'Printer on fire', labels: ['urgent'], type: { name: 'Bug' }, projectId: 'p1' });
      expect(copy.comments).toHaveLength(2);
      expect(Buffer.from(to.tracker.bytes(copy.attachments[0]?.id ?? id<AttachmentId>('none'))).equals(Buffer.from(bytes))).toBe(true);
      const written = to.tracker.writes.length;
      await pair.pass(30 * MINUTE);
      for (const side of pair.sides) await side.node.sweep();
      await pair.pass(5 * MINUTE);
      expect(to.tracker.writes).toHaveLength(written);
      expect(written - before[1]).toBeLessThanOrEqual(4);
      expect(from.tracker.writes).toHaveLength(before[0]);
      to.tracker.people.edit(copy.id, { summary: 'Printer out' });
      await pair.pass(5 * MINUTE);
      expect(theOne(from).summary).toBe('Printer out');
      expect(from.tracker.writes).toHaveLength(before[0] + 1);
    }
    expect(pair.side('third').tracker.issues()).toEqual([]);
  },
);

test('what one call of work collects, the same call sends', async () => {
  const { pair } = await connectedPair({ crypto: nodeCrypto(), rules });
  const { left, right, clock } = pair;
  await pair.pass(5 * MINUTE);
  // Side by side, as on every host with a clock of its own: the connections are looked at before anything is collected.
  await left.restart(undefined, undefined, (ports) => ({ ...ports, together }));
  clock.advance(1000);
  const issueId = left.tracker.people.create('p1', { summary: 'Printer on fire', description: null, labels: [], typeId: 't2' });
  await left.node.noticeIssue(issueId);
  await left.node.work(clock.now() + MINUTE);
  await right.node.work(clock.now() + MINUTE);
  expect(theOne(right).summary).toBe('Printer on fire');
});
