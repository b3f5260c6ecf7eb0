/** Pages for people: projects and issues, and the administration in which a plugin's page stands. */
import { redirect } from '../http.ts';
import type { Account } from '../model/types.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import { adminPage, panelPage } from './admin-pages.ts';
import type { DataCenter } from './data-center.ts';
import { issuePages, type Handle } from './issue-pages.ts';
import { downloads, resource, type Plugin } from './plugin.ts';
import { notFound } from './shell.ts';
import { userName } from './views.ts';

export type { Plugin } from './plugin.ts';

export interface PageParts {
  readonly host: DataCenter;
  readonly plugin: Plugin | null;
  readonly rest: Handle;
}

const remember = (path: string, name: string): RestAnswer =>
  redirect(path, { 'set-cookie': `standin.user=${encodeURIComponent(name)}; Path=/; SameSite=Lax; HttpOnly` });

/** Whoever comes without having said who they are is an administrator, as in the other stand-ins. */
export async function pageFor({ host, plugin, rest }: PageParts, request: RestRequest, session: Account | null): Promise<RestAnswer> {
  if (request.path.startsWith(downloads)) return resource(plugin, request.path);
  const named = request.query.get('user');
  if (named !== null) return remember(request.path, named);
  const admin = host.site.accounts.find((one) => one.admin);
  if (session === null && admin !== undefined) return remember(request.path, userName(admin));
  if (session === null) throw new Error('This site has no administrator.');
  const viewed = { host, viewer: session };
  return (
    panelPage(plugin, request.path) ??
    adminPage(viewed, plugin, request.path) ??
    (await issuePages({ ...viewed, rest, plugin }, request)) ??
    notFound(viewed)
  );
}
