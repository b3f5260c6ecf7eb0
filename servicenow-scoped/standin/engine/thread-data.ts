/** What of the application and of the dictionary a thread needs. */
import type { BuiltApp, Fields } from '../app/load.ts';
import type { IncludeData, RuleData, ThreadData } from '../realm/protocol.ts';
import type { EngineParts } from './engine.ts';

const yes = (value: string | undefined): boolean => value === 'true' || value === '1';

function whenOf(rule: Fields): RuleData['when'] | null {
  const when = rule['when'] ?? '';
  if (when === 'before' || when === 'after') return when;
  // `before_display` rules run for forms alone.
  return when.startsWith('async') ? 'async' : null;
}

function rulesOf(app: BuiltApp): readonly RuleData[] {
  return app.records('sys_script').flatMap((rule) => {
    const when = whenOf(rule);
    if (when === null || !yes(rule['active'])) return [];
    return [
      {
        sysId: rule['sys_id'] ?? '', name: rule['name'] ?? '', table: rule['collection'] ?? '', when, order: Number(rule['order'] ?? '100'),
        insert: yes(rule['action_insert']), update: yes(rule['action_update']), remove: yes(rule['action_delete']),
        condition: rule['condition'] ?? '', filter: rule['filter_condition'] ?? '', script: rule['script'] ?? '',
      },
    ]; // prettier-ignore
  });
}

const includesOf = (app: BuiltApp): readonly IncludeData[] =>
  app
    .records('sys_script_include')
    .filter((include) => yes(include['active']))
    .map((include) => ({ name: include['name'] ?? '', apiName: include['api_name'] ?? '', script: include['script'] ?? '' }));

/** Allowed uses of other scopes' tables. Without enforcement, the platform notes uses and lets them pass. */
function privilegesOf(app: BuiltApp): readonly string[] | null {
  if (app.accessTracking !== 'enforcing') return null;
  return app
    .records('sys_scope_privilege')
    .filter((one) => one['status'] === 'allowed' && one['target_type'] === 'sys_db_object')
    .map((one) => `${one['target_name'] ?? ''} ${one['operation'] ?? ''}`);
}

export function threadDataOf(parts: EngineParts, modules: ReadonlyMap<string, string>, instanceKey: string): ThreadData {
  const { app, database } = parts;
  return {
    dictionary: database.dictionary.data,
    scope: app?.scope ?? 'global',
    scopeId: app?.scopeId ?? 'global',
    moduleRoot: app?.moduleRoot ?? '',
    modules: [...modules],
    includes: app === null ? [] : includesOf(app),
    rules: app === null ? [] : rulesOf(app),
    privileges: app === null ? null : privilegesOf(app),
    instanceKey,
    url: parts.url(),
  };
}
