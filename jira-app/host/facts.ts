/**
 * What the host knows of this instance.
 *
 * The site's title, address and version and the web trigger's address are asked for once in a while and kept in memory by
 * site: a warm function may serve several. They are no secrets; anybody who may call the node is told them.
 */
import { asApp, getAppContext, route, webTrigger } from '@forge/api';
import { faultError, type InstanceFacts } from '@entente/core';
import { nodePaths, trackerHosts } from '@entente/runtime';
import { platform, version } from '../platform.ts';
import { serverInfoSchema } from '../tracker/schemas.ts';

/** `modules.webtrigger[].key` of the manifest. */
export const webTriggerKey = 'partner';

const keepFor = 10 * 60_000;

interface Site {
  readonly title: string;
  readonly url: string;
  readonly version: string;
  readonly baseUrl: string;
}

const sites = new Map<string, { readonly site: Site; readonly until: number }>();

export async function instanceFacts(now: number): Promise<InstanceFacts> {
  const cloudId = currentCloudId();
  const known = sites.get(cloudId);
  const site = known !== undefined && known.until > now ? known.site : await askSite();
  sites.set(cloudId, { site, until: known?.site === site ? known.until : now + keepFor });
  return {
    name: site.title,
    baseUrl: site.baseUrl,
    trackerUrl: site.url,
    hostInstanceId: cloudId,
    nodeType: platform.nodeType,
    trackerVersion: site.version,
    nodeVersion: version,
    capabilities: platform.capabilities,
    licensed: isLicensed(),
    allowLoopback: process.env['ENTENTE_ALLOW_LOOPBACK'] === '1',
    trackerHosts,
    nodePaths,
  };
}

async function askSite(): Promise<Site> {
  const response = await asApp().requestJira(route`/rest/api/3/serverInfo`);
  // A page in its place, or half of it, is no answer either.
  const info = serverInfoSchema.safeParse(response.ok ? await response.json().catch(() => null) : null);
  if (!info.success)
    throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', detail: `serverInfo: ${response.status}` });
  const url = withoutSlash(info.data.displayUrl ?? info.data.baseUrl);
  return {
    title: siteName(info.data.serverTitle, url),
    url,
    version: info.data.version,
    baseUrl: withoutSlash(await webTrigger.getUrl(webTriggerKey)),
  };
}

/** Whether the platform would lead a call of this address here. */
export async function webTriggerExists(baseUrl: string | null): Promise<boolean> {
  const triggers = await webTrigger.queryUrls(webTriggerKey);
  return triggers.some((trigger) => withoutSlash(trigger.url) === baseUrl);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Sites that nobody has named are all called “Jira”: then the address's first label tells them apart. */
function siteName(title: string | undefined, url: string): string {
  if (title !== undefined && title !== '' && title !== 'Jira') return title;
  return new URL(url).hostname.split('.')[0] ?? url;
}

/** Of the installation's site, as the platform states it: `ari:cloud:jira::site/{cloudId}`. */
function currentCloudId(): string {
  const cloudId = getAppContext().installation?.contexts[0]?.cloudId;
  if (cloudId === undefined) throw faultError({ whose: 'ours', code: 'host.noSite', detail: 'the invocation names no site' });
  return cloudId;
}

/** Where the marketplace reports no licence (a development or private installation), that counts as licensed. */
function isLicensed(): boolean {
  const licence = getAppContext().license;
  return licence === undefined ? true : (licence.isActive ?? licence.active ?? false);
}
