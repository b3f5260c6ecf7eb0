/** Maps that survive a restart where a file is given. One writer at a time: the platform itself. */
import { DatabaseSync } from 'node:sqlite';
import { parseJson, type Json } from '../model/json.ts';

export interface Change {
  readonly space: string;
  readonly key: string;
  /** Undefined: removed. */
  readonly value: Json | undefined;
}

export class Durable {
  readonly #database: DatabaseSync | null;
  readonly #spaces = new Map<string, Map<string, Json>>();

  constructor(file: string | null) {
    this.#database = file === null ? null : new DatabaseSync(file);
    if (this.#database === null) return;
    this.#database.exec(
      'PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS records (space TEXT, key TEXT, value TEXT, PRIMARY KEY (space, key)) WITHOUT ROWID',
    );
    for (const row of this.#database.prepare('SELECT space, key, value FROM records').all()) {
      const value = parseJson(String(row['value']));
      if (value !== undefined) this.#space(String(row['space'])).set(String(row['key']), value);
    }
  }

  #space(space: string): Map<string, Json> {
    const known = this.#spaces.get(space) ?? new Map<string, Json>();
    this.#spaces.set(space, known);
    return known;
  }

  get(space: string, key: string): Json | undefined {
    return this.#space(space).get(key);
  }

  entries(space: string): [string, Json][] {
    return [...this.#space(space)];
  }

  /** All or nothing. */
  apply(changes: readonly Change[]): void {
    if (this.#database !== null) {
      this.#database.exec('BEGIN');
      const set = this.#database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)');
      const remove = this.#database.prepare('DELETE FROM records WHERE space = ? AND key = ?');
      for (const { space, key, value } of changes) {
        if (value === undefined) remove.run(space, key);
        else set.run(space, key, JSON.stringify(value));
      }
      this.#database.exec('COMMIT');
    }
    for (const { space, key, value } of changes) {
      if (value === undefined) this.#space(space).delete(key);
      else this.#space(space).set(key, value);
    }
  }

  set(space: string, key: string, value: Json): void {
    this.apply([{ space, key, value }]);
  }

  remove(space: string, key: string): void {
    this.apply([{ space, key, value: undefined }]);
  }

  close(): void {
    if (this.#database?.isOpen === true) this.#database.close();
  }
}
