import { createServer } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { buildFixture } from '../fixture/build.ts';
import { startJiraCloud, type AppOptions, type JiraCloud, type JiraCloudOptions } from '../index.ts';
import { adf, ask, list, member } from '../testing.ts';

let app: AppOptions;
const open: JiraCloud[] = [];

beforeAll(async () => {
  app = await buildFixture();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function start(options: JiraCloudOptions = {}): Promise<JiraCloud> {
  const jira = await startJiraCloud({ app, ...options });
  open.push(jira);
  await jira.control.settle();
  return jira;
}

const newIssue = { fields: { project: { key: 'ACME' }, issuetype: { name: 'Task' }, summary: 'One' } };

async function seen(jira: JiraCloud, kind: string): Promise<readonly unknown[]> {
  const found = await jira.control.invoke('seen', { kind });
  return list(found);
}

/** Waits for something that takes real time, looking again after each wait of the platform. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 50_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error('it did not happen');
  }
}

test('resolver, product requests as app and as user, environment', async () => {
  const jira = await start();
  const projects = await jira.control.invoke('projects', {});
  expect(member(projects, 'status')).toBe(200);
  expect(member(member(projects, 'body'), 'total')).toBe(2);
  const admin = jira.control.users().find((user) => user.admin);
  expect(member(member(await jira.control.invoke('myself', {}), 'body'), 'accountType')).toBe('app');
  expect(member(member(await jira.control.invoke('myself', { as: 'user' }), 'body'), 'accountId')).toBe(admin?.accountId);
  expect(await jira.control.invoke('who', {})).toEqual({
    accountId: admin?.accountId,
    moduleKey: 'fixture-admin',
    environment: 'DEVELOPMENT',
    license: true,
    variable: 'hello',
    leaked: null,
  });
});

test('a scope that the manifest lacks answers 401', async () => {
  const jira = await start();
  const scoped = jira.control.site;
  expect(scoped.accounts.length).toBe(4);
  const answer = await jira.control.invoke('request', { path: 'project', method: 'GET' });
  expect(member(answer, 'status')).toBe(501);
  const manifest = await start({ app: { ...app, manifestPath: await manifestWithout('read:jira-user') } });
  expect(await manifest.control.invoke('myself', {})).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized; scope does not match' },
  });
});

async function manifestWithout(scope: string): Promise<string> {
  const { readFile, writeFile } = await import('node:fs/promises');
  const path = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'manifest.yml');
  const text = await readFile(app.manifestPath, 'utf8');
  await writeFile(path, text.replace(`    - ${scope}\n`, ''));
  return path;
}

test('key-value store: keys, sizes, secrets, locks, the limit of a transaction', async () => {
  const jira = await start();
  expect(await jira.control.invoke('storage', {})).toEqual({
    value: { a: 1 },
    missing: true,
    secret: 'hidden',
    locked: 'KEY_CONFLICT',
    badKey: 'INVALID_KEY',
    longKey: 'KEY_TOO_LONG',
    bigValue: 'MAX_SIZE',
    many: 'MAX_OPERATIONS',
  });
});

test('custom entities: index, range, sort, cursor, conditional transactions, what is not declared', async () => {
  const jira = await start();
  expect(await jira.control.invoke('entities', {})).toEqual({
    page: ['a', 'd'],
    rest: ['b'],
    last: null,
    replaced: 'done',
    stale: 'TRANSACTION_CONDITION_FAILED',
    created: 'done',
    again: 'TRANSACTION_CONDITION_FAILED',
    kept: { status: 'open', at: 1 },
    undeclaredIndex: 'INVALID_INDEX_NAME',
    undeclaredEntity: 'INVALID_ENTITY_NAME',
    wrongType: 'INVALID_ENTITY_VALUE',
  });
});

test('a data file keeps storage, web trigger addresses and egress over a restart; the app is installed once', async () => {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'forge-data-')), 'platform.db');
  const first = await start({ dataFile });
  await first.control.invoke('storage', {});
  first.control.allowEgress('partner.example');
  const url = new URL(first.webTriggerUrl('door'));
  expect(await seen(first, 'event')).toMatchObject([{ type: 'avi:forge:installed:app' }]);
  await first.close();
  const second = await start({ dataFile });
  expect(await seen(second, 'event')).toHaveLength(1);
  expect(new URL(second.webTriggerUrl('door')).pathname).toBe(url.pathname);
  expect(await second.control.invoke('outside', { url: 'https://partner.example/' })).toMatchObject({ may: true });
});

test('product events reach the app with their payload, and not what the app did itself', async () => {
  const jira = await start();
  const { json } = await ask(jira, 'POST', '/issue', newIssue);
  const key = String(member(json, 'key'));
  await ask(jira, 'PUT', `/issue/${key}`, { fields: { summary: 'Two', labels: ['x'] } });
  await ask(jira, 'POST', `/issue/${key}/comment`, { body: adf('hello') });
  await jira.control.invoke('request', { path: `issue/${key}`, method: 'PUT', body: { fields: { summary: 'By the app' } } });
  await jira.control.settle();
  const events = (await seen(jira, 'event')).filter((event) => member(event, 'key') === key);
  expect(
    events
      .map((event) => member(event, 'type'))
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['avi:jira:commented:issue', 'avi:jira:created:issue', 'avi:jira:updated:issue']);
  expect(events.find((event) => member(event, 'type') === 'avi:jira:updated:issue')).toMatchObject({
    fields: ['summary', 'labels'],
    self: false,
  });
});

test('events are delayed, doubled or lost on demand', async () => {
  const jira = await start();
  jira.control.events.dropNext();
  await ask(jira, 'POST', '/issue', newIssue);
  await jira.control.settle();
  jira.control.events.duplicateNext();
  await ask(jira, 'POST', '/issue', newIssue);
  await jira.control.settle();
  jira.control.events.delay(60);
  const posted = Date.now();
  await ask(jira, 'POST', '/issue', newIssue);
  await jira.control.settle();
  const arrivals = jira.control.stored('kv').flatMap(([key]) => /^seen:event:(\d+)/.exec(key)?.[1] ?? []);
  // A timer may be a millisecond early.
  expect(Math.max(...arrivals.map(Number)) - posted).toBeGreaterThan(55);
  const created = (await seen(jira, 'event')).filter((event) => member(event, 'type') === 'avi:jira:created:issue');
  expect(
    created
      .map((event) => member(event, 'key'))
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['ACME-2', 'ACME-2', 'ACME-3']);
  expect(jira.control.events.counts()).toEqual({ dropped: 1, duplicated: 1, overtaken: 0 });
});

test('a queue delivers at least once and retries what asks for it or fails', async () => {
  const jira = await start();
  await jira.control.invoke('push', { name: 'plain', fails: '' });
  await jira.control.invoke('push', { name: 'asks', fails: 'asks' });
  await jira.control.invoke('push', { name: 'throws', fails: 'throws' });
  jira.control.duplicateQueued(0);
  await until(async () => (await seen(jira, 'work')).length === 5);
  const work = await seen(jira, 'work');
  expect(work).toContainEqual({ name: 'asks', retries: 1, data: { left: 1 } });
  expect(work).toContainEqual({ name: 'throws', retries: 1, data: null });
  expect(work.filter((one) => member(one, 'name') === 'plain')).toEqual([{ name: 'plain', retries: 0, data: null }]);
  jira.control.duplicateQueued();
  await jira.control.invoke('push', { name: 'twice', fails: '' });
  await jira.control.settle();
  expect((await seen(jira, 'work')).filter((one) => member(one, 'name') === 'twice')).toHaveLength(2);
});

test('a function that exceeds its time is stopped with its instance, and tried again', async () => {
  const jira = await start();
  await jira.control.invoke('slow', {});
  await until(async () => (await seen(jira, 'slow')).length === 2);
  expect(await seen(jira, 'slow')).toEqual([{ reason: null }, { reason: 'FUNCTION_TIME_OUT' }]);
});

test('queries of the storage lag behind on demand; reads by key do not', async () => {
  let now = Date.UTC(2026, 0, 1);
  const jira = await start({ now: () => now });
  jira.control.storageDelay(1000);
  expect(await jira.control.invoke('storage', {})).toMatchObject({ value: { a: 1 }, locked: 'KEY_CONFLICT' });
  await jira.control.runScheduled();
  expect(await seen(jira, 'schedule')).toEqual([]);
  now += 1000;
  expect(await seen(jira, 'schedule')).toHaveLength(1);
});

test('a web trigger is reached from outside, with the suffix as userPath; a failing function answers 424', async () => {
  const jira = await start();
  const url = jira.webTriggerUrl('door');
  expect(await jira.control.invoke('url', {})).toEqual({ url });
  const response = await fetch(`${url}/entente/v1/node?a=1&a=2`, { method: 'POST', body: 'text', headers: { 'Entente-Auth': '1 x' } });
  expect(response.status).toBe(202);
  expect(response.headers.get('x-two')).toBe('a, b');
  expect(await response.json()).toEqual({
    method: 'POST',
    path: '/entente/v1/node',
    body: 'text',
    query: { a: ['1', '2'] },
    auth: ['1 x'],
  });
  expect((await fetch(`${url}/fails`)).status).toBe(424);
  expect((await fetch(`${jira.edgeUrl}/public/nobody`)).status).toBe(404);
});

test('egress: nothing before an admin allows it; then that host and no other', async () => {
  const jira = await start();
  const partner = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
    else response.end(`at ${request.url ?? ''}`);
  });
  await new Promise<void>((resolve) => {
    partner.listen(0, '127.0.0.1', resolve);
  });
  const address = partner.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  try {
    expect(await jira.control.invoke('outside', { url })).toMatchObject({ status: 403, error: 'BLOCKED_EGRESS', may: false });
    jira.control.allowEgress(url);
    expect(await jira.control.invoke('outside', { url })).toMatchObject({ status: 200, error: null, body: 'at /', may: true });
    expect(await jira.control.invoke('outside', { url: `${url}/moved` })).toMatchObject({ status: 200, body: 'at /here' });
    expect(await jira.control.invoke('outside', { url: `${url}/moved`, redirect: 'manual' })).toMatchObject({ status: 302 });
    expect(await jira.control.invoke('outside', { url: 'https://elsewhere.example' })).toMatchObject({ status: 403 });
  } finally {
    partner.close();
  }
});

test('scheduled triggers run on demand; instances share no memory at the same time, and start cold when told', async () => {
  const jira = await start();
  await jira.control.runScheduled();
  expect(await seen(jira, 'schedule')).toHaveLength(1);
  jira.control.coldStart();
  expect(await jira.control.invoke('warm', {})).toEqual({ warm: 1 });
  expect(await jira.control.invoke('warm', {})).toEqual({ warm: 2 });
  const both = await Promise.all([jira.control.invoke('warm', {}), jira.control.invoke('warm', {})]);
  expect(
    both
      .map((one) => member(one, 'warm'))
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['1', '3']);
});

test('two installations do not see each other, nor the test process them', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  await one.control.invoke('storage', {});
  expect(await other.control.invoke('seen', { kind: 'work' })).toEqual([]);
  expect(member(globalThis, '__forge_runtime__')).toBeUndefined();
  await ask(one, 'POST', '/issue', newIssue);
  await Promise.all([one.control.settle(), other.control.settle()]);
  expect(await seen(other, 'event')).toHaveLength(1);
});

afterAll(() => Promise.all(open.map((one) => one.close())));
