import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import * as z from 'zod/mini';
import { checkedText } from '../checked.schema.ts';
import { authHeader } from './auth.ts';
import { asciiJson } from './invitation/ascii-json.ts';
import { connectionKeys, handshakeKeys, securityNumberOf, transcriptOf } from './keys.ts';
import { inviteIdOf } from './invitation/encode.ts';
import { negotiate } from './versions.ts';

/**
 * docs/protocol/vectors: for other implementations, and for ours on every engine. Inputs are read from the files; outputs are
 * compared. They are never written by a test run unless asked for, because they are the protocol.
 */
const crypto = nodeCrypto();
const folder = join(import.meta.dirname, '../../../docs/protocol/vectors');
const text = z.string();
const pair = z.object({ i2a: text, a2i: text });

const keysFile = z.object({
  about: text,
  vectors: z.array(
    z.object({
      secret: text,
      codeHash: text,
      acceptance: text,
      nonceI: text,
      epoch: z.int(),
      inviteId: text,
      handshake: pair,
      commit: text,
      transcript: text,
      securityNumber: text,
      keys: pair,
    }),
  ),
});
const authFile = z.object({
  about: text,
  vectors: z.array(
    z.object({
      kind: z.enum(['request', 'answer']),
      method: text,
      route: text,
      keyid: text,
      nonce: text,
      body: text,
      key: text,
      header: text,
    }),
  ),
});
const jsonFile = z.object({ about: text, vectors: z.array(z.object({ value: z.json(), text })) });
const range = z.object({ minRestVersion: text, maxRestVersion: text, minHubObjectsVersion: text, maxHubObjectsVersion: text });
const versionsFile = z.object({ about: text, vectors: z.array(z.object({ ours: range, theirs: range, result: z.json() })) });

async function check<Schema extends z.ZodMiniType<{ readonly about: string; readonly vectors: readonly object[] }>>(
  name: string,
  schema: Schema,
  derive: (vector: z.infer<Schema>['vectors'][number]) => Promise<object>,
): Promise<void> {
  const path = join(folder, name);
  const file = checkedText(schema, readFileSync(path, 'utf8'));
  if (file === null) throw new Error(`${name} does not fit its schema`);
  expect(file.vectors.length).toBeGreaterThan(1);
  const derived: object[] = [];
  for (const vector of file.vectors) derived.push({ ...vector, ...(await derive(vector)) });
  if (process.env['ENTENTE_WRITE_VECTORS'] === '1') writeFileSync(path, JSON.stringify({ ...file, vectors: derived }, null, 2) + '\n');
  expect(derived).toEqual(file.vectors);
}

test('keys.json', async () => {
  await check('keys.json', keysFile, async ({ secret, codeHash, acceptance, nonceI, epoch }) => {
    const transcript = await transcriptOf({ codeHash, acceptance, nonceI }, crypto);
    return {
      inviteId: await inviteIdOf(secret, crypto),
      handshake: await handshakeKeys(secret, crypto),
      commit: await crypto.sha256(nonceI),
      transcript,
      securityNumber: await securityNumberOf(transcript, crypto),
      keys: await connectionKeys(secret, epoch, transcript, crypto),
    };
  });
});

test('auth.json', async () => {
  await check('auth.json', authFile, async (vector) => ({ header: await authHeader(vector, vector.key, crypto) }));
});

test('ascii-json.json', async () => {
  await check('ascii-json.json', jsonFile, ({ value }) => Promise.resolve({ text: asciiJson(value) }));
});

test('versions.json', async () => {
  await check('versions.json', versionsFile, ({ ours, theirs }) => Promise.resolve({ result: negotiate(ours, theirs) }));
});
