/**
 * The operator's view of a companion, running or not.
 *
 * 1. No answer holds a secret.
 * 2. An instance that is removed leaves nothing here; what its tracker was told is taken back where that can be done.
 */
import { faultOf } from '@entente/core';
import type { Parts } from '../parts.ts';
import type { TenantHost } from '../tenants/tenant-host.ts';
import type { Tenant } from '../tenants/tenant-register.ts';
import { tenantSecrets } from '../tenants/tenant-secrets.ts';
import type { InstanceReport, Operations, Removed } from './contract.ts';
import { examine } from './doctor.ts';

/** Of a companion that runs; null on the command line while none does. */
export interface Live {
  readonly tenants: TenantHost;
  readonly publicUrl: string | null;
  /** Names this very process to itself, in `/healthz`. */
  readonly run: string;
}

export function operationsOf(parts: Parts, live: Live | null): Operations {
  const { register } = parts;
  return {
    instances: async () => register.all().map((tenant) => reportOf(parts, live, tenant)),
    doctor: async () => await examine(parts, live),
    remove: async ({ address, evenConnected }) => {
      const url = parts.instances.read(address)?.url ?? address;
      const tenant = register.byUrl(url) ?? register.byId(address.toLowerCase());
      if (tenant === null) return { kind: 'unknown' };
      const count = Object.values(register.connections(tenant)).reduce((sum, one) => sum + one, 0);
      return count > 0 && !evenConnected ? { kind: 'connected', count } : await remove(parts, live, tenant);
    },
  };
}

function reportOf({ instances, register }: Parts, live: Live | null, tenant: Tenant): InstanceReport {
  const platform = instances.platform(tenant.platformId);
  const running = live?.tenants.running(tenant.id) ?? null;
  return {
    name: tenant.name,
    url: tenant.instanceUrl,
    kind: platform.kinds?.[tenant.nodeType ?? '']?.name ?? platform.name,
    trackerVersion: tenant.trackerVersion,
    state: running !== null ? 'running' : tenant.ready ? 'stopped' : 'credentials',
    connections: register.connections(tenant),
    sweptAt: running?.sweptAt() ?? null,
    eventsAreOn: running?.eventsAreOn() ?? false,
  };
}

async function remove(parts: Parts, live: Live | null, tenant: Tenant): Promise<Removed> {
  await live?.tenants.end(tenant);
  const events = await endEvents(parts, tenant);
  parts.register.remove(tenant);
  return { kind: 'removed', name: tenant.name, url: tenant.instanceUrl, events };
}

async function endEvents({ instances, secrets }: Parts, tenant: Tenant): Promise<'off' | 'left'> {
  const own = tenantSecrets(secrets, tenant.id);
  try {
    const [credentials, hookUrl] = [await own.credentials(), await own.hookUrl()];
    if (hookUrl === null) return 'off';
    if (credentials === null) return 'left';
    await (await instances.host(tenant.platformId)).removeEvents(instances.access(tenant.instanceUrl), credentials, hookUrl);
    return 'off';
  } catch (caught) {
    // An address or a token that is no good any more is a reason to remove an instance: it must not prevent it.
    return faultOf(caught).whose === 'tracker' ? 'left' : Promise.reject(caught);
  }
}
