import type { Configuration } from '../configuration.ts';
import { findCompanion } from '../control/client.ts';
import type { Operations } from '../operations/contract.ts';
import { operationsOf } from '../operations/operations.ts';
import { openParts } from '../parts.ts';

/** By the companion that runs, or, where none does, on the data folder itself. */
export async function ask<Answer>(configuration: Configuration, question: (operations: Operations) => Promise<Answer>): Promise<Answer> {
  const companion = await findCompanion(configuration.dataDir);
  if (companion !== null) return await question(companion);
  await using opened = new AsyncDisposableStack();
  return await question(operationsOf(await openParts(configuration, opened), null));
}
