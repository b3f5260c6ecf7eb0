/**
 * What is looked after at each start and daily, apart from the node's own work.
 *
 * 1. An address that leads to another instance than the one that was paired stops the tenant: nothing of it is written there.
 * 2. Events are a help only; without them the sweep still finds every change. So nothing here keeps a node from running.
 * 3. An address that the tracker was told before and that is no longer this companion's gets no more events.
 */
import type { CompanionHost, HostAccess, Log } from '@entente/core';
import { faultOf } from '@entente/core';
import type { Tenant } from './tenant-register.ts';
import type { TenantSecrets } from './tenant-secrets.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface UpkeepParts {
  readonly tenant: Tenant;
  readonly host: CompanionHost<typeof fetch>;
  readonly access: HostAccess<typeof fetch>;
  readonly credentials: string;
  /** Null: trackers cannot reach this companion. */
  readonly hookUrl: string | null;
  readonly hookSecret: string;
  readonly own: Pick<TenantSecrets, 'hookUrl' | 'setHookUrl'>;
  readonly log: Log;
  /** Called when the address leads elsewhere. */
  readonly stopTenant: () => Promise<void>;
}

export interface Upkeep {
  /** Whether the tracker has been told to send its events. Where not, polling has to be more frequent. */
  eventsAreOn(): boolean;
  end(): void;
}

/** Begins at once. */
export function startUpkeep(parts: UpkeepParts): Upkeep {
  let eventsAreOn = false;
  const look = (): void => {
    lookAfter(parts).then(
      (on) => void (eventsAreOn = on),
      (caught: unknown) => {
        const { code, detail } = faultOf(caught);
        parts.log.write('warn', 'upkeep failed, will be tried again tomorrow', { code, detail });
      },
    );
  };
  look();
  const timer = setInterval(look, DAY_MS).unref();
  return { eventsAreOn: () => eventsAreOn, end: () => clearInterval(timer) };
}

async function lookAfter(parts: UpkeepParts): Promise<boolean> {
  const { tenant, host, access, credentials, log, stopTenant } = parts;
  const { hostInstanceId } = await host.checkCredentials(access, credentials);
  if (hostInstanceId !== tenant.hostInstanceId) {
    log.write('error', 'the address leads to another instance, stopped', { paired: tenant.hostInstanceId, found: hostInstanceId });
    await stopTenant();
    return false;
  }
  return await ensureEvents(parts);
}

/** The new address is kept before it is used: whatever happens in between, it is found again. */
async function ensureEvents({ host, access, credentials, hookUrl, hookSecret, own, log }: UpkeepParts): Promise<boolean> {
  const before = await own.hookUrl();
  if (before !== null && before !== hookUrl) {
    await host.removeEvents(access, credentials, before);
    log.write('info', 'events to an earlier address are off', { before });
  }
  if (before !== hookUrl) await own.setHookUrl(hookUrl);
  if (hookUrl === null) return false;
  await host.ensureEvents(access, credentials, { url: hookUrl, secret: hookSecret });
  log.write('info', 'events are on', {});
  return true;
}
