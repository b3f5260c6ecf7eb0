/** The Tracker over Data Center's REST v2, against the stand-in: small pages, a server in another time zone than its users, faults. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  faultOf,
  id,
  type AttachmentFile,
  type CommentId,
  type Fault,
  type IntentId,
  type IssueDraft,
  type IssueId,
  type ProjectId,
  type RichDocument,
  type Sha256,
  type Tracker,
} from '@entente/core';
import { openApiChecker } from '@entente/testkit';
import { startJiraDataCenter, type JiraDataCenter } from '../standin/data-center/index.ts';
import { dataCenterTracker } from './data-center.ts';

let jira: JiraDataCenter;
let tracker: Tracker;
let now = Date.parse('2026-11-20T12:00:30Z');
const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-jira-dc-'));
const specs = process.env['ENTENTE_SPECS'] ?? '';

const trackerFor = (token: string, fetcher: typeof fetch = fetch): Tracker =>
  dataCenterTracker({ baseUrl: jira.siteUrl, token, fetch: fetcher, clock: { now: () => now }, spoolFolder });

beforeAll(async () => {
  jira = await startJiraDataCenter({ now: () => now, pageSize: 12 });
  tracker = trackerFor(jira.token('entente'));
});
afterAll(async () => {
  await jira.close();
  rmSync(spoolFolder, { recursive: true, force: true });
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
const projectId = (key = 'INI'): ProjectId => id<ProjectId>(String(jira.control.site.project(key)?.id));

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

const refused = async (ask: Promise<unknown>): Promise<Fault> =>
  await ask.then(() => Promise.reject(new Error('was not refused')), faultOf);

describe('projects and people', () => {
  test('pages of projects, and where the account may create', async () => {
    const { site } = jira.control;
    for (let n = 0; n < 25; n += 1)
      site.addProject({ key: `P${n}`, name: `Project ${n}`, permissions: n === 4 ? { CREATE_ISSUES: 'nobody' } : {} });
    const found = new Map<string, boolean>();
    for (let cursor: string | null = null; ;) {
      const page = await tracker.searchProjects('', cursor);
      for (const project of page.items) found.set(project.key, project.canCreate);
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(found.size).toBe(27);
    expect([...found].filter(([, can]) => !can)).toEqual([['P4', false]]);
    expect((await tracker.searchProjects('report', null)).items.map(({ key }) => key)).toEqual(['INI']);
    expect(await tracker.readProject(projectId())).toMatchObject({ key: 'INI', canCreate: true });
    expect(await tracker.readProject(id<ProjectId>('424242'))).toBeNull();
  });

  test('types, sub-tasks not standard; people by the very address, where it is shown', async () => {
    expect((await tracker.issueTypes(projectId('HELP'))).map(({ name, standard }) => [name, standard])).toEqual([
      ['Task', true],
      ['Bug', true],
      ['Sub-task', false],
    ]);
    expect((await tracker.issueTypes(projectId())).filter(({ standard }) => !standard).map(({ name }) => name)).toEqual([
      'Epic',
      'Sub-task',
    ]);
    expect((await refused(create('epic', { typeId: '10000' }))).code).toBe('tracker.refused');
    expect(await tracker.findUserByEmail('RUI@initech.example')).toMatchObject({ id: 'JIRAUSER10100', name: 'Rui Reporter' });
    expect(await tracker.findUserByEmail('hana@initech.example')).toBeNull();
    expect(await tracker.self()).toMatchObject({ name: 'Entente' });
  });
});

test('people and pictures in texts, as this Jira names them; its limit for files', async () => {
  const rui = await tracker.findUserByEmail('rui@initech.example');
  expect(await tracker.emailOf?.(rui?.mentionId ?? '')).toBe('rui@initech.example');
  expect(await tracker.emailOf?.('https://other.example~rui')).toBeNull();
  const issueId = await create('texts');
  const bytes = Buffer.from('a picture');
  const file: AttachmentFile = {
    filename: 'shot 1.png',
    mediaType: 'image/png',
    size: bytes.length,
    sha256: id<Sha256>(createHash('sha256').update(bytes).digest('hex')),
  };
  const attached = await tracker.addAttachment(intent('texts-file'), issueId, file, async () => bytes.toString('base64'));
  const written: RichDocument = {
    type: 'doc',
    version: 1,
    content: [
      { type: 'paragraph', content: [{ type: 'mention', attrs: { id: rui?.mentionId ?? '', text: '@Rui Reporter' } }] },
      { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', attachment: attached.id, filename: 'shot 1.png' } }] },
    ],
  };
  expect(await tracker.updateIssue(intent('texts-update'), issueId, { description: written }, null)).toMatchObject({ losses: [] });
  expect(jira.control.site.issue(issueId)?.description).toEqual({ text: '[~rui]\n\n!shot 1.png!' });
  const shown = (await tracker.readIssue(issueId))?.description;
  expect(shown?.content.map(({ content }) => content?.[0])).toEqual([
    { type: 'mention', attrs: { id: rui?.mentionId, text: '@rui' } },
    { type: 'media', attrs: { type: 'file', alt: 'shot 1.png' } },
  ]);
  expect(await tracker.shows?.(written)).toEqual(shown);
  expect(await tracker.attachmentLimit?.()).toBe(jira.control.site.attachmentLimit);
});

describe('issues', () => {
  test('what is created is read; markup in text stays text', async () => {
    const text = '*stars* {code} a|b [x|https://a.b] \\\\ h1.';
    const issueId = await create('create-1', { summary: 'A summary', labels: ['one two', 'b'], description: document(text) });
    const issue = await tracker.readIssue(issueId);
    expect(issue).toMatchObject({ id: issueId, projectId: projectId(), summary: 'A summary', marker: 'create-1', revision: null });
    expect(issue?.labels).toEqual(['b', 'one_two']);
    expect(issue?.description).toEqual(document(text));
    expect(issue?.url).toBe(`${jira.siteUrl}/browse/${issue?.key ?? ''}`);
    expect(issue?.createdAt).toBe(new Date(now).toISOString());
  });

  test('an update changes what it names; null empties; what is gone says so', async () => {
    const issueId = await create('update');
    expect(await tracker.updateIssue(intent('u'), issueId, { summary: 'After', description: null }, null)).toMatchObject({
      outcome: 'done',
    });
    expect(await tracker.readIssue(issueId)).toMatchObject({ summary: 'After', description: null });
    expect(await tracker.updateIssue(intent('u'), id<IssueId>('424242'), { summary: 'x' }, null)).toEqual({ outcome: 'gone' });
    expect(await tracker.readIssue(id<IssueId>('424242'))).toBeNull();
  });

  test('text longer than Jira takes is cut between blocks, as a loss', async () => {
    const content = Array.from({ length: 50 }, (_, n) => ({
      type: 'paragraph',
      content: [{ type: 'text', text: `${n} ${'x'.repeat(1000)}` }],
    }));
    const draft = {
      projectId: projectId(),
      typeId: '10002',
      summary: 'long',
      description: { type: 'doc', version: 1, content },
      labels: [],
    } as const;
    const written = await tracker.createIssue(intent('long'), draft);
    expect(written.losses).toContainEqual({ what: 'length', count: 1 });
    expect((await tracker.readIssue(written.id))?.description?.content).toHaveLength(33);
  });

  test('comments: all of them, marked, changed, removed; restricted ones are internal', async () => {
    const issueId = await create('comments');
    const made: CommentId[] = [];
    for (let n = 0; n < 25; n += 1) made.push((await tracker.addComment(intent(`c${n}`), issueId, document(`Comment ${n}`))).id);
    await tracker.updateComment(intent('x'), issueId, made[1]!, document('changed'));
    await tracker.removeComment(intent('x'), issueId, made[2]!);
    expect(await tracker.removeComment(intent('x'), issueId, made[2]!)).toEqual({ outcome: 'gone' });
    const row = jira.control.site.issue(issueId)!;
    jira.control.site.addComment(
      { accountId: 'JIRAUSER10000', viaApp: false },
      row,
      { text: 'for us' },
      { type: 'role', value: 'Administrators' },
      new Map(),
    );
    const comments = (await tracker.readIssue(issueId))?.comments ?? [];
    expect(comments).toHaveLength(25);
    expect(comments[1]).toMatchObject({ body: document('changed'), marker: 'c1', internal: false });
    expect(comments.at(-1)).toMatchObject({ internal: true, marker: null });
  });
});

describe('attachments', () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251));
  const file: AttachmentFile = {
    filename: 'größe 100%.bin',
    mediaType: 'application/x-test',
    size: bytes.length,
    sha256: id<Sha256>(createHash('sha256').update(bytes).digest('hex')),
  };
  const read = async (offset: number, length: number): Promise<string> => bytes.subarray(offset, offset + length).toString('base64');

  test('written, described, read in chunks, removed', async () => {
    const issueId = await create('attach');
    const { id: attachmentId } = await tracker.addAttachment(intent('a'), issueId, file, read);
    expect(await tracker.describeAttachment(issueId, attachmentId)).toEqual(file);
    const chunk = Buffer.from(await tracker.readAttachment(issueId, attachmentId, 200_000, 131_072), 'base64');
    expect(chunk.equals(bytes.subarray(200_000))).toBe(true);
    const target = { kind: 'attachment', issueId, file, since: new Date(now).toISOString() } as const;
    expect(await tracker.findIntent(intent('a'), target)).toBe(attachmentId);
    expect(await tracker.removeAttachment(intent('a'), issueId, attachmentId)).toMatchObject({ outcome: 'done' });
    expect(await tracker.findIntent(intent('a'), target)).toBeNull();
    expect(await tracker.describeAttachment(issueId, attachmentId)).toBeNull();
  });

  test('a file that is not the announced one is not attached', async () => {
    const issueId = await create('damaged');
    const other = { ...file, sha256: id<Sha256>('0'.repeat(64)) };
    expect((await refused(tracker.addAttachment(intent('d'), issueId, other, read))).code).toBe('attachment.damaged');
    expect((await tracker.readIssue(issueId))?.attachments).toEqual([]);
  });
});

test('an interrupted create is found by its marker, in its project alone', async () => {
  const since = new Date(now).toISOString();
  const made = await create('interrupted');
  await create('another');
  const comment = await tracker.addComment(intent('said'), made, document('x'));
  expect(await tracker.findIntent(intent('interrupted'), { kind: 'issue', projectId: projectId(), since })).toBe(made);
  expect(await tracker.findIntent(intent('interrupted'), { kind: 'issue', projectId: projectId('HELP'), since })).toBeNull();
  expect(await tracker.findIntent(intent('never'), { kind: 'issue', projectId: projectId(), since })).toBeNull();
  expect(await tracker.findIntent(intent('said'), { kind: 'comment', issueId: made, body: document('x'), since })).toBe(comment.id);
});

describe('the change feed', () => {
  async function all(cursor: string | null) {
    const seen: string[] = [];
    for (let from = cursor; ;) {
      const changes = await tracker.changesSince(from);
      seen.push(...changes.issueIds);
      from = changes.cursor;
      if (!changes.more) return { seen, cursor: from };
    }
  }

  test('begins now, gives what changed page by page, oldest first, and not for ever', async () => {
    const before = await create('before');
    now += 30 * 60_000;
    const start = await all(null);
    expect(start.seen).toEqual([]);
    now += 5 * 60_000;
    const made: IssueId[] = [];
    for (let n = 0; n < 40; n += 1) made.push(await create(`feed-${n}`));
    const first = await all(start.cursor);
    expect([...new Set(first.seen)]).toEqual(made);
    expect(first.seen).not.toContain(before);
    now += 30 * 60_000;
    await tracker.updateIssue(intent('f'), made[3]!, { summary: 'again' }, null);
    const second = await all((await all(first.cursor)).cursor);
    expect(second.seen).toContain(made[3]);
    now += 30 * 60_000;
    expect((await all((await all(second.cursor)).cursor)).seen).toEqual([]);
  });

  test('an issue that changes between two pages hides none', async () => {
    now += 30 * 60_000;
    const start = await all(null);
    now += 5 * 60_000;
    const made: IssueId[] = [];
    for (let n = 0; n < 15; n += 1) made.push(await create(`moving-${n}`));
    const page = await tracker.changesSince(start.cursor);
    expect(page.more).toBe(true);
    now += 60_000;
    for (const one of made.slice(0, 4)) await tracker.updateIssue(intent('m'), one, { summary: 'moved' }, null);
    const rest = await all(page.cursor);
    expect(new Set([...page.issueIds, ...rest.seen])).toEqual(new Set(made));
  });

  test.each(['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kolkata'])('a server in %s hides none', async (serverTimeZone) => {
    const other = await startJiraDataCenter({ now: () => now, serverTimeZone });
    try {
      const there = dataCenterTracker({
        baseUrl: other.siteUrl,
        token: other.token('entente'),
        fetch,
        clock: { now: () => now },
        spoolFolder,
      });
      const { cursor } = await there.changesSince(null);
      now += 5 * 60_000;
      const project = id<ProjectId>(String(other.control.site.project('INI')?.id));
      const made = await there.createIssue(intent('z'), {
        projectId: project,
        typeId: '10002',
        summary: 'z',
        description: null,
        labels: [],
      });
      expect((await there.changesSince(cursor)).issueIds).toEqual([made.id]);
    } finally {
      await other.close();
    }
  });
});

describe('faults', () => {
  test('each status has its code', async () => {
    expect((await refused(trackerFor('nonsense').self())).code).toBe('tracker.unauthorized');
    jira.control.throttle(1, 7);
    expect(await refused(tracker.self())).toMatchObject({ code: 'tracker.throttled', retryAfterMs: 7000 });
    jira.control.failNext(503);
    expect(await refused(tracker.self())).toMatchObject({ code: 'tracker.unavailable', certain: true });
    jira.control.failNext(502, ({ method }) => method === 'POST', true);
    expect(await refused(create('lost'))).toMatchObject({ code: 'tracker.unavailable', certain: false });
    const refusal = await refused(create('refused', { typeId: '4242' }));
    expect(refusal).toMatchObject({ code: 'tracker.refused', params: { field: 'issuetype', message: 'Specify a valid issue type' } });
    jira.control.site.project('HELP')!.permissions = { EDIT_ISSUES: 'nobody' };
    const issueId = await create('locked', { projectId: projectId('HELP') });
    expect((await refused(tracker.updateIssue(intent('e'), issueId, { summary: 'x' }, null))).code).toBe('tracker.forbidden');
    const away = trackerFor('x', () => Promise.reject(new Error('no route')));
    expect(await refused(away.self())).toMatchObject({ code: 'tracker.unavailable', certain: true });
  });

  test('Jira 11 takes no name and password, a token it does', async () => {
    const authorization = `Basic ${Buffer.from('ada:ada-password').toString('base64')}`;
    expect((await fetch(`${jira.siteUrl}/rest/api/2/myself`, { headers: { authorization } })).status).toBe(200);
    const eleven = await startJiraDataCenter({ version: '11.1.0' });
    try {
      expect((await fetch(`${eleven.siteUrl}/rest/api/2/myself`, { headers: { authorization } })).status).toBe(401);
      const there = dataCenterTracker({
        baseUrl: eleven.siteUrl,
        token: eleven.token('ada'),
        fetch,
        clock: { now: () => now },
        spoolFolder,
      });
      expect(await there.self()).toMatchObject({ name: 'Ada Admin' });
    } finally {
      await eleven.close();
    }
  });
});

(specs === '' ? test.skip : test)('every request, and what answered it, was one of the official description', () => {
  const checker = openApiChecker(join(specs, 'jira-dc', 'jira-software-dc-10.3-openapi.json'), { nullIsAbsent: true });
  const described = jira.control.requests().filter(({ path }) => path.startsWith('/rest/api/'));
  expect(described.length).toBeGreaterThan(200);
  const violations = described.flatMap((request) =>
    checker.checkRequest({ ...request, path: request.path.replace('/rest', '') }).map((one) => `${request.method} ${request.path}: ${one}`),
  );
  expect([...new Set(violations)]).toEqual([]);
  const answers = described
    .filter(({ status }) => status < 300)
    .flatMap(({ method, path, status, answerType, answer }) =>
      // The description declares lists as single items.
      (Array.isArray(answer) ? answer : [answer]).flatMap((body) =>
        checker.checkResponse({ method, path: path.replace('/rest', ''), status, contentType: answerType, body }),
      ),
    );
  expect([...new Set(answers)]).toEqual([]);
});
