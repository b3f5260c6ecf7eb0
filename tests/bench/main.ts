/**
 * `npm run bench`: what the sync between Jira Cloud and Azure DevOps costs, outside the tests. The trackers are the stand-ins with a latency
 * for each REST request, the companion runs in a process of its own, the Forge app on the stand-in of Forge.
 *
 *     --issues 100   how many issues W1 makes, and W2 edits
 *     --latency 20   milliseconds
 *     --only W1      W1, W2, W3, W4 or W6; W2 and W3 need W1's issues, and bring them
 */
import { parseArgs } from 'node:util';
import { eventually } from '../support/eventually.ts';
import { connect, openRoom, quiet, sweep } from '../support/room.ts';
import type { Room } from '../support/room.ts';
import { clearCounts, lagOf, printCounts } from './report.ts';

const { values } = parseArgs({
  options: {
    issues: { type: 'string', default: '100' },
    latency: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
const issues = Number(values.issues);
const wanted = (name: string): boolean => values.only === '' || values.only.split(',').includes(name);

const room = await openRoom();
const { connectionId } = await connect(room, { initiator: 'jira' });
room.playground.jira.control.latency(Number(values.latency));
room.playground.azureDevOps.control.latency(Number(values.latency));
console.log(`Jira Cloud → Azure DevOps (Agile), ${values.latency} ms a REST request, Node ${process.version}.`);

const paragraph = (text: string): unknown => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const description = (n: number): unknown => ({
  type: 'doc',
  version: 1,
  content: [
    paragraph(`Issue ${n}: what happened, and what should have.`),
    { type: 'codeBlock', attrs: { language: 'java' }, content: [{ type: 'text', text: `int n = ${n};\nreturn n * n;` }] },
    { type: 'bulletList', content: ['one', 'two', 'three'].map((text) => ({ type: 'listItem', content: [paragraph(text)] })) },
  ],
});
const note = (text: string): unknown => ({ type: 'doc', version: 1, content: [paragraph(text)] });
const file = Buffer.from(Uint8Array.from({ length: 65_536 }, (_, i) => (i * 31) % 251));

async function create(n: number): Promise<string> {
  const { people, project } = room.jira;
  const id = await people.create(project, { summary: `W ${n}`, description: description(n) });
  for (const text of ['first', 'second', 'third']) await people.comment(id, note(`${text} of ${n}`));
  await people.attach(id, 'trace.bin', Buffer.concat([Buffer.from(String(n)), file.subarray(String(n).length)]));
  return id;
}

/** Users work ten at a time. */
async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
    }),
  );
}

const whole = (counts: Room): number =>
  counts['azure-devops'].people
    .all(counts['azure-devops'].project)
    .filter(({ summary, comments, attachments }) => summary.startsWith('W ') && comments.length === 3 && attachments.length === 1).length;

const made: string[] = [];

async function w1(name: string): Promise<void> {
  clearCounts(room);
  const before = whole(room);
  const started = performance.now();
  await each(
    Array.from({ length: issues }, (_, i) => i + before),
    async (n) => void made.push(await create(n)),
  );
  const users = performance.now() - started;
  await eventually(
    `${name}: all twins whole`,
    () => whole(room),
    (count) => count >= before + issues,
    1_200_000,
  );
  const seconds = (performance.now() - started) / 1000;
  await quiet(room, connectionId);
  console.log(
    `\n${name}: ${issues} issues with 3 comments and a file of 64 kB in ${seconds.toFixed(1)} s (users took ${(users / 1000).toFixed(1)} s): ${(issues / seconds).toFixed(1)} issues/s`,
  );
  printCounts(room, issues, 'issue');
  const twins = room['azure-devops'].people.all(room['azure-devops'].project).filter(({ summary }) => summary.startsWith('W '));
  console.log(`  twins: ${twins.length}, of them whole ${whole(room)}; made by users: ${made.length}`);
}

async function w2(): Promise<void> {
  clearCounts(room);
  const lags: number[] = [];
  for (const [n, id] of made.slice(0, Math.min(30, issues)).entries())
    lags.push(await lagOf(room, async (summary) => await room.jira.people.edit(id, { summary }), `W edited ${n}`));
  await quiet(room, connectionId);
  const sorted = lags.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0);
  console.log(
    `\nW2: ${lags.length} edits of the summary, one at a time: lag from the user's answer to the twin p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`,
  );
  printCounts(room, lags.length, 'edit');
}

async function w3(): Promise<void> {
  clearCounts(room);
  const started = performance.now();
  await sweep(room);
  await quiet(room, connectionId);
  console.log(
    `\nW3: both sides look through their change feed with nothing changed, ${made.length} issues, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  printCounts(room, made.length, 'issue');
}

async function w4(): Promise<void> {
  const id = made[0] ?? (await create(0));
  clearCounts(room);
  const started = performance.now();
  for (let n = 0; n < 50; n++) await room.jira.people.comment(id, note(`comment ${n}`));
  await eventually(
    'W4: 50 comments',
    () => room['azure-devops'].people.all().filter(({ comments }) => comments.length >= 53).length,
    (count) => count > 0,
    300_000,
  );
  const seconds = (performance.now() - started) / 1000;
  await quiet(room, connectionId);
  console.log(`\nW4: 50 comments on one issue in ${seconds.toFixed(1)} s`);
  printCounts(room, 50, 'comment');
}

/** W1 with 5 % of the requests refused, and events twice and lost. */
async function w6(): Promise<void> {
  const { jira, azureDevOps } = room.playground;
  const trouble = setInterval(() => {
    jira.control.throttle(1, 1);
    azureDevOps.control.failNext(503);
    jira.control.events.duplicateNext();
    jira.control.events.dropNext();
  }, 500);
  const sweeping = setInterval(() => void jira.control.runScheduled(), 10_000);
  try {
    await w1('W6');
  } finally {
    clearInterval(trouble);
    clearInterval(sweeping);
  }
}

try {
  await w1('W1');
  if (wanted('W2')) await w2();
  if (wanted('W3')) await w3();
  if (wanted('W4')) await w4();
  if (wanted('W6')) await w6();
} finally {
  await room.close();
}
