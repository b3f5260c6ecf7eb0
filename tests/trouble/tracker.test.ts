/** A tracker that refuses, throttles, breaks, or cuts the line in the middle of a write: nothing lost, nothing twice, and the admin sees which. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import { id } from '@entente/core';
import type { Clock, ConnectionId, ProjectId, Tracker } from '@entente/core';
import { startJiraCloud } from '@entente/jira-app/standin';
import type { JiraCloud } from '@entente/jira-app/standin';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { HOUR, MINUTE, asking, initiate, paragraph, pairHarness, requestId } from '@entente/testkit';
import type { Pair } from '@entente/testkit';
import { en, makeTexts } from '@entente/wizard';
import { azureDevOpsTracker } from '../../ado-extension/tracker/services.ts';
import { createCloudTracker } from '../../jira-app/tracker/cloud.ts';

/** Real servers, on a machine that may be busy. */

const rules = createRuleRunner({ worker: false });
const texts = makeTexts(en, 'en');
/** The hosts' clocks and the nodes' are one: what was made before its connection never goes out. */
let now = Date.UTC(2026, 10, 20, 12, 0, 0);
const clock: Clock = { now: () => now };
const spoolFolder = mkdtempSync(join(tmpdir(), 'entente-trouble-'));

let jira: JiraCloud;
let azure: AzureDevOps;
beforeAll(async () => {
  jira = await startJiraCloud({ now: () => now, pageSize: 5 });
  azure = await startAzureDevOps({ now: () => now });
});
afterAll(async () => {
  await jira.close();
  await azure.close();
  await rules.close();
  rmSync(spoolFolder, { recursive: true, force: true });
});

type Outcome =
  | { readonly status: number; readonly applied?: boolean }
  | { readonly retryAfterS: number }
  | 'lost'
  | 'cut'
  | 'half'
  | 'page'
  | 'away'
  | 'signIn';
interface Seen {
  readonly summary: string;
  readonly comments: number;
}

interface Host {
  readonly name: string;
  readonly tracker: () => Tracker;
  readonly project: () => ProjectId;
  /** The next write of that kind by Entente ends so. */
  readonly spoil: (what: 'create' | 'comment', outcome: Outcome) => void;
  /** Everything that Entente asks fails so, until the answer is called. */
  readonly spoilAll: (how: number | 'away') => () => void;
  readonly issues: () => readonly Seen[];
}

const jiraHost: Host = {
  name: 'Jira Cloud',
  project: () => id<ProjectId>(String(jira.control.project('ACME')?.id)),
  tracker: () =>
    createCloudTracker({
      request: async (path, { method, headers, body }) => {
        const given = {
          method,
          redirect: 'manual' as const,
          headers: { ...headers, Authorization: jira.authorization('ada@acme.example') },
        };
        return await fetch(jira.siteUrl + path, body === undefined ? given : { ...given, body });
      },
      siteUrl: jira.siteUrl,
      now: () => now,
    }),
  spoil(what, outcome) {
    const matches = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
      method === 'POST' && (what === 'create' ? path.endsWith('/issue') : path.endsWith('/comment'));
    if (typeof outcome === 'string') jira.control.spoilNext(outcome, matches);
    else if ('status' in outcome) jira.control.failNext(outcome.status, matches, outcome.applied ?? false);
    else jira.control.throttle(1, outcome.retryAfterS);
  },
  spoilAll(how) {
    let over = false;
    for (let i = 0; i < 200; i++) {
      if (how === 'away') jira.control.spoilNext(how, () => !over);
      else jira.control.failNext(how, () => !over);
    }
    return () => void (over = true);
  },
  issues: () => jira.control.issues().map(({ summary, comments }) => ({ summary, comments: comments.length })),
};

const azureHost: Host = {
  name: 'Azure DevOps',
  project: () => id<ProjectId>(azure.control.project('contoso', 'Fabrikam').id),
  tracker: () =>
    azureDevOpsTracker({
      instanceUrl: azure.organizationUrl('contoso'),
      pat: azure.token('contoso', 'entente'),
      fetch,
      clock,
      spoolFolder,
      sleep: async () => undefined,
    }),
  spoil(what, outcome) {
    const matches = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
      method === 'POST' && (what === 'create' ? /\/workitems\/\$/i.test(decodeURIComponent(path)) : /\/comments$/i.test(path));
    if (typeof outcome === 'string') azure.control.spoilNext(outcome, matches);
    // A first 404 may mean that the work item has moved to another project: the tracker looks where it is and tries again.
    else if ('status' in outcome) azure.control.failNext(outcome.status, matches, what === 'comment' && outcome.status === 404 ? 2 : 1);
    else azure.control.throttle(1, outcome.retryAfterS, { matches });
  },
  spoilAll(how) {
    let over = false;
    if (how === 'away') azure.control.spoilNext(how, () => !over, 500);
    else azure.control.failNext(how, () => !over, 500);
    return () => void (over = true);
  },
  issues: () => azure.control.workItems('contoso', 'Fabrikam').map((item) => ({ summary: titleOf(item), comments: commentsOf(item) })),
};

type WorkItem = ReturnType<AzureDevOps['control']['workItems']>[number];
const titleOf = (item: WorkItem): string => JSON.stringify(item.revisions.at(-1)?.fields['System.Title'] ?? '').slice(1, -1);
const commentsOf = (item: WorkItem): number =>
  (azure.control.organization('contoso').comments.get(item.id) ?? []).filter(({ versions }) => versions.at(-1)?.deleted === false).length;

let serial = 0;

/** A tracker in memory on the left, a host's on the right. */
async function connected(host: Host): Promise<{ readonly pair: Pair; readonly connectionId: ConnectionId; readonly name: string }> {
  now += HOUR;
  const pair = await pairHarness({ crypto: nodeCrypto(), rules, seed: ++serial, startAt: now, trackers: { right: host.tracker() } });
  const { code, connectionId } = await initiate(pair.left, asking());
  const accepted = await pair.right.node.accept({ requestId: requestId(), code, projectId: host.project() });
  if (accepted.kind === 'refused') throw new Error(accepted.code);
  await pass(pair, MINUTE);
  await sweep(pair);
  return { pair, connectionId, name: `issue ${serial}` };
}

/** The hosts' time goes with the nodes'. */
async function pass(pair: Pair, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE) {
    await pair.pass(Math.min(MINUTE, ms - passed));
    now = pair.clock.now();
  }
}

async function sweep(pair: Pair): Promise<void> {
  for (const { node } of pair.sides) await node.sweep();
  await pass(pair, MINUTE);
}

async function shown(pair: Pair, connectionId: ConnectionId) {
  const overview = await pair.right.node.connection(connectionId);
  if (overview === null) throw new Error('no connection');
  return { errors: overview.counts.errors, problem: overview.problem?.code ?? null, trouble: overview.connection.trouble?.code ?? null };
}

const WRITES: readonly (readonly [string, Outcome, string])[] = [
  ['401', { status: 401 }, 'tracker.unauthorized'],
  ['403', { status: 403 }, 'tracker.forbidden'],
  ['404', { status: 404 }, 'tracker.notFound'],
  ['409', { status: 409 }, 'tracker.conflict'],
  ['429 with Retry-After', { retryAfterS: 120 }, 'tracker.throttled'],
  ['500', { status: 500 }, 'tracker.unavailable'],
  ['an answer that was lost', 'lost', 'tracker.unavailable'],
  ['a cut in the middle of the answer', 'cut', 'tracker.unavailable'],
  ['half of an answer', 'half', 'tracker.invalidAnswer'],
  ['a gateway’s page', 'page', 'tracker.unavailable'],
  ['a gateway’s own 404', 'away', 'tracker.unavailable'],
  ['the sign-in page', 'signIn', 'tracker.unauthorized'],
];

describe.each([jiraHost, azureHost])('$name', (host) => {
  test.each(WRITES)('%s while an issue is made: shown, made once in the end', async (_what, outcome, code) => {
    const { pair, connectionId, name } = await connected(host);
    host.spoil('create', outcome);
    const issueId = pair.left.tracker.people.create('p1', { summary: name, description: paragraph('Text') });
    pair.left.tracker.people.comment(issueId, paragraph('first'));
    await pair.pass(500);
    now = pair.clock.now();
    expect(await shown(pair, connectionId)).toEqual({ errors: 1, problem: code, trouble: null });
    expect(texts.hasSentence(code)).toBe(true);
    // Another issue is not held up by it, once the host lets anything through.
    pair.left.tracker.people.create('p1', { summary: `${name}, another` });
    await pass(pair, 15 * MINUTE);
    expect(host.issues().filter(({ summary }) => summary.startsWith(name))).toEqual(
      expect.arrayContaining([
        { summary: name, comments: 1 },
        { summary: `${name}, another`, comments: 0 },
      ]),
    );
    expect(host.issues().filter(({ summary }) => summary.startsWith(name))).toHaveLength(2);
    expect(await shown(pair, connectionId)).toEqual({ errors: 0, problem: null, trouble: null });
    await sweep(pair);
    expect(pair.left.tracker.issues()).toHaveLength(2);
    expect(pair.left.tracker.writes).toEqual([]);
  });

  test.each(WRITES)('%s while a comment is added: shown, added once in the end', async (_what, outcome, code) => {
    const { pair, connectionId, name } = await connected(host);
    const issueId = pair.left.tracker.people.create('p1', { summary: name });
    await pass(pair, MINUTE);
    host.spoil('comment', outcome);
    pair.left.tracker.people.comment(issueId, paragraph('only once'));
    await pair.pass(500);
    now = pair.clock.now();
    expect(await shown(pair, connectionId)).toEqual({ errors: 1, problem: code, trouble: null });
    await pass(pair, 15 * MINUTE);
    expect(host.issues().filter(({ summary }) => summary === name)).toEqual([{ summary: name, comments: 1 }]);
    expect(await shown(pair, connectionId)).toEqual({ errors: 0, problem: null, trouble: null });
  });

  test.each([
    [401, 'tracker.unauthorized'],
    [403, 'tracker.forbidden'],
    [500, 'tracker.unavailable'],
  ])('%i to everything: the connection shows it, even while the partner is heard; afterwards nothing is missing', async (status, code) => {
    const { pair, connectionId, name } = await connected(host);
    const recover = host.spoilAll(status);
    pair.left.tracker.people.create('p1', { summary: name });
    await pass(pair, 5 * MINUTE);
    await sweep(pair);
    expect((await shown(pair, connectionId)).trouble).toBe(code);
    await pass(pair, 5 * MINUTE);
    expect((await shown(pair, connectionId)).trouble).toBe(code);
    recover();
    await sweep(pair);
    await pass(pair, 15 * MINUTE);
    expect(host.issues().filter(({ summary }) => summary === name)).toHaveLength(1);
    expect(await shown(pair, connectionId)).toEqual({ errors: 0, problem: null, trouble: null });
  });

  test('a gateway answers 404 in the host’s place: nothing is taken for deleted', async () => {
    const { pair, connectionId, name } = await connected(host);
    const issueId = pair.left.tracker.people.create('p1', { summary: name });
    await pass(pair, 2 * MINUTE);
    const recover = host.spoilAll('away');
    pair.left.tracker.people.comment(issueId, paragraph('meanwhile'));
    await pass(pair, 5 * MINUTE);
    await sweep(pair);
    expect((await shown(pair, connectionId)).trouble).toBe('tracker.unavailable');
    recover();
    await sweep(pair);
    await pass(pair, 15 * MINUTE);
    expect(host.issues().filter(({ summary }) => summary === name)).toEqual([{ summary: name, comments: 1 }]);
    expect(pair.left.tracker.issues().map(({ summary }) => summary)).toEqual([name]);
    expect(await shown(pair, connectionId)).toEqual({ errors: 0, problem: null, trouble: null });
  });
});
