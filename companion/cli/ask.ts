import type { Configuration } from '../configuration.ts';
import { findCompanion } from '../control/client.ts';
import type { Operations } from '../operations/contract.ts';

/** By the companion that runs, or, where none does, on the data folder itself. */
export async function ask<Answer>(configuration: Configuration, question: (operations: Operations) => Promise<Answer>): Promise<Answer> {
  const companion = await findCompanion(configuration.dataDir);
  if (companion !== null) return await question(companion);
  const [{ openParts }, { operationsOf }] = await Promise.all([import('../parts.ts'), import('../operations/operations.ts')]);
  const opened = new AsyncDisposableStack();
  try {
    return await question(operationsOf(await openParts(configuration, opened), null));
  } finally {
    await opened.disposeAsync();
  }
}
