/**
 * Payloads as Jiras give them: each gives a correct issue or one clear fault, never a bug and never a silent loss. First what was recorded from
 * real sites, where it is at hand; then what sites of many years have in them.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  faultOf,
  id,
  plainText,
  type Issue,
  type IssueComment,
  type IssueId,
  type ProjectId,
  type RichDocument,
  type Tracker,
} from '@entente/core';
import { encodeHtml } from '@entente/richtext';
import { jsonAnswer, openApiChecker } from '@entente/testkit';
import * as z from 'zod';
import { readEvent } from '../host/data-center-events.ts';
import { issueOfEvent } from '../host/issue-event.ts';
import { createCloudTracker } from './cloud.ts';
import { dataCenterTracker } from './data-center.ts';

const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-jira-payloads-'));
afterAll(() => rmSync(spoolFolder, { recursive: true, force: true }));

type Body = Record<string, z.core.util.JSONType>;
const bodySchema = z.record(z.string(), z.json());
const at = (body: Body, member: string): Body => bodySchema.parse(body[member]);

/** Answers what a Jira answers about one issue. */
function answered(path: string, issue: Body, comments: readonly Body[]): Response {
  const { status, headers, body } = path.includes('/comment')
    ? jsonAnswer(200, { startAt: 0, maxResults: 100, total: comments.length, comments })
    : path.includes('/mypermissions')
      ? jsonAnswer(200, { permissions: { CREATE_ISSUES: { havePermission: true } } })
      : jsonAnswer(200, issue);
  return new Response(String(body), { status, headers: { ...headers } });
}

const addressOf = (input: string | URL | Request): string => (input instanceof Request ? input.url : String(input));

interface Kind {
  readonly name: string;
  open(issue: Body, comments?: readonly Body[]): Tracker;
  /** A text as this Jira writes it. */
  text(text: string): z.core.util.JSONType;
  readonly user: Body;
}

const cloud: Kind = {
  name: 'Jira Cloud',
  open: (issue, comments = []) =>
    createCloudTracker({ siteUrl: 'https://acme.example', now: () => 0, request: async (path) => answered(path, issue, comments) }),
  text: (text) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }),
  user: {
    accountId: '5b10',
    displayName: 'Rui',
    emailAddress: 'rui@acme.example',
    active: true,
    timeZone: 'Etc/UTC',
    accountType: 'atlassian',
  },
};
const dataCenter: Kind = {
  name: 'Jira Data Center',
  open: (issue, comments = []) =>
    dataCenterTracker({
      baseUrl: 'https://jira.example',
      token: 'x',
      clock: { now: () => 0 },
      spoolFolder,
      fetch: async (input) => answered(addressOf(input), issue, comments),
    }),
  text: (text) => text,
  user: {
    key: 'JIRAUSER1',
    name: 'rui',
    displayName: 'Rui',
    emailAddress: 'rui@acme.example',
    active: true,
    deleted: false,
    timeZone: 'Etc/UTC',
  },
};

async function read(kind: Kind, issue: Body, comments: readonly Body[] = []): Promise<Issue> {
  const found = await kind.open(issue, comments).readIssue(id<IssueId>('10001'));
  if (found === null) throw new Error('no issue');
  return found;
}

const plain = (document: RichDocument | null): string => (document === null ? '' : plainText(document));

describe('what was recorded', () => {
  const specs = process.env['ENTENTE_SPECS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'specs');
  const folder = join(specs, '..', 'fixtures');
  const load = (part: string, name: string): Body =>
    bodySchema.parse(JSON.parse(readFileSync(join(folder, part, name), 'utf8').replace(/^\uFEFF/, '')));
  const names = (part: string): readonly string[] => (existsSync(join(folder, part)) ? readdirSync(join(folder, part)).toSorted() : []);

  /** Webhooks of the old API have texts as wiki markup; version 3 has documents. */
  function asVersion3(issue: Body): Body {
    const fields = at(issue, 'fields');
    const { description } = fields;
    return {
      ...issue,
      fields: { ...fields, description: typeof description === 'string' && description !== '' ? cloud.text(description) : null },
    };
  }

  const wordsOf = (text: unknown): readonly string[] => (typeof text === 'string' ? (text.match(/[a-z]{4,}/gi) ?? []) : []);
  const isWhole = (body: Body): boolean => 'issue' in body && 'created' in at(at(body, 'issue'), 'fields');

  async function checkIssue(kind: Kind, issue: Body, comments: readonly Body[]): Promise<void> {
    const fields = at(issue, 'fields');
    const found = await read(kind, kind === cloud ? asVersion3(issue) : issue, comments);
    expect(found).toMatchObject({
      id: issue['id'],
      key: issue['key'],
      summary: fields['summary'],
      labels: fields['labels'],
      status: at(fields, 'status')['name'],
      projectId: at(fields, 'project')['id'],
      reporter: fields['reporter'] === null ? null : { name: at(fields, 'reporter')['displayName'] },
      createdAt: new Date(
        z
          .string()
          .parse(fields['created'])
          .replace(/(\d\d)$/, ':$1'),
      ).toISOString(),
    });
    // Whatever the markup is read as, its words are there.
    const { description } = fields;
    for (const word of wordsOf(description)) expect(JSON.stringify(found.description)).toContain(word);
    expect(found.comments.map(({ id: commentId }) => commentId)).toEqual(comments.map((comment) => comment['id']));
    for (const [n, comment] of found.comments.entries())
      for (const word of wordsOf(comments[n]?.['body'])) expect(JSON.stringify(comment.body)).toContain(word);
    const { attachment } = fields;
    expect(found.attachments).toHaveLength(Array.isArray(attachment) ? attachment.length : 0);
  }

  const cloudApi = join(specs, 'jira-cloud', 'swagger-v3.v3.json');
  const dataCenterApi = join(specs, 'jira-dc', 'jira-software-dc-10.3-openapi.json');
  (existsSync(dataCenterApi) && names('jira-dc').length > 0 ? test : test.skip)('is what the official descriptions say', () => {
    const [cloudChecker, checker] = [
      openApiChecker(cloudApi, { nullIsAbsent: true }),
      openApiChecker(dataCenterApi, { nullIsAbsent: true }),
    ];
    const whole = (part: string) => names(part).filter((name) => name.startsWith('mm_') && isWhole(load(part, name)));
    const held = [
      ...whole('jira-cloud').map((name) => [cloudChecker, '/rest/api/3/issue/X', at(load('jira-cloud', name), 'issue')] as const),
      ...whole('jira-dc').map((name) => [checker, '/api/2/issue/X', at(load('jira-dc', name), 'issue')] as const),
      [checker, '/api/2/project/X', load('jira-dc', 'gojira_project.json')] as const,
      [checker, '/api/2/issue/X/transitions', load('jira-dc', 'gojira_transitions.json')] as const,
      [checker, '/api/2/search', load('jira-dc', 'gojira_issues_in_sprint.json')] as const,
    ];
    expect(held.length).toBeGreaterThan(10);
    const violations = held.flatMap(([by, path, body]) =>
      by.checkResponse({ method: 'GET', path, status: 200, contentType: 'application/json', body }),
    );
    expect(violations).toEqual([]);
  });

  const recorded = names('jira-cloud');
  (recorded.length === 0 ? test.skip : test).each(['', ...recorded].slice(recorded.length === 0 ? 0 : 1))(
    'Jira Cloud: %s',
    async (name) => {
      const body = load('jira-cloud', name);
      expect(issueOfEvent(body)).toBe(at(body, 'issue')['id']);
      if (isWhole(body)) await checkIssue(cloud, at(body, 'issue'), []);
      else expect(body['webhookEvent']).toMatch(/^comment_/);
    },
  );

  /** Answers to questions that Entente does not ask. */
  const unread = new Set(
    ['all_fields', 'all_issuelinktypes', 'all_priorities', 'all_statuses', 'search_filters', 'transitions'].map(
      (name) => `gojira_${name}.json`,
    ),
  );
  const served = names('jira-dc');
  (served.length === 0 ? test.skip : test).each(['', ...served].slice(served.length === 0 ? 0 : 1))(
    'Jira Data Center: %s',
    async (name) => {
      if (unread.has(name)) return;
      const body = load('jira-dc', name);
      if (name === 'gojira_project.json') {
        expect(await dataCenter.open(body).readProject(id<ProjectId>('1'))).toMatchObject({
          id: '12310505',
          key: 'ABDERA',
          canCreate: true,
        });
      } else if (name === 'gojira_issues_in_sprint.json') {
        const cursor = JSON.stringify({ since: 0, startAt: 0, began: 0, offset: 0 });
        const tracker = dataCenterTracker({
          baseUrl: 'https://jira.example',
          token: 'x',
          clock: { now: () => 0 },
          spoolFolder,
          fetch: async (input) =>
            addressOf(input).includes('/search')
              ? Response.json(body)
              : Response.json({ ...dataCenter.user, version: '10', serverTime: '2026-11-20T12:00:00.000+0000' }),
        });
        expect(await tracker.changesSince(cursor)).toMatchObject({ issueIds: ['12338'], more: true });
      } else {
        expect(readEvent(body)).toEqual([expect.stringMatching(/^\d+$/)]);
        if (!isWhole(body)) return;
        const issue = at(body, 'issue');
        const { comment } = at(issue, 'fields');
        await checkIssue(
          dataCenter,
          issue,
          comment === undefined ? [] : z.object({ comments: z.array(bodySchema) }).parse(comment).comments,
        );
      }
    },
  );
});

describe.each([cloud, dataCenter])('$name: what sites have in them', (kind) => {
  const issueOf = (changes: Body = {}, more: Body = {}): Body => ({
    id: '10001',
    key: 'A-1',
    self: 'https://jira.example/rest/api/2/issue/10001',
    fields: {
      project: { id: '10000', key: 'A', name: 'A' },
      summary: 'Broken',
      description: kind.text('It does not work'),
      created: '2026-11-20T12:00:00.000+0100',
      updated: '2026-11-20T12:30:00.000+0100',
      issuetype: { id: '1', name: 'Bug' },
      status: { name: 'Open' },
      priority: { id: '3', name: 'Medium' },
      labels: ['red'],
      reporter: kind.user,
      assignee: null,
      attachment: [],
      customfield_10001: null,
      ...changes,
    },
    ...more,
  });
  const file = (changes: Body): Body => ({
    attachment: [
      {
        id: '7',
        filename: 'a.bin',
        size: 5,
        mimeType: 'text/plain',
        created: '2026-11-20T12:00:00.000+0000',
        author: kind.user,
        ...changes,
      },
    ],
  });
  const without = (field: string): Body => {
    const { [field]: _left, ...fields } = at(issueOf(), 'fields');
    return issueOf({}, { fields });
  };
  const odd = 'Größe — 日本語 — עברית ‏ — 👩‍👩‍👧 — \u0000 — \ud800 — \u202e — \u2028';
  const long = `${'wörd '.repeat(50_000)}end`;

  test.each<readonly [string, Body, object]>([
    [
      'as usual',
      issueOf(),
      { summary: 'Broken', labels: ['red'], priority: 'Medium', reporter: { name: 'Rui', email: 'rui@acme.example' } },
    ],
    ['an empty description: null', issueOf({ description: null }), { description: null }],
    ['an empty description: left out', without('description'), { description: null }],
    ['no priority', issueOf({ priority: null }), { priority: null }],
    ['a hidden priority', without('priority'), { priority: null }],
    ['labels: null', issueOf({ labels: null }), { labels: [] }],
    ['labels: left out', without('labels'), { labels: [] }],
    ['attachments turned off', without('attachment'), { attachments: [] }],
    ['attachments: null', issueOf({ attachment: null }), { attachments: [] }],
    ['a summary of nothing', issueOf({ summary: null }), { summary: '' }],
    ['nobody', issueOf({ reporter: null, assignee: null }), { reporter: null, assignee: null }],
    ['people left out', without('reporter'), { reporter: null }],
    [
      'a user who left',
      issueOf({ reporter: { ...kind.user, displayName: 'Former user', emailAddress: '', active: false } }),
      { reporter: { name: 'Former user', email: null } },
    ],
    ['a user without any id', issueOf({ reporter: { displayName: 'Imported', active: false } }), { reporter: null, summary: 'Broken' }],
    [
      'a user whose name is hidden',
      issueOf({ reporter: { ...kind.user, displayName: 'x', emailAddress: '?' } }),
      { reporter: { name: 'x' } },
    ],
    ['odd characters', issueOf({ summary: odd }), { summary: odd }],
    ['labels in every script', issueOf({ labels: ['größe', '日本', 'עברית', '👍'] }), { labels: ['größe', '日本', 'עברית', '👍'] }],
    [
      'a file from before media types',
      issueOf(file({ mimeType: null })),
      { attachments: [{ mediaType: 'application/octet-stream', size: 5 }] },
    ],
    ['a file of a number', issueOf(file({ id: 7 })), { attachments: [{ id: '7' }] }],
    ['a file of nobody', issueOf(file({ author: null })), { attachments: [{ author: null }] }],
    ['a huge file', issueOf(file({ size: 5e12 })), { attachments: [{ size: 5e12 }] }],
    ['a file with an odd name', issueOf(file({ filename: odd })), { attachments: [{ filename: odd }] }],
    ['no properties', issueOf({}, { properties: null }), { marker: null }],
    ['a property of somebody else', issueOf({}, { properties: { 'entente.intent': { other: 1 } } }), { marker: null }],
    ['members that came later', issueOf({ brandNew: { deep: [1, 2] } }, { operations: {}, editmeta: null }), { summary: 'Broken' }],
  ])('%s', async (_what, body, expected) => {
    expect(await read(kind, body)).toMatchObject(expected);
  });

  test.each<readonly [string, Body]>([
    ['no fields', { id: '10001', key: 'A-1' }],
    ['an id that is no text', issueOf({}, { id: 10_001 })],
    ['no status', issueOf({ status: null })],
    ['a time that is none', issueOf({ updated: 'yesterday' })],
    ['a time of nothing', issueOf({ created: '' })],
    ['labels that are no texts', issueOf({ labels: [{ name: 'x' }] })],
    ['a size that is no number', issueOf(file({ size: '5' }))],
    ['a description of another kind', issueOf({ description: kind === cloud ? 'plain text' : { type: 'doc', version: 1, content: [] } })],
    ['a list', { list: [] }],
  ])('%s: one clear fault', async (_what, body) => {
    const caught: unknown = await read(kind, body).then(() => 'was read', faultOf);
    expect(caught).toMatchObject({ whose: 'tracker', code: 'tracker.invalidAnswer', certain: true });
  });

  test('texts: every character, and 250,000 of them', async () => {
    // What markup makes of a line's end and of signs that no document has is the dialect's own affair.
    const text = Array.from(odd)
      .filter((sign) => !'\u0000\u2028\u202e\ud800\u200f'.includes(sign))
      .join('')
      .trim();
    expect(plain((await read(kind, issueOf({ description: kind.text(text) }))).description)).toBe(text);
    const { description } = await read(kind, issueOf({ description: kind.text(long) }));
    expect(plain(description).length).toBeGreaterThanOrEqual(long.length - 1);
    for (const sign of ['\u0000', '\ud800', '\u202e']) {
      const found = await read(kind, issueOf({ description: kind.text(`before${sign}after`) }));
      expect(plain(found.description)).toMatch(/before.?after/su);
    }
  });

  test.each<readonly [string, Body, Partial<IssueComment>]>([
    ['as usual', {}, { internal: false, marker: null }],
    ['of nobody', { author: null }, { author: null }],
    ['whose author is left out', { author: undefined as never }, { author: null }],
    ['restricted', { visibility: { type: 'role', value: 'Administrators' } }, { internal: true }],
    ['not restricted, said so', { visibility: null }, { internal: false }],
    ['restricted in a way that came later', { visibility: { type: 'team', identifier: 'x' } }, { internal: true }],
    ['without properties', { properties: null }, { marker: null }],
  ])('a comment %s', async (_what, changes, expected) => {
    const comment = {
      id: '1',
      author: kind.user,
      body: kind.text('Said'),
      created: '2026-11-20T12:00:00.000+0000',
      updated: '2026-11-20T12:00:00.000+0000',
    };
    const [found] = (await read(kind, issueOf(), [{ ...comment, ...changes }])).comments;
    expect(found).toMatchObject(expected);
    expect(plain(found?.body ?? null)).toBe('Said');
  });

  test('a comment of nothing is one of no text', async () => {
    const comment = {
      id: '1',
      author: kind.user,
      body: null,
      created: '2026-11-20T12:00:00.000+0000',
      updated: '2026-11-20T12:00:00.000+0000',
    };
    expect(plain((await read(kind, issueOf(), [comment])).comments[0]?.body ?? null)).toBe('');
  });
});

describe('documents of Jira Cloud', () => {
  const issue = (content: z.core.util.JSONType): Body => ({
    id: '10001',
    key: 'A-1',
    fields: {
      project: { id: '1' },
      summary: 'x',
      description: { type: 'doc', version: 1, content },
      created: '2026-11-20T12:00:00.000+0000',
      updated: '2026-11-20T12:00:00.000+0000',
      issuetype: { id: '1', name: 'Bug' },
      status: { name: 'Open' },
    },
  });
  const words = { type: 'paragraph', content: [{ type: 'text', text: 'kept' }] };

  test.each<readonly [string, z.core.util.JSONType]>([
    ['a node that came later', [{ type: 'brandNewPanel', attrs: { deep: { a: [1] } }, content: [words] }]],
    ['a node that came later, within a line', [{ type: 'paragraph', content: [{ type: 'holo', attrs: { text: 'kept' } }] }]],
    [
      'a mark that came later',
      [{ type: 'paragraph', content: [{ type: 'text', text: 'kept', marks: [{ type: 'glow', attrs: { by: 3 } }] }] }],
    ],
    ['an app’s block', [{ type: 'extension', attrs: { extensionType: 'com.x', extensionKey: 'y' } }, words]],
  ])('%s: it stays, and other dialects write the words, and count it', async (_what, content) => {
    const found = await read(cloud, issue(content));
    expect(found.description?.content).toEqual(content);
    const { native, losses } = encodeHtml(found.description!);
    expect(native).toBe('<p>kept</p>');
    expect(losses).toHaveLength(1);
  });

  test.each<readonly [string, z.core.util.JSONType]>([
    ['attributes of nothing', [{ type: 'paragraph', attrs: null, content: [{ type: 'text', text: 'kept' }] }]],
    ['a mention of nobody', [{ type: 'paragraph', content: [{ type: 'mention', attrs: { id: '', text: '@kept' } }] }]],
    [
      'a picture without an id',
      [{ type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: '', collection: '' } }] }, words],
    ],
  ])('%s', async (_what, content) => {
    expect(JSON.stringify((await read(cloud, issue(content))).description)).toContain('kept');
  });

  test('no content at all, and nodes within nodes within nodes', async () => {
    expect(plain((await read(cloud, issue([]))).description)).toBe('');
    let deep: z.core.util.JSONType = words;
    for (let n = 0; n < 300; n += 1) deep = { type: 'bulletList', content: [{ type: 'listItem', content: [deep] }] };
    expect(JSON.stringify((await read(cloud, issue([deep]))).description)).toContain('kept');
  });
});

test.each<readonly [unknown, string | null]>([
  [{ eventType: 'avi:jira:created:issue', issue: { id: '10001', key: 'A-1', fields: {} }, atlassianId: null }, '10001'],
  [{ eventType: 'avi:jira:updated:issue', issue: { id: 10_001 }, attachment: null, changelog: null }, '10001'],
  [{ eventType: 'avi:jira:commented:issue', issue: { id: '10001' }, comment: { id: '1', body: null } }, '10001'],
  [{ eventType: 'avi:jira:deleted:attachment', attachment: { id: '5', issueId: '10001' } }, '10001'],
  [{ eventType: 'avi:jira:deleted:attachment', issue: null, attachment: { id: 5, issueId: 10_001 } }, '10001'],
  [{ eventType: 'avi:jira:created:issue', issue: null }, null],
  [{ eventType: 'avi:jira:created:issue', issue: { id: 'A-1' } }, null],
  [{ eventType: 'avi:jira:created:issue', issue: { id: 1e21 } }, null],
  [null, null],
  ['text', null],
])('an event of Forge: %j', (event, expected) => {
  expect(issueOfEvent(event)).toBe(expected);
});
