/** The seeds of `npm test`: split over several files (seeds-*.test.ts), so that jest's workers share them. */
import { expect, test } from '@jest/globals';
import type { Crypto } from '@entente/core';
import { simulate } from './run.ts';

const SEEDS = 2000;
const FILES = 8;
/** Of one file, on a machine that is busy with others. */
const LONGEST_MS = 900_000;

/** Registers the tests of one of the files, counted from 1. */
export function testSeeds(file: number, crypto: Crypto): void {
  const each = SEEDS / FILES;
  const from = (file - 1) * each + 1;
  test(
    `what users do arrives once, whatever goes wrong: seeds ${from} to ${from + each - 1}`,
    async () => {
      for (let seed = from; seed < from + each; seed++) {
        const { violations, faults } = await simulate({ seed, crypto });
        if (violations.length === 0) continue;
        const { trace } = await simulate({ seed, crypto, trace: true });
        throw new Error(`Seed ${seed} (${faults}):\n${violations.join('\n')}\n\n${trace.join('\n')}`);
      }
      expect(from + each - 1).toBeLessThanOrEqual(SEEDS);
    },
    LONGEST_MS,
  );
}
