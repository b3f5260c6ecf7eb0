/** The numbers are those of serve.ts. Real nodes, in one process. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { pairHarness, type Pair, type Side } from '@entente/testkit';
import { faultOf } from '@entente/core';
import { adminClient } from './client.ts';
import { adminApi, type AdminApi } from './contract.ts';
import { serveAdmin, type AdminUser, type ServeContext } from './serve.ts';

const admin = { name: 'Ada', isAdmin: true };
const context: ServeContext = { licensed: true, projectStep: true };

/** Over JSON, as every transport carries it. */
function client(side: Side, who = admin, sent: string[] = []): AdminApi {
  return adminClient(async (method, input) => {
    const reply = JSON.stringify(await serveAdmin(side.node, who, method, JSON.parse(JSON.stringify(input)), context));
    sent.push(reply);
    const carried: unknown = JSON.parse(reply);
    return carried;
  });
}

const room = (): Promise<Pair> => pairHarness({ crypto: nodeCrypto(), others: ['third'] });

async function firstProject(api: AdminApi): Promise<string> {
  const { items } = await api.searchProjects({ text: '', cursor: null });
  const usable = items.find(({ canCreate }) => canCreate);
  if (usable === undefined) throw new Error('no project to create issues in');
  return usable.id;
}

async function initiate(pair: Pair, api: AdminApi, destinationUrl: string | null, requestId = 'request-left-1') {
  const made = await api.initiate({
    requestId,
    destinationUrl,
    mode: 'SCRIPT',
    localShortName: 'left',
    remoteShortName: 'right',
    name: 'left_to_right',
    description: 'for a test',
    projectId: await firstProject(api),
    askBeforeActivating: false,
  });
  await pair.settle();
  if (made.kind !== 'done') throw new Error(made.code);
  return made;
}

test('two admins connect, each through their own page’s API, and see the same security number', async () => {
  const pair = await room();
  const [left, right] = [client(pair.left), client(pair.right)];
  const probed = await left.probe({ url: 'https://right.example.com' });
  expect(probed).toMatchObject({ kind: 'found', node: { name: 'right' }, modes: ['BASIC', 'SCRIPT'] });
  const { connectionId, invitation } = await initiate(pair, left, 'https://right.example.com');
  expect((await left.list({})).connections).toMatchObject([
    { id: connectionId, state: 'pending', type: 'public', actions: ['revoke', 'renew'] },
  ]);
  const accepted = await right.accept({ requestId: 'request-right-1', code: invitation.code, projectId: await firstProject(right) });
  expect(accepted.kind).toBe('done');
  await pair.settle();
  const [here, there] = [await left.connection({ connectionId }), await right.connection({ connectionId })];
  expect([here?.state, there?.state]).toEqual(['active', 'active']);
  expect(here?.securityNumber).toMatch(/^\d{6}$/);
  expect(here?.securityNumber).toBe(there?.securityNumber);
  expect((await client(pair.side('third')).list({})).connections).toEqual([]);
});

test('a double click makes one connection', async () => {
  const pair = await room();
  const left = client(pair.left);
  const first = await initiate(pair, left, null);
  const second = await initiate(pair, left, null);
  expect(second.connectionId).toBe(first.connectionId);
  expect((await left.list({})).connections).toHaveLength(1);
});

test('the revision changes when something changed, and only then', async () => {
  const pair = await room();
  const left = client(pair.left);
  const before = await left.list({});
  expect((await left.list({})).revision).toBe(before.revision);
  await initiate(pair, left, null);
  expect((await left.list({})).revision).not.toBe(before.revision);
});

test('1: what is not in the contract does not leave, and no secret does', async () => {
  const pair = await room();
  const sent: string[] = [];
  const left = client(pair.left, admin, sent);
  const { connectionId, invitation } = await initiate(pair, left, null);
  const secret = secretIn(invitation.code);
  sent.length = 0;
  await left.home({});
  await left.list({});
  await left.connection({ connectionId });
  await left.rules({ connectionId });
  for (const text of sent) expect(text).not.toContain(secret);
  const view = (await left.connection({ connectionId })) ?? {};
  expect(Object.keys(view)).not.toContain('codeHash');
});

test('1: what a node adds to its answers is dropped on the way out', async () => {
  const { left } = await room();
  const talkative = { ...left.node, rules: () => Promise.resolve({ outgoing: '', incoming: '', secret: 'hunter2' }) };
  const reply = await serveAdmin(talkative, admin, 'rules', { connectionId: 'x' }, context);
  expect(reply).toEqual({ kind: 'answer', output: { outgoing: '', incoming: '' } });
});

test('1: input that does not fit is refused before the node hears of it', async () => {
  const { left } = await room();
  const reply = await serveAdmin(left.node, admin, 'act', { connectionId: 'x', verb: 'explode' }, context);
  expect(reply).toEqual({
    kind: 'fault',
    fault: { whose: 'ours', code: 'admin.invalidInput', params: { method: 'act', field: 'verb' }, retry: 'never' },
  });
  expect(await serveAdmin(left.node, admin, 'list', 'nothing', context)).toMatchObject({ fault: { code: 'admin.invalidInput' } });
});

test.each(['toString', '__proto__', 'nothing'])('there is no method %s', async (method) => {
  const { left } = await room();
  expect(await serveAdmin(left.node, admin, method, {}, context)).toMatchObject({ kind: 'fault', fault: { code: 'admin.unknownMethod' } });
});

test('2: who is not an admin learns who is asking and where, and nothing else', async () => {
  const { left } = await room();
  const bob = { name: 'Bob', isAdmin: false };
  for (const method of Object.keys(adminApi).filter((name) => name !== 'home' && name !== 'issuePanel')) {
    expect(await serveAdmin(left.node, bob, method, {}, context)).toMatchObject({
      kind: 'fault',
      fault: { code: 'admin.forbidden', params: { user: 'Bob' } },
    });
  }
  expect(await client(left, bob).home({})).toMatchObject({ user: bob, node: { name: 'left' } });
});

test('2: the panel is for who may see the issue; why something is held up, and what to do about it, is for admins', async () => {
  const pair = await pairHarness({ crypto: nodeCrypto(), others: ['third'], rules: createRuleRunner({ worker: false }) });
  const [left, right] = [client(pair.left), client(pair.right)];
  const { connectionId, invitation } = await initiate(pair, left, 'https://right.example.com');
  await right.accept({ requestId: 'request-right-1', code: invitation.code, projectId: await firstProject(right) });
  await pair.settle();
  const issueId = pair.left.tracker.people.create('p1', { summary: 'Shown' });
  await pair.left.node.noticeIssue(issueId);
  await pair.settle();
  const ask = (who: AdminUser, method: string, input: object = { issueId }) => serveAdmin(pair.left.node, who, method, input, context);
  const bob = { name: 'Bob', isAdmin: false, mayRead: (asked: string) => Promise.resolve(asked === issueId) };
  expect(await ask(bob, 'issuePanel')).toMatchObject({
    output: { isAdmin: false, entries: [{ connectionId, theirs: {}, held: [], gone: 'no' }] },
  });
  const older = pair.left.tracker.people.create('p2', { summary: 'Older' });
  const ada = { name: 'Ada', isAdmin: true, mayRead: (asked: string) => Promise.resolve(asked === older) };
  expect(await ask({ ...ada, isAdmin: false }, 'issuePanel', { issueId: older })).toMatchObject({ output: { offers: [] } });
  expect(await ask(ada, 'issuePanel', { issueId: older })).toMatchObject({ output: { entries: [], offers: [{ connectionId }] } });
  expect(await ask(ada, 'connectIssue', { issueId, connectionId })).toMatchObject({ fault: { code: 'issue.notVisible' } });
  expect(await ask(ada, 'connectIssue', { issueId: older, connectionId })).toEqual({ kind: 'answer', output: { kind: 'done' } });
  expect(await ask(bob, 'issuePanel', { issueId: '999' })).toMatchObject({ kind: 'fault', fault: { code: 'issue.notVisible' } });
  expect(await ask({ name: 'Eve', isAdmin: true }, 'issuePanel')).toMatchObject({ kind: 'fault', fault: { code: 'issue.notVisible' } });
  expect(await ask(bob, 'syncIssue')).toMatchObject({ kind: 'fault', fault: { code: 'admin.forbidden' } });
  expect(await ask({ ...bob, isAdmin: true }, 'syncIssue')).toEqual({ kind: 'answer', output: { kind: 'done' } });
});

test('3: a fault leaves as its safe view', async () => {
  const { left } = await room();
  const seen: string[] = [];
  const broken = { ...left.node, listConnections: () => Promise.reject(new Error('password=hunter2')) };
  const reply = await serveAdmin(broken, admin, 'list', {}, { ...context, onFault: (_, fault) => void seen.push(fault.detail) });
  expect(reply).toEqual({ kind: 'fault', fault: { whose: 'ours', code: 'bug', params: {}, retry: 'later' } });
  expect(seen).toEqual(['password=hunter2']);
});

test('what is missing is collected', async () => {
  const { left } = await room();
  const missing = [{ code: 'pairing.credentials', params: {} }];
  const reply = await serveAdmin(left.node, admin, 'home', {}, { ...context, licensed: false, missing });
  expect(reply).toMatchObject({ output: { missing: [{ code: 'pairing.credentials' }, { code: 'missing.licence' }] } });
});

test.each([
  ['the transport fails', () => Promise.reject(new Error('offline')), 'admin.unreachable'],
  ['something else answers', () => Promise.resolve('<html>'), 'admin.invalidAnswer'],
  ['the output does not fit', () => Promise.resolve({ kind: 'answer', output: { revision: 5 } }), 'admin.invalidAnswer'],
  [
    'the node answers with a fault',
    () => Promise.resolve({ kind: 'fault', fault: { whose: 'tracker', code: 'tracker.forbidden', params: {}, retry: 'never' } }),
    'tracker.forbidden',
  ],
])('the page’s half: %s', async (_, send, code) => {
  expect(
    await adminClient(send)
      .list({})
      .then(
        () => null,
        (caught: unknown) => faultOf(caught).code,
      ),
  ).toBe(code);
});

test('a changed instance is asked about, and the answer is passed on', async () => {
  const { left } = await room();
  const api = client(left);
  expect((await api.home({})).instanceChange).toBeNull();
  await left.restart(left.store, { hostInstanceId: 'another', trackerUrl: 'https://tracker.copy.example.com' });
  expect((await api.home({})).instanceChange).toEqual({
    before: 'https://tracker.left.example.com',
    now: 'https://tracker.copy.example.com',
  });
  expect(await api.settleInstanceChange({ answer: 'copied' })).toEqual({ kind: 'done' });
  expect((await api.home({})).instanceChange).toBeNull();
});

function secretIn(code: string): string {
  const { invitationSecret } = JSON.parse(Buffer.from(code, 'base64').toString('ascii')) as { invitationSecret: string };
  return invitationSecret;
}
