import type { Configuration } from '../configuration.ts';
import { startCompanion } from '../start.ts';

/** Ends after the runs that are under way when it is told to; a second signal ends it at once. */
export async function serve(configuration: Configuration): Promise<void> {
  const companion = await startCompanion(configuration);
  console.log(
    `Entente's companion listens at ${companion.url}${configuration.publicUrl === null ? '' : `, public at ${configuration.publicUrl}`}.`,
  );
  console.log(`Pairing secret (works once): ${companion.pairingSecret()}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void companion.close());
}
