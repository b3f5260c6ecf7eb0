import { base64Decode, base64Encode } from '@entente/core';
import { nodeCrypto } from '@entente/runtime';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { decodeInvitation, encodeInvitation, invitationPayloadSchema, MAX_PASTED, type InvitationPayload } from './index.ts';

const crypto = nodeCrypto();
const file = z.object({ vectors: z.array(z.object({ payload: invitationPayloadSchema, code: z.string() })) });
const { vectors } = file.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'vectors', 'codes.json'), 'utf8')));
const codes = vectors.map((vector) => vector.code);
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_'.split('');

async function neverOther(text: string, original: string): Promise<string> {
  const decoded = await decodeInvitation(text, crypto);
  if (decoded.kind !== 'ok') return decoded.kind;
  // The other alphabet's characters, padding and the like: the same bytes, the same hash.
  expect(base64Decode(text.replace(/\s/g, ''))).toBe(base64Decode(original));
  return 'same';
}

test('no change of a single character makes another good code', async () => {
  const code = codes[3]!;
  const kinds = new Set<string>();
  for (let i = 0; i < code.length; i += 1) {
    // A neighbour, any other character, and now and then one that is no base64 at all.
    const other = i % 5 === 0 ? ['#', '\u0430', '='][i % 3]! : alphabet[(i * 7) % 66]!;
    const tried = [other, String.fromCharCode(code.charCodeAt(i) ^ 1)];
    for (const character of tried) {
      const kind = await neverOther(code.slice(0, i) + character + code.slice(i + 1), code);
      kinds.add(kind);
      // White space is taken off, so such a change is the loss of a character.
      if (i >= 4 && character !== code[i]) expect(['damaged', 'same', 'cutOff']).toContain(kind);
    }
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['damaged', 'same']));
});

test('no lost, added or swapped character makes another good code', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...codes),
      fc.nat(),
      fc.constantFrom('lose', 'add', 'swap', 'double'),
      fc.constantFrom(...alphabet),
      async (code, seed, how, character) => {
        const i = seed % (code.length - 1);
        const [before, here, next, after] = [code.slice(0, i), code.slice(i, i + 1), code.slice(i + 1, i + 2), code.slice(i + 2)];
        const changed = {
          lose: before + next + after,
          add: before + character + here + next + after,
          swap: before + next + here + after,
          double: before + here + here + next + after,
        }[how];
        await neverOther(changed, code);
      },
    ),
    { numRuns: 500 },
  );
});

test('a code that was cut is never good, and is called cut off as soon as it can be known', async () => {
  // One whose length needs padding, and one whose does not.
  for (const code of [codes.find((one) => one.endsWith('='))!, codes.find((one) => !one.endsWith('='))!]) {
    // Every length at both ends, every fifth between.
    const length = code.replace(/=+$/, '').length;
    for (let end = 0; end < length; end += end < 60 || end > length - 60 ? 1 : 5) {
      const { kind } = await decodeInvitation(code.slice(0, end), crypto);
      expect({ end, kind }).toEqual({ end, kind: end === 0 ? 'empty' : end < 4 ? 'notACode' : 'cutOff' });
    }
  }
});

test('what is encoded is decoded, with every member', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  const named = text.filter((name) => name.length > 0 && name.length <= 200);
  await fc.assert(
    fc.asyncProperty(named, text, fc.boolean(), async (name, description, withUrl) => {
      const base = vectors[0]!.payload;
      const payload: InvitationPayload = {
        ...base,
        invitedInstanceUid: withUrl ? base.invitedInstanceUid : null,
        nodeInfo: { ...base.nodeInfo, name },
        connection: { ...base.connection, description },
      };
      const { code, codeHash } = await encodeInvitation(payload, crypto);
      expect(code).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
      expect(await decodeInvitation(code, crypto)).toMatchObject({ kind: 'ok', invitation: { payload, codeHash } });
    }),
  );
});

test('the largest texts outside ASCII still make a code that can be read', async () => {
  const base = vectors[0]!.payload;
  const payload: InvitationPayload = {
    ...base,
    nodeInfo: { ...base.nodeInfo, name: '\u6771'.repeat(200) },
    connection: { ...base.connection, name: '\u6771'.repeat(200), description: '\u6771'.repeat(1000) },
  };
  const { code } = await encodeInvitation(payload, crypto);
  expect(code.length).toBeLessThan(MAX_PASTED);
  expect(await decodeInvitation(code, crypto)).toMatchObject({ kind: 'ok' });
  const longer = { ...payload, connection: { ...payload.connection, description: '\u6771'.repeat(1001) } };
  expect(await decodeInvitation((await encodeInvitation(longer, crypto)).code, crypto)).toMatchObject({ kind: 'damaged', why: 'shape' });
});

test('nothing that is pasted makes it throw', async () => {
  const json = fc.json({ maxDepth: 4 }).map((value) => base64Encode(value.replace(/[^ -~]/g, '?')));
  const mixed = fc
    .tuple(fc.constantFrom(...codes), fc.nat(1400), fc.string())
    .map(([code, at, noise]) => code.slice(0, at) + noise + code.slice(at));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), json, mixed), async (text) => {
      expect((await decodeInvitation(text, crypto)).kind).toMatch(/^[a-zA-Z]+$/);
    }),
    { numRuns: 400 },
  );
});
