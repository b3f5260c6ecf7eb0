/**
 * The page's route in the query: `?view=connection/{id}/settings`. Inside the unified navigation the page is a frame, and the
 * address bar is told by an event of the platform.
 */
import type { AdminPage, PageRoute } from '@entente/wizard';

const first = 'connections';
const title = 'Entente';

interface TopEvents {
  readonly CustomEvent?: { readonly fireTop?: (name: string, detail: object) => void };
}

function read(): PageRoute {
  return { path: new URLSearchParams(window.location.search).get('view') ?? first };
}

function address(route: PageRoute): string {
  return `${window.location.pathname}?view=${encodeURIComponent(route.path)}`;
}

/** Only the platform's own `CustomEvent` has `fireTop`. */
function tellNavigation(route: PageRoute): void {
  const { CustomEvent: events } = window as unknown as TopEvents;
  events?.fireTop?.('magellanNavigator.permalink.set', { title, relativePath: address(route).replace(/^\//, '') });
}

export function queryRouting(): AdminPage['routing'] {
  const listeners = new Set<(route: PageRoute) => void>();
  const tell = (): void => {
    tellNavigation(read());
    for (const listener of listeners) listener(read());
  };
  window.addEventListener('popstate', tell);
  tellNavigation(read());
  return {
    current: read,
    go(route) {
      if (route.path === read().path) return;
      window.history.pushState(null, '', address(route));
      tell();
    },
    listen(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
