import type { Secrets } from '@entente/core';

export interface MemorySecrets extends Secrets {
  /** Names and values held now, for assertions. */
  readonly held: Map<string, string>;
}

export function memorySecrets(): MemorySecrets {
  const held = new Map<string, string>();
  return {
    held,
    get: (name) => Promise.resolve(held.get(name) ?? null),
    set(name, value) {
      held.set(name, value);
      return Promise.resolve();
    },
    remove(name) {
      held.delete(name);
      return Promise.resolve();
    },
  };
}
