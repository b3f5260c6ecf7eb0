/**
 * `npm run simulate -- --seeds 10000 --from 1`: runs the simulator; of a seed that fails it prints the trace. Those with an even number do
 * several things at once. `--summary`: also how often each thing went wrong, and in how many of the runs. `--restored`: where data were put back once,
 * everything is asked that is asked without it.
 */
import { parseArgs } from 'node:util';
import { nodeCrypto, together } from '@entente/runtime';
import { simulate } from '@entente/testkit/simulator';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    failures: { type: 'string', default: '1' },
    quiet: { type: 'boolean', default: false },
    summary: { type: 'boolean', default: false },
    restored: { type: 'boolean', default: false },
  },
});
const from = Number(values.from);
const upTo = from + Number(values.seeds);
const crypto = nodeCrypto();
const started = performance.now();
let failed = 0;
let ran = 0;
let atOnce = 0;
const struck = new Map<string, { times: number; runs: number }>();
for (let seed = from; seed < upTo && failed < Number(values.failures); seed++) {
  ran++;
  const asked = {
    seed,
    crypto,
    together: seed % 2 === 0 ? together : undefined,
    restored: values.restored ? ('everything' as const) : ('nothing lost' as const),
  };
  const result = await simulate(asked);
  if (asked.together !== undefined) atOnce++;
  for (const [what, times] of result.struck) {
    const before = struck.get(what) ?? { times: 0, runs: 0 };
    struck.set(what, { times: before.times + times, runs: before.runs + 1 });
  }
  if (result.violations.length === 0) continue;
  failed++;
  console.log(`Seed ${seed} fails:\n  ${result.violations.join('\n  ')}\n  (${result.faults})`);
  if (!values.quiet) console.log((await simulate({ ...asked, trace: true })).trace.join('\n'));
}
if (values.summary) {
  for (const [what, { times, runs }] of [...struck].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${what.padEnd(24)} ${String(times).padStart(8)} times in ${String(runs).padStart(5)} runs`);
  console.log(`Several things at once in ${atOnce} of ${ran} runs.`);
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${ran} seeds from ${from} in ${seconds.toFixed(1)} s (${((1000 * seconds) / Math.max(1, ran)).toFixed(0)} ms a seed): ${failed === 0 ? 'everything held' : `${failed} failed`}.`,
);
process.exit(failed === 0 ? 0 : 1);
