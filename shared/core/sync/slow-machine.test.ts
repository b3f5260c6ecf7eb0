/** A script that ran out of time on a busy machine is run again: its issue goes on without anybody touching it. */
import { afterAll, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair } from '@entente/testkit';
import type { RuleRunner } from '@entente/core';

const rules = createRuleRunner({ worker: false });
afterAll(() => rules.close());

test.each(['replica.type = issue.type', 'issue.summary = replica.summary'])('the script with “%s” times out once', async (part) => {
  let timeouts = 1;
  const slow: RuleRunner = {
    run: (run, answers) =>
      timeouts > 0 && run.script.includes(part)
        ? Promise.resolve({ kind: 'timeout' as const }).finally(() => (timeouts -= 1))
        : rules.run(run, answers),
  };
  const pair = await createSyncPair({ rules: slow, crypto: nodeCrypto() });
  pair.a.tracker.people.create('p1', { summary: 'Once' });
  await pair.settle();
  pair.clock.advance(60_000);
  await pair.settle();
  expect(pair.b.tracker.issues().map(({ summary }) => summary)).toEqual(['Once']);
  expect(timeouts).toBe(0);
});
