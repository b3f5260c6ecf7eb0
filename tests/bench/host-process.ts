/**
 * One stand-in in a process of its own, for measurements: what it costs is not counted as Entente's, and both sides have a core.
 * The bench asks by IPC what tests ask of a stand-in's `control`; users, Entente and partners come over HTTP as ever.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import { startJiraCloud } from '@entente/jira-app/standin';
import { startJiraDataCenter } from '@entente/jira-app/standin/data-center';

import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { dataCenterPeople } from '../support/data-center.ts';
import { jiraPeople } from '../support/jira-people.ts';
import type { Seen } from '../support/people.ts';
import type { EventCounts, HostAnswer, HostQuestion, Started } from './host-protocol.ts';

const root = join(import.meta.dirname, '..', '..');
const organization = 'contoso';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What is measured of a stand-in, the same for all. */
interface Measured {
  readonly started: Started;
  /** Entente's own, since they were forgotten. */
  requests(): readonly Asked[];
  forget(): void;
  /** Requests between the app and the outside so far; null where the host runs none. */
  exchanges(): number | null;
  latency(ms: number): void;
  all(): readonly Seen[];
  /** Calls with the summary of each issue that is changed, and with the text of each new comment. Left out: not needed so far. */
  watch?(listener: (summary: string) => void): void;
  /**
   * Makes a share of Entente's requests fail from now on: half of them with 429, the others with 503 or, where Entente writes, without an
   * answer although they are carried out. Events come late, twice, out of order or not at all. 0: no more.
   */
  trouble(share: number): void;
  /** So far. */
  events(): EventCounts;
  /** Requests that were carried out without an answer. Left out: none ever is. */
  lost?(): number;
  /** Every write to this issue is refused from now on; null: none any more. */
  refuse(issue: string | null): void;
  /** What an admin's page asks, where that goes through the host. */
  admin?(method: string, input: unknown): Promise<unknown>;
  allowEgress?(url: string): void;
  sweep?(): Promise<void>;
}

/** The same in every run. */
function dice(): () => number {
  let state = 7;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function cloud(): Promise<Measured> {
  const jira = await startJiraCloud({
    // As the host's own.
    pageSize: 100,
    app: {
      manifestPath: join(root, 'manifest.yml'),
      codePath: join(root, 'src', 'index.js'),
      resourcesRoot: root,
      variables: { ENTENTE_ALLOW_LOOPBACK: '1' },
    },
  });
  const { control } = jira;
  const people = jiraPeople(jira, 'rui@acme.example');
  const roll = dice();
  let timer: NodeJS.Timeout | null = null;
  const isApp = ({ headers }: { readonly headers: { readonly [name: string]: string } }): boolean => headers['authorization'] === undefined;
  let armed = false;
  /** One at a time: the next when this one has struck. */
  const arm = (share: number): void =>
    control.failNext(503, (request) => {
      const strikes = armed && isApp(request) && roll() < share;
      if (strikes) setImmediate(() => arm(share));
      return strikes;
    });
  return {
    started: { url: jira.siteUrl, authorization: jira.authorization('rui@acme.example'), project: 'ACME' },
    requests: () => control.requests().filter(({ accountId }) => accountId === jira.appAccountId),
    forget: () => control.forgetRequests(),
    exchanges: () => control.passed().length,
    latency: (ms) => control.latency(ms),
    all: () => people.all('ACME'),
    trouble: (share) => {
      if (timer !== null) clearInterval(timer);
      control.throttle(share === 0 ? 0 : 1_000_000, 1, (request) => isApp(request) && roll() < share / 2);
      control.events.delay(0);
      armed = false;
      if (share === 0) return;
      armed = true;
      arm(share / 2);
      timer = setInterval(() => {
        control.events.delay(Math.floor(roll() * 400));
        if (roll() < 0.3) control.events.duplicateNext();
        if (roll() < 0.3) control.events.dropNext();
      }, 100);
    },
    events: () => control.events.counts(),
    refuse: () => undefined,
    admin: async (method, input) => await control.invoke('admin', { method, input } as never),
    allowEgress: (url) => control.allowEgress(url),
    sweep: () => control.runScheduled(),
  };
}

async function azureDevOps(): Promise<Measured> {
  const host = await startAzureDevOps({ extension: { manifestPath: join(root, 'vss-extension.json'), root } });
  const { control } = host;
  const people = azureDevOpsPeople(host, organization, 'mel');
  const roll = dice();
  let timer: NodeJS.Timeout | null = null;
  let refused: string | null = null;
  let armed = false;
  /** Methods of what was carried out without an answer. */
  const lost: string[] = [];
  const isRefused = ({ method, path }: { readonly method: string; readonly path: string }): boolean =>
    refused !== null && method === 'PATCH' && path.toLowerCase().endsWith(`/workitems/${refused}`);
  host.control.failNext(400, isRefused, Number.MAX_SAFE_INTEGER);
  return {
    started: {
      url: host.url,
      authorization: `Basic ${Buffer.from(`:${host.token(organization, 'mel')}`).toString('base64')}`,
      project: 'Fabrikam',
      pairing: {
        organizationUrl: host.organizationUrl(organization),
        accessToken: host.accessToken(organization, 'ada'),
        token: host.token(organization, 'entente'),
        extensionDataUrl: host.extensionDataUrl(organization),
        frameOrigin: host.frameOrigin,
      },
    },
    requests: () => control.requests().filter(({ account }) => account === 'entente'),
    forget: () => control.forgetRequests(),
    exchanges: () => null,
    latency: (ms) => control.latency(ms),
    all: () => people.all('Fabrikam'),
    watch: (listener) =>
      void control.onChange(organization, ({ revision, comment }) => {
        const title =
          comment === null
            ? revision.fields['System.Title']
            : comment.versions
                .at(-1)
                // The copy's own words stand after its author's name.
                ?.text.split('<p>')
                .at(-1)
                ?.replace(/<[^>]*>/g, '')
                .trim();
        if (typeof title === 'string') listener(title);
      }),
    trouble: (share) => {
      if (timer !== null) clearInterval(timer);
      control.events.delay(0);
      armed = share > 0;
      if (share === 0) return;
      const isOurs = ({ account }: { readonly account: string | null }): boolean => armed && account === 'entente';
      control.failNext(503, (request) => isOurs(request) && roll() < share / 4, 1_000_000);
      control.throttle(1_000_000, 1, { matches: (request) => isOurs(request) && roll() < share / 2 });
      control.loseNextAnswer((request) => isOurs(request) && roll() < share / 4 && lost.push(request.method) > 0, 1_000_000);
      timer = setInterval(() => {
        control.events.delay(Math.floor(roll() * 400));
        if (roll() < 0.3) control.events.duplicate();
        if (roll() < 0.3) control.events.drop();
        if (roll() < 0.3) control.events.overtake();
      }, 100);
    },
    events: () => control.events.counts(),
    lost: () => lost.length,
    refuse: (issue) => void (refused = issue),
  };
}

async function dataCenter(): Promise<Measured> {
  const jira = await startJiraDataCenter();
  const { control } = jira;
  const people = dataCenterPeople(jira, 'rui');
  return {
    started: {
      url: jira.siteUrl,
      authorization: `Bearer ${jira.token('rui')}`,
      project: 'INI',
      pairing: {
        organizationUrl: jira.siteUrl,
        accessToken: jira.token('ada'),
        token: jira.token('entente'),
        extensionDataUrl: '',
        frameOrigin: '',
      },
    },
    requests: () => control.requests().filter(({ accountId }) => accountId === 'JIRAUSER10001'),
    forget: () => control.forgetRequests(),
    exchanges: () => null,
    latency: () => undefined,
    all: () => people.all('INI'),
    trouble: () => undefined,
    events: () => ({ dropped: 0, duplicated: 0, overtaken: 0 }),
    refuse: () => undefined,
  };
}

const kinds = { jira: cloud, 'azure-devops': azureDevOps, 'data-center': dataCenter };
const kind = process.argv[2];
const host = await (kind === 'jira' ? kinds.jira : kind === 'azure-devops' ? kinds['azure-devops'] : kinds['data-center'])();

/** When an issue of this summary, or a comment of this text, was first seen (ms). */
const arrivals = new Map<string, number>();
const awaited = new Map<string, () => void>();
host.watch?.((summary) => {
  if (arrivals.has(summary)) return;
  arrivals.set(summary, Date.now());
  awaited.get(summary)?.();
});

/** Lengths stand for files: their bytes need not travel. */
function summaries(prefix: string): readonly unknown[] {
  return host
    .all()
    .filter(({ summary }) => summary.startsWith(prefix))
    .map(({ id, summary, comments, attachments }) => ({
      id,
      summary,
      comments: comments.length,
      files: attachments.map(({ bytes }) => bytes.length),
    }));
}

const hexOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function wholes(prefix: string): readonly unknown[] {
  return host
    .all()
    .filter(({ summary }) => summary.startsWith(prefix))
    .map(({ summary, comments, attachments }) => ({
      summary,
      said: comments.map(({ body }) => JSON.stringify(body)),
      files: attachments.map(({ bytes }) => hexOf(bytes)),
    }));
}

const verbs: { readonly [verb: string]: (argument: unknown) => unknown } = {
  start: () => host.started,
  requests: () => host.requests().map(({ method, path, status }) => ({ method, path, status })),
  forget: () => host.forget(),
  exchanges: () => host.exchanges(),
  latency: (ms) => host.latency(Number(ms)),
  seen: (prefix) => summaries(String(prefix)),
  trouble: (share) => host.trouble(Number(share)),
  whole: (prefix) => wholes(String(prefix)),
  events: () => host.events(),
  lost: () => host.lost?.() ?? 0,
  arrivals: (names) => (Array.isArray(names) ? (names as readonly unknown[]) : []).map((name) => arrivals.get(String(name)) ?? null),
  refuse: (issue) => host.refuse(typeof issue === 'string' ? issue : null),
  allowEgress: (url) => host.allowEgress?.(String(url)),
  sweep: () => host.sweep?.(),
  admin: async (argument) => {
    const [method, input] = Array.isArray(argument) ? (argument as readonly unknown[]) : [];
    return await host.admin?.(String(method), input);
  },
  arrival: async (summary) => {
    const name = String(summary);
    if (!arrivals.has(name)) await new Promise<void>((done) => awaited.set(name, done));
    return arrivals.get(name);
  },
};

process.on('message', (question: HostQuestion) => {
  const verb = verbs[question.verb];
  void (async () => {
    const answer: HostAnswer = await Promise.resolve()
      .then(async () => ({ id: question.id, value: (await verb?.(question.argument)) ?? null }))
      .catch((caught: unknown) => ({ id: question.id, error: caught instanceof Error ? caught.message : String(caught) }));
    process.send?.(answer);
  })();
});
process.on('disconnect', () => process.exit(0));
