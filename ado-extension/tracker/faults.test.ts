/** What goes wrong between Entente and an Azure DevOps, from what stands before it as well: one clear fault each, over a real connection. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faultOf, id, type AttachmentId, type CommentId, type Fault, type IntentId, type IssueId, type Tracker } from '@entente/core';
import { jsonAnswer, pageAnswer, rawHost, type RawEnding, type RawHost } from '@entente/testkit';
import { azureDevOpsTracker } from './services.ts';

let host: RawHost;
const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-ado-faults-'));
beforeAll(async () => {
  host = await rawHost();
});
afterAll(async () => {
  await host.close();
  rmSync(spoolFolder, { recursive: true, force: true });
});

const open = (instanceUrl: string, fetcher: typeof fetch = fetch): Tracker =>
  azureDevOpsTracker({
    instanceUrl,
    fetch: fetcher,
    pat: 'secret-pat',
    spoolFolder,
    clock: { now: () => Date.now() },
    sleep: async () => undefined,
  });

const intent = id<IntentId>('intent');
const issueId = id<IssueId>('7');
const item = {
  id: 7,
  rev: 3,
  fields: {
    'System.TeamProject': 'Fabrikam',
    'System.WorkItemType': 'Task',
    'System.Title': 'x',
    'System.CreatedDate': '2026-11-20T12:00:00Z',
    'System.ChangedDate': '2026-11-20T12:00:00.27Z',
  },
};
const locations = jsonAnswer(200, { value: [{ area: 'wit', resourceName: 'workItems', maxVersion: '7.2', resourceVersion: 3 }] });

/** The next calls as they should be, and then, for the call that the test is about, what it gives. */
function answering(spoilt: RawEnding, isIt: (method: string, url: string) => boolean): void {
  host.answer = ({ method, url }) => {
    if (isIt(method, url)) return spoilt;
    if (method === 'OPTIONS') return locations;
    if (/\/workitems\/7/i.test(url)) return jsonAnswer(200, item);
    if (/\/comments/i.test(url)) return jsonAnswer(200, { totalCount: 0, count: 0, comments: [] });
    return jsonAnswer(200, { id: '11111111-1111-4111-8111-111111111111', name: 'Fabrikam', state: 'wellFormed', value: [] });
  };
}

const asks = {
  read: {
    isIt: (method: string, url: string) => method === 'GET' && /workitems\/7/i.test(url),
    call: async (of: Tracker) => await of.readIssue(issueId),
  },
  update: {
    isIt: (method: string) => method === 'PATCH',
    call: async (of: Tracker) => await of.updateIssue(intent, issueId, { summary: 'y' }, null),
  },
  comment: {
    isIt: (method: string) => method === 'POST',
    call: async (of: Tracker) => await of.addComment(intent, issueId, { type: 'doc', version: 1, content: [] }),
  },
} as const;
type Ask = keyof typeof asks;
const everything: readonly Ask[] = ['read', 'update', 'comment'];

const refused = async (asked: Promise<unknown>): Promise<Fault> =>
  await asked.then((answer) => Promise.reject(new Error(`was answered ${JSON.stringify(answer)}`)), faultOf);

const hosts = (status: number, message = 'TF1: No.', headers = {}, more = {}): RawEnding =>
  jsonAnswer(
    status,
    { $id: '1', innerException: null, message, typeName: 'X', typeKey: 'X', errorCode: 0, eventId: 3000, ...more },
    headers,
  );
const date = 'Fri, 20 Nov 2026 12:00:00 GMT';

interface Case {
  readonly what: string;
  readonly answer: RawEnding;
  readonly fault: Partial<Fault>;
  /** A write may have happened. */
  readonly uncertain?: boolean;
  readonly asked?: readonly Ask[];
}

const unauthorized = { code: 'tracker.unauthorized', retry: 'never' } as const;
const unavailable = { code: 'tracker.unavailable', retry: 'later' } as const;
const throttled = (retryAfterMs: number) => ({ code: 'tracker.throttled', retry: 'later', retryAfterMs }) as const;

const cases: readonly Case[] = [
  {
    what: '401 for an expired token',
    answer: { status: 401, headers: { 'content-type': 'text/html' }, body: 'Access Denied' },
    fault: unauthorized,
  },
  { what: '203 with the sign-in page', answer: pageAnswer(203, 'Azure DevOps Services | Sign In'), fault: unauthorized },
  {
    what: '302 to the sign-in page',
    answer: pageAnswer(302, 'Object moved', { location: 'https://spsprodweu1.vssps.visualstudio.com/_signin' }),
    fault: unauthorized,
  },
  { what: '200 with the sign-in page', answer: pageAnswer(200, 'Sign in'), fault: unauthorized },
  {
    what: 'a redirect of an address that moved',
    answer: { status: 301, headers: { location: 'https://dev.azure.com/contoso' } },
    fault: unauthorized,
  },
  {
    what: '403 of the host',
    answer: hosts(403, 'TF237111: no permission'),
    fault: { code: 'tracker.forbidden', params: { message: 'TF237111: no permission' } },
  },
  { what: '403 of a firewall', answer: pageAnswer(403, 'Request blocked'), fault: { code: 'tracker.forbidden' } },
  { what: '404 of a proxy', answer: { status: 404, body: '404 page not found' }, fault: unavailable },
  { what: '404 of IIS', answer: pageAnswer(404, '404 - File or directory not found.'), fault: unavailable },
  { what: '408', answer: { status: 408 }, fault: unavailable, uncertain: true },
  { what: '409', answer: hosts(409), fault: { code: 'tracker.conflict', retry: 'later' }, asked: ['comment'] },
  { what: '410', answer: hosts(410, 'VS1: gone'), fault: { code: 'tracker.refused', params: { field: '', message: 'VS1: gone' } } },
  {
    what: '413 of IIS',
    answer: pageAnswer(413, 'Request Entity Too Large'),
    fault: { code: 'tracker.refused', params: { field: '', message: 'HTTP 413' } },
  },
  {
    what: '400 with the rule',
    answer: hosts(
      400,
      'TF401320: Rule Error',
      {},
      {
        customProperties: { RuleValidationErrors: [{ fieldReferenceName: 'System.Title', errorMessage: 'Title is required.' }] },
      },
    ),
    fault: { code: 'tracker.refused', retry: 'never', params: { field: 'System.Title', message: 'Title is required.' } },
  },
  { what: '429 with seconds', answer: hosts(429, 'TF400733', { 'retry-after': '120' }), fault: throttled(120_000) },
  {
    what: '429 with a date',
    answer: hosts(429, 'TF400733', { date, 'retry-after': 'Fri, 20 Nov 2026 12:02:30 GMT' }),
    fault: throttled(150_000),
  },
  { what: '429 without a word', answer: { status: 429 }, fault: throttled(30_000) },
  { what: '500 of the host', answer: hosts(500, 'TF400898: An Internal Error Occurred.'), fault: unavailable, uncertain: true },
  { what: '502 of a proxy', answer: pageAnswer(502, 'Bad Gateway'), fault: unavailable, uncertain: true },
  {
    what: '503 with a page',
    answer: pageAnswer(503, 'The service is unavailable.', { 'retry-after': '120' }),
    fault: { ...unavailable, retryAfterMs: 120_000 },
    uncertain: true,
  },
  {
    what: 'half of an answer',
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":7,"rev":3,"fields":{"Syst' },
    fault: { code: 'tracker.invalidAnswer', retry: 'later' },
    uncertain: true,
  },
  { what: 'nothing at all with 200', answer: { status: 200 }, fault: { code: 'tracker.invalidAnswer', retry: 'later' }, uncertain: true },
  { what: 'an answer of something else', answer: jsonAnswer(200, { ok: true }), fault: { code: 'tracker.invalidAnswer' }, uncertain: true },
  { what: 'a body that breaks off', answer: 'cut', fault: unavailable, uncertain: true },
  { what: 'a connection that breaks', answer: 'reset', fault: unavailable, uncertain: true },
];

test.each(cases)('$what', async ({ answer, fault, uncertain = false, asked = everything }) => {
  for (const ask of asked) {
    const { isIt, call } = asks[ask];
    answering(answer, isIt);
    const found = await refused(call(open(host.url)));
    expect({ ask, found }).toMatchObject({ ask, found: { whose: 'tracker', ...fault, certain: ask === 'read' || !uncertain } });
    expect(JSON.stringify(found)).not.toContain('secret');
  }
  // The very first call of all, which asks for the versions.
  answering(answer, (method) => method === 'OPTIONS');
  expect(await refused(asks.comment.call(open(host.url)))).toMatchObject({ whose: 'tracker', certain: true });
});

test('what is not there is none, and gone to a write; another write in between is stale', async () => {
  answering(hosts(404, 'TF401232: Work item 7 does not exist'), (_method, url) => /workitems\/7/i.test(url));
  expect(await open(host.url).readIssue(issueId)).toBeNull();
  expect(await asks.update.call(open(host.url))).toEqual({ outcome: 'gone' });
  answering(hosts(412, 'VS403351: Test Operation failed'), asks.update.isIt);
  expect(await open(host.url).updateIssue(intent, issueId, { summary: 'y' }, '2')).toEqual({ outcome: 'stale' });
  answering(hosts(409), asks.update.isIt);
  expect(await open(host.url).updateIssue(intent, issueId, { summary: 'y' }, '3')).toEqual({ outcome: 'stale' });
  answering(hosts(404, 'No such comment'), (_method, url) => /comments\/5/.test(url));
  expect(await open(host.url).removeComment(intent, issueId, id<CommentId>('5'))).toEqual({ outcome: 'gone' });
});

test('what never left this machine has certainly not happened', async () => {
  const away = await rawHost();
  await away.close();
  for (const ask of everything) expect(await refused(asks[ask].call(open(away.url)))).toMatchObject({ ...unavailable, certain: true });
});

test('an answer with Retry-After counts, and holds back the next question', async () => {
  answering(jsonAnswer(200, item, { 'retry-after': '60', 'x-ratelimit-delay': '0.5' }), asks.read.isIt);
  const tracker = open(host.url);
  const found = await refused(tracker.readIssue(issueId));
  expect(found).toMatchObject({ code: 'tracker.throttled', certain: true });
  expect(found.retryAfterMs).toBeGreaterThan(50_000);
});

describe('files', () => {
  const guid = '22222222-2222-4222-8222-222222222222';
  const withFile = {
    ...item,
    relations: [
      { rel: 'AttachedFile', url: `https://host/_apis/wit/attachments/${guid}`, attributes: { name: 'a.html', resourceSize: 5 } },
    ],
  };
  const describeWith = async (file: RawEnding) => {
    host.answer = ({ method, url }) =>
      method === 'OPTIONS'
        ? locations
        : /\/attachments\//.test(url)
          ? file
          : jsonAnswer(200, /expand=relations/i.test(url) ? withFile : item);
    return await open(host.url).describeAttachment(issueId, id<AttachmentId>(guid));
  };
  const named = { 'content-disposition': 'attachment; filename="a.html"' };

  test('a file that is a page is no sign-in page', async () => {
    expect(await describeWith({ status: 200, headers: { 'content-type': 'text/html', ...named }, body: '<p>hi' })).toMatchObject({
      size: 5,
    });
    expect(host.requests.at(-1)?.headers.accept).toBe('application/octet-stream');
  });

  test.each<readonly [string, RawEnding, Partial<Fault>]>([
    ['the sign-in page', pageAnswer(203, 'Sign in'), unauthorized],
    ['the sign-in page with 200', pageAnswer(200, 'Sign in'), unauthorized],
    ['half of it', { status: 200, headers: named, body: '<p' }, { code: 'attachment.damaged', retry: 'later' }],
    ['a body that breaks off', 'cut', unavailable],
    ['a connection that breaks', 'reset', unavailable],
  ])('%s', async (_what, file, fault) => {
    expect(await refused(describeWith(file))).toMatchObject({ whose: 'tracker', ...fault, certain: true });
    expect(await describeWith({ status: 200, headers: named, body: '<p>hi' })).toMatchObject({ size: 5 });
  });
});

test('it is not waited for longer than a write may take', async () => {
  answering('silence', asks.comment.isIt);
  const impatient: typeof fetch = async (input, init) => {
    expect(init?.signal).toBeInstanceOf(AbortSignal);
    return await fetch(input, { ...init, signal: AbortSignal.timeout(init?.method === 'POST' ? 50 : 5000) });
  };
  expect(await refused(asks.comment.call(open(host.url, impatient)))).toMatchObject({ ...unavailable, certain: false });
});
