import { expect, test } from '@jest/globals';
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
