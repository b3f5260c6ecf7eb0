/**
 * The Jira Cloud app as `forge deploy` would take it: held against Forge's own tools offline, packed by its bundler, and what
 * came out run on the stand-in of Forge.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import * as z from 'zod';
import { openApiChecker } from '@entente/testkit';
import { startJiraCloud, type JiraCloud } from '../../jira-app/standin/index.ts';
import { runVendorTools, type VendorReport } from '../../tools/build/check-forge.ts';
import { violations } from '../../tools/build/forge-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const manifestPath = join(root, 'manifest.yml');

let report: VendorReport;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'tools', 'build', 'forge.ts'), '--if-stale'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  report = await runVendorTools();
});

describe('the manifest', () => {
  test('Forge’s schema, validators and linters have nothing against it', () => {
    expect(report.problems).toEqual([]);
  });

  test('nor have our own rules; every handler is in the packed functions', () => {
    expect(violations(load(readFileSync(manifestPath, 'utf8')), { root, exported: report.packed.exported })).toEqual([]);
  });

  test('asks for no more than it uses', () => {
    const { permissions } = z
      .object({ permissions: z.object({ scopes: z.array(z.string()), external: z.unknown() }) })
      .parse(load(readFileSync(manifestPath, 'utf8')));
    expect(permissions.scopes.toSorted()).toEqual(['read:jira-user', 'read:jira-work', 'storage:app', 'write:jira-work']);
    expect(permissions.external).toEqual({ configurable: { enabled: true } });
  });
});

const edits: readonly (readonly [title: string, from: string, to: string, expected: RegExp])[] = [
  ['an event that does not exist', 'avi:jira:created:issue', 'avi:jira:made:issue', /avi:jira:made:issue is no documented event/],
  ['a UI Kit 1 page', 'resource: admin\n      resolver:\n        function: fn-admin', 'function: fn-admin', /a UI Kit 1 page/],
  [
    'a long timeout for a web trigger',
    'handler: index.partner',
    'handler: index.partner\n      timeoutSeconds: 55',
    /fn-partner: timeoutSeconds is not for functions of webtrigger/,
  ],
  ['a timeout that no function has', 'timeoutSeconds: 300', 'timeoutSeconds: 901', /no function runs longer than 900 seconds/],
  ['a handler that is not exported', 'handler: index.sweep', 'handler: index.sweeper', /does not export sweeper/],
  ['a handler in another file', 'handler: index.sweep', 'handler: other.sweep', /is not in src\/index.js/],
  ['a page that was not built', 'path: jira-app/admin/dist', 'path: jira-app/admin/nowhere', /has no index.html/],
  [
    'a configurable remote as a fetch backend',
    '  external:\n',
    '  external:\n    fetch:\n      backend:\n        - remote: partner\n',
    /a configurable remote cannot be a fetch backend/,
  ],
];

test.each(edits)('our rules find %s', (_title, from, to, expected) => {
  const text = readFileSync(manifestPath, 'utf8');
  expect(text).toContain(from);
  const remotes = { remotes: [{ key: 'partner', configurable: { name: 'Partner' } }] };
  const manifest = { ...(load(text.replace(from, to)) as object), ...(to.includes('remote:') ? remotes : {}) };
  expect(violations(manifest, { root, exported: report.packed.exported }).join('\n')).toMatch(expected);
});

describe('what the bundler packed, on the stand-in', () => {
  let jira: JiraCloud;
  const replySchema = z.looseObject({
    kind: z.string(),
    output: z.unknown().optional(),
    fault: z.looseObject({ code: z.string() }).optional(),
  });
  const homeSchema = z.looseObject({
    user: z.object({ name: z.string(), isAdmin: z.boolean() }),
    licensed: z.boolean(),
    node: z.looseObject({ name: z.string(), baseUrl: z.string(), instanceUid: z.string(), nodeType: z.string() }),
  });

  beforeAll(async () => {
    jira = await startJiraCloud({
      app: { manifestPath, codePath: report.packed.file, resourcesRoot: root, variables: { ENTENTE_ALLOW_LOOPBACK: '1' } },
    });
  });
  afterAll(async () => {
    await jira.close();
  });

  const ask = async (method: string, input: { readonly [name: string]: string | number } = {}, account?: string) =>
    replySchema.parse(await jira.control.invoke('admin', { method, input }, account));
  const home = async (account?: string) => homeSchema.parse((await ask('home', {}, account)).output);
  const accountOf = (name: string): string => jira.control.users().find((user) => user.displayName === name)?.accountId ?? '';

  test('an admin is told what the node is', async () => {
    expect(await home()).toMatchObject({
      user: { name: 'Ada Admin', isAdmin: true },
      licensed: true,
      node: { nodeType: 'JIRA_CLOUD', name: 'Acme Jira', baseUrl: jira.webTriggerUrl('partner') },
    });
    expect(await ask('list')).toMatchObject({ kind: 'answer', output: { connections: [] } });
  });

  test('who is no admin of Jira learns only that, whatever page they call from', async () => {
    expect((await home(accountOf('Rui Reporter'))).user).toEqual({ name: 'Rui Reporter', isAdmin: false });
    for (const method of ['list', 'searchProjects', 'initiate', 'saveSettings', 'checkReachability']) {
      expect((await ask(method, {}, accountOf('Rui Reporter'))).fault?.code).toBe('admin.forbidden');
    }
  });

  test('a call that is none is refused, not carried out', async () => {
    expect((await ask('eval')).fault?.code).toBe('admin.unknownMethod');
    expect((await ask('probe', { url: 7 })).fault?.code).toBe('admin.invalidInput');
    expect(replySchema.parse(await jira.control.invoke('admin', {})).fault?.code).toBe('admin.invalidInput');
  });

  test('partners reach the node by the web trigger, and nothing else there', async () => {
    const url = jira.webTriggerUrl('partner');
    const node = await fetch(`${url}/entente/v1/node`);
    expect([node.status, node.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await node.json()).toMatchObject({ nodeType: 'JIRA_CLOUD', instanceUid: (await home()).node.instanceUid });
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}/admin`)).status).toBe(404);
    const stranger = await fetch(`${url}/entente/v1/connections/00000000000000000000000000000000/exchange`, { method: 'POST', body: '{}' });
    expect([stranger.status, Object.keys(z.object({ error: z.unknown() }).parse(await stranger.json()))]).toEqual([200, ['error']]);
  });

  test('the identity outlives cold starts, upgrades and sweeps', async () => {
    const before = (await home()).node.instanceUid;
    jira.control.coldStart();
    jira.control.upgradeApp();
    await jira.control.runScheduled();
    await jira.control.settle();
    expect((await home()).node.instanceUid).toBe(before);
    expect(jira.control.log().filter((line) => line.includes('fault') || line.includes('Error'))).toEqual([]);
  });

  test('an event that could not be handled is delivered again', async () => {
    const asked = (): number => jira.control.requests().filter((request) => request.path === '/rest/api/3/serverInfo').length;
    jira.control.coldStart();
    const before = asked();
    jira.control.failNext(503, (request) => request.path === '/rest/api/3/serverInfo');
    const headers = { authorization: jira.authorization(), 'content-type': 'application/json' };
    const fields = { project: { key: 'ACME' }, issuetype: { name: 'Task' }, summary: 'Noticed' };
    expect((await fetch(`${jira.restUrl}/issue`, { method: 'POST', headers, body: JSON.stringify({ fields }) })).status).toBe(201);
    await jira.control.settle();
    expect(jira.control.log().filter((line) => line.includes('event.fault'))).toHaveLength(1);
    // Once for the event that failed and once for its repetition, which wakes the queue's consumer: that asks a third time
    // where it runs in an instance of its own.
    expect([2, 3]).toContain(asked() - before);
  });

  test('a partner’s host needs the admin’s permission; the node’s own address needs none', async () => {
    const partner = await startJiraCloud({
      siteName: 'Globex',
      cloudId: '7f9e1c02-5d3b-4f0a-9c1d-2a6b8e4f0002',
      app: { manifestPath, codePath: report.packed.file, resourcesRoot: root, variables: { ENTENTE_ALLOW_LOOPBACK: '1' } },
    });
    try {
      const url = partner.webTriggerUrl('partner');
      expect((await ask('probe', { url })).output).toMatchObject({ kind: 'refused', code: 'needsPermission' });
      jira.control.allowEgress(partner.edgeUrl);
      expect((await ask('probe', { url })).output).toMatchObject({ kind: 'found', node: { name: 'Globex' } });
      expect((await ask('checkReachability')).output).toEqual({ kind: 'done' });
      expect((await ask('probe', { url: jira.webTriggerUrl('partner') })).output).toMatchObject({ kind: 'refused', code: 'itself' });
    } finally {
      await partner.close();
    }
  });

  test('without the setting for it, loopback addresses are refused', async () => {
    const strict = await startJiraCloud({ app: { manifestPath, codePath: report.packed.file, resourcesRoot: root } });
    try {
      const reply = replySchema.parse(await strict.control.invoke('admin', { method: 'probe', input: { url: 'http://127.0.0.1:1/x' } }));
      expect(reply.output).toMatchObject({ kind: 'refused' });
      expect(z.object({ code: z.enum(['notHttps', 'forbiddenAddress']) }).safeParse(reply.output).success).toBe(true);
    } finally {
      await strict.close();
    }
  });

  const specs = process.env['ENTENTE_SPECS'] ?? '';
  (specs === '' ? test.skip : test)('what the functions asked of Jira is in the official description', () => {
    const checker = openApiChecker(join(specs, 'jira-cloud', 'swagger-v3.v3.json'), { nullIsAbsent: true });
    const requests = jira.control.requests();
    expect(new Set(requests.map((request) => request.path))).toContain('/rest/api/3/mypermissions');
    expect(requests.flatMap((request) => checker.checkRequest(request))).toEqual([]);
  });

  test('a licence that has ended is told', async () => {
    jira.control.license({ active: false });
    expect((await home()).licensed).toBe(false);
    jira.control.license({ active: true });
    expect((await home()).licensed).toBe(true);
  });
});
