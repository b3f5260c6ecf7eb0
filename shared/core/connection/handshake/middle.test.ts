import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, accept, initiate, only, pairHarness } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { checkedText } from '../../checked.schema.ts';
import type { PartnerAnswer, PartnerRequest } from '../../node.ts';
import { authHeader, readAuthHeader } from '../auth.ts';
import type { Signed } from '../auth.ts';
import { decodeInvitation } from '../invitation/decode.ts';
import type { ReadInvitation } from '../invitation/decode.ts';
import { encodeInvitation } from '../invitation/encode.ts';
import { handshakeKeys } from '../keys.ts';
import { acceptanceSchema, completionSchema } from '../messages.schema.ts';

const crypto = nodeCrypto();
const MIDDLE = 'https://middle.example.com';

async function read(code: string): Promise<ReadInvitation> {
  const decoded = await decodeInvitation(code, crypto);
  if (decoded.kind !== 'ok') throw new Error(decoded.kind);
  return decoded.invitation;
}

/** Someone who read the code, can sign with its secret, and passes acceptance and completion on as each side expects them. */
function relay(pair: Pair, original: ReadInvitation): (request: PartnerRequest) => Promise<PartnerAnswer> {
  return async (request) => {
    const keys = await handshakeKeys(original.payload.invitationSecret, crypto);
    const header = readAuthHeader(request.auth);
    const acceptance = checkedText(acceptanceSchema, request.body);
    if (header === null || acceptance === null) return await pair.left.node.answerPartner(request);
    const body = request.body.replace(acceptance.codeHash, original.codeHash);
    const asked: Signed = { kind: 'request', method: request.method, route: request.route, keyid: header.keyid, nonce: header.nonce, body };
    const answer = await pair.left.node.answerPartner({ ...request, auth: [await authHeader(asked, keys.a2i, crypto)], body });
    expect(checkedText(completionSchema, answer.body)).not.toBeNull();
    return answer;
  };
}

test('whoever rewrote the code on its way gives the two sides different numbers, and no exchange', async () => {
  const pair = await pairHarness({ crypto });
  const { code } = await initiate(pair.left, { destinationUrl: null });
  const original = await read(code);
  const rewritten = await encodeInvitation({ ...original.payload, nodeInfo: { ...original.payload.nodeInfo, baseUrl: MIDDLE } }, crypto);
  pair.network.serve(MIDDLE, relay(pair, original));
  await accept(pair.right, rewritten.code);
  await pair.pass(MINUTE);
  const [left, right] = [await only(pair.left), await only(pair.right)];
  expect([left.state, right.state]).toEqual(['active', 'active']);
  expect(left.securityNumber).toMatch(/^\d{6}$/);
  expect(right.securityNumber).toMatch(/^\d{6}$/);
  expect(right.securityNumber).not.toBe(left.securityNumber);
  expect([left.lastExchangeAt, right.lastExchangeAt]).toEqual([null, null]);
  expect(right.trouble).toMatchObject({ code: 'unauthenticated', params: { host: 'middle.example.com' } });
});

test('a rewritten code that is passed on as it is, is not accepted', async () => {
  const pair = await pairHarness({ crypto });
  const { code } = await initiate(pair.left, { destinationUrl: null });
  const original = await read(code);
  const rewritten = await encodeInvitation({ ...original.payload, nodeInfo: { ...original.payload.nodeInfo, name: 'somebody else' } }, crypto);
  await accept(pair.right, rewritten.code);
  await pair.pass(MINUTE);
  expect((await only(pair.left)).state).toBe('pending');
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'refused', params: { code: 'codeMismatch' } } });
});

test('a completion whose nonce the code did not commit to is refused', async () => {
  const pair = await pairHarness({ crypto });
  const { code } = await initiate(pair.left, { destinationUrl: null });
  const keys = await handshakeKeys((await read(code)).payload.invitationSecret, crypto);
  await accept(pair.right, code);
  pair.network.serve('https://left.example.com', async (request) => {
    const answer = await pair.left.node.answerPartner(request);
    const header = readAuthHeader(answer.auth === null ? [] : [answer.auth]);
    const completion = checkedText(completionSchema, answer.body);
    if (header === null || completion === null) return answer;
    const body = answer.body.replace(completion.nonceI, 'x'.repeat(43));
    const signed: Signed = { kind: 'answer', method: request.method, route: request.route, keyid: header.keyid, nonce: header.nonce, body };
    return { ...answer, body, auth: await authHeader(signed, keys.i2a, crypto) };
  });
  await pair.pass(MINUTE);
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'mismatch' } });
});
