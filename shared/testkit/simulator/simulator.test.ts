/** The first seeds, as far as all of them hold and the time allows; `npm run simulate -- --seeds 10000 --from 1` runs any number. */
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { simulate } from './run.ts';

const SEEDS = 130;
const LONGEST_MS = 90_000;

test(
  'what users do arrives once, whatever goes wrong',
  async () => {
    const crypto = nodeCrypto();
    const started = performance.now();
    let ran = 0;
    for (let seed = 1; seed <= SEEDS && performance.now() - started < LONGEST_MS; seed++) {
      const { violations, faults } = await simulate({ seed, crypto });
      if (violations.length > 0) {
        const { trace } = await simulate({ seed, crypto, trace: true });
        throw new Error(`Seed ${seed} (${faults}):\n${violations.join('\n')}\n\n${trace.join('\n')}`);
      }
      ran++;
    }
    console.log(`${ran} of ${SEEDS} seeds in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    expect(ran).toBeGreaterThan(50);
  },
  2 * LONGEST_MS,
);

test('the same seed runs the same way', async () => {
  const [first, second] = [
    await simulate({ seed: 9, crypto: nodeCrypto(), trace: true }),
    await simulate({ seed: 9, crypto: nodeCrypto(), trace: true }),
  ];
  expect(first.trace.length).toBeGreaterThan(10);
  expect(second.trace).toEqual(first.trace);
});
