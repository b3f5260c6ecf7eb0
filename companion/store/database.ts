/**
 * The embedded database: one SQLite file, written by one process.
 *
 * 1. A commit is on disk when it returns: WAL with synchronous=FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
 * 2. A second process on the same file is refused at once: two work loops on one store would send twice. The lock is the
 *    operating system's, so that a killed process leaves none behind.
 * 3. Every row carries its tenant.
 * 4. Leases do not outlive the process: by 2, whoever held one when the file is opened is dead, and nothing waits for it.
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Table } from '@entente/core';

const SCHEMA = `
  CREATE TABLE record (
    tenant TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, value TEXT NOT NULL,
    UNIQUE (tenant, kind, key)
  ) STRICT;
  CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT INTO counter VALUES ('version', 0);
  CREATE TABLE secret (tenant TEXT NOT NULL, name TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (tenant, name)) STRICT;
  CREATE TABLE tenant (
    id TEXT PRIMARY KEY, platform TEXT NOT NULL, instance_url TEXT NOT NULL UNIQUE, host_instance_id TEXT NOT NULL,
    name TEXT NOT NULL, tracker_version TEXT NOT NULL, ready INTEGER NOT NULL
  ) STRICT;
`;
/** What each later version changes, oldest first. */
const MIGRATIONS = ['ALTER TABLE tenant ADD COLUMN node_type TEXT'];
const SCHEMA_VERSION = 1 + MIGRATIONS.length;

/** `path` of a file, or ':memory:'. Throws where another process has it open, or where a newer version wrote it. */
export function openDatabase(path: string): DatabaseSync {
  // SQLite gives its other files the permissions of this one.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: 0 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > SCHEMA_VERSION) {
    database.close();
    throw new Error(`The data folder was written by a newer version of Entente (schema ${version}, this one knows ${SCHEMA_VERSION}).`);
  }
  inTransaction(database, () => {
    if (version === 0) database.exec(SCHEMA);
    for (const migration of MIGRATIONS.slice(Math.max(version, 1) - 1)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    // The core marks open intents in the same table; they stay until the tracker has been asked.
    database.prepare("DELETE FROM record WHERE kind = ? AND key NOT LIKE 'intent:%'").run('lease' satisfies Table);
  });
  return database;
}

/** Runs `work` as one transaction; whatever it throws rolls back and is thrown on. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
