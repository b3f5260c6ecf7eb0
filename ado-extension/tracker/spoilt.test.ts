/**
 * Answers of which one member is not what it should be: each gives a work item or one fault that names the member, never a bug; a row of a
 * list that cannot be read does not hide the others; and what repeats its pages for ever is found out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { faultOf, id, type IntentId, type IssueId, type ProjectId, type Tracker } from '@entente/core';
import * as z from 'zod';
import { azureDevOpsTracker } from './services.ts';

const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-ado-spoilt-'));
afterAll(() => rmSync(spoolFolder, { recursive: true, force: true }));

type Json = z.core.util.JSONType;
const projectId = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';
const locations = { value: [{ area: 'wit', resourceName: 'workItems', maxVersion: '7.2', resourceVersion: 3 }] };

function open(answer: (address: string) => Json, headers: Record<string, string> = {}): Tracker {
  let asked = 0;
  return azureDevOpsTracker({
    instanceUrl: 'https://dev.azure.com/fabrikam',
    pat: 'x',
    spoolFolder,
    clock: { now: () => Date.UTC(2026, 10, 20) },
    fetch: async (input, init) => {
      asked += 1;
      if (asked > 100) throw new Error('this is asked for ever');
      const address = input instanceof Request ? input.url : String(input);
      return Response.json(init?.method === 'OPTIONS' ? locations : answer(address), { headers });
    },
  });
}

const person = (): Json => ({ displayName: 'Rui', id: '11111111-1111-4111-8111-111111111111', uniqueName: 'rui@x' });
const item = (): Json => ({
  id: 1,
  rev: 3,
  fields: {
    'System.TeamProject': 'F',
    'System.WorkItemType': 'Task',
    'System.Title': 'B',
    'System.State': 'New',
    'System.CreatedDate': '2026-11-20T12:00:00.27Z',
    'System.ChangedDate': '2026-11-20T12:30:00Z',
    'System.CreatedBy': person(),
    'System.AssignedTo': person(),
    'System.Tags': 'a; b',
    'System.Description': '<div>x</div>',
    'Microsoft.VSTS.Common.Priority': 2,
  },
  relations: [
    {
      rel: 'AttachedFile',
      url: 'https://x/_apis/wit/attachments/22222222-2222-4222-8222-222222222222',
      attributes: { name: 'a', resourceSize: 4, comment: 'x', authorizedDate: '2026-11-20T12:00:00Z' },
    },
  ],
  multilineFieldsFormat: { 'System.Description': 'html' },
  _links: { html: { href: 'https://x/1' } },
  comments: [
    { workItemId: 1, id: 5, version: 1, text: '<p>s</p>', createdBy: person(), createdDate: '2026-11-20T12:00:00Z', format: 'html' },
  ],
});

const isParent = (value: unknown): value is Record<string, Json> => typeof value === 'object' && value !== null;

function places(value: Json, before: readonly string[] = []): (readonly string[])[] {
  if (!isParent(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...before, name], ...places(inner, [...before, name])]);
}

function spoilt(place: readonly string[], by: Json | undefined): Json {
  const copy = item();
  let parent: unknown = copy;
  for (const name of place.slice(0, -1)) parent = isParent(parent) ? parent[name] : null;
  if (!isParent(parent)) throw new Error(`no place ${place.join('.')}`);
  if (by === undefined) delete parent[place.at(-1) ?? ''];
  else parent[place.at(-1) ?? ''] = by;
  return copy;
}

const values: readonly (Json | undefined)[] = [undefined, null, '', -1, 1e300, 'x', [], {}, [null], true];

test('a work item of which one member is something else is read, or its fault names the member', async () => {
  for (const place of places(item())) {
    for (const by of values) {
      const what = `${place.join('.')} = ${JSON.stringify(by) ?? 'nothing'}`;
      const answer = spoilt(place, by);
      const comments = z.object({ comments: z.json() }).safeParse(answer).data?.comments ?? [];
      const tracker = open((address) =>
        address.includes('/comments')
          ? { totalCount: 1, count: 1, comments }
          : address.includes('/_apis/projects/')
            ? { id: projectId, name: 'F', state: 'wellFormed' }
            : answer,
      );
      const fault = await tracker.readIssue(id<IssueId>('1')).then(() => null, faultOf);
      if (fault === null) continue;
      expect([what, fault.whose, fault.code]).toEqual([what, 'tracker', 'tracker.invalidAnswer']);
      expect([what, fault.detail]).toEqual([what, expect.stringContaining(place.at(-1) ?? '')]);
    }
  }
});

test('changes, projects and people: one row that cannot be read does not hide the others', async () => {
  const tracker = open((address) => {
    if (address.includes('/reporting/'))
      return {
        values: [null, { id: {}, rev: 1 }, { id: 5, rev: null, fields: null }, { id: 7, rev: 2, fields: { 'System.IsDeleted': null } }],
        continuationToken: '9;7;2',
        isLastBatch: true,
      };
    if (address.includes('/_apis/resourceAreas')) return null;
    if (address.includes('/_apis/identities'))
      return { value: [null, {}, { id: 'i', providerDisplayName: null, customDisplayName: null, isActive: null }] };
    if (address.includes('/classificationnodes')) return { value: [] };
    return { value: [null, { id: {} }, { id: projectId, name: 'F', state: null }] };
  });
  const changes = await tracker.changesSince('since:2026-11-01T00:00:00Z');
  expect([changes.issueIds, changes.stamps]).toEqual([
    ['5', '7'],
    [null, 2],
  ]);
  expect((await tracker.searchProjects('', null)).items).toMatchObject([{ name: 'F', canCreate: false }]);
  expect(await tracker.findUserByEmail('r@x')).toMatchObject({ id: 'i', name: 'r@x' });
});

test('pages that never end are a fault, not a loop', async () => {
  const nothingNew = { code: 'tracker.invalidAnswer', detail: expect.stringContaining('nothing new') };
  const endless = open(
    (address) => {
      if (address.includes('/comments')) return { ...commentsOf(item()), continuationToken: 'again' };
      if (address.includes('/wiql')) return { workItems: [{ id: 5 }] };
      if (address.includes('/workitemsbatch')) return { value: [{ id: 5, rev: 1, relations: null }] };
      if (address.includes('/_apis/projects/')) return { id: projectId, name: 'F', state: 'wellFormed' };
      return address.includes('/_apis/projects') ? { value: [] } : item();
    },
    { 'x-ms-continuationtoken': 'again' },
  );
  const fault = async (asked: Promise<unknown>): Promise<unknown> => await asked.then(() => 'an end', faultOf);
  expect(await fault(endless.readIssue(id<IssueId>('1')))).toMatchObject(nothingNew);
  expect(await fault(endless.searchProjects('x', null))).toMatchObject(nothingNew);
  const target = { kind: 'issue', projectId: id<ProjectId>(projectId), since: '2026-11-20T12:00:00Z' } as const;
  expect(await fault(endless.findIntent(id<IntentId>('i'), target))).toMatchObject(nothingNew);
});

function commentsOf(answer: Json): { readonly comments: Json } {
  return { comments: z.object({ comments: z.json() }).parse(answer).comments };
}
