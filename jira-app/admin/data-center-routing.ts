/** The page's routes in the address's hash: the rest of the address is Jira's or the companion's. */
import type { AdminPage, PageRoute } from '@entente/wizard';

const read = (): PageRoute => ({ path: decodeURIComponent(location.hash.replace(/^#?\/?/, '')) || 'connections' });

export function hashRouting(): AdminPage['routing'] {
  return {
    current: read,
    go: ({ path }) => void (location.hash = `/${path}`),
    listen(changed) {
      const listener = () => changed(read());
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
  };
}
