import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { storeContract } from '@entente/testkit/store-contract';
import { storeScale } from '@entente/testkit/store-scale';
import { openDatabase } from './database.ts';
import { readKeyFile, sealedSecrets } from './sealed-secrets.ts';
import { sqliteStores } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

storeContract('SQLite', async () => {
  const database = openDatabase(join(folder, 'contract.sqlite'));
  const stores = sqliteStores(database);
  return { store: stores('one'), neighbour: stores('two'), close: async () => database.close() };
});

storeScale('SQLite', async () => await Promise.resolve(sqliteStores(openDatabase(':memory:'))('one')), {
  twins: 20_000,
  rules: createRuleRunner({ worker: false }),
  crypto: nodeCrypto(),
});

test('what was committed is there after the file is opened again, and versions go on', async () => {
  const path = join(folder, 'reopen.sqlite');
  const first = openDatabase(path);
  await sqliteStores(first)('one').commit([{ op: 'put', table: 'node', key: 'a', value: 1 }]);
  const version = (await sqliteStores(first)('one').get('node', 'a'))?.version ?? 0;
  await sqliteStores(first)('one').commit([{ op: 'remove', table: 'node', key: 'a' }]);
  first.close();
  const second = openDatabase(path);
  await sqliteStores(second)('one').commit([{ op: 'put', table: 'node', key: 'a', value: 2 }]);
  const again = await sqliteStores(second)('one').get('node', 'a');
  expect(again?.value).toBe(2);
  expect(again?.version).toBeGreaterThan(version + 1);
  second.close();
});

test('a commit that is misused throws and takes no other commit with it', async () => {
  const database = openDatabase(':memory:');
  const store = sqliteStores(database)('one');
  const good = store.commit([{ op: 'put', table: 'node', key: 'good', value: 1 }]);
  await expect(store.commit([{ op: 'put', table: 'node', key: 'a/b', value: 1 }])).rejects.toThrow('key');
  await expect(store.commit(Array.from({ length: 26 }, (_, i) => ({ op: 'put', table: 'node', key: `k${i}`, value: 1 })))).rejects.toThrow(
    '26 writes',
  );
  await expect(store.commit([{ op: 'put', table: 'node', key: 'long', value: 'x'.repeat(200_001) }])).rejects.toThrow('characters');
  expect(await good).toBe('committed');
  database.close();
});

test('leases end with the process that held them; open intents stay open', async () => {
  const path = join(folder, 'leases.sqlite');
  const first = openDatabase(path);
  await sqliteStores(first)('one').commit([
    { op: 'create', table: 'lease', key: 'held', value: 1 },
    { op: 'create', table: 'lease', key: 'intent:open', value: 1 },
    { op: 'create', table: 'node', key: 'held', value: 1 },
  ]);
  first.close();
  const second = openDatabase(path);
  expect(await sqliteStores(second)('one').get('lease', 'held')).toBeNull();
  expect(await sqliteStores(second)('one').get('lease', 'intent:open')).not.toBeNull();
  expect(await sqliteStores(second)('one').get('node', 'held')).not.toBeNull();
  second.close();
});

test('a second process is refused, and a file of a newer version too', () => {
  const path = join(folder, 'locked.sqlite');
  const first = openDatabase(path);
  expect(() => openDatabase(path)).toThrow(/locked/);
  first.exec('PRAGMA user_version = 99');
  first.close();
  expect(() => openDatabase(path)).toThrow('newer version');
});

test('secrets are sealed: the file does not show them, and they open only in their own place', async () => {
  const path = join(folder, 'secrets.sqlite');
  const keyPath = join(folder, 'secrets.key');
  const database = openDatabase(path);
  const secrets = sealedSecrets(database, readKeyFile(keyPath));
  await secrets('one').set('pat', 'a-very-secret-token');
  expect(await secrets('one').get('pat')).toBe('a-very-secret-token');
  expect(await secrets('two').get('pat')).toBeNull();
  expect(statSync(keyPath).mode & 0o777).toBe(0o600);
  // Moved to another tenant's row by whoever can write the file, but has no key.
  database.exec("INSERT INTO secret SELECT 'two', name, sealed FROM secret WHERE tenant = 'one'");
  await expect(secrets('two').get('pat')).rejects.toThrow();
  await secrets('one').remove('pat');
  expect(await secrets('one').get('pat')).toBeNull();
  await secrets('one').set('pat', 'a-very-secret-token');
  database.close();
  expect(readFileSync(path).includes('a-very-secret-token')).toBe(false);
  const reopened = openDatabase(path);
  expect(await sealedSecrets(reopened, readKeyFile(keyPath))('one').get('pat')).toBe('a-very-secret-token');
  reopened.close();
});
