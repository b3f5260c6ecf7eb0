/** What the stand-in does not model it says, and what a test asks it to spoil is spoilt. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client } from './testing.ts';

let host: AzureDevOps;
let ask: Client;
beforeEach(async () => {
  host = await startAzureDevOps();
  ask = clientOf(host, 'contoso', 'ada');
  await ask('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('First', { 'System.Description': '<p>x</p>' }) });
  await ask('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('Second') });
});
afterEach(async () => {
  await host.close();
});

const wiql = async (where: string) =>
  await ask('POST', 'Fabrikam/_apis/wit/wiql', { body: { query: `SELECT [System.Id] FROM WorkItems WHERE ${where}` } });

test.each([
  "EVER [System.State] = 'New'",
  "[System.State] EVER 'New'",
  "[System.Title] CONTAINS WORDS 'First'",
  "[System.History] CONTAINS 'x'",
  '[System.AssignedTo] IS EMPTY',
  '[System.CreatedDate] > @StartOfDay',
])('the query for %s: 501', async (where) => {
  expect((await wiql(where)).status).toBe(501);
});

test('queries for what is empty; over links: 501', async () => {
  const ids = async (where: string) => (await wiql(where)).body;
  expect(pick(await ids('[System.Description] IS EMPTY'), 'workItems/0/id')).toBe(2);
  expect(pick(await ids('[System.Description] IS NOT EMPTY'), 'workItems/0/id')).toBe(1);
  expect((await wiql('[System.Description] IS NOT')).status).toBe(400);
  const links = 'SELECT [System.Id] FROM WorkItemLinks WHERE [Source].[System.Id] = 1 MODE (MustContain)';
  expect((await ask('POST', 'Fabrikam/_apis/wit/wiql', { body: { query: links } })).status).toBe(501);
});

test('reactions, archives, a second parent, versions of long ago: 501', async () => {
  const preview = { version: '7.1-preview.4' };
  expect((await ask('GET', 'Fabrikam/_apis/wit/workItems/1/comments?$expand=reactions', preview)).status).toBe(501);
  expect((await ask('GET', 'Fabrikam/_apis/wit/workItems/1/comments?$expand=renderedText', preview)).status).toBe(200);
  expect((await ask('GET', 'Fabrikam/_apis/wit/workItems/1/comments', { version: '5.1-preview.1' })).status).toBe(501);
  expect((await ask('GET', '_apis/projects', { version: '4.1' })).status).toBe(501);
  expect((await ask('GET', '_apis/projects', { version: '6.0' })).status).toBe(200);
  const file = await ask('POST', 'Fabrikam/_apis/wit/attachments?fileName=a.txt', { body: new Uint8Array([1]) });
  const path = `_apis/wit/attachments/${String(pick(file.body, 'id'))}`;
  expect((await ask('GET', path, { headers: { accept: 'application/zip' } })).status).toBe(501);
  expect((await ask('GET', path, { headers: { accept: 'application/octet-stream' } })).status).toBe(200);
  const third = await ask('POST', 'Fabrikam/_apis/wit/workitems/$Task', { body: titled('Third') });
  const parent = (id: number) => [
    {
      op: 'add',
      path: '/relations/-',
      value: { rel: 'System.LinkTypes.Hierarchy-Reverse', url: `${host.organizationUrl('contoso')}/_apis/wit/workItems/${id}` },
    },
  ];
  const child = `_apis/wit/workitems/${String(pick(third.body, 'id'))}`;
  expect((await ask('PATCH', child, { body: parent(1) })).status).toBe(200);
  expect((await ask('PATCH', child, { body: parent(2) })).status).toBe(501);
});

test('spoilt answers: instead of the host’s, or after their effect', async () => {
  const rename = async (title: string) =>
    await ask('PATCH', '_apis/wit/workitems/1', { body: [{ op: 'add', path: '/fields/System.Title', value: title }] });
  const title = async () => pick((await ask('GET', '_apis/wit/workitems/1')).body, 'fields/System.Title');
  for (const [how, status] of [
    ['page', 502],
    ['away', 404],
    ['signIn', 203],
  ] as const) {
    host.control.spoilNext(how);
    expect([how, (await rename(how)).status, await title()]).toEqual([how, status, 'First']);
  }
  host.control.spoilNext('half');
  expect(await rename('half')).toMatchObject({ status: 200, body: expect.stringMatching(/^\{"id":1.*[^}]$/s) });
  expect(await title()).toBe('half');
  for (const how of ['cut', 'lost'] as const) {
    host.control.spoilNext(how);
    await expect(rename(how)).rejects.toThrow(/terminated|fetch failed/);
    expect(await title()).toBe(how);
  }
});
