/** What a platform's admin page gives the screens, besides the Kit. */
import type { AdminApi } from './admin-api/contract.ts';

export interface PageRoute {
  /** `connections`, `initiate`, `accept`, `settings`, or `connection/{id}/{tab}`. */
  readonly path: string;
}

/** What a check of a first-run step says. */
export type SetupChecked =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: SetupCode; readonly params: { readonly [name: string]: string } };

/** The catalogue has a sentence for each. */
export const setupCodes = [
  'setup.notAUrl',
  'setup.notHttps',
  'setup.unreachable',
  'setup.notCompanion',
  'setup.wrongSecret',
  'setup.tooManyTries',
  'setup.notAllowed',
  'setup.notAdmin',
  'setup.tokenRefused',
  'setup.tokenLacksPermission',
  'setup.trackerUnreachable',
] as const;
export type SetupCode = (typeof setupCodes)[number];

/**
 * First run, on hosts whose node is a companion that has to be paired first: three steps, each checked at once.
 * The page shows the first step that is not done, and the connections once all are.
 */
export interface Setup {
  /** `address` null: no companion is known yet. */
  state(): Promise<{ readonly address: string | null; readonly paired: boolean; readonly credentials: boolean }>;
  /** The companion's address over HTTPS. Stored where the host keeps its settings once it has answered. */
  useAddress(url: string): Promise<SetupChecked>;
  /** The pairing secret that the companion prints when it starts. */
  pair(secret: string): Promise<SetupChecked>;
  /** The token with which the companion works in the tracker. */
  useToken(token: string): Promise<SetupChecked>;
}

export interface AdminPage {
  readonly api: AdminApi;
  /**
   * Asks the host's admin to let the node call this partner host, where the host has such a permission (Forge's
   * customer-managed egress); elsewhere it answers `allowed` at once. Called from a user's gesture.
   */
  allowHost(url: string): Promise<'allowed' | 'declined'>;
  /** Rejects where the browser refuses; the screens then ask the admin to copy by hand. */
  copy(text: string): Promise<void>;
  /** BCP 47, and an IANA time zone: the host user's own. */
  readonly locale: string;
  readonly timeZone: string;
  /** Null, or left out: the host has no first run. */
  readonly setup?: Setup | null;
  /** The host's own routing; the page works without it (memory). */
  readonly routing: {
    current(): PageRoute;
    go(route: PageRoute): void;
    listen(changed: (route: PageRoute) => void): () => void;
  };
}
