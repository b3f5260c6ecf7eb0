/** Jira Data Center behind the companion: what only it has of the companion's HTTP. Its sync is in tests/pair. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startJiraDataCenter, type JiraDataCenter } from '@entente/jira-app/standin/data-center';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { readConfiguration } from './configuration.ts';
import { findCompanion } from './control/client.ts';
import { startCompanion, type Companion } from './start.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'entente-companion-dc-'));
let jira: JiraDataCenter;
let companion: Companion;

beforeAll(async () => {
  jira = await startJiraDataCenter();
  const read = readConfiguration({
    ENTENTE_PORT: '0',
    ENTENTE_DATA_DIR: dataDir,
    ENTENTE_PUBLIC_URL: 'listening',
    ENTENTE_ALLOW_LOOPBACK: '1',
    ENTENTE_ALLOWED_ORGANIZATIONS: jira.siteUrl,
    ENTENTE_LOG_LEVEL: 'silent',
  });
  if (!read.ok) throw new Error(read.problems.join());
  companion = await startCompanion(read.configuration);
});
afterAll(async () => {
  await companion.close();
  await jira.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const faultSchema = z.object({ fault: z.object({ code: z.string() }) });

async function page(method: string, input: unknown, { token = jira.token('ada'), instance = `jira-data-center ${jira.siteUrl}` } = {}) {
  const response = await fetch(`${companion.url}/admin/v1/${method}`, {
    method: input === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'entente-instance': instance, 'content-type': 'application/json' },
    ...(input === null ? {} : { body: JSON.stringify(input) }),
  });
  const body: unknown = await response.json();
  return { status: response.status, code: faultSchema.safeParse(body).data?.fault.code ?? null, body };
}

test('only an administrator pairs it, by the secret, and only where it was allowed and named', async () => {
  const instance = `jira-data-center ${jira.siteUrl}`;
  const secret = companion.pairingSecret();
  expect(await page('pair', { secret, organizationUrl: jira.siteUrl })).toMatchObject({ code: 'pairing.notAnOrganization' });
  expect(await page('pair', { secret, organizationUrl: 'jira-data-center https://jira.example.com' })).toMatchObject({
    code: 'pairing.notAllowed',
  });
  expect(await page('pair', { secret, organizationUrl: instance }, { token: jira.token('rui') })).toMatchObject({
    code: 'admin.forbidden',
  });
  expect(await page('pair', { secret, organizationUrl: instance }, { token: 'nonsense' })).toMatchObject({ code: 'admin.unauthorized' });
  expect(await page('pair', { secret, organizationUrl: instance })).toMatchObject({
    status: 200,
    body: { output: { state: 'credentials' } },
  });
  expect(await page('credentials', { pat: jira.token('entente') })).toMatchObject({ status: 200, body: { output: { state: 'ready' } } });
  expect(await page('home', {})).toMatchObject({ body: { output: { node: { nodeType: 'JIRA_DATA_CENTER' }, user: { isAdmin: true } } } });
  expect(await page('home', {}, { token: jira.token('rui') })).toMatchObject({ body: { output: { user: { isAdmin: false } } } });
  expect(await page('home', {}, { token: 'nonsense' })).toMatchObject({ status: 401 });
});

test('a delivery is read only with the signature of its very body', async () => {
  const url = `${companion.url}/hooks/jira-data-center/${jira.serverId}`;
  const body = JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { id: '10001' } });
  const send = async (signature: string | null) => {
    const headers = { 'content-type': 'application/json', ...(signature === null ? {} : { 'x-hub-signature': signature }) };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  expect(await send(null)).toBe(401);
  expect(await send(`sha256=${createHmac('sha256', 'guessed').update(body).digest('hex')}`)).toBe(401);
  const basic = `Basic ${Buffer.from('entente:guessed').toString('base64')}`;
  expect((await fetch(url, { method: 'POST', headers: { authorization: basic }, body })).status).toBe(401);
});

const about = async (name: string) =>
  ((await (await findCompanion(dataDir))?.doctor()) ?? []).filter((one) => one.about === name && one.outcome !== 'ok');

test('the doctor tells what became of its webhook, and what to do', async () => {
  while (jira.control.webhooks.addresses().length === 0) await new Promise((done) => void setImmediate(done));
  expect(await about('Initech Jira')).toEqual([]);
  jira.control.webhooks.deactivateAll();
  expect(await about('Initech Jira')).toMatchObject([
    { outcome: 'warning', says: expect.stringContaining('jira:issue_created is switched off'), fix: expect.stringContaining('restart') },
  ]);
  jira.control.webhooks.deleteAll();
  expect(await about('Initech Jira')).toMatchObject([{ says: expect.stringContaining('comment_deleted is missing') }]);
  jira.control.failNext(403, ({ path }) => path.includes('/webhooks'));
  expect(await about('Initech Jira')).toMatchObject([
    { says: expect.stringContaining('may not see event subscriptions'), fix: expect.stringContaining('administer Jira') },
  ]);
  jira.control.failNext(401, ({ path }) => path.endsWith('/myself'));
  expect(await about('Initech Jira')).toMatchObject([
    { outcome: 'problem', says: expect.stringContaining('refuses the access token'), fix: expect.stringContaining('General settings') },
  ]);
});

test('its page is served, under a policy, and nothing beside it', async () => {
  const base = `${companion.url}/pages/jira-data-center`;
  const served = await fetch(`${base}/`);
  expect(served.status).toBe(200);
  expect(served.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  expect((await fetch(`${base}/page.js`)).headers.get('content-type')).toContain('text/javascript');
  for (const path of ['/..%2fplatform.ts', '/../platform.ts', '/%2e%2e/plugin/entente.properties', '/nothing.js', '/index.html/'])
    expect([path, (await fetch(base + path)).status]).toEqual([path, 404]);
  expect((await fetch(`${companion.url}/pages/azure-devops/`)).status).toBe(404);
});

test('a page inside of an allowed Jira may call, another origin may not', async () => {
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    return (await fetch(`${companion.url}/admin/v1/home`, { method: 'OPTIONS', headers })).headers.get('access-control-allow-origin');
  };
  expect(await preflight(jira.siteUrl)).toBe(jira.siteUrl);
  expect(await preflight('https://jira.evil.example')).toBeNull();
});
