/** One pair under the default sync, and what must hold of it step by step; default-sync.test.ts runs several at once. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import * as z from 'zod';
import { eventually } from '../support/eventually.ts';
import { namedAt } from '../support/named.ts';
import type { Seen } from '../support/people.ts';
import { fromAzureDevOps, fromJira } from '../support/rich-text.ts';
import { connect, openRoom, otherHost, quiet, readDatabase, sweep, type ConnectOptions, type Host, type Room } from '../support/room.ts';
import { kindOf, takes } from '../support/writes.ts';

export const hosts: readonly Host[] = ['jira', 'azure-devops'];
const passages = { jira: fromJira, 'azure-devops': fromAzureDevOps };
const files = { jira: randomBytes(300_000), 'azure-devops': randomBytes(300_000) };

const kinds = { jira: 'jira-cloud', 'azure-devops': 'azure-devops' } as const;
/** On the other side, of a comment written at `from`. */
const copyOf = (from: Host, arrives: unknown): unknown => namedAt(kinds[otherHost(from)], kinds[from], arrives);

/** Issues that users make on each side. */
type Made = Record<Host, string>;

export interface SyncedPair {
  readonly room: Room;
  readonly connectionId: string;
  /** Before activation. */
  readonly older: Made;
  /** In a project that does not connect. */
  readonly elsewhere: Made;
  readonly inNorthwind: string;
  /** After activation, in the project that connects. */
  readonly made: Made;
}

export async function connectedPair(options: ConnectOptions): Promise<SyncedPair> {
  const room = await openRoom();
  const make = async (host: Host, project: string, summary: string): Promise<string> =>
    room[host].people.create(project, { summary: `${summary}, ${host}`, type: 'Task' });
  const older = { jira: '', 'azure-devops': '' };
  for (const host of hosts) older[host] = await make(host, room[host].project, 'Older');
  const { connectionId } = await connect(room, options);
  const elsewhere = { jira: '', 'azure-devops': '' };
  for (const host of hosts) elsewhere[host] = await make(host, room[host].otherProject, 'Elsewhere');
  const inNorthwind = await room.northwind.people.create('Fabrikam', { summary: 'In northwind', type: 'Task' });
  return { room, connectionId, older, elsewhere, inNorthwind, made: { jira: '', 'azure-devops': '' } };
}

/** The issue that Entente made of one with this summary on the side of `host`, once it looks as it should. */
async function twinOf({ room }: SyncedPair, host: Host, summary: string, isIt: (twin: Seen) => boolean = () => true): Promise<Seen> {
  const { people, project, account } = room[otherHost(host)];
  const found = await eventually(
    `${summary}, on the other side`,
    () => people.all(project).find((one) => one.by === account && one.summary === summary) ?? null,
    (twin) => twin !== null && isIt(twin),
    60_000,
  );
  if (found === null) throw new Error('unreachable');
  return found;
}

/** Runs `step` for both sides at once; then Entente has made exactly these writes on each, and makes no other. */
async function writing(
  { room, connectionId }: SyncedPair,
  expected: (host: Host) => readonly string[],
  step: (host: Host) => Promise<void>,
): Promise<void> {
  const start = { jira: room.jira.writes().length, 'azure-devops': room['azure-devops'].writes().length };
  await Promise.all(hosts.map(step));
  await quiet(room, connectionId);
  for (const host of hosts) {
    const written = room[host].writes().slice(start[host]).map(kindOf);
    expect(written.toSorted()).toEqual(expected(host).toSorted());
  }
}

export async function createsArriveWhole(pair: SyncedPair): Promise<void> {
  const { room, made } = pair;
  const expected = (host: Host): readonly string[] => [takes[host].issue, takes[host].comment, takes[host].comment, ...takes[host].file];
  await writing(pair, expected, async (host) => {
    const { people, project } = room[host];
    const { description, comments } = passages[host];
    made[host] = await people.create(project, {
      summary: `Made in ${host}`,
      description: description.written,
      labels: ['blue', 'red'],
      priority: 1,
    });
    for (const { written } of comments) await people.comment(made[host], written);
    await people.attach(made[host], 'trace ü.bin', files[host]);

    const there = room[otherHost(host)];
    const twin = await twinOf(pair, host, `Made in ${host}`, (seen) => seen.comments.length >= 2 && seen.attachments.length > 0);
    expect(twin).toMatchObject({ type: there.host === 'jira' ? '10004' : 'Bug', labels: ['blue', 'red'], priority: 1 });
    expect(twin.description).toEqual(description.arrives);
    expect(twin.comments.map(({ by, body }) => ({ by, body }))).toEqual(
      comments.map(({ arrives }) => ({ by: there.account, body: copyOf(host, arrives) })),
    );
    expect(twin.attachments.map(({ filename, bytes }) => [filename, bytes.equals(files[host])])).toEqual([['trace ü.bin', true]]);
  });
}

/** From the side where the issue was made, one after the other. */
export async function editsArrive(pair: SyncedPair): Promise<void> {
  const expected = (host: Host): readonly string[] => {
    const { edit, comment, commentEdit } = takes[host];
    return [edit, edit, edit, edit, comment, commentEdit];
  };
  await writing(pair, expected, async (host) => {
    const { people } = pair.room[host];
    const issue = pair.made[host];
    const { editedDescription, editedComment, laterComment } = passages[host];
    const summary = `Renamed in ${host}`;
    await people.edit(issue, { summary });
    await twinOf(pair, host, summary);
    await people.edit(issue, { description: editedDescription.written });
    await twinOf(pair, host, summary, ({ description }) => isDeepStrictEqual(description, editedDescription.arrives));
    await people.edit(issue, { labels: ['green', 'red'] });
    await twinOf(pair, host, summary, ({ labels }) => labels.join() === 'green,red');
    await people.edit(issue, { priority: 4 });
    await twinOf(pair, host, summary, ({ priority }) => priority === 4);
    await people.editComment(issue, people.seen(issue).comments[0]?.id ?? '', editedComment.written);
    await twinOf(pair, host, summary, ({ comments }) => isDeepStrictEqual(comments[0]?.body, copyOf(host, editedComment.arrives)));
    await people.comment(issue, laterComment.written);
    await twinOf(pair, host, summary, ({ comments }) => isDeepStrictEqual(comments[2]?.body, copyOf(host, laterComment.arrives)));
  });
}

/** From the side where Entente made the issue, at once. */
export async function editsOfTheTwinArrive(pair: SyncedPair): Promise<void> {
  await writing(
    pair,
    (host) => [takes[host].edit, takes[host].comment],
    async (host) => {
      const there = otherHost(host);
      const { people } = pair.room[there];
      const { description, comments } = passages[there];
      const twin = await twinOf(pair, host, `Renamed in ${host}`);
      await people.edit(twin.id, { summary: `Renamed again in ${there}`, description: description.written, labels: ['red', 'white'] });
      await people.comment(twin.id, comments[1].written);
      const origin = await eventually(
        `edited in ${there}, seen in ${host}`,
        () => pair.room[host].people.seen(pair.made[host]),
        (seen) => seen.summary === `Renamed again in ${there}` && seen.comments.length === 4,
      );
      expect(origin).toMatchObject({ labels: ['red', 'white'], description: description.arrives });
      expect(origin.comments[3]?.body).toEqual(copyOf(there, comments[1].arrives));
      expect(origin.attachments).toHaveLength(1);
    },
  );
}

/** Edited, commented and swept over: nothing is written for it. */
export async function othersAreLeftAlone(pair: SyncedPair): Promise<void> {
  const { room, connectionId, older, elsewhere, inNorthwind } = pair;
  await writing(
    pair,
    () => [],
    async (host) => {
      for (const issue of [older[host], elsewhere[host]]) {
        await room[host].people.edit(issue, { labels: ['edited'] });
        await room[host].people.comment(issue, passages[host].comments[0].written);
      }
      if (host === 'azure-devops') await room.northwind.people.edit(inNorthwind, { labels: ['edited'] });
    },
  );
  await writing(
    pair,
    () => [],
    async (host) => {
      if (host === 'jira') await sweep(room);
    },
  );
  for (const host of hosts) {
    const { admin, people, project, otherProject, account } = room[host];
    expect(people.all(project)).toHaveLength(3);
    expect(people.all(project).filter(({ by }) => by === account)).toHaveLength(1);
    expect(people.all(otherProject).map(({ summary, comments }) => [summary, comments.length])).toEqual([[`Elsewhere, ${host}`, 1]]);
    const counts = { twins: 2, waitingToSend: 0, waitingToApply: 0, errors: 0 };
    expect(await admin.connection({ connectionId })).toMatchObject({ trouble: null, counts });
  }
  expect(room.northwind.people.all().map(({ summary, labels }) => [summary, labels])).toEqual([['In northwind', ['edited']]]);
  const inTheOther = room.playground.azureDevOps.control.writes('entente', 'northwind');
  expect(inTheOther.filter(({ path }) => path.includes('/wit/'))).toEqual([]);
  expect((await room.northwind.admin.list({})).connections).toEqual([]);
}

const lossesSchema = z.array(z.object({ what: z.string(), count: z.number() }));
const twinRow = z.object({ issueId: z.string(), losses: z.object({ written: lossesSchema, there: lossesSchema }) });

/** No page shows it yet: read from the companion's records. A mention is text on the other side, whichever way it went. */
export async function lossesAreNoted(pair: SyncedPair): Promise<void> {
  const rows = readDatabase(pair.room, (database) => database.prepare("SELECT value FROM record WHERE kind = 'twin'").all());
  const twins = rows.map(({ value }) => twinRow.parse(JSON.parse(String(value))));
  const lossesOf = (issueId: string): unknown => twins.find((twin) => twin.issueId === issueId)?.losses;
  const copy = await twinOf(pair, 'jira', 'Renamed again in azure-devops');
  // What was lost of the first description went with it: what counts is what stands there now.
  expect(lossesOf(copy.id)).toMatchObject({ written: [], there: [{ what: 'mention', count: 1 }] });
  expect(lossesOf(pair.made['azure-devops'])).toMatchObject({ written: [{ what: 'mention', count: 1 }], there: [] });
}

/** From the side where the issue was made: a comment, a file, and in the end the issue, whose counterpart stays. */
export async function deletionsArrive(pair: SyncedPair): Promise<void> {
  const { room, made } = pair;
  const summaryOf = (host: Host): string => `Renamed again in ${otherHost(host)}`;
  await writing(
    pair,
    (host) => takes[host].removals,
    async (host) => {
      const { people, account } = room[host];
      const own = people.seen(made[host]).comments.filter(({ by }) => by !== account);
      const before = await twinOf(pair, host, summaryOf(host));
      await people.removeComment?.(made[host], own[0]?.id ?? '');
      await people.removeFile?.(made[host], 'trace ü.bin');
      const there = await twinOf(
        pair,
        host,
        summaryOf(host),
        ({ attachments, comments }) => attachments.length === 0 && comments.length === 3,
      );
      expect(there.comments).toEqual(before.comments.slice(1));
    },
  );
  await writing(
    pair,
    () => [],
    async (host) => {
      const { id: twin } = await twinOf(pair, host, summaryOf(host));
      await room[host].people.remove?.(made[host]);
      await eventually(
        `the twin of ${made[host]}, deleted in ${host}, says so`,
        async () => (await room[otherHost(host)].admin.issuePanel({ issueId: twin })).entries.map(({ gone }) => gone),
        (gone) => gone.join() === 'there',
        60_000,
      );
      expect(room[otherHost(host)].people.seen(twin).comments).toHaveLength(3);
    },
  );
}
