import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRuleRunner, systemClock } from '@entente/runtime';
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
import manifest from './package.json' with { type: 'json' };

export interface Companion {
  /** Where it listens, e.g. `http://127.0.0.1:8137`. */
  readonly url: string;
  /** The one-time secret made at this start; shown here and nowhere else. */
  pairingSecret(): string;
  /** Ends after the runs that are under way; safe to call again. */
  close(): Promise<void>;
}

/** Starts everything: database, nodes of the instances already paired, HTTP. Throws where the data folder is in use. */
export async function startCompanion(configuration: Configuration): Promise<Companion> {
  mkdirSync(configuration.dataDir, { recursive: true, mode: 0o700 });
  const spoolFolder = emptyFolder(join(configuration.dataDir, 'spool'));
  const database = openDatabase(join(configuration.dataDir, 'entente.sqlite'));
  const secret = makePairingSecret(configuration.dataDir);
  const logger = rootLogger(configuration);
  const clock = systemClock();
  let url = '';
  const register = tenantRegister(database);
  const instances = await openInstances(platforms, configuration, fetch);
  const partner = httpPartner({ allowLoopback: configuration.allowLoopback, allowedHosts: configuration.allowedPartnerHosts });
  const rules = createRuleRunner({ worker: true });
  const tenants = tenantHost({
    configuration, instances, register, partner, rules, clock, spoolFolder,
    publicUrl: () => (configuration.publicUrl === LISTENING ? url : configuration.publicUrl),
    version: manifest.version,
    store: sqliteStores(database),
    secrets: sealedSecrets(database, readKeyFile(join(configuration.dataDir, 'secrets.key'))),
    log: (tenant) => portLog(logger, { tenant }),
  });
  const gate = adminGate(instances, register, clock);
  const guard = pairingGuard(configuration.dataDir, clock);
  const log = portLog(logger, { tenant: '' });
  const server = await httpServer({ configuration, version: manifest.version, tenants, gate, log, pairing: pairing({ instances, register, gate, guard, tenants }) });
  url = await server.listen({ host: configuration.host, port: configuration.port });
  await tenants.startAll();
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await server.close();
    await tenants.stop();
    await partner.close();
    await rules.close();
    database.close();
  };
  return { url, pairingSecret: () => secret, close: async () => await (closing ??= close()) };
}

/** What a crash left there is of no use any more. */
function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return path;
}
