/** What the stand-in of Jira Cloud does not model it says: never an answer that the real host would not give. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startJiraCloud, type JiraCloud } from '../index.ts';
import { adf, ask, list, member, newIssue } from '../testing.ts';

let jira: JiraCloud;
let key: string;
beforeAll(async () => {
  jira = await startJiraCloud();
  key = await newIssue(jira, { summary: 'Working apples', labels: ['red'] });
  await newIssue(jira, { summary: 'Pears' });
});
afterAll(() => jira.close());

const issueFields = { project: { key: 'ACME' }, issuetype: { name: 'Task' }, summary: 'x' };

const unmodelled: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/issue/createmeta?projectKeys=ACME'],
  ['GET', '/issue/picker?query=x'],
  ['PUT', '/issue/archive', { issueIdsOrKeys: ['ACME-1'] }],
  ['GET', '/project/recent'],
  ['GET', '/project/type'],
  ['GET', '/project/search?expand=insight'],
  ['GET', '/project/ACME?expand=projectKeys'],
  ['GET', '/project/ACME?properties=x'],
  ['GET', '/issue/{key}?expand=transitions'],
  ['GET', '/issue/{key}?expand=names,renderedFields'],
  ['GET', '/issue/{key}/comment?expand=renderedBody'],
  ['GET', '/attachment/thumbnail/10000'],
  ['GET', '/mypermissions?permissions=ASSIGN_ISSUES'],
  ['GET', '/mypermissions?permissions=EDIT_ISSUES&commentId=10000'],
  ['GET', '/user?accountId=5b10a2844c20165700ede21a&expand=applicationRoles'],
  ['GET', '/user/bulk?username=ada&accountId=5b10a2844c20165700ede21a'],
  ['GET', '/issue/{key}/transitions?includeUnavailableTransitions=true'],
  ['POST', '/issue', { fields: issueFields, historyMetadata: { type: 'x' } }],
  ['POST', '/issue', { fields: issueFields, transition: { id: '21' } }],
  ['POST', '/issue', { fields: issueFields, update: { labels: [{ add: 'x' }] } }],
  ['PUT', '/issue/{key}?overrideScreenSecurity=true', { fields: { summary: 'x' } }],
  ['PUT', '/issue/{key}?returnIssue=true&expand=operations', { fields: {} }],
  ['PUT', '/issue/{key}', { update: { comment: [{ add: { body: adf('x') } }] } }],
  ['POST', '/issue/{key}/transitions', { transition: { id: '21' }, update: { comment: [{ add: { body: adf('x') } }] } }],
  ['POST', '/search/jql', { jql: 'project = ACME', fields: ['summary'], expand: 'names' }],
];

// As objects: of a row that is shorter than the parameters the last is taken for a callback.
test.each(unmodelled.map(([method, path, body]) => ({ method, path, body })))('$method $path: 501', async ({ method, path, body }) => {
  const before = JSON.stringify([jira.control.issues().length, jira.control.issue(key)?.statusId, jira.control.issue(key)?.updated]);
  expect((await ask(jira, method, path.replace('{key}', key), body)).status).toBe(501);
  expect(JSON.stringify([jira.control.issues().length, jira.control.issue(key)?.statusId, jira.control.issue(key)?.updated])).toBe(before);
});

test.each<readonly [string, number]>([
  ['/label', 1000],
  ['/label?maxResults=2000', 1000],
  ['/project/search', 50],
  ['/project/search?maxResults=500', 100],
  ['/project/search?maxResults=1', 1],
  ['/issue/{key}/comment', 100],
  ['/issue/{key}/changelog', 100],
  ['/issue/createmeta/ACME/issuetypes', 50],
  ['/user/bulk?accountId=5b10a2844c20165700ede21a', 10],
])('a page of %s holds at most %d', async (path, most) => {
  expect(member((await ask(jira, 'GET', path.replace('{key}', key))).json, 'maxResults')).toBe(most);
});

test('a field says where it can be put and what JQL calls it', async () => {
  const fields = list((await ask(jira, 'GET', '/field')).json);
  const told = (id: string) => fields.find((field) => member(field, 'id') === id);
  expect(told('status')).toMatchObject({ orderable: false, navigable: true, searchable: true, clauseNames: ['status'] });
  expect(told('attachment')).toMatchObject({ orderable: true, navigable: false, clauseNames: ['attachments'] });
  expect(told('created')).toMatchObject({ clauseNames: ['created', 'createdDate'] });
  expect(told('description')).toMatchObject({ schema: { type: 'string', system: 'description' } });
});

test('an address that cannot be decoded never reaches the API', async () => {
  const response = await fetch(`${jira.restUrl}/issue/%zz`, { headers: { authorization: jira.authorization() } });
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html;charset=UTF-8']);
});

const search = async (jql: string) => await ask(jira, 'POST', '/search/jql', { jql, fields: ['summary'] });

test.each([
  'issuetype in standardIssueTypes()',
  'assignee in membersOf("jira-users")',
  'issue in linkedIssues("ACME-1")',
  'priority >= Medium',
  'created is not EMPTY',
  'status is EMPTY',
  'status was Done',
  '"Epic Link" is EMPTY',
  'summary ~ "\\"working apples\\""',
  'summary ~ "appl?s"',
  'summary ~ "apples AND working"',
  'summary ~ "w*g"',
  'summary ~ work',
  'created > startOfDay("-1M")',
  'issue.property[entente].id = 1',
  'text ~ "apple"',
])('the search for %s: 501', async (jql) => {
  expect((await search(jql)).status).toBe(501);
});

test.each<readonly [string, readonly string[]]>([
  ['summary ~ "apples"', ['ACME-1']],
  ['summary ~ "WORKING apples"', ['ACME-1']],
  ['summary ~ "appl*"', ['ACME-1']],
  ['resolution = Unresolved ORDER BY key', ['ACME-1', 'ACME-2']],
  ['resolution != Unresolved', []],
  ['labels is EMPTY AND project = ACME', ['ACME-2']],
  ['labels in (red, EMPTY) ORDER BY key', ['ACME-1', 'ACME-2']],
  ['labels = "r\\u0065d" & project = ACME', ['ACME-1']],
  ['labels = red | labels is EMPTY ORDER BY key', ['ACME-1', 'ACME-2']],
  ['labels = \'update\' OR created > "2020/01/01" ORDER BY key', ['ACME-1', 'ACME-2']],
])('the search for %s', async (jql, keys) => {
  const { status, json } = await search(jql);
  expect({ status, keys: list(member(json, 'issues')).map((issue) => member(issue, 'key')) }).toEqual({ status: 200, keys });
});

test.each([
  'text !~ apples',
  'summary = x',
  'assignee > x',
  'nonsense = 1',
  'issuetype in Bug',
  'assignee = rui@acme.example',
  'created > 2020/01/01',
  'labels = update',
  'labels = "\\d"',
])('the search for %s is none of Jira’s', async (jql) => {
  expect((await search(jql)).status).toBe(400);
});

test('a word or a character of JQL’s own is named, with what to do', async () => {
  const said = async (jql: string) => list(member((await search(jql)).json, 'errorMessages'))[0];
  expect(await said('labels = update')).toBe(
    "Error in the JQL Query: 'update' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character 10)",
  );
  expect(await said('labels = a@b')).toBe(
    "Error in the JQL Query: The character '@' is a reserved JQL character. You must enclose it in a string or use the escape '\\u0040' instead. (line 1, character 11)",
  );
});
