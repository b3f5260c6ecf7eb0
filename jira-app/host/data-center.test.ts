/** What the companion asks of Jira Data Center, against the stand-in. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { faultOf, type Fault, type Json } from '@entente/core';
import * as z from 'zod';
import { startJiraDataCenter, type JiraDataCenter } from '../standin/data-center/index.ts';
import { companionHost } from './data-center.ts';
import { isDelivery, readEvent } from './data-center-events.ts';
import { readInstanceUrl } from './data-center-url.ts';

let jira: JiraDataCenter;
beforeAll(async () => {
  jira = await startJiraDataCenter();
});
afterAll(async () => await jira.close());

const access = () => ({ instanceUrl: jira.siteUrl, fetch });
const refused = async (ask: Promise<unknown>): Promise<Fault> =>
  await ask.then(() => Promise.reject(new Error('was not refused')), faultOf);

test.each([
  ['https://Jira.example.com', 'https://jira.example.com'],
  ['jira.example.com/jira/secure/Dashboard.jspa?x=1#y', 'https://jira.example.com/jira'],
  ['https://jira.example.com:8443/browse/ABC-1', 'https://jira.example.com:8443'],
  [' https://example.com/tools/jira/ ', 'https://example.com/tools/jira'],
])('%s is %s', (text, url) => expect(readInstanceUrl(text, false)).toEqual({ url, vendor: false }));

test.each([
  'http://jira.example.com',
  'https://acme.atlassian.net',
  'https://dev.azure.com/contoso',
  'https://u:p@jira.example.com',
  '',
  'ftp://x.y',
])('“%s” is none', (text) => expect(readInstanceUrl(text, false)).toBeNull());

test('who a token belongs to, and whether that is an admin, is what Jira says', async () => {
  expect(await companionHost.identify(access(), jira.token('ada'))).toEqual({
    name: 'Ada Admin',
    isAdmin: true,
    hostInstanceId: jira.serverId,
  });
  expect(await companionHost.identify(access(), jira.token('rui'))).toMatchObject({ name: 'Rui Reporter', isAdmin: false });
  expect((await refused(companionHost.identify(access(), 'nonsense'))).code).toBe('tracker.unauthorized');
});

test('credentials that work, and those that lack a permission', async () => {
  expect(await companionHost.checkCredentials(access(), jira.token('entente'))).toEqual({
    name: 'Initech Jira',
    hostInstanceId: jira.serverId,
    trackerVersion: '10.3.24',
  });
  const { projects } = jira.control.site;
  const before = projects.map((project) => project.permissions);
  for (const project of projects) project.permissions = { CREATE_ISSUES: ['JIRAUSER10000'] };
  expect(await refused(companionHost.checkCredentials(access(), jira.token('entente')))).toMatchObject({
    code: 'tracker.forbidden',
    params: { scope: 'CREATE_ISSUES' },
  });
  projects.forEach((project, at) => (project.permissions = before[at]!));
});

test('one webhook, replaced with its secret, removed alone; not an admin’s account says so', async () => {
  const token = jira.token('entente');
  const url = 'https://entente.example.org/hooks/jira-data-center/t1';
  await companionHost.ensureEvents(access(), token, { url: `${url}2`, secret: 'other' });
  await companionHost.ensureEvents(access(), token, { url, secret: 'first' });
  await companionHost.ensureEvents(access(), token, { url, secret: 'first' });
  const [, first] = jira.control.webhooks.addresses();
  expect(jira.control.webhooks.addresses()).toHaveLength(2);
  await companionHost.ensureEvents(access(), token, { url, secret: 'second' });
  expect(jira.control.webhooks.addresses()).toHaveLength(2);
  expect(jira.control.webhooks.addresses()).not.toContain(first);
  expect(jira.control.webhooks.addresses().join()).not.toContain('second');
  await companionHost.removeEvents(access(), token, url);
  expect(jira.control.webhooks.addresses()).toHaveLength(1);
  await companionHost.removeEvents(access(), token, `${url}2`);
  expect((await refused(companionHost.ensureEvents(access(), jira.token('rui'), { url, secret: 's' }))).code).toBe('tracker.forbidden');
});

test('what arrives is signed and names the issue, also for comments; a wrong secret or body is refused', async () => {
  const received: { readonly body: string; readonly signature: string }[] = [];
  const receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ body: Buffer.concat(parts).toString('utf8'), signature: String(request.headers['x-hub-signature']) });
      response.end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hooks`;
  await companionHost.ensureEvents(access(), jira.token('entente'), { url, secret: 's3cret' });
  const headers = { authorization: `Bearer ${jira.token('rui')}`, 'content-type': 'application/json' };
  const fields = { project: { key: 'INI' }, issuetype: { name: 'Task' }, summary: 'Made ü' };
  const made = await fetch(`${jira.siteUrl}/rest/api/2/issue`, { method: 'POST', headers, body: JSON.stringify({ fields }) });
  const { id } = z.object({ id: z.string() }).parse(await made.json());
  await fetch(`${jira.siteUrl}/rest/api/2/issue/${id}/comment`, { method: 'POST', headers, body: JSON.stringify({ body: 'said' }) });
  await jira.control.settle();
  // A comment is an event of its own, and an update of its issue.
  expect(received.map(({ body }) => readEvent(z.json().parse(JSON.parse(body))))).toEqual([[id], [id], [id]]);
  for (const { body, signature } of received) {
    expect(isDelivery({ 'x-hub-signature': signature }, body, 's3cret')).toBe(true);
    expect(isDelivery({ 'x-hub-signature': signature }, body, 'other')).toBe(false);
    expect(isDelivery({ 'x-hub-signature': signature }, `${body} `, 's3cret')).toBe(false);
    expect(isDelivery({}, body, 's3cret')).toBe(false);
  }
  receiver.closeAllConnections();
  receiver.close();
});

test.each([[null], ['text'], [{}], [{ webhookEvent: 'jira:issue_created', issue: { id: 'x' } }], [{ webhookEvent: 'sprint_started' }]])(
  'is not an event about an issue: %j',
  (body: Json) => expect(readEvent(body)).toBeNull(),
);

// Deliveries recorded from a real host, where they are at hand.
const recorded = join(process.env['ENTENTE_SPECS'] ?? '', '..', 'fixtures', 'jira-dc');
const samples = existsSync(recorded) ? readdirSync(recorded).filter((name) => name.startsWith('mm_webhook')) : [];
(samples.length === 0 ? test.skip : test)('recorded deliveries all name their issue', () => {
  for (const name of samples) {
    const body = z.json().parse(JSON.parse(readFileSync(join(recorded, name), 'utf8')));
    expect([name, readEvent(body)]).toEqual([name, [expect.stringMatching(/^\d+$/)]]);
  }
});
