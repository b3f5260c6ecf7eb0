import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client, Reply } from './testing.ts';

interface Received {
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

let host: AzureDevOps;
let entente: Client;
let listener: Server;
let url: string;
let received: Received[];
/** Answers to come; 200 when empty. */
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ body: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, '127.0.0.1', resolve);
  });
  const address = listener.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook`;
  host = await startAzureDevOps();
  entente = clientOf(host, 'contoso', 'entente');
});

afterEach(async () => {
  await host.close();
  listener.close();
});

const subscribe = (eventType: string, publisherInputs: Readonly<Record<string, string>> = {}, client = entente): Promise<Reply> =>
  client('POST', '_apis/hooks/subscriptions', {
    body: {
      publisherId: 'tfs',
      eventType,
      resourceVersion: '1.0',
      consumerId: 'webHooks',
      consumerActionId: 'httpRequest',
      publisherInputs,
      consumerInputs: { url, basicAuthUsername: 'entente', basicAuthPassword: 'hush' },
    },
  });

const create = (title: string, project = 'Fabrikam', type = 'Bug'): Promise<Reply> =>
  entente('POST', `${project}/_apis/wit/workitems/$${type}`, { body: titled(title) });
const rename = (id: number, title: string): Promise<Reply> => entente('PATCH', `_apis/wit/workitems/${id}`, { body: titled(title) });
const status = async (id: unknown): Promise<unknown> =>
  pick((await entente('GET', `_apis/hooks/subscriptions/${String(id)}`)).body, 'status');

test('subscriptions keep their password to themselves, and need the permission', async () => {
  const made = await subscribe('workitem.created');
  expect(made.body).toMatchObject({ status: 'enabled', consumerInputs: { basicAuthPassword: '********' } });
  expect(JSON.stringify((await entente('GET', '_apis/hooks/subscriptions')).body)).not.toContain('hush');
  expect((await subscribe('workitem.created', {}, clientOf(host, 'contoso', 'mel'))).status).toBe(403);
  expect((await entente('DELETE', `_apis/hooks/subscriptions/${String(pick(made.body, 'id'))}`)).status).toBe(204);
  expect((await entente('GET', '_apis/hooks/subscriptions')).body).toMatchObject({ count: 0 });
});

test('events reach their subscriber with basic auth, in the shape of each kind', async () => {
  for (const kind of ['created', 'updated', 'commented', 'deleted', 'restored'])
    await subscribe(`workitem.${kind}`, { projectId: host.control.project('contoso', 'Fabrikam').id });
  await create('Elsewhere', 'Tailspin', 'Issue');
  await create('First');
  await rename(2, 'Second');
  await entente('POST', 'Fabrikam/_apis/wit/workItems/2/comments', { version: '7.1-preview.4', body: { text: 'Hello' } });
  await entente('DELETE', '_apis/wit/workitems/2');
  await entente('PATCH', '_apis/wit/recyclebin/2', { body: { isDeleted: false } });
  await host.control.settle();
  const by = (type: string): unknown[] =>
    received.filter((one) => pick(one.body, 'eventType') === `workitem.${type}`).map((one) => one.body);
  expect(by('created')).toMatchObject([
    { resource: { id: 2, rev: 1, fields: { 'System.Title': 'First', 'System.CreatedBy': 'Entente Service <entente@contoso.example>' } } },
  ]);
  // The number in an update is the update's own.
  expect(by('updated')).toMatchObject([
    {
      resource: {
        id: 2,
        workItemId: 2,
        rev: 2,
        fields: { 'System.Title': { oldValue: 'First', newValue: 'Second' } },
        revision: { id: 2, rev: 2 },
      },
    },
    { resource: { id: 3, workItemId: 2, rev: 3, revision: { id: 2 } } },
  ]);
  expect(by('commented')).toMatchObject([{ resource: { id: 2, rev: 3, fields: { 'System.History': 'Hello' } } }]);
  expect(by('deleted')).toMatchObject([{ resource: { id: 2, url: expect.stringContaining('/recyclebin/2') } }]);
  expect(by('restored')).toMatchObject([{ resource: { id: 2 } }]);
  expect(received[0]?.headers.authorization).toBe(`Basic ${btoa('entente:hush')}`);
  expect(pick(received[0]?.body, 'resourceContainers/project/id')).toBe(host.control.project('contoso', 'Fabrikam').id);
});

test('twice, never, and in order', async () => {
  await subscribe('workitem.created');
  host.control.events.duplicate();
  await create('One');
  host.control.events.drop();
  await create('Two');
  await create('Three');
  await host.control.settle();
  expect(received.map((one) => pick(one.body, 'resource/id'))).toEqual([1, 1, 3]);
  expect(pick(received[0]?.body, 'id')).toBe(pick(received[1]?.body, 'id'));
});

test('out of order, and counted', async () => {
  await subscribe('workitem.created');
  host.control.events.overtake();
  await create('One');
  await create('Two');
  await host.control.settle();
  host.control.events.drop();
  await create('Three');
  host.control.events.duplicate();
  await create('Four');
  await host.control.settle();
  expect(received.map((one) => pick(one.body, 'resource/id'))).toEqual([2, 1, 4, 4]);
  expect(host.control.events.counts()).toEqual({ dropped: 1, duplicated: 1, overtaken: 1 });
});

test('a failure is tried again; failing for long, or 410, disables the subscription', async () => {
  const made = await subscribe('workitem.created');
  const id = pick(made.body, 'id');
  answers = [500, 200];
  await create('One');
  await host.control.settle();
  expect([received.length, await status(id)]).toEqual([2, 'enabled']);
  answers = Array.from({ length: 7 }, () => 400);
  for (let count = 0; count < 7; count += 1) await create(`Bad ${count}`);
  await host.control.settle();
  expect(await status(id)).toBe('disabledBySystem');
  await create('Unheard');
  await host.control.settle();
  expect(received).toHaveLength(9);
  const gone = await subscribe('workitem.created');
  answers = [410];
  await create('Gone');
  await host.control.settle();
  expect(await status(pick(gone.body, 'id'))).toBe('disabledBySystem');
});
