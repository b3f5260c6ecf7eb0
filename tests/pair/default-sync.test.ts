/**
 * The default sync between Jira Cloud and Azure DevOps, with nothing but the parts themselves (PRODUCT, “Default sync”).
 *
 * 1. What a user makes or edits on either side appears on the other, whole.
 * 2. Nothing echoes: Entente makes exactly the writes that this takes, and not one after that.
 * 3. Older issues, other projects and other organisations are left alone.
 * 4. What could not be carried is noted on the twin.
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { descriptionsAreHere, held } from '../support/descriptions.ts';
import { eventually } from '../support/eventually.ts';
import type { Seen } from '../support/people.ts';
import { fromAzureDevOps, fromJira } from '../support/rich-text.ts';
import { connect, openRoom, otherHost, quiet, sweep, inDatabase, type ConnectOptions, type Host, type Room } from '../support/room.ts';
import { kindOf, takes } from '../support/writes.ts';

const hosts: readonly Host[] = ['jira', 'azure-devops'];
const passages = { jira: fromJira, 'azure-devops': fromAzureDevOps };
const files = { jira: randomBytes(300_000), 'azure-devops': randomBytes(300_000) };

const lossesSchema = z.array(z.object({ what: z.string(), count: z.number() }));
const twinRow = z.object({ issueId: z.string(), losses: z.object({ read: lossesSchema, written: lossesSchema, there: lossesSchema }) });

const cases: readonly (readonly [string, ConnectOptions])[] = [
  ['Jira initiates', { initiator: 'jira' }],
  ['Azure DevOps initiates', { initiator: 'azure-devops' }],
  ['Jira initiates without a URL, Azure DevOps is private', { initiator: 'jira', withUrl: false, privateSide: 'azure-devops' }],
];

describe.each(cases)('%s', (_, options) => {
  let room: Room;
  let connectionId: string;
  /** Issues that users make: before activation, in another project, and in the project that connects. */
  const older: Record<Host, string> = { jira: '', 'azure-devops': '' };
  const elsewhere: Record<Host, string> = { jira: '', 'azure-devops': '' };
  const made: Record<Host, string> = { jira: '', 'azure-devops': '' };
  let inNorthwind = '';

  beforeAll(async () => {
    room = await openRoom();
    for (const host of hosts) older[host] = await room[host].people.create(room[host].project, { summary: `Older, ${host}` });
    ({ connectionId } = await connect(room, options));
    for (const host of hosts)
      elsewhere[host] = await room[host].people.create(room[host].otherProject, { summary: `Elsewhere, ${host}`, type: 'Task' });
    inNorthwind = await room.northwind.people.create('Fabrikam', { summary: 'In northwind', type: 'Task' });
  }, 60_000);
  afterAll(() => room.close());

  /** The issue that Entente made of this one, once it looks as it should. */
  const twinOf = async (host: Host, summary: string, isIt: (twin: Seen) => boolean = () => true): Promise<Seen> => {
    const { people, project, account } = room[otherHost(host)];
    const found = await eventually(
      `${summary}, on the other side`,
      () => people.all(project).find((one) => one.by === account && one.summary === summary) ?? null,
      (twin) => twin !== null && isIt(twin),
      60_000,
    );
    if (found === null) throw new Error('unreachable');
    return found;
  };
  const writesSince = (host: Host, start: number): readonly string[] => room[host].writes().slice(start).map(kindOf).toSorted();

  test('an issue that a user creates on either side appears on the other, whole', async () => {
    const start = { jira: room.jira.writes().length, 'azure-devops': room['azure-devops'].writes().length };
    for (const host of hosts) {
      const { people, project } = room[host];
      const { description, comments } = passages[host];
      made[host] = await people.create(project, { summary: `Made in ${host}`, description: description.written, labels: ['blue', 'red'] });
      for (const { written } of comments) await people.comment(made[host], written);
      await people.attach(made[host], 'trace ü.bin', files[host]);
    }
    for (const host of hosts) {
      const { description, comments } = passages[host];
      const there = room[otherHost(host)];
      const twin = await twinOf(host, `Made in ${host}`, (seen) => seen.comments.length >= 2 && seen.attachments.length > 0);
      expect(twin).toMatchObject({ type: there.host === 'jira' ? '10004' : 'Bug', labels: ['blue', 'red'] });
      expect(twin.description).toEqual(description.arrives);
      expect(twin.comments.map(({ by, body }) => ({ by, body }))).toEqual(
        comments.map(({ arrives }) => ({ by: there.account, body: arrives })),
      );
      expect(twin.attachments.map(({ filename, bytes }) => [filename, bytes.equals(files[host])])).toEqual([['trace ü.bin', true]]);
    }
    await quiet(room, connectionId);
    for (const host of hosts) {
      const { issue, comment, file } = takes[host];
      expect(writesSince(host, start[host])).toEqual([issue, comment, comment, ...file].toSorted());
    }
  }, 120_000);

  test('an edit of each field, an edited comment and a later one arrive, from the side where the issue was made', async () => {
    const start = { jira: room.jira.writes().length, 'azure-devops': room['azure-devops'].writes().length };
    const each = hosts.map(async (host) => {
      const { people } = room[host];
      const issue = made[host];
      const { editedDescription, editedComment, laterComment } = passages[host];
      const summary = `Renamed in ${host}`;
      await people.edit(issue, { summary });
      await twinOf(host, summary);
      await people.edit(issue, { description: editedDescription.written });
      await twinOf(host, summary, ({ description }) => isDeepStrictEqual(description, editedDescription.arrives));
      await people.edit(issue, { labels: ['green', 'red'] });
      await twinOf(host, summary, ({ labels }) => labels.join() === 'green,red');
      await people.editComment(issue, people.seen(issue).comments[0]?.id ?? '', editedComment.written);
      await twinOf(host, summary, ({ comments }) => isDeepStrictEqual(comments[0]?.body, editedComment.arrives));
      await people.comment(issue, laterComment.written);
      await twinOf(host, summary, ({ comments }) => isDeepStrictEqual(comments[2]?.body, laterComment.arrives));
    });
    await Promise.all(each);
    await quiet(room, connectionId);
    for (const host of hosts) {
      const { edit, comment, commentEdit } = takes[host];
      expect(writesSince(host, start[host])).toEqual([edit, edit, edit, comment, commentEdit].toSorted());
    }
  }, 120_000);

  test('an edit and a comment on the side where Entente made the issue arrive', async () => {
    const start = { jira: room.jira.writes().length, 'azure-devops': room['azure-devops'].writes().length };
    const each = hosts.map(async (host) => {
      const there = otherHost(host);
      const { people } = room[there];
      const twin = await twinOf(host, `Renamed in ${host}`);
      const { description, comments } = passages[there];
      await people.edit(twin.id, { summary: `Renamed again in ${there}`, description: description.written, labels: ['red', 'white'] });
      await people.comment(twin.id, comments[1].written);
      const origin = await eventually(
        `edited in ${there}, seen in ${host}`,
        () => room[host].people.seen(made[host]),
        (seen) => seen.summary === `Renamed again in ${there}` && seen.comments.length === 4,
      );
      expect(origin).toMatchObject({ labels: ['red', 'white'], description: description.arrives });
      expect(origin.comments[3]?.body).toEqual(comments[1].arrives);
      expect(origin.attachments).toHaveLength(1);
    });
    await Promise.all(each);
    await quiet(room, connectionId);
    for (const host of hosts) expect(writesSince(host, start[host])).toEqual([takes[host].edit, takes[host].comment].toSorted());
  }, 120_000);

  test('older issues and other projects are never sent by themselves, nothing echoes, and the others in the room are untouched', async () => {
    for (const host of hosts) {
      const { people } = room[host];
      for (const issue of [older[host], elsewhere[host]]) {
        await people.edit(issue, { labels: ['edited'] });
        await people.comment(issue, passages[host].comments[0].written);
      }
    }
    await room.northwind.people.edit(inNorthwind, { labels: ['edited'] });
    await quiet(room, connectionId);
    const before = hosts.map((host) => room[host].writes().length);
    await sweep(room);
    await quiet(room, connectionId);
    expect(hosts.map((host) => room[host].writes().length)).toEqual(before);
    for (const host of hosts) {
      const { people, project, otherProject, account } = room[host];
      expect(people.all(project).filter(({ by }) => by === account)).toHaveLength(1);
      expect(people.all(project)).toHaveLength(3);
      expect(people.all(otherProject).map(({ summary, comments }) => [summary, comments.length])).toEqual([[`Elsewhere, ${host}`, 1]]);
    }
    expect(room.northwind.people.all().map(({ summary, labels }) => [summary, labels])).toEqual([['In northwind', ['edited']]]);
    expect(room.playground.azureDevOps.control.writes('entente', 'northwind').filter(({ path }) => path.includes('/wit/'))).toEqual([]);
    expect((await room.northwind.admin.list({})).connections).toEqual([]);
    for (const host of hosts) {
      const view = await room[host].admin.connection({ connectionId });
      expect(view).toMatchObject({ trouble: null, counts: { twins: 2, waitingToSend: 0, waitingToApply: 0, errors: 0 } });
    }
  }, 120_000);

  test('what could not be carried is noted on the twin', async () => {
    const rows = await inDatabase(room, (database) => database.prepare("SELECT value FROM record WHERE kind = 'twin'").all());
    const byIssue = new Map(
      rows.map(({ value }) => twinRow.parse(JSON.parse(String(value)))).map(({ issueId, losses }) => [issueId, losses]),
    );
    const here = await twinOf('jira', 'Renamed again in azure-devops');
    // A mention is text on the other side, whichever way it went.
    expect(byIssue.get(here.id)).toMatchObject({ written: [{ what: 'mention', count: 1 }] });
    expect(byIssue.get(made['azure-devops'])).toMatchObject({ there: [{ what: 'mention', count: 1 }] });
  });

  test('every request to the trackers is as the official descriptions have it', () => {
    if (!descriptionsAreHere()) return;
    const { jira, azureDevOps, violations } = held(room);
    expect(violations).toEqual([]);
    expect([jira > 50, azureDevOps > 50]).toEqual([true, true]);
  });
});
