/**
 * Secrets at rest: AES-256-GCM under a key that stands in a file of its own, readable by the operator's user alone.
 *
 * 1. The database file alone (a backup of it, say) gives no secret away.
 * 2. A sealed value opens only in the place it was sealed for: tenant and name are authenticated with it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Secrets } from '@entente/core';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads the key file, made at the first start. Throws where it is damaged: a new key would make every secret unreadable. */
export function readKeyFile(path: string): Buffer {
  // Exclusive, so that an existing key is never replaced.
  if (!existsSync(path)) writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx', flush: true });
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) throw new Error(`The key file ${path} is damaged: it must have ${KEY_BYTES} bytes.`);
  return key;
}

export function sealedSecrets(database: DatabaseSync, key: Buffer): (tenant: string) => Secrets {
  const get = database.prepare('SELECT sealed FROM secret WHERE tenant = ? AND name = ?');
  const put = database.prepare(
    'INSERT INTO secret (tenant, name, sealed) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
  );
  const remove = database.prepare('DELETE FROM secret WHERE tenant = ? AND name = ?');
  return (tenant) => ({
    get: async (name) => {
      const sealed = get.get(tenant, name)?.['sealed'];
      return sealed instanceof Uint8Array ? open(key, place(tenant, name), sealed) : null;
    },
    set: async (name, value) => void put.run(tenant, name, seal(key, place(tenant, name), value)),
    remove: async (name) => void remove.run(tenant, name),
  });
}

function place(tenant: string, name: string): Buffer {
  return Buffer.from(JSON.stringify([tenant, name]), 'utf8');
}

function seal(key: Buffer, where: Buffer, value: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(where);
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function open(key: Buffer, where: Buffer, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(where);
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}
