/** What one instance is made of, and who its users are. */
import { randomBytes } from 'node:crypto';
import { loadApp } from './app/load.ts';
import type { BuiltApp } from './app/load.ts';
import { modulesOf } from './app/modules.ts';
import { baseChoices, baseTables } from './db/base-tables.ts';
import { Database } from './db/database.ts';
import { Dictionary } from './db/dictionary.ts';
import { guestActor, seed, systemActor } from './db/seed.ts';
import type { Actor } from './db/types.ts';
import { Engine } from './engine/engine.ts';
import { Faults } from './faults.ts';
import { defaultGroups, defaultUsers } from './options.ts';
import type { ServiceNowOptions } from './options.ts';
import { RequestLog } from './request-log.ts';
import { Sessions } from './rest/sessions.ts';

export interface Instance {
  readonly options: ServiceNowOptions;
  /** Unlocks Password2 fields; a clone has the same. */
  readonly key: string;
  readonly app: BuiltApp | null;
  readonly dictionary: Dictionary;
  readonly database: Database;
  readonly engine: Engine;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly sessions: Sessions;
  readonly lines: string[];
  readonly url: () => string;
  actor(userName: string): Actor | null;
}

/** Roles that contain others, as far as the stand-in's users meet them. */
const rolesOf = (database: Database, user: string): string[] =>
  database
    .select(
      { table: 'sys_user_has_role', where: [{ field: 'user', operator: '=', value: user }], order: [], offset: 0, limit: null },
      systemActor,
    )
    .map((link) => database.get('sys_user_role', link['role'] ?? '')?.['name'] ?? '');

const groupsOf = (database: Database, user: string): string[] =>
  database
    .select(
      { table: 'sys_user_grmember', where: [{ field: 'user', operator: '=', value: user }], order: [], offset: 0, limit: null },
      systemActor,
    )
    .map((link) => link['group'] ?? '');

function actorOf(database: Database, userName: string): Actor | null {
  if (userName === 'guest') return guestActor;
  if (userName === 'system') return systemActor;
  const where = [{ field: 'user_name', operator: '=', value: userName }];
  const user = database.select({ table: 'sys_user', where, order: [], offset: 0, limit: 1 }, systemActor)[0];
  if (user === undefined || user['active'] !== '1') return null;
  const sysId = user['sys_id'] ?? '';
  return {
    sysId,
    userName,
    name: user['name'] ?? userName,
    roles: ['snc_internal', ...rolesOf(database, sysId)],
    groups: groupsOf(database, sysId),
  };
}

function databaseOf(options: ServiceNowOptions, app: BuiltApp | null): Database {
  const dictionary = new Dictionary({
    tables: [...baseTables, ...(app?.tables ?? [])],
    choices: [...baseChoices, ...(app?.choices ?? [])],
  });
  const database = new Database(dictionary, options.now ?? Date.now);
  if (options.snapshot === undefined) seed(database, app, options.users ?? defaultUsers, options.groups ?? defaultGroups);
  else database.restore(options.snapshot);
  return database;
}

export function makeInstance(options: ServiceNowOptions, url: () => string, instanceKey = randomBytes(32).toString('hex')): Instance {
  const app = options.app === undefined ? null : loadApp(options.app.folder);
  const database = databaseOf(options, app);
  const lines: string[] = [];
  const parts = {
    app, database, url, threads: options.threads ?? 4,
    transactionLimit: options.transactionLimit, now: options.now ?? Date.now,
    systemActor: () => systemActor,
    actorOf: (userName: string) => actorOf(database, userName),
    log: (line: string) => {
      lines.push(line);
      options.onLog?.(line);
    },
  }; // prettier-ignore
  const engine = new Engine(parts, app === null ? new Map() : modulesOf(app), instanceKey);
  for (const property of app?.records('sys_properties') ?? []) engine.properties.set(property['name'] ?? '', property['value'] ?? '');
  const passwords = new Map((options.users ?? defaultUsers).map((user) => [user.userName, user.password]));
  return {
    options, key: instanceKey, app, database, engine, url, lines,
    dictionary: database.dictionary,
    faults: new Faults(),
    log: new RequestLog(),
    sessions: new Sessions(passwords, parts.actorOf),
    actor: parts.actorOf,
  }; // prettier-ignore
}
