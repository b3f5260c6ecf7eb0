import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, type Log } from '@entente/core';
import { createRuleRunner } from '@entente/runtime';
import { LISTENING } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { listenForOperator } from './control/server.ts';
import { httpServer } from './http/server.ts';
import { portLog, rootLogger } from './log.ts';
import type { Operations } from './operations/contract.ts';
import { operationsOf } from './operations/operations.ts';
import { adminGate } from './pairing/admin-gate.ts';
import { makePairingSecret, pairingGuard } from './pairing/pairing-secret.ts';
import { pairing } from './pairing/pairing.ts';
import { httpPartner } from './partner/http-partner.ts';
import { files, openParts } from './parts.ts';
import { sqliteStores } from './store/sqlite-store.ts';
import { tenantHost } from './tenants/tenant-host.ts';
import { readVersion } from './version.ts';

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
  const parts = await openParts(configuration, opened);
  const { database, instances, register, secrets, clock } = parts;
  const secret = makePairingSecret(dataDir);
  const logger = rootLogger(configuration);
  const log = portLog(logger, { tenant: '' });
  const version = readVersion();
  const rules = createRuleRunner({ worker: true });
  opened.defer(async () => await rules.close());
  const partner = httpPartner({ allowLoopback, allowedHosts: allowedPartnerHosts });
  opened.defer(async () => await partner.close());
  let url = '';
  const reachedAt = (): string | null => (publicUrl === LISTENING ? url : publicUrl);
  const tenants = tenantHost({
    configuration,
    instances,
    register,
    partner,
    rules,
    clock,
    version,
    spoolFolder: emptyFolder(join(dataDir, files.spool)),
    publicUrl: reachedAt,
    store: sqliteStores(database),
    secrets,
    log: (tenant) => portLog(logger, { tenant }),
  });
  opened.defer(async () => await tenants.stop());
  const gate = adminGate(instances, register, clock);
  const guard = pairingGuard(dataDir, clock);
  const run = randomUUID();
  const server = await httpServer({
    configuration,
    version,
    run,
    tenants,
    gate,
    log,
    pairing: pairing({ instances, register, gate, guard, tenants }),
  });
  opened.defer(async () => await server.close());
  url = await server.listen({ host, port });
  opened.defer(await openControl(dataDir, operationsOf(parts, { tenants, publicUrl: reachedAt(), run }), log));
  await tenants.startAll();
  return { url, secret };
}

/** A folder where no socket can stand (a long path, some network file systems) keeps nothing from running. */
async function openControl(dataDir: string, operations: Operations, log: Log): Promise<() => Promise<void>> {
  try {
    const control = await listenForOperator(dataDir, operations);
    return async () => await control.close();
  } catch (caught) {
    log.write('warn', 'the command line cannot ask this process', { detail: faultOf(caught).detail });
    return async () => undefined;
  }
}

/** What a crash left there is of no use any more. */
function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return path;
}
