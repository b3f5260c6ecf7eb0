import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import type { PartnerCall } from '@entente/core';
import { isPublicAddress } from './address.ts';
import { httpPartner } from './http-partner.ts';
import type { PartnerOptions } from './http-partner.ts';

const closers: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

async function serve(answer: RequestListener): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen };
}

function open(options: Partial<PartnerOptions> = {}) {
  const partner = httpPartner({ allowLoopback: false, allowedHosts: [], ...options });
  closers.push(async () => await partner.close());
  return partner;
}

const call = (baseUrl: string, more: Partial<PartnerCall> = {}): PartnerCall => ({
  baseUrl,
  method: 'GET',
  route: '/entente/v1/node',
  auth: null,
  body: '',
  timeoutMs: 30_000,
  ...more,
});

/** A resolver that gives the next of these answers each time it is asked, and the last for ever. */
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

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '::1',
  '::',
  '[::1]',
  'fe80::1',
  'fc00::1',
  'fd12::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:1::1',
  '2001:db8::1',
  'fec0::1',
  '::127.0.0.1',
  '',
  'localhost',
])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['8.8.8.8', '2606:4700::1111', '[2606:4700::1111]', '::ffff:8.8.8.8'])('%s is public', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test.each([
  'https://127.0.0.1',
  'https://127.1',
  'https://2130706433',
  'https://0x7f000001',
  'https://0177.0.0.1',
  'https://0x7f.0.0.1',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://[::ffff:7f00:1]',
  'https://0',
  'https://169.254.169.254',
  'https://127.0.0.1.',
  'https://localhost',
  'https://LOCALHOST',
  'https://①②⑦.0.0.1',
  'https://[fe80::1]',
  'https://user@8.8.8.8',
  'http://example.com',
  'ftp://example.com',
  'nonsense',
])('refuses %s', async (baseUrl) => {
  expect(await open().call(call(baseUrl))).toMatchObject({ kind: 'failed', why: 'forbiddenAddress' });
});

test('a name that resolves to a forbidden address is refused, whichever of its addresses it is', async () => {
  for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['2606:4700::1111', '::1'], []]) {
    expect(await open({ lookup: resolver(addresses) }).call(call('https://partner.example'))).toMatchObject({ why: 'forbiddenAddress' });
  }
});

test('the address that was checked is the one connected to: a name is looked up once for a connection', async () => {
  const { url } = await serve((_request, response) => response.end('{}'));
  const asked: string[] = [];
  const answers = resolver(['127.0.0.1'], ['10.0.0.1']);
  const lookup: LookupFunction = (name, options, callback) => {
    asked.push(name);
    answers(name, options, callback);
  };
  // A check apart from the connection would look up twice, and connect to what the second answer says.
  expect(await open({ allowLoopback: true, lookup }).call(call(`http://partner.example:${new URL(url).port}`))).toMatchObject({
    kind: 'answer',
  });
  expect(asked).toEqual(['partner.example']);
  expect(await open({ allowLoopback: true, lookup }).call(call(`http://partner.example:${new URL(url).port}`))).toMatchObject({
    why: 'forbiddenAddress',
  });
});

test('a host that the operator named may be private; others stay refused', async () => {
  const { url } = await serve((_request, response) => response.end('{}'));
  const partner = open({ allowedHosts: ['partner.example'], lookup: resolver(['127.0.0.1']) });
  // Reached, and refused there: it speaks no TLS.
  expect(await partner.call(call(`https://partner.example:${new URL(url).port}`))).toMatchObject({ why: 'tls' });
  expect(await partner.call(call(`https://other.example:${new URL(url).port}`))).toMatchObject({ why: 'forbiddenAddress' });
});

test('carries method, route, header and body, and brings the answer back as it came', async () => {
  const bodies: string[] = [];
  const { url, seen } = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString('latin1')));
    request.on('end', () =>
      response.writeHead(200, { 'content-type': 'application/json', 'entente-auth': '1 k n m' }).end('{"a":"\\u00e4"}'),
    );
  });
  const answer = await open({ allowLoopback: true }).call(
    call(`${url}/prefix`, { method: 'POST', route: '/entente/v1/x', auth: '1 a b c', body: '{"b":1}' }),
  );
  expect(answer).toEqual({ kind: 'answer', status: 200, contentType: 'application/json', auth: '1 k n m', body: '{"a":"\\u00e4"}' });
  expect(bodies).toEqual(['{"b":1}']);
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/prefix/entente/v1/x' });
  expect(seen[0]?.headers).toMatchObject({ 'entente-auth': '1 a b c', 'accept-encoding': 'identity' });
});

test('a repeated header counts as none', async () => {
  const { url } = await serve((_request, response) => response.setHeader('entente-auth', ['1 a b c', '1 d e f']).end('{}'));
  expect(await open({ allowLoopback: true }).call(call(url))).toMatchObject({ kind: 'answer', auth: null });
});

test('redirects are not followed', async () => {
  const { url, seen } = await serve((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
  expect(await open({ allowLoopback: true }).call(call(url))).toMatchObject({ why: 'redirect' });
  expect(seen).toHaveLength(1);
});

test('answers over 1 MiB, announced or not, are not read', async () => {
  const announced = await serve((_request, response) => response.end('x'.repeat(1024 * 1024 + 1)));
  const endless = await serve((_request, response) => {
    const write = (): void => {
      while (response.write('x'.repeat(65_536)));
      response.once('drain', write);
    };
    write();
  });
  const partner = open({ allowLoopback: true });
  expect(await partner.call(call(announced.url))).toMatchObject({ why: 'tooBig' });
  expect(await partner.call(call(endless.url))).toMatchObject({ why: 'tooBig' });
});

test('who does not answer in time, and who is not there', async () => {
  const silent = await serve(() => undefined);
  const partner = open({ allowLoopback: true });
  expect(await partner.call(call(silent.url, { timeoutMs: 50 }))).toMatchObject({ why: 'timeout' });
  expect(await partner.call(call('http://127.0.0.1:1'))).toMatchObject({ why: 'unreachable' });
});
