/** The whole companion over HTTP, with the stand-in's organisations as its instances. Every test starts with two organisations in the room. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import type { Configuration } from './configuration.ts';
import { startCompanion } from './start.ts';
import type { Companion } from './start.ts';
import { pageCalls, testSettings } from './testing.ts';

let host: AzureDevOps;
let companion: Companion;
let dataDir: string;
const folders: string[] = [];

beforeAll(async () => {
  host = await startAzureDevOps();
});
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'entente-companion-'));
  folders.push(dataDir);
  companion = await startCompanion(settings());
});
afterEach(async () => await companion.close());
afterAll(async () => {
  await host.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const settings = (more: Partial<Configuration> = {}): Configuration => testSettings(dataDir, more);

/** What the extension's SDK hands the page: one token for each user, an hour long. */
const issued = new Map<string, string>();
function signedIn(organization: string, account: string): string {
  const name = `${organization}/${account}`;
  const token = issued.get(name) ?? host.accessToken(organization, account);
  issued.set(name, token);
  return token;
}

const replySchema = z.union([
  z.object({ kind: z.literal('answer'), output: z.unknown() }),
  z.object({
    kind: z.literal('fault'),
    fault: z.object({ whose: z.string(), code: z.string(), params: z.record(z.string(), z.string()), retry: z.string() }),
  }),
]);

interface Who {
  readonly organization?: string;
  readonly account?: string;
  readonly token?: string;
}

/** One call of the admin page: status, and the output or the fault's code. */
async function page(
  method: string,
  body: unknown,
  { organization = 'contoso', account = 'ada', token = signedIn(organization, account) }: Who = {},
): Promise<{ status: number; output?: unknown; code?: string }> {
  const answer = await fetch(`${companion.url}/admin/v1/${method}`, {
    method: body === null ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'entente-instance': host.organizationUrl(organization),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  const reply = replySchema.parse(await answer.json());
  return reply.kind === 'answer' ? { status: answer.status, output: reply.output } : { status: answer.status, code: reply.fault.code };
}

const pair = async (who: Who = {}, secret = companion.pairingSecret()) =>
  await page('pair', { secret, organizationUrl: host.organizationUrl(who.organization ?? 'contoso') }, who);
const giveToken = async (who: Who = {}) => await page('credentials', { pat: host.token(who.organization ?? 'contoso', 'entente') }, who);
const idOf = (organization: string): string => host.control.organization(organization).id;
const partnerUrl = (organization: string): string => `${companion.url}/i/${idOf(organization)}`;
const homeSchema = z.object({
  user: z.object({ name: z.string(), isAdmin: z.boolean() }),
  node: z.object({ name: z.string(), baseUrl: z.string().nullable(), nodeType: z.string(), issueTrackerUrl: z.string() }),
});

const calls = pageCalls(
  () => host,
  () => companion.url,
);
const ready = async (organization = 'contoso'): Promise<void> => await calls.pair(organization, companion.pairingSecret());

test('who opens its address sees that it is one, and of no instance', async () => {
  const answer = await fetch(`${companion.url}/`);
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.stringContaining('Entente’s companion')]);
  expect(text).not.toContain('contoso');
});

test('from unpaired by credentials to ready', async () => {
  expect(await page('pairing', null)).toEqual({ status: 200, output: { state: 'unpaired', user: null } });
  expect(await page('home', {})).toEqual({ status: 409, code: 'pairing.unpaired' });
  expect(await pair()).toEqual({ status: 200, output: { state: 'credentials', user: { name: 'Ada Admin', isAdmin: true } } });
  expect(await page('home', {})).toEqual({ status: 409, code: 'pairing.credentials' });
  expect(await giveToken()).toEqual({ status: 200, output: { state: 'ready', user: { name: 'Ada Admin', isAdmin: true } } });
  const { output } = await page('home', {});
  expect(homeSchema.parse(output)).toEqual({
    user: { name: 'Ada Admin', isAdmin: true },
    node: { name: 'contoso', baseUrl: partnerUrl('contoso'), nodeType: 'AZURE_DEVOPS', issueTrackerUrl: host.organizationUrl('contoso') },
  });
});

test('the pairing secret pairs once; a wrong one, or one of someone who is no admin, pairs nothing', async () => {
  expect(await pair({}, 'wrong')).toEqual({ status: 403, code: 'pairing.wrongSecret' });
  expect(await pair({ account: 'mel' })).toEqual({ status: 403, code: 'admin.forbidden' });
  expect(await pair({ token: 'nonsense' })).toEqual({ status: 401, code: 'admin.unauthorized' });
  const both = await Promise.all([pair(), pair({ organization: 'northwind' })]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
  expect((await pair()).code).toBe('pairing.wrongSecret');
});

test('guessing the secret is slowed down', async () => {
  for (let i = 0; i < 5; i++) await pair({}, `wrong ${i}`);
  expect(await pair()).toMatchObject({ status: 429, code: 'pairing.tooMany' });
});

test('without the secret the companion calls nobody, whatever address it is given', async () => {
  host.control.forgetRequests();
  await page('pairing', null);
  await page('home', {});
  await page('credentials', { pat: 'x' });
  await pair({}, 'wrong');
  expect(host.control.requests()).toEqual([]);
});

test('with the operator’s list only the listed organisations can be paired', async () => {
  await companion.close();
  companion = await startCompanion(settings({ allowedOrganizations: [host.organizationUrl('northwind')] }));
  expect(await pair()).toEqual({ status: 403, code: 'pairing.notAllowed' });
  expect(await page('pair', { secret: companion.pairingSecret(), organizationUrl: 'http://127.0.0.1' })).toEqual({
    status: 400,
    code: 'pairing.notAnOrganization',
  });
  expect(await pair({ organization: 'northwind' })).toMatchObject({ status: 200 });
});

test('by default no address but the vendor’s own can be paired', async () => {
  await companion.close();
  companion = await startCompanion(settings({ allowLoopback: false, publicUrl: null }));
  const secret = companion.pairingSecret();
  host.control.forgetRequests();
  for (const organizationUrl of ['https://tfs.internal.example/main', 'https://169.254.169.254/x', 'https://127.0.0.1/x']) {
    expect(await page('pair', { secret, organizationUrl })).toEqual({ status: 403, code: 'pairing.notAllowed' });
  }
  expect(await pair()).toEqual({ status: 400, code: 'pairing.notAnOrganization' });
  expect(host.control.requests()).toEqual([]);
});

test('over plain http only an address that the operator has written down so is paired', async () => {
  await companion.close();
  companion = await startCompanion(
    settings({ allowLoopback: false, publicUrl: null, allowedOrganizations: [host.organizationUrl('contoso')] }),
  );
  expect(await pair({ organization: 'northwind' })).toEqual({ status: 400, code: 'pairing.notAnOrganization' });
  expect(await pair()).toMatchObject({ status: 200 });
  expect(await giveToken()).toMatchObject({ status: 200, output: { state: 'ready' } });
});

test('credentials are tried before they are kept', async () => {
  await pair();
  expect(await page('credentials', { pat: 'nonsense' })).toEqual({ status: 422, code: 'credentials.refused' });
  expect(await page('credentials', { pat: host.token('northwind', 'entente') })).toEqual({ status: 422, code: 'credentials.refused' });
  expect(await page('credentials', { pat: host.token('contoso', 'entente') }, { account: 'mel' })).toEqual({
    status: 403,
    code: 'admin.forbidden',
  });
  expect(await page('pairing', null)).toMatchObject({ output: { state: 'credentials' } });
});

test('who is no admin sees that, and can do nothing', async () => {
  await ready();
  expect(homeSchema.parse((await page('home', {}, { account: 'mel' })).output).user).toEqual({ name: 'Mel Member', isAdmin: false });
  for (const method of ['list', 'searchProjects'])
    expect(await page(method, { text: '', cursor: null }, { account: 'mel' })).toEqual({ status: 200, code: 'admin.forbidden' });
});

test('a token of one organisation opens nothing of another', async () => {
  await ready();
  const stranger = signedIn('northwind', 'ada');
  expect(await page('home', {}, { token: stranger })).toEqual({ status: 401, code: 'admin.unauthorized' });
  expect(await page('home', {}, { organization: 'northwind' })).toEqual({ status: 409, code: 'pairing.unpaired' });
  expect(await page('home', {}, { token: '' })).toEqual({ status: 401, code: 'admin.unauthorized' });
});

const projects = async (organization: string): Promise<unknown> =>
  (await page('searchProjects', { text: '', cursor: null }, { organization })).output;

test('two organisations in one companion see nothing of each other', async () => {
  await ready('contoso');
  await companion.close();
  companion = await startCompanion(settings());
  await ready('northwind');
  expect(JSON.stringify(await projects('contoso'))).toMatch(/Tailspin/);
  expect(JSON.stringify(await projects('northwind'))).not.toMatch(/Tailspin/);
});

test('an admin is asked about once a minute, not at every call', async () => {
  await ready();
  host.control.forgetRequests();
  for (let i = 0; i < 3; i++) await page('home', {});
  expect(host.control.requests().filter(({ path }) => path.includes('connectionData')).length).toBeLessThanOrEqual(1);
});

test('pages of the extension may ask, others may not; nothing needs cookies', async () => {
  const preflight = async (origin: string): Promise<string | null> =>
    (
      await fetch(`${companion.url}/admin/v1/home`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,entente-instance' },
      })
    ).headers.get('access-control-allow-origin');
  expect(await preflight('https://entente.gallerycdn.vsassets.io')).toBe('https://entente.gallerycdn.vsassets.io');
  expect(await preflight('null')).toBe('null');
  expect(await preflight('https://evil.example')).toBeNull();
  const answer = await fetch(`${companion.url}/admin/v1/pairing`, {
    headers: { origin: 'null', authorization: 'Bearer x', 'entente-instance': host.organizationUrl('contoso') },
  });
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
});

test('partners find the node at its address, and nothing at another', async () => {
  await ready();
  const info = await fetch(`${partnerUrl('contoso')}/entente/v1/node`);
  expect([info.status, info.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await info.json()).toMatchObject({ name: 'contoso', nodeType: 'AZURE_DEVOPS', baseUrl: partnerUrl('contoso') });
  for (const url of [`${partnerUrl('northwind')}/entente/v1/node`, `${companion.url}/i/nonsense/entente/v1/node`]) {
    const nobody = await fetch(url);
    expect([nobody.status, nobody.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
  }
  const exchange = `${partnerUrl('contoso')}/entente/v1/connections/${'0'.repeat(32)}/exchange`;
  const unsigned = await fetch(exchange, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect([unsigned.status, await unsigned.json()]).toMatchObject([200, { error: { code: 'unauthenticated' } }]);
  expect((await fetch(exchange, { method: 'POST', body: 'ä' })).status).toBe(400);
  expect((await fetch(exchange, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413);
});

async function deliver(password: string | null, body: unknown): Promise<number> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (password !== null) headers['authorization'] = `Basic ${Buffer.from(`entente:${password}`).toString('base64')}`;
  return (await fetch(`${companion.url}/hooks/azure-devops/${idOf('contoso')}`, { method: 'POST', headers, body: JSON.stringify(body) }))
    .status;
}

test('service hooks are let in by their password alone', async () => {
  await ready();
  const event = { publisherId: 'tfs', eventType: 'workitem.created', resource: { id: 1 } };
  expect(await deliver(null, event)).toBe(401);
  expect(await deliver('wrong', event)).toBe(401);
  const password = await hookPassword();
  expect(password).toHaveLength(43);
  expect(await deliver(password, event)).toBe(202);
  expect(await deliver(password, 'no event')).toBe(202);
});

/** What this companion gave the organisation for its events. It subscribes by itself, a moment after it was asked to start. */
async function hookPassword(): Promise<string> {
  for (;;) {
    const [one] = [...host.control.organization('contoso').subscriptions.values()].filter(({ consumerInputs }) =>
      consumerInputs['url']?.startsWith(companion.url),
    );
    if (one !== undefined) return one.consumerInputs['basicAuthPassword'] ?? '';
    await new Promise((done) => void setImmediate(done));
  }
}

test('after a restart the nodes are there again, and the pairing secret is another', async () => {
  const first = companion.pairingSecret();
  const port = Number(new URL(companion.url).port);
  await ready();
  const before = await (await fetch(`${partnerUrl('contoso')}/entente/v1/node`)).text();
  await companion.close();
  companion = await startCompanion(settings({ port }));
  const ask = async (): Promise<Response> => await fetch(`${partnerUrl('contoso')}/entente/v1/node`);
  // A connection that was kept open ended with the process before.
  const after = z.object({ instanceUid: z.string() }).parse(await (await ask().catch(ask)).json());
  expect(before).toContain(after.instanceUid);
  expect(companion.pairingSecret()).not.toBe(first);
  expect(await page('pairing', null)).toMatchObject({ output: { state: 'ready' } });
});

test('no secret stands in the data folder as it is', async () => {
  const secret = companion.pairingSecret();
  await ready();
  await companion.close();
  const secrets = [secret, host.token('contoso', 'entente'), signedIn('contoso', 'ada')];
  for (const name of readdirSync(dataDir).filter((one) => one !== 'spool')) {
    const bytes = readFileSync(join(dataDir, name));
    for (const one of secrets) expect({ name, found: bytes.includes(one) }).toEqual({ name, found: false });
  }
});
