/** W1 to W6 of what the benchmark measures. What must hold whatever the speed is told to the findings: nothing lost, nothing twice. */
import { createHash } from 'node:crypto';
import { mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import type { Findings } from './findings.ts';
import { measure, quiet, type Acted } from './measure.ts';
import { isWrite } from './report.ts';
import type { Stage } from './stage.ts';
import { createWhole, each, isWhole, usersOf } from './users.ts';

export interface CreateOptions {
  readonly name: string;
  readonly prefix: string;
  readonly count: number;
  readonly limitMs: number;
  /** Called when all is there, before it is waited that nothing moves any more. */
  readonly there?: () => Promise<void>;
}

/** W1, and W6 with its troubles: issues with ADF, three comments and a file. Answers their ids. */
export async function createMany(stage: Stage, findings: Findings, options: CreateOptions): Promise<readonly string[]> {
  const { name, prefix, count, limitMs } = options;
  const users = usersOf(stage.from.host);
  const issues: string[] = [];
  const measured = await measure(
    stage,
    { title: `${name}: ${count} issues with 3 comments and a file of 64 kB`, items: count, item: 'issue' },
    async () => {
      const started = Date.now();
      const made = new Map<string, number>();
      await each(
        Array.from({ length: count }, (_, n) => n),
        async (n) => {
          issues.push(await createWhole(users, prefix, n, () => made.set(`${prefix} ${n}`, Date.now())));
        },
      );
      const typed = (Date.now() - started) / 1000;
      await eventually(
        `${name}: all twins whole`,
        async () => (await stage.to.host.seen(`${prefix} `)).filter(({ comments, files }) => comments === 3 && files.length === 1).length,
        (whole) => whole >= count,
        limitMs,
        500,
      ).catch(told);
      const seconds = (Date.now() - started) / 1000;
      await options.there?.();
      return { seconds, lags: await lagsSince(stage, made), note: `users took ${typed.toFixed(1)} s` };
    },
  );
  await checkExactly(stage, findings, options);
  if (name === 'W1') {
    const calls = measured.calls / count;
    findings.note(name, 'at most 10 tracker calls an issue', calls.toFixed(2), calls <= 10);
    const rate = count / measured.seconds;
    findings.note(name, '25 issues/s or more', rate.toFixed(1), rate >= 25);
  }
  return issues;
}

function told(caught: unknown): void {
  console.log(`  ${caught instanceof Error ? caught.message : String(caught)}`);
}

/** `made`: when the user had the answer (ms), by what is to be seen. */
async function lagsSince(stage: Stage, made: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const arrivals = await stage.to.host.arrivals([...made.keys()]);
  return [...made.values()].flatMap((at, place) => {
    const arrived = arrivals[place] ?? null;
    return arrived === null ? [] : [Math.max(0, arrived - at)];
  });
}

/** By what both trackers hold in the end: each issue once on either side, each with its comments and its file, byte for byte. */
async function checkExactly(stage: Stage, findings: Findings, { name, prefix, count }: CreateOptions): Promise<void> {
  let exact = true;
  for (const { name: side, host } of [stage.from, stage.to]) {
    const found = await host.whole(`${prefix} `);
    const names = new Set(found.map(({ summary }) => summary));
    const whole = found.filter((one) => isWhole(one, Number(one.summary.slice(prefix.length + 1)))).length;
    exact &&= found.length === count && names.size === count && whole === count;
    console.log(`  ${side}: ${found.length} issues, ${names.size} different ones, ${whole} of ${count} exactly as they were made`);
  }
  console.log(`  ${exact ? 'nothing lost, nothing twice' : 'NOT EXACT'}`);
  findings.note(name, 'nothing lost, nothing twice', exact ? 'so' : 'not so', exact);
  if (!exact) findings.damage();
}

/** W6: 5 % of our requests refused, half of them with 429; events dropped, twice, out of order. */
export async function createInTrouble(stage: Stage, findings: Findings, count: number): Promise<void> {
  const sides = [stage.from, stage.to];
  for (const { host } of sides) await host.trouble(0.05);
  // Jira's own time is five minutes; it finds what events did not tell.
  const sweeping = setInterval(() => void stage.from.host.sweep().catch(() => undefined), 20_000);
  const there = async (): Promise<void> => {
    clearInterval(sweeping);
    for (const { host } of sides) await host.trouble(0);
  };
  await createMany(stage, findings, { name: 'W6', prefix: 'W', count, limitMs: 900_000 + count * 4000, there });
  for (const { name, host } of sides) {
    const asked = await host.requests();
    const refused = (status: number): number => asked.filter((one) => one.status === status).length;
    const { dropped, duplicated, overtaken } = await host.events();
    console.log(
      `  ${name}: ${asked.length} requests, refused ${refused(429)} with 429 and ${refused(503)} with 503, and ${await host.lost()} carried out without an answer; events dropped ${dropped}, twice ${duplicated}, overtaken by later ones ${overtaken}`,
    );
  }
}

/** W2 by ten users at once: how much goes through. */
export async function editMany(stage: Stage, findings: Findings, issues: readonly string[]): Promise<void> {
  const users = usersOf(stage.from.host);
  const title = `W2: ${issues.length} single-field edits by ten users`;
  const { calls } = await measure(stage, { title, items: issues.length, item: 'edit' }, async () => {
    const made = new Map<string, number>();
    const started = Date.now();
    await each([...issues.entries()], async ([n, issue]) => {
      await users.edit(issue, `W2 again ${n}`);
      made.set(`W2 again ${n}`, Date.now());
    });
    const arrived = async (): Promise<number> => (await stage.to.host.seen('W2 again ')).length;
    await eventually('W2: all edits', arrived, (count) => count >= issues.length, 120_000 + issues.length * 2000, 250).catch(told);
    if ((await arrived()) !== issues.length) findings.damage();
    return { seconds: (Date.now() - started) / 1000, lags: await lagsSince(stage, made) };
  });
  findings.note('W2', 'at most 3 tracker calls an edit', (calls / issues.length).toFixed(2), calls <= issues.length * 3);
}

const isIssueRead = (path: string): boolean => /\/issue\/\d+|\/workitems?\/\d+|workitemsbatch/i.test(path);

/** W3: both sides look through their change feed, and nothing has changed. */
export async function resync(stage: Stage, findings: Findings, issues: number): Promise<void> {
  const title = `W3: a full resync of ${issues} issues with nothing changed`;
  const { writes } = await measure(stage, { title, items: issues, item: 'issue' }, async () => {
    const started = Date.now();
    await stage.from.host.sweep();
    await stage.companion.restart();
    await quiet(stage);
    return { seconds: (Date.now() - started) / 1000, lags: null };
  });
  const asked = [...(await stage.from.host.requests()), ...(await stage.to.host.requests())];
  const reads = asked.filter((one) => !isWrite(one) && isIssueRead(one.path)).length;
  const share = (reads * 50) / issues;
  console.log(`  reads of issues: ${reads}; all requests per 50 issues: ${((asked.length * 50) / issues).toFixed(2)}`);
  findings.note('W3', 'no write at all', String(writes), writes === 0);
  findings.note('W3', 'less than one read of an issue per 50 issues', share.toFixed(2), share < 1);
}

const COMMENTS = 50;

/** W4 */
export async function commentMuch(stage: Stage, findings: Findings, issue: string): Promise<void> {
  const users = usersOf(stage.from.host);
  const texts = Array.from({ length: COMMENTS }, (_, n) => `W4 comment ${n}`);
  const { summary = '' } = (await stage.from.host.seen('')).find(({ id }) => id === issue) ?? {};
  const times = async (): Promise<readonly number[]> => {
    const said = (await stage.to.host.whole(summary)).flatMap((one) => one.said);
    return texts.map((text) => said.filter((body) => new RegExp(`${text}(?!\\d)`).test(body)).length);
  };
  await measure(stage, { title: `W4: ${COMMENTS} comments on one issue`, items: COMMENTS, item: 'comment' }, async () => {
    const made = new Map<string, number>();
    const started = Date.now();
    for (const text of texts) {
      await users.comment(issue, text);
      made.set(text, Date.now());
    }
    await eventually('W4: all comments', times, (counts) => counts.every((count) => count > 0), 300_000, 250).catch(told);
    return { seconds: (Date.now() - started) / 1000, lags: await lagsSince(stage, made) };
  });
  const exact = (await times()).every((count) => count === 1);
  findings.note('W4', 'nothing lost, nothing twice', exact ? 'so' : 'not so', exact);
  if (!exact) findings.damage();
}

const MiB = 2 ** 20;
const MOST_MEMORY = 150;

export interface FileOptions {
  readonly name: string;
  readonly bytes: number;
  readonly limitMs: number;
}

/** W5: one large file, and what our processes take for it. */
export async function attachLarge(stage: Stage, findings: Findings, { name, bytes, limitMs }: FileOptions): Promise<void> {
  const users = usersOf(stage.from.host);
  const summary = `${name} large`;
  const issue = await users.create(summary, 0);
  await eventually(
    `${name}: the twin`,
    async () => (await stage.to.host.seen(summary)).length,
    (twins) => twins > 0,
    120_000,
  );
  await quiet(stage);
  const folder = mkdtempSync(join(tmpdir(), 'entente-bench-file-'));
  try {
    const path = join(folder, 'large.bin');
    const sha256 = await writeFile(path, bytes);
    let arrived = false;
    const title = `${name}: a file of ${(bytes / MiB).toFixed(0)} MiB`;
    const { costs } = await measure(stage, { title, items: 1, item: 'file' }, async (): Promise<Acted> => {
      await users.attach(issue, 'large.bin', await openAsBlob(path));
      const started = Date.now();
      const sizes = async (): Promise<readonly number[]> => (await stage.to.host.seen(summary)).flatMap(({ files }) => files);
      await eventually(`${name}: the file`, sizes, (found) => found.includes(bytes), limitMs, 250).catch(told);
      const seconds = (Date.now() - started) / 1000;
      return { seconds, lags: null, note: `${(bytes / MiB / seconds).toFixed(1)} MiB/s` };
    });
    const files = (await stage.to.host.whole(summary)).flatMap((twin) => twin.files);
    arrived = files.length === 1 && files[0] === sha256;
    findings.note(name, 'the file is there once, byte for byte', arrived ? 'so' : 'not so', arrived);
    if (!arrived) findings.damage();
    for (const { name: process, idle, peak } of costs.filter((one) => !one.name.startsWith('stand-in')))
      findings.note(
        name,
        `${process}: less than ${MOST_MEMORY} MiB above idle`,
        `${(peak - idle).toFixed(0)} MiB`,
        peak - idle < MOST_MEMORY,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** No two parts the same. Answers its hash. */
async function writeFile(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  try {
    const part = Buffer.alloc(MiB, readFileSync(import.meta.filename));
    for (let written = 0; written < bytes; written += MiB) {
      part.writeUInt32BE(written / MiB, 0);
      const now = part.subarray(0, Math.min(MiB, bytes - written));
      hash.update(now);
      await file.write(now);
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
