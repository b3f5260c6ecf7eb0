/** `node companion/main.ts`: runs until it is told to stop. `node companion/main.ts pairing-secret`: makes a new pairing secret. */
import { mkdirSync } from 'node:fs';
import { readConfiguration } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { makePairingSecret } from './pairing/pairing-secret.ts';
import { startCompanion } from './start.ts';

const read = readConfiguration(process.env);
const [command = 'run', ...rest] = process.argv.slice(2);
if (!read.ok) fail(`These settings are wrong:\n${read.problems.map((problem) => `  ${problem}`).join('\n')}`);
else if (command === 'pairing-secret' && rest.length === 0) showNewSecret(read.configuration);
else if (command === 'run' && rest.length === 0) await run(read.configuration);
else fail(`Unknown command “${[command, ...rest].join(' ')}”. There are: run, pairing-secret.`);

async function run(configuration: Configuration): Promise<void> {
  const companion = await startCompanion(configuration);
  console.log(
    `Entente's companion listens at ${companion.url}${configuration.publicUrl === null ? '' : `, public at ${configuration.publicUrl}`}.`,
  );
  console.log(`Pairing secret (works once): ${companion.pairingSecret()}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void companion.close());
}

function showNewSecret({ dataDir }: Configuration): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  console.log(`Pairing secret (works once; the one before it no longer works): ${makePairingSecret(dataDir)}`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}
