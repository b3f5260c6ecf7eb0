/** A private initiator cannot be rung: it says its verdict itself (docs/decisions/0008). */
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { DAY, HOUR, MINUTE, accept, initiate, only, pairHarness, states } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { authHeader } from '../auth.ts';
import { decodeInvitation } from '../invitation/decode.ts';
import { handshakeKeys, inviteKeyid } from '../keys.ts';

const crypto = nodeCrypto();
const makePair = (): Promise<Pair> => pairHarness({ crypto, private: ['left'] });
const verdicts = (pair: Pair): number => pair.network.calls.filter(({ route }) => route.endsWith('/verdict')).length;

test('revoked before anybody has accepted: who accepts late is told within minutes', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left);
  await pair.left.node.act(connectionId, 'revoke');
  await pair.pass(DAY);
  await accept(pair.right, code);
  await pair.pass(6 * MINUTE);
  expect(await states(pair)).toEqual(['revoked', 'failed']);
  expect((await only(pair.right)).failure).toEqual({ code: 'revoked', params: {} });
  // Once is enough.
  const told = verdicts(pair);
  await pair.pass(HOUR);
  expect(verdicts(pair)).toBe(told);
});

test('expired: told too; and after the acceptor would have given up by itself, nobody is asked any more', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left);
  pair.clock.advance(7 * DAY);
  await pair.pass(MINUTE);
  expect((await only(pair.left)).state).toBe('expired');
  pair.clock.advance(6 * DAY);
  await accept(pair.right, code);
  await pair.pass(6 * MINUTE);
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'expired' } });

  const alone = await makePair();
  await initiate(alone.left);
  alone.clock.advance(7 * DAY);
  await alone.pass(MINUTE);
  alone.clock.advance(7 * DAY);
  await alone.pass(10 * MINUTE);
  const told = verdicts(alone);
  expect(told).toBeGreaterThan(0);
  await alone.pass(HOUR);
  expect(verdicts(alone)).toBe(told);
  await alone.left.node.sweep();
  expect([...alone.left.secrets.held.keys()]).toEqual([]);
});

test('the answer to it lost, it is said again, and changes nothing', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left);
  await accept(pair.right, code);
  pair.network.fault = ({ route }) => (route.endsWith('/verdict') ? { kind: 'loseAnswer' } : null);
  await pair.left.node.act(connectionId, 'revoke');
  await pair.pass(MINUTE);
  expect(await states(pair)).toEqual(['revoked', 'failed']);
  pair.network.fault = null;
  await pair.pass(HOUR);
  expect(await states(pair)).toEqual(['revoked', 'failed']);
});

test('only the inviter’s own direction may say it, only these words count, and an acceptance that was completed stands', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left);
  const decoded = await decodeInvitation(code, crypto);
  if (decoded.kind !== 'ok') throw new Error(decoded.kind);
  const { inviteId, payload } = decoded.invitation;
  const keys = await handshakeKeys(payload.invitationSecret, crypto);
  const route = `/entente/v1/acceptances/${inviteId}/verdict`;
  const say = async (body: string, direction: 'i2a' | 'a2i' | null): Promise<string> => {
    const signed = {
      kind: 'request' as const,
      method: 'POST',
      route,
      keyid: inviteKeyid(inviteId, direction ?? 'i2a'),
      nonce: 'n'.repeat(43),
      body,
    };
    const auth = direction === null ? [] : [await authHeader(signed, keys[direction], crypto)];
    return (await pair.right.node.answerPartner({ method: 'POST', route, auth, body })).body;
  };
  await accept(pair.right, code);
  for (const direction of ['a2i', null] as const) expect(await say('{"v":1,"verdict":"revoked"}', direction)).toContain('unauthenticated');
  expect(await say('{"v":1,"verdict":"used"}', 'i2a')).toContain('invalid');
  expect((await only(pair.right)).state).toBe('accepting');
  // As if the completion had been stored, and its first exchange not made yet.
  await pair.left.node.work(pair.clock.now() + MINUTE);
  expect((await only(pair.right)).state).toBe('active');
  await say('{"v":1,"verdict":"revoked"}', 'i2a');
  await pair.pass(MINUTE);
  expect(await states(pair)).toEqual(['active', 'active']);
});
