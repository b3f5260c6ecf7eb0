import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client, Reply } from './testing.ts';

let host: AzureDevOps;
let entente: Client;

beforeEach(async () => {
  host = await startAzureDevOps();
  entente = clientOf(host, 'contoso', 'entente');
});

afterEach(async () => {
  await host.close();
});

const create = (
  title: string,
  fields: Readonly<Record<string, unknown>> = {},
  type = 'User%20Story',
  project = 'Fabrikam',
): Promise<Reply> => entente('POST', `${project}/_apis/wit/workitems/$${type}`, { body: titled(title, fields) });

const patch = (id: number, ...operations: readonly unknown[]): Promise<Reply> =>
  entente('PATCH', `_apis/wit/workitems/${id}`, { body: operations });
const set = (field: string, value: unknown, op = 'add'): unknown => ({ op, path: `/fields/${field}`, value });

const format = (value: string): unknown => ({ op: 'add', path: '/multilineFieldsFormat/System.Description', value });

test('a required field that is empty is refused with the field named', async () => {
  const refused = await create('');
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({
    $id: '1',
    typeKey: 'RuleValidationException',
    message: 'TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty.',
    eventId: 3200,
    customProperties: { RuleValidationErrors: [{ fieldReferenceName: 'System.Title', fieldStatusFlags: 'required, invalidEmpty' }] },
  });
  expect(host.control.workItems('contoso')).toEqual([]);
});

test('unknown fields, types and projects, wrong states and people', async () => {
  await create('First');
  expect(await patch(1, set('Custom.Nothing', 1))).toMatchObject({
    status: 400,
    body: { message: 'TF51535: Cannot find field Custom.Nothing.' },
  });
  expect(await create('x', {}, 'Impediment')).toMatchObject({ status: 404, body: { typeKey: 'WorkItemTypeNotFoundException' } });
  expect(await create('x', {}, 'Bug', 'Nowhere')).toMatchObject({ status: 404, body: { typeKey: 'ProjectDoesNotExistWithNameException' } });
  expect(await patch(1, set('System.State', 'Done'))).toMatchObject({
    status: 400,
    body: { customProperties: { FieldReferenceName: 'System.State' } },
  });
  expect(await patch(1, set('System.AssignedTo', 'somebody@else.example'))).toMatchObject({ status: 400 });
  expect(await patch(1, set('System.AreaPath', 'Fabrikam\\Nowhere'))).toMatchObject({ status: 400 });
  const assigned = await patch(1, set('System.AssignedTo', 'Mel Member <mel@contoso.example>'), set('System.AreaPath', 'fabrikam\\shop'));
  expect(pick(assigned.body, 'fields/System.AssignedTo')).toMatchObject({ displayName: 'Mel Member', uniqueName: 'mel@contoso.example' });
  expect(pick(assigned.body, 'fields/System.AreaPath')).toBe('Fabrikam\\Shop');
});

test('tags: added to what is there, replaced, sorted, in the first spelling', async () => {
  await create('First', { 'System.Tags': 'beta; Alpha' });
  expect(pick((await patch(1, set('System.Tags', 'ALPHA; gamma'))).body, 'fields/System.Tags')).toBe('Alpha; beta; gamma');
  expect(pick((await patch(1, set('System.Tags', 'gamma', 'replace'))).body, 'fields/System.Tags')).toBe('gamma');
  expect(pick((await patch(1, { op: 'remove', path: '/fields/System.Tags' })).body, 'fields/System.Tags')).toBeUndefined();
  expect(pick((await create('Second', { 'System.Tags': 'BETA' })).body, 'fields/System.Tags')).toBe('beta');
  const tags = await entente('GET', 'Fabrikam/_apis/wit/tags');
  expect(pick(tags.body, 'count')).toBe(3);
});

test('HTML is parsed, written again and cleaned', async () => {
  const made = await create('First', {
    'System.Description': '<p onclick="x()">One<br>two<script>bad()</script><a href="javascript:bad()">x</a><b>bold',
  });
  expect(pick(made.body, 'fields/System.Description')).toBe('<p>One<br>two<a>x</a><b>bold</b></p>');
});

test('a stale revision is refused, and a refused patch leaves no trace', async () => {
  await create('First');
  await patch(1, set('System.Title', 'Second'));
  const stale = await patch(1, { op: 'test', path: '/rev', value: 1 }, set('System.Title', 'Third'));
  expect(stale).toMatchObject({ status: 412, body: { typeKey: 'TestPatchOperationFailedException' } });
  const half = await patch(1, set('System.Title', 'Third'), set('System.State', 'nonsense'));
  expect(half.status).toBe(400);
  expect((await entente('GET', '_apis/wit/workitems/1')).body).toMatchObject({ rev: 2, fields: { 'System.Title': 'Second' } });
  expect((await patch(1, set('System.Title', 'Second'))).body).toMatchObject({ rev: 2 });
});

test('validating changes nothing, and bypassing rules needs the permission', async () => {
  const seen: string[] = [];
  host.control.onChange('contoso', (change) => seen.push(change.kind));
  expect((await entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug?validateOnly=true', { body: titled('Maybe') })).status).toBe(200);
  expect(seen).toEqual([]);
  const made = { body: titled('Old', { 'System.CreatedDate': '2020-01-02T03:04:05Z' }) };
  expect((await entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug?bypassRules=true', made)).status).toBe(403);
  const ada = clientOf(host, 'contoso', 'ada');
  expect(pick((await ada('POST', 'Fabrikam/_apis/wit/workitems/$Bug?bypassRules=true', made)).body, 'fields/System.CreatedDate')).toBe(
    '2020-01-02T03:04:05Z',
  );
  expect(seen).toEqual(['created']);
});

test('who may read, write, or see nothing', async () => {
  const ada = clientOf(host, 'contoso', 'ada');
  const mel = clientOf(host, 'contoso', 'mel');
  const rea = clientOf(host, 'contoso', 'rea');
  expect((await ada('POST', 'Vault/_apis/wit/workitems/$Issue', { body: titled('Secret') })).status).toBe(200);
  expect(await entente('POST', 'Vault/_apis/wit/workitems/$Issue', { body: titled('x') })).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('TF237111') },
  });
  expect((await rea('GET', '_apis/wit/workitems/1')).status).toBe(200);
  expect((await rea('PATCH', '_apis/wit/workitems/1', { body: [set('System.Title', 'x')] })).status).toBe(403);
  expect(await mel('GET', '_apis/wit/workitems/1')).toMatchObject({
    status: 404,
    body: { typeKey: 'WorkItemUnauthorizedAccessException' },
  });
  expect((await mel('GET', 'Vault/_apis/wit/workitems/1')).status).toBe(404);
  expect((await ada('GET', 'Fabrikam/_apis/wit/workitems/1')).status).toBe(404);
  expect((await ada('GET', 'Vault/_apis/wit/workitems/1')).status).toBe(200);
});

test('the history is in revisions and updates, and the other end of a link gets an update without a revision', async () => {
  await create('Parent', {}, 'Epic');
  await create('Child');
  const parent = `${host.organizationUrl('contoso')}/_apis/wit/workItems/1`;
  const linked = await patch(
    2,
    { op: 'add', path: '/relations/-', value: { rel: 'System.LinkTypes.Hierarchy-Reverse', url: parent } },
    set('System.Title', 'Child 2'),
  );
  expect(linked.body).toMatchObject({ rev: 2, fields: { 'System.Parent': 1 }, relations: [{ rel: 'System.LinkTypes.Hierarchy-Reverse' }] });
  expect((await entente('GET', '_apis/wit/workitems/1?$expand=relations')).body).toMatchObject({
    rev: 1,
    relations: [{ rel: 'System.LinkTypes.Hierarchy-Forward' }],
  });
  expect((await entente('GET', '_apis/wit/workItems/1/updates')).body).toMatchObject({
    count: 2,
    value: [
      { id: 1, rev: 1 },
      { id: 2, rev: 1, relations: { added: [{}] } },
    ],
  });
  expect((await entente('GET', '_apis/wit/workItems/2/updates/2')).body).toMatchObject({
    rev: 2,
    fields: { 'System.Title': { oldValue: 'Child', newValue: 'Child 2' } },
  });
  expect((await entente('GET', '_apis/wit/workItems/2/revisions/1')).body).toMatchObject({ rev: 1, fields: { 'System.Title': 'Child' } });
  expect((await entente('GET', '_apis/wit/workitems/2?$expand=all&fields=System.Title')).status).toBe(400);
});

test('a batch takes 200 ids, and leaves out what it may when told so', async () => {
  await create('First');
  expect(
    (await entente('POST', '_apis/wit/workitemsbatch', { body: { ids: Array.from({ length: 201 }, (_, index) => index + 1) } })).status,
  ).toBe(400);
  expect((await entente('POST', '_apis/wit/workitemsbatch', { body: { ids: [1, 2] } })).status).toBe(404);
  expect(
    (await entente('POST', '_apis/wit/workitemsbatch', { body: { ids: [1, 2], errorPolicy: 'omit', fields: ['System.Id'] } })).body,
  ).toMatchObject({ count: 2, value: [{ id: 1, fields: { 'System.Id': 1 } }, null] });
});

test('deleted items go to the recycle bin, come back, or are gone for good', async () => {
  await create('First');
  expect((await entente('DELETE', '_apis/wit/workitems/1')).body).toMatchObject({ id: 1, project: 'Fabrikam', resource: { rev: 2 } });
  expect((await entente('GET', '_apis/wit/workitems/1')).status).toBe(404);
  expect((await entente('GET', 'Fabrikam/_apis/wit/recyclebin')).body).toMatchObject({ count: 1, value: [{ id: 1 }] });
  expect((await entente('PATCH', '_apis/wit/recyclebin/1', { body: { isDeleted: false } })).status).toBe(200);
  expect((await entente('GET', '_apis/wit/workitems/1')).body).toMatchObject({ rev: 3 });
  await entente('DELETE', '_apis/wit/workitems/1');
  expect((await entente('DELETE', '_apis/wit/recyclebin/1')).status).toBe(204);
  expect((await entente('GET', '_apis/wit/recyclebin/1')).status).toBe(404);
});

test('files grow by chunks, and are attached when they are whole', async () => {
  await create('First');
  const registered = await entente('POST', 'Fabrikam/_apis/wit/attachments?uploadType=chunked&fileName=big.bin');
  const [file, url] = [String(pick(registered.body, 'id')), pick(registered.body, 'url')];
  const relation = { op: 'add', path: '/relations/-', value: { rel: 'AttachedFile', url } };
  const put = (range: string, size: number): Promise<Reply> =>
    entente('PUT', `Fabrikam/_apis/wit/attachments/${file}`, {
      body: new Uint8Array(size).fill(7),
      headers: { 'content-range': `bytes ${range}` },
    });
  expect((await put('0-2/5', 3)).status).toBe(202);
  expect((await patch(1, relation)).status).toBe(400);
  expect((await put('4-4/5', 1)).status).toBe(400);
  expect((await put('3-4/5', 2)).status).toBe(200);
  const attached = await patch(1, relation);
  expect(pick(attached.body, 'relations/0/attributes')).toMatchObject({ name: 'big.bin', resourceSize: 5 });
  expect((await patch(1, relation)).status).toBe(400);
  expect(pick((await patch(1, { op: 'remove', path: '/relations/0' })).body, 'relations')).toBeUndefined();
});

test('Markdown in long texts is one way, and on Services alone', async () => {
  await create('First');
  const marked = await patch(1, set('System.Description', '**bold** <script>'), format('Markdown'));
  expect(marked.body).toMatchObject({
    fields: { 'System.Description': '**bold** <script>' },
    multilineFieldsFormat: { 'System.Description': 'markdown' },
  });
  expect((await patch(1, format('html'))).status).toBe(400);
});
