/** A partner that answers anything but what it should: the connection survives, the admin sees what happened, sync resumes by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { MINUTE, accept, initiate, only, pairHarness, states } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { en, makeTexts } from '@entente/wizard';
import { serveAdmin } from '@entente/wizard/admin-api';
import { httpPartner } from '../../companion/partner/http-partner.ts';
import type { HttpPartner } from '../../companion/partner/http-partner.ts';
import { countingServer, passOn } from './server.ts';
import type { CountingServer } from './server.ts';

/** Real servers, on a machine that may be busy. */

const rules = createRuleRunner({ worker: false });
const texts = makeTexts(en, 'en');
let server: CountingServer;
let partner: HttpPartner;
let pair: Pair;
/** In front of the right node. */
type Misbehaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let misbehave: Misbehaviour | null = null;

beforeAll(async () => {
  server = await countingServer();
  server.answer = (request, response, body) => {
    if (misbehave === null) void passOn(pair.right.node, request, response, body);
    else misbehave(request, response, body);
  };
});
beforeEach(() => {
  misbehave = null;
  partner = httpPartner({ allowLoopback: true, allowedHosts: [], longestMs: 150 });
});
afterEach(async () => await partner.close());
afterAll(async () => {
  await server.close();
  await rules.close();
});

/** Left calls right over real HTTP. */
async function room(): Promise<string> {
  const url = `http://127.0.0.1:${server.port}`;
  pair = await pairHarness({
    crypto: nodeCrypto(),
    rules,
    others: ['third'],
    partners: { left: partner },
    facts: { left: { allowLoopback: true }, right: { allowLoopback: true, baseUrl: url } },
  });
  return url;
}

const summaries = (): readonly string[] => pair.right.tracker.issues().map(({ summary }) => summary);

/** What the admin of the left side reads. */
async function shownTrouble(): Promise<{ readonly code: string; readonly since: number; readonly sentence: string } | null> {
  const reply = await serveAdmin(pair.left.node, { name: 'Ada', isAdmin: true }, 'list', {}, { licensed: true, projectStep: true });
  if (reply.kind === 'fault') throw new Error(reply.fault.code);
  const { connections } = reply.output as {
    readonly connections: readonly {
      readonly trouble: null | { readonly code: string; readonly params: Record<string, string>; readonly since: number };
    }[];
  };
  const trouble = connections[0]?.trouble ?? null;
  return trouble === null ? null : { code: trouble.code, since: trouble.since, sentence: texts.say(trouble, 'trouble') };
}

const html = '<!doctype html><title>Maintenance</title>';
const CASES: readonly (readonly [string, string, Misbehaviour])[] = [
  [
    'garbage',
    'unauthenticated',
    (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('\u0000\u0001{{{'),
  ],
  ['a web page with 200', 'notEntente', (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(html)],
  [
    'a web page with 404, as where it was uninstalled',
    'notEntente',
    (_request, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end(html),
  ],
  [
    'a bad gateway',
    'notEntente',
    (_request, response) =>
      void response.writeHead(502, { 'content-type': 'application/json' }).end('{"error":{"code":"used","message":""}}'),
  ],
  [
    'a forged verdict',
    'unauthenticated',
    (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":{"code":"unknown","message":""}}'),
  ],
  ['a redirect', 'redirect', (_request, response) => void response.writeHead(301, { location: 'http://10.0.0.1/' }).end()],
  [
    'a huge body',
    'tooBig',
    (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(1_100_000)),
  ],
  ['an endless body', 'tooBig', (_request, response) => endless(response)],
  ['a slow one', 'timeout', (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{')],
  ['nothing', 'timeout', () => undefined],
  ['a connection that is cut', 'unreachable', (request) => void request.socket.destroy()],
  [
    'a body that is cut',
    'unreachable',
    (request, response) => void response.writeHead(200, { 'content-length': '100' }).write('{"v":1', () => request.socket.destroy()),
  ],
];

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const write = (): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', write);
  };
  write();
}

/** Neither side hears the other any more. */
function fallOut(how: Misbehaviour): void {
  misbehave = how;
  pair.network.fault = () => ({ kind: 'loseRequest' });
}

test.each(CASES)('%s: shown as %s; afterwards everything arrives, once', async (_what, code, how) => {
  const url = await room();
  const { code: invitation } = await initiate(pair.left, { destinationUrl: url });
  await accept(pair.right, invitation);
  await pair.pass(MINUTE);
  expect(await states(pair)).toEqual(['active', 'active']);
  const issueId = pair.left.tracker.people.create('p1', { summary: 'before' });
  await pair.pass(MINUTE);
  expect(summaries()).toEqual(['before']);

  fallOut(how);
  const since = pair.clock.now();
  pair.left.tracker.people.edit(issueId, { summary: 'edited meanwhile' });
  pair.clock.advance(1000);
  pair.left.tracker.people.create('p1', { summary: 'made meanwhile' });
  pair.right.tracker.people.create('p1', { summary: 'made there' });
  await pair.pass(3 * MINUTE);
  expect((await only(pair.left)).state).toBe('active');
  const trouble = await shownTrouble();
  expect(trouble?.code).toBe(code);
  expect(trouble?.since).toBeGreaterThanOrEqual(since);
  expect(trouble?.sentence).toMatch(/127\.0\.0\.1/);
  expect(trouble?.sentence).not.toMatch(/[{}]/);
  expect(await pair.left.node.listConnections()).toMatchObject([{ counts: { waitingToSend: 2 } }]);
  expect(summaries()).toEqual(['before', 'made there']);

  misbehave = null;
  pair.network.fault = null;
  await pair.pass(6 * MINUTE);
  expect(await shownTrouble()).toBeNull();
  expect([...summaries()].toSorted()).toEqual(['edited meanwhile', 'made meanwhile', 'made there']);
  expect(
    pair.left.tracker
      .issues()
      .map(({ summary }) => summary)
      .toSorted(),
  ).toEqual(['edited meanwhile', 'made meanwhile', 'made there']);
  expect(pair.right.tracker.writes.filter(({ op }) => op === 'createIssue')).toHaveLength(2);
  expect(await pair.left.node.listConnections()).toMatchObject([{ counts: { waitingToSend: 0, errors: 0 } }]);
});

test.each(CASES)('%s in the middle of the handshake is no verdict: it is made afterwards', async (_what, _code, how) => {
  const url = await room();
  const { code } = await initiate(pair.left, { destinationUrl: url });
  fallOut(how);
  await accept(pair.right, code);
  await pair.pass(MINUTE);
  expect(await states(pair)).toEqual(['pending', 'accepting']);
  misbehave = null;
  pair.network.fault = null;
  await pair.pass(6 * MINUTE);
  expect(await states(pair)).toEqual(['active', 'active']);
  expect((await only(pair.right)).securityNumber).toBe((await only(pair.left)).securityNumber);
  expect([(await only(pair.left)).trouble, (await only(pair.right)).trouble]).toEqual([null, null]);
});

test('answers changed on their way count for nothing, and nothing of them is taken', async () => {
  const url = await room();
  const { code } = await initiate(pair.left, { destinationUrl: url });
  await accept(pair.right, code);
  await pair.pass(MINUTE);
  pair.network.fault = () => ({ kind: 'loseRequest' });
  misbehave = (request, response, body) => {
    const changed = new Proxy(response, {
      get: (target, name): unknown => {
        if (name === 'end') return (text: string) => target.end(text.replace('{', '{ '));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    void passOn(pair.right.node, request, changed, body);
  };
  const issueId = pair.right.tracker.people.create('p1', { summary: 'there' });
  await pair.right.node.noticeIssue(issueId);
  pair.left.tracker.people.create('p1', { summary: 'here' });
  await pair.pass(3 * MINUTE);
  expect((await shownTrouble())?.code).toBe('unauthenticated');
  expect(pair.left.tracker.issues().map(({ summary }) => summary)).toEqual(['here']);
});
