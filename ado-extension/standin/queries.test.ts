/** Queries and the change feed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client } from './testing.ts';

let host: AzureDevOps;
let entente: Client;
let now = Date.parse('2026-03-10T09:30:00Z');

beforeEach(async () => {
  now = Date.parse('2026-03-10T09:30:00Z');
  host = await startAzureDevOps({ now: () => now });
  entente = clientOf(host, 'contoso', 'entente');
  await entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug', {
    body: titled('Red apple', { 'System.Tags': 'fruit; red', 'System.AreaPath': 'Fabrikam\\Shop\\Checkout' }),
  });
  now += 86_400_000;
  await entente('POST', 'Fabrikam/_apis/wit/workitems/$Task', {
    body: titled('Green pear', { 'System.AssignedTo': 'mel@contoso.example', 'Microsoft.VSTS.Common.Priority': 1 }),
  });
  await entente('POST', 'Tailspin/_apis/wit/workitems/$Issue', { body: titled("It's blue") });
});

afterEach(async () => {
  await host.close();
});

async function ids(where: string, path = 'Fabrikam/_apis/wit/wiql'): Promise<unknown> {
  const reply = await entente('POST', path, { body: { query: `SELECT [System.Id], [System.Title] FROM WorkItems WHERE ${where}` } });
  const items = pick(reply.body, 'workItems');
  return Array.isArray(items) ? items.map((item) => pick(item, 'id')) : reply;
}

test.each([
  ['[System.TeamProject] = @project', [1, 2]],
  ['[System.TeamProject] <> @project', [3]],
  ["[System.Title] CONTAINS 'APPLE'", [1]],
  ["[System.Title] = 'It''s blue'", [3]],
  ["NOT [System.Tags] CONTAINS 'red' AND [System.Id] < 3", [2]],
  ["[System.Tags] CONTAINS 'fru'", []],
  ["[System.AreaPath] UNDER 'Fabrikam\\Shop'", [1]],
  ["[System.WorkItemType] IN ('Bug', 'Issue')", [1, 3]],
  ['[System.CreatedDate] >= @today', [2, 3]],
  ['[System.CreatedDate] < @today AND [System.CreatedDate] >= @today - 1', [1]],
  ["[System.CreatedDate] = '2026-03-10'", [1]],
  ["[System.AssignedTo] = 'Mel Member'", [2]],
  ['[System.CreatedBy] = @me', [1, 2, 3]],
  ["([System.Id] = 1 OR [System.Id] = 3) AND [System.State] <> 'Closed' ORDER BY [System.Id] DESC", [3, 1]],
  ['[System.Id] > 0 ORDER BY [Microsoft.VSTS.Common.Priority], [System.Title] DESC', [2, 1, 3]],
])('%s', async (where, expected) => {
  expect(await ids(where)).toEqual(expected);
});

test('what a query may not', async () => {
  expect(await ids('[Custom.None] = 1')).toMatchObject({ status: 400, body: { message: expect.stringContaining('TF51005') } });
  expect(await ids('[System.Id] = ')).toMatchObject({ status: 400, body: { typeKey: 'SyntaxException' } });
  expect(await ids("[System.CreatedDate] > '2026-03-10T01:00:00Z'")).toMatchObject({ status: 400 });
  expect(await ids("[System.CreatedDate] > '2026-03-10T10:00:00Z'", 'Fabrikam/_apis/wit/wiql?timePrecision=true')).toEqual([2, 3]);
  expect(await ids("EVER [System.State] = 'New'")).toMatchObject({ status: 501 });
  expect(await ids("[System.State] EVER 'New'")).toMatchObject({ status: 501 });
  expect(await ids('[System.TeamProject] = @project', '_apis/wit/wiql')).toMatchObject({ status: 400 });
});

test('the feed goes on where it stopped, and tells of deletions when asked', async () => {
  const feed = '_apis/wit/reporting/workitemrevisions';
  const first = await entente('GET', `${feed}?$maxPageSize=2&includeDeleted=true`);
  expect([pick(first.body, 'isLastBatch'), pick(first.body, 'values/0/fields/System.CreatedBy')]).toEqual([
    false,
    'Entente Service <entente@contoso.example>',
  ]);
  await entente('DELETE', '_apis/wit/workitems/1');
  const next = await entente('GET', `${feed}?includeDeleted=true&continuationToken=${String(pick(first.body, 'continuationToken'))}`);
  expect(next.body).toMatchObject({
    isLastBatch: true,
    values: [
      { id: 3, rev: 1 },
      { id: 1, rev: 2, fields: { 'System.IsDeleted': true } },
    ],
  });
  const end = await entente('GET', `${feed}?continuationToken=${String(pick(next.body, 'continuationToken'))}`);
  expect(end.body).toMatchObject({ isLastBatch: true, values: [], continuationToken: pick(next.body, 'continuationToken') });
  const without = await entente('POST', feed, { body: { fields: ['System.Title'], types: ['Bug', 'Task'] } });
  expect(without.body).toMatchObject({ values: [{ id: 2, fields: { 'System.Title': 'Green pear' } }] });
  expect((await entente('GET', `${feed}?continuationToken=nonsense`)).status).toBe(400);
});
