/**
 * The instances that this companion answers for. An instance gets here by pairing only; the register is the allow-list of
 * addresses that a user's token is ever sent to.
 */
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { inTransaction } from '../store/database.ts';
import { secretsName } from './tenant-secrets.ts';

export interface Tenant {
  /** The host's own id of the instance, in lower case; stands in this instance's Entente URL. */
  readonly id: string;
  readonly platformId: string;
  readonly instanceUrl: string;
  readonly hostInstanceId: string;
  readonly name: string;
  readonly trackerVersion: string;
  /** What node info says; null: the platform's own. */
  readonly nodeType: string | null;
  /** Its credentials have been checked: its node runs. */
  readonly ready: boolean;
}

const row = z
  .object({
    id: z.string(),
    platform: z.string(),
    instance_url: z.string(),
    host_instance_id: z.string(),
    name: z.string(),
    tracker_version: z.string(),
    node_type: z.string().nullable(),
    ready: z.number(),
  })
  .transform((found): Tenant => ({
    id: found.id,
    platformId: found.platform,
    instanceUrl: found.instance_url,
    hostInstanceId: found.host_instance_id,
    name: found.name,
    trackerVersion: found.tracker_version,
    nodeType: found.node_type,
    ready: found.ready === 1,
  }));

const stateCount = z.object({ state: z.string(), count: z.number() });

export interface TenantRegister {
  all(): readonly Tenant[];
  byId(id: string): Tenant | null;
  byUrl(instanceUrl: string): Tenant | null;
  /** Adds, or replaces one of the same id (an organisation that was renamed keeps its id). */
  save(tenant: Tenant): void;
  /** Forgets it, with everything that stands under its id. */
  remove(tenant: Tenant): void;
  /** How many connections it has in each state, those deleted left out. */
  connections(tenant: Tenant): Readonly<Record<string, number>>;
}

export function tenantRegister(database: DatabaseSync): TenantRegister {
  const all = database.prepare('SELECT * FROM tenant ORDER BY id');
  const byId = database.prepare('SELECT * FROM tenant WHERE id = ?');
  const byUrl = database.prepare('SELECT * FROM tenant WHERE instance_url = ?');
  // An address that now belongs to another instance leaves the old one, whose node stops at its next start.
  const save = database.prepare(
    'INSERT OR REPLACE INTO tenant (id, platform, instance_url, host_instance_id, name, tracker_version, node_type, ready) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const states = database.prepare(
    "SELECT value ->> '$.state' AS state, count(*) AS count FROM record WHERE tenant = ? AND kind = 'connection' GROUP BY 1 ORDER BY 1",
  );
  return {
    all: () => all.all().map((found) => row.parse(found)),
    byId: (id) => read(byId.get(id)),
    byUrl: (instanceUrl) => read(byUrl.get(instanceUrl)),
    save: (tenant) =>
      void save.run(
        tenant.id,
        tenant.platformId,
        tenant.instanceUrl,
        tenant.hostInstanceId,
        tenant.name,
        tenant.trackerVersion,
        tenant.nodeType,
        tenant.ready ? 1 : 0,
      ),
    remove: ({ id }) =>
      inTransaction(database, () => {
        database.prepare('DELETE FROM record WHERE tenant = ?').run(id);
        for (const name of [id, secretsName(id)]) database.prepare('DELETE FROM secret WHERE tenant = ?').run(name);
        database.prepare('DELETE FROM tenant WHERE id = ?').run(id);
      }),
    connections: ({ id }) =>
      Object.fromEntries(
        states
          .all(id)
          .map((found) => stateCount.parse(found))
          .flatMap(({ state, count }) => (state === 'deleted' ? [] : [[state, count]])),
      ),
  };
}

function read(found: unknown): Tenant | null {
  return found === undefined ? null : row.parse(found);
}
