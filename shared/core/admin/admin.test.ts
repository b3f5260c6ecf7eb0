import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import {
  DAY,
  HOUR,
  MINUTE,
  PROJECT,
  RIGHT_URL,
  accept,
  asking,
  connectedPair,
  initiate,
  only,
  pairHarness,
  requestId,
  states,
} from '@entente/testkit';
import type { PairOptions } from '@entente/testkit';
import { id } from '../ids.ts';
import type { ProjectId } from '../ids.ts';
import type { InitiateRequest, NodeSettings } from '../node.ts';
import type { PartnerReply } from '../ports.ts';

const makePair = async (options: Omit<PairOptions, 'crypto'> = {}) => await pairHarness({ crypto: nodeCrypto(), ...options });
const json = (body: string, status = 200): PartnerReply => ({
  kind: 'answer',
  status,
  contentType: 'application/json; charset=utf-8',
  auth: null,
  body,
});
const fails = (why: Extract<PartnerReply, { kind: 'failed' }>['why']): PartnerReply => ({ kind: 'failed', why, detail: 'made up' });

test('a probe shows who answers, what it can do and what is there already', async () => {
  const { pair } = await connectedPair({ crypto: nodeCrypto() });
  expect(await pair.left.node.probe('  RIGHT.example.com/ ')).toMatchObject({
    kind: 'found',
    baseUrl: RIGHT_URL,
    node: { name: 'right', nodeType: 'MEMORY' },
    modes: ['BASIC', 'SCRIPT'],
    existing: ['left_to_right'],
  });
});

test.each([
  ['', 'notAUrl'],
  ['https://user:secret@right.example.com', 'notAUrl'],
  ['http://right.example.com', 'notHttps'],
  ['https://169.254.169.254', 'forbiddenAddress'],
  ['https://nobody.example.com', 'unreachable'],
  ['https://left.example.com', 'itself'],
])('a probe of %s says %s', async (url, code) => {
  const pair = await makePair();
  expect(await pair.left.node.probe(url)).toMatchObject({ kind: 'refused', code });
});

test('a probe says plainly what else can be wrong', async () => {
  const pair = await makePair();
  const info = (await pair.right.node.info()) as unknown as Record<string, unknown>;
  const answers: readonly (readonly [PartnerReply, string])[] = [
    [fails('timeout'), 'timeout'],
    [fails('tls'), 'tls'],
    [fails('redirect'), 'redirect'],
    [fails('needsPermission'), 'needsPermission'],
    [fails('forbiddenAddress'), 'forbiddenAddress'],
    [fails('tooBig'), 'notEntente'],
    [json('<html>'), 'notEntente'],
    [json('{}'), 'notEntente'],
    [json(JSON.stringify(info), 404), 'notEntente'],
    [{ ...json(JSON.stringify(info)), contentType: 'text/html' } as PartnerReply, 'notEntente'],
    [json(JSON.stringify({ ...info, baseUrl: 'https://10.0.0.1' })), 'forbiddenAddress'],
    [json(JSON.stringify({ ...info, maxRestVersion: '0.9.0', minRestVersion: '0.1.0' })), 'tooOld'],
    [json(JSON.stringify({ ...info, maxHubObjectsVersion: '3.0.0', minHubObjectsVersion: '2.0.0' })), 'tooNew'],
  ];
  for (const [reply, code] of answers) {
    pair.network.fault = () => ({ kind: 'reply', reply });
    expect(await pair.left.node.probe(RIGHT_URL)).toMatchObject({ kind: 'refused', code, params: { host: 'right.example.com' } });
  }
  await pair.left.restart(pair.left.store, { trackerHosts: ['example.com'] });
  pair.network.fault = () => ({ kind: 'reply', reply: json('<html>') });
  expect(await pair.left.node.probe(RIGHT_URL)).toMatchObject({ code: 'knownTracker' });
  expect(await pair.left.node.probe('https://notexample.com')).toMatchObject({ code: 'notEntente' });
});

test('a tracker’s own address, or that of one of its pages, leads to a node that the tracker itself runs', async () => {
  const pair = await makePair();
  const below = 'https://tracker.right.example.com/api/entente';
  pair.network.serve(below, (request) => pair.right.node.answerPartner(request));
  // Every other address is a page of the tracker.
  pair.network.fault = ({ baseUrl }) => (baseUrl === below ? null : { kind: 'reply', reply: json('<html>') });
  await pair.left.restart(pair.left.store, { nodePaths: ['/rest/entente', '/api/entente'] });
  for (const typed of ['https://tracker.right.example.com', 'https://Tracker.right.example.com/nav/lists/all/', below])
    expect(await pair.left.node.probe(typed)).toMatchObject({ kind: 'found', baseUrl: below });
  const made = await pair.left.node.initiate({ ...asking(), destinationUrl: 'https://tracker.right.example.com' });
  if (made.kind !== 'done') throw new Error(JSON.stringify(made));
  expect((await only(pair.left)).partnerUrl).toBe(below);
  expect(await pair.left.node.probe('https://tracker.left.example.com')).toMatchObject({ kind: 'refused', code: 'notEntente' });
});

const wrong: readonly (readonly [Partial<InitiateRequest>, string, string | null])[] = [
  [{ requestId: 'x y' }, 'badRequest', null],
  [{ localShortName: '' }, 'shortName.empty', 'localShortName'],
  [{ localShortName: 'a b' }, 'shortName.space', 'localShortName'],
  [{ remoteShortName: 'Müller' }, 'shortName.character', 'remoteShortName'],
  [{ remoteShortName: 'x'.repeat(41) }, 'shortName.long', 'remoteShortName'],
  [{ name: '  ' }, 'name.empty', 'name'],
  [{ name: 'x'.repeat(201) }, 'name.long', 'name'],
  [{ description: 'x'.repeat(2001) }, 'description.long', 'description'],
  [{ mode: 'VISUAL' }, 'mode.dropped', 'mode'],
  [{ projectId: null }, 'project.empty', 'projectId'],
  [{ projectId: id<ProjectId>('p3') }, 'project.cannotCreate', 'projectId'],
  [{ projectId: id<ProjectId>('none') }, 'project.gone', 'projectId'],
  [{ destinationUrl: 'https://nobody.example.com' }, 'unreachable', 'destinationUrl'],
];

test.each(wrong.map(([parts, code, field]) => ({ parts, code, field })))(
  'initiate refuses with $code, and leaves nothing behind',
  async ({ parts, code, field }) => {
    const pair = await makePair();
    expect(await pair.left.node.initiate(asking(parts))).toMatchObject({ kind: 'refused', code, field });
    for (const table of ['connection', 'invite', 'request'] as const) expect(pair.left.store.dump(table)).toEqual([]);
    expect(pair.left.secrets.held.size).toBe(0);
  },
);

test('names are unique whatever their case, and free again after a deletion', async () => {
  const { pair, connectionId } = await connectedPair({ crypto: nodeCrypto() });
  expect(await pair.left.node.initiate(asking({ name: 'LEFT_to_right' }))).toMatchObject({ code: 'name.taken', field: 'name' });
  const second = await initiate(pair.left, { name: 'second' });
  const both = await Promise.all([pair.left.node.initiate(asking({ name: 'third' })), pair.left.node.initiate(asking({ name: 'third' }))]);
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['done', 'refused']);
  expect(pair.left.secrets.held.size).toBeLessThanOrEqual(2 + 1 + 2 * 2);
  await accept(pair.right, second.code);
  await pair.right.node.act(connectionId, 'delete');
  await pair.left.node.act(connectionId, 'delete');
  expect((await pair.left.node.initiate(asking())).kind).toBe('done');
});

test('the acceptor keeps the connection’s name, or gets the next free one', async () => {
  const pair = await makePair();
  await initiate(pair.right, { destinationUrl: null });
  const { code } = await initiate(pair.left);
  await accept(pair.right, code);
  const names = (await pair.right.node.listConnections()).map(({ connection }) => connection.name);
  expect(names.toSorted()).toEqual(['left_to_right', 'left_to_right_2']);
});

test('without a licence, or public without an address, nothing is initiated or accepted', async () => {
  const pair = await makePair();
  const { code } = await initiate(pair.left);
  await pair.right.restart(pair.right.store, { licensed: false });
  expect(await pair.right.node.initiate(asking())).toMatchObject({ code: 'missing.licence' });
  expect(await pair.right.node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ code: 'missing.licence' });
  await pair.right.restart(pair.right.store, { baseUrl: null });
  expect(await pair.right.node.initiate(asking())).toMatchObject({ code: 'missing.address' });
});

test('a private side that has invited tells its host that there is work: nobody rings it', async () => {
  const pair = await makePair();
  for (const visibility of ['private', 'public'] as const) {
    const woken: string[] = [];
    await pair.left.node.saveSettings({ name: 'left', visibility });
    await pair.left.restart(pair.left.store, {}, (ports) => ({ ...ports, wake: { wake: async (reason) => void woken.push(reason) } }));
    await initiate(pair.left, { name: `by a ${visibility} side` });
    expect(woken).toEqual(visibility === 'private' ? ['initiated'] : []);
  }
});

test('accept says what is wrong with a code', async () => {
  const pair = await makePair({ others: ['third'] });
  const { code } = await initiate(pair.left);
  const refused = async (text: string, node = pair.right.node): Promise<unknown> =>
    await node.accept({ requestId: requestId(), code: text, projectId: PROJECT });
  expect(await refused('')).toMatchObject({ code: 'code.empty', field: 'code' });
  expect(await refused('hello')).toMatchObject({ code: 'code.notACode' });
  expect(await refused(code.slice(0, 600))).toMatchObject({ code: 'code.cutOff' });
  expect(await refused(code, pair.left.node)).toMatchObject({ code: 'code.madeHere' });
  expect(await refused(code, pair.side('third').node)).toMatchObject({
    code: 'code.otherInstance',
    params: { invited: 'right.example.com' },
  });
  await pair.right.node.saveSettings({ name: 'right', visibility: 'private' });
  expect(await refused(code)).toMatchObject({ code: 'mustBePublic' });
  await pair.right.node.saveSettings({ name: 'right', visibility: 'public' });
  pair.clock.advance(15 * DAY);
  expect(await refused(code)).toMatchObject({ code: 'expired' });
  expect(await pair.right.node.listConnections()).toEqual([]);
});

test('general settings: name and visibility are what partners are told', async () => {
  const { pair } = await connectedPair({ crypto: nodeCrypto() });
  const wanted: NodeSettings = { name: 'Acme', visibility: 'public' };
  expect(await pair.left.node.saveSettings({ ...wanted, name: ' ' })).toMatchObject({ code: 'instanceName.empty', field: 'name' });
  expect(await pair.left.node.saveSettings(wanted)).toEqual({ kind: 'done' });
  expect(await pair.left.node.settings()).toEqual(wanted);
  await pair.settle();
  expect((await only(pair.right)).partner?.name).toBe('Acme');
  await pair.left.restart(pair.left.store, { baseUrl: null });
  expect(await pair.left.node.saveSettings(wanted)).toMatchObject({ code: 'missing.address' });
});

test('reachability is checked as a partner would', async () => {
  const pair = await makePair();
  expect(await pair.left.node.checkReachability()).toEqual({ kind: 'done' });
  pair.network.serve('https://left.example.com', (request) => pair.right.node.answerPartner(request));
  expect(await pair.left.node.checkReachability()).toMatchObject({ code: 'reach.notEntente' });
  pair.network.unserve('https://left.example.com');
  expect(await pair.left.node.checkReachability()).toMatchObject({ code: 'reach.unreachable' });
});

test('a connection’s settings are local', async () => {
  const { pair, connectionId } = await connectedPair({ crypto: nodeCrypto() });
  const wanted = { localShortName: 'l', remoteShortName: 'r', description: 'ours', projectId: id<ProjectId>('p2') };
  expect(await pair.left.node.saveConnection(connectionId, { ...wanted, localShortName: 'ü' })).toMatchObject({
    code: 'shortName.character',
    params: { character: 'ü' },
  });
  expect(await pair.left.node.saveConnection(connectionId, { ...wanted, projectId: id<ProjectId>('p3') })).toMatchObject({
    code: 'project.cannotCreate',
  });
  expect(await pair.left.node.saveConnection(connectionId, wanted)).toEqual({ kind: 'done' });
  expect(await only(pair.left)).toMatchObject({ ...wanted, projectName: 'Project two' });
  await pair.pass(HOUR);
  expect(await only(pair.right)).toMatchObject({ localShortName: 'right', description: '' });
});

test('verbs that the table does not allow are refused, and so is what is gone', async () => {
  const { pair, connectionId } = await connectedPair({ crypto: nodeCrypto() });
  for (const verb of ['revoke', 'renew', 'confirm', 'decline', 'cancel', 'activate'] as const)
    expect(await pair.left.node.act(connectionId, verb)).toMatchObject({ code: 'notNow' });
  expect(await pair.left.node.invitation(connectionId)).toMatchObject({ code: 'notNow' });
  await pair.left.node.act(connectionId, 'delete');
  expect(await pair.left.node.act(connectionId, 'activate')).toMatchObject({ code: 'connection.gone' });
  expect(await pair.left.node.connection(connectionId)).toBeNull();
  expect(await pair.left.node.rules(connectionId)).toBeNull();
});

test('revoke and acceptance at once: one of them wins on both sides', async () => {
  const outcomes = new Set<string>();
  for (const first of ['revoke', 'acceptance'] as const) {
    const pair = await makePair({ seed: first.length });
    const { connectionId, code } = await initiate(pair.left, { destinationUrl: null });
    await accept(pair.right, code);
    const revoke = async (): Promise<unknown> => await pair.left.node.act(connectionId, 'revoke');
    const work = async (): Promise<unknown> => await pair.right.node.work(pair.clock.now() + MINUTE);
    await Promise.all(first === 'revoke' ? [revoke(), work()] : [work(), revoke()]);
    await pair.pass(10 * MINUTE);
    outcomes.add((await states(pair)).join());
  }
  for (const outcome of outcomes) expect(['active,active', 'revoked,failed']).toContain(outcome);
});

test('a new code after the initiator had declined an acceptance', async () => {
  const pair = await makePair();
  const { connectionId, code } = await initiate(pair.left, { destinationUrl: null, askBeforeActivating: true });
  await accept(pair.right, code);
  await pair.settle();
  await pair.left.node.act(connectionId, 'decline');
  await pair.pass(MINUTE);
  await pair.left.node.act(connectionId, 'renew');
  const renewed = await pair.left.node.invitation(connectionId);
  if (renewed.kind === 'refused') throw new Error(renewed.code);
  expect((await only(pair.left)).partner).toBeNull();
  await accept(pair.right, renewed.code);
  await pair.settle();
  expect(await states(pair)).toEqual(['awaiting', 'awaiting']);
  await pair.left.node.act(connectionId, 'confirm');
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
});

test('a second tenant in the room: two connections from one instance keep apart', async () => {
  const pair = await makePair({ others: ['third'] });
  const one = await initiate(pair.left);
  const two = await initiate(pair.left, { destinationUrl: 'https://third.example.com', name: 'other' });
  await accept(pair.right, one.code);
  await accept(pair.side('third'), two.code);
  await pair.settle();
  await pair.left.node.act(two.connectionId, 'delete');
  await pair.settle();
  expect(await states(pair)).toEqual(['active', 'active']);
  expect((await only(pair.side('third'))).state).toBe('removedByPartner');
  expect((await only(pair.right)).id).toBe(one.connectionId);
});
