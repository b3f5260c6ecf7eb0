/**
 * The default sync with collections of an Azure DevOps Server, both ways: with Jira Cloud, between two collections that one
 * companion answers for, and between two companions.
 *
 * 1. Each side says what it is, and what is made on either appears on the other, whole, and once.
 * 2. What is changed on the side where Entente made the issue comes back.
 * 3. A Server is spoken to in no newer version than it knows.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pairOrganization, startCompanionProcess, type CompanionProcess } from '@entente/playground';
import { azureDevOpsAdmin } from '../support/admin-api.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { eventually } from '../support/eventually.ts';
import type { Seen } from '../support/people.ts';
import { fromAzureDevOps, fromJira, type Passage } from '../support/rich-text.ts';
import { azureDevOpsSide, connectSides, openRoom, type Room, type Side } from '../support/room.ts';

interface Party {
  readonly side: Side;
  readonly nodeType: string;
  readonly description: Passage;
  readonly comment: Passage;
}

interface Case {
  readonly name: string;
  readonly rest: '7.0' | '7.1';
  /** The first initiates. */
  readonly parties: (room: Room, rest: '7.0' | '7.1') => Promise<readonly [Party, Party]>;
}

const between = (written: unknown, mention: string): Passage => ({
  written,
  arrives: String(fromJira.description.arrives).replace('@Rui Reporter', mention),
});
const same = (html: unknown): Passage => ({ written: html, arrives: html });

const jiraParty = (room: Room): Party => ({
  side: room.jira,
  nodeType: 'JIRA_CLOUD',
  description: fromJira.description,
  comment: fromJira.comments[0],
});

function collection(room: Room, name: string, rest: '7.0' | '7.1', companion: CompanionProcess = room.playground.companion): Side {
  const server = room.playground.azureDevOpsServer;
  if (server === null) throw new Error('This room has no Server.');
  return azureDevOpsSide(server, name, azureDevOpsAdmin({ azureDevOps: server, companionUrl: companion.url, organization: name }), rest);
}

const serverWithJira = (side: Side): Party => ({
  side,
  nodeType: 'AZURE_DEVOPS_SERVER',
  description: fromAzureDevOps.description,
  comment: fromAzureDevOps.comments[0],
});
const azureParty = (side: Side, nodeType: string): Party => ({
  side,
  nodeType,
  description: between(fromAzureDevOps.description.written, '@Mel Member'),
  comment: same(fromAzureDevOps.comments[0].written),
});

/** Closed after their case. */
const more: (() => Promise<void>)[] = [];

async function anotherCompanion(room: Room, organization: string): Promise<CompanionProcess> {
  const server = room.playground.azureDevOpsServer;
  if (server === null) throw new Error('This room has no Server.');
  const dataDir = mkdtempSync(join(tmpdir(), 'entente-second-'));
  const companion = await startCompanionProcess({
    dataDir,
    port: 0,
    pageOrigins: [],
    allowedOrganizations: [server.organizationUrl(organization)],
    log: () => undefined,
  });
  more.push(async () => {
    await companion.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  await pairOrganization(server, companion, organization);
  return companion;
}

const cases: readonly Case[] = [
  {
    name: 'Server (REST 7.1) initiates, Jira Cloud accepts',
    rest: '7.1',
    parties: async (room, rest) => [serverWithJira(collection(room, 'Main', rest)), jiraParty(room)],
  },
  {
    name: 'Jira Cloud initiates, Server (REST 7.0) accepts',
    rest: '7.0',
    parties: async (room, rest) => [jiraParty(room), serverWithJira(collection(room, 'Main', rest))],
  },
  {
    name: 'two collections of one companion',
    rest: '7.1',
    parties: async (room, rest) => [
      azureParty(collection(room, 'Main', rest), 'AZURE_DEVOPS_SERVER'),
      azureParty(collection(room, 'Partners', rest), 'AZURE_DEVOPS_SERVER'),
    ],
  },
  {
    name: 'Services on one companion, Server (REST 7.0) on another',
    rest: '7.0',
    parties: async (room, rest) => [
      azureParty(room['azure-devops'], 'AZURE_DEVOPS'),
      azureParty(collection(room, 'Partners', rest, await anotherCompanion(room, 'Partners')), 'AZURE_DEVOPS_SERVER'),
    ],
  },
];

const files = [randomBytes(200_000), randomBytes(200_000)] as const;

describe.each(cases)('$name', ({ rest, parties, name }) => {
  let room: Room;
  let both: readonly [Party, Party];
  let connectionId: string;
  const pairs = (): readonly (readonly [Party, Party, Buffer])[] => [
    [both[0], both[1], files[0]],
    [both[1], both[0], files[1]],
  ];

  beforeAll(async () => {
    const state = name.includes('on another') ? 'unpaired' : 'paired';
    room = await openRoom({ azureDevOpsServer: { state, apiVersion: rest } });
    both = await parties(room, rest);
    ({ connectionId } = await connectSides(both[0].side, both[1].side));
  }, 90_000);
  afterAll(async () => {
    for (const close of more.splice(0)) await close();
    await room.close();
  });

  const twinOf = async ({ side }: Party, summary: string, isIt: (twin: Seen) => boolean): Promise<Seen> => {
    const found = await eventually(
      `${summary}, at ${side.host}`,
      () => side.people.all(side.project).find((one) => one.by === side.account && one.summary === summary) ?? null,
      (twin) => twin !== null && isIt(twin),
      60_000,
    );
    if (found === null) throw new Error('unreachable');
    return found;
  };

  test('each side says what it is', async () => {
    for (const [here, there] of pairs()) {
      const { node } = await here.side.admin.home({});
      expect(node.nodeType).toBe(here.nodeType);
      const view = await there.side.admin.connection({ connectionId });
      expect(view?.partner).toMatchObject({
        nodeType: here.nodeType,
        ...(here.nodeType === 'AZURE_DEVOPS_SERVER' ? { issueTrackerVersion: `Server (REST ${rest})` } : {}),
      });
    }
  });

  test('what is made on either side appears on the other, whole; what is changed there comes back; nothing comes twice', async () => {
    const made = new Map<Party, string>();
    for (const [here, , file] of pairs()) {
      const issue = await here.side.people.create(here.side.project, {
        summary: `Made at ${here.nodeType} ${pairs().findIndex(([one]) => one === here)}`,
        description: here.description.written,
        labels: ['blue', 'red'],
      });
      await here.side.people.comment(issue, here.comment.written);
      await here.side.people.attach(issue, 'trace ü.bin', file);
      made.set(here, issue);
    }
    for (const [here, there, file] of pairs()) {
      const issue = made.get(here) ?? '';
      const { summary } = here.side.people.seen(issue);
      const twin = await twinOf(there, summary, ({ comments, attachments }) => comments.length > 0 && attachments.length > 0);
      expect(twin.description).toEqual(here.description.arrives);
      expect(twin.labels).toEqual(['blue', 'red']);
      expect(twin.comments.map(({ body }) => body)).toEqual([here.comment.arrives]);
      expect(twin.attachments.map(({ filename, bytes }) => [filename, bytes.equals(file)])).toEqual([['trace ü.bin', true]]);
      await there.side.people.edit(twin.id, { summary: `${summary}, renamed` });
      await there.side.people.comment(twin.id, there.comment.written);
      const back = await eventually(
        'the change, where it was made',
        () => here.side.people.seen(issue),
        (seen) => seen.summary.endsWith(', renamed') && seen.comments.length === 2,
        60_000,
      );
      expect(back.comments[1]?.body).toEqual(there.comment.arrives);
    }
    for (const [here] of pairs()) {
      const view = await eventually(
        'nothing waits',
        async () => await here.side.admin.connection({ connectionId }),
        (seen) => seen?.counts.waitingToSend === 0 && seen.counts.waitingToApply === 0,
      );
      expect(view).toMatchObject({ trouble: null, counts: { twins: 2, errors: 0 } });
      expect(here.side.people.all(here.side.project).map(({ comments, attachments }) => [comments.length, attachments.length])).toEqual([
        [2, 1],
        [2, 1],
      ]);
    }
  }, 150_000);

  test('the Server is spoken to in its own version', () => {
    const asked = (room.playground.azureDevOpsServer?.control.requests() ?? []).filter(({ account }) => account === 'entente');
    const versions = new Set(asked.flatMap(({ query }) => new URLSearchParams(query).get('api-version')?.split('-')[0] ?? []));
    expect([...versions]).toEqual([rest]);
    expect(asked.filter(({ status }) => status === 501)).toEqual([]);
    expectDescribed(room.playground, ['azure-devops-server'], rest);
  });
});
