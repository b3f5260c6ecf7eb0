import type { Store } from '@entente/core';

export interface CrashingStore extends Store {
  readonly crashed: () => boolean;
}

/**
 * A process that dies at its n-th commit, before or after the commit is done: from then on nothing of it works. The store below
 * stays as it is, for the next process.
 */
export function crashingStore(store: Store, atCommit: number, when: 'before' | 'after'): CrashingStore {
  let commits = 0;
  let dead = false;
  const alive = (): void => {
    if (dead) throw new Error('this process has crashed');
  };
  return {
    crashed: () => dead,
    async get(table, key) {
      alive();
      return await store.get(table, key);
    },
    async list(table, query) {
      alive();
      return await store.list(table, query);
    },
    async commit(writes) {
      alive();
      commits++;
      if (commits < atCommit) return await store.commit(writes);
      dead = true;
      if (when === 'after') await store.commit(writes);
      return await Promise.reject(new Error('this process crashes now'));
    },
  };
}
