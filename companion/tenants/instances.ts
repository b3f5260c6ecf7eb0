/** Addresses of instances: whose platform they are, whether the operator allows them, and how they are reached. */
import type { CompanionHost, HostAccess } from '@entente/core';
import type { Configuration } from '../configuration.ts';
import type { Platform } from '../platforms.ts';

export interface NamedInstance {
  readonly platformId: string;
  /** Canonical. */
  readonly url: string;
  readonly allowed: boolean;
}

export interface Instances {
  /**
   * Null: no platform knows this as an instance of its host. `jira-data-center https://jira.example.com` names the platform
   * as well: any address of a company's own could be a tracker of either vendor.
   */
  read(text: string): NamedInstance | null;
  host(platformId: string): Promise<CompanionHost<typeof fetch>>;
  platform(platformId: string): Platform;
  access(instanceUrl: string): HostAccess<typeof fetch>;
}

export async function openInstances(
  platforms: readonly Platform[],
  configuration: Configuration,
  fetcher: typeof fetch,
): Promise<Instances> {
  const opened = await Promise.all(platforms.map(async (platform) => ({ platform, host: await platform.companionHost() })));
  const find = (platformId: string): (typeof opened)[number] => {
    const found = opened.find(({ platform }) => platform.id === platformId);
    if (found === undefined) throw new Error(`The data folder names the platform ${platformId}, which this companion does not have.`);
    return found;
  };
  return {
    read: (text) => {
      const [, platformId, rest = text] = /^([a-z][a-z-]*) (\S.*)$/.exec(text) ?? [];
      for (const { platform, host } of opened) {
        // A page that the companion serves names its platform; other pages came before that and do not.
        const meant = platformId === undefined ? platform.pageFolder === undefined : platform.id === platformId;
        if (!meant) continue;
        const named = host.readInstanceUrl(rest, true);
        if (named !== null && mayBePlain(host, named.url, configuration))
          return { platformId: platform.id, url: named.url, allowed: isAllowed(host, named, configuration) };
      }
      return null;
    },
    host: async (platformId) => find(platformId).host,
    platform: (platformId) => find(platformId).platform,
    access: (instanceUrl) => ({ instanceUrl, fetch: fetcher }),
  };
}

/** Tokens travel in the clear over plain http: only where the operator has written the very address down so. */
function mayBePlain(host: CompanionHost<typeof fetch>, url: string, configuration: Configuration): boolean {
  return url.startsWith('https:') || configuration.allowLoopback || listed(host, configuration).includes(url);
}

function listed(host: CompanionHost<typeof fetch>, { allowedOrganizations }: Configuration): readonly string[] {
  return allowedOrganizations.flatMap((text) => host.readInstanceUrl(text, true)?.url ?? []);
}

/** Without a list of the operator's, the vendor's own services alone: nobody can make the companion call into its network. */
function isAllowed(
  host: CompanionHost<typeof fetch>,
  named: { readonly url: string; readonly vendor: boolean },
  configuration: Configuration,
): boolean {
  if (configuration.allowedOrganizations.length > 0) return listed(host, configuration).includes(named.url);
  return named.vendor || (configuration.allowLoopback && /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(named.url));
}
