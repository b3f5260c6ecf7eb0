/**
 * The page's routes as addresses of Jira's own: those below `/connections` keep that entry of Jira's navigation marked.
 * https://developer.atlassian.com/platform/forge/custom-ui-bridge/view/#createhistory
 */
import { view } from '@forge/bridge';
import type { AdminPage, PageRoute } from '@entente/wizard';

const first: PageRoute = { path: 'connections' };

export function toPathname({ path }: PageRoute): string {
  if (path === 'connections' || path === 'settings') return `/${path}`;
  return `/connections/${path.replace(/^connection\//, '')}`;
}

export function toRoute(pathname: string): PageRoute {
  const parts = pathname.split('/').filter((part) => part !== '');
  if (parts[0] === 'settings') return { path: 'settings' };
  const [, ...below] = parts;
  if (parts[0] !== 'connections' || below.length === 0) return first;
  const path = below.join('/');
  return { path: path === 'initiate' || path === 'accept' ? path : `connection/${path}` };
}

export async function forgeRouting(): Promise<AdminPage['routing']> {
  const history = await view.createHistory();
  return {
    current: () => toRoute(history.location.pathname),
    go: (route) => history.push(toPathname(route)),
    listen: (changed) => history.listen((...given: unknown[]) => changed(toRoute(pathnameOf(given[0])))),
  };
}

/** The bridge calls with (location, action), as version 4 of `history` did; version 5 gives one object with both. */
function pathnameOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) return '';
  if ('pathname' in given && typeof given.pathname === 'string') return given.pathname;
  return 'location' in given ? pathnameOf(given.location) : '';
}
