/** The page's route in the address bar's hash, through the host's navigation service. */
import { getService } from 'azure-devops-extension-sdk';
import type { AdminPage, PageRoute } from '@entente/wizard';

/** Of ms.vss-features.host-navigation-service, what is used. https://learn.microsoft.com/azure/devops/extend/develop/host-navigation */
interface HostNavigationService {
  getHash(): Promise<string>;
  setHash(hash: string): void;
  onHashChanged(changed: (hash: string) => void): void;
}

const first = 'connections';

export async function hashRouting(): Promise<AdminPage['routing']> {
  const navigation = await getService<HostNavigationService>('ms.vss-features.host-navigation-service');
  const read = (hash: string): PageRoute => ({ path: decodeURIComponent(hash.replace(/^#?\/?/, '')) || first });
  let current = read(await navigation.getHash());
  const listeners = new Set<(route: PageRoute) => void>();
  const change = (route: PageRoute) => {
    if (route.path === current.path) return;
    current = route;
    for (const listener of listeners) listener(route);
  };
  navigation.onHashChanged((hash) => change(read(hash)));
  return {
    current: () => current,
    go(route) {
      navigation.setHash(`/${route.path}`);
      change(route);
    },
    listen(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
