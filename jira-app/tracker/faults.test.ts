/** What goes wrong between Entente and a Jira, from what stands before it as well: one clear fault each, over a real connection. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  faultOf,
  id,
  type AttachmentId,
  type Fault,
  type IntentId,
  type IssueId,
  type ProjectId,
  type Sha256,
  type Tracker,
} from '@entente/core';
import { jsonAnswer, pageAnswer, rawHost, type RawEnding, type RawHost } from '@entente/testkit';
import { createCloudTracker } from './cloud.ts';
import { dataCenterTracker } from './data-center.ts';

let host: RawHost;
const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-jira-faults-'));
beforeAll(async () => {
  host = await rawHost();
});
afterAll(async () => {
  await host.close();
  rmSync(spoolFolder, { recursive: true, force: true });
});

/** As Forge's proxy does it: no timeout of ours, redirects not followed. */
const cloud = (siteUrl: string): Tracker =>
  createCloudTracker({
    siteUrl,
    now: () => Date.now(),
    request: async (path, { method, headers, body }) =>
      await fetch(siteUrl + path, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) }),
  });
const dataCenter = (baseUrl: string, fetcher: typeof fetch = fetch): Tracker =>
  dataCenterTracker({ baseUrl, token: 'token', fetch: fetcher, clock: { now: () => Date.now() }, spoolFolder });

const intent = id<IntentId>('intent');
const issueId = id<IssueId>('10001');
const asks = {
  read: async (tracker: Tracker) => await tracker.readIssue(issueId),
  create: async (tracker: Tracker) =>
    await tracker.createIssue(intent, { projectId: id<ProjectId>('1'), typeId: '1', summary: 'x', description: null, labels: [] }),
  update: async (tracker: Tracker) => await tracker.updateIssue(intent, issueId, { summary: 'y' }, null),
} as const;
type Ask = keyof typeof asks;
const everything: readonly Ask[] = ['read', 'create', 'update'];

const refused = async (asked: Promise<unknown>): Promise<Fault> =>
  await asked.then(() => Promise.reject(new Error('was answered')), faultOf);

const jiras = (status: number, message = 'No.', headers = {}): RawEnding =>
  jsonAnswer(status, { errorMessages: [message], errors: {} }, headers);
const now = 'Fri, 20 Nov 2026 12:00:00 GMT';

interface Case {
  readonly what: string;
  readonly answer: RawEnding;
  readonly fault: Partial<Fault>;
  /** A write may have happened. */
  readonly uncertain?: boolean;
  readonly asked?: readonly Ask[];
}

const unavailable = { code: 'tracker.unavailable', retry: 'later' } as const;
const throttled = (retryAfterMs: number) => ({ code: 'tracker.throttled', retry: 'later', retryAfterMs }) as const;

const cases: readonly Case[] = [
  { what: '401 of Jira', answer: jiras(401), fault: { code: 'tracker.unauthorized', retry: 'never' } },
  { what: '401 with a page', answer: pageAnswer(401, 'Unauthorized'), fault: { code: 'tracker.unauthorized' } },
  {
    what: 'a redirect to the sign-in page',
    answer: pageAnswer(302, 'Found', { location: '/login.jsp' }),
    fault: { code: 'tracker.unauthorized' },
  },
  {
    what: 'a redirect to another address',
    answer: { status: 308, headers: { location: 'https://jira.example/' } },
    fault: { code: 'tracker.unauthorized' },
  },
  {
    what: '403 because nobody may sign in so',
    answer: pageAnswer(403, 'Forbidden', { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }),
    fault: { code: 'tracker.unauthorized' },
  },
  {
    what: '403 of Jira’s check of forgeries',
    answer: { status: 403, headers: { 'content-type': 'text/plain' }, body: 'XSRF check failed' },
    fault: { code: 'tracker.forbidden', retry: 'never', params: { field: '', message: 'XSRF check failed' } },
  },
  {
    // Data Center tells what is hidden from what is not there. That nothing may be seen may also be a lapsed licence: nothing is taken for deleted.
    what: '403 for an issue that is hidden',
    answer: jiras(403, 'You do not have the permission to see the specified issue.'),
    fault: { code: 'tracker.forbidden', params: { field: '', message: 'You do not have the permission to see the specified issue.' } },
  },
  {
    what: '403 of a firewall',
    answer: pageAnswer(403, 'Request blocked'),
    fault: { code: 'tracker.forbidden', params: { field: '', message: 'HTTP 403' } },
  },
  { what: '404 of a proxy', answer: { status: 404, body: 'default backend - 404' }, fault: unavailable },
  { what: '404 of a closed site', answer: pageAnswer(404, 'Your site is currently unavailable'), fault: unavailable },
  {
    what: '404 of a Jira that starts',
    answer: jsonAnswer(404, { message: 'null for uri: https://jira.example/rest/api/2/issue/10001', 'status-code': 404 }),
    fault: unavailable,
  },
  { what: '404 for a project that is gone', answer: jiras(404), fault: { code: 'tracker.notFound', retry: 'never' }, asked: ['create'] },
  { what: '408', answer: pageAnswer(408, 'Request Timeout'), fault: unavailable, uncertain: true },
  { what: '409', answer: jiras(409), fault: { code: 'tracker.conflict', retry: 'later' } },
  {
    what: '410: an address that was removed',
    answer: jiras(410, 'The requested API has been removed.'),
    fault: { code: 'tracker.refused', retry: 'never', params: { field: '', message: 'The requested API has been removed.' } },
  },
  {
    what: '413 of a proxy',
    answer: pageAnswer(413, 'Request Entity Too Large'),
    fault: { code: 'tracker.refused', params: { field: '', message: 'HTTP 413' } },
  },
  {
    what: '400 with a field',
    answer: jsonAnswer(400, { errorMessages: [], errors: { summary: 'Too long.' } }),
    fault: { code: 'tracker.refused', params: { field: 'summary', message: 'Too long.' } },
  },
  {
    what: '400 of another form',
    answer: jsonAnswer(400, { errorMessages: null, errors: [{ message: 'x' }], message: 'Bad.' }),
    fault: { code: 'tracker.refused', params: { field: '', message: 'Bad.' } },
  },
  { what: '429 with seconds', answer: jiras(429, 'Slow.', { 'retry-after': '7' }), fault: throttled(7000) },
  {
    what: '429 with a date',
    answer: jiras(429, 'Slow.', { date: now, 'retry-after': 'Fri, 20 Nov 2026 12:02:30 GMT' }),
    fault: throttled(150_000),
  },
  {
    what: '429 with the moment of the reset',
    answer: jiras(429, 'Slow.', {
      date: now,
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-11-20T12:01Z',
    }),
    fault: throttled(60_000),
  },
  { what: '429 of a gateway, without a word', answer: { status: 429 }, fault: throttled(60_000) },
  {
    what: '429 with a moment that has passed',
    answer: jiras(429, 'Slow.', { date: now, 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }),
    fault: throttled(60_000),
  },
  { what: '500 of Jira', answer: jiras(500), fault: unavailable, uncertain: true },
  { what: '502 of a proxy', answer: pageAnswer(502, 'Bad Gateway'), fault: unavailable, uncertain: true },
  {
    what: '503 while Jira is upgraded',
    answer: pageAnswer(503, 'Maintenance', { 'retry-after': '120' }),
    fault: { ...unavailable, retryAfterMs: 120_000 },
    uncertain: true,
  },
  { what: '504', answer: pageAnswer(504, 'Gateway Timeout'), fault: unavailable, uncertain: true },
  {
    what: 'half of an answer',
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"10001","key":"A-1","fields":{"summ' },
    fault: { code: 'tracker.invalidAnswer', retry: 'later' },
    uncertain: true,
    asked: ['read', 'create'],
  },
  {
    what: 'nothing at all with 200',
    answer: { status: 200 },
    fault: { code: 'tracker.invalidAnswer' },
    uncertain: true,
    asked: ['read', 'create'],
  },
  {
    what: 'a page with 200',
    answer: pageAnswer(200, 'Sign in'),
    fault: { code: 'tracker.invalidAnswer', retry: 'later' },
    uncertain: true,
  },
  { what: 'a body that breaks off', answer: 'cut', fault: unavailable, uncertain: true, asked: ['read', 'create'] },
  { what: 'a connection that breaks', answer: 'reset', fault: unavailable, uncertain: true },
];

describe.each([
  ['Jira Cloud', cloud],
  ['Jira Data Center', dataCenter],
] as const)('%s', (_name, open) => {
  test.each(cases)('$what', async ({ answer, fault, uncertain = false, asked = everything }) => {
    host.answer = () => answer;
    for (const ask of asked) {
      const found = await refused(asks[ask](open(host.url)));
      expect({ ask, found }).toMatchObject({ ask, found: { whose: 'tracker', ...fault, certain: ask === 'read' || !uncertain } });
      expect(JSON.stringify(found)).not.toContain('token');
    }
  });

  test('an issue that is not there is none, and gone to a write', async () => {
    host.answer = () => jiras(404, 'Issue does not exist or you do not have permission to see it.');
    expect(await asks.read(open(host.url))).toBeNull();
    expect(await asks.update(open(host.url))).toEqual({ outcome: 'gone' });
    host.answer = () => ({ status: 404 });
    expect(await asks.read(open(host.url))).toBeNull();
  });

  test('what was refused with 429 and a short pause is sent again after it, a write too', async () => {
    const asked = (): number => host.requests.filter(({ method }) => method === 'PUT').length;
    const before = asked();
    host.answer = () => (asked() - before < 2 ? jiras(429, 'Slow.', { 'retry-after': '1' }) : { status: 204 });
    expect(await asks.update(open(host.url))).toMatchObject({ outcome: 'done' });
    expect(asked() - before).toBe(2);
  });

  test('what never left this machine has certainly not happened', async () => {
    const away = await rawHost();
    await away.close();
    for (const ask of everything) expect(await refused(asks[ask](open(away.url)))).toMatchObject({ ...unavailable, certain: true });
  });

  test('a file too large for Jira, or for what stands before it, is told apart: no retry would help', async () => {
    const bytes = Buffer.from('x');
    const sha256 = id<Sha256>('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');
    const file = { filename: 'x.txt', mediaType: 'text/plain', size: 1, sha256 };
    const attach = async (): Promise<Fault> =>
      await refused(open(host.url).addAttachment(intent, issueId, file, async () => bytes.toString('base64')));
    host.answer = () => jiras(413, 'The file is too large.');
    expect(await attach()).toMatchObject({ code: 'attachment.tooLarge', retry: 'never', certain: true });
    expect(host.requests.at(-1)?.headers['x-atlassian-token']).toBe('no-check');
    host.answer = () => pageAnswer(413, 'Request Entity Too Large');
    expect(await attach()).toMatchObject({ code: 'attachment.tooLarge', retry: 'never', certain: true });
    host.answer = () => jsonAnswer(200, []);
    expect(await attach()).toMatchObject({ code: 'tracker.invalidAnswer', certain: false });
  });
});

describe('Jira Data Center’s files', () => {
  const about = { id: '7', filename: 'a b.txt', size: 5, created: '2026-11-20T12:00:00.000+0000' };
  const describeWith = async (file: RawEnding) => {
    host.answer = ({ url }) => (url.startsWith('/secure/') ? file : jsonAnswer(200, about));
    return await dataCenter(host.url).describeAttachment(issueId, id<AttachmentId>('7'));
  };

  test('whole', async () => {
    expect(await describeWith({ status: 200, body: 'hello' })).toMatchObject({ filename: 'a b.txt', size: 5 });
    expect(host.requests.at(-1)).toMatchObject({ url: '/secure/attachment/7/a%20b.txt', headers: { authorization: 'Bearer token' } });
  });

  test.each<readonly [string, RawEnding, Partial<Fault>]>([
    ['the sign-in page instead of it', pageAnswer(200, 'Sign in'), { code: 'attachment.damaged', retry: 'later' }],
    ['half of it', { status: 200, body: 'hel' }, { code: 'attachment.damaged', retry: 'later' }],
    ['a redirect', pageAnswer(302, 'Found', { location: '/login.jsp' }), { code: 'tracker.unauthorized' }],
    ['throttled', { status: 429, headers: { 'retry-after': '3' } }, throttled(3000)],
    ['not on the server’s disk', pageAnswer(404, 'Not found'), unavailable],
    ['a body that breaks off', 'cut', unavailable],
    ['a connection that breaks', 'reset', unavailable],
  ])('%s', async (_what, file, fault) => {
    expect(await refused(describeWith(file))).toMatchObject({ whose: 'tracker', ...fault, certain: true });
    // Nothing of it is kept: the next look finds it.
    expect(await describeWith({ status: 200, body: 'hello' })).toMatchObject({ size: 5 });
    await dataCenter(host.url)
      .removeAttachment(intent, issueId, id<AttachmentId>('7'))
      .catch(() => undefined);
  });
});

test('Jira Data Center is not waited for longer than a write may take', async () => {
  host.answer = () => 'silence';
  const impatient: typeof fetch = async (input, init) => {
    expect(init?.signal).toBeInstanceOf(AbortSignal);
    return await fetch(input, { ...init, signal: AbortSignal.timeout(50) });
  };
  expect(await refused(asks.read(dataCenter(host.url, impatient)))).toMatchObject({ ...unavailable, certain: true });
  expect(await refused(asks.create(dataCenter(host.url, impatient)))).toMatchObject({ ...unavailable, certain: false });
});
