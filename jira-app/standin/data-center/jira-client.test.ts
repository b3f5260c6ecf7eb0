/** The stand-in of Jira Data Center under an unmodified client of others (jira-client), and its answers under the official description. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApiChecker } from '@entente/testkit';
import JiraApi from 'jira-client';
import * as z from 'zod';
import { startJiraDataCenter, type JiraDataCenter } from './index.ts';

let jira: JiraDataCenter;
let client: JiraApi;
beforeAll(async () => {
  jira = await startJiraDataCenter({ pageSize: 3 });
  const { hostname, port, protocol } = new URL(jira.siteUrl);
  client = new JiraApi({ protocol: protocol.slice(0, -1), host: hostname, port, apiVersion: '2', bearer: jira.token('ada') });
});
afterAll(async () => await jira.close());

const createdSchema = z.object({ id: z.string(), key: z.string() });

test('an issue’s life', async () => {
  const fields = {
    project: { key: 'INI' },
    issuetype: { name: 'Task' },
    summary: 'From a client',
    description: 'h1. *Title*',
    labels: ['a'],
  };
  const { id, key } = createdSchema.parse(await client.addNewIssue({ fields }));
  expect(key).toBe('INI-1');
  await client.updateIssue(id, { fields: { summary: 'Changed', assignee: { name: 'rui' } } });
  const comment = createdSchema.pick({ id: true }).parse(await client.addComment(id, 'Said'));
  await client.updateComment(id, comment.id, 'Said again');
  const issue = await client.findIssue(key);
  expect(issue.fields).toMatchObject({
    summary: 'Changed',
    description: 'h1. *Title*',
    labels: ['a'],
    assignee: { name: 'rui', key: 'JIRAUSER10100' },
    comment: { total: 1, comments: [{ body: 'Said again' }] },
  });
  await client.deleteIssue(id);
  await expect(client.findIssue(key)).rejects.toThrow(/Issue does not exist/i);
});

test('searching pages by number, and says how many there are', async () => {
  for (let n = 0; n < 5; n += 1)
    await client.addNewIssue({ fields: { project: { key: 'HELP' }, issuetype: { name: 'Bug' }, summary: `Found ${n}` } });
  const found = await client.searchJira('project = HELP ORDER BY key ASC', { startAt: 3, maxResults: 50, fields: ['summary'] });
  expect(found).toMatchObject({ startAt: 3, maxResults: 3, total: 5 });
  expect(
    z
      .array(z.object({ fields: z.object({ summary: z.string() }) }))
      .parse(found.issues)
      .map(({ fields }) => fields.summary),
  ).toEqual(['Found 3', 'Found 4']);
});

test('people and projects', async () => {
  expect(await client.getCurrentUser()).toMatchObject({ name: 'ada', key: 'JIRAUSER10000' });
  expect(await client.searchUsers({ username: 'rui', query: '' })).toMatchObject([{ displayName: 'Rui Reporter' }]);
  expect(await client.listProjects()).toMatchObject([{ key: 'HELP' }, { key: 'INI' }]);
});

test('an issue’s way through the workflow, its files and what is written beside it', async () => {
  const { id } = createdSchema.parse(
    await client.addNewIssue({ fields: { project: { key: 'INI' }, issuetype: { name: 'Bug' }, summary: 'Moves' } }),
  );
  expect(await client.listTransitions(id)).toMatchObject({ transitions: [{ name: 'In Progress' }, { name: 'Done' }] });
  await expect(client.transitionIssue(id, { transition: { id: '31' } })).rejects.toThrow(/Resolution is required/);
  await client.transitionIssue(id, { transition: { id: '31' }, fields: { resolution: { name: 'Done' } } });
  expect((await client.findIssue(id, '', 'status,resolution')).fields).toMatchObject({
    status: { name: 'Done' },
    resolution: { name: 'Done' },
  });
  expect(await client.listFields()).toContainEqual(expect.objectContaining({ id: 'summary', name: 'Summary' }));
  expect(await client.listPriorities()).toHaveLength(5);
  expect(await client.listStatus()).toHaveLength(3);
  expect(await client.listIssueTypes()).toHaveLength(5);
  expect(await client.getServerInfo()).toMatchObject({ deploymentType: 'Server', versionNumbers: [10, 3, 24] });
  const found = await client.searchJira('assignee = rui OR creator = ada ORDER BY key', { fields: ['*navigable'] });
  expect(JSON.stringify(found.issues)).not.toContain('"comment"');
  await expect(client.searchJira('nonsense = 1')).rejects.toThrow(/does not exist or you do not have permission/);
});

test('what is not modelled says so', async () => {
  const answer = await fetch(`${jira.siteUrl}/rest/api/2/filter/favourite`, { headers: { authorization: `Bearer ${jira.token('ada')}` } });
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain('does not model GET /rest/api/2/filter/favourite');
});

const specs = process.env['ENTENTE_SPECS'] ?? '';
(specs === '' ? test.skip : test)('every answer has the shape that the official description gives it', () => {
  const checker = openApiChecker(join(specs, 'jira-dc', 'jira-software-dc-10.3-openapi.json'), { nullIsAbsent: true });
  const answered = jira.control.requests().filter(({ path, status }) => path.startsWith('/rest/api/') && status < 300);
  const violations = answered.flatMap((one) =>
    checker
      .checkResponse({
        method: one.method,
        path: one.path.replace('/rest', ''),
        status: one.status,
        contentType: one.answerType,
        body: one.answer,
      })
      .map((violation) => `${one.method} ${one.path}: ${violation}`),
  );
  // The description declares some lists as single items (a known fault of it).
  expect([...new Set(violations)].filter((one) => !/must be object/.test(one))).toEqual([]);
});
