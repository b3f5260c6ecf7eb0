/**
 * Answers of which one member is not what it should be: each gives an issue or one fault that names the member, never a bug; a row of a
 * list that cannot be read does not hide the others; and what repeats its pages for ever is found out.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { faultOf, id, type IntentId, type IssueId, type ProjectId, type Sha256, type Tracker } from '@entente/core';
import { jsonAnswer } from '@entente/testkit';
import * as z from 'zod';
import { createCloudTracker } from './cloud.ts';
import { dataCenterTracker } from './data-center.ts';

const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-jira-spoilt-'));
afterAll(() => rmSync(spoolFolder, { recursive: true, force: true }));

type Json = z.core.util.JSONType;
type Answer = (address: string) => Json;

const respond = (given: Json): Response => {
  const { status, headers, body } = jsonAnswer(200, given);
  return new Response(String(body), { status, headers: { ...headers } });
};
/** What asks for ever is stopped. */
function answering(answer: Answer): (address: string) => Promise<Response> {
  let asked = 0;
  return async (address) => {
    asked += 1;
    if (asked > 100) throw new Error('this is asked for ever');
    return await Promise.resolve(respond(answer(address)));
  };
}
const addressOf = (input: string | URL | Request): string => (input instanceof Request ? input.url : String(input));

const kinds: readonly { readonly name: string; readonly open: (answer: Answer) => Tracker; readonly text: (text: string) => Json }[] = [
  {
    name: 'Jira Cloud',
    open: (answer) => createCloudTracker({ siteUrl: 'https://acme.example', now: () => 0, request: answering(answer) }),
    text: (text) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }),
  },
  {
    name: 'Jira Data Center',
    open: (answer) => {
      const ask = answering(answer);
      return dataCenterTracker({
        baseUrl: 'https://acme.example',
        token: 'x',
        clock: { now: () => 0 },
        spoolFolder,
        fetch: async (input) => await ask(addressOf(input)),
      });
    },
    text: (text) => text,
  },
];

const user = (): Json => ({
  accountId: '5b',
  key: 'K',
  name: 'rui',
  displayName: 'Rui',
  emailAddress: 'r@x',
  active: true,
  timeZone: 'Etc/UTC',
});
const at = '2026-11-20T12:00:00.000+0000';

const whole = (text: (text: string) => Json): Json => ({
  id: '10001',
  key: 'ACME-1',
  properties: {},
  fields: {
    project: { id: '1', key: 'ACME' },
    summary: 'S',
    description: text('hello'),
    created: at,
    updated: at,
    issuetype: { id: '1', name: 'Task', subtask: false },
    status: { name: 'Open', id: '1' },
    priority: { name: 'High', id: '2' },
    labels: ['a'],
    reporter: user(),
    assignee: user(),
    attachment: [{ id: '5', filename: 'a.txt', mimeType: 'text/plain', size: 4, created: at, author: user() }],
    comment: {
      startAt: 0,
      maxResults: 1,
      total: 1,
      comments: [{ id: '7', author: user(), body: text('said'), created: at, updated: at, visibility: null, jsdPublic: true }],
    },
  },
});

const isParent = (value: unknown): value is Record<string, Json> => typeof value === 'object' && value !== null;

/** Every place in it, as the names on the way. */
function places(value: Json, before: readonly string[] = []): (readonly string[])[] {
  if (!isParent(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...before, name], ...places(inner, [...before, name])]);
}

/** A copy with another value in that place; undefined: without it. */
function spoilt(value: Json, place: readonly string[], by: Json | undefined): Json {
  const copy: Json = z.json().parse(JSON.parse(JSON.stringify(value)));
  let parent: unknown = copy;
  for (const name of place.slice(0, -1)) parent = isParent(parent) ? parent[name] : null;
  const last = place.at(-1) ?? '';
  if (!isParent(parent)) throw new Error(`no place ${place.join('.')}`);
  if (by === undefined) delete parent[last];
  else parent[last] = by;
  return copy;
}

const values: readonly (Json | undefined)[] = [undefined, null, '', -1, 1e300, 'x', [], {}, [null], true];
const permissions: Json = { permissions: { CREATE_ISSUES: { havePermission: true } } };

describe.each(kinds)('$name', ({ open, text }) => {
  const issueAt = (answer: Json): Tracker =>
    open((address) => {
      const comments = z.object({ fields: z.object({ comment: z.json() }) }).safeParse(answer).data?.fields.comment;
      return address.includes('/mypermissions') ? permissions : address.includes('/comment') ? (comments ?? {}) : answer;
    });

  test('an issue of which one member is something else is read, or its fault names the member', async () => {
    const issue = whole(text);
    for (const place of places(issue)) {
      for (const by of values) {
        const what = `${place.join('.')} = ${JSON.stringify(by) ?? 'nothing'}`;
        const answer = spoilt(issue, place, by);
        const fault = await issueAt(answer)
          .readIssue(id<IssueId>('10001'))
          .then(() => null, faultOf);
        if (fault === null) continue;
        expect([what, fault.whose, fault.code]).toEqual([what, 'tracker', 'tracker.invalidAnswer']);
        const named = place.includes('body') ? 'comment' : place.includes('description') ? 'description' : (place.at(-1) ?? '');
        const repeated = what.endsWith('total = 1e+300') ? 'nothing new' : named;
        expect([what, `${fault.detail} ${fault.params['field'] ?? ''}`]).toEqual([what, expect.stringContaining(repeated)]);
      }
    }
  });

  test('people of whom something is hidden are people', async () => {
    for (const member of ['displayName', 'emailAddress', 'timeZone', 'active']) {
      const found = await issueAt(spoilt(whole(text), ['fields', 'reporter', member], null)).readIssue(id<IssueId>('10001'));
      expect([member, found?.reporter?.id]).toEqual([member, expect.stringMatching(/^(5b|K)$/)]);
    }
  });

  test('changes, projects and people: one row that cannot be read does not hide the others', async () => {
    const rows: Json[] = [
      { id: 5, key: 'N', fields: null, properties: null },
      null,
      { id: null },
      'x',
      { id: '7', fields: { updated: null } },
    ];
    const projects: Json[] = [null, { id: '1', key: 'ACME', name: null, archived: null }, { id: {}, key: 'BAD', name: 'Bad' }];
    const tracker = open((address) => {
      if (address.includes('/serverInfo')) return { version: '10.3.1', serverTime: at };
      if (address.includes('/myself')) return { accountId: '5b', key: 'K', name: 'rui', timeZone: null };
      if (address.includes('/search') && address.includes('/user')) return [null, {}, user()];
      if (address.includes('/project/search')) return { startAt: 0, maxResults: 50, isLast: true, total: 3, values: projects };
      if (address.includes('/project')) return projects;
      if (address.includes('/mypermissions')) return permissions;
      return { startAt: 0, maxResults: 100, total: rows.length, issues: rows };
    });
    const first = await tracker.changesSince(null);
    const changes = await tracker.changesSince(first.cursor);
    expect([changes.issueIds, changes.stamps]).toEqual([
      ['5', '7'],
      [null, null],
    ]);
    expect((await tracker.searchProjects('', null)).items).toMatchObject([{ id: '1', key: 'ACME', name: 'ACME' }]);
    expect(await tracker.findUserByEmail('r@x')).toMatchObject({ name: 'Rui' });
  });

  test('pages that never end are a fault, not a loop', async () => {
    const page = { startAt: 0, maxResults: 1, total: 1e9, isLast: false, nextPageToken: 'again' };
    const tracker = open((address) => {
      if (address.includes('/serverInfo')) return { version: '10.3.1', serverTime: at };
      if (address.includes('/myself')) return user();
      if (address.includes('/properties/')) return { value: null };
      const types: Json[] = [{ id: '1', name: 'Task', fieldId: 'summary', required: false }];
      return { ...page, issues: [{ id: '5', fields: { updated: at } }], issueTypes: types, values: types };
    });
    const target = { kind: 'issue', projectId: id<ProjectId>('1'), since: '2026-11-20T12:00:00Z' } as const;
    const caught: unknown = await tracker.findIntent(id<IntentId>('i'), target).then(() => 'found', faultOf);
    expect(caught).toMatchObject({ code: 'tracker.invalidAnswer', detail: expect.stringContaining('nothing new') });
    expect(await tracker.issueTypes(id<ProjectId>('1'))).toMatchObject([{ id: '1', name: 'Task' }]);
  });

  test('a write that was answered is done, whatever else the answer holds', async () => {
    const made: Json = { id: 5, key: null, created: 'soon', author: [], body: 7, size: 'x' };
    const tracker = open((address) => (address.includes('/attachments') ? [made] : made));
    const issueId = id<IssueId>('10001');
    const draft = { projectId: id<ProjectId>('1'), typeId: '2', summary: 'S', description: null, labels: [] };
    expect((await tracker.createIssue(id<IntentId>('i'), draft)).id).toBe('5');
    expect((await tracker.addComment(id<IntentId>('i'), issueId, { type: 'doc', version: 1, content: [] })).id).toBe('5');
    const file = { filename: 'a', mediaType: 'text/plain', size: 0, sha256: id<Sha256>(createHash('sha256').digest('hex')) };
    expect((await tracker.addAttachment(id<IntentId>('i'), issueId, file, () => Promise.resolve(''))).id).toBe('5');
  });
});
