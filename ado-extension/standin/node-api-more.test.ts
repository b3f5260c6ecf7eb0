/** More of the vendor's own client, unmodified, against the stand-in: lists, batches, history, the recycle bin, large files, refusals. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebApi, getPersonalAccessTokenHandler } from 'azure-devops-node-api';
import type { ICoreApi } from 'azure-devops-node-api/CoreApi.js';
import type { IWorkItemTrackingApi } from 'azure-devops-node-api/WorkItemTrackingApi.js';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps, AzureDevOpsOptions } from './index.ts';

const kinds: readonly (readonly [name: string, options: AzureDevOpsOptions])[] = [
  ['Services', {}],
  ['Server', { flavour: 'server', directory: 'tfs', apiVersion: '7.0' }],
];

describe.each(kinds)('%s', (_name, options) => {
  let host: AzureDevOps;
  let wit: IWorkItemTrackingApi;
  let core: ICoreApi;
  const title = (value: string) => ({ op: 'add', path: '/fields/System.Title', value });
  const refused = async (asked: Promise<unknown>): Promise<unknown> =>
    await asked.then(
      () => 'was answered',
      (error: unknown) => error,
    );

  beforeAll(async () => {
    host = await startAzureDevOps(options);
    const api = new WebApi(host.organizationUrl('contoso'), getPersonalAccessTokenHandler(host.token('contoso', 'ada')), {
      allowRetries: false,
    });
    wit = await api.getWorkItemTrackingApi();
    core = await api.getCoreApi();
    for (const name of ['First', 'Second', 'Third']) await wit.createWorkItem({}, [title(name)], 'Fabrikam', 'Bug');
  });
  afterAll(async () => {
    await host.close();
  });

  test('lists: what is not there stands as nothing where it is to be left out', async () => {
    expect((await wit.getWorkItems([2, 1], ['System.Id'])).map(({ id }) => id)).toEqual([2, 1]);
    expect((await wit.getWorkItemsBatch({ ids: [1, 999], fields: ['System.Id'], errorPolicy: 2 })).map((one) => one?.id ?? null)).toEqual([
      1,
      null,
    ]);
    expect(await refused(wit.getWorkItemsBatch({ ids: Array.from({ length: 201 }, (_, at) => at + 1) }))).toMatchObject({
      statusCode: 400,
    });
    expect(await refused(wit.getWorkItem(1, ['System.Title'], undefined, 1))).toMatchObject({ statusCode: 400 });
    expect(
      (
        await wit.queryByWiql({ query: 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id] DESC' }, { project: 'Fabrikam' }, true, 2)
      ).workItems?.map(({ id }) => id),
    ).toEqual([3, 2]);
  });

  test('patches: add, replace, remove and test', async () => {
    const tags = async (op: string, value?: string): Promise<unknown> => {
      const step = { op, path: '/fields/System.Tags', ...(value === undefined ? {} : { value }) };
      return (await wit.updateWorkItem({}, [step], 1)).fields?.['System.Tags'];
    };
    expect([await tags('add', 'b; a'), await tags('add', 'c'), await tags('replace', 'z'), await tags('remove')]).toEqual([
      'a; b',
      'a; b; c',
      'z',
      undefined,
    ]);
    const before = (await wit.getWorkItem(1)).rev ?? 0;
    expect(await refused(wit.updateWorkItem({}, [{ op: 'test', path: '/rev', value: before - 1 }, title('x')], 1))).toMatchObject({
      statusCode: 412,
    });
    expect((await wit.updateWorkItem({}, [{ op: 'test', path: '/rev', value: before }, title('First again')], 1)).rev).toBe(before + 1);
    expect(await refused(wit.updateWorkItem({}, [title('x'.repeat(256))], 1))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('TF401320'),
    });
    expect(await refused(wit.updateWorkItem({}, [{ op: 'add', path: '/fields/Nope.Nope', value: 1 }], 1))).toMatchObject({
      statusCode: 400,
    });
    expect((await wit.getRevisions(1, 2, 1)).map(({ rev }) => rev)).toEqual([2, 3]);
    expect((await wit.getUpdates(1)).map(({ id }) => id)).toEqual(Array.from({ length: before + 1 }, (_, at) => at + 1));
  });

  test('comments: pages, changes, deletions', async () => {
    for (const text of ['one', 'two', 'three']) await wit.addComment({ text }, 'Fabrikam', 2);
    const page = await wit.getComments('Fabrikam', 2, 2);
    expect([page.totalCount, page.count, page.comments?.map(({ text }) => text)]).toEqual([3, 2, ['three', 'two']]);
    const rest = await wit.getComments('Fabrikam', 2, 2, page.continuationToken);
    expect([rest.comments?.map(({ text }) => text), rest.continuationToken]).toEqual([['one'], undefined]);
    const id = rest.comments?.[0]?.id ?? 0;
    expect((await wit.updateComment({ text: 'uno' }, 'Fabrikam', 2, id)).version).toBe(2);
    await wit.deleteComment('Fabrikam', 2, id);
    expect((await wit.getComments('Fabrikam', 2)).totalCount).toBe(2);
    expect((await wit.getComment('Fabrikam', 2, id, true)).isDeleted).toBe(true);
  });

  test('the recycle bin', async () => {
    expect((await wit.deleteWorkItem(3)).name).toBe('Third');
    expect(await wit.getWorkItem(3)).toBeNull();
    expect((await wit.getDeletedWorkItemShallowReferences('Fabrikam')).map(({ id }) => id)).toEqual([3]);
    expect((await wit.restoreWorkItem({ isDeleted: false }, 3, 'Fabrikam')).id).toBe(3);
    expect((await wit.getWorkItem(3)).fields?.['System.Title']).toBe('Third');
  });

  test('a file by its name, and one that comes in chunks', async () => {
    const file = await wit.createAttachment({}, Readable.from([Buffer.from('0123')]), 'größe.txt', undefined, 'Fabrikam');
    const chunks: Buffer[] = [];
    for await (const chunk of await wit.getAttachmentContent(file.id ?? '', 'größe.txt', 'Fabrikam', true)) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString()).toBe('0123');
    const large = await wit.createAttachment({}, Readable.from([]), 'large.bin', 'chunked', 'Fabrikam');
    const put = async (range: string, body: string): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`:${host.token('contoso', 'ada')}`).toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/octet-stream', 'content-range': range };
      return (await fetch(`${large.url ?? ''}&api-version=7.0`, { method: 'PUT', headers, body })).status;
    };
    const attach = [{ op: 'add', path: '/relations/-', value: { rel: 'AttachedFile', url: large.url } }];
    expect(await put('bytes 0-3/8', 'abcd')).toBe(202);
    expect(await refused(wit.updateWorkItem({}, attach, 1))).toMatchObject({ statusCode: 400 });
    expect(await put('bytes 6-7/8', 'gh')).toBe(400);
    expect(await put('bytes 4-7/8', 'efgh')).toBe(200);
    expect((await wit.updateWorkItem({}, attach, 1)).relations?.at(-1)).toMatchObject({
      attributes: { name: 'large.bin', resourceSize: 8 },
    });
  });

  test('projects, teams, types, areas', async () => {
    expect((await core.getProjects(undefined, 2)).map(({ name }) => name)).toEqual(['Fabrikam', 'Tailspin']);
    expect((await core.getTeams('Fabrikam')).map(({ name }) => name)).toEqual(['Fabrikam Team']);
    expect((await wit.getWorkItemTypeStates('Fabrikam', 'Bug')).map(({ name }) => name)).toEqual(['New', 'Active', 'Resolved', 'Closed']);
    expect((await wit.getRootNodes('Fabrikam', 2)).map(({ name, children }) => [name, children?.map((one) => one.name)])).toEqual([
      ['Fabrikam', ['Shop']],
      ['Fabrikam', expect.anything()],
    ]);
    expect(await refused(wit.createOrUpdateClassificationNode({ name: 'New' }, 'Fabrikam', 0))).toMatchObject({ statusCode: 501 });
  });
});
