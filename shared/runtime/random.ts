import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '@entente/core';

/** The Random port over the operating system's generator. */
export function nodeRandom(): Random {
  return {
    token: () => randomBytes(32).toString('base64url'),
    uuid: () => randomUUID(),
    // For jitter only; 2^32 steps are plenty.
    fraction: () => randomBytes(4).readUInt32BE(0) / 2 ** 32,
  };
}
