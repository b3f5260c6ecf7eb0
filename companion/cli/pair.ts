import { mkdirSync } from 'node:fs';
import type { Configuration } from '../configuration.ts';
import { makePairingSecret } from '../pairing/pairing-secret.ts';

/** Works whether the companion runs or not: it reads the file at each attempt. */
export function pair({ dataDir }: Configuration): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  console.log(`Pairing secret (works once; the one before it no longer works): ${makePairingSecret(dataDir)}`);
}
