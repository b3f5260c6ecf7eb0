/** The vendor's own client, unmodified, against the stand-in. */
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebApi, getPersonalAccessTokenHandler } from 'azure-devops-node-api';
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';

let host: AzureDevOps;

beforeEach(async () => {
  host = await startAzureDevOps();
});

afterEach(async () => {
  await host.close();
});

const connect = (organization: string, account: string, at = host): WebApi =>
  new WebApi(at.organizationUrl(organization), getPersonalAccessTokenHandler(at.token(organization, account)), { allowRetries: false });

const tracking = (): Promise<IWorkItemTrackingApi> => connect('contoso', 'entente').getWorkItemTrackingApi();

const title = (value: string) => ({ op: 'add', path: '/fields/System.Title', value });

test('says who is connected', async () => {
  const connected = await connect('contoso', 'mel').connect();
  expect(connected).toMatchObject({ deploymentType: 'hosted', authenticatedUser: { providerDisplayName: 'Mel Member' } });
});

test('lists the projects that the account may see, and reads one with its template', async () => {
  const core = await connect('contoso', 'mel').getCoreApi();
  expect((await core.getProjects()).map((project) => project.name)).toEqual(['Fabrikam', 'Tailspin']);
  const project = await core.getProject('fabrikam', true);
  expect(project.capabilities?.['processTemplate']?.['templateName']).toBe('Agile');
  expect((await core.getProjects(undefined, 1, 1)).map((one) => one.name)).toEqual(['Tailspin']);
});

test('creates, reads, updates with a guard, and queries work items', async () => {
  const wit = await tracking();
  const created = await wit.createWorkItem({}, [title('First')], 'Fabrikam', 'User Story');
  expect(created).toMatchObject({
    id: 1,
    rev: 1,
    fields: { 'System.Title': 'First', 'System.State': 'New', 'System.TeamProject': 'Fabrikam' },
  });
  const updated = await wit.updateWorkItem({}, [{ op: 'test', path: '/rev', value: 1 }, title('Second')], 1);
  expect(updated.rev).toBe(2);
  await expect(wit.updateWorkItem({}, [{ op: 'test', path: '/rev', value: 1 }, title('Third')], 1)).rejects.toMatchObject({
    statusCode: 412,
  });
  expect((await wit.getWorkItem(1)).fields?.['System.Title']).toBe('Second');
  expect((await wit.getWorkItemsBatch({ ids: [1], fields: ['System.Title'] })).map((item) => item.fields)).toEqual([
    { 'System.Title': 'Second' },
  ]);
  const found = await wit.queryByWiql(
    { query: "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Title] CONTAINS 'seco'" },
    { project: 'Fabrikam' },
  );
  expect(found.workItems?.map((one) => one.id)).toEqual([1]);
});

test('comments, attaches a file and reads both back', async () => {
  const wit = await tracking();
  await wit.createWorkItem({}, [title('First')], 'Fabrikam', 'Bug');
  const comment = await wit.addComment({ text: '<p>Hello</p>' }, 'Fabrikam', 1);
  expect(comment).toMatchObject({ workItemId: 1, text: '<p>Hello</p>', version: 1 });
  expect((await wit.getWorkItem(1)).rev).toBe(2);
  const file = await wit.createAttachment({}, Readable.from([Buffer.from('some bytes')]), 'notes.txt', undefined, 'Fabrikam');
  await wit.updateWorkItem(
    {},
    [{ op: 'add', path: '/relations/-', value: { rel: 'AttachedFile', url: file.url, attributes: { comment: 'see' } } }],
    1,
  );
  const relations = (await wit.getWorkItem(1, undefined, undefined, 1)).relations;
  expect(relations).toMatchObject([{ rel: 'AttachedFile', attributes: { name: 'notes.txt', comment: 'see', resourceSize: 10 } }]);
  const stream = await wit.getAttachmentContent(file.id ?? '', 'notes.txt', 'Fabrikam');
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  expect(Buffer.concat(chunks).toString()).toBe('some bytes');
  expect((await wit.getComments('Fabrikam', 1)).comments?.map((one) => one.text)).toEqual(['<p>Hello</p>']);
});

test('reads the change feed', async () => {
  const wit = await tracking();
  await wit.createWorkItem({}, [title('First')], 'Fabrikam', 'Bug');
  await wit.createWorkItem({}, [title('Second')], 'Tailspin', 'Issue');
  const first = await wit.readReportingRevisionsGet('Fabrikam');
  expect(first.values?.map((revision) => [revision.id, revision.rev])).toEqual([[1, 1]]);
  expect(first.isLastBatch).toBe(true);
  const next = await wit.readReportingRevisionsGet(undefined, undefined, undefined, first.continuationToken);
  expect(next.values?.map((revision) => revision.id)).toEqual([2]);
});

test('a token of one organization is nobody in another', async () => {
  const foreign = new WebApi(host.organizationUrl('northwind'), getPersonalAccessTokenHandler(host.token('contoso', 'ada')), {
    allowRetries: false,
  });
  await expect(foreign.connect()).rejects.toMatchObject({ statusCode: 401 });
});

test.each([
  ['7.0', undefined],
  ['7.1', 'tfs'],
] as const)('a Server of version %s, in the virtual directory %s, is negotiated with', async (apiVersion, directory) => {
  const server = await startAzureDevOps({ flavour: 'server', apiVersion, ...(directory === undefined ? {} : { directory }) });
  try {
    const api = connect('contoso', 'entente', server);
    expect(await api.connect()).toMatchObject({ deploymentType: 'onPremises' });
    const wit = await api.getWorkItemTrackingApi();
    const created = await wit.createWorkItem({}, [title('First')], 'Fabrikam', 'Bug');
    expect(created).toMatchObject({ id: 1, fields: { 'System.CreatedBy': { uniqueName: 'CORP\\entente' } } });
    expect((await wit.addComment({ text: 'Hello' }, 'Fabrikam', 1)).text).toBe('Hello');
    const file = await wit.createAttachment({}, Readable.from([Buffer.from('some bytes')]), 'notes.txt', undefined, 'Fabrikam');
    expect(file.url).toContain(`${server.organizationUrl('contoso')}/`);
    const newest = Number(apiVersion);
    const asked = server.control.requests().flatMap(({ headers }) => /api-version=([\d.]+)/.exec(headers['accept'] ?? '')?.[1] ?? []);
    expect(asked.filter((version) => Number(version) > newest)).toEqual([]);
    expect(asked).toContain(apiVersion);
  } finally {
    await server.close();
  }
});

test('in a virtual directory nothing answers outside of it', async () => {
  const server = await startAzureDevOps({ flavour: 'server', directory: 'tfs' });
  try {
    const outside = server.organizationUrl('contoso').replace('/tfs/', '/');
    expect((await fetch(`${outside}/_apis/connectionData`)).status).toBe(404);
    expect((await fetch(outside)).status).toBe(404);
    const inside = await fetch(server.organizationUrl('contoso'));
    expect([inside.status, (await inside.text()).match(/(?:href|src)="\/(?!tfs\/)[^"]*"/g)]).toEqual([200, null]);
    const signedOut = await fetch(`${server.organizationUrl('contoso')}/_apis/projects`);
    expect([signedOut.status, signedOut.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('NTLM')]);
  } finally {
    await server.close();
  }
});
