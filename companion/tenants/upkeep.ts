/**
 * What is looked after at each start and every hour, apart from the node's own work.
 *
 * 1. An address that leads to another instance than the one that was paired stops the tenant: nothing of it is written there.
 * 2. Events are a help only; without them the sweep still finds every change. So nothing here keeps a node from running.
 * 3. An address that the tracker was told before and that is no longer this companion's gets no more events.
 * 4. What fails is tried again soon, and ever later: a tracker that was away sends its events again minutes after it is back, and
 *    one that refuses is not pestered. Subscriptions that a tracker has switched off are made anew within the hour.
 */
import type { CompanionHost, HostAccess, HostFacts, Log } from '@entente/core';
import { faultOf } from '@entente/core';
import type { Tenant } from './tenant-register.ts';
import type { TenantSecrets } from './tenant-secrets.ts';

const HOUR_MS = 60 * 60_000;
const FIRST_RETRY_MS = 30_000;

/** Runs it once, after that many milliseconds; the answer calls it off. */
export type Later = (ms: number, work: () => void) => () => void;

const later: Later = (ms, work) => {
  const timer = setTimeout(work, ms).unref();
  return () => clearTimeout(timer);
};

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
  /** Called when the tracker says something else of itself than it did when it was paired: another version, for one. */
  readonly changed: (facts: HostFacts) => Promise<void>;
  readonly later?: Later;
}

export interface Upkeep {
  /** Whether the tracker has been told to send its events. Where not, polling has to be more frequent. */
  eventsAreOn(): boolean;
  end(): void;
}

/** Begins at once. */
export function startUpkeep(parts: UpkeepParts): Upkeep {
  let eventsAreOn = false;
  let failures = 0;
  let reason = '';
  let hasEnded = false;
  let callOff = (): void => undefined;
  const next = (ms: number): void => {
    if (!hasEnded) callOff = (parts.later ?? later)(ms, look);
  };
  const succeed = (on: boolean): void => {
    if (on && !eventsAreOn) parts.log.write('info', 'events are on', {});
    eventsAreOn = on;
    failures = 0;
    reason = '';
    next(HOUR_MS);
  };
  const fail = (caught: unknown): void => {
    const { code, detail } = faultOf(caught);
    eventsAreOn = false;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** failures, HOUR_MS);
    failures += 1;
    // The same thing every hour is said once.
    if (reason !== code + detail) parts.log.write('warn', 'upkeep failed, will be tried again', { code, detail, seconds: wait / 1000 });
    reason = code + detail;
    next(wait);
  };
  const look = (): void => void lookAfter(parts).then(succeed, fail);
  look();
  return {
    eventsAreOn: () => eventsAreOn,
    end: () => {
      hasEnded = true;
      callOff();
    },
  };
}

async function lookAfter(parts: UpkeepParts): Promise<boolean> {
  const { tenant, host, access, credentials, log, stopTenant, changed } = parts;
  const facts = await host.checkCredentials(access, credentials);
  if (facts.hostInstanceId !== tenant.hostInstanceId) {
    const { hostInstanceId } = facts;
    log.write('error', 'the address leads to another instance, stopped', { paired: tenant.hostInstanceId, found: hostInstanceId });
    await stopTenant();
    return false;
  }
  if (facts.trackerVersion !== tenant.trackerVersion || (facts.nodeType ?? null) !== tenant.nodeType) {
    log.write('info', 'the tracker is another version', { before: tenant.trackerVersion, now: facts.trackerVersion });
    // The node starts again with an upkeep of its own.
    await changed(facts);
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
  return true;
}
