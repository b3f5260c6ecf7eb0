/**
 * The Tracker port against the stand-in, as Services and as Server: every test works in a project of `contoso`, with
 * `northwind` in the room.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { faultOf, id } from '@entente/core';
import type { AttachmentFile, AttachmentId, Fault, IntentId, IssueId, ProjectId, RichDocument, Sha256, Tracker } from '@entente/core';
import { openApiChecker } from '@entente/testkit';
import * as z from 'zod';
import { startAzureDevOps } from '../standin/index.ts';
import type { AzureDevOps, AzureDevOpsOptions } from '../standin/index.ts';
import { azureDevOpsTracker } from './services.ts';

interface Kind {
  readonly name: string;
  readonly rest: '7.0' | '7.1';
  readonly options: AzureDevOpsOptions;
  /** Folder of the official descriptions that its requests are held against. */
  readonly descriptions: string;
}

const kinds: readonly Kind[] = [
  { name: 'Services', rest: '7.1', options: {}, descriptions: '7.1' },
  { name: 'Server, REST 7.1', rest: '7.1', options: { flavour: 'server', directory: 'tfs' }, descriptions: 'azure-devops-server-7.1' },
  { name: 'Server, REST 7.0', rest: '7.0', options: { flavour: 'server', apiVersion: '7.0' }, descriptions: '7.0' },
];

describe.each(kinds)('$name', ({ rest, options, descriptions }) => {
  let host: AzureDevOps;
  let tracker: Tracker;
  let fabrikam: ProjectId;
  const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-tracker-'));

  beforeAll(async () => {
    host = await startAzureDevOps(options);
    fabrikam = id<ProjectId>(host.control.project('contoso', 'Fabrikam').id);
  });
  beforeEach(() => {
    tracker = open('contoso', 'entente');
  });
  afterAll(async () => {
    await host.close();
    rmSync(spoolFolder, { recursive: true });
  });

  function open(organization: string, account: string, of: AzureDevOps = host): Tracker {
    return azureDevOpsTracker({
      instanceUrl: of.organizationUrl(organization),
      pat: of.token(organization, account),
      fetch: recording,
      clock: { now: () => Date.now() },
      spoolFolder,
    });
  }

  /** What the tracker sent, for the last test. */
  const sent: { readonly method: string; readonly url: URL; readonly headers: Record<string, string>; readonly body: unknown }[] = [];
  const recording: typeof fetch = async (input, init) => {
    const text = typeof init?.body === 'string' ? init.body : undefined;
    const url = new URL(input instanceof Request ? input.url : input);
    sent.push({
      method: init?.method ?? 'GET',
      url,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: text === undefined ? (init?.body ?? undefined) : JSON.parse(text),
    });
    return await fetch(input, init);
  };

  let made = 0;
  const intent = (): IntentId => id<IntentId>(`intent-${++made}`);
  const paragraph = (text: string): RichDocument => ({
    type: 'doc',
    version: 1,
    content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
  });
  const draft = (summary: string) => ({
    projectId: fabrikam,
    typeId: 'Task',
    summary,
    description: paragraph(`About ${summary}`),
    labels: ['red', 'two words'],
  });
  const refused = async (ask: Promise<unknown>): Promise<Fault> =>
    await ask.then(() => Promise.reject(new Error('was not refused')), faultOf);

  /** What a person does in the host's own page. */
  async function person(
    account: string,
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json-patch+json',
  ): Promise<unknown> {
    const authorization = `Basic ${Buffer.from(`:${host.token('contoso', account)}`).toString('base64')}`;
    const answer = await fetch(
      `${host.organizationUrl('contoso')}${path}${path.includes('?') ? '&' : '?'}api-version=${rest}${path.includes('/comments') ? (rest === '7.1' ? '-preview.4' : '-preview.3') : ''}`,
      {
        method,
        headers: { authorization, 'content-type': contentType },
        ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
      },
    );
    expect({ path, status: answer.status < 300 ? 'ok' : await answer.text() }).toEqual({ path, status: 'ok' });
    return answer.status === 204 ? null : await answer.json();
  }
  const numbered = z.object({ id: z.number() });
  const personMakes = async (type: string, fields: Record<string, string>, project = 'Fabrikam'): Promise<IssueId> => {
    const patch = Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value }));
    return id<IssueId>(
      String(
        numbered.parse(
          await person('ada', 'POST', `/${encodeURIComponent(project)}/_apis/wit/workitems/$${encodeURIComponent(type)}`, patch),
        ).id,
      ),
    );
  };

  test('says who it is, without an e-mail address where the host has none', async () => {
    expect(await tracker.self()).toEqual({
      id: host.control.user('contoso', 'entente').id,
      name: 'Entente Service',
      // A Server's accounts are a Windows domain's.
      email: options.flavour === 'server' ? null : 'entente@contoso.example',
    });
    expect((await open('contoso', 'nora').self()).email).toBeNull();
  });

  test('lists projects with what the account may do there, and searches by name', async () => {
    const all = await tracker.searchProjects('', null);
    expect(all.items.map(({ name, canCreate }) => [name, canCreate])).toEqual([
      ['Fabrikam', true],
      ['Tailspin', true],
      ['Vault', false],
    ]);
    expect(all.next).toBeNull();
    expect((await tracker.searchProjects('  tAiL', null)).items.map(({ name }) => name)).toEqual(['Tailspin']);
    expect((await tracker.searchProjects('nothing', null)).items).toEqual([]);
  });

  test('reads more projects than a page holds', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `Project ${String(i).padStart(2, '0')}`);
    const many = await startAzureDevOps({ ...options, organizations: [{ name: 'many', projects: names.map((name) => ({ name })) }] });
    try {
      const found: string[] = [];
      for (let cursor: string | null = null; ;) {
        const page = await open('many', 'entente', many).searchProjects('', cursor);
        found.push(...page.items.map(({ name }) => name));
        cursor = page.next;
        if (cursor === null) break;
      }
      expect(found).toEqual(names);
      expect((await open('many', 'entente', many).searchProjects('project 59', null)).items.map(({ name }) => name)).toEqual([
        'Project 59',
      ]);
    } finally {
      await many.close();
    }
  });

  test('reads a project by its id; one that is not there or not visible is null', async () => {
    expect(await tracker.readProject(fabrikam)).toMatchObject({ id: fabrikam, key: 'Fabrikam', name: 'Fabrikam', canCreate: true });
    expect(await tracker.readProject(id<ProjectId>('00000000-0000-4000-8000-000000000000'))).toBeNull();
    expect(await tracker.readProject(id<ProjectId>(host.control.project('northwind', 'Fabrikam').id))).toBeNull();
  });

  test('lists work item types, the hidden ones not as standard', async () => {
    const types = await tracker.issueTypes(fabrikam);
    expect(types.filter(({ standard }) => standard).map(({ name }) => name)).toEqual(expect.arrayContaining(['Bug', 'Task', 'User Story']));
    expect(types.filter(({ standard }) => !standard).map(({ name }) => name)).toEqual(['Code Review Request']);
  });

  test('finds a user by e-mail', async () => {
    expect(await tracker.findUserByEmail('mel@contoso.example')).toEqual({
      id: host.control.user('contoso', 'mel').id,
      name: 'Mel Member',
      email: 'mel@contoso.example',
    });
    expect(await tracker.findUserByEmail('nobody@contoso.example')).toBeNull();
  });

  test('creates an issue with its marker inside the create call, and reads it back', async () => {
    const mark = intent();
    host.control.forgetRequests();
    const created = await tracker.createIssue(mark, draft('First'));
    expect(host.control.writes('entente')).toHaveLength(1);
    const issue = await tracker.readIssue(created.id);
    expect(issue).toMatchObject({
      id: created.id,
      key: `#${created.id}`,
      projectId: fabrikam,
      revision: created.revision,
      type: { id: 'Task', name: 'Task' },
      summary: 'First',
      labels: ['red', 'two words'],
      marker: mark,
      comments: [],
      attachments: [],
    });
    expect(issue?.description?.content).toEqual(paragraph('About First').content);
    expect(issue?.reporter?.name).toBe('Entente Service');
    expect(Date.parse(issue?.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(host.control.workItems('northwind')).toHaveLength(0);
  });

  test('an issue of another organisation, or none, is null', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Here'));
    expect(await open('northwind', 'entente').readIssue(issueId)).toBeNull();
    expect(await tracker.readIssue(id<IssueId>('999999'))).toBeNull();
  });

  test('refuses what the host refuses, in its words', async () => {
    expect(await refused(tracker.createIssue(intent(), { ...draft(''), description: null }))).toMatchObject({
      whose: 'tracker',
      code: 'tracker.refused',
      params: { field: 'System.Title' },
    });
    expect(await refused(tracker.createIssue(intent(), { ...draft('x'), typeId: 'No such type' }))).toMatchObject({
      code: 'tracker.refused',
    });
    const vault = id<ProjectId>(host.control.project('contoso', 'Vault').id);
    expect(await refused(tracker.createIssue(intent(), { ...draft('x'), projectId: vault }))).toMatchObject({ code: 'tracker.forbidden' });
  });

  test('a bug’s description is the field that its form shows, and one in the hidden field is read as well', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), { ...draft('Crash'), typeId: 'Bug' });
    const { fields } = host.control
      .workItems('contoso', 'Fabrikam')
      .find((item) => String(item.id) === issueId)
      ?.revisions.at(-1) ?? { fields: {} };
    expect(fields).toMatchObject({ 'Microsoft.VSTS.TCM.ReproSteps': '<p>About Crash</p>' });
    const byTool = await personMakes('Bug', { 'System.Title': 'By a tool', 'System.Description': '<p>hidden</p>' });
    expect((await tracker.readIssue(byTool))?.description?.content).toEqual(paragraph('hidden').content);
    await tracker.updateIssue(intent(), byTool, { description: null }, null);
    expect((await tracker.readIssue(byTool))?.description).toBeNull();
  });

  test('updates only what is given, guarded by the revision', async () => {
    const created = await tracker.createIssue(intent(), draft('Guarded'));
    const done = await tracker.updateIssue(intent(), created.id, { summary: 'Changed', labels: ['blue'] }, created.revision);
    expect(done).toMatchObject({ outcome: 'done' });
    expect(await tracker.readIssue(created.id)).toMatchObject({
      summary: 'Changed',
      labels: ['blue'],
      revision: done.outcome === 'done' ? done.revision : '',
    });
    expect(await tracker.updateIssue(intent(), created.id, { summary: 'Late' }, created.revision)).toEqual({ outcome: 'stale' });
    expect(await tracker.updateIssue(intent(), created.id, { labels: [], description: null }, null)).toMatchObject({ outcome: 'done' });
    expect(await tracker.readIssue(created.id)).toMatchObject({ summary: 'Changed', labels: [], description: null });
    expect(await tracker.updateIssue(intent(), id<IssueId>('999999'), { summary: 'x' }, null)).toEqual({ outcome: 'gone' });
  });

  test('a priority by name is a number; what has none, and a type without the field, are noted', async () => {
    const lost = [{ what: 'priority', count: 1 }];
    const make = async (priority: string, typeId = 'Task') => {
      const { id: issueId, losses } = await tracker.createIssue(intent(), { ...draft('Ranked'), typeId, priority });
      return { issueId, losses, priority: (await tracker.readIssue(issueId))?.priority };
    };
    const first = await make('hiGHest');
    expect(first).toMatchObject({ losses: [], priority: 'Highest' });
    expect(await make('Lowest')).toMatchObject({ losses: lost, priority: 'Low' });
    // The host's own default.
    expect(await make('Blocker')).toMatchObject({ losses: lost, priority: 'High' });
    const review = await make('Low', 'Code Review Request');
    expect(review).toMatchObject({ losses: lost, priority: null });
    const takes = async (name: string, typeId = 'Task') => await tracker.takesPriority?.(fabrikam, typeId, name);
    expect([await takes('high'), await takes('Lowest'), await takes('Low', 'Code Review Request')]).toEqual([true, false, false]);
    const change = async (issueId: IssueId, priority: string, more = {}) =>
      await tracker.updateIssue(intent(), issueId, { priority, ...more }, null);
    expect(await change(first.issueId, 'Medium')).toMatchObject({ outcome: 'done', losses: [], issue: { priority: 'Medium' } });
    expect(await change(first.issueId, 'Blocker')).toEqual({ outcome: 'done', revision: null, losses: lost });
    expect(await change(review.issueId, 'Low', { summary: 'Seen' })).toMatchObject({ outcome: 'done', losses: lost });
    expect(await tracker.readIssue(review.issueId)).toMatchObject({ summary: 'Seen', priority: null });
  });

  test('labels that tags cannot hold are changed, and that is said', async () => {
    const { id: issueId, losses } = await tracker.createIssue(intent(), { ...draft('Tags'), labels: ['a;b', 'plain', 'c,d'] });
    expect(losses).toContainEqual({ what: 'label', count: 2 });
    expect((await tracker.readIssue(issueId))?.labels).toEqual(['a b', 'c d', 'plain']);
  });

  test('comments: added, changed, removed, and all of them read', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Talk'));
    const first = await tracker.addComment(intent(), issueId, paragraph('one'));
    await person(
      'mel',
      'POST',
      `/Fabrikam/_apis/wit/workItems/${issueId}/comments?format=html`,
      { text: '<p>two <b>bold</b></p>' },
      'application/json',
    );
    expect(
      (await tracker.readIssue(issueId))?.comments.map(({ author, body, internal }) => [author?.name, body.content, internal]),
    ).toEqual([
      ['Entente Service', paragraph('one').content, false],
      [
        'Mel Member',
        [
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: 'two ' },
              { type: 'text', text: 'bold', marks: [{ type: 'strong' }] },
            ],
          },
        ],
        false,
      ],
    ]);
    expect(await tracker.updateComment(intent(), issueId, first.id, paragraph('changed'))).toMatchObject({ outcome: 'done' });
    expect((await tracker.readIssue(issueId))?.comments[0]?.body.content).toEqual(paragraph('changed').content);
    expect(await tracker.removeComment(intent(), issueId, first.id)).toMatchObject({ outcome: 'done' });
    expect((await tracker.readIssue(issueId))?.comments).toHaveLength(1);
    expect(await tracker.removeComment(intent(), issueId, first.id)).toEqual({ outcome: 'gone' });
    expect(await tracker.updateComment(intent(), issueId, first.id, paragraph('x'))).toEqual({ outcome: 'gone' });
    expect((await refused(tracker.addComment(intent(), id<IssueId>('999999'), paragraph('x')))).code).toBe('tracker.notFound');
  });

  test('reads more comments than a page holds, oldest first', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Long talk'));
    const texts = Array.from({ length: 230 }, (_, i) => `comment ${i}`);
    for (const text of texts)
      await person('mel', 'POST', `/Fabrikam/_apis/wit/workItems/${issueId}/comments?format=html`, { text }, 'application/json');
    const read = await tracker.readIssue(issueId);
    expect(read?.comments.map(({ body }) => body.content[0]?.content?.[0]?.text)).toEqual(texts);
  });

  const sha256 = (bytes: Uint8Array): Sha256 => id<Sha256>(createHash('sha256').update(bytes).digest('hex'));
  const fileOf = (filename: string, bytes: Uint8Array): AttachmentFile => ({
    filename,
    mediaType: 'application/octet-stream',
    size: bytes.length,
    sha256: sha256(bytes),
  });

  test('attaches a file that is read in chunks, and reads it back byte for byte', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Files'));
    const bytes = randomBytes(300_000);
    const asked: number[] = [];
    const mark = intent();
    const written = await tracker.addAttachment(mark, issueId, fileOf('blob ä.png', bytes), async (offset, length) => {
      asked.push(length);
      return bytes.subarray(offset, offset + length).toString('base64');
    });
    expect(Math.max(...asked)).toBeLessThanOrEqual(131_072);
    expect((await tracker.readIssue(issueId))?.attachments).toMatchObject([
      { id: written.id, filename: 'blob ä.png', mediaType: 'image/png', size: 300_000, marker: mark },
    ]);
    expect(await tracker.describeAttachment(issueId, written.id)).toEqual({ ...fileOf('blob ä.png', bytes), mediaType: 'image/png' });
    host.control.forgetRequests();
    const parts: Buffer[] = [];
    for (let offset = 0; offset < 300_000; offset += 131_072)
      parts.push(Buffer.from(await tracker.readAttachment(issueId, written.id, offset, 131_072), 'base64'));
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(host.control.requests().filter(({ path }) => path.includes('/attachments/'))).toHaveLength(0);
    expect(await tracker.removeAttachment(intent(), issueId, written.id)).toMatchObject({ outcome: 'done' });
    expect((await tracker.readIssue(issueId))?.attachments).toEqual([]);
    expect(await tracker.removeAttachment(intent(), issueId, written.id)).toEqual({ outcome: 'gone' });
    expect(await tracker.describeAttachment(issueId, written.id)).toBeNull();
    expect(readdirSync(spoolFolder)).toEqual([]);
  });

  test('mentions and pictures are written and read as the host has them', async () => {
    const mel = host.control.user('contoso', 'mel');
    expect(await tracker.emailOf?.(mel.id)).toBe(mel.email);
    expect(await tracker.emailOf?.('somebody else')).toBeNull();
    const { id: issueId } = await tracker.createIssue(intent(), draft('Pictures'));
    const bytes = randomBytes(3000);
    const shot = await tracker.addAttachment(intent(), issueId, fileOf('shot 1.png', bytes), async (offset, length) =>
      bytes.subarray(offset, offset + length).toString('base64'),
    );
    const document: RichDocument = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: [{ type: 'mention', attrs: { id: mel.id, text: '@Mel' } }] },
        { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', attachment: shot.id, alt: 'shot 1.png' } }] },
      ],
    };
    expect(await tracker.updateIssue(intent(), issueId, { description: document }, null)).toMatchObject({ outcome: 'done', losses: [] });
    expect(await tracker.addComment(intent(), issueId, document)).toMatchObject({ losses: [] });
    const read = await tracker.readIssue(issueId);
    expect(read?.description).toEqual(document);
    expect(read?.comments[0]?.body).toEqual(document);
    expect(read?.attachments).toHaveLength(1);
    expect(await tracker.shows?.(document)).toEqual(document);
  });

  if (options.flavour !== 'server')
    test('a description that somebody has turned to Markdown is read and written as that', async () => {
      const mel = host.control.user('contoso', 'mel');
      const { id: issueId } = await tracker.createIssue(intent(), draft('Markdown'));
      await person('mel', 'PATCH', `/_apis/wit/workitems/${issueId}`, [
        { op: 'add', path: '/fields/System.Description', value: `Ask **@<${mel.id}>**\n\n- one\n- two` },
        { op: 'add', path: '/multilineFieldsFormat/System.Description', value: 'Markdown' },
      ]);
      const read = await tracker.readIssue(issueId);
      expect(read?.descriptionLosses).toEqual([]);
      expect(read?.description?.content.map(({ type }) => type)).toEqual(['paragraph', 'bulletList']);
      expect(read?.description?.content[0]?.content?.[1]).toMatchObject({ type: 'mention', attrs: { id: mel.id } });
      const text = (words: string, ...marks: string[]) => ({ type: 'text', text: words, marks: marks.map((type) => ({ type })) });
      const description: RichDocument = {
        type: 'doc',
        version: 1,
        content: [{ type: 'paragraph', content: [text('not *bold*, '), text('bold', 'strong')] }],
      };
      expect(await tracker.updateIssue(intent(), issueId, { description }, read?.revision ?? null)).toMatchObject({
        outcome: 'done',
        losses: [],
      });
      const now = host.control.workItems('contoso').find((one) => String(one.id) === issueId);
      expect(JSON.stringify(now?.revisions.at(-1))).toContain('not \\\\*bold\\\\*, **bold**');
      expect((await tracker.readIssue(issueId))?.description?.content[0]?.content?.map((node) => node.text)).toEqual([
        'not *bold*, ',
        'bold',
      ]);
    });

  test('a picture that somebody has pasted into a text is an attachment of the work item', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Pasted'));
    const bytes = randomBytes(2000);
    const pasted = await person('mel', 'POST', '/Fabrikam/_apis/wit/attachments?fileName=image.png', bytes, 'application/octet-stream');
    const { id: attachment, url } = z.object({ id: z.string(), url: z.string() }).parse(pasted);
    const text = `<div>See<br><img src="${url.includes('fileName') ? url : `${url}?fileName=image.png`}"></div>`;
    await person(
      'mel',
      'PATCH',
      `/_apis/wit/workitems/${issueId}`,
      [{ op: 'add', path: '/fields/System.Description', value: text }],
      'application/json-patch+json',
    );
    const read = await tracker.readIssue(issueId);
    expect(read?.attachments).toMatchObject([{ id: attachment, filename: 'image.png', mediaType: 'image/png' }]);
    expect(read?.description?.content[1]?.content?.[0]?.attrs).toMatchObject({ attachment });
    expect(await tracker.describeAttachment(issueId, id<AttachmentId>(attachment))).toMatchObject({ size: 2000, sha256: sha256(bytes) });
    await person(
      'mel',
      'PATCH',
      `/_apis/wit/workitems/${issueId}`,
      [{ op: 'add', path: '/fields/System.Description', value: 'gone' }],
      'application/json-patch+json',
    );
    expect(await tracker.describeAttachment(issueId, id<AttachmentId>(attachment))).toBeNull();
  });

  test('a file that is not what was announced is never attached', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Damaged'));
    const bytes = randomBytes(1000);
    const damaged = refused(
      tracker.addAttachment(intent(), issueId, { ...fileOf('x.bin', bytes), sha256: sha256(randomBytes(1000)) }, async (offset, length) =>
        bytes.subarray(offset, offset + length).toString('base64'),
      ),
    );
    expect(await damaged).toMatchObject({ code: 'blob.damaged' });
    const short = refused(
      tracker.addAttachment(intent(), issueId, fileOf('x.bin', bytes), async (offset) =>
        offset === 0 ? bytes.subarray(0, 10).toString('base64') : '',
      ),
    );
    expect(await short).toMatchObject({ code: 'blob.damaged' });
    expect((await tracker.readIssue(issueId))?.attachments).toEqual([]);
  });

  test('a file that the host finds too large is told as such', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Too large'));
    const before = host.control.organization('contoso').attachmentLimit;
    host.control.attachmentLimit('contoso', 1000);
    const bytes = randomBytes(1001);
    const attach = tracker.addAttachment(intent(), issueId, fileOf('x.bin', bytes), async () => bytes.toString('base64'));
    expect(await refused(attach)).toMatchObject({ code: 'attachment.tooLarge', retry: 'never', certain: true });
    host.control.attachmentLimit('contoso', before);
  });

  test('nothing that is asked after a write makes it fail: it is done', async () => {
    const wrote = (path: string): boolean => host.control.writes('entente').some((one) => one.path.includes(path));
    const project = ({ path }: { readonly path: string }): boolean => /\/_apis\/projects\//i.test(path);
    host.control.forgetRequests();
    host.control.failNext(503, (request) => project(request) && wrote('/workitems/$'));
    const { id: issueId, issue } = await tracker.createIssue(intent(), draft('Done'));
    expect(issue).toBeUndefined();
    expect(await tracker.readIssue(issueId)).toMatchObject({ summary: 'Done' });
  });

  test('a change under a guard without an answer is told as one that cannot happen twice', async () => {
    const { id: issueId, revision } = await tracker.createIssue(intent(), draft('Guarded'));
    const isPatch = ({ method }: { readonly method: string }): boolean => method === 'PATCH';
    const change = async (guard: string | null) => await tracker.updateIssue(intent(), issueId, { summary: 'Changed' }, guard);
    host.control.loseNextAnswer(isPatch);
    expect(await refused(change(revision))).toMatchObject({ code: 'tracker.unavailable', certain: false, guarded: true });
    expect(await change(revision)).toEqual({ outcome: 'stale' });
    host.control.loseNextAnswer(isPatch);
    expect(await refused(change(null))).not.toHaveProperty('guarded');
  });

  test('an upload without an answer leaves nothing in doubt, a relation does', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Lost'));
    const bytes = randomBytes(10);
    const attach = () => tracker.addAttachment(intent(), issueId, fileOf('x.bin', bytes), async () => bytes.toString('base64'));
    host.control.loseNextAnswer(({ path }) => path.endsWith('/attachments'));
    expect(await refused(attach())).toMatchObject({ code: 'tracker.unavailable', certain: true });
    host.control.loseNextAnswer(({ method }) => method === 'PATCH');
    expect(await refused(attach())).toMatchObject({ code: 'tracker.unavailable', certain: false });
    expect((await tracker.readIssue(issueId))?.attachments).toHaveLength(1);
  });

  // Once is enough: it is 130 MB of noughts.
  (rest === '7.0' ? test : test.skip)('a file larger than one request may be comes in parts', async () => {
    host.control.attachmentLimit('contoso', 2 ** 31);
    const { id: issueId } = await tracker.createIssue(intent(), draft('Large'));
    const size = 130_000_001;
    const hash = createHash('sha256');
    const noughts = Buffer.alloc(131_072);
    for (let left = size; left > 0; left -= noughts.length) hash.update(noughts.subarray(0, Math.min(left, noughts.length)));
    const file = { filename: 'large.bin', mediaType: 'application/octet-stream', size, sha256: id<Sha256>(hash.digest('hex')) };
    host.control.forgetRequests();
    const written = await tracker.addAttachment(intent(), issueId, file, async (_, length) =>
      noughts.subarray(0, length).toString('base64'),
    );
    const uploads = host.control.requests().filter(({ path }) => path.includes('/attachments'));
    expect(uploads.map(({ method, size: sent }) => [method, sent > 2 ** 24])).toEqual([
      ['POST', false],
      ...Array.from({ length: 8 }, () => ['PUT', false]),
    ]);
    expect((await tracker.readIssue(issueId))?.attachments).toMatchObject([{ id: written.id, size }]);
    expect(await tracker.describeAttachment(issueId, written.id)).toEqual(file);
    await tracker.removeAttachment(intent(), issueId, written.id);
    host.control.organization('contoso').attachments.delete(written.id);
  });

  test('removes the right attachment of several', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Several'));
    const ids: AttachmentId[] = [];
    for (const name of ['a', 'b', 'c']) {
      const bytes = Buffer.from(name);
      ids.push((await tracker.addAttachment(intent(), issueId, fileOf(name, bytes), async () => bytes.toString('base64'))).id);
    }
    await tracker.removeAttachment(intent(), issueId, ids[1] ?? id<AttachmentId>(''));
    expect((await tracker.readIssue(issueId))?.attachments.map(({ filename }) => filename)).toEqual(['a', 'c']);
  });

  test('finds the issue that a lost answer made, and no other', async () => {
    const since = new Date().toISOString();
    const lost = intent();
    await tracker.createIssue(intent(), draft('Before'));
    host.control.loseNextAnswer(({ method }) => method === 'POST');
    expect(await refused(tracker.createIssue(lost, draft('Lost')))).toMatchObject({ code: 'tracker.unavailable', certain: false });
    await tracker.createIssue(intent(), draft('After'));
    const found = await tracker.findIntent(lost, { kind: 'issue', projectId: fabrikam, since });
    expect((await tracker.readIssue(id<IssueId>(found ?? '')))?.summary).toBe('Lost');
    expect(await tracker.findIntent(intent(), { kind: 'issue', projectId: fabrikam, since })).toBeNull();
    expect(
      await tracker.findIntent(lost, { kind: 'issue', projectId: id<ProjectId>(host.control.project('contoso', 'Tailspin').id), since }),
    ).toBeNull();
  });

  test('finds the oldest of our comments that fits, and takes nobody else’s', async () => {
    const since = new Date().toISOString();
    const { id: issueId } = await tracker.createIssue(intent(), draft('Find'));
    await person(
      'mel',
      'POST',
      `/Fabrikam/_apis/wit/workItems/${issueId}/comments?format=html`,
      { text: '<p>same</p>' },
      'application/json',
    );
    const target = { kind: 'comment', issueId, body: paragraph('same'), since } as const;
    expect(await tracker.findIntent(intent(), target)).toBeNull();
    const first = await tracker.addComment(intent(), issueId, paragraph('same'));
    await tracker.addComment(intent(), issueId, paragraph('same'));
    expect(await tracker.findIntent(intent(), target)).toBe(first.id);
    expect(await tracker.findIntent(intent(), { ...target, since: new Date(Date.now() + 3_600_000).toISOString() })).toBeNull();
    expect(await tracker.findIntent(intent(), { ...target, issueId: id<IssueId>('999999') })).toBeNull();
  });

  test('finds the attachment that a lost answer made', async () => {
    const { id: issueId } = await tracker.createIssue(intent(), draft('Find file'));
    const bytes = Buffer.from('file');
    const lost = intent();
    host.control.loseNextAnswer(({ method }) => method === 'PATCH');
    expect(await refused(tracker.addAttachment(lost, issueId, fileOf('f.txt', bytes), async () => bytes.toString('base64')))).toMatchObject(
      { certain: false },
    );
    const target = { kind: 'attachment', issueId, file: fileOf('f.txt', bytes), since: new Date().toISOString() } as const;
    const found = await tracker.findIntent(lost, target);
    expect((await tracker.readIssue(issueId))?.attachments).toMatchObject([{ id: found, filename: 'f.txt', marker: lost }]);
    expect(await tracker.findIntent(intent(), target)).toBeNull();
  });

  test('the change feed names what changed: created, edited, commented, attached, deleted; of this organisation alone', async () => {
    const edited = await personMakes('Task', { 'System.Title': 'Edited' });
    const commented = await personMakes('Task', { 'System.Title': 'Commented' }, 'Tailspin');
    const deleted = await personMakes('Task', { 'System.Title': 'Deleted' });
    let { cursor } = await drain(null);
    const created = await personMakes('Task', { 'System.Title': 'Created' });
    await person('ada', 'PATCH', `/_apis/wit/workitems/${edited}`, [{ op: 'add', path: '/fields/System.Title', value: 'Edited again' }]);
    await person('ada', 'POST', `/Tailspin/_apis/wit/workItems/${commented}/comments?format=html`, { text: 'hi' }, 'application/json');
    await person('ada', 'DELETE', `/_apis/wit/workitems/${deleted}`);
    await open('northwind', 'entente').createIssue(intent(), {
      ...draft('Elsewhere'),
      projectId: id<ProjectId>(host.control.project('northwind', 'Fabrikam').id),
      typeId: 'Issue',
    });
    const changes = await drain(cursor);
    expect(new Set(changes.ids)).toEqual(new Set([created, edited, commented, deleted]));
    ({ cursor } = changes);
    expect((await drain(cursor)).ids).toEqual([]);
  });

  /** Follows the feed to its end. */
  async function drain(from: string | null): Promise<{ ids: IssueId[]; cursor: string }> {
    const ids: IssueId[] = [];
    for (let cursor = from; ;) {
      const page = await tracker.changesSince(cursor);
      ids.push(...page.issueIds);
      cursor = page.cursor;
      if (!page.more) return { ids, cursor };
    }
  }

  test('the change feed goes on over more changes than a page holds', async () => {
    const { cursor } = await drain(null);
    const wanted: IssueId[] = [];
    for (let i = 0; i < 210; i++) wanted.push(await personMakes('Task', { 'System.Title': `Many ${i}` }));
    expect((await drain(cursor)).ids).toEqual(wanted);
  });

  test('throttled: says for how long, and goes on afterwards', async () => {
    host.control.throttle(1, 60);
    expect(await refused(tracker.self())).toMatchObject({ code: 'tracker.throttled', retryAfterMs: 60_000 });
    expect(await open('contoso', 'entente').self()).toMatchObject({ name: 'Entente Service' });
  });

  test('a token that was never given or does not fit the organisation is unauthorized', async () => {
    const foreign = azureDevOpsTracker({
      instanceUrl: host.organizationUrl('northwind'),
      pat: host.token('contoso', 'entente'),
      fetch,
      clock: { now: () => Date.now() },
      spoolFolder,
    });
    expect(await refused(foreign.self())).toMatchObject({ code: 'tracker.unauthorized' });
    expect(await refused(foreign.searchProjects('', null))).toMatchObject({ code: 'tracker.unauthorized' });
  });

  test('is spoken to in the newest released version that it knows', () => {
    const asked = new Set(sent.flatMap(({ url }) => url.searchParams.get('api-version')?.split('-')[0] ?? []));
    expect([...asked]).toEqual([rest]);
  });

  /** Areas that the given descriptions leave out: who am I, permissions, where things are, identities. */
  const UNDESCRIBED = /\/_apis\/(connectionData|permissions|resourceAreas|identities)\b/i;

  const specs = process.env['ENTENTE_SPECS'] ?? '';
  (specs === '' ? test.skip : test)('everything sent is as the official descriptions have it', () => {
    const described = sent.filter(({ method, url }) => method !== 'OPTIONS' && !UNDESCRIBED.test(url.pathname));
    expect(described.length).toBeGreaterThan(100);
    const checker = openApiChecker(
      ['core', 'workItemTracking'].map((name) =>
        join(specs, 'ado', descriptions, `${name}${descriptions.includes('server') ? '-onprem' : ''}.json`),
      ),
    );
    const violations = described.flatMap(({ method, url, headers: sentHeaders, body }) => {
      // The description has the parameter's name for the header's, and says in words which one it is.
      const range = sentHeaders['content-range'];
      const headers = range === undefined ? sentHeaders : { ...sentHeaders, contentrangeheader: range };
      return checker.checkRequest({ method, path: url.pathname.replace(/^\/tfs(?=\/)/, ''), query: url.searchParams, headers, body });
    });
    expect([...new Set(violations)]).toEqual([]);
  });
});
