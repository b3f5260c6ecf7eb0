/** What a platform's admin page gives the screens, besides the Kit. */
import type { AdminApi } from './admin-api/contract.ts';

export interface PageRoute {
  /** `connections`, `initiate`, `accept`, `settings`, or `connection/{id}/{tab}`. */
  readonly path: string;
}

export interface AdminPage {
  readonly api: AdminApi;
  /**
   * Asks the host's admin to let the node call this partner host, where the host has such a permission (Forge's
   * customer-managed egress); elsewhere it answers `allowed` at once. Called from a user's gesture.
   */
  allowHost(url: string): Promise<'allowed' | 'declined'>;
  copy(text: string): Promise<void>;
  /** BCP 47, and an IANA time zone: the host user's own. */
  readonly locale: string;
  readonly timeZone: string;
  /** The host's own routing; the page works without it (memory). */
  readonly routing: {
    current(): PageRoute;
    go(route: PageRoute): void;
    listen(changed: (route: PageRoute) => void): () => void;
  };
}
