/** What is measured. Each prints its own result and answers whether it holds what must hold whatever the speed: nothing lost, nothing twice. */
import { eventually } from '../support/eventually.ts';
import type { Counted } from './host-protocol.ts';
import { watchCosts } from './hosts.ts';
import { isWrite, percentile, printCalls, printCosts, printLag } from './report.ts';
import type { Stage } from './stage.ts';
import { createWhole, each, usersOf } from './users.ts';

const isWhole = ({ comments, files }: Counted): boolean => comments === 3 && files.length === 1;

async function forget(stage: Stage): Promise<void> {
  await stage.from.host.forget();
  await stage.to.host.forget();
}

/** Longer than Entente ever pauses between two steps of its work. */
const QUIET_MS = 2500;

/** Nothing waits in either queue, and no tracker has been asked anything for a while. */
export async function quiet(stage: Stage): Promise<void> {
  let last = '';
  let since = Date.now();
  await eventually(
    'quiet',
    async () => {
      const waiting: number[] = [];
      for (const { admin } of [stage.from, stage.to]) {
        const view = await admin.connection({ connectionId: stage.connectionId });
        waiting.push(view === null ? 0 : view.counts.waitingToSend + view.counts.waitingToApply);
      }
      const asked = [(await stage.from.host.requests()).length, (await stage.to.host.requests()).length];
      const now = [...waiting, ...asked].join();
      if (now !== last) since = Date.now();
      last = now;
      return waiting.every((count) => count === 0) && Date.now() - since > QUIET_MS;
    },
    (is) => is,
    120_000,
    500,
  );
}

export interface Made {
  readonly issues: readonly string[];
  readonly exact: boolean;
}

/** W1, and W6 with its troubles: issues with ADF, three comments and a file. */
export async function createMany(stage: Stage, { name, prefix, count, limitMs }: CreateOptions): Promise<Made> {
  await forget(stage);
  const users = usersOf(stage.from.host);
  const exchanges = await stage.from.host.exchanges();
  const costs = watchCosts(stage.processes);
  const issues: string[] = [];
  const started = Date.now();
  const numbers = Array.from({ length: count }, (_, n) => n);
  await each(numbers, async (n) => void issues.push(await createWhole(users, prefix, n)));
  const typed = (Date.now() - started) / 1000;
  await eventually(
    `${name}: all twins whole`,
    async () => (await stage.to.host.seen(`${prefix} `)).filter(isWhole).length,
    (whole) => whole >= count,
    limitMs,
    250,
  ).catch((caught: unknown) => console.log(`  ${caught instanceof Error ? caught.message : String(caught)}`));
  const seconds = (Date.now() - started) / 1000;
  const took = costs();
  await quiet(stage).catch(() => console.log('  still at work after two minutes'));
  console.log(
    `\n${name}: ${count} issues with 3 comments and a file of 64 kB in ${seconds.toFixed(1)} s (users took ${typed.toFixed(1)} s): ${(count / seconds).toFixed(1)} issues/s`,
  );
  await printCalls(stage, count, 'issue');
  console.log(`  partner requests: ${(((await stage.from.host.exchanges()) - exchanges) / count).toFixed(2)} per issue`);
  printCosts(took, count, 'issue');
  return { issues, exact: exactly(await stage.to.host.seen(`${prefix} `), count) };
}

export interface CreateOptions {
  readonly name: string;
  readonly prefix: string;
  readonly count: number;
  readonly limitMs: number;
}

function exactly(twins: readonly Counted[], count: number): boolean {
  const names = new Set(twins.map(({ summary }) => summary));
  const whole = twins.filter(isWhole).length;
  const exact = twins.length === count && names.size === count && whole === count;
  console.log(
    `  twins: ${twins.length}, different ones ${names.size}, whole ${whole} of ${count}: ${exact ? 'nothing lost, nothing twice' : 'NOT EXACT'}`,
  );
  return exact;
}

/** One change at a time: each is awaited before the next. */
async function lagsOf(stage: Stage, issues: readonly string[], label: string): Promise<readonly number[]> {
  const users = usersOf(stage.from.host);
  const lags: number[] = [];
  for (const [n, issue] of issues.entries()) {
    const summary = `${label} ${n}`;
    const arrived = stage.to.host.arrival(summary);
    await users.edit(issue, summary);
    const edited = Date.now();
    lags.push(Math.max(0, (await arrived) - edited));
  }
  return lags;
}

/** `issues`: each is edited once. */
export async function editOneByOne(stage: Stage, name: string, issues: readonly string[]): Promise<void> {
  await forget(stage);
  const costs = watchCosts(stage.processes);
  const lags = await lagsOf(stage, issues, name);
  const took = costs();
  await quiet(stage);
  console.log('');
  printLag(`${name}: single-field edits, one at a time`, lags);
  await printCalls(stage, lags.length, 'edit');
  printCosts(took, lags.length, 'edit');
}

/** Ten users edit at once: how much goes through. */
export async function editMany(stage: Stage, issues: readonly string[]): Promise<void> {
  await forget(stage);
  const users = usersOf(stage.from.host);
  const started = Date.now();
  await each([...issues.entries()], async ([n, issue]) => await users.edit(issue, `W2 again ${n}`));
  await eventually(
    'W2: all edits',
    async () => (await stage.to.host.seen('W2 again ')).length,
    (count) => count >= issues.length,
    600_000,
    250,
  );
  const seconds = (Date.now() - started) / 1000;
  await quiet(stage);
  console.log(
    `\nW2: ${issues.length} single-field edits by ten users in ${seconds.toFixed(1)} s: ${(issues.length / seconds).toFixed(1)} edits/s`,
  );
  await printCalls(stage, issues.length, 'edit');
}

const isIssueRead = (path: string): boolean => /\/issue\/\d+|\/workitems?\/\d+|workitemsbatch/i.test(path);

/** W3: both sides look through their change feed, and nothing has changed. */
export async function resync(stage: Stage, issues: number): Promise<boolean> {
  await forget(stage);
  const started = Date.now();
  await stage.from.host.sweep();
  await stage.companion.restart();
  await quiet(stage);
  console.log(`\nW3: a full resync with nothing changed, ${issues} issues, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const { writes } = await printCalls(stage, issues, 'issue');
  const asked = [...(await stage.from.host.requests()), ...(await stage.to.host.requests())];
  const read = asked.filter((one) => !isWrite(one) && isIssueRead(one.path)).length;
  console.log(`  reads of issues: ${read}; all requests per 50 issues: ${((asked.length * 50) / issues).toFixed(2)}`);
  return writes === 0;
}

/** W4 */
export async function commentMuch(stage: Stage, issue: string): Promise<void> {
  await forget(stage);
  const users = usersOf(stage.from.host);
  const started = Date.now();
  for (let n = 0; n < 50; n++) await users.comment(issue, `comment ${n}`);
  await eventually(
    'W4: 50 comments',
    async () => (await stage.to.host.seen('')).some(({ comments }) => comments >= 53),
    (is) => is,
    300_000,
    100,
  );
  const seconds = (Date.now() - started) / 1000;
  await quiet(stage);
  console.log(`\nW4: 50 comments on one issue in ${seconds.toFixed(1)} s`);
  await printCalls(stage, 50, 'comment');
}

/** W5: one large file; what the companion takes for it. */
export async function attachLarge(stage: Stage, name: string, bytes: number, limitMs: number): Promise<void> {
  const users = usersOf(stage.from.host);
  const issue = await users.create(`${name} large`, 0);
  await eventually(
    `${name}: the twin`,
    async () => (await stage.to.host.seen(`${name} large`)).length,
    (twins) => twins > 0,
    120_000,
  );
  await quiet(stage);
  await forget(stage);
  const costs = watchCosts(stage.processes);
  const file = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i += 4096) file[i] = (i / 4096) % 251;
  await users.attach(issue, 'large.bin', file);
  const started = Date.now();
  const arrived = await eventually(
    `${name}: the file`,
    async () => (await stage.to.host.seen(`${name} large`)).some(({ files }) => files.includes(bytes)),
    (is) => is,
    limitMs,
    250,
  ).catch((caught: unknown) => {
    console.log(`  ${caught instanceof Error ? caught.message : String(caught)}`);
    return false;
  });
  const seconds = (Date.now() - started) / 1000;
  const took = costs();
  const size = `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(`\n${name}: a file of ${size} ${arrived ? `in ${seconds.toFixed(1)} s` : `NOT THERE after ${seconds.toFixed(0)} s`}`);
  await printCalls(stage, 1, 'file');
  printCosts(took, 1, 'file');
}

/** Of the same connection, without and with an issue whose every write is refused for good. */
export async function besideFailing(stage: Stage, issues: readonly string[], failing: string): Promise<void> {
  const users = usersOf(stage.from.host);
  const half = Math.floor(issues.length / 2);
  const before = await lagsOf(stage, issues.slice(0, half), 'F without');
  const [twin] = await stage.to.host.seen(`${failing}`);
  const [original] = await stage.from.host.seen(`${failing}`);
  if (twin === undefined || original === undefined) throw new Error(`No ${failing}`);
  await stage.to.host.refuse(twin.id);
  await users.edit(original.id, `${failing}, refused`);
  await eventually(
    'the error is told',
    async () => (await stage.to.admin.connection({ connectionId: stage.connectionId }))?.counts.errors ?? 0,
    (errors) => errors > 0,
    60_000,
    100,
  );
  const after: number[] = [];
  for (let n = half; n < issues.length; n += 10) {
    // Once more by its user, so that it is not only waiting for its time.
    await users.edit(original.id, `${failing}, refused ${n}`);
    after.push(...(await lagsOf(stage, issues.slice(n, n + 10), `F with ${n}`)));
  }
  const [p, q] = [percentile(before, 0.95), percentile(after, 0.95)];
  console.log('');
  printLag('One permanently failing issue: without it', before);
  printLag('                               beside it ', after);
  console.log(`  p95 of the others ${p === 0 ? 'n/a' : `${(((q - p) / p) * 100).toFixed(0)} %`} worse`);
}
