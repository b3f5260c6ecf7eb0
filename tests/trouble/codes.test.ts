/** A code that is not what it should be: its own sentence each, and nothing written on either side. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { base64Decode, base64Encode, decodeInvitation, encodeInvitation } from '@entente/core';
import type { Connection, InvitationPayload } from '@entente/core';
import { nodeCrypto } from '@entente/runtime';
import { DAY, HOUR, MINUTE, PROJECT, accept, initiate, only, pairHarness, requestId } from '@entente/testkit';
import type { Pair, PairOptions, Side } from '@entente/testkit';
import { en, makeTexts } from '@entente/wizard';
import * as z from 'zod';

const crypto = nodeCrypto();
const texts = makeTexts(en, 'en');
const TABLES = [
  'node',
  'connection',
  'invite',
  'claim',
  'twin',
  'remote',
  'todo',
  'outbox',
  'sent',
  'inbox',
  'blob',
  'chunk',
  'activity',
  'lease',
  'request',
] as const;
const room = (options: Omit<PairOptions, 'crypto'> = {}): Promise<Pair> => pairHarness({ crypto, others: ['third'], ...options });

/** Everything that a side keeps. */
const keptBy = (side: Side): string => JSON.stringify([TABLES.map((table) => side.store.dump(table)), [...side.secrets.held]]);
const keptByAll = (pair: Pair): string => JSON.stringify(pair.sides.map(keptBy));

async function refusalOf(side: Side, code: string): Promise<string> {
  const answer = await side.node.accept({ requestId: requestId(), code, projectId: PROJECT });
  if (answer.kind === 'done') throw new Error(`${side.name} accepted`);
  expect(answer.field).toBe('code');
  expect({ code: answer.code, hasSentence: texts.hasSentence(answer.code) }).toEqual({ code: answer.code, hasSentence: true });
  expect(texts.say(answer)).not.toMatch(/[{}?]/);
  return answer.code;
}

async function payloadOf(code: string): Promise<InvitationPayload> {
  const reading = await decodeInvitation(code, crypto);
  if (reading.kind !== 'ok') throw new Error(reading.kind);
  return reading.invitation.payload;
}

test('what is wrong can be told from the code: a result and a sentence each, nothing written, nobody called', async () => {
  const pair = await room();
  const { code } = await initiate(pair.left);
  const used = await initiate(pair.left, { name: 'used' });
  const connectionId = await accept(pair.right, used.code);
  await pair.settle();
  const payload = await payloadOf(code);
  const newer = base64Encode((base64Decode(code) ?? '').replace('"v":1', '"v":2'));
  const named = async (changes: Partial<InvitationPayload>): Promise<string> =>
    (await encodeInvitation({ ...payload, ...changes }, crypto)).code;
  const hidden = { ...payload.nodeInfo, baseUrl: null, pollOnly: true };
  const inside = { ...payload.nodeInfo, baseUrl: 'https://10.1.2.3' };
  const future = { ...payload.nodeInfo, minRestVersion: '9.0.0', maxRestVersion: '9.9.9' };
  const before = keptByAll(pair);
  const calls = pair.network.calls.length;
  const cases: readonly (readonly [what: string, side: Side, code: string, result: string])[] = [
    ['nothing', pair.right, ' \n ', 'code.empty'],
    ['prose', pair.right, 'Dear Ada, here is the code.', 'code.notACode'],
    ['cut', pair.right, code.slice(0, 700), 'code.cutOff'],
    ['changed', pair.right, `${code.slice(0, 700)}#${code.slice(701)}`, 'code.damaged'],
    ['another version under the old sum', pair.right, newer, 'code.damaged'],
    ['made here', pair.left, code, 'code.madeHere'],
    ['for another instance', pair.side('third'), code, 'code.otherInstance'],
    ['used here', pair.right, used.code, 'code.alreadyConnected'],
    ['of a moved connection', pair.right, await named({ rekey: { connectionId, epoch: 2 } }), 'code.newerVersion'],
    ['of Exalate', pair.right, exalateCode(), 'code.exalate'],
    ['with an address inside a network', pair.right, await named({ nodeInfo: inside }), 'forbiddenAddress'],
    ['of versions that do not meet', pair.right, await named({ nodeInfo: future }), 'versions'],
    ['long expired', pair.right, await named({ expiresAt: pair.clock.now() - 8 * DAY }), 'expired'],
  ];
  for (const [what, side, text, result] of cases) expect({ what, result: await refusalOf(side, text) }).toEqual({ what, result });
  expect(keptByAll(pair)).toBe(before);
  await pair.right.node.saveSettings({ name: 'right', visibility: 'private' });
  const hiddenBefore = keptByAll(pair);
  expect(await refusalOf(pair.right, await named({ nodeInfo: hidden, invitedInstanceUid: null }))).toBe('code.neitherCallable');
  expect(await refusalOf(pair.right, code)).toBe('mustBePublic');
  expect(keptByAll(pair)).toBe(hiddenBefore);
  expect(pair.network.calls).toHaveLength(calls);
  // Declining a code that is no good writes nothing either.
  for (const text of ['', code.slice(0, 700), used.code, exalateCode()])
    expect(await pair.right.node.declineCode(text)).toMatchObject({ kind: 'refused' });
  expect(keptByAll(pair)).toBe(hiddenBefore);
});

function exalateCode(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'shared', 'invitation', 'vectors', 'exalate.json'), 'utf8');
  const { vectors } = z.object({ vectors: z.array(z.object({ pasted: z.string() })) }).parse(JSON.parse(text));
  return vectors.at(-1)?.pasted ?? '';
}

test('cut at every length, changed in every character: refused, nothing written', async () => {
  const pair = await room();
  const { code } = await initiate(pair.left);
  const before = keptByAll(pair);
  const results = new Set<string>();
  const length = code.replace(/=+$/, '').length;
  for (let end = 0; end < length; end++) {
    const result = await refusalOf(pair.right, code.slice(0, end));
    expect({ end, result }).toEqual({ end, result: end === 0 ? 'code.empty' : end < 4 ? 'code.notACode' : 'code.cutOff' });
  }
  for (let at = 0; at < length; at++) {
    // A neighbour, another letter, and what is no base64, in turn.
    const other = [String.fromCharCode(code.charCodeAt(at) ^ 1), code[at] === 'Q' ? 'R' : 'Q', '#'][at % 3] ?? '';
    const changed = code.slice(0, at) + other + code.slice(at + 1);
    // Some characters are written in two ways: white space is taken off, and the other alphabet is read.
    if (base64Decode(changed) !== base64Decode(code)) results.add(await refusalOf(pair.right, changed));
  }
  expect([...results].filter((result) => !['code.damaged', 'code.cutOff', 'code.notACode'].includes(result))).toEqual([]);
  expect(keptByAll(pair)).toBe(before);
  // And the code itself was good all the time.
  await accept(pair.right, code);
});

/** What mail programs, chats and their users do to a long line. */
const WRAPPED: readonly (readonly [string, (code: string) => string])[] = [
  ['broken into lines', (code) => lines(code, 72).join('\r\n')],
  [
    'quoted',
    (code) =>
      lines(code, 72)
        .map((line) => `> ${line}`)
        .join('\n'),
  ],
  [
    'quoted in a quotation',
    (code) =>
      lines(code, 60)
        .map((line) => `> > | ${line}`)
        .join('\n'),
  ],
  ['indented and broken after every word', (code) => lines(code, 10).join('\n\t  ')],
  ['hyphenated softly', (code) => lines(code, 9).join('\u00ad')],
  ['with places to break', (code) => lines(code, 5).join('\u200b')],
  ['with no-break spaces', (code) => `\u00a0${lines(code, 400).join('\u00a0\n')}`],
  ['quoted-printable', (code) => lines(code.replaceAll('=', '=3D'), 75).join('=\r\n')],
  [
    'quoted-printable, quoted',
    (code) =>
      lines(code.replaceAll('=', '=3D'), 75)
        .map((line) => `> ${line}`)
        .join('=\n'),
  ],
  ['in quotation marks', (code) => `„${code}“`],
  ['in a code fence', (code) => '```\n' + code + '\n```'],
  ['between angle brackets', (code) => `<${code}>`],
  ['in the other alphabet, unpadded', (code) => code.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
];

function lines(text: string, length: number): readonly string[] {
  return text.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
}

test.each(WRAPPED)('%s: the code is still read', async (_how, wrap) => {
  const pair = await room();
  const made = [
    await initiate(pair.left),
    await initiate(pair.left, { name: 'padded', description: 'x' }),
    await initiate(pair.left, { name: 'other', description: 'xy' }),
  ];
  // One of three lengths in a row needs padding.
  for (const { connectionId, code } of made) expect(await accept(pair.right, wrap(code))).toBe(connectionId);
  await pair.settle();
  expect((await pair.right.node.listConnections()).map(({ connection }) => connection.state)).toEqual(['active', 'active', 'active']);
});

interface Ended {
  readonly what: string;
  readonly spoil: (pair: Pair, made: { readonly connectionId: Connection['id']; readonly code: string }) => Promise<void>;
  readonly inviter: string;
  readonly failure: string;
}

const ENDED: readonly Ended[] = [
  { what: 'expired', spoil: (pair) => pair.pass(7 * DAY + MINUTE), inviter: 'expired', failure: 'expired' },
  {
    what: 'revoked',
    spoil: async (pair) => void (await pair.left.node.act((await connectionOf(pair.left)).id, 'revoke')),
    inviter: 'revoked',
    failure: 'revoked',
  },
  {
    what: 'declined',
    spoil: async (pair, { code }) => {
      await pair.side('third').node.declineCode(code);
      await pair.settle();
    },
    inviter: 'declined',
    failure: 'declined',
  },
  {
    what: 'used',
    spoil: async (pair, { code }) => {
      await accept(pair.side('third'), code);
      await pair.settle();
    },
    inviter: 'active',
    failure: 'used',
  },
];

async function connectionOf(side: Side): Promise<Omit<Connection, 'id'> & { readonly id: Parameters<Side['node']['act']>[0] }> {
  const [first] = await side.node.listConnections();
  const [row] = side.store.dump('connection');
  if (first === undefined || row === undefined) throw new Error(`${side.name} has no connection`);
  return { ...first.connection, id: row.key as Parameters<Side['node']['act']>[0] };
}

test.each(ENDED)(
  '$what, which only the inviter knows: the acceptor is told, and its row is all there is',
  async ({ spoil, inviter, failure }) => {
    const pair = await room();
    const made = await initiate(pair.left, { destinationUrl: null });
    await spoil(pair, made);
    const connectionId = await accept(pair.right, made.code);
    const verdict = pair.left.store.dump('claim');
    await pair.pass(HOUR);
    expect((await only(pair.left)).state).toBe(inviter);
    if (verdict.length > 0) expect(pair.left.store.dump('claim')).toEqual(verdict);
    const failed = await only(pair.right);
    expect(failed).toMatchObject({ state: 'failed', failure: { code: failure, params: {} } });
    expect(texts.hasSentence(failure)).toBe(true);
    expect(texts.say({ code: failure, params: {} }, 'failure')).not.toMatch(/[{}?]/);
    // No keys, nothing to say, and nothing left of it when it is deleted.
    expect([...pair.right.secrets.held.keys()]).toEqual([]);
    expect(await pair.right.node.act(connectionId, 'delete')).toEqual({ kind: 'done' });
    expect(pair.right.store.dump('connection')).toEqual([]);
    expect([...pair.right.store.dump('outbox'), ...pair.right.store.dump('sent')]).toEqual([]);
  },
);

test('each of these has a sentence of its own', () => {
  const codes = [
    'code.empty',
    'code.notACode',
    'code.cutOff',
    'code.damaged',
    'code.newerVersion',
    'code.madeHere',
    'code.otherInstance',
    'code.alreadyConnected',
  ];
  const all = [
    ...codes,
    'code.neitherCallable',
    'code.exalate',
    'mustBePublic',
    'used',
    'expired',
    'revoked',
    'declined',
    'mismatch',
    'versions',
    'gaveUp',
    'forbiddenAddress',
  ];
  const sentences = all.map((code) => texts.say({ code, params: {} }));
  expect(new Set(sentences).size).toBe(all.length);
  expect(sentences).not.toContain(texts.say({ code: 'unknown', params: {} }));
});
