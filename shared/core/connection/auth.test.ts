import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, accept, connectedPair, initiate, only, pairHarness, states } from '@entente/testkit';
import type { LoopbackCall, Pair } from '@entente/testkit';
import { authHeader, isSignedBy, readAuthHeader, sameText } from './auth.ts';
import type { Signed } from './auth.ts';

const crypto = nodeCrypto();
const nonce = 'n'.repeat(43);
const request: Signed = { kind: 'request', method: 'POST', route: '/entente/v1/x', keyid: 'a.1.i2a', nonce, body: '{}' };

test.each([
  { ...request, kind: 'answer' as const },
  { ...request, method: 'GET' },
  { ...request, route: '/entente/v1/y' },
  { ...request, keyid: 'a.2.i2a' },
  { ...request, nonce: 'm'.repeat(43) },
  { ...request, body: '{ }' },
])('a MAC holds for what was signed alone (invariant 1)', async (other) => {
  const header = readAuthHeader([await authHeader(request, 'key', crypto)]);
  expect(await isSignedBy(request, header?.mac ?? '', 'key', crypto)).toBe(true);
  expect(await isSignedBy(other, header?.mac ?? '', 'key', crypto)).toBe(false);
  expect(await isSignedBy(request, header?.mac ?? '', 'another key', crypto)).toBe(false);
});

test('a header that is missing, repeated or malformed is refused (invariant 3)', async () => {
  const good = await authHeader(request, 'key', crypto);
  expect(readAuthHeader([good])).not.toBeNull();
  for (const values of [
    [],
    [good, good],
    [good + ', ' + good],
    [''],
    [good.replace('1 ', '2 ')],
    [good + ' '],
    [good.slice(0, -2)],
    [good.replace(' n', '  n')],
  ])
    expect(readAuthHeader(values)).toBeNull();
});

test('texts are equal or not, whatever their length', () => {
  expect(sameText('abc', 'abc')).toBe(true);
  for (const [a, b] of [
    ['abc', 'abd'],
    ['abc', 'ab'],
    ['', 'a'],
    ['a', ''],
    ['abcabc', 'abc'],
  ] as const)
    expect(sameText(a, b)).toBe(false);
});

async function recorded(): Promise<{ readonly pair: Pair; readonly call: LoopbackCall }> {
  const { pair } = await connectedPair({ crypto, others: ['third'] });
  const call = pair.network.calls.findLast(({ route }) => route.endsWith('/exchange'));
  if (call === undefined) throw new Error('no exchange');
  return { pair, call };
}

const refused = { status: 200, auth: null, body: '{"error":{"code":"unauthenticated","message":"unauthenticated"}}' };

test('at the wire: another body, route, direction, key id or a second header is not answered', async () => {
  const { pair, call } = await recorded();
  const auth = call.auth ?? '';
  const [, keyid, used, mac] = auth.split(' ');
  const other = keyid?.endsWith('i2a') === true ? keyid.replace('i2a', 'a2i') : (keyid ?? '').replace('a2i', 'i2a');
  expect((await pair.network.replay(call)).auth).not.toBeNull();
  for (const changes of [
    { body: call.body.replace('"v":1', '"v": 1') },
    { route: call.route.replace(/[0-9a-f]{32}/, '0'.repeat(32)) },
    { route: call.route + '/' },
    { method: 'GET' },
    { auth: [] },
    { auth: [auth, auth] },
    { auth: [`1 ${other} ${used} ${mac}`] },
    { auth: [`1 ${(keyid ?? '').replace('.1.', '.2.')} ${used} ${mac}`] },
    { auth: [`1 ${keyid} ${used} ${'A'.repeat(43)}=`] },
    { auth: [`1 ${keyid} ${'x'.repeat(43)} ${mac}`] },
  ])
    expect(await pair.network.replay(call, changes)).toEqual(refused);
});

test('at the wire: our own request or answer, reflected, is not taken for the partner’s', async () => {
  const { pair, call } = await recorded();
  const from = call.baseUrl === pair.left.baseUrl ? pair.right : pair.left;
  expect(await from.node.answerPartner({ method: call.method, route: call.route, auth: [call.auth ?? ''], body: call.body })).toEqual(
    refused,
  );
  const reply = call.reply?.kind === 'answer' ? call.reply : null;
  expect(
    await from.node.answerPartner({ method: call.method, route: call.route, auth: [reply?.auth ?? ''], body: reply?.body ?? '' }),
  ).toEqual(refused);
});

test('a third instance in the room knows neither connection nor key', async () => {
  const { pair, call } = await recorded();
  expect(
    await pair.side('third').node.answerPartner({ method: call.method, route: call.route, auth: [call.auth ?? ''], body: call.body }),
  ).toEqual(refused);
  expect(await pair.side('third').node.listConnections()).toEqual([]);
});

test('a replayed answer, and one without or with a wrong signature, is a transport failure', async () => {
  const { pair, call } = await recorded();
  const old = call.reply;
  if (old?.kind !== 'answer') throw new Error('no answer');
  for (const reply of [
    old,
    { ...old, auth: null },
    { ...old, body: old.body + ' ' },
    { ...old, status: 202 },
    { ...old, contentType: 'text/html' },
  ]) {
    pair.network.fault = () => ({ kind: 'reply', reply });
    const connectionId = pair.left.store.dump('connection')[0]?.key ?? '';
    await pair.left.store.commit([{ op: 'create', table: 'outbox', key: `${connectionId}:-hello`, value: { type: 'later', body: {} } }]);
    await pair.pass(10 * MINUTE);
    expect((await only(pair.left)).trouble?.code).toMatch(/^(unauthenticated|notEntente)$/);
    pair.network.fault = null;
    await pair.pass(10 * MINUTE);
    expect((await only(pair.left)).trouble).toBeNull();
  }
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('of a handshake, too: forged acceptances, completions and verdicts change nothing', async () => {
  const pair = await pairHarness({ crypto });
  const { code } = await initiate(pair.left, { destinationUrl: null });
  await accept(pair.right, code);
  pair.network.fault = () => ({ kind: 'loseRequest' });
  await pair.settle();
  pair.network.fault = null;
  const call = pair.network.calls.findLast(({ route }) => route.endsWith('/acceptances'));
  if (call === undefined) throw new Error('no acceptance');
  expect(await pair.network.replay(call, { body: call.body.replace('"right"', '"wrong"') })).toEqual(refused);
  expect(await pair.network.replay(call, { route: call.route.replace('acceptances', 'decline') })).toEqual(refused);
  expect((await only(pair.left)).state).toBe('pending');
  await pair.pass(MINUTE);
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('nothing but node info is answered to anyone', async () => {
  const pair = await pairHarness({ crypto });
  const info = await pair.left.node.answerPartner({ method: 'GET', route: '/entente/v1/node', auth: [], body: '' });
  expect(JSON.parse(info.body)).toMatchObject({ name: 'left', baseUrl: 'https://left.example.com', pollOnly: false });
  for (const route of [
    '/',
    '/entente/v1',
    '/entente/v1/node/',
    '/entente/v1/connections',
    '/entente/v2/node',
    '/entente/v1/acceptances/' + '0'.repeat(32),
  ]) {
    expect(await pair.left.node.answerPartner({ method: 'GET', route, auth: [], body: '' })).toEqual(refused);
  }
});
