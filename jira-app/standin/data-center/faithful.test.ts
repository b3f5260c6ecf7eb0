/** Where Data Center answers otherwise than Cloud, and where the stand-in says that it does not know. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApiChecker } from '@entente/testkit';
import { list, member } from '../testing.ts';
import { startJiraDataCenter, type JiraDataCenter } from './index.ts';

let jira: JiraDataCenter;
let key: string;

async function ask(method: string, path: string, body?: unknown, user = 'ada') {
  const response = await fetch(`${jira.siteUrl}/rest/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${jira.token(user)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, json };
}

const create = async (project: string, fields: object = {}): Promise<string> => {
  const { json } = await ask('POST', '2/issue', {
    fields: { project: { key: project }, issuetype: { name: 'Task' }, summary: 'An issue', ...fields },
  });
  return String(member(json, 'key'));
};

beforeAll(async () => {
  jira = await startJiraDataCenter({
    projects: [
      { key: 'INI', name: 'Initech' },
      { key: 'HID', name: 'Hidden', permissions: { BROWSE_PROJECTS: ['JIRAUSER10000'] } },
    ],
  });
  key = await create('INI', { labels: ['red'], assignee: { name: 'rui' } });
});
afterAll(() => jira.close());

test('an issue that is hidden is told from one that is not there', async () => {
  const hidden = await create('HID');
  expect((await ask('GET', `2/issue/${hidden}`)).status).toBe(200);
  const messages = async (path: string) => member((await ask('GET', path, undefined, 'rui')).json, 'errorMessages', 0);
  expect([(await ask('GET', `2/issue/${hidden}`, undefined, 'rui')).status, await messages(`2/issue/${hidden}`)]).toEqual([
    403,
    'You do not have the permission to see the specified issue.',
  ]);
  expect([(await ask('GET', '2/issue/INI-999', undefined, 'rui')).status, await messages('2/issue/INI-999')]).toEqual([
    404,
    'Issue Does Not Exist',
  ]);
  expect((await ask('GET', `2/issue/${hidden}/properties`, undefined, 'rui')).status).toBe(403);
  expect((await ask('POST', '2/search', { jql: 'project = INI' }, 'rui')).json).toMatchObject({ total: 1 });
});

test('fields are chosen as they are asked for', async () => {
  const fieldsOf = async (query: string) => Object.keys(Object(member((await ask('GET', `2/issue/${key}${query}`)).json, 'fields')));
  expect(await fieldsOf('?fields=summary,labels')).toEqual(['summary', 'labels']);
  const all = await fieldsOf('');
  expect(all).toEqual(expect.arrayContaining(['summary', 'comment', 'attachment', 'resolution', 'subtasks']));
  expect(await fieldsOf('?fields=-summary')).toEqual(all.filter((field) => field !== 'summary'));
  expect(await fieldsOf('?fields=*navigable')).toEqual(all.filter((field) => field !== 'comment' && field !== 'attachment'));
  const found = await ask('POST', '2/search', { jql: `key = ${key}` });
  expect(Object.keys(Object(member(found.json, 'issues', 0, 'fields')))).not.toContain('comment');
});

test('transitions, assignees, people in searches, lists', async () => {
  expect(list(member((await ask('GET', `2/issue/${key}/transitions`)).json, 'transitions')).map((one) => member(one, 'name'))).toEqual([
    'In Progress',
    'Done',
  ]);
  expect((await ask('POST', `2/issue/${key}/transitions`, { transition: { id: 31 } })).status).toBe(400);
  expect(
    (await ask('POST', `2/issue/${key}/transitions`, { transition: { id: '31' }, fields: { resolution: { name: 'Done' } } })).status,
  ).toBe(204);
  expect((await ask('GET', `latest/issue/${key}?fields=status,resolution`)).json).toMatchObject({
    fields: { status: { name: 'Done' }, resolution: { name: 'Done', self: expect.stringContaining('/rest/api/2/') } },
  });
  for (const jql of ['assignee = rui', 'creator = ada', 'reporter in (ada, rui)'])
    expect((await ask('POST', '2/search', { jql: `${jql} AND project = INI` })).json).toMatchObject({ total: 1 });
  expect((await ask('PUT', `2/issue/${key}/assignee`, { name: null })).status).toBe(204);
  expect((await ask('PUT', `2/issue/${key}/assignee`, { name: 'nobody' })).status).toBe(400);
  for (const path of [
    'field',
    'issuetype',
    'issuetype/10002',
    'status',
    'status/Done',
    'priority',
    'priority/3',
    'resolution',
    'user?username=rui',
    'user?key=JIRAUSER10100',
    'user/assignable/search?project=INI&username=r',
    'attachment/meta',
  ])
    expect([path, (await ask('GET', `2/${path}`)).status]).toEqual([path, 200]);
  expect((await ask('GET', `2/mypermissions?issueKey=${key}`)).json).toMatchObject({
    permissions: { DELETE_ISSUES: { havePermission: true, name: 'Delete Issues' } },
  });
});

test('who is nobody, and who says what does not hold', async () => {
  const bare = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${jira.siteUrl}/rest/api/2/${path}`, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  expect(JSON.parse((await bare(`issue/${key}`)).text)).toEqual({
    errorMessages: ['You do not have the permission to see the specified issue.', 'Login Required'],
    errors: {},
  });
  expect(JSON.parse((await bare('myself')).text)).toEqual({
    message: 'Client must be authenticated to access this resource.',
    'status-code': 401,
  });
  const wrong = await bare('myself', { authorization: `Basic ${Buffer.from('ada:wrong').toString('base64')}` });
  expect([wrong.status, wrong.headers.get('content-type'), wrong.headers.get('x-seraph-loginreason')]).toEqual([
    401,
    'text/html;charset=UTF-8',
    'AUTHENTICATED_FAILED',
  ]);
  expect(wrong.text).toContain('Basic Authentication Failure - Reason : AUTHENTICATED_FAILED');
  const right = await bare('myself', { authorization: `Bearer ${jira.token('rui')}` });
  expect([right.status, right.headers.get('x-ausername'), right.headers.get('x-seraph-loginreason')]).toEqual([200, 'rui', 'OK']);
});

test('an issue with sub-tasks goes with them or not at all; nobody stands for no assignee', async () => {
  const parent = await create('INI', { assignee: { name: 'rui' } });
  const child = await create('INI', { issuetype: { name: 'Sub-task' }, parent: { key: parent } });
  expect((await ask('DELETE', `2/issue/${parent}`)).status).toBe(400);
  expect((await ask('PUT', `2/issue/${parent}`, { fields: { assignee: { name: '' } } })).status).toBe(204);
  expect((await ask('GET', `2/issue/${parent}?fields=assignee`)).json).toMatchObject({ fields: { assignee: null } });
  expect((await ask('PUT', `2/issue/${parent}?notifyUsers=false`, { fields: { summary: 'x' } }, 'rui')).status).toBe(403);
  expect((await ask('DELETE', `2/issue/${parent}?deleteSubtasks=true`)).status).toBe(204);
  expect((await ask('GET', `2/issue/${child}`)).status).toBe(404);
});

test('a project alone says who leads it and what can be made in it; its list does not', async () => {
  expect((await ask('GET', '2/project/INI')).json).toMatchObject({
    lead: { name: 'ada' },
    issueTypes: expect.arrayContaining([expect.objectContaining({ name: 'Bug' })]),
  });
  expect(member((await ask('GET', '2/project')).json, 0, 'lead')).toBeUndefined();
  expect((await ask('GET', `2/issue/${key}/comment`)).json).toMatchObject({ maxResults: 1_048_576 });
});

test('a comment for a role that nobody knows is refused', async () => {
  const visible = (value: string) => ask('POST', `2/issue/${key}/comment`, { body: 'x', visibility: { type: 'role', value } });
  expect([(await visible('Nobodies')).status, (await visible('Administrators')).status]).toEqual([400, 201]);
});

test('an entity property is at this API’s address', async () => {
  expect((await ask('PUT', `2/issue/${key}/properties/p`, { a: 1 })).json).toEqual({
    self: expect.stringMatching(/\/rest\/api\/2\/issue\/\d+\/properties\/p$/),
  });
});

test('webhooks say what recorded ones say', async () => {
  const bodies: unknown[] = [];
  const receiver = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      bodies.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.end();
    })();
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  const events = [
    'jira:issue_created',
    'jira:issue_updated',
    'jira:issue_deleted',
    'comment_created',
    'comment_updated',
    'comment_deleted',
  ];
  const registered = await fetch(`${jira.siteUrl}/rest/jira-webhook/1.0/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jira.token('ada')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'x', url, events }),
  });
  expect(registered.status).toBe(201);
  const told = async (act: () => Promise<unknown>): Promise<readonly unknown[]> => {
    bodies.length = 0;
    await act();
    await jira.control.settle();
    const names = (body: unknown) =>
      [member(body, 'webhookEvent'), member(body, 'issue_event_type_name')].filter((name) => typeof name === 'string').join(' ');
    const rows = bodies.map((body) => [names(body), Object.keys(Object(body)).toSorted().join(' ')]);
    return rows.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));
  };
  const issue = 'issue issue_event_type_name timestamp user webhookEvent';
  const withChanges = 'changelog issue issue_event_type_name timestamp user webhookEvent';
  const withComment = 'comment issue issue_event_type_name timestamp user webhookEvent';
  const made = { key: '', comment: '' };
  expect(await told(async () => void (made.key = await create('INI')))).toEqual([['jira:issue_created issue_created', issue]]);
  const changed = () => ask('PUT', `2/issue/${made.key}`, { fields: { labels: ['x'] } });
  expect(await told(changed)).toEqual([['jira:issue_updated issue_updated', withChanges]]);
  expect(member(bodies[0], 'changelog', 'items', 0)).toEqual({
    field: 'labels',
    fieldtype: 'jira',
    from: null,
    fromString: '',
    to: null,
    toString: 'x',
  });
  const comment = `2/issue/${made.key}/comment`;
  const commented = async () => void (made.comment = String(member((await ask('POST', comment, { body: 'Said' })).json, 'id')));
  expect(await told(commented)).toEqual([
    ['comment_created', 'comment timestamp webhookEvent'],
    ['jira:issue_updated issue_commented', withComment],
  ]);
  expect(await told(() => ask('DELETE', `${comment}/${made.comment}`))).toEqual([
    ['comment_deleted', 'comment timestamp user webhookEvent'],
    ['jira:issue_updated issue_comment_deleted', issue],
  ]);
  expect(await told(() => ask('DELETE', `2/issue/${made.key}`))).toEqual([['jira:issue_deleted issue_deleted', issue]]);
  jira.control.webhooks.deleteAll();
  await new Promise((resolve) => receiver.close(resolve));
});

const unmodelled: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', 'issue/picker'],
  ['GET', 'project/type'],
  ['GET', 'status/page'],
  ['GET', 'issue/{key}?expand=changelog'],
  ['GET', 'issue/{key}?expand=transitions'],
  ['GET', 'issue/{key}/comment?expand=renderedBody'],
  ['GET', 'search?jql=project=INI&expand=names'],
  ['GET', 'search?jql=project=INI&validateQuery=warn'],
  ['GET', 'project?recent=3'],
  ['GET', 'user?username=rui&includeDeleted=true'],
  ['PUT', 'issue/{key}/assignee', { name: '-1' }],
  ['POST', 'issue', { fields: { project: { key: 'INI' }, issuetype: { name: 'Task' }, summary: 'x', parent: { key: 'INI-1' } } }],
  ['POST', 'search', { jql: 'project = INI', expand: ['changelog'] }],
  ['POST', 'issue', { fields: { project: { key: 'INI' }, issuetype: { name: 'Task' }, summary: 'x' }, historyMetadata: {} }],
  ['PUT', 'issue/{key}', { fields: {}, transition: { id: '11' } }],
];
test.each(unmodelled.map(([method, path, body]) => ({ method, path, body })))('$method $path: 501', async ({ method, path, body }) => {
  const { status, json } = await ask(method, `2/${path.replace('{key}', key)}`, body);
  expect([status, member(json, 'errorMessages', 0)]).toEqual([501, expect.stringContaining('stand-in of Jira Data Center')]);
});

const specs = process.env['ENTENTE_SPECS'] ?? '';
(specs === '' ? test.skip : test)('every answer has the shape that the official description gives it', () => {
  const checker = openApiChecker(join(specs, 'jira-dc', 'jira-software-dc-10.3-openapi.json'), { nullIsAbsent: true });
  const violations = jira.control
    .requests()
    .filter(({ path, status }) => path.startsWith('/rest/api/2/') && status < 300)
    .flatMap(({ method, path, status, answerType, answer }) => {
      // The description declares lists as single items.
      const bodies = Array.isArray(answer) ? answer : [answer];
      return bodies.flatMap((body) =>
        checker.checkResponse({ method, path: path.replace('/rest', ''), status, contentType: answerType, body }),
      );
    });
  expect([...new Set(violations)]).toEqual([]);
});
