/**
 * A local stand-in of Jira Data Center 10 and 11: REST v2, personal access tokens, webhooks, a plain page of each issue and the
 * frame of the admin page. It shares the data model and JQL with the stand-in of Cloud, and answers 501 to what it does not model.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { openDoor, restRequestOf, send } from '../http.ts';
import type { AccountSeed, ProjectSeed } from '../model/seed.ts';
import { Site } from '../model/site.ts';
import type { Account } from '../model/types.ts';
import type { RecordedRequest } from '../rest/api.ts';
import type { Spoiling } from '../rest/faults.ts';
import type { RestRequest } from '../rest/wire.ts';
import { dataCenterApi } from './api.ts';
import type { DataCenter } from './data-center.ts';
import { pageFor, type Plugin } from './pages.ts';
import { userName } from './views.ts';
import { deliverEvents, Webhooks } from './webhooks.ts';

export interface JiraDataCenterOptions {
  readonly port?: number;
  readonly siteName?: string;
  /** Default `10.3.24`. */
  readonly version?: string;
  /** IANA name. Default Europe/Berlin: neither UTC nor what the users have. */
  readonly serverTimeZone?: string;
  readonly users?: readonly AccountSeed[];
  readonly projects?: readonly ProjectSeed[];
  /** Largest page of any paged resource, where it is to be smaller than the host's own limits. */
  readonly pageSize?: number;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  /** Absent: the plugin is not installed. */
  readonly plugin?: Plugin;
}

export interface JiraDataCenterControl {
  readonly site: Site;
  requests(): readonly RecordedRequest[];
  forgetRequests(): void;
  /** The next `count` requests answer 429; `retryAfter` in seconds. */
  throttle(count: number, retryAfter: number): void;
  failNext(status: number, matches?: (request: RestRequest) => boolean, applied?: boolean): void;
  /** The next request that matches gets no proper answer (rest/faults.ts). */
  spoilNext(how: Spoiling, matches?: (request: RestRequest) => boolean): void;
  readonly webhooks: {
    delay(ms: number): void;
    duplicateNext(count?: number): void;
    dropNext(count?: number): void;
    addresses(): readonly string[];
    /** As an administrator does it on Jira's own page of webhooks. */
    deactivateAll(): void;
    deleteAll(): void;
  };
  /** Resolves when no webhook is under way. */
  settle(): Promise<void>;
}

export interface JiraDataCenter {
  readonly siteUrl: string;
  readonly serverId: string;
  /** A personal access token of the user of that name. @throws where there is none. */
  token(name: string): string;
  issueUrl(key: string): string;
  adminPageUrl(user?: string): string;
  readonly control: JiraDataCenterControl;
  close(): Promise<void>;
}

const users: readonly AccountSeed[] = [
  {
    accountId: 'JIRAUSER10000',
    displayName: 'Ada Admin',
    email: 'ada@initech.example',
    admin: true,
    timeZone: 'Asia/Tokyo',
    token: 'ada-password',
  },
  { accountId: 'JIRAUSER10001', displayName: 'Entente', email: 'entente@initech.example', admin: true, timeZone: 'America/New_York' },
  {
    accountId: 'JIRAUSER10100',
    displayName: 'Rui Reporter',
    email: 'rui@initech.example',
    timeZone: 'Europe/Lisbon',
    token: 'rui-password',
  },
  { accountId: 'JIRAUSER10101', displayName: 'Hana Hidden', email: 'hana@initech.example', emailVisible: false },
];

const projects: readonly ProjectSeed[] = [
  { key: 'INI', name: 'Initech Reports' },
  { key: 'HELP', name: 'Helpdesk', issueTypes: ['Task', 'Bug', 'Sub-task'] },
];

function hostOf(options: JiraDataCenterOptions): DataCenter {
  const serverId = randomUUID();
  const site = new Site({
    siteName: options.siteName ?? 'Initech Jira',
    cloudId: serverId,
    users: options.users ?? users,
    projects: options.projects ?? projects,
    now: options.now,
  });
  site.pageSize = options.pageSize ?? site.pageSize;
  site.nameOf = userName;
  const version = options.version ?? '10.3.24';
  return {
    site,
    version,
    versionNumbers: version.split('.').map(Number),
    timeZone: options.serverTimeZone ?? 'Europe/Berlin',
    serverId,
    tokens: new Map(),
    webhooks: new Webhooks(),
  };
}

function newToken(host: DataCenter, name: string): string {
  const account = host.site.accounts.find((one) => userName(one) === name);
  if (account === undefined) throw new Error(`Nobody is called ${name}`);
  const raw = randomBytes(33).toString('base64url');
  host.tokens.set(raw, { id: host.tokens.size + 1, name: 'of a test', account, expires: Number.MAX_SAFE_INTEGER });
  return raw;
}

/** Who is signed in in the browser: `?user=name` once, then a cookie; else an admin. */
function sessionOf(host: DataCenter, request: RestRequest): Account | null {
  const named = /(?:^|;\s*)standin\.user=([^;]+)/.exec(request.headers['cookie'] ?? '')?.[1];
  return host.site.accounts.find((one) => userName(one) === named) ?? null;
}

export async function startJiraDataCenter(options: JiraDataCenterOptions = {}): Promise<JiraDataCenter> {
  const host = hostOf(options);
  const api = dataCenterApi(host);
  deliverEvents(host);
  const door = await openDoor(
    options.port ?? 0,
    async (raw, response, url) => {
      const request = await restRequestOf(raw, url);
      const session = sessionOf(host, request);
      const rest = /^\/(rest|secure)\//.test(request.path);
      const ask = async (one: RestRequest) => await api.handle(one, session);
      send(response, rest ? await ask(request) : await pageFor({ host, plugin: options.plugin ?? null, rest: ask }, request, session));
    },
    () => undefined,
  );
  host.site.baseUrl = door.url;
  return {
    siteUrl: door.url,
    serverId: host.serverId,
    token: (name) => newToken(host, name),
    issueUrl: (key) => `${door.url}/browse/${encodeURIComponent(key)}`,
    adminPageUrl: (user = 'ada') => `${door.url}/plugins/servlet/entente/connections?user=${user}`,
    control: {
      site: host.site,
      requests: () => api.requests,
      forgetRequests: () => void api.requests.splice(0),
      throttle: (count, retryAfter) => api.faults.throttle(count, retryAfter, () => true),
      failNext: (status, matches = () => true, applied = false) => api.faults.failNext({ status, matches, applied }),
      spoilNext: (how, matches = () => true) => api.faults.failNext({ status: 0, how, matches, applied: false }),
      webhooks: {
        delay: (ms) => void (host.webhooks.delayMs = ms),
        duplicateNext: (count = 1) => host.webhooks.duplicateNext(count),
        dropNext: (count = 1) => host.webhooks.dropNext(count),
        addresses: () => host.webhooks.all.map(({ url }) => url),
        deactivateAll: () => host.webhooks.all.forEach((one) => void (one.active = false)),
        deleteAll: () => void host.webhooks.all.splice(0),
      },
      settle: () => host.webhooks.settle(),
    },
    close: () => door.close(),
  };
}
