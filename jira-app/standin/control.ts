/** What a test can do to the site and the platform, and see of them, besides what the host itself offers. */
import type { License, Platform } from './forge/platform.ts';
import type { Passed } from './forge/proxy.ts';
import type { EventCounts } from './forge/triggers.ts';
import type { Json, JsonObject } from './model/json.ts';
import type { AccountSeed, ProjectSeed } from './model/seed.ts';
import type { Site } from './model/site.ts';
import type { Account, IssueRow, Project } from './model/types.ts';
import type { RecordedRequest, RestApi } from './rest/api.ts';
import type { Spoiling } from './rest/faults.ts';
import type { RestRequest } from './rest/wire.ts';

export interface EventControl {
  /** Milliseconds that product events take to arrive. */
  delay(ms: number): void;
  duplicateNext(count?: number): void;
  dropNext(count?: number): void;
  /** Of product events so far. */
  counts(): Readonly<EventCounts>;
}

export interface JiraCloudControl {
  requests(): readonly RecordedRequest[];
  forgetRequests(): void;
  /** Successful mutating REST calls by account id, of the app and of people. */
  writes(): ReadonlyMap<string, number>;
  readonly events: EventControl;
  /** The next events of queues are delivered twice. */
  duplicateQueued(count?: number): void;
  /** The next `count` REST requests that match answer 429; `retryAfter` in seconds. */
  throttle(count: number, retryAfter: number, matches?: (request: RestRequest) => boolean): void;
  /** The next request that matches answers `status`; `applied`: it is carried out all the same. */
  failNext(status: number, matches?: (request: RestRequest) => boolean, applied?: boolean): void;
  /** The next request that matches gets no proper answer (rest/faults.ts). */
  spoilNext(how: Spoiling, matches?: (request: RestRequest) => boolean): void;
  /** Milliseconds that every REST request takes more. */
  latency(ms: number): void;
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
  /** What the app keeps in the platform's store: `kv`, `secret`, or `entity/` and the entity's name. */
  stored(space: string): readonly (readonly [string, Json])[];
  /** Requests of web triggers, and those of the app to the outside, oldest first. */
  passed(): readonly Passed[];
  upgradeApp(): void;
  coldStart(): void;
  /** Lines that the app printed. */
  log(): readonly string[];
  /** Resolves when no function runs and no event is due. What is due later does not count. */
  settle(): Promise<void>;
}

const mutating = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);
const isWrite = (request: RecordedRequest) =>
  mutating.has(request.method) && request.status < 300 && !request.path.startsWith('/rest/api/3/search');

function countWrites(requests: readonly RecordedRequest[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests.filter(isWrite)) counts.set(request.accountId ?? '', (counts.get(request.accountId ?? '') ?? 0) + 1);
  return counts;
}

/** @throws where no app is installed. */
export function needed(platform: Platform | null): Platform {
  if (platform === null) throw new Error('No app is installed on this site');
  return platform;
}

/** Calls a resolver as the app's admin page does. */
async function invokeResolver(app: Platform, site: Site, functionKey: string, payload: JsonObject, accountId?: string): Promise<unknown> {
  const module = app.manifest.adminPages.find((page) => page.resolver !== undefined);
  const moduleKey = module?.key ?? '';
  const context = { moduleKey, cloudId: site.cloudId, siteUrl: site.baseUrl, extension: { type: 'jira:adminPage' } };
  const account = accountId ?? site.accounts.find((one) => one.admin)?.accountId ?? null;
  const outcome = await app.invoke(module?.resolver?.function ?? '', moduleKey, { call: { functionKey, payload }, context }, account);
  if (outcome.kind === 'failed') throw new Error(`${outcome.name}: ${outcome.message}`);
  return outcome.body;
}

function allowEgress({ egress }: Platform, domain: string): void {
  const key = `allowed-${egress.groups().length}`;
  egress.set([{ key, description: 'Allowed', configured: [{ domain, type: ['FETCH_BACKEND_SIDE'] }] }]);
}

const eventsOf = (platform: Platform | null): EventControl => ({
  delay: (ms) => void (needed(platform).triggers.delayMs = ms),
  duplicateNext: (count = 1) => needed(platform).triggers.duplicateNext(count),
  dropNext: (count = 1) => needed(platform).triggers.dropNext(count),
  counts: () => needed(platform).triggers.counts,
});

export function controlOf(site: Site, rest: RestApi, platform: Platform | null, lines: readonly string[]): JiraCloudControl {
  return {
    requests: () => rest.requests,
    forgetRequests: () => void rest.requests.splice(0),
    writes: () => countWrites(rest.requests),
    events: eventsOf(platform),
    duplicateQueued: (count = 1) => needed(platform).queues.duplicateNext(count),
    throttle: (count, retryAfter, matches = () => true) => rest.faults.throttle(count, retryAfter, matches),
    failNext: (status, matches = () => true, applied = false) => rest.faults.failNext({ status, matches, applied }),
    spoilNext: (how, matches = () => true) => rest.faults.failNext({ status: 0, how, matches, applied: false }),
    latency: (ms) => void (rest.faults.latencyMs = ms),
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
    allowEgress: (domain) => allowEgress(needed(platform), domain),
    invoke: async (functionKey, payload, accountId) => invokeResolver(needed(platform), site, functionKey, payload, accountId),
    stored: (space) => needed(platform).stored(space),
    passed: () => needed(platform).passed,
    upgradeApp: () => needed(platform).upgrade(),
    coldStart: () => needed(platform).runtime.coldStart(),
    log: () => lines,
    settle: async () => platform?.activity.idle(),
  };
}
