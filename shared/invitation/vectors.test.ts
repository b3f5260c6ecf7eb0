import { nodeCrypto } from '@entente/runtime';
import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { decodeInvitation, encodeInvitation, invitationPayloadSchema, readInvitation, webCrypto } from './index.ts';
import { plainCrypto } from './plain-crypto.ts';

const folder = join(import.meta.dirname, 'vectors');
const readerSchema = z.object({
  instanceUid: z.string(),
  callable: z.boolean(),
  now: z.number(),
  connections: z.array(z.object({ id: z.string(), inviteId: z.string(), name: z.string() })),
});
const readingsSchema = z.object({
  description: z.string(),
  vectors: z.array(z.object({ name: z.string(), pasted: z.string(), reader: readerSchema, expected: z.looseObject({ kind: z.string() }) })),
});
const codesSchema = z.object({
  description: z.string(),
  vectors: z.array(
    z.object({
      name: z.string(),
      payload: invitationPayloadSchema,
      code: z.string(),
      inviteId: z.string(),
      codeHash: z.string(),
      encodable: z.boolean().optional(),
    }),
  ),
});

function load<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  return schema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

const cryptos = [
  ['node:crypto', nodeCrypto()],
  ['WebCrypto', webCrypto()],
  ['JavaScript alone', plainCrypto()],
] as const;
const readings = ['pasted.json', 'refused.json', 'exalate.json'];

test('every file of vectors is run', () => {
  expect(new Set(readdirSync(folder))).toEqual(new Set([...readings, 'codes.json']));
});

for (const [name, crypto] of cryptos) {
  test.each(load('codes.json', codesSchema).vectors)(`$name (${name})`, async (vector) => {
    const decoded = await decodeInvitation(vector.code, crypto);
    expect(decoded).toMatchObject({
      kind: 'ok',
      invitation: { payload: vector.payload, inviteId: vector.inviteId, codeHash: vector.codeHash },
    });
    if (vector.encodable === false) return;
    expect(await encodeInvitation(vector.payload, crypto)).toEqual({ code: vector.code, codeHash: vector.codeHash });
  });
}

for (const file of readings) {
  test.each(load(file, readingsSchema).vectors)(`${file}: $name`, async ({ pasted, reader, expected }) => {
    const { inviteId, codeHash, ...members } = expected;
    const reading = await readInvitation(pasted, reader, nodeCrypto());
    expect(reading).toMatchObject(members);
    const derived = { ...(inviteId === undefined ? {} : { inviteId }), ...(codeHash === undefined ? {} : { codeHash }) };
    if (Object.keys(derived).length > 0) expect(reading).toMatchObject({ invitation: derived });
  });
}
