/**
 * Payloads as Azure DevOps gives them: each gives a correct work item or one clear fault, never a bug and never a silent loss. First the vendor's
 * own examples, where they are at hand; then what organizations of many years have in them.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { faultOf, id, plainText, type Issue, type IssueComment, type IssueId, type RichDocument, type Tracker } from '@entente/core';
import { openApiChecker } from '@entente/testkit';
import * as z from 'zod';
import { readEvent } from '../host/events.ts';
import { attachmentReferenceSchema, queryResultSchema, writtenWorkItemSchema } from './answers.schema.ts';
import { azureDevOpsTracker } from './services.ts';

const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-ado-payloads-'));
afterAll(() => rmSync(spoolFolder, { recursive: true, force: true }));

type Json = z.core.util.JSONType;
type Body = Record<string, Json>;
const bodySchema = z.record(z.string(), z.json());
const at = (body: Body, ...members: readonly string[]): Body => members.reduce((here, member) => bodySchema.parse(here[member]), body);

const projectId = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';

/** Answers what an organization answers about one work item. */
function open(item: Body, comments: readonly Body[] = [], more: Body = {}): Tracker {
  const answer = (method: string, url: string): unknown => {
    if (method === 'OPTIONS') return { value: [{ area: 'wit', resourceName: 'workItems', maxVersion: '7.2', resourceVersion: 3 }] };
    if (url.includes('/comments')) return { totalCount: comments.length, count: comments.length, comments };
    if (url.includes('/reporting/')) return more;
    if (url.includes('/_apis/projects/')) return { id: projectId, name: 'Fabrikam', state: 'wellFormed' };
    return item;
  };
  return azureDevOpsTracker({
    instanceUrl: 'https://dev.azure.com/fabrikam',
    pat: 'x',
    spoolFolder,
    clock: { now: () => Date.UTC(2026, 10, 20) },
    fetch: async (input, init) => Response.json(answer(init?.method ?? 'GET', input instanceof Request ? input.url : String(input))),
  });
}

async function read(item: Body, comments: readonly Body[] = []): Promise<Issue> {
  const found = await open(item, comments).readIssue(id<IssueId>('1'));
  if (found === null) throw new Error('no work item');
  return found;
}

const plain = (document: RichDocument | null): string => (document === null ? '' : plainText(document));

describe('the vendor’s examples', () => {
  const specs = process.env['ENTENTE_SPECS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'specs');
  const fixtures = join(specs, '..', 'fixtures', 'ado');
  const load = (path: string): Body => bodySchema.parse(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')));
  const answerOf = (path: string, status = '200'): Body => at(load(path), 'responses', status, 'body');

  /** A whole work item, read and held against what it says itself. */
  async function checkItem(item: Body): Promise<void> {
    const fields = at(item, 'fields');
    const found = await read(item);
    expect(found).toMatchObject({
      id: String(z.int().parse(item['id'])),
      revision: String(z.int().parse(item['rev'])),
      summary: fields['System.Title'],
      status: fields['System.State'],
      type: { name: fields['System.WorkItemType'] },
      createdAt: fields['System.CreatedDate'],
      updatedAt: fields['System.ChangedDate'],
    });
    const createdBy = fields['System.CreatedBy'];
    const name = typeof createdBy === 'string' ? createdBy.replace(/ <.*/, '') : at(fields, 'System.CreatedBy')['displayName'];
    expect(found.reporter?.name).toBe(name);
    const relations = z.array(bodySchema).catch([]).parse(item['relations']);
    expect(found.attachments).toHaveLength(relations.filter(({ rel }) => rel === 'AttachedFile').length);
  }

  const isItem = (body: unknown): body is Body => {
    const item = bodySchema.safeParse(body).data;
    return item?.['fields'] !== undefined && 'System.CreatedDate' in at(item, 'fields') && 'id' in item && 'rev' in item;
  };
  const isComment = (body: unknown): body is Body => {
    const comment = bodySchema.safeParse(body).data;
    return comment !== undefined && 'createdDate' in comment && 'text' in comment && ('commentId' in comment || 'id' in comment);
  };

  /** What Entente reads of each sample; every sample must stand here. */
  const readers: Record<string, (path: string) => Promise<void> | void> = {
    'aspnet_workitem.commented.json': (path) => expect(readEvent(load(path))).toEqual(['5']),
    'aspnet_workitem.created.json': (path) => expect(readEvent(load(path))).toEqual(['5']),
    'aspnet_workitem.deleted.json': (path) => expect(readEvent(load(path))).toEqual(['5']),
    'aspnet_workitem.restored.json': (path) => expect(readEvent(load(path))).toEqual(['5']),
    'aspnet_workitem.updated.json': (path) => expect(readEvent(load(path))).toEqual(['5']),
    'ms_GET__hooks_publishers__publisherId__eventTypes.json': () => undefined,
    'ms_GET__list_of_workitem_updates.json': () => undefined,
    'ms_GET__wit_reporting_workItemRevisions.json': async (path) => {
      const answer = answerOf(path);
      const ids = new Set(
        z
          .array(z.object({ id: z.int() }))
          .parse(answer['values'])
          .map((one) => String(one.id)),
      );
      const changes = await open({}, [], answer).changesSince('since:2014-01-01T00:00:00Z');
      expect(new Set<string>(changes.issueIds)).toEqual(ids);
    },
    'ms_GET__wit_wiql__queryId_.json': (path) => expect(queryResultSchema.parse(answerOf(path)).workItems).toEqual([]),
    'ms_PATCH__wit_workitems__taskId_3.json': async (path) => await checkItem(answerOf(path)),
    'ms_POST__hooks_subscriptions.json': () => undefined,
    'ms_POST__wit_attachments_fileName-_textFile_.json': (path) =>
      expect(attachmentReferenceSchema.parse(answerOf(path, '201')).id).toBe('6b2266bf-a155-4582-a475-ca4da68193ef'),
    'ms_POST__wit_workitems__taskId__comments_create.json': async (path) =>
      expect(plain((await read(usual(), [answerOf(path)])).comments[0]?.body ?? null)).toBe('Moving to the right area path'),
    'ms_POST__wit_workitems_create.json': async (path) => {
      expect(writtenWorkItemSchema.parse(answerOf(path)).id).toBe(131_489);
      await checkItem(answerOf(path));
    },
  };

  const samples = existsSync(fixtures) ? readdirSync(fixtures).toSorted() : [];
  (samples.length === 0 ? test.skip : test)('every sample is read', async () => {
    expect(samples).toEqual(Object.keys(readers).toSorted());
    for (const name of samples) await readers[name]?.(join(fixtures, name));
  });

  (samples.length === 0 || !existsSync(join(specs, 'ado')) ? test.skip : test)('the samples are what the official descriptions say', () => {
    const files = ['workItemTracking', 'serviceHooks'].map((name) => join(specs, 'ado', '7.1', `${name}.json`));
    const checker = openApiChecker(files, { nullIsAbsent: true });
    const held = [
      ['ms_PATCH__wit_workitems__taskId_3.json', 'PATCH', '/o/_apis/wit/workitems/1'],
      ['ms_POST__wit_workitems_create.json', 'POST', '/o/p/_apis/wit/workitems/$Task'],
      ['ms_POST__wit_workitems__taskId__comments_create.json', 'POST', '/o/p/_apis/wit/workItems/1/comments'],
      ['ms_POST__hooks_subscriptions.json', 'POST', '/o/_apis/hooks/subscriptions'],
      ['ms_GET__wit_wiql__queryId_.json', 'GET', '/o/p/t/_apis/wit/wiql/1'],
    ] as const;
    for (const [name, method, path] of held) {
      const body = answerOf(join(fixtures, name));
      expect([name, checker.checkResponse({ method, path, status: 200, contentType: 'application/json', body })]).toEqual([name, []]);
    }
  });

  const examples = join(specs, 'ado', 'specification', 'wit');
  (existsSync(examples) ? test : test.skip).each(['7.1', '7.2'])(
    'every work item and comment of the official examples of %s',
    async (version) => {
      let items = 0;
      let comments = 0;
      for (const entry of readdirSync(join(examples, version, 'httpExamples'), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/workItems|comments/i.test(entry.parentPath)) continue;
        const responses = bodySchema.parse(load(join(entry.parentPath, entry.name))['responses']);
        const body = bodySchema.safeParse(responses['200']).data?.['body'] ?? null;
        const listed = bodySchema.safeParse(body).data;
        const all: readonly unknown[] = [
          body,
          ...[listed?.['value'], listed?.['comments']].flatMap((list) => z.array(z.json()).catch([]).parse(list)),
        ];
        for (const one of all) {
          if (isItem(one)) {
            items += 1;
            await checkItem(one);
          } else if (isComment(one)) {
            comments += 1;
            const deleted = one['isDeleted'] === true;
            const found = (await read(usual(), [one])).comments;
            expect({ name: entry.name, found }).toMatchObject({ found: deleted ? [] : [{ createdAt: one['createdDate'] }] });
          }
        }
      }
      expect([items > 20, comments > 5]).toEqual([true, true]);
    },
  );
});

const person = {
  displayName: 'Rui',
  id: '11111111-1111-4111-8111-111111111111',
  uniqueName: 'rui@contoso.example',
  imageUrl: 'x',
  descriptor: 'y',
};

function usual(fields: Body = {}, more: Body = {}): Body {
  return {
    id: 1,
    rev: 3,
    fields: {
      'System.TeamProject': 'Fabrikam',
      'System.WorkItemType': 'Task',
      'System.Title': 'Broken',
      'System.State': 'New',
      'System.CreatedDate': '2026-11-20T12:00:00.27Z',
      'System.ChangedDate': '2026-11-20T12:30:00Z',
      'System.CreatedBy': person,
      'System.Description': '<div>It does not work</div>',
      ...fields,
    },
    ...more,
  };
}

const file = (attributes: Json): Body =>
  usual(
    {},
    { relations: [{ rel: 'AttachedFile', url: 'https://x/_apis/wit/attachments/22222222-2222-4222-8222-222222222222', attributes }] },
  );
const odd = 'Größe — 日本語 — עברית ‏ — 👩‍👩‍👧 — \u0000 — \ud800 — \u202e — \u2028';

test.each<readonly [string, Body, object]>([
  ['as usual', usual(), { key: '#1', revision: '3', summary: 'Broken', reporter: { name: 'Rui', email: 'rui@contoso.example' } }],
  ['an empty description', usual({ 'System.Description': '' }), { description: null }],
  ['a description of nothing', usual({ 'System.Description': null }), { description: null }],
  [
    'nulls instead of nothing',
    usual({ 'System.AssignedTo': null, 'System.Tags': null, 'Microsoft.VSTS.Common.Priority': null }),
    { labels: [], priority: null, assignee: null },
  ],
  ['a priority', usual({ 'Microsoft.VSTS.Common.Priority': 2 }), { priority: 'High' }],
  ['a priority beyond those that have names', usual({ 'Microsoft.VSTS.Common.Priority': 9 }), { priority: '9' }],
  ['a priority in words', usual({ 'Microsoft.VSTS.Common.Priority': 'High' }), { priority: 'High' }],
  ['people as texts', usual({ 'System.CreatedBy': 'Ada Admin <CORP\\ada>' }), { reporter: { name: 'Ada Admin', email: null } }],
  [
    'people without an id',
    usual({ 'System.CreatedBy': { displayName: 'Imported', uniqueName: null } }),
    { reporter: { id: 'Imported', name: 'Imported', email: null } },
  ],
  ['people without a name', usual({ 'System.CreatedBy': { ...person, displayName: null } }), { reporter: { name: 'rui@contoso.example' } }],
  ['nobody at all', usual({ 'System.CreatedBy': {} }), { reporter: null, summary: 'Broken' }],
  ['somebody of another shape', usual({ 'System.CreatedBy': { id: { a: 1 } } }), { reporter: null, summary: 'Broken' }],
  ['an inactive identity', usual({ 'System.CreatedBy': { ...person, inactive: true, _links: null } }), { reporter: { name: 'Rui' } }],
  ['odd characters', usual({ 'System.Title': odd }), { summary: odd }],
  ['tags in every script', usual({ 'System.Tags': 'größe; 日本; עברית; 👍; a b' }), { labels: ['größe', '日本', 'עברית', '👍', 'a b'] }],
  ['relations: null', usual({}, { relations: null }), { attachments: [], marker: null }],
  ['a relation without attributes', file(null), { attachments: [{ filename: 'attachment', size: 0 }] }],
  ['a file without a size', file({ name: 'a.txt', resourceSize: null }), { attachments: [{ filename: 'a.txt', size: 0 }] }],
  ['a huge file', file({ name: 'a.txt', resourceSize: 5e12 }), { attachments: [{ size: 5e12 }] }],
  ['a file with an odd name', file({ name: odd, resourceSize: 5 }), { attachments: [{ filename: odd }] }],
  ['links: null', usual({}, { _links: null, commentVersionRef: null }), { url: 'https://dev.azure.com/fabrikam/_workitems/edit/1' }],
  ['formats: null', usual({}, { multilineFieldsFormat: null }), { summary: 'Broken' }],
  ['members that came later', usual({ 'Custom.New': { deep: [1] } }, { brandNew: [] }), { summary: 'Broken' }],
])('%s', async (_what, item, expected) => {
  expect(await read(item)).toMatchObject(expected);
});

test.each<readonly [string, Body]>([
  ['no fields', { id: 1, rev: 1 }],
  ['an id that is no whole number', usual({}, { id: 1.5 })],
  ['an id beyond all numbers', usual({}, { id: 1e300 })],
  ['no project', usual({ 'System.TeamProject': null })],
  ['a time that is none', usual({ 'System.ChangedDate': 'yesterday' })],
  ['a title of another kind', usual({ 'System.Title': { text: 'x' } })],
  ['tags of another kind', usual({ 'System.Tags': ['a'] })],
  ['a list', { count: 0, value: [] }],
])('%s: one clear fault', async (_what, item) => {
  const caught: unknown = await read(item).then(() => 'was read', faultOf);
  expect(caught).toMatchObject({ whose: 'tracker', code: 'tracker.invalidAnswer', certain: true });
});

test('texts: every character, 250,000 of them, and markup that nobody closes', async () => {
  const text = 'Größe — 日本語 — עברית — 👩‍👩‍👧';
  expect(plain((await read(usual({ 'System.Description': `<div>${text}</div>` }))).description)).toBe(text);
  expect(plain((await read(usual({ 'System.Description': `<p>${'wörd '.repeat(50_000)}end</p>` }))).description)).toMatch(
    /^(wörd ){50000}end$/,
  );
  for (const sign of ['\u0000', '\ud800', '\u202e', '&#0;', '&#x110000;'])
    expect(plain((await read(usual({ 'System.Description': `<p>before${sign}after</p>` }))).description)).toMatch(/^before.?after$/su);
  const unclosed = await read(usual({ 'System.Description': '<table><tr><td><b>kept<ul><li>also' }));
  expect(JSON.stringify(unclosed.description)).toMatch(/kept.*also/);
  const deep = `${'<blockquote>'.repeat(300)}kept${'</blockquote>'.repeat(300)}`;
  expect(JSON.stringify((await read(usual({ 'System.Description': deep }))).description)).toContain('kept');
});

test.each<readonly [string, Body, Partial<IssueComment> | null]>([
  ['as usual', {}, { internal: false }],
  ['of nobody', { createdBy: null }, { author: null }],
  ['never changed', { modifiedDate: null }, { updatedAt: '2026-11-20T12:00:00Z' }],
  ['of no format', { format: null, renderedText: null }, {}],
  ['deleted', { isDeleted: true }, null],
  ['not deleted, said so', { isDeleted: null }, {}],
])('a comment %s', async (_what, changes, expected) => {
  const comment: Body = {
    workItemId: 1,
    id: 5,
    version: 1,
    text: '<p>Said</p>',
    createdBy: person,
    createdDate: '2026-11-20T12:00:00Z',
    modifiedDate: '2026-11-20T12:00:00Z',
  };
  const { comments } = await read(usual(), [{ ...comment, ...changes }]);
  expect(comments).toHaveLength(expected === null ? 0 : 1);
  if (expected === null) return;
  expect(comments[0]).toMatchObject(expected);
  expect(plain(comments[0]?.body ?? null)).toBe('Said');
});

test.each<readonly [string, Json, readonly string[] | null]>([
  ['an update whose own number is not the item’s', { id: 2, workItemId: 7, rev: 2, revision: { id: 7 } }, ['7']],
  ['an update without a revision', { id: 2, workItemId: 7 }, ['7']],
  ['nothing of the resource, as a subscription may ask', null, null],
  ['an item beyond all numbers', { id: 1e300, workItemId: 1e300 }, null],
])('an event with %s', (_what, resource, expected) => {
  const body = {
    subscriptionId: 'x',
    notificationId: 1,
    id: 'y',
    eventType: 'workitem.updated',
    publisherId: 'tfs',
    message: null,
    resource,
  };
  expect(readEvent(body)).toEqual(expected);
});
