/** The application navigator: what the application's menu and modules say, and the base system's incidents. */
import type { Fields } from '../app/load.ts';
import type { Actor } from '../db/types.ts';
import type { Instance } from '../instance.ts';

export interface Module {
  readonly title: string;
  /** What the main frame shows; null: a heading. */
  readonly target: string | null;
}

export interface Menu {
  readonly title: string;
  readonly modules: readonly Module[];
}

const allowed = (actor: Actor, roles: string): boolean =>
  roles === '' || actor.roles.includes('admin') || roles.split(',').some((role) => actor.roles.includes(role.trim()));

/** @throws for a kind of module that the stand-in does not know. */
function targetOf(module: Fields): string | null {
  const { link_type: type = '', query = '', name = '', filter = '' } = module;
  if (type === 'SEPARATOR') return null;
  if (type === 'DIRECT') return query;
  if (type === 'LIST') return `${name}_list.do${filter === '' ? '' : `?sysparm_query=${encodeURIComponent(filter)}`}`;
  if (type === 'NEW') return `${name}.do?sys_id=-1`;
  throw new Error(`The stand-in of ServiceNow does not model modules of type ${type}`);
}

const byOrder = (a: Fields, b: Fields): number => Number(a['order'] ?? '0') - Number(b['order'] ?? '0');

function menuOf(instance: Instance, menu: Fields, actor: Actor): Menu {
  const modules = (instance.app?.records('sys_app_module') ?? []).filter(
    (module) => module['application'] === menu['sys_id'] && module['active'] !== 'false',
  );
  const visible = modules.filter((module) => allowed(actor, module['roles'] ?? '')).toSorted(byOrder);
  return { title: menu['title'] ?? '', modules: visible.map((module) => ({ title: module['title'] ?? '', target: targetOf(module) })) };
}

export function menusFor(instance: Instance, actor: Actor): readonly Menu[] {
  const own = (instance.app?.records('sys_app_application') ?? []).filter(
    (menu) => menu['active'] !== 'false' && allowed(actor, menu['roles'] ?? ''),
  );
  const incident = [
    { title: 'Create New', target: 'incident.do?sys_id=-1' },
    { title: 'Open', target: 'incident_list.do?sysparm_query=active%3Dtrue' },
    { title: 'All', target: 'incident_list.do' },
  ];
  return [
    ...own.toSorted(byOrder).map((menu) => menuOf(instance, menu, actor)),
    ...(allowed(actor, 'itil') ? [{ title: 'Incident', modules: incident }] : []),
  ];
}
