/**
 * A stand-in of Azure DevOps on loopback: REST, service hooks, and the organization settings page with its extension frame.
 *
 * 1. What it does not model it answers with 501 and says so.
 * 2. Organizations share nothing: tokens, ids and events of one mean nothing in another.
 * 3. Trouble (throttling, failures, late, repeated and lost events) happens on demand only.
 */
import { makeControl } from './control.ts';
import type { Control } from './control.ts';
import { Documents } from './documents.ts';
import { readExtension } from './extension.ts';
import { Faults } from './faults.ts';
import { Delivery } from './hooks/delivery.ts';
import { baseOf, sideBaseOf } from './host.ts';
import type { Host } from './host.ts';
import { makeOrganization } from './model/organization.ts';
import type { Organization } from './model/types.ts';
import { defaultOrganizations } from './options.ts';
import type { AzureDevOpsOptions } from './options.ts';
import { issueHubToken, makePages } from './pages/index.ts';
import { startAssets } from './frame/assets.ts';
import { RequestLog } from './request-log.ts';
import { makeServer } from './server.ts';
import { Tokens } from './wire/auth.ts';

export type { AzureDevOpsOptions, OrganizationOptions, ProjectOptions, UserOptions, Role, ExtensionOptions } from './options.ts';
export { defaultOrganizations, defaultUsers } from './options.ts';
export type { Control } from './control.ts';
export type { Change, Organization, Project, Revision, User, WorkItem } from './model/types.ts';
export type { LoggedRequest } from './request-log.ts';

export interface AzureDevOps {
  /** `http://127.0.0.1:4321`, what `https://dev.azure.com` is. */
  readonly url: string;
  organizationUrl(name: string): string;
  /** Where the extension's pages come from: what a page's requests carry as `Origin`; `null` on-premises. */
  readonly frameOrigin: string;
  /** The organization settings page with the extension's hub, as that account (the first administrator by default). */
  hubUrl(organization: string, account?: string): string;
  /** What `https://extmgmt.dev.azure.com/{organization}` is. */
  extensionDataUrl(organization: string): string;
  /** A work item's page, or a project's list. */
  pageUrl(organization: string, project: string, workItem?: number, account?: string): string;
  /** A personal access token with full access, one for each user: `tokens.contoso.entente`. */
  readonly tokens: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The same, complaining of unknown names. */
  token(organization: string, account: string): string;
  /** What `SDK.getAccessToken` gives the hub of that account: a bearer token of an hour, with the scopes of the extension's manifest. */
  accessToken(organization: string, account: string): string;
  /** The key that app tokens are signed with. */
  readonly appSecret: string;
  readonly control: Control;
  close(): Promise<void>;
}

function versionsOf(options: AzureDevOpsOptions): Host['versions'] {
  const released = Number(options.apiVersion ?? '7.1');
  // One minor version is always in preview on Services; a Server stays where it was released.
  return { released, newest: options.flavour === 'server' ? released : 7.2 };
}

const directoryOf = ({ directory }: AzureDevOpsOptions): string => (directory === undefined ? '' : `/${directory}`);

const pageQuery = (account: string | undefined): string => (account === undefined ? '' : `?account=${encodeURIComponent(account)}`);

interface Addresses {
  host: string;
  assets: string;
}

function makeHost(options: AzureDevOpsOptions, addresses: Addresses): Host {
  const now = options.now ?? Date.now;
  const organizations = new Map(
    (options.organizations ?? defaultOrganizations).map((one) => [one.name.toLowerCase(), makeOrganization(one, now, options.flavour)]),
  );
  const delivery = new Delivery((organization) => ({
    organization,
    base: baseOf(host, organization),
    identities: sideBaseOf(host, organization, 'vssps'),
  }));
  for (const organization of organizations.values()) delivery.listen(organization);
  const host: Host = {
    flavour: options.flavour ?? 'services',
    versions: versionsOf(options),
    organizations,
    tokens: new Tokens(now),
    documents: new Documents(options.dataFile ?? null),
    delivery,
    faults: new Faults(),
    log: new RequestLog(),
    extension: options.extension === undefined ? null : readExtension(options.extension),
    directory: directoryOf(options),
    origin: () => addresses.host + directoryOf(options),
    assets: () => addresses.assets,
  };
  return host;
}

function issueTokens(host: Host): AzureDevOps['tokens'] {
  const tokensOf = (organization: Organization): Record<string, string> =>
    Object.fromEntries(
      [...organization.users.values()].map((user) => [user.account, host.tokens.issuePersonal({ organization, user, scopes: 'all' })]),
    );
  return Object.fromEntries([...host.organizations.values()].map((organization) => [organization.name, tokensOf(organization)]));
}

/** Everything but `close`: what callers learn of a host that listens. */
function describe(host: Host): Omit<AzureDevOps, 'close'> {
  const control = makeControl(host);
  const tokens = issueTokens(host);
  const url = host.origin();
  return {
    url,
    frameOrigin: host.flavour === 'server' ? 'null' : host.assets(),
    organizationUrl: (name) => `${url}/${name}`,
    hubUrl: (organization, account) => `${url}/${organization}/_settings/${host.extension?.hubs[0]?.id ?? 'none'}${pageQuery(account)}`,
    extensionDataUrl: (name) => sideBaseOf(host, control.organization(name), 'extmgmt'),
    pageUrl: (organization, project, workItem, account) =>
      `${url}/${organization}/${encodeURIComponent(project)}/_workitems${workItem === undefined ? '' : `/edit/${workItem}`}${pageQuery(account)}`,
    tokens,
    token: (organization, account) => {
      const token = tokens[organization]?.[account];
      if (token === undefined) throw new Error(`no account ${account} in ${organization}`);
      return token;
    },
    accessToken: (organization, account) => issueHubToken(host, control.organization(organization), control.user(organization, account)),
    appSecret: host.tokens.appSecret,
    control,
  };
}

export async function startAzureDevOps(options: AzureDevOpsOptions = {}): Promise<AzureDevOps> {
  const addresses: Addresses = { host: '', assets: '' };
  const host = makeHost(options, addresses);
  const server = makeServer(host, await makePages(host));
  addresses.host = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const assets = await startAssets(host);
  addresses.assets = assets.url;
  return {
    ...describe(host),
    close: async () => {
      host.delivery.close();
      await host.delivery.settle();
      await Promise.all([server.close(), assets.close()]);
    },
  };
}
