/** The built application: what `now-sdk build` left in `dist/app`, and nothing of its source. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Choice, FieldDef, TableDef } from '../db/types.ts';
import { parseXml, readRecords } from './xml.ts';
import type { AppRecord, Element } from './xml.ts';

export type Fields = Readonly<Record<string, string>>;

export interface BuiltApp {
  readonly scope: string;
  readonly scopeId: string;
  readonly name: string;
  readonly version: string;
  /** `none`, `permissive`, or `enforcing`: whether use of other scopes' tables needs a privilege. */
  readonly accessTracking: string;
  /** Where modules begin: `x_acme_app/package/1.0.0`. */
  readonly moduleRoot: string;
  /** Records by table. */
  records(table: string): readonly Fields[];
  readonly tables: readonly TableDef[];
  readonly choices: readonly Choice[];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : [path]))
    .filter((path) => path.endsWith('.xml'));
}

const yes = (text: string | undefined): boolean => text === 'true' || text === '1';

function fieldOf({ attributes: of }: Element): FieldDef {
  const { default_value: initial = '', reference = '', reference_cascade_rule: cascade = '', max_length: length = '' } = of;
  return {
    element: of['name'] ?? '',
    type: of['type'] ?? 'string',
    label: of['label'] ?? of['name'] ?? '',
    mandatory: yes(of['mandatory']),
    unique: yes(of['unique']),
    ...(initial === '' ? {} : { default: initial }),
    ...(reference === '' ? {} : { reference }),
    ...(cascade === '' ? {} : { cascade }),
    ...(length === '' ? {} : { maxLength: Number(length) }),
  };
}

/** `dictionary/*.xml`: one document for each table, with columns and indices. */
function tableOf(element: Element, scope: string): TableDef {
  const { attributes: of, children } = element;
  const columns = children.filter((child) => child.name === 'element');
  const indices = children.filter((child) => child.name === 'index' && yes(child.attributes['unique']));
  const parent = of['extends'] ?? of['super_class'] ?? '';
  const display = columns.find((column) => yes(column.attributes['display']))?.attributes['name'] ?? of['display'];
  return {
    name: of['name'] ?? '',
    label: of['label'] ?? '',
    scope,
    ...(parent === '' ? {} : { parent }),
    ...(display === undefined || display === '' ? {} : { display }),
    fields: columns.map(fieldOf),
    unique: indices.map((index) => index.children.map((child) => child.attributes['name'] ?? '')),
    access: {
      create: yes(of['create_access']),
      read: yes(of['read_access']),
      update: yes(of['update_access']),
      delete: yes(of['delete_access']),
    },
    webService: yes(of['ws_access']),
  };
}

const choiceOf = ({ fields }: AppRecord): Choice => ({
  table: fields['name'] ?? '',
  element: fields['element'] ?? '',
  value: fields['value'] ?? '',
  label: fields['label'] ?? '',
  sequence: Number(fields['sequence'] ?? '0'),
});

/** Record ACLs are kept by table and operation; the roles of all that apply to one are alternatives. */
function rolesOf(table: string, records: (name: string) => readonly Fields[]): TableDef['roles'] {
  const names = new Map(records('sys_user_role').map((role) => [role['sys_id'] ?? '', role['name'] ?? '']));
  const roles: Partial<Record<'read' | 'write' | 'create' | 'delete', string[]>> = {};
  for (const acl of records('sys_security_acl')) {
    const operation = acl['operation'];
    if (acl['type'] !== 'record' || acl['name'] !== table || !yes(acl['active'])) continue;
    if (operation !== 'read' && operation !== 'write' && operation !== 'create' && operation !== 'delete') continue;
    const of = records('sys_security_acl_role').filter((link) => link['sys_security_acl'] === acl['sys_id']);
    roles[operation] = [...(roles[operation] ?? []), ...of.map((link) => names.get(link['sys_user_role'] ?? '') ?? '')];
  }
  return { read: ['admin'], write: ['admin'], create: ['admin'], delete: ['admin'], ...roles };
}

/**
 * @param folder `dist/app` of a build.
 * @throws where there is no application in it.
 */
export function loadApp(folder: string): BuiltApp {
  const paths = filesUnder(folder);
  const byTable = new Map<string, Fields[]>();
  const all = paths
    .filter((path) => !path.includes(`${join(folder, 'dictionary')}`))
    .flatMap((path) => readRecords(readFileSync(path, 'utf8')));
  for (const { table, fields } of all) byTable.set(table, [...(byTable.get(table) ?? []), fields]);
  const records = (table: string): readonly Fields[] => byTable.get(table) ?? [];
  const app = records('sys_app')[0];
  if (app === undefined) throw new Error(`There is no built application in ${folder}`);
  const scope = app['scope'] ?? '';
  const documents = paths
    .filter((path) => path.startsWith(join(folder, 'dictionary')))
    .flatMap((path) => parseXml(readFileSync(path, 'utf8')).children);
  const found = documents.flatMap((document) => document.children).map((element) => tableOf(element, scope));
  return {
    scope,
    scopeId: app['sys_id'] ?? '',
    name: app['name'] ?? scope,
    version: app['version'] ?? '',
    accessTracking: app['runtime_access_tracking'] ?? 'none',
    moduleRoot: (app['package_json'] ?? '').replace(/\/package\.json$/, ''),
    records,
    tables: found.map((table) => {
      const roles = rolesOf(table.name, records);
      return roles === undefined ? table : { ...table, roles };
    }),
    choices: all.filter(({ table }) => table === 'sys_choice').map(choiceOf),
  };
}
