/**
 * Who is calling: the organisation says it, not the caller.
 *
 * 1. A token is sent only to the address of a paired organisation.
 * 2. The answer counts only while the address leads to the same organisation that was paired: names of deleted ones are
 *    given to others.
 * 3. What was learnt is kept for a minute, by a hash of the token; refusals are not kept.
 */
import { createHash } from 'node:crypto';
import type { Clock, HostUser, IssueId } from '@entente/core';
import { faultError, faultOf } from '@entente/core';
import type { Instances } from '../tenants/instances.ts';
import type { Tenant, TenantRegister } from '../tenants/tenant-register.ts';
import type { Caller } from './caller.ts';

const KEPT_MS = 60_000;
const MOST_KEPT = 1000;

export interface Admitted {
  readonly tenant: Tenant;
  readonly user: HostUser;
}

export interface AdminGate {
  /** The paired organisation that a caller names, or null. */
  tenantOf(caller: Caller): Tenant | null;
  /** Throws `pairing.unpaired`, `admin.unauthorized`, `pairing.anotherInstance` or a fault of the tracker. */
  admit(caller: Caller): Promise<Admitted>;
  /** Whether the caller may see that issue in the paired instance. */
  mayRead(admitted: Admitted, caller: Caller, issueId: IssueId): Promise<boolean>;
  /** As `admit`, and throws `admin.forbidden` for who is not an admin. */
  admitAdmin(caller: Caller): Promise<Admitted>;
}

export function adminGate(instances: Instances, register: TenantRegister, clock: Clock): AdminGate {
  const kept = new Map<string, { readonly user: HostUser; readonly until: number }>();
  const tenantOf = (caller: Caller): Tenant | null => {
    const named = instances.read(caller.instance);
    return named === null ? null : register.byUrl(named.url);
  };
  const identify = async (tenant: Tenant, token: string): Promise<HostUser> => {
    const name = createHash('sha256')
      .update(JSON.stringify([tenant.id, token]))
      .digest('hex');
    const known = kept.get(name);
    if (known !== undefined && known.until > clock.now()) return known.user;
    const user = await askInstance(instances, tenant, token);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, { user, until: clock.now() + KEPT_MS });
    return user;
  };
  const admit = async (caller: Caller): Promise<Admitted> => {
    const tenant = tenantOf(caller);
    if (tenant === null) throw faultError({ whose: 'admin', code: 'pairing.unpaired' });
    const user = await identify(tenant, caller.token);
    if (user.hostInstanceId !== tenant.hostInstanceId) throw faultError({ whose: 'admin', code: 'pairing.anotherInstance' });
    return { tenant, user };
  };
  return {
    tenantOf,
    admit,
    mayRead: async ({ tenant }, { token }, issueId) => {
      const host = await instances.host(tenant.platformId);
      return await withTokenFaults(async () => (await host.mayRead?.(instances.access(tenant.instanceUrl), token, issueId)) === true);
    },
    admitAdmin: async (caller) => {
      const admitted = await admit(caller);
      if (!admitted.user.isAdmin) throw notAdmin(admitted.user);
      return admitted;
    },
  };
}

async function askInstance(instances: Instances, tenant: Tenant, token: string): Promise<HostUser> {
  const host = await instances.host(tenant.platformId);
  return await withTokenFaults(async () => await host.identify(instances.access(tenant.instanceUrl), token));
}

/** The tracker's refusal of a user's token is the page's to mend, not the tracker's. */
export async function withTokenFaults<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (caught) {
    if (faultOf(caught).code === 'tracker.unauthorized')
      throw faultError({ whose: 'admin', code: 'admin.unauthorized', detail: faultOf(caught).detail });
    throw caught;
  }
}

export function notAdmin(user: HostUser): Error {
  return faultError({ whose: 'admin', code: 'admin.forbidden', params: { user: user.name } });
}
