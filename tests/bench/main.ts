/**
 * `npm run bench`: what the sync costs, outside the tests. Jira Cloud with its Forge app, Azure DevOps, and the companion, each in a
 * process of its own; 20 ms more for each REST request of the trackers.
 *
 *     --issues 1000    how many issues W1 and W6 make, and W2 edits
 *     --latency 20     milliseconds a REST request
 *     --only W1,W2     W1 W2 W3 W4, private (W2 where one side cannot be called), failing (beside an issue that fails for good),
 *                      W5 (large files), W6 (W1 with failures). W2 to W4 and failing need W1's issues, and bring them.
 *     --file 1024      MiB of W5's file between two Data Centers
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import { attachLarge, besideFailing, commentMuch, createMany, editMany, editOneByOne, quiet, resync } from './workloads.ts';

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    file: { type: 'string', default: '1024' },
  },
});
const count = Number(values.issues);
const latencyMs = Number(values.latency);
const MiB = 2 ** 20;
const ALL = ['W1', 'W2', 'W3', 'W4', 'private', 'failing', 'W5', 'W6'];
const asked = values.only === '' ? ALL : values.only.split(',');
const unknown = asked.filter((name) => !ALL.includes(name));
if (unknown.length > 0) throw new Error(`No workload ${unknown.join()}: ${ALL.join(' ')}`);
const wanted = (...names: readonly string[]): boolean => names.some((name) => asked.includes(name));
/** One at a time, so that each bench ends. */
const MOST_LAGS = 200;
let exact = true;

console.log(`Node ${process.version}, ${cpus().length} cores, ${latencyMs} ms a REST request, ${count} issues.`);

async function on(options: Omit<StageOptions, 'latencyMs'>, act: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage({ ...options, latencyMs });
  try {
    await act(stage);
  } finally {
    await stage.close();
  }
}

if (wanted('W1', 'W2', 'W3', 'W4', 'failing'))
  await on({ from: 'jira', to: 'azure-devops' }, async (stage) => {
    const made = await createMany(stage, { name: 'W1', prefix: 'W', count, limitMs: 60_000 + count * 3000 });
    exact = exact && made.exact;
    const some = made.issues.slice(0, MOST_LAGS);
    if (wanted('W2')) await editOneByOne(stage, 'W2', some);
    if (wanted('W2')) await editMany(stage, made.issues);
    if (wanted('W3')) exact = (await resync(stage, count)) && exact;
    if (wanted('W4')) await commentMuch(stage, made.issues[0] ?? '');
    if (wanted('failing')) {
      await createMany(stage, { name: 'Failing', prefix: 'failing', count: 1, limitMs: 60_000 });
      await besideFailing(stage, made.issues.slice(0, 80), 'failing 0');
    }
  });

if (wanted('private'))
  await on({ from: 'jira', to: 'azure-devops', privateTo: true }, async (stage) => {
    const { issues } = await createMany(stage, { name: 'Private, at first', prefix: 'W', count: Math.min(20, count), limitMs: 300_000 });
    await quiet(stage);
    await editOneByOne(stage, 'W2 private', [...issues, ...issues]);
  });

if (wanted('W5')) {
  await on({ from: 'data-center', to: 'azure-devops' }, async (stage) => await attachLarge(stage, 'W5 to Azure DevOps', 50 * MiB, 600_000));
  await on(
    { from: 'data-center', to: 'data-center' },
    async (stage) => await attachLarge(stage, 'W5 between Data Centers', Number(values.file) * MiB, 1_800_000),
  );
}

if (wanted('W6'))
  await on({ from: 'jira', to: 'azure-devops' }, async (stage) => {
    await stage.from.host.trouble(0.05);
    await stage.to.host.trouble(0.05);
    const sweeping = setInterval(() => void stage.from.host.sweep().catch(() => undefined), 20_000);
    const made = await createMany(stage, { name: 'W6', prefix: 'W', count, limitMs: 900_000 + count * 4000 });
    clearInterval(sweeping);
    exact = exact && made.exact;
  });

if (!exact) process.exitCode = 1;
