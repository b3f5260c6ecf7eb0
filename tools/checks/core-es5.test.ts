/** The core that was compiled for the oldest engine answers the same as the core itself. */
import * as core from '@entente/core';
import { commonDocuments } from '@entente/testkit';
import { beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';

const root = join(import.meta.dirname, '..', '..');
const vectorFiles = ['pasted.json', 'refused.json', 'exalate.json'];

interface Vector {
  readonly name: string;
  readonly pasted: string;
  readonly reader: core.InvitationReader;
}

function vectors(): readonly Vector[] {
  return vectorFiles.flatMap(
    (file) => (JSON.parse(readFileSync(join(root, 'shared', 'invitation', 'vectors', file), 'utf8')) as { vectors: Vector[] }).vectors,
  );
}

/** Ports that answer at once, as they do on that engine. */
const atOnce = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmac: (key: string, message: string) => createHmac('sha256', key).update(message).digest('base64'),
  sha256OfBase64: (base64: string) => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex'),
};
const crypto: core.Crypto = {
  sha256: (text) => Promise.resolve(atOnce.sha256(text)),
  hmac: (key, message) => Promise.resolve(atOnce.hmac(key, message)),
  sha256OfBase64: (base64) => Promise.resolve(atOnce.sha256OfBase64(base64)),
};

const context = vm.createContext({});

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'entente-core-es5-'));
  try {
    const file = join(folder, 'core.js');
    execFileSync(process.execPath, [join(root, 'tools', 'checks', 'core-es5.ts'), file], { stdio: ['ignore', 'ignore', 'inherit'] });
    const missing =
      'Promise Reflect Proxy Intl WeakMap WeakSet WeakRef ArrayBuffer Uint8Array DataView BigInt globalThis Atomics eval Function';
    vm.runInContext(
      missing
        .split(' ')
        .map((name) => `delete this.${name};`)
        .join('\n'),
      context,
    );
    vm.runInContext(readFileSync(file, 'utf8'), context);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Calls an exported function there with copies of the arguments; ports are passed as they are. */
function there(name: string, args: readonly unknown[], port?: unknown): unknown {
  Object.assign(context, { args: JSON.stringify(args), port });
  const call = `JSON.stringify(EntenteCore.${name}.apply(null, JSON.parse(args).concat(port === undefined ? [] : [port])))`;
  const json = vm.runInContext(call, context) as string | undefined;
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('the engine that it ran in lacks what the oldest one lacks', () => {
  expect(vm.runInContext('[typeof Promise, typeof Reflect, typeof Proxy, typeof Uint8Array, typeof Intl].join()', context)).toBe(
    Array(5).fill('undefined').join(),
  );
});

test('it has every function that the core has', () => {
  const names = vm.runInContext('Object.keys(EntenteCore)', context) as readonly string[];
  expect(new Set(names)).toEqual(new Set(Object.keys(core)));
});

test.each(vectors())('$name', async ({ pasted, reader }) => {
  const expected = await core.readInvitation(pasted, reader, crypto);
  expect(there('readInvitation', [pasted, reader], atOnce)).toEqual(asJson(expected));
});

test('encoding gives the same code', async () => {
  const { vectors: codes } = JSON.parse(readFileSync(join(root, 'shared', 'invitation', 'vectors', 'codes.json'), 'utf8')) as {
    vectors: { payload: core.InvitationPayload }[];
  };
  expect(codes.length).toBeGreaterThan(0);
  for (const { payload } of codes)
    expect(there('encodeInvitation', [payload], atOnce)).toEqual(await core.encodeInvitation(payload, crypto));
});

test('documents have the same normal form and plain text', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: false }), (document) => {
      expect(there('normalDocument', [document])).toEqual(asJson(core.normalDocument(document)));
      expect(there('plainText', [document])).toEqual(core.plainText(document));
    }),
  );
});
