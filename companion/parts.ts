/** What both a running companion and the command line need of the data folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Secrets } from '@entente/core';
import { systemClock } from '@entente/runtime';
import type { Configuration } from './configuration.ts';
import { platforms } from './platforms.ts';
import { openDatabase } from './store/database.ts';
import { readKeyFile, sealedSecrets } from './store/sealed-secrets.ts';
import { openInstances, type Instances } from './tenants/instances.ts';
import { tenantRegister, type TenantRegister } from './tenants/tenant-register.ts';

export interface Parts {
  readonly configuration: Configuration;
  readonly database: DatabaseSync;
  readonly register: TenantRegister;
  readonly instances: Instances;
  readonly secrets: (name: string) => Secrets;
  readonly clock: Clock;
}

export const files = { database: 'entente.sqlite', key: 'secrets.key', spool: 'spool', pairingSecret: 'pairing-secret.sha256' } as const;

/** From here on the data folder is this process's alone. Throws where another one has it. */
export async function openParts(configuration: Configuration, opened: AsyncDisposableStack): Promise<Parts> {
  const { dataDir } = configuration;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(dataDir, files.database));
  opened.defer(() => database.close());
  return {
    configuration,
    database,
    register: tenantRegister(database),
    instances: await openInstances(platforms, configuration, fetch),
    secrets: sealedSecrets(database, readKeyFile(join(dataDir, files.key))),
    clock: systemClock(),
  };
}
