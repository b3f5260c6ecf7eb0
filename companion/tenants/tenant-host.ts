/**
 * The nodes of this process, one a tenant.
 *
 * 1. Tenants share the process and the database file, and nothing else: each has its own Store, Secrets, Tracker and loop.
 * 2. A node runs from the moment its credentials were accepted, and again from every start of the process.
 * 3. The companion's own secrets of a tenant (access token, hook password) stand apart from those of its node.
 */
import type {
  Clock,
  CompanionHost,
  EntenteNode,
  HostFacts,
  InstanceFacts,
  Log,
  Partner,
  Ports,
  RuleRunner,
  Secrets,
  Store,
} from '@entente/core';
import { createNode, faultOf } from '@entente/core';
import { nodeCrypto, nodePaths, nodeRandom, together, trackerHosts } from '@entente/runtime';
import type { ServeContext } from '@entente/wizard/admin-api';
import type { Configuration } from '../configuration.ts';
import type { Instances } from './instances.ts';
import type { Tenant, TenantRegister } from './tenant-register.ts';
import { tenantSecrets } from './tenant-secrets.ts';
import { startUpkeep } from './upkeep.ts';
import type { Upkeep, UpkeepParts } from './upkeep.ts';
import { startWorkLoop } from './work-loop.ts';
import type { WorkLoop } from './work-loop.ts';

export interface RunningTenant {
  readonly tenant: Tenant;
  readonly node: EntenteNode;
  readonly host: CompanionHost<typeof fetch>;
  readonly hookSecret: string;
  readonly log: Log;
  readonly adminContext: ServeContext;
  /** When the tracker's change feed was last read to its end, or null. */
  sweptAt(): number | null;
  eventsAreOn(): boolean;
}

export interface TenantHost {
  node(tenantId: string): EntenteNode | null;
  running(tenantId: string): RunningTenant | null;
  /** Keeps the credentials and starts the node, or starts it again with the new ones. */
  activate(tenant: Tenant, credentials: string): Promise<void>;
  restart(tenant: Tenant): Promise<void>;
  /** Ends its node, after the run that is under way. */
  end(tenant: Tenant): Promise<void>;
  startAll(): Promise<void>;
  stop(): Promise<void>;
}

export interface TenantHostParts {
  readonly configuration: Configuration;
  /** Known once the process listens. */
  readonly publicUrl: () => string | null;
  readonly version: string;
  readonly instances: Instances;
  readonly register: TenantRegister;
  readonly store: (tenant: string) => Store;
  readonly secrets: (tenant: string) => Secrets;
  readonly partner: Partner;
  readonly rules: RuleRunner;
  readonly clock: Clock;
  readonly log: (tenant: string) => Log;
  readonly spoolFolder: string;
}

interface Kept extends RunningTenant {
  stop(): Promise<void>;
}

const SWEEP_MS = 3 * 60_000;
/** Then the change feed is the only way to hear of a change; it costs one request. */
const SWEEP_WITHOUT_EVENTS_MS = 20_000;

export function tenantHost(parts: TenantHostParts): TenantHost {
  const kept = new Map<string, Kept>();
  const stopOne = async (id: string): Promise<void> => {
    const one = kept.get(id);
    kept.delete(id);
    await one?.stop();
  };
  const inTurn = oneAtATime();
  const restart = async (tenant: Tenant): Promise<void> => {
    await inTurn(async () => {
      await stopOne(tenant.id);
      const stopTenant = async (): Promise<void> => await inTurn(async () => await stopOne(tenant.id));
      const changed = async ({ trackerVersion, nodeType }: HostFacts): Promise<void> => {
        const known: Tenant = { ...tenant, trackerVersion, nodeType: nodeType ?? null };
        parts.register.save(known);
        await restart(known);
      };
      const started = await start(parts, tenant, { stopTenant, changed });
      if (started !== null) kept.set(tenant.id, started);
    });
  };
  return {
    node: (id) => kept.get(id)?.node ?? null,
    running: (id) => kept.get(id) ?? null,
    activate: async (tenant, credentials) => {
      await tenantSecrets(parts.secrets, tenant.id).setCredentials(credentials);
      parts.register.save(tenant);
      await restart(tenant);
    },
    restart,
    end: async (tenant) => await inTurn(async () => await stopOne(tenant.id)),
    startAll: async () => {
      for (const tenant of parts.register.all().filter(({ ready }) => ready)) {
        await restart(tenant).catch((caught: unknown) =>
          parts.log(tenant.id).write('error', 'not started', { detail: faultOf(caught).detail }),
        );
      }
    },
    stop: async () => {
      await inTurn(async () => void (await Promise.all([...kept.keys()].map(stopOne))));
    },
  };
}

/** Two nodes of one tenant would be two senders: starting and stopping wait for each other. */
function oneAtATime(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return async (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    await mine;
  };
}

async function start(parts: TenantHostParts, tenant: Tenant, told: Pick<UpkeepParts, 'stopTenant' | 'changed'>): Promise<Kept | null> {
  const log = parts.log(tenant.id);
  const own = tenantSecrets(parts.secrets, tenant.id);
  const credentials = await own.credentials();
  if (credentials === null) return null;
  const host = await parts.instances.host(tenant.platformId);
  const hookSecret = await own.hookSecret();
  let loop: WorkLoop | null = null;
  const node = createNode(
    portsOf(parts, tenant, host, credentials, () => loop?.wake()),
    factsOf(parts, tenant),
  );
  await node.start();
  const upkeep = startUpkeep({
    tenant,
    host,
    access: parts.instances.access(tenant.instanceUrl),
    credentials,
    hookUrl: hookUrlOf(parts.publicUrl(), tenant),
    hookSecret,
    own,
    log,
    ...told,
  });
  loop = startWorkLoop(node, parts.clock, log, () => (upkeep.eventsAreOn() ? SWEEP_MS : SWEEP_WITHOUT_EVENTS_MS));
  const stop = stopper(loop, upkeep);
  const { projectStep } = parts.instances.platform(tenant.platformId).capabilities;
  const onFault: NonNullable<ServeContext['onFault']> = (method, { code, whose, detail }) =>
    log.write('warn', 'admin call failed', { method, code, whose, detail });
  const working = loop;
  const adminContext: ServeContext = { licensed: true, projectStep, onFault };
  return {
    tenant,
    node,
    host,
    hookSecret,
    log,
    stop,
    adminContext,
    sweptAt: () => working.sweptAt(),
    eventsAreOn: () => upkeep.eventsAreOn(),
  };
}

/** Null: trackers cannot reach this companion. */
export function hookUrlOf(publicUrl: string | null, tenant: Tenant): string | null {
  return publicUrl === null ? null : `${publicUrl}/hooks/${tenant.platformId}/${tenant.id}`;
}

function stopper(loop: WorkLoop, upkeep: Upkeep): () => Promise<void> {
  return async () => {
    upkeep.end();
    await loop.stop();
  };
}

function portsOf(parts: TenantHostParts, tenant: Tenant, host: CompanionHost<typeof fetch>, credentials: string, wake: () => void): Ports {
  return {
    clock: parts.clock,
    random: nodeRandom(),
    crypto: nodeCrypto(),
    store: parts.store(tenant.id),
    secrets: parts.secrets(tenant.id),
    partner: parts.partner,
    tracker: host.openTracker(parts.instances.access(tenant.instanceUrl), credentials, parts.spoolFolder),
    rules: parts.rules,
    log: parts.log(tenant.id),
    wake: { wake: async () => wake() },
    together,
  };
}

function factsOf({ instances, publicUrl, configuration, version }: TenantHostParts, tenant: Tenant): InstanceFacts {
  const base = publicUrl();
  const platform = instances.platform(tenant.platformId);
  const nodeType = tenant.nodeType ?? platform.nodeType;
  return {
    name: tenant.name,
    baseUrl: base === null ? null : `${base}/i/${tenant.id}`,
    trackerUrl: tenant.instanceUrl,
    hostInstanceId: tenant.hostInstanceId,
    nodeType,
    trackerVersion: tenant.trackerVersion,
    nodeVersion: version,
    capabilities: platform.kinds?.[nodeType]?.capabilities ?? platform.capabilities,
    // Azure DevOps reports no licence of an extension to its server side: that counts as licensed (PRODUCT).
    licensed: true,
    allowLoopback: configuration.allowLoopback,
    trackerHosts,
    nodePaths,
  };
}
