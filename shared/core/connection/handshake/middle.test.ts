import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, RIGHT_URL, accept, initiate, only, pairHarness, states } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { checkedText } from '../../checked.schema.ts';
import type { PartnerAnswer, PartnerRequest } from '../../node.ts';
import { authHeader, readAuthHeader } from '../auth.ts';
import type { Signed } from '../auth.ts';
import { jsonOf } from '../../json.ts';
import { decodeInvitation } from '../invitation/decode.ts';
import type { ReadInvitation } from '../invitation/decode.ts';
import { asciiJson } from '../invitation/ascii-json.ts';
import { encodeInvitation } from '../invitation/encode.ts';
import { handshakeKeys, inviteKeyid } from '../keys.ts';
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
  const rewritten = await encodeInvitation(
    { ...original.payload, nodeInfo: { ...original.payload.nodeInfo, name: 'somebody else' } },
    crypto,
  );
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

/** An acceptance that a thief of the code can make: right in every member, signed with the secret. */
async function forged(
  pair: Pair,
  code: string,
  name: 'right' | 'thief',
): Promise<{
  readonly text: string;
  readonly sign: (signed: Omit<Signed, 'keyid' | 'body'>) => Promise<string>;
  readonly inviteId: string;
}> {
  const { payload, codeHash, inviteId } = await read(code);
  const keys = await handshakeKeys(payload.invitationSecret, crypto);
  const nodeInfo = { ...(await pair.side(name).node.info()), baseUrl: RIGHT_URL };
  const text = asciiJson(
    jsonOf({ v: 1, codeHash, nonceA: 'y'.repeat(43), nodeInfo, connection: { localShortName: 'a', remoteShortName: 'b' } }),
  );
  return {
    text,
    inviteId,
    sign: async (signed) => await authHeader({ ...signed, keyid: inviteKeyid(inviteId, 'a2i'), body: text }, keys.a2i, crypto),
  };
}

test('with a URL, an acceptance that is sent instead of fetched is not taken', async () => {
  const pair = await pairHarness({ crypto, others: ['thief'] });
  const { code } = await initiate(pair.left);
  for (const name of ['right', 'thief'] as const) {
    const { text, sign, inviteId } = await forged(pair, code, name);
    const route = `/entente/v1/invitations/${inviteId}/acceptances`;
    const answer = await pair.left.node.answerPartner({
      method: 'POST',
      route,
      auth: [await sign({ kind: 'request', method: 'POST', route, nonce: 'n'.repeat(43) })],
      body: text,
    });
    expect(answer.auth).not.toBeNull();
    expect(answer.body).toContain('"error"');
  }
  expect((await only(pair.left)).state).toBe('pending');
});

test('with a URL, another instance at the probed address is not taken for the invited one', async () => {
  const pair = await pairHarness({ crypto, others: ['thief'] });
  const { code } = await initiate(pair.left);
  const { text, sign } = await forged(pair, code, 'thief');
  await accept(pair.right, code);
  pair.network.serve(RIGHT_URL, async ({ method, route, auth }) => {
    const nonce = readAuthHeader(auth)?.nonce ?? '';
    return { status: 200, auth: await sign({ kind: 'answer', method, route, nonce }), body: text };
  });
  await pair.pass(MINUTE);
  expect(await only(pair.left)).toMatchObject({
    state: 'pending',
    trouble: { code: 'otherInstance', params: { host: 'right.example.com' } },
  });
  pair.network.serve(RIGHT_URL, (request) => pair.right.node.answerPartner(request));
  await pair.pass(10 * MINUTE);
  expect(await states(pair)).toEqual(['active', 'active']);
  expect((await only(pair.left)).trouble).toBeNull();
});
