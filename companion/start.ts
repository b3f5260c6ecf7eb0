import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRuleRunner, systemClock } from '@entente/runtime';
import * as z from 'zod';
import { LISTENING } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { httpServer } from './http/server.ts';
import { portLog, rootLogger } from './log.ts';
import { adminGate } from './pairing/admin-gate.ts';
import { makePairingSecret, pairingGuard } from './pairing/pairing-secret.ts';
import { pairing } from './pairing/pairing.ts';
import { httpPartner } from './partner/http-partner.ts';
import { platforms } from './platforms.ts';
import { openDatabase } from './store/database.ts';
import { readKeyFile, sealedSecrets } from './store/sealed-secrets.ts';
import { sqliteStores } from './store/sqlite-store.ts';
import { openInstances } from './tenants/instances.ts';
import { tenantHost } from './tenants/tenant-host.ts';
import { tenantRegister } from './tenants/tenant-register.ts';

export interface Companion {
  /** Where it listens, e.g. `http://127.0.0.1:8137`. */
  readonly url: string;
  /** The one-time secret made at this start; shown here and nowhere else. */
  pairingSecret(): string;
  /** Ends after the runs that are under way; safe to call again. */
  close(): Promise<void>;
}

/** Starts everything: database, nodes of the instances already paired, HTTP. Throws where the data folder or the port is in use. */
export async function startCompanion(configuration: Configuration): Promise<Companion> {
  const opened = new AsyncDisposableStack();
  try {
    const { url, secret } = await start(configuration, opened);
    let closing: Promise<void> | null = null;
    return { url, pairingSecret: () => secret, close: async () => await (closing ??= opened.disposeAsync()) };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** What is opened is put on the stack, which closes it in the opposite order: HTTP first, the database last. */
async function start(
  configuration: Configuration,
  opened: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly secret: string }> {
  const { dataDir, allowLoopback, allowedPartnerHosts, host, port, publicUrl } = configuration;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(dataDir, 'entente.sqlite'));
  opened.defer(() => database.close());
  // From here on the folder is this process's alone.
  const secret = makePairingSecret(dataDir);
  const logger = rootLogger(configuration);
  const clock = systemClock();
  const version = readVersion();
  const register = tenantRegister(database);
  const instances = await openInstances(platforms, configuration, fetch);
  const rules = createRuleRunner({ worker: true });
  opened.defer(async () => await rules.close());
  const partner = httpPartner({ allowLoopback, allowedHosts: allowedPartnerHosts });
  opened.defer(async () => await partner.close());
  let url = '';
  const tenants = tenantHost({
    configuration,
    instances,
    register,
    partner,
    rules,
    clock,
    version,
    spoolFolder: emptyFolder(join(dataDir, 'spool')),
    publicUrl: () => (publicUrl === LISTENING ? url : publicUrl),
    store: sqliteStores(database),
    secrets: sealedSecrets(database, readKeyFile(join(dataDir, 'secrets.key'))),
    log: (tenant) => portLog(logger, { tenant }),
  });
  opened.defer(async () => await tenants.stop());
  const gate = adminGate(instances, register, clock);
  const guard = pairingGuard(dataDir, clock);
  const server = await httpServer({
    configuration,
    version,
    tenants,
    gate,
    log: portLog(logger, { tenant: '' }),
    pairing: pairing({ instances, register, gate, guard, tenants }),
  });
  opened.defer(async () => await server.close());
  url = await server.listen({ host, port });
  await tenants.startAll();
  return { url, secret };
}

function readVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))).version;
}

/** What a crash left there is of no use any more. */
function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return path;
}
