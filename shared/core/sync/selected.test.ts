/** What a tracker's own filter selects. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair } from '@entente/testkit';
import type { IssueId } from '@entente/core';

test('an issue that comes to meet the filter after it was read goes out as it is then', async () => {
  const pair = await createSyncPair({ rules: createRuleRunner({ worker: false }), crypto: nodeCrypto() });
  const { people } = pair.a.tracker;
  let asked = 0;
  // Somebody finishes a draft in the moment between its being read and its being held against the filter.
  Object.assign(pair.a.ports.tracker, {
    isSelected: (issueId: IssueId) => {
      if (asked++ === 0) people.edit(issueId, { summary: 'For the partner' });
      return Promise.resolve(true);
    },
  });
  people.create('p1', { summary: 'Draft, for us alone' });
  await pair.settle();
  expect(asked).toBeGreaterThan(1);
  expect(pair.b.tracker.issues().map(({ summary }) => summary)).toEqual(['For the partner']);
  expect(JSON.stringify(pair.carried)).not.toContain('Draft');
});
