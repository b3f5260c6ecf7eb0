/** What the companion asks of Azure DevOps, against the stand-in. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultOf } from '@entente/core';
import type { Fault } from '@entente/core';
import * as z from 'zod';
import { startAzureDevOps } from '../standin/index.ts';
import type { AzureDevOps } from '../standin/index.ts';
import { companionHost } from './companion-host.ts';
import { EVENT_TYPES } from './events.ts';

let host: AzureDevOps;
beforeAll(async () => {
  host = await startAzureDevOps();
});
afterAll(async () => await host.close());

const access = (organization: string) => ({ instanceUrl: host.organizationUrl(organization), fetch });
const refused = async (ask: Promise<unknown>): Promise<Fault> =>
  await ask.then(() => Promise.reject(new Error('was not refused')), faultOf);
const hooks = (organization: string) => [...host.control.organization(organization).subscriptions.values()];

test('an administrator is one by the organisation’s own word; a contributor is not', async () => {
  const { id } = host.control.organization('contoso');
  expect(await companionHost.identify(access('contoso'), host.accessToken('contoso', 'ada'))).toEqual({
    name: 'Ada Admin',
    isAdmin: true,
    hostInstanceId: id,
  });
  expect(await companionHost.identify(access('contoso'), host.accessToken('contoso', 'mel'))).toEqual({
    name: 'Mel Member',
    isAdmin: false,
    hostInstanceId: id,
  });
});

test('a token of another organisation, and one that is none, are unauthorized', async () => {
  for (const token of [host.accessToken('northwind', 'ada'), 'nonsense']) {
    expect(await refused(companionHost.identify(access('contoso'), token))).toMatchObject({ code: 'tracker.unauthorized' });
    expect(await refused(companionHost.checkCredentials(access('contoso'), token))).toMatchObject({ code: 'tracker.unauthorized' });
  }
});

test('credentials that work open the organisation', async () => {
  expect(await companionHost.checkCredentials(access('contoso'), host.token('contoso', 'entente'))).toEqual({
    name: 'contoso',
    hostInstanceId: host.control.organization('contoso').id,
    trackerVersion: 'Services (REST 7.1)',
  });
});

test('events are subscribed to once, for this organisation, with the secret out of sight', async () => {
  const endpoint = { url: 'https://entente.example.org/hooks/azure-devops/t1', secret: 'first' };
  const pat = host.token('contoso', 'entente');
  await companionHost.ensureEvents(access('contoso'), pat, endpoint);
  await companionHost.ensureEvents(access('contoso'), pat, endpoint);
  expect(
    hooks('contoso')
      .map(({ eventType }) => eventType)
      .toSorted(),
  ).toEqual([...EVENT_TYPES].toSorted());
  expect(
    hooks('contoso').every(
      ({ consumerInputs }) => consumerInputs['basicAuthPassword'] === 'first' && consumerInputs['url']?.includes('first') === false,
    ),
  ).toBe(true);
  expect(hooks('northwind')).toEqual([]);
});

test('a new secret replaces the subscriptions; those of others stay; removing removes ours alone', async () => {
  const pat = host.token('contoso', 'entente');
  const ours = { url: 'https://entente.example.org/hooks/azure-devops/t1', secret: 'second' };
  const theirs = { url: 'https://entente.example.org/hooks/azure-devops/t2', secret: 'other' };
  await companionHost.ensureEvents(access('contoso'), pat, theirs);
  await companionHost.ensureEvents(access('contoso'), pat, ours);
  const passwords = hooks('contoso').map(({ consumerInputs }) => consumerInputs['basicAuthPassword']);
  expect(passwords.filter((one) => one === 'other')).toHaveLength(EVENT_TYPES.length);
  expect(passwords.filter((one) => one === 'second')).toHaveLength(EVENT_TYPES.length);
  expect(passwords).toHaveLength(2 * EVENT_TYPES.length);
  await companionHost.removeEvents(access('contoso'), pat, ours.url);
  expect(hooks('contoso').map(({ consumerInputs }) => consumerInputs['basicAuthPassword'])).toEqual(EVENT_TYPES.map(() => 'other'));
  await companionHost.removeEvents(access('contoso'), pat, theirs.url);
});

test('an account that may not manage hooks says so', async () => {
  const refusal = await refused(
    companionHost.ensureEvents(access('contoso'), host.token('contoso', 'mel'), {
      url: 'https://entente.example.org/hooks/x/y',
      secret: 's',
    }),
  );
  expect(refusal).toMatchObject({ code: 'tracker.forbidden' });
});

test('the events that arrive name the work item', async () => {
  const bodies: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const receiver = createServer((request, response) => {
    headers.push(request.headers);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString('utf8'));
      response.end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hooks/azure-devops/t1`;
  const pat = host.token('northwind', 'entente');
  await companionHost.ensureEvents(access('northwind'), pat, { url, secret: 's3cret' });
  const made = await fetch(`${host.organizationUrl('northwind')}/Fabrikam/_apis/wit/workitems/$Issue?api-version=7.1`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`:${pat}`).toString('base64')}`, 'content-type': 'application/json-patch+json' },
    body: JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: 'Made' }]),
  });
  const { id } = z.object({ id: z.number() }).parse(await made.json());
  await host.control.settle();
  expect(bodies.map((body) => companionHost.readEvent(JSON.parse(body)))).toEqual([[String(id)]]);
  expect(headers[0]?.authorization).toBe(`Basic ${Buffer.from('entente:s3cret').toString('base64')}`);
  receiver.closeAllConnections();
  receiver.close();
});
