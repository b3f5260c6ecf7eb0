/** The companion as a process of its own: started, killed in the middle of its work, started again. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { adminClient } from '@entente/wizard/admin-api';
import type { AdminApi } from '@entente/wizard/admin-api';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import * as z from 'zod';
import { pageCalls } from './testing.ts';

// Each is a process that starts anew.
jest.setTimeout(60_000);

let host: AzureDevOps;
let dataDir: string;
let port: number;
const running = new Set<ChildProcess>();
const folders: string[] = [];

beforeAll(async () => {
  port = await freePort();
});
beforeEach(async () => {
  host = await startAzureDevOps();
  dataDir = mkdtempSync(join(tmpdir(), 'entente-process-'));
  folders.push(dataDir);
});
afterEach(async () => {
  for (const child of running) await kill(child);
  await host.close();
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  NODE_NO_WARNINGS: '1',
  ENTENTE_PORT: String(port),
  ENTENTE_DATA_DIR: dataDir,
  ENTENTE_PUBLIC_URL: 'listening',
  ENTENTE_ALLOW_LOOPBACK: '1',
  ENTENTE_LOG_LEVEL: 'error',
  ...more,
});

interface Run {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that matches; rejects where the process ends before. */
  line(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
}

function run(args: readonly string[] = [], env = environment()): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const told of waiting) told(line);
    });
  }
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      running.delete(child);
      done(code);
    }),
  );
  const line = async (pattern: RegExp): Promise<string> => {
    const known = lines.find((one) => pattern.test(one));
    if (known !== undefined) return known;
    return await Promise.race([
      new Promise<string>((done) => waiting.add((one) => pattern.test(one) && done(one))),
      ended.then(() => Promise.reject(new Error(`ended with: ${lines.join('\n')}`))),
    ]);
  };
  return { child, lines, line, ended };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((done) => child.once('close', done));
  child.kill('SIGKILL');
  if (running.has(child)) await gone;
}

const secretIn = (line: string): string => /: (\S{43})$/.exec(line)?.[1] ?? '';
const url = (): string => `http://127.0.0.1:${port}`;

const { ask: send, pair } = pageCalls(() => host, url);
const admin = (organization: string): AdminApi => adminClient(async (method, input) => await send(organization, method, input));

/** Asks until it is so; the companion is asked again while it is away. */
async function until<Value>(ask: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask().catch(() => undefined);
    if (value !== undefined && isSo(value)) return value;
    await new Promise((done) => void setImmediate(done));
  }
}

test('settings that are wrong end it with their names', async () => {
  const wrong = run([], environment({ ENTENTE_PORT: 'x' }));
  expect(await wrong.ended).toBe(2);
  expect(wrong.lines.join('\n')).toContain('ENTENTE_PORT');
});

test('a second process on the same folder is refused, and the first goes on', async () => {
  const first = run();
  const secret = secretIn(await first.line(/Pairing secret/));
  const second = run([], environment({ ENTENTE_PORT: '0' }));
  expect(await second.ended).not.toBe(0);
  expect(second.lines.join('\n')).toMatch(/locked/);
  await pair('contoso', secret);
});

test('the command line makes a new pairing secret while the companion runs; SIGTERM ends it', async () => {
  const companion = run();
  const first = secretIn(await companion.line(/Pairing secret/));
  const second = secretIn(await run(['pairing-secret']).line(/Pairing secret/));
  expect(await send('contoso', 'pair', { secret: first, organizationUrl: host.organizationUrl('contoso') })).toMatchObject({
    kind: 'fault',
  });
  await pair('contoso', second);
  companion.child.kill('SIGTERM');
  expect(await companion.ended).toBe(0);
});

const ISSUES = 12;
const received = () => host.control.workItems('northwind', 'Fabrikam');
const titlesOf = () => received().map((item) => item.revisions.at(-1)?.fields['System.Title']);

test('killed in the middle of its work, it goes on where it was: every issue arrives, and none twice', async () => {
  let companion = run();
  await pair('contoso', secretIn(await companion.line(/Pairing secret/)));
  await pair('northwind', secretIn(await run(['pairing-secret']).line(/Pairing secret/)));
  await connect();
  for (let i = 0; i < ISSUES; i++) await makeTask(`Task ${i}`);
  for (const count of [2, 5, 9]) {
    await killedAt(companion, count);
    companion = run();
    await companion.line(/listens at/);
  }
  await until(
    async () => received().length,
    (count) => count >= ISSUES,
  );
  // What was being written as it was killed is looked up after the tracker's late-apply window; nobody waits for that here.
  await until(
    async () => (await admin('contoso').list({})).connections[0]?.counts,
    (counts) => (counts?.twins ?? 0) >= ISSUES && counts?.waitingToSend === 0,
  );
  expect(new Set(titlesOf())).toEqual(new Set(Array.from({ length: ISSUES }, (_, i) => `Task ${i}`)));
  expect(received()).toHaveLength(ISSUES);
  expect(host.control.workItems('contoso', 'Fabrikam')).toHaveLength(ISSUES);
  expect(companion.lines.join('\n')).not.toMatch(
    new RegExp([host.token('contoso', 'entente'), host.token('northwind', 'entente')].join('|')),
  );
}, 60_000);

/** Killed on the very write that makes that many items: its answer finds nobody. */
async function killedAt(companion: Run, count: number): Promise<void> {
  await new Promise<void>((done) => {
    const look = (): void => {
      if (received().length < count) return;
      stop();
      companion.child.kill('SIGKILL');
      done();
    };
    const stop = host.control.onChange('northwind', look);
    look();
  });
  await companion.ended;
}

/** Contoso initiates, Northwind accepts; both are tenants of the one companion and talk as partners do. */
async function connect(): Promise<void> {
  const requestId = crypto.randomUUID();
  const initiated = await admin('contoso').initiate({
    requestId,
    destinationUrl: `${url()}/i/${host.control.organization('northwind').id}`,
    mode: 'SCRIPT',
    localShortName: 'contoso',
    remoteShortName: 'northwind',
    name: 'contoso_to_northwind',
    description: '',
    projectId: host.control.project('contoso', 'Fabrikam').id,
    askBeforeActivating: false,
  });
  if (initiated.kind !== 'done') throw new Error(initiated.code);
  const accepted = await admin('northwind').accept({
    requestId: crypto.randomUUID(),
    code: initiated.invitation.code,
    projectId: host.control.project('northwind', 'Fabrikam').id,
  });
  expect(accepted).toMatchObject({ kind: 'done' });
  for (const organization of ['contoso', 'northwind'])
    await until(
      async () => await admin(organization).list({}),
      ({ connections }) => connections[0]?.state === 'active',
    );
}

async function makeTask(title: string): Promise<number> {
  const answer = await fetch(`${host.organizationUrl('contoso')}/Fabrikam/_apis/wit/workitems/$Task?api-version=7.1`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`:${host.token('contoso', 'ada')}`).toString('base64')}`,
      'content-type': 'application/json-patch+json',
    },
    body: JSON.stringify([{ op: 'add', path: '/fields/System.Title', value: title }]),
  });
  return z.object({ id: z.number() }).parse(await answer.json()).id;
}
