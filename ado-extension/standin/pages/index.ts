/** Routes of the pages, and of the sign-in sessions behind them. */
import type { Host } from '../host.ts';
import { canRead, findProject, findUser } from '../model/organization.ts';
import type { Organization, User } from '../model/types.ts';
import { bundleScripts } from './bundle.ts';
import type { PageAnswer, Pages } from './pages.ts';
import { organizationPage, organizationsPage } from './overview.ts';
import { settingsPage } from './settings.ts';
import { styleSheet } from './style.ts';
import { workItemPage, workItemsPage } from './work-items.ts';

/** Pages are written as if at the root; a virtual directory goes before their links. */
function page(host: Host, body: string, headers: Readonly<Record<string, string>> = {}): PageAnswer {
  const placed = host.directory === '' ? body : body.replace(/ (href|src|action)="\//g, ` $1="${host.directory}/`);
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers }, body: placed };
}

const missing: PageAnswer = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><title>Not found</title><h1>404 - The page is not here</h1>',
};

/** The account named in the address, else the one of the last page, else the first administrator. */
function signedIn(organization: Organization, url: URL, cookie: string | undefined): User | null {
  const remembered = /(?:^|;\s*)account=([^;]+)/.exec(cookie ?? '')?.[1];
  const named = url.searchParams.get('account');
  if (named !== null) return findUser(organization, named);
  const user = remembered === undefined ? null : findUser(organization, decodeURIComponent(remembered));
  return user ?? [...organization.users.values()].find((candidate) => candidate.options.role === 'administrator') ?? null;
}

/** Without an extension: the scopes that reading projects and writing work items take. */
const PLAIN_SCOPES = ['vso.project', 'vso.work_write'];

export const issueHubToken = (host: Host, organization: Organization, user: User): string =>
  host.tokens.issueAccess({ organization, user, scopes: host.extension?.scopes ?? PLAIN_SCOPES });

/** `_session/{kind}`: what the pages' scripts authenticate with. */
function session(host: Host, organization: Organization, user: User, kind: string): PageAnswer {
  const token =
    kind === 'page'
      ? host.tokens.issueAccess({ organization, user, scopes: 'all' })
      : kind === 'access'
        ? issueHubToken(host, organization, user)
        : host.tokens.issueApp(user, host.extension?.id ?? '');
  return { status: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify({ token }) };
}

function route(host: Host, organization: Organization, user: User, segments: readonly string[]): string | null {
  const [first, second, third, fourth] = segments;
  if (first === undefined) return organizationPage(host, organization, user);
  if (first === '_settings') return settingsPage(host, organization, user, second ?? host.extension?.hubs[0]?.id ?? '');
  const project = findProject(organization, first);
  if (project === null || !canRead(user, project)) return null;
  if (second === undefined || (second === '_workitems' && third === undefined)) return workItemsPage(host, organization, project, user);
  if (second === '_workitems' && third === 'edit' && fourth !== undefined) return workItemPage(host, organization, project, user, fourth);
  if (second === '_workitems' && third === 'create') return workItemPage(host, organization, project, user, null);
  return null;
}

export async function makePages(host: Host): Promise<Pages> {
  const scripts = await bundleScripts();
  return {
    answer(url, organization, segments, headers) {
      const file = /^\/_static\/([\w.-]+)$/.exec(url.pathname)?.[1];
      if (file === 'page.css') return { status: 200, headers: { 'content-type': 'text/css' }, body: styleSheet };
      const script = file === undefined ? undefined : scripts[file];
      if (script !== undefined) return { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' }, body: script };
      if (url.pathname === '/') return page(host, organizationsPage(host));
      if (organization === null) return missing;
      const user = signedIn(organization, url, headers['cookie']);
      if (user === null) return missing;
      if (segments[0] === '_session') return session(host, organization, user, segments[1] ?? '');
      const body = route(host, organization, user, segments);
      if (body === null) return missing;
      return page(host, body, {
        'set-cookie': `account=${encodeURIComponent(user.account)}; Path=${host.directory}/${organization.name}; SameSite=Lax`,
      });
    },
  };
}
