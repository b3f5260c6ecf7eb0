import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { simulate } from './run.ts';

test('the same seed runs the same way', async () => {
  const [first, second] = [
    await simulate({ seed: 9, crypto: nodeCrypto(), trace: true }),
    await simulate({ seed: 9, crypto: nodeCrypto(), trace: true }),
  ];
  expect(first.trace.length).toBeGreaterThan(10);
  expect(second.trace).toEqual(first.trace);
});
