/** `npm run simulate -- --seeds 10000 --from 1`: runs the simulator; of a seed that fails it prints the trace. Those with an even number do several things at once. */
import { parseArgs } from 'node:util';
import { nodeCrypto, together } from '@entente/runtime';
import { simulate } from '@entente/testkit/simulator';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    failures: { type: 'string', default: '1' },
    quiet: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const upTo = from + Number(values.seeds);
const crypto = nodeCrypto();
const started = performance.now();
let failed = 0;
let ran = 0;
for (let seed = from; seed < upTo && failed < Number(values.failures); seed++) {
  ran++;
  const asked = { seed, crypto, together: seed % 2 === 0 ? together : undefined };
  const result = await simulate(asked);
  if (result.violations.length === 0) continue;
  failed++;
  console.log(`Seed ${seed} fails:\n  ${result.violations.join('\n  ')}\n  (${result.faults})`);
  if (!values.quiet) console.log((await simulate({ ...asked, trace: true })).trace.join('\n'));
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${ran} seeds from ${from} in ${seconds.toFixed(1)} s (${((1000 * seconds) / Math.max(1, ran)).toFixed(0)} ms a seed): ${failed === 0 ? 'everything held' : `${failed} failed`}.`,
);
process.exit(failed === 0 ? 0 : 1);
