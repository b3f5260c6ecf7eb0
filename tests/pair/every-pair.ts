/**
 * The default sync of every ordered pair of host kinds, each with itself included: who invites × who accepts.
 *
 * 1. A code made by the one and accepted by the other, through the admin APIs, connects them; both show the same number.
 * 2. What a user makes on either side appears on the other, whole and once; what is changed there comes back.
 * 3. Nothing echoes: each tracker gets exactly the writes that this takes, also after everybody has swept.
 * 4. What is for one side alone, secrets and codes stay where they are.
 * 5. Every request to a tracker is as its official description has it.
 *
 * All pairs of a file live at once on the same hosts: most of the time each of them waits.
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { openAllHosts, type AllHosts, type AllHostsOptions } from '../support/all-hosts.ts';
import { descriptionsAreHere, heldEverywhere } from '../support/descriptions.ts';
import { eventually } from '../support/eventually.ts';
import { hostKinds, projectFor, type HostKind, type TrackerInstance } from '../support/instances.ts';
import { namedAt } from '../support/named.ts';
import { wordsOf } from '../support/passages.ts';
import type { Seen } from '../support/people.ts';
import { connectSides, done, type Connected } from '../support/room.ts';

export type Visibility = 'both public' | 'private initiator' | 'private acceptor';

interface Party {
  readonly instance: TrackerInstance;
  /** By the name that its people take. */
  readonly project: string;
  /** Made before the connection. */
  readonly older: string;
}

interface Pair extends Connected {
  readonly name: string;
  readonly initiator: Party;
  readonly acceptor: Party;
  readonly seconds: number;
}

/** Many pairs wait at once: looking costs more than it brings. */
const patience = { timeoutMs: 180_000, everyMs: 400 } as const;

export interface EveryPairOptions extends AllHostsOptions {
  readonly visibility: Visibility;
}

/** The ordered pairs with ServiceNow in them, or those without. */
export function orderedPairs(withServiceNow: boolean): readonly (readonly [HostKind, HostKind])[] {
  const all = hostKinds.flatMap((initiator) => hostKinds.map((acceptor) => [initiator, acceptor] as const));
  return all.filter((pair) => pair.includes('servicenow') === withServiceNow);
}

const nameOf = ([initiator, acceptor]: readonly [HostKind, HostKind]): string => `${initiator} invites ${acceptor}`;

export function testEveryPair(options: EveryPairOptions): void {
  const wanted = orderedPairs(options.serviceNow);
  const runs = new Map<string, Promise<Pair>>();
  const ended: Pair[] = [];
  let opened: AllHosts | null = null;
  const all = (): AllHosts => {
    if (opened === null) throw new Error('The hosts did not start.');
    return opened;
  };

  beforeAll(async () => {
    const hosts = await openAllHosts(options);
    opened = hosts;
    if (options.visibility !== 'both public') await makePrivate(hosts, options.visibility);
    for (const pair of wanted) {
      const run = runPair(hosts, pair, options.visibility);
      runs.set(nameOf(pair), run);
      // Each is awaited by its own test.
      run.then(
        (made) => ended.push(made),
        () => undefined,
      );
    }
  });
  afterAll(async () => {
    await Promise.allSettled(runs.values());
    process.stdout.write(tableOf(wanted, ended, options.visibility));
    await opened?.close();
  });

  describe(options.visibility, () => {
    test.each(wanted.map((pair) => [nameOf(pair)]))('%s', async (name) => void (await runs.get(name)), 300_000);

    if (options.visibility === 'private initiator')
      test('a private side makes no code without a URL', async () => {
        for (const { admin, kind } of invitingIn(all(), wanted)) {
          const made = await admin.initiate({ ...withoutUrl(`without a URL, ${kind}`), projectId: null });
          expect([kind, made]).toEqual([kind, expect.objectContaining({ kind: 'refused', code: 'noUrlWhilePrivate' })]);
        }
      });

    test('nothing echoes: each tracker was written to as often as it takes, and is not once everybody has swept', async () => {
      await quiet(all(), ended);
      expect(writesOf(ended)).toEqual(expectedWrites(ended));
      await sweepAll(all());
      await quiet(all(), ended);
      expect(writesOf(ended)).toEqual(expectedWrites(ended));
      for (const pair of ended) await expectSettled(pair);
    }, 300_000);

    test('no secret and no code is in a log, in an address, or in the companions’ files', () => {
      expect(leaksOf(all(), ended)).toEqual([]);
    });

    test('every request to a tracker is as the official descriptions have it', () => {
      if (!descriptionsAreHere()) return;
      const byKind = heldEverywhere(all(), options.rest);
      for (const kind of new Set(wanted.flat())) {
        expect([kind, byKind[kind].violations]).toEqual([kind, []]);
        expect([kind, byKind[kind].held > 20]).toEqual([kind, true]);
      }
    });
  });
}

const withoutUrl = (name: string) => ({
  requestId: crypto.randomUUID(),
  destinationUrl: null,
  mode: 'SCRIPT' as const,
  localShortName: 'here',
  remoteShortName: 'there',
  name,
  description: '',
  askBeforeActivating: true,
});

/** The instances that invite in these pairs. */
const invitingIn = (hosts: AllHosts, pairs: readonly (readonly [HostKind, HostKind])[]): readonly TrackerInstance[] =>
  [...new Set(pairs.map(([initiator]) => initiator))].map((kind) => instanceOf(hosts.inviting, kind));

function instanceOf(from: ReadonlyMap<HostKind, TrackerInstance>, kind: HostKind): TrackerInstance {
  const found = from.get(kind);
  if (found === undefined) throw new Error(`No ${kind} was started.`);
  return found;
}

async function makePrivate(hosts: AllHosts, visibility: Visibility): Promise<void> {
  for (const { admin } of (visibility === 'private initiator' ? hosts.inviting : hosts.accepting).values()) {
    const { node } = await admin.home({});
    done(await admin.saveSettings({ name: node.name, visibility: 'private' }));
  }
}

async function runPair(hosts: AllHosts, kinds: readonly [HostKind, HostKind], visibility: Visibility): Promise<Pair> {
  const started = performance.now();
  const name = nameOf(kinds);
  const [initiator, acceptor] = [
    await partyOf(instanceOf(hosts.inviting, kinds[0]), kinds[1], name),
    await partyOf(instanceOf(hosts.accepting, kinds[1]), kinds[0], name),
  ];
  const connected = await connectSides(sideOf(initiator), sideOf(acceptor), {
    withUrl: visibility !== 'private acceptor',
    name,
    patience,
    onCode: (code) => expect(addressIn(code) === null).toBe(visibility === 'private initiator'),
  });
  for (const party of [initiator, acceptor]) await choose(party, connected.connectionId, name);
  await expectIntroduced(connected.connectionId, initiator, acceptor, visibility);
  await Promise.all([
    flows(`${beginning(name)} made by the inviting side`, initiator, acceptor),
    flows(`${beginning(name)} made by the accepting side`, acceptor, initiator),
  ]);
  return { ...connected, name, initiator, acceptor, seconds: (performance.now() - started) / 1000 };
}

/** What the summaries of a pair's issues begin with, and no other pair's. */
const beginning = (name: string): string => `${name}:`;

async function partyOf(instance: TrackerInstance, partner: HostKind, name: string): Promise<Party> {
  const project = instance.kind === 'servicenow' ? beginning(name) : projectFor[partner];
  const older = `${beginning(name)} older`;
  await instance.people.create(project, { summary: older });
  return { instance, project, older };
}

const sideOf = ({ instance: { kind, admin }, project }: Party) => ({ host: kind, admin, project: kind === 'servicenow' ? null : project });

const invitation = z.object({ invitationSecret: z.string(), nodeInfo: z.object({ baseUrl: z.nullable(z.string()) }) });
const invitationIn = (code: string) => invitation.parse(JSON.parse(Buffer.from(code, 'base64').toString('utf8')));
const addressIn = (code: string): string | null => invitationIn(code).nodeInfo.baseUrl;

/** ServiceNow sends nothing by itself before its filter is set. */
async function choose({ instance: { kind, admin } }: Party, connectionId: string, name: string): Promise<void> {
  if (kind !== 'servicenow') return;
  const view = await admin.connection({ connectionId });
  if (view === null) throw new Error('unreachable');
  const { localShortName, remoteShortName, description, projectId } = view;
  const options = { filter: `short_descriptionSTARTSWITH${beginning(name)}` };
  done(await admin.saveConnection({ connectionId, localShortName, remoteShortName, description, projectId, options }));
}

/** Each side knows what the other is, and where only where it can be called. */
async function expectIntroduced(connectionId: string, initiator: Party, acceptor: Party, visibility: Visibility): Promise<void> {
  for (const [here, there, isPrivate] of [
    [initiator, acceptor, visibility === 'private acceptor'],
    [acceptor, initiator, visibility === 'private initiator'],
  ] as const) {
    const view = await here.instance.admin.connection({ connectionId });
    expect(view?.partner).toMatchObject({ nodeType: there.instance.nodeType, pollOnly: isPrivate });
    expect(view?.partner?.baseUrl === null).toBe(isPrivate);
    const { trackerVersion } = there.instance;
    if (trackerVersion !== undefined) expect(view?.partner?.issueTrackerVersion).toBe(trackerVersion);
  }
}

const labels = ['blue', 'red'] as const;
/** ServiceNow takes a change of tags in requests of its own: whether these become one change or more is a matter of chance. */
const relabelled = (kind: HostKind): readonly string[] => (kind === 'servicenow' ? labels : ['green', 'red']);

/** Made here, it appears there; edited and answered there, that comes back, and what was not edited stays as it was written. */
async function flows(summary: string, { instance: here, project }: Party, { instance: there, project: remote }: Party): Promise<void> {
  const file = randomBytes(20_000);
  const note = `Between us ${crypto.randomUUID()}`;
  const [written, back] = [wordsOf(here.kind, here.kind), wordsOf(there.kind, there.kind)];
  const made = await here.people.create(project, { summary, description: written.description, labels, priority: 1 });
  await here.people.note?.(made, note);
  await here.people.comment(made, written.comment);
  await here.people.attach(made, 'trace ü.bin', file);

  const arrived = wordsOf(here.kind, there.kind);
  const twin = await twinOf(
    there,
    remote,
    summary,
    (seen) => seen.comments.length > 0 && seen.attachments.length > 0 && seen.labels.length > 1,
  );
  expect(contentOf(twin)).toEqual({
    labels,
    priority: 1,
    description: arrived.description,
    comments: [namedAt(there.kind, here.kind, arrived.comment)],
    files: ['trace ü.bin'],
  });
  expect(twin.attachments[0]?.bytes.equals(file)).toBe(true);

  const before = here.people.seen(made);
  const edited = relabelled(there.kind);
  await there.people.edit(twin.id, { summary: `${summary}, edited`, labels: edited, priority: 4 });
  await there.people.comment(twin.id, back.answer);
  const { answer } = wordsOf(there.kind, here.kind);
  const after = await eventually(
    `${summary}: the edit and the answer`,
    () => here.people.seen(made),
    (seen) => seen.summary.endsWith(', edited') && isDeepStrictEqual(seen.labels, edited) && seen.comments.length > before.comments.length,
    patience.timeoutMs,
    patience.everyMs,
  );
  expect(contentOf(after)).toEqual({
    ...contentOf(before),
    labels: edited,
    priority: 4,
    comments: [...contentOf(before).comments, namedAt(here.kind, there.kind, answer)],
  });
  expect(JSON.stringify(there.people.all(remote))).not.toContain(note);
}

const contentOf = ({ labels: given, priority, description, comments, attachments }: Seen) => ({
  labels: given,
  priority,
  description,
  comments: comments.map(({ body }) => body),
  files: attachments.map(({ filename }) => filename),
});

async function twinOf(
  { people, account, kind }: TrackerInstance,
  project: string,
  summary: string,
  isIt: (twin: Seen) => boolean,
): Promise<Seen> {
  const found = await eventually(
    `“${summary}” at ${kind}`,
    () => people.all(project).find((one) => one.by === account && one.summary === summary) ?? null,
    (twin) => twin !== null && isIt(twin),
    patience.timeoutMs,
    patience.everyMs,
  );
  if (found === null) throw new Error('unreachable');
  return found;
}

/** Nothing waits on either side of any pair, and no tracker is asked anything for longer than a node pauses between two steps. */
async function quiet(hosts: AllHosts, pairs: readonly Pair[]): Promise<void> {
  const all = [...hosts.inviting.values(), ...hosts.accepting.values()];
  let last = '';
  let since = performance.now();
  await eventually(
    'everything is quiet',
    async () => {
      for (const instance of all) await instance.settle();
      const now = all.map((instance) => instance.activity()).join();
      if (now !== last) since = performance.now();
      last = now;
      const restedMs = performance.now() - since;
      return restedMs > longestPauseMs ? await waitingIn(pairs) : [`${Math.round(restedMs)} ms`];
    },
    (waiting) => waiting.length === 0,
    150_000,
    300,
  );
}

/** `BUSY_MS` of the core, and a margin. */
const longestPauseMs = 2300;

async function waitingIn(pairs: readonly Pair[]): Promise<readonly string[]> {
  const waiting: string[] = [];
  for (const { name, connectionId, initiator, acceptor } of pairs) {
    for (const { instance } of [initiator, acceptor]) {
      const view = await instance.admin.connection({ connectionId });
      if (view === null || view.counts.waitingToSend + view.counts.waitingToApply > 0) waiting.push(`${name}, ${instance.kind}`);
    }
  }
  return waiting;
}

/** What it takes to make the twin of an issue with two labels, a priority, a comment and a file, and to carry out an edit and an answer. */
const takes: Record<HostKind, readonly string[]> = {
  'jira-cloud': ['POST issue', 'POST comment', 'POST attachments', 'PUT issue', 'POST comment'],
  'jira-data-center': ['POST issue', 'POST comment', 'POST attachments', 'PUT issue', 'POST comment'],
  'azure-devops': ['POST work item', 'POST comment', 'POST attachments', 'PATCH work item', 'PATCH work item', 'POST comment'],
  'azure-devops-server': ['POST work item', 'POST comment', 'POST attachments', 'PATCH work item', 'PATCH work item', 'POST comment'],
  servicenow: [
    'insert incident',
    'insert label_entry',
    'insert label_entry',
    'update incident',
    'insert sys_attachment',
    'update incident',
    'update incident',
  ],
};
/** Here a label more or less is a record more or less. */
const takesToRelabel = ['insert label_entry', 'remove label_entry'];

function takenAt(kind: HostKind, partner: HostKind): readonly string[] {
  return kind === 'servicenow' && relabelled(partner) !== labels ? [...takes[kind], ...takesToRelabel] : takes[kind];
}

const writesOf = (pairs: readonly Pair[]) =>
  Object.fromEntries(
    pairs.flatMap(({ name, initiator, acceptor }) => [
      [`${name}: inviting`, initiator.instance.writes(initiator.project).toSorted()],
      [`${name}: accepting`, acceptor.instance.writes(acceptor.project).toSorted()],
    ]),
  );

const expectedWrites = (pairs: readonly Pair[]) =>
  Object.fromEntries(
    pairs.flatMap(({ name, initiator: { instance: inviting }, acceptor: { instance: accepting } }) => [
      [`${name}: inviting`, takenAt(inviting.kind, accepting.kind).toSorted()],
      [`${name}: accepting`, takenAt(accepting.kind, inviting.kind).toSorted()],
    ]),
  );

/** Each issue once, the older one untouched and where it was. */
async function expectSettled({ name, connectionId, initiator, acceptor }: Pair): Promise<void> {
  for (const { instance, project, older } of [initiator, acceptor]) {
    const summaries = instance.people.all(project).map(({ summary }) => summary);
    expect(summaries.toSorted()).toEqual([
      `${beginning(name)} made by the accepting side, edited`,
      `${beginning(name)} made by the inviting side, edited`,
      older,
    ]);
    const counts = { twins: 2, waitingToSend: 0, waitingToApply: 0, errors: 0 };
    // A sweep starts the companions again: who asked in that moment says so until it has asked once more.
    const settled = await eventually(
      `${name}: no trouble`,
      async () => await instance.admin.connection({ connectionId }),
      (seen) => seen?.trouble === null,
      90_000,
    );
    expect(settled).toMatchObject({ state: 'active', counts });
  }
}

/** Jira Cloud and ServiceNow have a job for it; the companion does it at its start. */
async function sweepAll(hosts: AllHosts): Promise<void> {
  const all = [...hosts.inviting.values(), ...hosts.accepting.values()];
  const behind = all.filter((instance) => instance.sweep === undefined).map((instance) => ({ instance, before: instance.activity() }));
  for (const instance of all) await instance.sweep?.();
  for (const companion of hosts.companions) await companion.restart();
  await eventually(
    'the companions’ sweeps',
    () => behind.filter(({ instance, before }) => instance.activity() <= before).map(({ instance }) => instance.kind),
    (waiting) => waiting.length === 0,
    60_000,
  );
}

const keyPair = z.object({ i2a: z.string(), a2i: z.string() });

/** By value, what they are. */
function secretsOf(hosts: AllHosts, pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const { code, name } of pairs)
    secrets.set(code, `code, ${name}`).set(invitationIn(code).invitationSecret, `invitation secret, ${name}`);
  for (const token of hosts.tokens) secrets.set(token, 'access token');
  for (const jira of hosts.jiras) {
    for (const [name, kept] of jira.control.stored('secret')) {
      const pair = keyPair.safeParse(JSON.parse(z.object({ value: z.string() }).parse(kept).value));
      if (pair.success) secrets.set(pair.data.i2a, `${name}, i2a`).set(pair.data.a2i, `${name}, a2i`);
    }
  }
  return secrets;
}

function leaksOf(hosts: AllHosts, pairs: readonly Pair[]): readonly string[] {
  const { jiras, dataCenters, azureDevOps, server, serviceNows } = hosts;
  const logs = [...hosts.inviting.values(), ...hosts.accepting.values()].flatMap((instance) => instance.log());
  const places = {
    'a companion’s log': hosts.companionLog,
    'a host’s log': logs,
    'an address': [
      ...[...jiras, ...dataCenters, ...serviceNows].flatMap(({ control }) =>
        control.requests().map(({ path, query }) => `${path}?${query.toString()}`),
      ),
      ...[azureDevOps, server].flatMap(({ control }) => control.requests().map(({ path, query }) => `${path}?${query}`)),
    ],
    'a companion’s file': hosts.companionFiles().map((bytes) => bytes.toString('latin1')),
  };
  const secrets = secretsOf(hosts, pairs);
  // A node that has nothing to complain of may log nothing.
  expect(Object.entries(places).filter(([place, texts]) => place !== 'a host’s log' && texts.length === 0)).toEqual([]);
  expect(secrets.size).toBeGreaterThan(2 * pairs.length);
  return Object.entries(places).flatMap(([place, texts]) => {
    const whole = texts.join('\n');
    return [...secrets].filter(([value]) => whole.includes(value)).map(([, what]) => `${what} in ${place}`);
  });
}

function tableOf(wanted: readonly (readonly [HostKind, HostKind])[], ended: readonly Pair[], visibility: Visibility): string {
  const code = visibility === 'private acceptor' ? 'code without a URL' : 'code with the acceptor’s URL';
  const lines = wanted.map((kinds) => {
    const pair = ended.find(({ name }) => name === nameOf(kinds));
    const outcome = pair === undefined ? 'FAILED' : `both ways in ${pair.seconds.toFixed(1)} s, number ${pair.securityNumber}`;
    return `  ${kinds[0].padEnd(20)} → ${kinds[1].padEnd(20)} ${outcome}`;
  });
  return `\nPairs, ${visibility}, ${code}: ${ended.length} of ${wanted.length}\n${lines.join('\n')}\n`;
}
