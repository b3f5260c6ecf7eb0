/** The Tracker over Jira's REST v3, against the stand-in: a page size smaller than the data, people with hidden addresses, faults. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  faultOf,
  id,
  type AttachmentFile,
  type CommentId,
  type IntentId,
  type IssueDraft,
  type IssueId,
  type ProjectId,
  type RichDocument,
  type Sha256,
  type Tracker,
} from '@entente/core';
import { openApiChecker } from '@entente/testkit';
import { violationsOf } from '../standin/conformance.ts';
import { startJiraCloud, type JiraCloud } from '../standin/index.ts';
import { createCloudTracker, type JiraRequest } from './cloud.ts';

let jira: JiraCloud;
let tracker: Tracker;
let now = Date.parse('2026-11-20T12:00:30Z');

function requestAs(authorization: () => string): JiraRequest {
  return async (path, { method, headers, body }) => {
    const given = { method, headers: { ...headers, Authorization: authorization() } };
    return fetch(jira.siteUrl + path, body === undefined ? given : { ...given, body });
  };
}

const trackerFor = (account: string): Tracker =>
  createCloudTracker({ request: requestAs(() => jira.authorization(account)), siteUrl: jira.siteUrl, now: () => now });

beforeAll(async () => {
  jira = await startJiraCloud({ now: () => now, pageSize: 3 });
  tracker = trackerFor('ada@acme.example');
});
afterAll(async () => {
  await jira.close();
});
beforeEach(() => {
  now += 10 * 60_000;
});

const document = (text: string): RichDocument => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});
const intent = (name: string): IntentId => id<IntentId>(name);
const projectId = (key = 'ACME'): ProjectId => id<ProjectId>(String(jira.control.project(key)?.id));

async function create(name: string, changes: Partial<IssueDraft> = {}): Promise<IssueId> {
  const draft: IssueDraft = {
    projectId: projectId(),
    typeId: '10002',
    summary: name,
    description: document('Hello'),
    labels: [],
    ...changes,
  };
  return (await tracker.createIssue(intent(name), draft)).id;
}

async function refusal(call: Promise<unknown>) {
  return faultOf(await call.then(() => new Error('nothing was refused')).catch((error: unknown) => error));
}

describe('projects and people', () => {
  test('every page of projects, and where the app may create', async () => {
    for (let n = 0; n < 7; n += 1)
      jira.control.addProject({ key: `P${n}`, name: `Project ${n}`, permissions: n === 4 ? { CREATE_ISSUES: 'nobody' } : {} });
    const found = new Map<string, boolean>();
    for (let cursor: string | null = null; ;) {
      const page = await tracker.searchProjects('', cursor);
      for (const project of page.items) found.set(project.key, project.canCreate);
      cursor = page.next;
      if (cursor === null) break;
    }
    expect([...found.keys()].toSorted()).toEqual(['ACME', 'OPS', 'P0', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6']);
    expect([...found].filter(([, canCreate]) => !canCreate)).toEqual([['P4', false]]);
    expect((await tracker.searchProjects('webshop', null)).items.map((project) => project.key)).toEqual(['ACME']);
  });

  test('a project by id; none where there is none', async () => {
    expect(await tracker.readProject(projectId())).toMatchObject({ key: 'ACME', name: 'Acme Webshop', canCreate: true });
    expect(await tracker.readProject(id<ProjectId>('99999'))).toBeNull();
  });

  test('issue types in the host’s order; epics and sub-tasks are not standard', async () => {
    const types = await tracker.issueTypes(projectId());
    expect(types.map((type) => [type.name, type.standard])).toEqual([
      ['Epic', false],
      ['Story', true],
      ['Task', true],
      ['Sub-task', false],
      ['Bug', true],
    ]);
  });

  test('people by the very address, where it is shown', async () => {
    expect(await tracker.findUserByEmail('RUI@acme.example')).toMatchObject({ name: 'Rui Reporter', email: 'rui@acme.example' });
    expect(await tracker.findUserByEmail('hana@acme.example')).toBeNull();
    expect(await tracker.findUserByEmail('rui')).toBeNull();
    expect(await tracker.self()).toMatchObject({ name: 'Ada Admin' });
    const rui = await tracker.findUserByEmail('rui@acme.example');
    expect(await tracker.emailOf?.(rui?.id ?? '')).toBe('rui@acme.example');
    expect(await tracker.emailOf?.('nobody')).toBeNull();
    expect(await tracker.attachmentLimit?.()).toBe(jira.control.site.attachmentLimit);
  });
});

describe('issues', () => {
  test('what is created is read: fields, marker, address, no revision', async () => {
    const issueId = await create('create-1', { summary: 'A summary', labels: ['one', 'two'] });
    const issue = await tracker.readIssue(issueId);
    expect(issue).toMatchObject({
      id: issueId,
      projectId: projectId(),
      summary: 'A summary',
      labels: ['one', 'two'],
      marker: 'create-1',
      revision: null,
      type: { name: 'Task' },
      comments: [],
      attachments: [],
    });
    expect(issue?.description).toEqual(document('Hello'));
    expect(issue?.url).toBe(`${jira.siteUrl}/browse/${issue?.key ?? ''}`);
    expect(issue?.createdAt).toBe(new Date(now).toISOString());
  });

  test('what a field cannot hold is fitted, and noted', async () => {
    const draft: IssueDraft = {
      projectId: projectId(),
      typeId: '10002',
      summary: `two\nlines ${'x'.repeat(300)}`,
      description: null,
      labels: ['needs review', 'needs_review', 'ok'],
    };
    const written = await tracker.createIssue(intent('fit'), draft);
    expect(written.losses).toEqual([
      { what: 'summary', count: 1 },
      { what: 'label', count: 1 },
    ]);
    const issue = await tracker.readIssue(written.id);
    expect(issue?.labels.toSorted()).toEqual(['needs_review', 'ok']);
    expect(issue?.summary.length).toBe(255);
    expect(issue?.summary.startsWith('two lines xx')).toBe(true);
    expect(issue?.description).toBeNull();
  });

  test('an update changes what it names alone; an issue that is gone says so', async () => {
    const issueId = await create('update-1', { summary: 'Before', labels: ['kept'] });
    expect(await tracker.updateIssue(intent('u1'), issueId, { summary: 'After' }, null)).toEqual({
      outcome: 'done',
      revision: null,
      losses: [],
    });
    expect(await tracker.updateIssue(intent('u2'), issueId, { description: null }, null)).toMatchObject({ outcome: 'done' });
    expect(await tracker.readIssue(issueId)).toMatchObject({ summary: 'After', description: null, labels: ['kept'], marker: 'update-1' });
    expect(await tracker.updateIssue(intent('u3'), id<IssueId>('424242'), { summary: 'x' }, null)).toEqual({ outcome: 'gone' });
    expect(await tracker.readIssue(id<IssueId>('424242'))).toBeNull();
  });

  test('the few comments that stand in the issue itself are not asked for', async () => {
    const issueId = await create('few');
    const made = await tracker.addComment(intent('f0'), issueId, document('The only one'));
    const before = jira.control.requests().length;
    const comments = (await tracker.readIssue(issueId))?.comments ?? [];
    expect(comments.map(({ id: commentId, body }) => [commentId, body])).toEqual([[made.id, document('The only one')]]);
    expect(jira.control.requests().length - before).toBe(1);
  });

  test('all comments, whatever the page size: with markers, edited and removed', async () => {
    const issueId = await create('comments');
    const made: CommentId[] = [];
    const names = Array.from({ length: 24 }, (_, n) => `c${n}`);
    for (let n = 0; n < names.length; n += 1) made.push((await tracker.addComment(intent(`c${n}`), issueId, document(`Comment ${n}`))).id);
    expect(await tracker.updateComment(intent('e'), issueId, made[3]!, document('Edited'))).toMatchObject({ outcome: 'done' });
    expect(await tracker.removeComment(intent('r'), issueId, made[5]!)).toMatchObject({ outcome: 'done' });
    expect(await tracker.removeComment(intent('r'), issueId, made[5]!)).toEqual({ outcome: 'gone' });
    const comments = (await tracker.readIssue(issueId))?.comments ?? [];
    expect(comments.map((comment) => comment.marker)).toEqual(names.filter((name) => name !== 'c5'));
    expect(comments[3]?.body).toEqual(document('Edited'));
    expect(comments.every((comment) => !comment.internal && comment.author?.name === 'Ada Admin')).toBe(true);
  });

  test('a restricted comment is internal', async () => {
    const issueId = await create('restricted');
    const body = { body: document('For us'), visibility: { type: 'group', value: 'jira-administrators' } };
    const headers = { 'content-type': 'application/json', authorization: jira.authorization('ada@acme.example') };
    await fetch(`${jira.restUrl}/issue/${issueId}/comment`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect((await tracker.readIssue(issueId))?.comments.map((comment) => comment.internal)).toEqual([true]);
  });
});

describe('attachments', () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_none, at) => (at * 7) % 251));
  const file: AttachmentFile = {
    filename: 'größe 1.bin',
    mediaType: 'application/octet-stream',
    size: bytes.length,
    sha256: id<Sha256>(createHash('sha256').update(bytes).digest('hex')),
  };
  const read = (offset: number, length: number): Promise<string> =>
    Promise.resolve(bytes.subarray(offset, offset + length).toString('base64'));

  test('300 kB there and back, byte for byte', async () => {
    const issueId = await create('attach');
    const attached = await tracker.addAttachment(intent('a'), issueId, file, read);
    const listed = (await tracker.readIssue(issueId))?.attachments ?? [];
    expect(listed).toMatchObject([{ id: attached.id, filename: 'größe 1.bin', size: 300_000, marker: null }]);
    expect(await tracker.describeAttachment(issueId, attached.id)).toMatchObject({ sha256: file.sha256, size: 300_000 });
    const parts: Buffer[] = [];
    for (let offset = 0; offset < 300_000; offset += 131_072)
      parts.push(Buffer.from(await tracker.readAttachment(issueId, attached.id, offset, 131_072), 'base64'));
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(await tracker.removeAttachment(intent('d'), issueId, attached.id)).toMatchObject({ outcome: 'done' });
    expect(await tracker.describeAttachment(issueId, attached.id)).toBeNull();
  });

  test('a file with another hash or size than announced is not attached', async () => {
    const issueId = await create('damaged');
    const wrong = { ...file, sha256: id<Sha256>('0'.repeat(64)) };
    expect(await refusal(tracker.addAttachment(intent('w'), issueId, wrong, read))).toMatchObject({
      code: 'attachment.damaged',
      whose: 'partner',
    });
    const short = (): Promise<string> => Promise.resolve('');
    expect(await refusal(tracker.addAttachment(intent('s'), issueId, file, short))).toMatchObject({ code: 'attachment.damaged' });
    expect((await tracker.readIssue(issueId))?.attachments).toEqual([]);
  });
});

describe('what an interrupted create made', () => {
  const since = (): string => new Date(now - 60_000).toISOString();

  test('an issue by its marker, in its project alone, the oldest', async () => {
    const made = await create('intent-issue');
    await create('other-issue');
    for (let n = 0; n < 5; n += 1) await create(`filler-${n}`);
    const target = { kind: 'issue', projectId: projectId(), since: since() } as const;
    expect(await tracker.findIntent(intent('intent-issue'), target)).toBe(made);
    expect(await tracker.findIntent(intent('never'), target)).toBeNull();
    expect(await tracker.findIntent(intent('intent-issue'), { ...target, projectId: projectId('OPS') })).toBeNull();
    const later = new Date(now + 60 * 60_000).toISOString();
    expect(await tracker.findIntent(intent('intent-issue'), { ...target, since: later })).toBeNull();
  });

  test('a comment by its marker; an attachment by its name, size and hash', async () => {
    const issueId = await create('intent-parts');
    const comment = await tracker.addComment(intent('c'), issueId, document('x'));
    expect(await tracker.findIntent(intent('c'), { kind: 'comment', issueId, body: document('x'), since: since() })).toBe(comment.id);
    expect(await tracker.findIntent(intent('none'), { kind: 'comment', issueId, body: document('x'), since: since() })).toBeNull();
    const bytes = Buffer.from('hello');
    const other = Buffer.from('hullo');
    const describe = (content: Buffer): AttachmentFile => ({
      filename: 'a.txt',
      mediaType: 'text/plain',
      size: 5,
      sha256: id<Sha256>(createHash('sha256').update(content).digest('hex')),
    });
    const attach = (content: Buffer) =>
      tracker.addAttachment(intent('a'), issueId, describe(content), () => Promise.resolve(content.toString('base64')));
    await attach(other);
    const attached = await attach(bytes);
    expect(await tracker.findIntent(intent('a'), { kind: 'attachment', issueId, file: describe(bytes), since: since() })).toBe(attached.id);
    expect(
      await tracker.findIntent(intent('a'), { kind: 'attachment', issueId, file: describe(Buffer.from('olleh')), since: since() }),
    ).toBeNull();
  });
});

describe('the change feed', () => {
  async function drain(cursor: string | null): Promise<{ readonly ids: readonly string[]; readonly cursor: string }> {
    const ids: string[] = [];
    for (let at = cursor; ;) {
      const changes = await tracker.changesSince(at);
      ids.push(...changes.issueIds);
      at = changes.cursor;
      if (!changes.more) return { ids, cursor: at };
    }
  }

  test('from now on; then every change once a search, page by page, whatever the searcher’s time zone', async () => {
    const old = await create('feed-old');
    now += 10 * 60_000;
    const start = await drain(null);
    expect(start.ids).toEqual([]);
    now += 60_000;
    const made: IssueId[] = [];
    for (let n = 0; n < 7; n += 1) made.push(await create(`feed-${n}`));
    now += 60_000;
    await tracker.updateIssue(intent('touch'), made[0]!, { summary: 'Touched' }, null);
    const first = await drain(start.cursor);
    expect(new Set(first.ids)).toEqual(new Set(made));
    expect(first.ids.at(-1)).toBe(made[0]);
    expect(first.ids).not.toContain(old);
    now += 10 * 60_000;
    expect(new Set((await drain(first.cursor)).ids).has(made[0]!)).toBe(true);
    now += 10 * 60_000;
    const quiet = await drain((await drain(first.cursor)).cursor);
    expect(quiet.ids).toEqual([]);
  });

  test('what the index shows late is found by the next search', async () => {
    const start = await drain(null);
    jira.control.indexDelay(90_000);
    now += 60_000;
    const late = await create('late');
    now += 30_000;
    const first = await drain(start.cursor);
    expect(first.ids).not.toContain(late);
    now += 5 * 60_000;
    jira.control.indexDelay(0);
    expect((await drain(first.cursor)).ids).toContain(late);
  });

  test('a page token that no longer holds starts the search again', async () => {
    const start = await drain(null);
    now += 60_000;
    for (let n = 0; n < 5; n += 1) await create(`token-${n}`);
    const first = await tracker.changesSince(start.cursor);
    expect(first.more).toBe(true);
    jira.control.failNext(400, (request) => request.path.endsWith('/search/jql'));
    const again = await tracker.changesSince(first.cursor);
    expect(again.issueIds).toEqual(first.issueIds);
  });
});

describe('faults', () => {
  test('throttled, with the time to wait', async () => {
    jira.control.throttle(1, 7);
    expect(await refusal(tracker.readIssue(id<IssueId>('1')))).toMatchObject({
      whose: 'tracker',
      code: 'tracker.throttled',
      retry: 'later',
      retryAfterMs: 7000,
    });
  });

  test('a server error on a write is not certain; on a read it is', async () => {
    jira.control.failNext(503);
    expect(await refusal(create('lost'))).toMatchObject({ code: 'tracker.unavailable', certain: false, retry: 'later' });
    jira.control.failNext(502);
    expect(await refusal(tracker.readIssue(id<IssueId>('1')))).toMatchObject({ code: 'tracker.unavailable', certain: true });
  });

  test('a create whose answer was lost is found by its marker', async () => {
    jira.control.failNext(502, (request) => request.method === 'POST' && request.path.endsWith('/issue'), true);
    expect(await refusal(create('applied'))).toMatchObject({ certain: false });
    expect(
      await tracker.findIntent(intent('applied'), { kind: 'issue', projectId: projectId(), since: new Date(now).toISOString() }),
    ).not.toBeNull();
  });

  test('what Jira refuses says the field and Jira’s words; nobody signed in; no answer at all', async () => {
    const refused = await refusal(create('refused', { typeId: '10000000' }));
    expect(refused).toMatchObject({ code: 'tracker.refused', retry: 'never', params: { field: 'issuetype' } });
    expect(refused.params['message']).not.toBe('');
    const stranger = createCloudTracker({ request: requestAs(() => 'Basic eDp5'), siteUrl: jira.siteUrl, now: () => now });
    expect(await refusal(stranger.self())).toMatchObject({ code: 'tracker.unauthorized' });
    const away = createCloudTracker({
      request: () => Promise.reject(new TypeError('fetch failed')),
      siteUrl: jira.siteUrl,
      now: () => now,
    });
    expect(
      await refusal(away.createIssue(intent('x'), { projectId: projectId(), typeId: '1', summary: 'x', description: null, labels: [] })),
    ).toMatchObject({ code: 'tracker.unavailable', certain: false });
  });

  test('an answer that is not Jira’s', async () => {
    const proxy = createCloudTracker({
      request: () => Promise.resolve(new Response('<html>Sign in</html>')),
      siteUrl: jira.siteUrl,
      now: () => now,
    });
    expect(await refusal(proxy.self())).toMatchObject({ code: 'tracker.invalidAnswer' });
  });
});

const specs = process.env['ENTENTE_SPECS'];
(specs === undefined ? test.skip : test)('every request of these tests, and what answered it, is one of the official description', () => {
  const checker = openApiChecker(join(specs ?? '', 'jira-cloud', 'swagger-v3.v3.json'), { nullIsAbsent: true });
  const requests = jira.control.requests();
  expect(requests.length).toBeGreaterThan(100);
  const violations = requests.flatMap((request) => {
    const found = request.status < 300 ? violationsOf(checker, request) : checker.checkRequest(request);
    return found.map((violation) => `${request.method} ${request.path}: ${violation}`);
  });
  expect([...new Set(violations)]).toEqual([]);
});
