/**
 * `npm run bench`: what the sync costs, outside the tests. Jira Cloud with its Forge app, Azure DevOps, and the companion, each in a
 * process of its own; 20 ms more for each REST request of the trackers.
 *
 *     --issues 1000    how many issues W1 and W6 make, and W2 edits
 *     --latency 20     milliseconds a REST request
 *     --only W1,W2     W1 W2 W3 W4, private (W2 where one side cannot be called), failing (beside an issue that fails for good),
 *                      W5 (large files), W6 (W1 with failures). W2 to W4 and failing need W1's issues, and bring them.
 *     --file 1024      MiB of W5's file between two Data Centers: the most that their stand-in takes, as Jira's administrator sets it (2 GiB at most)
 *     --changes 2000   how many changes `failing` compares, half of them beside the failing issue
 *
 * Ends with a table of what was to be reached and what was measured. The exit code says alone whether something was lost or doubled.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openFindings } from './findings.ts';
import { besideFailing, editOneByOne } from './lag.ts';
import { quiet } from './measure.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import { attachLarge, commentMuch, createInTrouble, createMany, editMany, resync } from './workloads.ts';

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    file: { type: 'string', default: '1024' },
    changes: { type: 'string', default: '2000' },
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
const findings = openFindings();
const started = Date.now();

const load = loadavg()[0] ?? 0;
console.log(
  `Node ${process.version}, ${cpus().length} cores (load ${load.toFixed(1)} before), ${latencyMs} ms a REST request, ${count} issues.`,
);

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
    const issues = await createMany(stage, findings, { name: 'W1', prefix: 'W', count, limitMs: 60_000 + count * 3000 });
    if (wanted('W2')) await editOneByOne(stage, findings, { name: 'W2', target: 1000 }, issues.slice(0, MOST_LAGS));
    if (wanted('W2')) await editMany(stage, findings, issues);
    if (wanted('W3')) await resync(stage, findings, count);
    if (wanted('W4')) await commentMuch(stage, findings, issues[0] ?? '');
    if (wanted('failing')) {
      await createMany(stage, findings, { name: 'Failing', prefix: 'failing', count: 1, limitMs: 60_000 });
      await besideFailing(stage, findings, issues.slice(0, MOST_LAGS), { failing: 'failing 0', changes: Number(values.changes) });
    }
  });

if (wanted('private'))
  await on({ from: 'jira', to: 'azure-devops', privateTo: true }, async (stage) => {
    const some = { name: 'Private, at first', prefix: 'W', count: Math.min(20, count), limitMs: 300_000 };
    const issues = await createMany(stage, findings, some);
    await quiet(stage);
    await editOneByOne(stage, findings, { name: 'W2 private', target: 3000 }, [...issues, ...issues]);
  });

if (wanted('W5')) {
  const toAzure = { name: 'W5 to Azure DevOps', bytes: 50 * MiB, limitMs: 600_000 };
  await on({ from: 'data-center', to: 'azure-devops' }, async (stage) => await attachLarge(stage, findings, toAzure));
  const between = { name: 'W5 between Data Centers', bytes: Number(values.file) * MiB, limitMs: 1_800_000 };
  await on({ from: 'data-center', to: 'data-center' }, async (stage) => await attachLarge(stage, findings, between));
}

if (wanted('W6')) await on({ from: 'jira', to: 'azure-devops' }, async (stage) => await createInTrouble(stage, findings, count));

findings.print();
console.log(`\n${((Date.now() - started) / 60_000).toFixed(0)} minutes.`);
if (!findings.isUndamaged()) process.exitCode = 1;
