/** Whole nodes: the engine behind the exchange, over a connection that was really made. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { accept, initiate, named, pairHarness, paragraph } from '@entente/testkit';

const rules = createRuleRunner({ worker: false });

test.each([{ private: [] as string[] }, { private: ['left'] }, { private: ['right'] }])(
  'an issue flows both ways, private: $private',
  async (options) => {
    const pair = await pairHarness({ ...options, rules, crypto: nodeCrypto(), others: ['bystander'] });
    const { code } = await initiate(pair.left, options.private.includes('right') ? { destinationUrl: null } : {});
    await accept(pair.right, code);
    await pair.pass(60_000);
    const { people } = pair.left.tracker;
    const issueId = people.create('p1', { summary: 'Printer on fire', description: paragraph('It smokes'), labels: ['hot'] });
    people.comment(issueId, paragraph('first'));
    people.comment(issueId, paragraph('second'));
    const file = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 256);
    people.attach(issueId, 'photo.bin', file);
    await pair.pass(10 * 60_000);
    const [there] = pair.right.tracker.issues();
    if (there === undefined) throw new Error('it did not arrive');
    expect(there).toMatchObject({
      summary: 'Printer on fire',
      labels: ['hot'],
      comments: [{ body: named(paragraph('first')) }, { body: named(paragraph('second')) }],
    });
    expect(there.attachments.map(({ id }) => Buffer.compare(pair.right.tracker.bytes(id), file))).toEqual([0]);
    pair.right.tracker.people.edit(there.id, { summary: 'Printer is out' });
    pair.right.tracker.people.create('p1', { summary: 'And a new one' });
    await pair.pass(10 * 60_000);
    expect(pair.left.tracker.issues().map(({ summary }) => summary)).toEqual(['Printer is out', 'And a new one']);
    expect(pair.left.tracker.writes.map(({ op }) => op).toSorted()).toEqual(['createIssue', 'updateIssue']);
    expect(pair.right.tracker.writes.map(({ op }) => op)).toEqual(['createIssue', 'addComment', 'addComment', 'addAttachment']);
    expect(pair.side('bystander').tracker.writes).toEqual([]);
    for (const side of [pair.left, pair.right]) {
      const [overview] = await side.node.listConnections();
      expect(overview?.counts).toEqual({ twins: 2, waitingToSend: 0, waitingToApply: 0, errors: 0 });
      expect(side.log.filter(({ level }) => level === 'error')).toEqual([]);
    }
  },
);
