import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readConfiguration } from './configuration.ts';

test('needs nothing for a first run, and then nobody else can reach it', () => {
  expect(readConfiguration({})).toMatchObject({
    ok: true,
    configuration: { host: '127.0.0.1', port: 8137, publicUrl: null, allowLoopback: false, allowedOrganizations: [] },
  });
});

test('reads what the operator set; an empty value is none', () => {
  const env = {
    ENTENTE_PORT: '0',
    ENTENTE_PUBLIC_URL: 'https://entente.example.org/x/',
    ENTENTE_ALLOWED_ORGANIZATIONS: 'https://dev.azure.com/a, https://tfs.example.com/main',
    ENTENTE_HOST: '',
    OTHER: 'x',
  };
  expect(readConfiguration(env)).toMatchObject({
    ok: true,
    configuration: {
      port: 0,
      host: '127.0.0.1',
      publicUrl: 'https://entente.example.org/x',
      allowedOrganizations: ['https://dev.azure.com/a', 'https://tfs.example.com/main'],
    },
  });
});

test.each([
  [{ ENTENTE_PORT: 'x' }, 'ENTENTE_PORT'],
  [{ ENTENTE_PORT: '70000' }, 'ENTENTE_PORT'],
  [{ ENTENTE_ALLOW_LOOPBACK: 'yes' }, 'ENTENTE_ALLOW_LOOPBACK'],
  [{ ENTENTE_PUBLIC_URL: 'entente.example.org' }, 'ENTENTE_PUBLIC_URL'],
  [{ ENTENTE_PUBLIC_URL: 'https://x.example?y' }, 'ENTENTE_PUBLIC_URL'],
  [{ ENTENTE_PUBLIC_URL: 'http://x.example' }, 'ENTENTE_PUBLIC_URL'],
  [{ ENTENTE_PUBLIC_URL: 'listening' }, 'ENTENTE_PUBLIC_URL'],
  [{ ENTENTE_LOG_LEVEL: 'loud' }, 'ENTENTE_LOG_LEVEL'],
])('%j: the error names its key', (env, key) => {
  const read = readConfiguration(env);
  expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(new RegExp(`^${key}: `))]);
});

test('plain http and the listening address are for the playground', () => {
  for (const url of ['http://127.0.0.1:8000', 'listening'])
    expect(readConfiguration({ ENTENTE_ALLOW_LOOPBACK: '1', ENTENTE_PUBLIC_URL: url })).toMatchObject({ ok: true });
});

const folder = mkdtempSync(join(tmpdir(), 'entente-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('a file says the same, as JSON or YAML; the environment wins over it; its paths are meant from where it stands', () => {
  const yaml = file(
    'a.yaml',
    'port: 9000\npublicUrl: https://entente.example.org/\ndataDir: data\nallowedOrganizations:\n  - https://tfs.example.org/tfs/Main\n',
  );
  const json = file('a.json', JSON.stringify({ port: '9000', dataDir: 'data', allowedOrganizations: 'https://tfs.example.org/tfs/Main' }));
  for (const path of [yaml, json]) {
    expect(readConfiguration({ ENTENTE_CONFIG: path, ENTENTE_HOST: '0.0.0.0', ENTENTE_PORT: '' })).toMatchObject({
      ok: true,
      configuration: {
        host: '0.0.0.0',
        port: 9000,
        dataDir: join(folder, 'data'),
        allowedOrganizations: ['https://tfs.example.org/tfs/Main'],
      },
    });
  }
  expect(readConfiguration({ ENTENTE_CONFIG: yaml, ENTENTE_PORT: '1', ENTENTE_PUBLIC_URL: 'https://other.example' })).toMatchObject({
    configuration: { port: 1, publicUrl: 'https://other.example' },
  });
  expect(readConfiguration({ ENTENTE_CONFIG: file('empty.yaml', '') })).toMatchObject({ ok: true });
});

test('problems name the key and where it stands, all at once', () => {
  const path = file('wrong.yaml', 'port: many\ncolour: red\nlogLevel: loud\n');
  const read = readConfiguration({ ENTENTE_CONFIG: path, ENTENTE_LOG_LEVEL: 'quiet' });
  expect(read.ok ? [] : read.problems).toEqual([
    expect.stringContaining(`colour (in ${path}): is no setting`),
    `port (in ${path}): must be a number`,
    expect.stringMatching(/^ENTENTE_LOG_LEVEL: must be one of/),
  ]);
});

test.each(['a: [', '- a list', 'just text'])('what is no configuration file is said, and nothing of it quoted: %s', (text) => {
  const read = readConfiguration({ ENTENTE_CONFIG: file('no.yaml', `${text} hunter2`) });
  expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(/^ENTENTE_CONFIG: .*must be JSON or YAML/)]);
  expect(JSON.stringify(read)).not.toContain('hunter2');
  expect(readConfiguration({ ENTENTE_CONFIG: join(folder, 'missing') })).toMatchObject({ ok: false });
});
