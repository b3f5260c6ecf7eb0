/**
 * The one-time secret that proves that an admin knows this companion's operator.
 *
 * 1. Only its hash is kept, in a file of its own beside the database, so that the command line can replace it while the
 *    companion runs. It is shown once, when it is made.
 * 2. It pairs one organisation: whoever removes the file first has used it.
 * 3. Few attempts: the secret has 256 bits, the limit keeps the log readable and the tracker unasked.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@entente/core';

const FILE = 'pairing-secret.sha256';
const MOST_FAILURES = 5;
const WINDOW_MS = 15 * 60_000;

/** Makes a new secret; the one before it stops working. Answers the text to show. */
export function makePairingSecret(dataDir: string): string {
  const secret = randomBytes(32).toString('base64url');
  const path = join(dataDir, FILE);
  writeFileSync(`${path}.new`, hash(secret).toString('hex'), { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return secret;
}

export interface PairingGuard {
  /** Says whether the secret is right, without using it up. `wait`: too many wrong ones. */
  check(secret: string): { readonly outcome: 'right' | 'wrong' } | { readonly outcome: 'wait'; readonly ms: number };
  /** Uses the secret up; false where another request was first. */
  use(secret: string): boolean;
}

export function pairingGuard(dataDir: string, clock: Clock): PairingGuard {
  const path = join(dataDir, FILE);
  let failures: readonly number[] = [];
  const matches = (secret: string): boolean => {
    const expected = readHash(path);
    return expected !== null && timingSafeEqual(expected, hash(secret.trim()));
  };
  return {
    check(secret) {
      const now = clock.now();
      failures = failures.filter((at) => at > now - WINDOW_MS);
      const oldest = failures[0];
      if (oldest !== undefined && failures.length >= MOST_FAILURES) return { outcome: 'wait', ms: oldest + WINDOW_MS - now };
      if (matches(secret)) return { outcome: 'right' };
      failures = [...failures, now];
      return { outcome: 'wrong' };
    },
    use(secret) {
      if (!matches(secret)) return false;
      rmSync(path);
      return true;
    },
  };
}

function readHash(path: string): Buffer | null {
  try {
    const bytes = Buffer.from(readFileSync(path, 'utf8'), 'hex');
    return bytes.length === 32 ? bytes : null;
  } catch {
    return null;
  }
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
