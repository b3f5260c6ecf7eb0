/**
 * How an organisation comes to this companion: unpaired → credentials → ready.
 *
 * 1. Nothing is asked of an address before the pairing secret was right: who does not know the operator cannot make the
 *    companion call anything.
 * 2. Only an admin of the organisation pairs it, as the organisation itself says.
 * 3. Credentials are tried before they are kept, and must open the very organisation that was paired.
 */
import type { HostFacts, HostUser } from '@entente/core';
import { faultError, faultOf } from '@entente/core';
import type { Instances } from '../tenants/instances.ts';
import type { TenantHost } from '../tenants/tenant-host.ts';
import type { Tenant, TenantRegister } from '../tenants/tenant-register.ts';
import { notAdmin, withTokenFaults } from './admin-gate.ts';
import type { AdminGate } from './admin-gate.ts';
import type { Caller } from './caller.ts';
import type { PairingGuard } from './pairing-secret.ts';

export interface PairingState {
  readonly state: 'unpaired' | 'credentials' | 'ready';
  readonly user: { readonly name: string; readonly isAdmin: boolean } | null;
}

export interface Pairing {
  state(caller: Caller): Promise<PairingState>;
  pair(token: string, secret: string, organizationUrl: string): Promise<PairingState>;
  setCredentials(caller: Caller, pat: string): Promise<PairingState>;
}

export interface PairingParts {
  readonly instances: Instances;
  readonly register: TenantRegister;
  readonly gate: AdminGate;
  readonly guard: PairingGuard;
  readonly tenants: TenantHost;
}

export function pairing(parts: PairingParts): Pairing {
  return {
    state: async (caller) => {
      if (parts.gate.tenantOf(caller) === null) return { state: 'unpaired', user: null };
      const { tenant, user } = await parts.gate.admit(caller);
      return stateOf(parts.tenants, tenant, user);
    },
    pair: async (token, secret, organizationUrl) => await pair(parts, token, secret, organizationUrl),
    setCredentials: async (caller, pat) => {
      const { tenant, user } = await parts.gate.admitAdmin(caller);
      const facts = await tryCredentials(parts.instances, tenant, pat);
      const { name, trackerVersion, nodeType = null } = facts;
      const ready = { ...tenant, name, trackerVersion, nodeType, ready: true };
      await parts.tenants.activate(ready, pat);
      return stateOf(parts.tenants, ready, user);
    },
  };
}

async function pair(
  { instances, register, guard, tenants }: PairingParts,
  token: string,
  secret: string,
  organizationUrl: string,
): Promise<PairingState> {
  const checked = guard.check(secret);
  if (checked.outcome === 'wait') {
    throw faultError({
      whose: 'admin',
      code: 'pairing.tooMany',
      retry: 'later',
      retryAfterMs: checked.ms,
      params: { seconds: String(Math.ceil(checked.ms / 1000)) },
    });
  }
  if (checked.outcome === 'wrong') throw faultError({ whose: 'admin', code: 'pairing.wrongSecret' });
  const named = instances.read(organizationUrl);
  if (named === null) throw faultError({ whose: 'admin', code: 'pairing.notAnOrganization' });
  if (!named.allowed) throw faultError({ whose: 'admin', code: 'pairing.notAllowed', params: { url: named.url } });
  const host = await instances.host(named.platformId);
  const user = await withTokenFaults(async () => await host.identify(instances.access(named.url), token));
  if (!user.isAdmin) throw notAdmin(user);
  // From here on the secret is spent: of two requests with it, one gets here.
  if (!guard.use(secret)) throw faultError({ whose: 'admin', code: 'pairing.wrongSecret' });
  const id = user.hostInstanceId.toLowerCase();
  const known = register.byId(id);
  const tenant = known ?? { id, hostInstanceId: user.hostInstanceId, name: named.url, trackerVersion: '', nodeType: null, ready: false };
  const paired: Tenant = { ...tenant, platformId: named.platformId, instanceUrl: named.url };
  register.save(paired);
  if (paired.ready) await tenants.restart(paired);
  return stateOf(tenants, paired, user);
}

async function tryCredentials(instances: Instances, tenant: Tenant, pat: string): Promise<HostFacts> {
  const host = await instances.host(tenant.platformId);
  const facts = await host.checkCredentials(instances.access(tenant.instanceUrl), pat).catch((caught: unknown) => {
    const { code, params, detail } = faultOf(caught);
    if (code === 'tracker.unauthorized') throw faultError({ whose: 'admin', code: 'credentials.refused', detail });
    if (code === 'tracker.forbidden') throw faultError({ whose: 'admin', code: 'credentials.scope', params, detail });
    throw caught;
  });
  if (facts.hostInstanceId !== tenant.hostInstanceId) throw faultError({ whose: 'admin', code: 'credentials.anotherInstance' });
  return facts;
}

/** Ready is what runs; a node that could not be started is brought up by giving the credentials again. */
function stateOf(tenants: TenantHost, tenant: Tenant, user: HostUser): PairingState {
  return { state: tenants.running(tenant.id) === null ? 'credentials' : 'ready', user: { name: user.name, isAdmin: user.isAdmin } };
}
