/**
 * The companion, a process over its own SQLite file, is killed again and again (SIGKILL) while users on both sides work: Azure
 * DevOps is its tenant, Jira Cloud its partner, which goes on meanwhile.
 *
 * 1. Every change that a tracker has acknowledged to its user is on the other side in the end.
 * 2. Each issue, comment and attachment is on either side once.
 *
 * It dies at moments that a seeded random spreads over the work: as the n-th write or read of its own reaches the tracker, whose answer
 * then finds nobody, or after some milliseconds, wherever it is.
 *
 * ENTENTE_KILLS: how many times (12; `npm run test:kill`: 50). ENTENTE_KILL_SEED: which run.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seededRandom } from '@entente/testkit';
import { eventually } from '../support/eventually.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { letMinutesPass } from '../support/minutes.ts';
import type { Seen } from '../support/people.ts';
import { adf } from '../support/rich-text.ts';
import { connect, openRoom, otherHost, quiet, whileKilled, type Host, type Room } from '../support/room.ts';

const KILLS = Number(process.env['ENTENTE_KILLS'] ?? 12);
const SEED = Number(process.env['ENTENTE_KILL_SEED'] ?? 1);
/** What users do between two kills. */
const DEEDS = 4;
const LONGEST_LIFE_MS = 700;

const hosts: readonly Host[] = ['jira', 'azure-devops'];
const random = seededRandom(SEED);
const below = (limit: number): number => Math.floor(random.fraction() * limit);

/** What the users were told is done. */
interface Expected {
  readonly name: string;
  readonly at: Host;
  /** On the side where it was made. */
  readonly id: string;
  edits: number;
  readonly comments: string[];
  readonly files: Map<string, string>;
}

let room: Room;
let connectionId: string;
const issues: Expected[] = [];
const lived: string[] = [];

beforeAll(async () => {
  room = await openRoom();
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
}, 90_000);
afterAll(() => room.close());

const sha = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const summaryOf = ({ name, edits }: Expected): string => `${name} edit-${edits}`;
const nameIn = (summary: string): string => summary.split(' ')[0] ?? '';
const text = (host: Host, said: string): unknown =>
  host === 'jira' ? adf({ type: 'paragraph', content: [{ type: 'text', text: said }] }) : `<p>${said}</p>`;
const copies = (host: Host, name: string): readonly Seen[] =>
  room[host].people.all(room[host].project).filter(({ summary }) => nameIn(summary) === name);

async function makeIssue(host: Host): Promise<void> {
  const name = `${host}-${issues.length}`;
  const { people, project } = room[host];
  const id = await people.create(project, { summary: `${name} edit-0`, description: text(host, `Described ${name}`) });
  issues.push({ name, at: host, id, edits: 0, comments: [], files: new Map() });
}

/** On the side where it was made, or on its twin where there is one by now. */
function placeOf(issue: Expected): { readonly host: Host; readonly id: string } {
  const other = otherHost(issue.at);
  const twin = below(2) === 0 ? undefined : copies(other, issue.name)[0];
  return twin === undefined ? { host: issue.at, id: issue.id } : { host: other, id: twin.id };
}

async function doSomething(): Promise<void> {
  const issue = issues.length < 4 || below(3) === 0 ? undefined : issues[below(issues.length)];
  if (issue === undefined) {
    await makeIssue(hosts[below(2)] ?? 'jira');
    return;
  }
  const { host, id } = placeOf(issue);
  const kind = below(3);
  if (kind === 0) {
    const said = `said-${issue.name}-${issue.comments.length}`;
    await room[host].people.comment(id, text(host, said));
    issue.comments.push(said);
  } else if (kind === 1) {
    const filename = `file-${issue.name}-${issue.files.size}.bin`;
    const content = Buffer.from(Array.from({ length: 2000 + below(20_000) }, () => below(256)));
    await room[host].people.attach(id, filename, content);
    issue.files.set(filename, sha(content));
  } else {
    // On its own side only: which of two edits wins where both sides make one is another test's question.
    await room[issue.at].people.edit(issue.id, { summary: `${issue.name} edit-${issue.edits + 1}` });
    issue.edits += 1;
  }
}

/** Resolves when the companion is dead. */
async function killSometime(): Promise<void> {
  const { azureDevOps, companion } = room.playground;
  const way = below(3);
  const limit = way === 2 ? below(LONGEST_LIFE_MS) : LONGEST_LIFE_MS;
  let left = 1 + below(way === 0 ? 3 : 12);
  await new Promise<void>((resolve, reject) => {
    const kill = (why: string): void => {
      clearTimeout(timer);
      stop();
      lived.push(why);
      // The signal is sent in this very turn: who waits for an answer does not get it.
      companion.kill().then(resolve, reject);
    };
    const timer = setTimeout(() => kill('time'), limit);
    const stop = azureDevOps.control.onRequest(({ method, account }) => {
      if (way === 2 || account !== 'entente' || (way === 0 && method === 'GET')) return;
      left -= 1;
      if (left === 0) kill(way === 0 ? 'write' : 'request');
    });
  });
}

/** Of one copy: what users have said and attached, once each. */
const contentOf = ({ summary, comments, attachments }: Seen) => ({
  summary,
  comments: comments.map(({ body }) => /said-[\w-]+/.exec(JSON.stringify(body))?.[0] ?? JSON.stringify(body)).toSorted(),
  files: attachments.map(({ filename, bytes: content }) => `${filename} ${sha(content)}`).toSorted(),
});
const wanted = () =>
  Object.fromEntries(
    issues.map((issue) => [
      issue.name,
      [
        {
          summary: summaryOf(issue),
          comments: issue.comments.toSorted(),
          files: [...issue.files].map(([filename, hash]) => `${filename} ${hash}`).toSorted(),
        },
      ],
    ]),
  );
function present(host: Host) {
  const found: Record<string, ReturnType<typeof contentOf>[]> = {};
  for (const seen of room[host].people.all(room[host].project)) (found[nameIn(seen.summary)] ??= []).push(contentOf(seen));
  return found;
}

test(`killed ${KILLS} times in the middle of work, it loses nothing and doubles nothing`, async () => {
  const { companion } = room.playground;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const died = killSometime();
    for (let deed = 0; deed < DEEDS; deed += 1) await doSomething();
    await died;
    // Users go on while it is away.
    await doSomething();
    await (below(3) === 0 ? whileKilled(room, letMinutesPass) : companion.restart());
  }
  expect(lived).toHaveLength(KILLS);
  // A lost write may take effect for a while yet, and what it was about waits for that.
  await whileKilled(room, letMinutesPass);
  room.playground.jira.control.coldStart();
  const complete = (host: Host): number =>
    Object.values(present(host)).filter(
      ([one]) => one !== undefined && JSON.stringify(wanted()[nameIn(one.summary)]?.[0]) === JSON.stringify(one),
    ).length;
  await eventually(
    'everything on both sides',
    () => hosts.map(complete),
    (counts) => counts.every((count) => count === issues.length),
    90_000,
  ).catch(() => undefined);
  await quiet(room, connectionId);
  for (const host of hosts) expect(present(host)).toEqual(wanted());
  expect(room['northwind'].people.all()).toEqual([]);
  expectDescribed(
    room.playground,
    hosts.map((host) => (host === 'jira' ? 'jira-cloud' : host)),
  );
  const count = (way: string): number => lived.filter((one) => one === way).length;
  console.log(
    `killed ${KILLS} times (seed ${SEED}): ${count('write')} as a write reached the tracker, ${count('request')} as any request did, ${count('time')} after some time; ${issues.length} issues, ${issues.reduce((sum, { comments }) => sum + comments.length, 0)} comments, ${issues.reduce((sum, { files }) => sum + files.size, 0)} files, ${issues.reduce((sum, { edits }) => sum + edits, 0)} edits`,
  );
}, 600_000);
