/** The Secrets port over Forge's secret store, which encrypts. https://developer.atlassian.com/platform/forge/storage-reference/kvs-api/ */
import { kvs } from '@forge/kvs';
import type { Secrets } from '@entente/core';
import type { Kvs } from './kvs-store.ts';

const keyOf = (name: string): string => `secret#${name}`;

export function createKvsSecrets(storage: Kvs = kvs): Secrets {
  return {
    async get(name) {
      const value = await storage.getSecret<unknown>(keyOf(name));
      return typeof value === 'string' ? value : null;
    },
    set: (name, value) => storage.setSecret(keyOf(name), value),
    remove: (name) => storage.deleteSecret(keyOf(name)),
  };
}
