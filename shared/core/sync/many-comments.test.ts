/** An issue that has lived for years: more comments than the row of a twin holds traces. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, paragraph } from '@entente/testkit';

test('an issue with 1,100 comments goes across, each once, and one comment more is one write', async () => {
  const pair = await createSyncPair({ rules: createRuleRunner({ worker: false }), crypto: nodeCrypto() });
  const issueId = pair.a.tracker.people.create('p1', { summary: 'Old' });
  for (let n = 0; n < 1100; n++) pair.a.tracker.people.comment(issueId, paragraph(`comment ${n}`));
  await pair.settle();
  const [made] = pair.b.tracker.issues();
  expect(made?.comments).toHaveLength(1100);
  expect(pair.b.store.dump('chunk').map(({ key }) => key)).toContain(`${pair.connectionId}:traces:${made?.id}:comments:0`);
  const rows = (['twin', 'chunk'] as const).flatMap((table) => pair.b.store.dump(table)).filter(({ key }) => !key.includes(':in:'));
  expect(Math.max(...rows.map(({ value }) => JSON.stringify(value).length))).toBeLessThan(140_000);
  pair.b.tracker.writes.splice(0);
  pair.a.tracker.people.comment(issueId, paragraph('one more'));
  await pair.settle();
  expect(pair.b.tracker.writes.map(({ op }) => op)).toEqual(['addComment']);
  expect(pair.a.tracker.writes).toEqual([]);
}, 280_000);
