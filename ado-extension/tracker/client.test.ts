import { expect, test } from '@jest/globals';
import { faultOf, type Fault } from '@entente/core';
import * as z from 'zod';
import { basic, openClient, type Call } from './client.ts';

const areas = (maxVersion: string): object => ({ value: [{ area: 'wit', resourceName: 'workItems', maxVersion, resourceVersion: 3 }] });
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });

interface Setup {
  readonly requests: { readonly url: URL; readonly init: RequestInit }[];
  readonly slept: number[];
  now: number;
}

/** A host that gives these answers in turn, the last for ever; `OPTIONS` is answered by itself. */
function setup(answers: readonly (() => Response)[], maxVersion = '7.2') {
  const state: Setup = { requests: [], slept: [], now: 1_000_000 };
  let at = 0;
  const client = openClient({
    instanceUrl: 'https://dev.azure.com/contoso',
    authorization: basic('pat'),
    clock: { now: () => state.now },
    sleep: async (ms) => {
      state.slept.push(ms);
      state.now += ms;
    },
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      state.requests.push({ url, init: init ?? {} });
      if (init?.method === 'OPTIONS') return json(areas(maxVersion));
      return (answers[Math.min(at++, answers.length - 1)] ?? (() => json({})))();
    },
  });
  const ask = async (call: Partial<Call> = {}): Promise<unknown> =>
    (await client.json({ method: 'GET', path: '/_apis/projects', ...call }, z.object({ ok: z.literal(true) }))).data;
  const refused = async (call: Partial<Call> = {}): Promise<Fault> =>
    await ask(call).then(() => Promise.reject(new Error('was answered')), faultOf);
  return { state, client, ask, refused };
}

const good = (): Response => json({ ok: true });
const noAnswer = (code: string) => (): Response => {
  throw new TypeError('fetch failed', { cause: { code } });
};
const html = (status: number) => (): Response =>
  new Response('<html>Sign in</html>', { status, headers: { 'content-type': 'text/html; charset=utf-8' } });

test.each([
  ['7.2', '7.1', '7.1-preview.4'],
  ['7.1', '7.1', '7.1-preview.4'],
  ['7.0', '7.0', '7.0-preview.3'],
])('a host of %s is spoken to in %s, and in %s of a preview resource', async (offered, released, preview) => {
  const { ask, state } = setup([good], offered);
  await ask();
  await ask({ preview: [4, 3] });
  expect(state.requests.map(({ url, init }) => [init.method, url.searchParams.get('api-version')])).toEqual([
    ['OPTIONS', null],
    ['GET', released],
    ['GET', preview],
  ]);
});

test('a host that is too old is named as such', async () => {
  expect(await setup([good], '6.0').refused()).toMatchObject({ code: 'tracker.tooOld', params: { offered: '6.0', needed: '7.0' } });
});

test('credentials travel in the header alone, and redirects are not followed', async () => {
  const { ask, state } = setup([good]);
  await ask();
  expect(state.requests[1]?.init).toMatchObject({
    redirect: 'manual',
    headers: { authorization: `Basic ${Buffer.from(':pat').toString('base64')}` },
  });
  expect(state.requests[1]?.url.href).not.toContain('pat');
});

test.each([
  [401, 'tracker.unauthorized', 'never'],
  [403, 'tracker.forbidden', 'never'],
  [404, 'tracker.notFound', 'never'],
  [409, 'tracker.conflict', 'later'],
  [412, 'tracker.conflict', 'later'],
  [429, 'tracker.throttled', 'later'],
  [400, 'tracker.refused', 'never'],
  [500, 'tracker.unavailable', 'later'],
  [503, 'tracker.unavailable', 'later'],
])('%i is %s', async (status, code, retry) => {
  expect(await setup([() => json({ message: 'TF1: why' }, status)]).refused()).toMatchObject({
    whose: 'tracker',
    code,
    retry,
    certain: true,
  });
});

test.each([203, 302, 200])('the sign-in page with %i means that the token is not accepted', async (status) => {
  expect(await setup([html(status)]).refused()).toMatchObject({ code: 'tracker.unauthorized' });
});

test('a refusal names the field and says it in the host’s words', async () => {
  const body = {
    message: 'TF401320: Rule Error for field Title.',
    customProperties: { RuleValidationErrors: [{ fieldReferenceName: 'System.Title', errorMessage: 'TF401320: Title is required.' }] },
  };
  expect(await setup([() => json(body, 400)]).refused()).toMatchObject({
    params: { field: 'System.Title', message: 'TF401320: Title is required.' },
  });
});

test('what a write did is uncertain after 5xx, after no answer, and after an answer that makes no sense', async () => {
  for (const answer of [() => json({}, 503), noAnswer('ECONNRESET'), () => json({ ok: false })]) {
    expect(await setup([answer]).refused({ method: 'POST' })).toMatchObject({ retry: 'later', certain: false });
    expect(await setup([answer]).refused({ method: 'POST', write: false })).toMatchObject({ certain: true });
  }
  expect(await setup([noAnswer('ECONNREFUSED')]).refused({ method: 'POST' })).toMatchObject({ code: 'tracker.unavailable', certain: true });
});

test('Retry-After holds back what follows: a short one is waited for, also when it came with 200', async () => {
  const { ask, state } = setup([() => json({ ok: true }, 200, { 'retry-after': '2' }), good]);
  await ask();
  await ask();
  expect(state.slept).toEqual([2000]);
});

test('what was refused with 429 and a short Retry-After is sent again after it, a write too', async () => {
  const slow = (): Response => json({ message: 'slow down' }, 429, { 'retry-after': '1' });
  const { ask, state } = setup([slow, slow, good]);
  expect(await ask({ method: 'PATCH', body: [] })).toEqual({ ok: true });
  expect(state.requests.map(({ init }) => init.method)).toEqual(['OPTIONS', 'PATCH', 'PATCH', 'PATCH']);
  expect(state.slept).toEqual([1000, 1000]);
  expect(await setup([slow]).refused()).toMatchObject({ code: 'tracker.throttled', retryAfterMs: 1000, certain: true });
});

test('a longer Retry-After is a fault that says how long, and nothing is sent until then', async () => {
  const { ask, refused, state } = setup([() => json({ message: 'slow down' }, 429, { 'retry-after': '120' }), good]);
  expect(await refused()).toMatchObject({ code: 'tracker.throttled', retryAfterMs: 120_000 });
  const sent = state.requests.length;
  state.now += 20_000;
  expect(await refused()).toMatchObject({ code: 'tracker.throttled', retryAfterMs: 100_000 });
  expect(state.requests).toHaveLength(sent);
  state.now += 100_000;
  await ask();
});
