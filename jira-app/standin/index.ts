/**
 * A local stand-in of Jira Cloud and of Forge: REST API v3, the app's platform, and the pages. It is faithful at the wire, or
 * answers 501 and says what it does not model.
 *
 * What it does not do: notifications, boards, custom fields, issue links, worklogs, components and versions, screens and field
 * schemes other than one, more than one workflow, renderedFields, groups beyond two; in searches by text, phrases, wildcards but at a word's
 * end, and other forms of a word than the one that is there.
 */
import { controlOf, needed, type JiraCloudControl } from './control.ts';
import { Platform, type AppOptions } from './forge/platform.ts';
import type { AccountSeed, ProjectSeed } from './model/seed.ts';
import { Site } from './model/site.ts';
import { adminBase } from './page/frame.ts';
import { restApi, type RecordedRequest } from './rest/api.ts';
import { openDoors, type Doors } from './server.ts';

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
  /** Largest page of any paged resource, where it is to be smaller than the host's own limits. */
  readonly pageSize?: number;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  readonly onRequest?: (request: RecordedRequest) => void;
  /** What the app's functions print, and what fails in them. */
  readonly onLog?: (line: string) => void;
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

function siteOf(options: JiraCloudOptions): Site {
  const site = new Site({
    siteName: options.siteName ?? 'Acme Jira',
    cloudId: options.cloudId ?? '7f9e1c02-5d3b-4f0a-9c1d-2a6b8e4f0001',
    users: options.users,
    projects: options.projects,
    now: options.now,
  });
  site.pageSize = options.pageSize ?? site.pageSize;
  return site;
}

function authorizationFor(site: Site, given: string | undefined): string {
  const account = site.accounts.find((one) => (given === undefined ? one.admin : one.email === given || one.accountId === given));
  if (account?.token == null) throw new Error(`No token for ${given ?? 'an admin'}`);
  return `Basic ${Buffer.from(`${account.email}:${account.token}`).toString('base64')}`;
}

type Addresses = Omit<JiraCloud, 'control' | 'close'>;

function addressesOf(site: Site, platform: Platform | null, doors: Doors): Addresses {
  return {
    siteUrl: doors.site.url,
    edgeUrl: doors.edge.url,
    cdnUrl: doors.cdn.url,
    cloudId: site.cloudId,
    appAccountId: platform?.appAccountId ?? null,
    restUrl: `${doors.site.url}/rest/api/3`,
    adminPageUrl(route, account) {
      const app = needed(platform);
      const path = route ?? app.manifest.adminPages.find((page) => page.pages.length > 0)?.pages[0]?.route;
      const query = account === undefined ? '' : `?account=${encodeURIComponent(account)}`;
      return doors.site.url + adminBase(app) + (path === undefined ? '' : `/${path}`) + query;
    },
    issueUrl: (key) => `${doors.site.url}/browse/${encodeURIComponent(key)}`,
    authorization: (account) => authorizationFor(site, account),
    webTriggerUrl(moduleKey) {
      const url = needed(platform).webTriggers.url(moduleKey, false);
      if (url === null) throw new Error(`The manifest has no web trigger '${moduleKey}'`);
      return url;
    },
  };
}

/** Starts a site, and installs the app on it where one is given. Everything listens on 127.0.0.1. */
export async function startJiraCloud(options: JiraCloudOptions = {}): Promise<JiraCloud> {
  const site = siteOf(options);
  const { app } = options;
  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    options.onLog?.(line);
  };
  // Known once the doors are open; nothing asks before.
  let doors: Doors | null = null;
  const edgeUrl = () => doors?.edge.url ?? '';
  const rest = restApi(site, { url: edgeUrl }, options.onRequest);
  const platform = app === undefined ? null : new Platform({ app, site, rest, edgeUrl, dataFile: options.dataFile ?? null, log });
  const onError = (error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const opened = await openDoors(
    { site, rest, platform, resourcesRoot: app?.resourcesRoot ?? '.', onError },
    { site: options.port ?? 0, edge: options.edgePort ?? 0, cdn: options.cdnPort ?? 0 },
  );
  doors = opened;
  site.baseUrl = opened.site.url;
  platform?.start();
  return {
    ...addressesOf(site, platform, opened),
    control: controlOf(site, rest, platform, lines),
    async close() {
      await platform?.close();
      await Promise.all([opened.site.close(), opened.edge.close(), opened.cdn.close()]);
    },
  };
}

export type { EventControl, JiraCloudControl } from './control.ts';
export type { AppOptions, License } from './forge/platform.ts';
export type { AccountSeed, ProjectSeed } from './model/seed.ts';
export type { RecordedRequest } from './rest/api.ts';
export type { RestRequest } from './rest/wire.ts';
