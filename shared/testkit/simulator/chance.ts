/** Decisions of one run, all from one seed: the same seed decides the same. */
import { seededRandom } from '../seeded-random.ts';

export interface Chance {
  /** True with this probability. */
  happens(probability: number): boolean;
  /** From 0 up to, not including, `below`. */
  upTo(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function chance(seed: number): Chance {
  const random = seededRandom(seed);
  const upTo = (below: number): number => Math.floor(random.fraction() * below);
  return {
    happens: (probability) => probability > 0 && random.fraction() < probability,
    upTo,
    pick(items) {
      const item = items[upTo(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}
