/**
 * The companion, a process over its own SQLite file, is killed again and again (SIGKILL) while users on both sides work: Azure
 * DevOps is its tenant, Jira Cloud its partner, which goes on meanwhile.
 *
 * 1. Every change that a tracker has acknowledged to its user is on the other side in the end.
 * 2. Each issue, comment and attachment is on either side once.
 *
 * It dies as a write of its own reaches the tracker (in turn: an issue that it makes, a comment, a file, an edit), whose answer then
 * finds nobody; as any request of its own does; or after some milliseconds, wherever it is. A seeded random says which of them.
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
/** What is waited for comes by then, unless what it would be about waits itself. */
const PATIENCE_MS = 20_000;

/** Requests of the companion's account by which it dies. */
const ways = {
  issue: /\/workitems\/(\$|%24)/i,
  comment: /\/comments(\/|$)/i,
  file: /\/attachments$/i,
  edit: /\/workitems\/\d+$/i,
  request: /./,
  time: null,
} as const;
type Way = keyof typeof ways;
const order: readonly Way[] = ['issue', 'comment', 'file', 'edit', 'request', 'time'];

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
const lived: Way[] = [];

beforeAll(async () => {
  room = await openRoom();
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
});
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

async function say(issue: Expected, { host, id } = placeOf(issue)): Promise<void> {
  const said = `said-${issue.name}-${issue.comments.length}`;
  await room[host].people.comment(id, text(host, said));
  issue.comments.push(said);
}

async function attach(issue: Expected, { host, id } = placeOf(issue)): Promise<void> {
  const filename = `file-${issue.name}-${issue.files.size}.bin`;
  const content = Buffer.from(Array.from({ length: 2000 + below(20_000) }, () => below(256)));
  await room[host].people.attach(id, filename, content);
  issue.files.set(filename, sha(content));
}

/** On its own side only: which of two edits wins where both sides make one is another test's question. */
async function edit(issue: Expected): Promise<void> {
  await room[issue.at].people.edit(issue.id, { summary: `${issue.name} edit-${issue.edits + 1}` });
  issue.edits += 1;
}

async function doSomething(): Promise<void> {
  const issue = issues.length < 4 || below(3) === 0 ? undefined : issues[below(issues.length)];
  if (issue === undefined) await makeIssue(hosts[below(2)] ?? 'jira');
  else await ([say, attach, edit][below(3)] ?? say)(issue);
}

/** What makes the companion write that to its tracker: it is done in Jira, on an issue that has its twin. */
async function provoke(way: Way): Promise<void> {
  if (way === 'issue') return await makeIssue('jira');
  const settled = issues.filter(({ at, name }) => at === 'jira' && copies('azure-devops', name).length > 0);
  const issue = settled[below(settled.length)];
  if (issue === undefined) return await doSomething();
  const place = { host: issue.at, id: issue.id };
  if (way === 'comment') await say(issue, place);
  else if (way === 'file') await attach(issue, place);
  else if (way === 'edit') await edit(issue);
  else await doSomething();
}

/** Resolves when the companion is dead. */
async function killBy(way: Way): Promise<void> {
  const { azureDevOps, companion } = room.playground;
  const pattern = ways[way];
  const limit = pattern === null ? below(LONGEST_LIFE_MS) : PATIENCE_MS;
  let left = way === 'request' ? 1 + below(12) : 1;
  await new Promise<void>((resolve, reject) => {
    const kill = (why: Way): void => {
      clearTimeout(timer);
      stop();
      lived.push(why);
      // The signal is sent in this very turn: who waits for an answer does not get it.
      companion.kill().then(resolve, reject);
    };
    const timer = setTimeout(() => kill('time'), limit);
    const stop = azureDevOps.control.onRequest(({ method, path, account }) => {
      if (account !== 'entente' || pattern?.test(path) !== true || (way !== 'request' && method === 'GET')) return;
      left -= 1;
      if (left === 0) kill(way);
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

test(
  `killed ${KILLS} times in the middle of work, it loses nothing and doubles nothing`,
  async () => {
    const { companion } = room.playground;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const way = order[kill % order.length] ?? 'time';
      const died = killBy(way);
      await provoke(way);
      for (let deed = 1; deed < DEEDS; deed += 1) await doSomething();
      await died;
      // Users go on while it is away.
      await doSomething();
      await (below(3) === 0 ? whileKilled(room, letMinutesPass) : companion.restart());
    }
    expect(lived).toHaveLength(KILLS);
    // Those that wait for a write and see none are no more than some.
    expect(lived.filter((way) => way !== 'time').length).toBeGreaterThan(KILLS / 2);
    // A lost write may take effect for a while yet, and what it was about waits for that.
    await whileKilled(room, letMinutesPass);
    room.playground.jira.control.coldStart();
    const complete = (host: Host): number =>
      Object.values(present(host)).filter(
        ([one]) => one !== undefined && JSON.stringify(wanted()[nameIn(one.summary)]?.[0]) === JSON.stringify(one),
      ).length;
    // Where it does not come, what follows says what is missing.
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
    const sum = (of: (issue: Expected) => number): number => issues.reduce((total, issue) => total + of(issue), 0);
    const deaths = order.map((way) => `${lived.filter((one) => one === way).length} ${way}`).join(', ');
    const made = `${issues.length} issues, ${sum(({ comments }) => comments.length)} comments, ${sum(({ files }) => files.size)} files`;
    console.log(`killed ${KILLS} times (seed ${SEED}: ${deaths}); ${made}, ${sum(({ edits }) => edits)} edits`);
  },
  240_000 + KILLS * 30_000,
);
