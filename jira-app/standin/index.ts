/**
 * A local stand-in of Jira Cloud and of Forge: REST API v3, the app's platform, and the pages. It is faithful at the wire, or
 * answers 501 and says what it does not model.
 *
 * What it does not do: notifications, boards, custom fields, issue links, worklogs, components and versions, screens and field
 * schemes other than one, more than one workflow, renderedFields, groups beyond two.
 */
import { Platform, type AppOptions, type License } from './forge/platform.ts';
import type { JsonObject } from './model/json.ts';
import type { AccountSeed, ProjectSeed } from './model/seed.ts';
import { Site } from './model/site.ts';
import type { Account, IssueRow, Project } from './model/types.ts';
import { adminBase } from './page/frame.ts';
import { restApi, type RecordedRequest } from './rest/api.ts';
import type { RestRequest } from './rest/wire.ts';
import { openDoors } from './server.ts';

export interface JiraCloudOptions {
  /** Ports of the three origins; 0 or absent: any free one. A restart keeps its addresses only with fixed ports. */
  readonly port?: number;
  readonly edgePort?: number;
  readonly cdnPort?: number;
  readonly siteName?: string;
  readonly cloudId?: string;
  readonly users?: readonly AccountSeed[];
  readonly projects?: readonly ProjectSeed[];
  readonly app?: AppOptions;
  /** Where storage, queues, web trigger addresses and egress of the app are kept; absent: in memory. */
  readonly dataFile?: string;
  /** Largest page of any paged resource. Default 5, smaller than most data. */
  readonly pageSize?: number;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  readonly onRequest?: (request: RecordedRequest) => void;
  /** What the app's functions print, and what fails in them. */
  readonly onLog?: (line: string) => void;
}

export interface EventControl {
  /** Milliseconds that product events take to arrive. */
  delay(ms: number): void;
  duplicateNext(count?: number): void;
  dropNext(count?: number): void;
}

export interface JiraCloudControl {
  requests(): readonly RecordedRequest[];
  forgetRequests(): void;
  /** Successful mutating REST calls by account id, of the app and of people. */
  writes(): ReadonlyMap<string, number>;
  readonly events: EventControl;
  /** The next events of queues are delivered twice. */
  duplicateQueued(count?: number): void;
  /** The next `count` REST requests answer 429; `retryAfter` in seconds. */
  throttle(count: number, retryAfter: number): void;
  /** The next request that matches answers `status`; `applied`: it is carried out all the same. */
  failNext(status: number, matches?: (request: RestRequest) => boolean, applied?: boolean): void;
  /** How far search lags behind, in milliseconds. */
  indexDelay(ms: number): void;
  /** How far queries of the app's storage lag behind, in milliseconds; reads by key never do. */
  storageDelay(ms: number): void;
  runScheduled(): Promise<void>;
  users(): readonly Account[];
  addUser(seed: AccountSeed): Account;
  addProject(seed: ProjectSeed): Project;
  project(key: string): Project | undefined;
  issue(idOrKey: string): IssueRow | undefined;
  issues(): readonly IssueRow[];
  /** The site's model, for what a test cannot say through REST (permissions, archived projects, limits). */
  readonly site: Site;
  license(change: Partial<License>): void;
  /** Allows the app's backend a host, as the admin would in the dialog. */
  allowEgress(domain: string): void;
  /** Calls a resolver as the app's admin page would. @throws where the function fails. */
  invoke(functionKey: string, payload: JsonObject, accountId?: string): Promise<unknown>;
  upgradeApp(): void;
  coldStart(): void;
  /** Lines that the app printed. */
  log(): readonly string[];
  /** Resolves when no function runs and no event is due. What is due later does not count. */
  settle(): Promise<void>;
}

export interface JiraCloud {
  readonly siteUrl: string;
  /** Origin of web triggers and media. */
  readonly edgeUrl: string;
  readonly cdnUrl: string;
  readonly cloudId: string;
  readonly appAccountId: string | null;
  /** @throws where no app is installed. */
  adminPageUrl(route?: string, account?: string): string;
  issueUrl(key: string): string;
  /** Base of the REST API: `{siteUrl}/rest/api/3`. */
  readonly restUrl: string;
  /** `Authorization` header for an account given by e-mail address or account id. @throws where it has no token. */
  authorization(account?: string): string;
  /** URL of a web trigger of the app, as `webTrigger.getUrl` gives it. */
  webTriggerUrl(moduleKey: string): string;
  readonly control: JiraCloudControl;
  close(): Promise<void>;
}

const mutating = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);
const isWrite = (request: RecordedRequest) =>
  mutating.has(request.method) && request.status < 300 && !request.path.startsWith('/rest/api/3/search');

function countWrites(requests: readonly RecordedRequest[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests.filter(isWrite)) counts.set(request.accountId ?? '', (counts.get(request.accountId ?? '') ?? 0) + 1);
  return counts;
}

function needed(platform: Platform | null): Platform {
  if (platform === null) throw new Error('No app is installed on this site');
  return platform;
}

function controlOf(site: Site, rest: ReturnType<typeof restApi>, platform: Platform | null, lines: string[]): JiraCloudControl {
  return {
    requests: () => rest.requests,
    forgetRequests: () => void rest.requests.splice(0),
    writes: () => countWrites(rest.requests),
    events: {
      delay: (ms) => void (needed(platform).triggers.delayMs = ms),
      duplicateNext: (count = 1) => needed(platform).triggers.duplicateNext(count),
      dropNext: (count = 1) => needed(platform).triggers.dropNext(count),
    },
    duplicateQueued: (count = 1) => needed(platform).queues.duplicateNext(count),
    throttle: (count, retryAfter) => rest.faults.throttle(count, retryAfter),
    failNext: (status, matches = () => true, applied = false) => rest.faults.failNext({ status, matches, applied }),
    indexDelay: (ms) => void (site.index.delayMs = ms),
    storageDelay: (ms) => void (needed(platform).kvs.queryDelayMs = ms),
    runScheduled: () => needed(platform).triggers.runScheduled(),
    users: () => site.accounts,
    addUser: (seed) => site.addAccount(seed),
    addProject: (seed) => site.addProject(seed),
    project: (key) => site.project(key),
    issue: (idOrKey) => site.issue(idOrKey),
    issues: () => [...site.issues.values()],
    site,
    license: (change) => void Object.assign(needed(platform).license, change),
    allowEgress: (domain) =>
      needed(platform).egress.set([
        {
          key: `allowed-${needed(platform).egress.groups().length}`,
          description: 'Allowed',
          configured: [{ domain, type: ['FETCH_BACKEND_SIDE'] }],
        },
      ]),
    async invoke(functionKey, payload, accountId) {
      const app = needed(platform);
      const module = app.manifest.adminPages.find((page) => page.resolver !== undefined);
      const account = accountId ?? site.accounts.find((one) => one.admin)?.accountId ?? null;
      const outcome = await app.invoke(
        module?.resolver?.function ?? '',
        module?.key ?? '',
        {
          call: { functionKey, payload },
          context: { moduleKey: module?.key ?? '', cloudId: site.cloudId, siteUrl: site.baseUrl, extension: { type: 'jira:adminPage' } },
        },
        account,
      );
      if (outcome.kind === 'failed') throw new Error(`${outcome.name}: ${outcome.message}`);
      return outcome.body;
    },
    upgradeApp: () => needed(platform).upgrade(),
    coldStart: () => needed(platform).runtime.coldStart(),
    log: () => lines,
    settle: async () => platform?.activity.idle(),
  };
}

/** Starts a site, and installs the app on it where one is given. Everything listens on 127.0.0.1. */
export async function startJiraCloud(options: JiraCloudOptions = {}): Promise<JiraCloud> {
  const site = new Site({
    siteName: options.siteName ?? 'Acme Jira',
    cloudId: options.cloudId ?? '7f9e1c02-5d3b-4f0a-9c1d-2a6b8e4f0001',
    users: options.users,
    projects: options.projects,
    now: options.now,
  });
  site.pageSize = options.pageSize ?? site.pageSize;
  let edgeUrl = '';
  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    options.onLog?.(line);
  };
  const rest = restApi(site, { url: () => edgeUrl }, options.onRequest);
  const platform =
    options.app === undefined
      ? null
      : new Platform({ app: options.app, site, rest, edgeUrl: () => edgeUrl, dataFile: options.dataFile ?? null, log });
  const doors = await openDoors(
    {
      site,
      rest,
      platform,
      resourcesRoot: options.app?.resourcesRoot ?? '.',
      onError: (error) => log(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    },
    { site: options.port ?? 0, edge: options.edgePort ?? 0, cdn: options.cdnPort ?? 0 },
  );
  edgeUrl = doors.edge.url;
  site.baseUrl = doors.site.url;
  platform?.start();

  return {
    siteUrl: doors.site.url,
    edgeUrl,
    cdnUrl: doors.cdn.url,
    cloudId: site.cloudId,
    appAccountId: platform?.appAccountId ?? null,
    restUrl: `${doors.site.url}/rest/api/3`,
    adminPageUrl(route, account) {
      const app = needed(platform);
      const first = app.manifest.adminPages.find((page) => page.pages.length > 0)?.pages[0]?.route;
      const path = route ?? first;
      return `${doors.site.url}${adminBase(app)}${path === undefined ? '' : `/${path}`}${account === undefined ? '' : `?account=${encodeURIComponent(account)}`}`;
    },
    issueUrl: (key) => `${doors.site.url}/browse/${encodeURIComponent(key)}`,
    authorization(given) {
      const account =
        given === undefined
          ? site.accounts.find((one) => one.admin)
          : site.accounts.find((one) => one.email === given || one.accountId === given);
      if (account?.token == null) throw new Error(`No token for ${given ?? 'an admin'}`);
      return `Basic ${Buffer.from(`${account.email}:${account.token}`).toString('base64')}`;
    },
    webTriggerUrl(moduleKey) {
      const url = needed(platform).webTriggers.url(moduleKey, false);
      if (url === null) throw new Error(`The manifest has no web trigger '${moduleKey}'`);
      return url;
    },
    control: controlOf(site, rest, platform, lines),
    async close() {
      await platform?.close();
      await Promise.all([doors.site.close(), doors.edge.close(), doors.cdn.close()]);
    },
  };
}

export type { AppOptions, License } from './forge/platform.ts';
export type { AccountSeed, ProjectSeed } from './model/seed.ts';
export type { RecordedRequest } from './rest/api.ts';
export type { RestRequest } from './rest/wire.ts';
