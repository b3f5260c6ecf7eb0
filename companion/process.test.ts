/** The companion as a process of its own: started, refused, told to end. That it may be killed at any time is shown in tests/kill. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import { pageCalls } from './testing.ts';

let host: AzureDevOps;
let dataDir: string;
const running = new Set<ChildProcess>();
const folders: string[] = [];

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

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  NODE_NO_WARNINGS: '1',
  ENTENTE_PORT: '0',
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

/** Of the companion that started last. */
let url = '';
const { ask: send, pair } = pageCalls(
  () => host,
  () => url,
);

/** Answers with its pairing secret. */
async function listens(companion: Run): Promise<string> {
  url = /listens at (http:\S+),/.exec(await companion.line(/listens at/))?.[1] ?? '';
  return secretIn(await companion.line(/Pairing secret/));
}

test('settings that are wrong end it with their names', async () => {
  const wrong = run([], environment({ ENTENTE_PORT: 'x' }));
  expect(await wrong.ended).toBe(2);
  expect(wrong.lines.join('\n')).toContain('ENTENTE_PORT');
});

test('a second process on the same folder is refused, and the first goes on', async () => {
  const first = run();
  const secret = await listens(first);
  const second = run();
  expect(await second.ended).not.toBe(0);
  expect(second.lines.join('\n')).toMatch(/locked/);
  await pair('contoso', secret);
});

test('the command line makes a new pairing secret while the companion runs; SIGTERM ends it', async () => {
  const companion = run();
  const first = await listens(companion);
  const second = secretIn(await run(['pairing-secret']).line(/Pairing secret/));
  expect(await send('contoso', 'pair', { secret: first, organizationUrl: host.organizationUrl('contoso') })).toMatchObject({
    kind: 'fault',
  });
  await pair('contoso', second);
  companion.child.kill('SIGTERM');
  expect(await companion.ended).toBe(0);
});
