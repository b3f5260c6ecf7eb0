/** What the vendor's own examples show of fields, links, histories and the change feed, and where the stand-in refuses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { isObject } from './json.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client } from './testing.ts';

let host: AzureDevOps;
let ask: Client;
beforeAll(async () => {
  host = await startAzureDevOps();
  ask = clientOf(host, 'contoso', 'ada');
  await ask('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('First', { 'System.Description': '<p>x</p>' }) });
  await ask('PATCH', 'Fabrikam/_apis/wit/workitems/1', { body: titled('Second') });
});
afterAll(async () => await host.close());

const list = (body: unknown, path: string): readonly unknown[] => {
  const found = pick(body, path);
  return Array.isArray(found) ? found : [];
};
const named = (of: readonly unknown[], name: unknown) => of.find((one) => pick(one, 'referenceName') === name);

const specs = process.env['ENTENTE_SPECS'] ?? '';
const described = specs === '' ? test.skip : test;
const example = (name: string): unknown => {
  const file = join(specs, 'ado', 'specification', 'wit', '7.2', 'httpExamples', name);
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  return parsed;
};

described('fields and link types are what the vendor’s examples say of them', async () => {
  const fields = list(example('fields/GET__wit_fields.json'), 'responses/200/body/value');
  const ours = list((await ask('GET', '_apis/wit/fields')).body, 'value');
  const told = (one: unknown) => ({
    type: pick(one, 'type'),
    readOnly: pick(one, 'readOnly'),
    isIdentity: pick(one, 'isIdentity') ?? false,
    // Whether a field can be asked for its past differs between fields of one type.
    operations: list(one, 'supportedOperations').filter((operation) => pick(operation, 'name') !== 'Was Ever'),
  });
  const shared = ours.filter((one) => named(fields, pick(one, 'referenceName')) !== undefined);
  expect(shared.length).toBeGreaterThan(25);
  for (const one of shared) {
    const name = pick(one, 'referenceName');
    expect([name, told(one)]).toEqual([name, told(named(fields, name))]);
  }
  const links = list(example('workItemRelationTypes/GET__relation_types.json'), 'responses/200/body/value');
  for (const one of list((await ask('GET', '_apis/wit/workItemRelationTypes')).body, 'value'))
    expect(pick(one, 'attributes')).toEqual(pick(named(links, pick(one, 'referenceName')), 'attributes'));
});

test('an update tells of the numbers and times of its revision, and stands until the next', async () => {
  const updates = list((await ask('GET', '_apis/wit/workItems/1/updates')).body, 'value');
  const [first, second] = updates.map((one) => ({ until: pick(one, 'revisedDate'), fields: pick(one, 'fields') }));
  expect(second).toMatchObject({
    until: '9999-01-01T00:00:00Z',
    fields: {
      'System.Rev': { oldValue: 1, newValue: 2 },
      'System.RevisedDate': { oldValue: first?.until, newValue: '9999-01-01T00:00:00Z' },
      'System.Title': { oldValue: 'First', newValue: 'Second' },
    },
  });
  expect(first?.fields).toMatchObject({ 'System.Id': { newValue: 1 }, 'System.Rev': { newValue: 1 } });
  expect(isObject(first?.fields) && Object.hasOwn(first.fields, 'System.Watermark')).toBe(true);
});

test('the change feed leaves long texts out unless all fields are asked for', async () => {
  const description = async (query: string) => {
    const { status, body } = await ask('GET', `_apis/wit/reporting/workItemRevisions?${query}`);
    return [status, pick(body, 'values/0/fields/System.Description'), pick(body, 'values/0/fields/System.Title')];
  };
  expect(await description('')).toEqual([200, undefined, 'First']);
  expect(await description('$expand=fields')).toEqual([200, '<p>x</p>', 'First']);
  expect((await description('fields=System.Description'))[0]).toBe(501);
  expect((await description('$expand=everything'))[0]).toBe(400);
});

test('an answer names the version that was asked for', async () => {
  const type = async (version: string | null) => (await ask('GET', '_apis/projects', { version })).headers.get('content-type');
  expect(await type('7.0')).toBe('application/json; charset=utf-8; api-version=7.0');
  expect(await type('7.1-preview.4')).toBe('application/json; charset=utf-8; api-version=7.1-preview.4');
  expect(await type(null)).toBe('application/json; charset=utf-8');
});

test('lists of teams and members have pages; what they do not model is refused', async () => {
  const teams = async (query: string) =>
    list((await ask('GET', `_apis/teams?${query}`, { version: '7.1-preview.3' })).body, 'value').length;
  const all = await teams('');
  expect([all > 1, await teams('$top=1'), await teams('$skip=1')]).toEqual([true, 1, all - 1]);
  for (const path of [
    '_apis/projects?getDefaultTeamImageUrl=true',
    '_apis/projects/Fabrikam?includeHistory=true',
    '_apis/projects/Fabrikam/teams?$mine=true',
    'Fabrikam/_apis/wit/workitems/$Bug?fields=System.Title',
  ])
    expect([path, (await ask('GET', path)).status]).toEqual([path, 501]);
  expect((await ask('GET', '_apis/resourceAreas?hostId=x', { version: '7.1-preview.1' })).status).toBe(501);
});

test('what stands for a name may be its number', async () => {
  const count = async (path: string) => list((await ask('GET', path)).body, 'value').length;
  expect([await count('_apis/projects?stateFilter=1'), await count('_apis/projects?stateFilter=4')]).toEqual([
    await count('_apis/projects?stateFilter=wellFormed'),
    0,
  ]);
  const field = 'Fabrikam/_apis/wit/workitemtypes/Bug/fields/System.State';
  expect((await ask('GET', `${field}?$expand=3`)).body).toMatchObject({
    allowedValues: expect.arrayContaining(['New']),
    dependentFields: [],
  });
  expect(pick((await ask('GET', `${field}?$expand=2`)).body, 'allowedValues')).toBeUndefined();
  expect((await ask('GET', `${field}?$expand=9`)).status).toBe(400);
});

test.each(["[System.Tags] = 'a'", "[System.Title] UNDER 'x'", "[System.AreaPath] > 'x'", "[System.AssignedTo] CONTAINS 'Mel'"])(
  'the query for %s: 501',
  async (where) => {
    const query = `SELECT [System.Id] FROM WorkItems WHERE ${where}`;
    expect((await ask('POST', 'Fabrikam/_apis/wit/wiql', { body: { query } })).status).toBe(501);
  },
);
