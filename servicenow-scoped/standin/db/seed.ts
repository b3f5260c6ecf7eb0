/** The records that an instance begins with: people, roles, tables, choices, and the application's own. */
import { createHash } from 'node:crypto';
import type { BuiltApp } from '../app/load.ts';
import type { UserOptions } from '../options.ts';
import type { Database } from './database.ts';
import type { Actor, Row } from './types.ts';

/** The same on every start, so that what is kept elsewhere still names them. */
export const seededId = (kind: string, name: string): string => createHash('md5').update(`${kind}:${name}`).digest('hex');

export const systemActor: Actor = { sysId: seededId('user', 'system'), userName: 'system', name: 'System', roles: ['admin'], groups: [] };
export const guestActor: Actor = { sysId: seededId('user', 'guest'), userName: 'guest', name: 'Guest', roles: [], groups: [] };

/** The application brings roles of its own. */
function roleNamed(database: Database, name: string): string | undefined {
  const where = [{ field: 'name', operator: '=', value: name }];
  return database.select({ table: 'sys_user_role', where, order: [], offset: 0, limit: 1 }, systemActor)[0]?.['sys_id'];
}

function seedUser(database: Database, user: UserOptions): void {
  const id = seededId('user', user.userName);
  const [first = '', ...last] = user.name.split(' ');
  const put = (table: string, values: Row) => void database.insert(table, values, systemActor);
  put('sys_user', {
    sys_id: id,
    user_name: user.userName,
    name: user.name,
    first_name: first,
    last_name: last.join(' '),
    email: user.email,
  });
  for (const role of user.roles) {
    const roleId = roleNamed(database, role) ?? seededId('role', role);
    if (database.get('sys_user_role', roleId) === null) put('sys_user_role', { sys_id: roleId, name: role });
    put('sys_user_has_role', { user: id, role: roleId });
  }
  for (const group of user.groups ?? []) put('sys_user_grmember', { user: id, group: seededId('group', group) });
}

function seedApp(database: Database, app: BuiltApp): void {
  for (const table of ['sys_user_role', 'sys_properties'])
    for (const record of app.records(table)) database.insert(table, { ...record }, systemActor);
}

export function seed(database: Database, app: BuiltApp | null, users: readonly UserOptions[], groups: readonly string[]): void {
  const put = (table: string, values: Row) => void database.insert(table, values, systemActor);
  for (const { name, label, parent } of database.dictionary.tables())
    put('sys_db_object', {
      sys_id: seededId('table', name),
      name,
      label,
      super_class: parent === undefined ? '' : seededId('table', parent),
    });
  for (const { table, element, value, label, sequence } of database.dictionary.data.choices)
    put('sys_choice', { name: table, element, value, label, sequence: String(sequence), language: 'en' });
  for (const name of groups) put('sys_user_group', { sys_id: seededId('group', name), name });
  if (app !== null) seedApp(database, app);
  for (const user of users) seedUser(database, user);
}
