/** The simulator's first seeds with nodes of the built core: what holds on Node holds in the engine. */
import { afterAll, expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { simulate } from '@entente/testkit/simulator';
import { BuiltNodes } from './nodes.ts';

/** Half a second of the processor's time each, and several on a busy machine. ENTENTE_WHOLE: as `npm run test:servicenow` has it. */
const SEEDS = process.env['ENTENTE_WHOLE'] === '1' ? 40 : 16;
const LONGEST_MS = 90_000;

const built = new BuiltNodes();
afterAll(() => built.close());

test(
  'what users do arrives once, whatever goes wrong',
  async () => {
    const crypto = nodeCrypto();
    const started = performance.now();
    let ran = 0;
    for (let seed = 1; seed <= SEEDS && performance.now() - started < LONGEST_MS; seed++) {
      const run = (trace: boolean) =>
        simulate({ seed, crypto, trace, createNode: (ports, facts, died) => built.createNode(ports, facts, undefined, died) });
      const { violations, faults } = await run(false);
      if (violations.length > 0)
        throw new Error(`Seed ${seed} (${faults}):\n${violations.join('\n')}\n\n${(await run(true)).trace.join('\n')}`);
      ran++;
    }
    expect(ran).toBeGreaterThanOrEqual(16);
  },
  2 * LONGEST_MS,
);
