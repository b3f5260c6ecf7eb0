/** Versions, credentials, trouble on demand, what is not modelled. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client } from './testing.ts';

let host: AzureDevOps;
let entente: Client;

beforeEach(async () => {
  host = await startAzureDevOps();
  entente = clientOf(host, 'contoso', 'entente');
});

afterEach(async () => {
  await host.close();
});

const isCreate = (request: { readonly method: string }): boolean => request.method === 'POST';

test('versions: missing, malformed, out of range, in preview', async () => {
  const body = titled('x');
  const create = 'Fabrikam/_apis/wit/workitems/$Bug';
  const refusals = [
    [await entente('POST', create, { body, version: null }), 'VssVersionNotSpecifiedException'],
    [await entente('POST', create, { body, version: 'latest' }), 'VssInvalidApiResourceVersionException'],
    [await entente('POST', create, { body, version: '7.3' }), 'VssVersionOutOfRangeException'],
    [await entente('POST', create, { body, version: '7.2-preview.9' }), 'VssVersionOutOfRangeException'],
    [await entente('POST', create, { body, version: '7.2' }), 'VssInvalidPreviewVersionException'],
    [await entente('GET', '_apis/connectionData', { version: '7.1' }), 'VssInvalidPreviewVersionException'],
    [await entente('GET', 'Fabrikam/_apis/wit/workItems/1/comments', { version: '7.0-preview.4' }), 'VssVersionOutOfRangeException'],
  ] as const;
  for (const [reply, typeKey] of refusals) expect(reply).toMatchObject({ status: 400, body: { $id: '1', typeKey } });
  expect((await entente('GET', '_apis/projects', { version: null })).status).toBe(200);
  expect((await entente('GET', '_apis/projects', { version: null, headers: { accept: 'application/json; api-version=7.0' } })).status).toBe(
    200,
  );
});

test('without credentials that hold: a redirect to the sign-in page, unless asked not to; with expired ones: 401', async () => {
  const url = `${host.organizationUrl('contoso')}/_apis/projects`;
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    203,
    'text/html; charset=utf-8',
    expect.stringContaining('Sign In'),
  ]);
  const moved = await fetch(url, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, expect.stringContaining('/_signin?realm=')]);
  expect((await fetch(url, { headers: { 'x-tfs-fedauthredirect': 'Suppress' } })).status).toBe(401);
  const basic = (token: string) => ({ headers: { authorization: `Basic ${btoa(`:${token}`)}` } });
  expect((await fetch(url, basic('nonsense'))).status).toBe(203);
  expect((await fetch(url, { headers: { authorization: 'Bearer nonsense' } })).status).toBe(203);
  const token = host.token('contoso', 'nora');
  expect((await fetch(url, basic(token))).status).toBe(200);
  host.control.revoke(token);
  const expired = await fetch(url, basic(token));
  expect([expired.status, await expired.text()]).toEqual([401, expect.stringContaining('has expired')]);
});

test('throttling on demand: 429, or 200 with Retry-After; then as before', async () => {
  host.control.throttle(1, 3);
  const refused = await entente('GET', '_apis/projects');
  expect([refused.status, refused.headers.get('retry-after'), pick(refused.body, 'message')]).toEqual([
    429,
    '3',
    expect.stringContaining('TF400733'),
  ]);
  host.control.throttle(1, 2, { status: 200 });
  const slow = await entente('GET', '_apis/projects');
  expect([slow.status, slow.headers.get('retry-after'), slow.headers.get('x-ratelimit-delay')]).toEqual([200, '2', '0.5']);
  expect((await entente('GET', '_apis/projects')).headers.get('retry-after')).toBeNull();
});

test('failures on demand have no effect; a lost answer has', async () => {
  host.control.failNext(503, isCreate);
  expect((await entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('x') })).status).toBe(503);
  expect(host.control.workItems('contoso')).toHaveLength(0);
  host.control.loseNextAnswer(isCreate);
  await expect(entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('x') })).rejects.toThrow();
  expect(host.control.workItems('contoso')).toHaveLength(1);
});

test('what is not modelled says so', async () => {
  expect(await entente('GET', '_apis/git/repositories')).toMatchObject({
    status: 501,
    body: { typeKey: 'NotModelledException', message: expect.stringContaining('_apis/git/repositories') },
  });
  expect((await entente('GET', '_apis/identities?searchFilter=General&filterValue=x')).status).toBe(501);
});

test('identities live where the resource areas say', async () => {
  const area = await entente('GET', '_apis/resourceAreas/8a3d49b8-91f0-46ef-b33d-dda338c25db3', { version: '7.1-preview.1' });
  const base = String(pick(area.body, 'locationUrl')).replace(/\/$/, '');
  const there = clientOf(host, 'contoso', 'entente', base);
  const found = await there('GET', '_apis/identities?searchFilter=General&filterValue=mel@contoso.example');
  expect(found.body).toMatchObject({
    count: 1,
    value: [{ providerDisplayName: 'Mel Member', properties: { Mail: { $value: 'mel@contoso.example' } } }],
  });
  const nora = await there('GET', '_apis/identities?searchFilter=DisplayName&filterValue=Nora Nomail');
  expect(pick(nora.body, 'value/0/properties/Mail')).toBeUndefined();
  expect((await there('GET', '_apis/profile/profiles/me')).body).toMatchObject({ displayName: 'Entente Service' });
});

test('the hub’s token is for its user, with scopes, for an hour; a personal one is no bearer', async () => {
  let now = Date.now();
  const there = await startAzureDevOps({ now: () => now });
  try {
    const read = async (path: string, token: string): Promise<number> =>
      (await fetch(`${there.organizationUrl('contoso')}/_apis/${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
    const token = there.accessToken('contoso', 'mel');
    expect(there.accessToken('contoso', 'mel')).toBe(token);
    expect([await read('projects', token), await read('hooks/subscriptions', token), await read('wit/fields', token)]).toEqual([
      200, 200, 200,
    ]);
    const identities = await fetch(`${there.url}/vssps/contoso/_apis/identities?searchFilter=General&filterValue=ada`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(identities.status).toBe(401);
    expect(await read('projects', there.token('contoso', 'mel'))).toBe(203);
    now += 61 * 60_000;
    expect(await read('projects', token)).toBe(203);
    expect(await read('projects', there.accessToken('contoso', 'mel'))).toBe(200);
  } finally {
    await there.close();
  }
});

test('projects come in pages', async () => {
  const first = await entente('GET', '_apis/projects?$top=2');
  expect([pick(first.body, 'count'), first.headers.get('x-ms-continuationtoken')]).toEqual([2, '2']);
  const next = await entente('GET', '_apis/projects?$top=2&continuationToken=2');
  expect([pick(next.body, 'value/0/name'), next.headers.get('x-ms-continuationtoken')]).toEqual(['Vault', null]);
});

test('permissions of the caller', async () => {
  const ada = clientOf(host, 'contoso', 'ada');
  const vault = host.control.project('contoso', 'Vault').nodes[0]?.identifier ?? '';
  const body = {
    evaluations: [
      { securityNamespaceId: '3e65f728-f8bc-4ecd-8764-7e378b19bfa7', token: 'NAMESPACE:', permissions: 2 },
      { securityNamespaceId: '83e28ad4-2d72-4ceb-97b0-c7726d5502c3', token: `vstfs:///Classification/Node/${vault}`, permissions: 32 },
      { securityNamespaceId: 'cb594ebe-87dd-4fc9-ac2c-6a10a4c92046', token: 'PublisherSecurity', permissions: 2 },
    ],
  };
  const values = async (client: Client): Promise<unknown[]> => {
    const reply = await client('POST', '_apis/security/permissionevaluationbatch', { body });
    return [0, 1, 2].map((index) => pick(reply.body, `evaluations/${index}/value`));
  };
  expect(await values(ada)).toEqual([true, true, true]);
  expect(await values(entente)).toEqual([false, false, true]);
  expect(await values(clientOf(host, 'contoso', 'rea'))).toEqual([false, false, false]);
});

test('a frame of another origin may ask with a token', async () => {
  const preflight = await fetch(`${host.organizationUrl('contoso')}/_apis/projects`, {
    method: 'OPTIONS',
    headers: { origin: 'null', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  });
  expect([
    preflight.status,
    preflight.headers.get('access-control-allow-origin'),
    preflight.headers.get('access-control-allow-headers'),
  ]).toEqual([200, 'null', 'authorization']);
});

test('secrets are not in the record of requests', async () => {
  await entente('GET', '_apis/projects');
  expect(JSON.stringify(host.control.requests())).not.toContain(host.token('contoso', 'entente'));
  expect(host.control.requests()[0]?.headers['authorization']).toBeUndefined();
});
