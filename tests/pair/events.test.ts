/**
 * Events are hints (PROTOCOL §7.6): late, twice, lost, or met by a tracker that is busy, everything arrives, and once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { namedAt } from '../support/named.ts';
import { adf } from '../support/rich-text.ts';
import { connect, openRoom, otherHost, quiet, sweep, type Host, type Room } from '../support/room.ts';
import { kindOf, takes } from '../support/writes.ts';

const hosts: readonly Host[] = ['jira', 'azure-devops'];
const words = {
  jira: adf({ type: 'paragraph', content: [{ type: 'text', text: 'Said once.' }] }),
  'azure-devops': '<p>Said once.</p>',
};

/** As the copies have it. */
const said = {
  jira: namedAt('jira-cloud', 'azure-devops', words.jira),
  'azure-devops': namedAt('azure-devops', 'jira-cloud', words['azure-devops']),
};

let room: Room;
let connectionId: string;

beforeAll(async () => {
  room = await openRoom();
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
});
afterAll(() => room.close());

/** On both sides, a user makes an issue with a comment. */
async function make(what: string): Promise<void> {
  for (const host of hosts) {
    const { people, project } = room[host];
    await people.comment(await people.create(project, { summary: `${what}, ${host}` }), words[host]);
  }
}

const copies = (what: string, host: Host) =>
  room[otherHost(host)].people.all(room[otherHost(host)].project).filter(({ summary }) => summary === `${what}, ${host}`);

async function arrivesOnce(what: string, start: Record<Host, number>): Promise<void> {
  await eventually(
    `${what}, on both sides`,
    () => hosts.map((host) => copies(what, host)),
    (seen) => seen.every((issues) => issues.some(({ comments }) => comments.length > 0)),
    60_000,
  );
  await quiet(room, connectionId);
  for (const host of hosts) {
    expect(copies(what, host).map(({ comments }) => comments.map(({ body }) => body))).toEqual([[said[otherHost(host)]]]);
    expect(room[host].writes().slice(start[host]).map(kindOf)).toEqual([takes[host].issue, takes[host].comment]);
  }
}

const writesSoFar = (): Record<Host, number> => ({ jira: room.jira.writes().length, 'azure-devops': room['azure-devops'].writes().length });

test('late and twice', async () => {
  const { jira, azureDevOps } = room.playground;
  const start = writesSoFar();
  jira.control.events.delay(400);
  jira.control.events.duplicateNext(2);
  jira.control.duplicateQueued(4);
  azureDevOps.control.events.delay(400);
  azureDevOps.control.events.duplicate(3);
  await make('Late and twice');
  await arrivesOnce('Late and twice', start);
  jira.control.events.delay(0);
  azureDevOps.control.events.delay(0);
});

test('while the tracker says 429 and for how long', async () => {
  const { jira, azureDevOps } = room.playground;
  const start = writesSoFar();
  // What comes through the platform carries no credentials of a user.
  jira.control.throttle(
    2,
    2,
    ({ method, headers, path }) => method === 'POST' && headers['authorization'] === undefined && !path.includes('/search'),
  );
  azureDevOps.control.throttle(2, 2, {
    matches: ({ account, method, path }) => account === 'entente' && method === 'POST' && /\/wit\/workitems\//i.test(path),
  });
  await make('Throttled');
  await arrivesOnce('Throttled', start);
  const refused = [jira.control.requests(), azureDevOps.control.requests()].map(
    (requests) => requests.filter(({ status }) => status === 429).length,
  );
  expect(refused).toEqual([2, 2]);
});

test('lost: the sweep finds them', async () => {
  const { jira, azureDevOps } = room.playground;
  // At its start the companion does not know yet that there are events, so its second sweep comes soon: it would find what is lost here.
  await eventually(
    'the second sweep',
    () => azureDevOps.control.requests().filter(({ path }) => path.includes('/reporting/workitemrevisions')).length,
    (sweeps) => sweeps > 1,
    60_000,
  );
  const start = writesSoFar();
  jira.control.events.dropNext(1000);
  azureDevOps.control.events.drop(1000);
  await make('Lost');
  await quiet(room, connectionId);
  expect(hosts.map((host) => copies('Lost', host))).toEqual([[], []]);
  await sweep(room);
  await arrivesOnce('Lost', start);
  jira.control.events.dropNext(0);
});
