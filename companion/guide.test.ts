/** The guide's commands, run in its order: they print what it shows, but for what is another one each time. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { readConfiguration } from './configuration.ts';
import { findCompanion } from './control/client.ts';
import { startCompanion, type Companion } from './start.ts';
import { pageCalls } from './testing.ts';

const guide = readFileSync(join(import.meta.dirname, '..', 'docs', 'guide', 'companion.md'), 'utf8');

/** Blocks of four spaces that begin with a prompt: the command, and what it prints. */
const shown = guide.split(/\n{2,}(?=\S)/).flatMap((part) => {
  const [, command, output] = /^ {4}\$ npx entente-companion (.*)\n((?: {4}.*(?:\n|$))+)/m.exec(part) ?? [];
  return command === undefined || output === undefined ? [] : [{ command, output: output.replace(/^ {4}/gm, '').trimEnd() }];
});

const dataDir = mkdtempSync(join(tmpdir(), 'entente-guide-'));
let host: AzureDevOps;
let companion: Companion;
let environment: Record<string, string>;

beforeAll(async () => {
  host = await startAzureDevOps({
    organizations: [{ name: 'contoso', projects: [{ name: 'Fabrikam' }, { name: 'Tailspin', process: 'Basic' }] }],
  });
  environment = {
    ENTENTE_DATA_DIR: dataDir,
    ENTENTE_PORT: '0',
    ENTENTE_PUBLIC_URL: 'listening',
    ENTENTE_ALLOW_LOOPBACK: '1',
    ENTENTE_LOG_LEVEL: 'silent',
  };
  const read = readConfiguration(environment);
  if (!read.ok) throw new Error(read.problems.join());
  companion = await startCompanion(read.configuration);
  const page = pageCalls(
    () => host,
    () => companion.url,
  );
  await page.pair('contoso', companion.pairingSecret());
  for (;;) {
    const [one] = (await (await findCompanion(dataDir))?.instances()) ?? [];
    if (one?.eventsAreOn === true && one.sweptAt !== null) break;
    await new Promise((done) => void setImmediate(done));
  }
});
afterAll(async () => {
  await companion.close();
  await host.close();
  rmSync(dataDir, { recursive: true });
});

function comparable(text: string): string {
  return text
    .replace(/\b[\w-]{43}\b/g, '<secret>')
    .replace(/https?:\/\/[^\s)]+/g, '<address>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/: \/\S+ is open/g, ': <folder> is open')
    .trimEnd();
}

test('the guide shows commands, each with its output', () => {
  expect(shown.map(({ command }) => command.split(' ')[0])).toEqual(['pair', 'instances', 'doctor', 'instances']);
});

test.each(shown)('$command', async ({ command, output }) => {
  const args = command.replaceAll('https://dev.azure.com/contoso', host.organizationUrl('contoso')).split(' ');
  const env = { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env });
  expect(comparable(stdout)).toBe(comparable(output));
});

test('every setting that there is stands in the guide', () => {
  const read = readConfiguration({});
  const keys = read.ok ? Object.keys(read.configuration) : [];
  const variables = keys.map((key) => `ENTENTE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`);
  expect(variables.filter((variable) => !guide.includes(variable))).toEqual([]);
});
