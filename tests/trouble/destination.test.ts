/** A destination that must not, cannot or does not answer: its own sentence, and no request beyond the check. Over real sockets. */
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { asking, pairHarness } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { en, makeTexts } from '@entente/wizard';
import { httpPartner } from '../../companion/partner/http-partner.ts';
import type { HttpPartner } from '../../companion/partner/http-partner.ts';
import { countingServer, passOn } from './server.ts';
import type { CountingServer } from './server.ts';

/** Real servers, on a machine that may be busy. */

const texts = makeTexts(en, 'en');
const open: HttpPartner[] = [];
let server: CountingServer;

beforeAll(async () => {
  server = await countingServer();
});
beforeEach(() => {
  server.answer = (_request, response) => void response.end();
});
afterAll(async () => {
  for (const partner of open) await partner.close();
  await server.close();
});

/** What a resolver says of any name: the next of these each time it is asked, and the last for ever. */
function resolver(...answers: readonly (readonly string[])[]): LookupFunction {
  let asked = 0;
  return (_name, _options, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

/** `left` calls over the network as the companion does; `right` is the node that the server may lead to. */
async function room(options: { readonly allowLoopback: boolean; readonly lookup?: LookupFunction }): Promise<Pair> {
  const partner = httpPartner({ allowedHosts: [], longestMs: 150, ...options });
  open.push(partner);
  const { allowLoopback } = options;
  return await pairHarness({
    crypto: nodeCrypto(),
    partners: { left: partner },
    facts: { left: { allowLoopback }, right: { allowLoopback } },
  });
}

interface Expected {
  readonly reached: boolean;
  readonly requests: readonly string[];
}

async function expectRefused(pair: Pair, url: string, code: string, expected: Expected): Promise<void> {
  const [connections, requests] = [server.connections(), server.requests.length];
  const outcome = await pair.left.node.probe(url);
  expect({ url, outcome }).toMatchObject({ url, outcome: { kind: 'refused', code } });
  if (outcome.kind !== 'refused') return;
  expect({ code, hasSentence: texts.hasSentence(code) }).toEqual({ code, hasSentence: true });
  expect(texts.say(outcome)).not.toMatch(/[{}]|\?/);
  const seen = { reached: server.connections() > connections, requests: server.requests.slice(requests) };
  expect({ url, seen }).toEqual({ url, seen: expected });
  // Entered all the same, it makes nothing.
  const made = await pair.left.node.initiate(asking({ destinationUrl: url }));
  expect({ url, made }).toMatchObject({ url, made: { kind: 'refused', code, field: 'destinationUrl' } });
  for (const table of ['connection', 'invite', 'request'] as const) expect(pair.left.store.dump(table)).toEqual([]);
}

const NOTHING: Expected = { reached: false, requests: [] };
const CHECK: Expected = { reached: true, requests: ['GET /entente/v1/node'] };

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '172.20.1.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '[fe80::1]',
  '[fd00::1]',
  '[ff02::1]',
  'localhost',
  'LOCALHOST',
  'a.localhost',
  'intranet',
  'db.internal',
  'printer.local',
])('https://%s is not called, nor looked up', async (host) => {
  let lookups = 0;
  const pair = await room({ allowLoopback: false, lookup: (...args) => (lookups++, resolver(['127.0.0.1'])(...args)) });
  await expectRefused(pair, `https://${host}:${server.port}`, 'forbiddenAddress', NOTHING);
  expect(lookups).toBe(0);
});

test.each([
  ['one', ['127.0.0.1']],
  ['one of several', ['2606:4700::1111', '8.8.8.8', '127.0.0.1']],
  ['one in a network', ['10.1.2.3']],
  ['one mapped into IPv6', ['::ffff:127.0.0.1']],
  ['one behind NAT64', ['64:ff9b::7f00:1']],
  ['one of the link', ['fe80::1']],
  ['the machine itself in IPv6', ['::1']],
  ['nothing', []],
] as const)('a name that leads to %s is not called', async (_what, addresses) => {
  const pair = await room({ allowLoopback: false, lookup: resolver(addresses) });
  await expectRefused(pair, `https://partner.example.com:${server.port}`, 'forbiddenAddress', NOTHING);
});

test('a name that leads elsewhere the second time is not called then', async () => {
  const pair = await room({ allowLoopback: true, lookup: resolver(['127.0.0.1'], ['10.0.0.1']) });
  server.answer = (request, response, body) => void passOn(pair.right.node, request, response, body);
  // The name is no loopback name for the core, which therefore asks for https; the partner port alone sees the address.
  expect(await pair.left.node.probe(`https://partner.example.com:${server.port}`)).toMatchObject({ code: 'tls' });
  await expectRefused(pair, `https://partner.example.com:${server.port}`, 'forbiddenAddress', NOTHING);
});

test.each([
  ['http://partner.example.com', 'notHttps'],
  ['http://8.8.8.8', 'notHttps'],
  ['https://user:secret@partner.example.com', 'notAUrl'],
  ['ftp://partner.example.com', 'notAUrl'],
  ['https://partner.example.com/?x=1', 'notAUrl'],
])('%s: %s', async (url, code) => {
  await expectRefused(await room({ allowLoopback: false, lookup: resolver(['127.0.0.1']) }), url, code, NOTHING);
});

test.each([
  ['a redirect to an address inside', 'redirect', 302, { location: 'http://10.0.0.1/entente/v1/node' }, ''],
  ['a redirect to this machine', 'redirect', 307, { location: '/somewhere' }, ''],
  ['a web page', 'notEntente', 200, { 'content-type': 'text/html' }, '<!doctype html><title>Welcome</title>'],
  ['nothing found', 'notEntente', 404, { 'content-type': 'application/json' }, '{"error":"not found"}'],
  ['other JSON', 'notEntente', 200, { 'content-type': 'application/json' }, '{"ok":true}'],
  ['garbage', 'notEntente', 200, { 'content-type': 'application/json' }, '\u0000\u0007{{{'],
  ['more than a mebibyte', 'notEntente', 200, { 'content-type': 'application/json' }, `{"name":"${'x'.repeat(1_100_000)}"}`],
] as const)('%s: %s', async (_what, code, status, headers, body) => {
  const pair = await room({ allowLoopback: true });
  server.answer = (_request, response) => void response.writeHead(status, headers).end(body);
  await expectRefused(pair, `http://127.0.0.1:${server.port}`, code, CHECK);
});

test('who is too old, too new, this very instance, leads on to an address inside, or does not answer', async () => {
  const pair = await room({ allowLoopback: true });
  const url = `http://127.0.0.1:${server.port}`;
  const info = await pair.right.node.info();
  const says = (changes: object): void => {
    server.answer = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...info, ...changes }));
  };
  says({ minRestVersion: '0.1.0', maxRestVersion: '0.9.0' });
  await expectRefused(pair, url, 'tooOld', CHECK);
  says({ minHubObjectsVersion: '9.0.0', maxHubObjectsVersion: '9.9.0' });
  await expectRefused(pair, url, 'tooNew', CHECK);
  says({ instanceUid: (await pair.left.node.info()).instanceUid });
  await expectRefused(pair, url, 'itself', CHECK);
  says({ baseUrl: 'https://10.0.0.1' });
  await expectRefused(pair, url, 'forbiddenAddress', CHECK);
  server.answer = () => undefined;
  await expectRefused(pair, url, 'timeout', CHECK);
  server.answer = (request) => void request.socket.destroy();
  await expectRefused(pair, url, 'unreachable', CHECK);
  says({});
  expect(await pair.left.node.probe(url)).toMatchObject({ kind: 'found', node: { name: 'right' } });
});
