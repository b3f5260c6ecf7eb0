import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { DAY, HOUR, PROJECT, accept, asking, initiate, only, requestId, states, connectedPair, pairHarness } from '@entente/testkit';
import type { Pair, PairOptions } from '@entente/testkit';
import type { InitiateRequest } from '../../node.ts';
import { base64Decode } from '../invitation/base64.ts';

const makePair = async (options: Omit<PairOptions, 'crypto'> = {}): Promise<Pair> =>
  await pairHarness({ crypto: nodeCrypto(), ...options });
const connected = async (
  options: Omit<PairOptions, 'crypto'> = {},
  parts: Partial<InitiateRequest> = {},
): ReturnType<typeof connectedPair> => await connectedPair({ crypto: nodeCrypto(), ...options }, parts);

async function expectSameNumber(pair: Pair): Promise<void> {
  const [left, right] = [await only(pair.left), await only(pair.right)];
  expect(left.securityNumber).toMatch(/^\d{6}$/);
  expect(right.securityNumber).toBe(left.securityNumber);
  expect(right.id).toBe(left.id);
}

test('both public: active at once, same number, secrets gone', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left);
  expect(await only(pair.left)).toMatchObject({ state: 'pending', partner: { name: 'right' } });
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
  await expectSameNumber(pair);
  for (const side of [pair.left, pair.right])
    expect([...side.secrets.held.keys()].filter((name) => name.startsWith('invite.'))).toEqual([]);
  const secret = /"invitationSecret":"([^"]+)"/.exec(base64Decode(code) ?? '')?.[1] ?? '';
  expect(secret).toHaveLength(43);
  expect(
    JSON.stringify([
      pair.network.calls,
      pair.left.log,
      pair.right.log,
      pair.left.store.dump('connection'),
      pair.left.store.dump('claim'),
      pair.right.store.dump('invite'),
    ]),
  ).not.toContain(secret);
});

test('without a URL: the acceptor calls, and the initiator confirms first', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left, { destinationUrl: null, askBeforeActivating: true });
  expect((await only(pair.left)).partner).toBeNull();
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['awaiting', 'awaiting']);
  await expectSameNumber(pair);
  expect(await pair.left.node.act(connectionId, 'confirm')).toEqual({ kind: 'done' });
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('without a URL, the acceptor private: it alone calls', async () => {
  const pair = await makePair({ private: ['right'] });
  const { connectionId, code } = await initiate(pair.left, { destinationUrl: null });
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
  expect(await pair.left.node.act(connectionId, 'deactivate')).toEqual({ kind: 'done' });
  await pair.pass(60_000);
  expect((await only(pair.right)).partnerDeactivated).toBe(true);
  expect(pair.network.calls.every(({ baseUrl }) => baseUrl === 'https://left.example.com')).toBe(true);
});

test('the initiator private: it fetches the acceptance by itself', async () => {
  const pair = await makePair({ private: ['left'] });
  const { code } = await initiate(pair.left);
  await pair.pass(10 * 60_000);
  expect(await states({ ...pair, right: pair.left })).toEqual(['pending', 'pending']);
  await accept(pair.right, code);
  await pair.pass(60_000);
  expect(await states(pair)).toEqual(['active', 'active']);
  await expectSameNumber(pair);
  expect(pair.network.calls.every(({ baseUrl }) => baseUrl === 'https://right.example.com')).toBe(true);
});

test('both private: refused on both sides before anything is made', async () => {
  const pair = await makePair({ private: ['left'] });
  expect(await pair.left.node.initiate(asking({ destinationUrl: null }))).toMatchObject({ kind: 'refused', code: 'noUrlWhilePrivate' });
  const { code } = await initiate(pair.left);
  const both = await makePair({ private: ['right'], seed: 9 });
  expect(await both.right.node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ kind: 'refused' });
  expect(await both.right.node.listConnections()).toEqual([]);
});

test('a double click makes one connection on either side', async () => {
  const pair = await makePair();
  const request = asking();
  const [first, second] = await Promise.all([pair.left.node.initiate(request), pair.left.node.initiate(request)]);
  expect(second).toEqual(first);
  if (first.kind === 'refused') throw new Error(first.code);
  const once = { requestId: requestId(), code: first.invitation.code, projectId: PROJECT };
  const accepted = await Promise.all([pair.right.node.accept(once), pair.right.node.accept(once)]);
  expect(accepted[1]).toEqual(accepted[0]);
  expect(await pair.right.node.accept({ ...once, requestId: requestId() })).toMatchObject({
    code: 'code.alreadyConnected',
    params: { name: 'left_to_right' },
  });
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('the second acceptor of a code without URL gets used, and the initiator sees that it tried', async () => {
  const pair = await makePair({ others: ['thief'] });
  const { code } = await initiate(pair.left, { destinationUrl: null });
  await accept(pair.right, code);
  await accept(pair.side('thief'), code);
  await pair.settle();
  await pair.pass(HOUR);
  expect(await states(pair)).toEqual(['active', 'active']);
  expect(await only(pair.side('thief'))).toMatchObject({ state: 'failed', failure: { code: 'used' } });
  expect((await only(pair.left)).trouble).toMatchObject({ code: 'secondParty' });
});

test('a thief of a code with URL is refused in its page, and cannot accept at the wire either', async () => {
  const pair = await makePair({ others: ['thief'] });
  const { code } = await initiate(pair.left);
  const thief = pair.side('thief');
  expect(await thief.node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ code: 'code.otherInstance' });
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('revoked, then accepted: the acceptor learns it', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left);
  expect(await pair.left.node.act(connectionId, 'revoke')).toEqual({ kind: 'done' });
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['revoked', 'failed']);
  expect((await only(pair.right)).failure).toEqual({ code: 'revoked', params: {} });
});

test('a new code: the old one stops working, the new one works, the names stay', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left);
  expect(await pair.left.node.act(connectionId, 'renew')).toEqual({ kind: 'done' });
  const renewed = await pair.left.node.invitation(connectionId);
  if (renewed.kind === 'refused') throw new Error(renewed.code);
  expect(renewed.code).not.toBe(code);
  const failed = await accept(pair.right, code);
  await pair.settle();
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'revoked' } });
  expect(failed).toBe(connectionId);
  await accept(pair.right, renewed.code);
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
  expect(await only(pair.left)).toMatchObject({ id: connectionId, name: 'left_to_right' });
});

test('expired: the inviter decides, and both sides say so', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left, { destinationUrl: null });
  await pair.pass(8 * DAY);
  await pair.left.node.sweep();
  expect((await only(pair.left)).state).toBe('expired');
  await accept(pair.right, code);
  await pair.settle();
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'expired' } });
});

test.each([{ destinationUrl: null }, { destinationUrl: 'https://right.example.com' }])(
  'declined by the reader of the code ($destinationUrl)',
  async (parts) => {
    const pair = await makePair();
    const { code } = await initiate(pair.left, parts);
    expect(await pair.right.node.declineCode(code)).toEqual({ kind: 'done' });
    await pair.settle();
    expect((await only(pair.left)).state).toBe('declined');
    expect(await pair.right.node.listConnections()).toEqual([]);
  },
);

test('declined by the initiator while awaiting', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left, { destinationUrl: null, askBeforeActivating: true });
  await accept(pair.right, code);
  await pair.settle();
  await pair.left.node.act(connectionId, 'decline');
  await pair.settle();
  expect(await states(pair)).toEqual(['declined', 'failed']);
  expect((await only(pair.right)).failure).toEqual({ code: 'declined', params: {} });
});

test('cancelled before anything was sent: the code still works', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left);
  const connectionId = await accept(pair.right, code);
  expect(await pair.right.node.act(connectionId, 'cancel')).toEqual({ kind: 'done' });
  expect(await pair.right.node.listConnections()).toEqual([]);
  await accept(pair.right, code);
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('cancelled after the acceptance was sent: completed, then deleted', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left, { destinationUrl: null });
  const connectionId = await accept(pair.right, code);
  pair.network.fault = ({ route }) => (route.endsWith('/acceptances') ? { kind: 'loseAnswer' } : null);
  await pair.settle();
  expect((await only(pair.right)).state).toBe('accepting');
  expect(await pair.right.node.act(connectionId, 'cancel')).toEqual({ kind: 'done' });
  pair.network.fault = null;
  await pair.pass(HOUR);
  expect((await only(pair.left)).state).toBe('removedByPartner');
  expect(pair.right.store.dump('connection')).toEqual([]);
});

test('deactivated, activated and deleted are told to the partner', async () => {
  const { pair, connectionId } = await connected();
  await pair.left.node.act(connectionId, 'deactivate');
  await pair.settle();
  expect(await only(pair.right)).toMatchObject({ state: 'active', partnerDeactivated: true });
  await pair.left.node.act(connectionId, 'activate');
  await pair.settle();
  expect(await only(pair.right)).toMatchObject({ state: 'active', partnerDeactivated: false });
  await pair.right.node.act(connectionId, 'delete');
  expect(await pair.right.node.listConnections()).toEqual([]);
  await pair.settle();
  expect((await only(pair.left)).state).toBe('removedByPartner');
  expect(pair.right.store.dump('connection')).toEqual([]);
  expect([...pair.right.secrets.held.keys()]).toEqual([]);
});

test('deleted by both at once: both stay deleted', async () => {
  const { pair, connectionId } = await connected();
  await pair.left.node.act(connectionId, 'delete');
  await pair.right.node.act(connectionId, 'delete');
  await pair.pass(HOUR);
  for (const side of [pair.left, pair.right]) {
    expect(await side.node.listConnections()).toEqual([]);
    expect(side.store.dump('connection')).toEqual([]);
  }
});

test('the partner away: deletion is told when it is back', async () => {
  const { pair, connectionId } = await connected();
  pair.network.fault = () => ({ kind: 'loseRequest' });
  await pair.left.node.act(connectionId, 'delete');
  await pair.pass(HOUR);
  expect(pair.left.store.dump('connection')).toHaveLength(1);
  pair.network.fault = null;
  await pair.pass(HOUR);
  expect((await only(pair.right)).state).toBe('removedByPartner');
  expect(pair.left.store.dump('connection')).toEqual([]);
});

test('an unauthenticated answer is never a verdict', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left, { destinationUrl: null });
  await accept(pair.right, code);
  const html = { kind: 'answer' as const, status: 502, contentType: 'text/html', auth: null, body: '<h1>bad gateway</h1>' };
  const forged = {
    kind: 'answer' as const,
    status: 200,
    contentType: 'application/json',
    auth: null,
    body: '{"error":{"code":"revoked","message":"revoked"}}',
  };
  pair.network.fault = ({ number }) => ({ kind: 'reply', reply: number % 2 === 0 ? html : forged });
  await pair.pass(HOUR);
  expect((await only(pair.right)).state).toBe('accepting');
  pair.network.fault = null;
  await pair.pass(HOUR);
  expect(await states(pair)).toEqual(['active', 'active']);
});
