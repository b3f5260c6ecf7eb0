/** What the companion itself keeps of a tenant, sealed and apart from its node's secrets. */
import type { Secrets } from '@entente/core';
import { nodeRandom } from '@entente/runtime';

export interface TenantSecrets {
  /** The tracker's access token, or null. */
  credentials(): Promise<string | null>;
  setCredentials(credentials: string): Promise<void>;
  /** The password of the tracker's events; made when first asked for. */
  hookSecret(): Promise<string>;
  /** Where the tracker was last told to send its events, or null. */
  hookUrl(): Promise<string | null>;
  setHookUrl(url: string | null): Promise<void>;
}

const CREDENTIALS = 'credentials';
const HOOK_SECRET = 'hook';
const HOOK_URL = 'hookUrl';

/** Under which name the secrets of a tenant's own stand in the database. */
export function secretsName(tenantId: string): string {
  return `host:${tenantId}`;
}

export function tenantSecrets(secrets: (name: string) => Secrets, tenantId: string): TenantSecrets {
  const own = secrets(secretsName(tenantId));
  return {
    credentials: async () => await own.get(CREDENTIALS),
    setCredentials: async (credentials) => await own.set(CREDENTIALS, credentials),
    hookSecret: async () => {
      const known = await own.get(HOOK_SECRET);
      if (known !== null) return known;
      const made = nodeRandom().token();
      await own.set(HOOK_SECRET, made);
      return made;
    },
    hookUrl: async () => await own.get(HOOK_URL),
    setHookUrl: async (url) => await (url === null ? own.remove(HOOK_URL) : own.set(HOOK_URL, url)),
  };
}
