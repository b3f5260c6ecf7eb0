/** What an operator asks of a companion that runs, over its socket, and of one that does not. Two organisations are paired. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { systemClock } from '@entente/runtime';
import type { Configuration } from '../configuration.ts';
import { findCompanion } from '../control/client.ts';
import { openParts } from '../parts.ts';
import { startCompanion, type Companion } from '../start.ts';
import { pageCalls, testSettings } from '../testing.ts';
import type { Finding, Operations } from './contract.ts';
import { operationsOf } from './operations.ts';

let host: AzureDevOps;
let companion: Companion;
let dataDir: string;
const folders: string[] = [];

beforeAll(async () => {
  host = await startAzureDevOps();
});
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'entente-operations-'));
  folders.push(dataDir);
  companion = await startCompanion(settings());
  await pair('contoso', companion.pairingSecret());
  await run('pair').then(async ({ stdout }) => await pair('northwind', secretIn(stdout)));
});
afterEach(async () => await companion.close());
afterAll(async () => {
  await host.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const settings = (more: Partial<Configuration> = {}): Configuration => testSettings(dataDir, more);

/** The command itself, as a process. */
async function run(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
  const env = { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ENTENTE_DATA_DIR: dataDir, ENTENTE_ALLOW_LOOPBACK: '1' };
  const command = [join(import.meta.dirname, '..', 'main.ts'), ...args];
  return await promisify(execFile)(process.execPath, command, { env }).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (failed: { readonly stdout: string; readonly stderr: string; readonly code: number }) => failed,
  );
}

const secretIn = (text: string): string => /: (\S{43})\s*$/.exec(text)?.[1] ?? '';

const { ask, pair } = pageCalls(
  () => host,
  () => companion.url,
);

async function operator(): Promise<Operations> {
  const found = await findCompanion(dataDir);
  if (found === null) throw new Error('No companion runs here.');
  return found;
}

/** Asks until it is so: nodes, sweeps and subscriptions begin by themselves. */
async function until<Value>(question: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await question();
    if (isSo(value)) return value;
    await new Promise((done) => void setImmediate(done));
  }
}

const settled = async () =>
  await until(
    async () => await (await operator()).instances(),
    (all) => all.every(({ sweptAt, eventsAreOn }) => sweptAt !== null && eventsAreOn),
  );
const amiss = (findings: readonly Finding[]) => findings.filter(({ outcome }) => outcome !== 'ok');
const subscriptions = (organization: string) =>
  [...host.control.organization(organization).subscriptions.values()].filter(({ consumerInputs }) =>
    consumerInputs['url']?.startsWith(companion.url),
  );

test('lists its instances, without a secret', async () => {
  await settled();
  const { stdout, code } = await run('instances', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject(
    [
      {
        name: 'contoso',
        kind: 'Azure DevOps',
        trackerVersion: 'Services (REST 7.1)',
        state: 'running',
        connections: {},
        eventsAreOn: true,
      },
      { name: 'northwind', url: host.organizationUrl('northwind'), state: 'running' },
    ].toSorted((a, b) => (host.control.organization(a.name).id < host.control.organization(b.name).id ? -1 : 1)),
  );
  const inWords = await run('instances');
  expect(inWords.stdout).toMatch(
    /contoso {2}http.*\n.*Azure DevOps, Services.*\n {2}running, events on\n {2}connections: none\n {2}last sweep: 20/,
  );
  const secrets = [
    host.token('contoso', 'entente'),
    ...subscriptions('contoso').map(({ consumerInputs }) => consumerInputs['basicAuthPassword'] ?? ''),
  ];
  for (const secret of secrets) expect(stdout + inWords.stdout).not.toContain(secret);
});

test('the doctor finds nothing where nothing is amiss, and says what it has seen', async () => {
  await settled();
  const findings = await (await operator()).doctor();
  expect(amiss(findings)).toEqual([]);
  expect(findings.map(({ says }) => says).join('\n')).toMatch(
    /own user alone[^]*whole[^]*leads here[^]*accepts the access token[^]*may create issues, in Fabrikam, Tailspin[^]*clock[^]*node runs[^]*sends its events \(5 kinds\)/,
  );
  expect(await run('doctor')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok {7}data folder: /) });
});

test('the doctor names what others may read, and what the trackers no longer send', async () => {
  await settled();
  chmodSync(join(dataDir, 'secrets.key'), 0o644);
  const [gone, disabled] = subscriptions('contoso');
  if (gone === undefined || disabled === undefined) throw new Error('no subscriptions');
  host.control.organization('contoso').subscriptions.delete(gone.id);
  disabled.status = 'disabledByUser';
  const findings = amiss(await (await operator()).doctor());
  expect(findings).toMatchObject([
    { outcome: 'problem', says: expect.stringContaining('secrets.key'), fix: expect.stringMatching(/^chmod 600 .*secrets\.key$/) },
    {
      about: 'contoso',
      outcome: 'warning',
      says: expect.stringMatching(/created is missing.*is switched off|is switched off.*is missing/),
    },
  ]);
  expect(await run('doctor')).toMatchObject({ code: 1 });
});

test('the doctor names a token that is refused, and one that lacks a permission', async () => {
  await settled();
  host.control.failNext(401, ({ path }) => path.includes('/contoso/_apis/connectionData'));
  host.control.failNext(403, ({ path }) => path.includes('/northwind/_apis/projects'));
  expect(
    amiss(await (await operator()).doctor())
      .toSorted((a, b) => (a.about < b.about ? -1 : 1))
      .map(({ about, says }) => [about, says]),
  ).toEqual([
    ['contoso', expect.stringContaining('refuses the access token')],
    ['northwind', expect.stringContaining('lacks a permission: vso.project')],
  ]);
});

test('the doctor tells where the public address leads', async () => {
  const stranger = createServer((_request, reply) => void reply.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((done) => void stranger.once('listening', done));
  const address = stranger.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  for (const [publicUrl, says] of [
    [`http://127.0.0.1:${port}`, 'is answered by something else (status 200)'],
    ['http://127.0.0.1:9', 'cannot be reached'],
    [null, 'this side is private'],
  ] as const) {
    await companion.close();
    companion = await startCompanion(settings({ publicUrl }));
    const about = (await (await operator()).doctor()).find((one) => one.about === 'public address');
    expect(about).toMatchObject({ outcome: publicUrl === null ? 'warning' : 'problem', says: expect.stringContaining(says) });
  }
  stranger.close();
});

test('while none runs, the command line reads the folder itself', async () => {
  await companion.close();
  expect(JSON.parse((await run('instances', '--json')).stdout)).toMatchObject([{ state: 'stopped' }, { state: 'stopped' }]);
  const asked = await run('doctor');
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringMatching(/warning {2}public address: none[^]*accepts the access token/)]);
});

test('a clock that is off is found', async () => {
  await companion.close();
  const opened = new AsyncDisposableStack();
  const parts = await openParts(settings(), opened);
  const slow = { now: () => systemClock().now() - 10 * 60_000 };
  const findings = amiss(await operationsOf({ ...parts, clock: slow }, null).doctor());
  await opened.disposeAsync();
  expect(findings).toContainEqual(expect.objectContaining({ outcome: 'problem', says: expect.stringContaining('10 minutes behind') }));
});

test('removing an instance ends its events, forgets it whole, and leaves the other alone', async () => {
  await settled();
  expect(await run('instances', 'remove', 'https://dev.azure.com/nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No instance has'),
  });
  expect(subscriptions('contoso')).toHaveLength(5);
  const removed = await run('instances', 'remove', host.organizationUrl('contoso'));
  expect(removed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^contoso .* is removed\. Revoke/) });
  expect([subscriptions('contoso').length, subscriptions('northwind').length]).toEqual([0, 5]);
  expect(await ask('contoso', 'home', {})).toMatchObject({ fault: { code: 'pairing.unpaired' } });
  expect(await ask('northwind', 'home', {})).toMatchObject({ kind: 'answer' });
  await companion.close();
  const database = new DatabaseSync(join(dataDir, 'entente.sqlite'));
  const { id } = host.control.organization('contoso');
  const rows = ['record', 'secret'].map(
    (table) => database.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant LIKE ?`).get(`%${id}`)?.['n'],
  );
  database.close();
  expect(rows).toEqual([0, 0]);
});

test('an instance with connections is removed only where the operator says so, and a tracker that is away does not prevent it', async () => {
  await settled();
  const initiated = await ask('contoso', 'initiate', {
    requestId: crypto.randomUUID(),
    destinationUrl: null,
    mode: 'BASIC',
    localShortName: 'here',
    remoteShortName: 'there',
    name: 'here_to_there',
    description: '',
    projectId: host.control.project('contoso', 'Fabrikam').id,
    askBeforeActivating: true,
  });
  expect(initiated).toMatchObject({ output: { kind: 'done' } });
  expect(await (await operator()).instances()).toContainEqual(expect.objectContaining({ name: 'contoso', connections: { pending: 1 } }));
  expect(await run('instances', 'remove', host.organizationUrl('contoso'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('It has 1 connection.'),
  });
  host.control.failNext(503, ({ path }) => path.includes('/contoso/_apis/hooks/'));
  expect(await run('instances', 'remove', host.organizationUrl('contoso'), '--even-connected')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('delete the service hooks of Entente there'),
  });
});
