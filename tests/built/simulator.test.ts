/** The simulator's first seeds with nodes of the built core: what holds on Node holds in the engine. */
import { afterAll, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { simulate } from '@entente/testkit/simulator';
import { BuiltNodes } from './nodes.ts';

/** Half a second of the processor's time each, and several on a busy machine. */
const SEEDS = 40;
const LONGEST_MS = 600_000;

const built = new BuiltNodes();
afterAll(() => built.close());

test(
  'what users do arrives once, whatever goes wrong',
  async () => {
    const crypto = nodeCrypto();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const run = (trace: boolean) =>
        simulate({ seed, crypto, trace, createNode: (ports, facts, died) => built.createNode(ports, facts, undefined, died) });
      const { violations, faults } = await run(false);
      if (violations.length > 0)
        throw new Error(`Seed ${seed} (${faults}):\n${violations.join('\n')}\n\n${(await run(true)).trace.join('\n')}`);
    }
  },
  LONGEST_MS,
);
