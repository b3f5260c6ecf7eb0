/** The quirks of the real host that Entente has to live with. */
import { afterEach, expect, test } from '@jest/globals';
import { startJiraCloud, type JiraCloud, type JiraCloudOptions } from '../index.ts';
import { jiraChecker, violationsOf } from '../conformance.ts';
import { adf, ask, list, member, newIssue } from '../testing.ts';

const open: JiraCloud[] = [];
const hana = '5b109f2e9729b51b54dc274d';
const rui = '5b10ac8d82e05b22cc7d4ef5';

afterEach(async () => {
  const checker = jiraChecker();
  const violations =
    checker === null ? [] : open.flatMap((jira) => jira.control.requests().flatMap((request) => violationsOf(checker, request)));
  await Promise.all(open.splice(0).map((jira) => jira.close()));
  expect(violations).toEqual([]);
});

async function start(options: JiraCloudOptions = {}): Promise<JiraCloud> {
  const jira = await startJiraCloud(options);
  open.push(jira);
  return jira;
}

const search = (jira: JiraCloud, jql: string, more: object = {}, account?: string) =>
  ask(jira, 'POST', '/search/jql', { jql, fields: ['summary'], ...more }, account);
const keysOf = (json: unknown) => list(member(json, 'issues')).map((issue) => member(issue, 'key'));

test('a project without permission is not there; one where nothing may be created says so', async () => {
  const jira = await start({
    projects: [
      { key: 'ACME', name: 'Open' },
      { key: 'HID', name: 'Hidden', permissions: { BROWSE_PROJECTS: [rui] } },
      { key: 'RO', name: 'Read only', permissions: { CREATE_ISSUES: 'nobody' } },
    ],
  });
  const keys = async (query: string, account?: string) =>
    list(member((await ask(jira, 'GET', `/project/search${query}`, undefined, account)).json, 'values')).map((project) =>
      member(project, 'key'),
    );
  expect(await keys('')).toEqual(['ACME', 'RO']);
  expect(await keys('?action=create')).toEqual(['ACME']);
  expect(await keys('?action=create', rui)).toEqual(['ACME', 'HID']);
  expect((await ask(jira, 'GET', '/project/HID')).status).toBe(404);
  expect(
    await ask(jira, 'POST', '/issue', { fields: { project: { key: 'HID' }, issuetype: { name: 'Task' }, summary: 'x' } }),
  ).toMatchObject({ status: 400, json: { errors: { project: 'valid project is required' } } });
  expect(
    (await ask(jira, 'POST', '/issue', { fields: { project: { key: 'RO' }, issuetype: { name: 'Task' }, summary: 'x' } })).status,
  ).toBe(403);
  const archived = jira.control.project('ACME');
  if (archived !== undefined) archived.state = 'archived';
  expect(await keys('')).toEqual(['RO']);
});

test('wrong or missing credentials', async () => {
  const jira = await start();
  expect(
    (
      await fetch(`${jira.restUrl}/myself`, {
        headers: { authorization: `Basic ${Buffer.from('ada@acme.example:wrong').toString('base64')}` },
      })
    ).status,
  ).toBe(401);
  expect((await fetch(`${jira.restUrl}/myself`)).status).toBe(401);
  expect(await (await fetch(`${jira.restUrl}/project/search`)).json()).toMatchObject({ total: 0, values: [] });
  expect((await fetch(`${jira.restUrl}/issue`, { method: 'POST', body: '{}' })).status).toBe(401);
  expect((await fetch(`${jira.restUrl}/serverInfo`)).status).toBe(200);
});

test('what is wrong with an issue is told by field', async () => {
  const jira = await start();
  const create = (fields: object) =>
    ask(jira, 'POST', '/issue', { fields: { project: { key: 'ACME' }, issuetype: { name: 'Task' }, ...fields } });
  expect(await create({ summary: ' ' })).toMatchObject({
    status: 400,
    json: { errorMessages: [], errors: { summary: 'You must specify a summary of the issue.' } },
  });
  expect(await create({ summary: 'x', labels: ['two words'] })).toMatchObject({
    status: 400,
    json: { errors: { labels: "The label 'two words' contains spaces which is invalid." } },
  });
  expect(
    await create({ summary: 'x', description: { type: 'doc', version: 1, content: [{ type: 'text', text: 'not a block' }] } }),
  ).toMatchObject({ status: 400, json: { errors: { description: 'INVALID_INPUT' } } });
  expect((await create({ summary: 'x', description: 'plain' })).status).toBe(400);
  expect(await create({ summary: 'x', customfield_1: 1 })).toMatchObject({
    status: 400,
    json: { errors: { customfield_1: expect.stringContaining('not on the appropriate screen') } },
  });
  expect((await create({ summary: 'x', components: [] })).status).toBe(501);
  expect((await create({ summary: 'x', issuetype: { name: 'Sub-task' } })).status).toBe(400);
  const parent = await newIssue(jira);
  expect((await create({ summary: 'x', issuetype: { name: 'Sub-task' }, parent: { key: parent } })).status).toBe(201);
  expect((await ask(jira, 'DELETE', `/issue/${parent}`)).status).toBe(400);
  expect((await ask(jira, 'DELETE', `/issue/${parent}?deleteSubtasks=true`)).status).toBe(204);
});

test('comments are paged, restricted ones hidden, and changed only by who may', async () => {
  const jira = await start({ pageSize: 2 });
  const key = await newIssue(jira);
  for (const text of ['one', 'two', 'three']) await ask(jira, 'POST', `/issue/${key}/comment`, { body: adf(text) });
  const restricted = await ask(jira, 'POST', `/issue/${key}/comment`, {
    body: adf('secret'),
    visibility: { type: 'group', value: 'jira-administrators' },
  });
  expect(await ask(jira, 'GET', `/issue/${key}/comment`)).toMatchObject({ json: { total: 4, maxResults: 2, startAt: 0 } });
  expect(await ask(jira, 'GET', `/issue/${key}/comment?startAt=2&maxResults=100`, undefined, rui)).toMatchObject({
    json: { total: 3, comments: [{ body: adf('three') }] },
  });
  expect((await ask(jira, 'GET', `/issue/${key}/comment/${String(member(restricted.json, 'id'))}`, undefined, rui)).status).toBe(404);
  expect((await ask(jira, 'POST', `/issue/${key}/comment`, { body: { type: 'doc', version: 1, content: [] } })).status).toBe(400);
  const issue = await ask(jira, 'GET', `/issue/${key}?fields=comment`);
  expect(member(issue.json, 'fields', 'comment', 'total')).toBe(4);
});

test('attachments: the XSRF header, ranges, the redirect, the limit', async () => {
  const jira = await start();
  const key = await newIssue(jira);
  const upload = (headers: { [name: string]: string }) => {
    const form = new FormData();
    form.append('file', new Blob(['0123456789'], { type: 'text/plain' }), 'Größe.txt');
    return fetch(`${jira.restUrl}/issue/${key}/attachments`, {
      method: 'POST',
      headers: { authorization: jira.authorization(), ...headers },
      body: form,
    });
  };
  expect((await upload({})).status).toBe(403);
  const added: unknown = await (await upload({ 'X-Atlassian-Token': 'no-check' })).json();
  expect(member(added, 0)).toMatchObject({ filename: 'Größe.txt', size: 10, mimeType: 'text/plain' });
  const content = String(member(added, 0, 'content'));
  const get = (url: string, headers: { [name: string]: string } = {}) =>
    fetch(url, { redirect: 'manual', headers: { authorization: jira.authorization(), ...headers } });
  const redirected = await get(content);
  expect(redirected.status).toBe(303);
  expect(new URL(redirected.headers.get('location') ?? '').origin).toBe(jira.edgeUrl);
  expect(await (await fetch(redirected.headers.get('location') ?? '', { headers: { range: 'bytes=-3' } })).text()).toBe('789');
  const part = await get(`${content}?redirect=false`, { range: 'bytes=2-4' });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
  expect((await get(`${content}?redirect=false`, { range: 'bytes=10-' })).status).toBe(416);
  jira.control.site.attachmentLimit = 5;
  expect((await upload({ 'X-Atlassian-Token': 'no-check' })).status).toBe(413);
  expect(await ask(jira, 'GET', '/attachment/meta')).toMatchObject({ json: { enabled: true, uploadLimit: 5 } });
});

test('search: pages by token, refuses what Jira refuses, says what it does not model', async () => {
  const jira = await start({ pageSize: 2 });
  const keys = [
    await newIssue(jira, { summary: 'red apple' }),
    await newIssue(jira, { summary: 'green apple', labels: ['fruit'] }),
    await newIssue(jira, { summary: 'blue sky' }),
  ];
  const first = await search(jira, 'project = ACME ORDER BY created ASC, key ASC', { maxResults: 100 });
  expect(keysOf(first.json)).toEqual(keys.slice(0, 2));
  const token = member(first.json, 'nextPageToken');
  expect(await search(jira, 'project = ACME ORDER BY created ASC, key ASC', { nextPageToken: token })).toMatchObject({
    json: { isLast: true, issues: [{ key: keys[2] }] },
  });
  expect((await search(jira, 'project = OPS', { nextPageToken: token })).status).toBe(400);
  expect(keysOf((await search(jira, 'text ~ "apple" AND NOT labels = fruit')).json)).toEqual([keys[0]]);
  expect(keysOf((await search(jira, `key in (${String(keys[0])}, ${String(keys[2])}) AND status != Done ORDER BY key DESC`)).json)).toEqual(
    [keys[2], keys[0]],
  );
  expect(keysOf((await search(jira, 'labels is EMPTY AND summary ~ "app*"')).json)).toEqual([keys[0]]);
  expect((await search(jira, 'ORDER BY created')).status).toBe(400);
  for (const bad of ['nonsense = 1', 'project = NOPE', 'project =', 'project ~ ACME', 'created > soon', 'project = "ACME', `key = ACME-99`])
    expect([bad, (await search(jira, bad)).status]).toEqual([bad, 400]);
  for (const unmodelled of ['sprint = 1', 'status was Done', 'created > startOfMonth()'])
    expect([unmodelled, (await search(jira, unmodelled)).status]).toEqual([unmodelled, 501]);
  expect((await ask(jira, 'GET', '/search?jql=project%3DACME')).status).toBe(410);
  const bare = await ask(jira, 'GET', '/search/jql?jql=project%3DACME');
  expect(list(member(bare.json, 'issues'))[0]).toEqual({ id: expect.any(String) });
});

test('times in JQL are in the zone of the asking user and have minutes only', async () => {
  let now = Date.UTC(2026, 10, 20, 12, 0, 40);
  const jira = await start({ now: () => now });
  const key = await newIssue(jira);
  now += 10 * 60_000;
  expect(keysOf((await search(jira, 'project = ACME AND created >= "2026-11-20 13:00"')).json)).toEqual([key]);
  expect(keysOf((await search(jira, 'project = ACME AND created > "2026-11-20 13:00"')).json)).toEqual([]);
  expect(keysOf((await search(jira, 'project = ACME AND created >= "2026-11-20 13:30"')).json)).toEqual([]);
  expect(keysOf((await search(jira, 'project = ACME AND created >= "2026-11-20 13:30"', {}, hana)).json)).toEqual([key]);
  expect(keysOf((await search(jira, 'project = ACME AND created >= -10m')).json)).toEqual([key]);
  expect(keysOf((await search(jira, 'project = ACME AND created >= -9m')).json)).toEqual([]);
  expect(keysOf((await search(jira, 'project = ACME AND created >= startOfDay() AND created < now()')).json)).toEqual([key]);
  const read = await ask(jira, 'GET', `/issue/${key}?fields=created`);
  expect(member(read.json, 'fields', 'created')).toBe('2026-11-20T13:00:40.000+0100');
});

test('the index lags; reconcileIssues looks past it', async () => {
  let now = Date.UTC(2026, 0, 1);
  const jira = await start({ now: () => now });
  jira.control.indexDelay(5000);
  const key = await newIssue(jira);
  const id = Number(jira.control.issue(key)?.id);
  expect(keysOf((await search(jira, 'project = ACME')).json)).toEqual([]);
  expect(keysOf((await search(jira, 'project = ACME', { reconcileIssues: [id] })).json)).toEqual([key]);
  now += 5000;
  expect(keysOf((await search(jira, 'project = ACME')).json)).toEqual([key]);
  await ask(jira, 'DELETE', `/issue/${key}`);
  expect(keysOf((await search(jira, 'project = ACME')).json)).toEqual([]);
  expect(keysOf((await search(jira, 'summary ~ issue')).json)).toEqual([]);
});

test('transitions ask for the fields of their screen', async () => {
  const jira = await start();
  const key = await newIssue(jira);
  expect(await ask(jira, 'POST', `/issue/${key}/transitions`, { transition: { id: '31' } })).toMatchObject({
    status: 400,
    json: { errors: { resolution: 'Resolution is required.' } },
  });
  expect((await ask(jira, 'POST', `/issue/${key}/transitions`, { transition: { id: '99' } })).status).toBe(400);
  expect(
    (await ask(jira, 'POST', `/issue/${key}/transitions`, { transition: { id: '31' }, fields: { resolution: { name: 'Done' } } })).status,
  ).toBe(204);
  expect(member((await ask(jira, 'GET', `/issue/${key}?fields=status,resolution`)).json, 'fields', 'status', 'name')).toBe('Done');
});

test('failures on demand: refused, lost after it was carried out, throttled', async () => {
  const jira = await start();
  jira.control.failNext(503, (request) => request.method === 'POST');
  expect((await ask(jira, 'GET', '/myself')).status).toBe(200);
  await expect(newIssue(jira)).rejects.toThrow('Internal server error');
  expect(jira.control.issues()).toHaveLength(0);
  jira.control.failNext(500, (request) => request.method === 'POST', true);
  await expect(newIssue(jira)).rejects.toThrow('Internal server error');
  expect(jira.control.issues()).toHaveLength(1);
  jira.control.throttle(1, 3);
  const throttled = await ask(jira, 'GET', '/myself');
  expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '3']);
  expect((await ask(jira, 'GET', '/myself')).status).toBe(200);
});

test('writes are counted by who made them', async () => {
  const jira = await start();
  const key = await newIssue(jira);
  await ask(jira, 'POST', `/issue/${key}/comment`, { body: adf('x') }, rui);
  await ask(jira, 'PUT', `/issue/${key}`, { fields: { summary: '' } }, rui);
  await search(jira, 'project = ACME');
  expect(jira.control.writes().get(rui)).toBe(1);
  expect([...jira.control.writes().values()]).toEqual([1, 1]);
});

test('what is not modelled answers 501 and says so', async () => {
  const jira = await start();
  expect(await ask(jira, 'GET', '/filter/my')).toMatchObject({
    status: 501,
    json: { errorMessages: ['The stand-in of Jira Cloud does not model GET /rest/api/3/filter/my'] },
  });
  expect((await ask(jira, 'GET', `/issue/${await newIssue(jira)}?expand=renderedFields`)).status).toBe(501);
});
