/** Priorities by name on both Jiras: schemes that differ by project, screens without the field, and what they cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { id, type IntentId, type Issue, type IssueDraft, type IssueId, type ProjectId, type Tracker } from '@entente/core';
import { jsonAnswer, openApiChecker } from '@entente/testkit';
import { violationsOf } from '../standin/conformance.ts';
import { startJiraDataCenter } from '../standin/data-center/index.ts';
import { startJiraCloud } from '../standin/index.ts';
import type { Site } from '../standin/model/site.ts';
import { createClient, path } from './client.ts';
import { createCloudTracker } from './cloud.ts';
import { dataCenterTracker } from './data-center.ts';
import { priorityWriter } from './priorities.ts';

interface Room {
  readonly tracker: Tracker;
  readonly site: Site;
  requests(): readonly { readonly method: string; readonly path: string }[];
  forget(): void;
  violations(): readonly string[];
  close(): Promise<void>;
}

let now = Date.parse('2026-11-20T12:00:30Z');
const specs = process.env['ENTENTE_SPECS'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'entente-priorities-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cloud(): Promise<Room> {
  const jira = await startJiraCloud({ now: () => now, pageSize: 4 });
  const tracker = createCloudTracker({
    request: async (path, { method, headers, body }) => {
      const given = { method, headers: { ...headers, Authorization: jira.authorization('ada@acme.example') } };
      return await fetch(jira.siteUrl + path, body === undefined ? given : { ...given, body });
    },
    siteUrl: jira.siteUrl,
    now: () => now,
  });
  const { control } = jira;
  return {
    tracker,
    site: control.site,
    requests: () => control.requests(),
    forget: () => control.forgetRequests(),
    violations() {
      const checker = openApiChecker(join(specs, 'jira-cloud', 'swagger-v3.v3.json'), { nullIsAbsent: true });
      return control.requests().flatMap((one) => (one.status < 300 ? violationsOf(checker, one) : checker.checkRequest(one)));
    },
    close: () => jira.close(),
  };
}

async function dataCenter(): Promise<Room> {
  const jira = await startJiraDataCenter({ now: () => now });
  const access = { baseUrl: jira.siteUrl, token: jira.token('entente'), fetch, spoolFolder: folder };
  return {
    tracker: dataCenterTracker({ ...access, clock: { now: () => now } }),
    site: jira.control.site,
    requests: () => jira.control.requests(),
    forget: () => jira.control.forgetRequests(),
    violations() {
      const checker = openApiChecker(join(specs, 'jira-dc', 'jira-software-dc-10.3-openapi.json'), { nullIsAbsent: true });
      return jira.control.requests().flatMap((one) => checker.checkRequest({ ...one, path: one.path.replace(/^\/rest/, '') }));
    },
    close: () => jira.close(),
  };
}

describe.each([
  ['Cloud', cloud],
  ['Data Center', dataCenter],
])('%s', (_name, open) => {
  let room: Room;
  let serial = 0;
  const lost = [{ what: 'priority', count: 1 }];
  const intent = () => id<IntentId>(`i${++serial}`);
  const draft = (priority: string, typeId = '10002'): IssueDraft => ({
    projectId: id<ProjectId>(room.site.projects[0]?.id ?? ''),
    typeId,
    summary: 'Down',
    description: null,
    labels: [],
    priority,
  });
  const make = async (priority: string) => await room.tracker.createIssue(intent(), draft(priority));
  const read = async (issueId: IssueId): Promise<Issue | null> => await room.tracker.readIssue(issueId);

  beforeEach(async () => {
    now += 3_600_000;
    room = await open();
  });
  const closing = async (act: () => Promise<void>) => {
    try {
      await act();
      if (specs !== '') expect(room.violations()).toEqual([]);
    } finally {
      await room.close();
    }
  };

  test('one of that name, whatever its case, at creation and in an edit', () =>
    closing(async () => {
      const made = await make('hIGHEST');
      expect([made.losses, (await read(made.id))?.priority]).toEqual([[], 'Highest']);
      const updated = await room.tracker.updateIssue(intent(), made.id, { priority: 'low', summary: 'Up' }, null);
      expect(updated).toMatchObject({ outcome: 'done', losses: [] });
      expect(await read(made.id)).toMatchObject({ priority: 'Low', summary: 'Up' });
    }));

  test('none of that name: the default at creation, as it is in an edit, and noted', () =>
    closing(async () => {
      const made = await make('Blocker');
      expect([made.losses, (await read(made.id))?.priority]).toEqual([lost, 'Medium']);
      room.forget();
      expect(await room.tracker.updateIssue(intent(), made.id, { priority: 'Blocker' }, null)).toMatchObject({ losses: lost });
      // Nothing to write is not written.
      expect(room.requests().map(({ method }) => method)).toEqual(['GET']);
      expect((await read(made.id))?.priority).toBe('Medium');
    }));

  test('one that the project’s scheme leaves out, and a field that its screens do not show', () =>
    closing(async () => {
      const [project] = room.site.projects;
      if (project === undefined) throw new Error('no project');
      project.priorities = ['2', '4'];
      const made = await make('Highest');
      expect([made.losses, (await read(made.id))?.priority]).toEqual([lost, 'High']);
      project.offScreen = ['priority'];
      now += 3_600_000;
      const takes = async (name: string) => await room.tracker.takesPriority?.(id<ProjectId>(project.id), '10002', name);
      expect([await takes('low'), await takes('Blocker')]).toEqual([false, false]);
      const hidden = await make('Low');
      expect([hidden.losses, (await read(hidden.id))?.priority]).toEqual([lost, 'High']);
      const edited = await room.tracker.updateIssue(intent(), hidden.id, { priority: 'Low', summary: 'Up' }, null);
      expect(edited).toMatchObject({ outcome: 'done', losses: lost });
      expect(await read(hidden.id)).toMatchObject({ priority: 'High', summary: 'Up' });
    }));

  test('a screen that has lost the field since it was asked for: made without, once', () =>
    closing(async () => {
      await make('Low');
      const [project] = room.site.projects;
      if (project === undefined) throw new Error('no project');
      project.offScreen = ['priority'];
      const before = room.site.issues.size;
      expect((await make('Low')).losses).toEqual(lost);
      expect(room.site.issues.size).toBe(before + 1);
    }));

  test('ten issues ask for the create screen once', () =>
    closing(async () => {
      await make('Low');
      room.forget();
      expect(await room.tracker.takesPriority?.(draft('').projectId, '10002', 'LOW')).toBe(true);
      for (let n = 0; n < 10; n += 1) await make('Low');
      expect(room.requests().map(({ method }) => method)).toEqual(Array.from({ length: 10 }, () => 'POST'));
      now += 11 * 60_000;
      await make('Low');
      expect(room.requests().some(({ path }) => path.includes('/createmeta/'))).toBe(true);
    }));
});

describe('a screen that cannot be read as it should', () => {
  const priority = { fieldId: 'priority', allowedValues: [null, { id: '9' }, { id: 1, name: 'High' }] };
  const spoilt = { total: 'many', fields: [null, 7, { fieldId: null, allowedValues: 'x' }, priority] };
  const writerOver = (status: number, given: Parameters<typeof jsonAnswer>[1]) =>
    priorityWriter({
      client: createClient(async () => {
        const { headers, body } = jsonAnswer(status, given);
        return await Promise.resolve(new Response(String(body), { status, headers: { ...headers } }));
      }),
      path,
      siteUrl: 'https://acme.example',
      now: () => 0,
      kept: new Map(),
    });
  const place = { projectId: id<ProjectId>('1'), typeId: '2' };
  const sent = async (given: { readonly fields: object }) => await Promise.resolve(given.fields);

  test('rows of it that make no sense do not hide the priorities', async () => {
    expect(await writerOver(200, spoilt).creating(place, 'high', sent)).toEqual({ priority: { id: '1' } });
    const edit = { fields: { summary: 7, priority } };
    expect(await writerOver(200, edit).editing(id<IssueId>('5'), 'high', sent)).toEqual({ priority: { id: '1' } });
    expect(await writerOver(200, { fields: null }).editing(id<IssueId>('5'), 'high', sent)).toEqual({});
  });

  test.each([400, 403, 404])('refused with %i: the write is made without a priority, and says itself what is wrong', async (status) => {
    const writer = writerOver(status, { errorMessages: ['No'], errors: {} });
    expect(await writer.creating(place, 'High', sent)).toEqual({});
    expect(await writer.editing(id<IssueId>('5'), 'High', sent)).toEqual({});
  });

  test('out of reach: nothing is written yet', async () => {
    await expect(writerOver(503, null).creating(place, 'High', sent)).rejects.toThrow();
  });
});
