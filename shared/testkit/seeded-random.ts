import type { Random } from '@entente/core';

/** The same seed gives the same values in the same order (mulberry32). Never outside tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const bytes = (count: number): Buffer => {
    const made = Buffer.alloc(count);
    for (let i = 0; i < count; i++) made[i] = Math.floor(next() * 256);
    return made;
  };
  return {
    token: () => bytes(32).toString('base64url'),
    uuid: () => {
      const hex = bytes(16).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    fraction: next,
  };
}
