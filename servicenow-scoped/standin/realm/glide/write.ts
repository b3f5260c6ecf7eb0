/**
 * Writing a record, with the rules around it.
 *
 * 1. Before-rules by their order, then the database, then after-rules by their order: all in the script's own transaction.
 *    Async rules follow some time later, in no order, with the record as it is by then and no `previous`.
 * 2. A before-rule that aborts stops the write; nothing of it happened.
 * 3. An update that changes nothing writes nothing and runs no after-rules.
 * 4. Rules of a table run for the tables that extend it. Rules whose order is 1000 or more do not run for inactive records.
 */
import type { Row } from '../../db/types.ts';
import { matches } from '../../db/match.ts';
import { host, threadData } from '../host.ts';
import type { RuleData } from '../protocol.ts';
import { runScript } from '../scripts.ts';
import { dictionary } from '../transaction.ts';
import type { RecordCore } from './record.ts';

export type WriteOperation = 'insert' | 'update' | 'delete';

export interface WriteSettings {
  workflow: boolean;
  systemFields: boolean;
  operation?: WriteOperation;
}

const engineOrder = 1000;
const deepest = 40;

const wants = (rule: RuleData, operation: WriteOperation): boolean =>
  operation === 'insert' ? rule.insert : operation === 'update' ? rule.update : rule.remove;

function rulesFor(core: RecordCore, operation: WriteOperation, when: RuleData['when']): readonly RuleData[] {
  if (!core.settings.workflow) return [];
  const names = new Set(dictionary.lineage(core.state.table).map(({ name }) => name));
  return threadData.rules
    .filter((rule) => rule.when === when && names.has(rule.table) && wants(rule, operation))
    .toSorted((a, b) => a.order - b.order);
}

function applies(core: RecordCore, rule: RuleData, previous: object): boolean {
  const { state, transaction } = core;
  if (rule.order >= engineOrder && state.values['active'] === '0') return false;
  const matching = { dictionary, actor: transaction.actor, lookup: (table: string, sysId: string) => host.get(table, sysId) };
  if (rule.filter !== '' && !transaction.realm.guarded(() => matches(matching, state.table, state.values, { encoded: rule.filter })))
    return false;
  return (
    rule.condition === '' ||
    Boolean(runScript(transaction, `return (${rule.condition});`, `${rule.name} condition`, { current: core.handle, previous }))
  );
}

function run(core: RecordCore, operation: WriteOperation, when: 'before' | 'after', before: Row): void {
  const previous = operation === 'insert' ? null : core.earlier(before);
  for (const rule of rulesFor(core, operation, when)) {
    if (!applies(core, rule, previous ?? {})) continue;
    core.settings.operation = operation;
    runScript(core.transaction, rule.script, rule.name, { current: core.handle, previous });
    if (when === 'before' && core.state.aborted) return;
  }
}

function queue(core: RecordCore, operation: WriteOperation, before: Row): void {
  for (const rule of rulesFor(core, operation, 'async')) {
    const { state } = core;
    if (!applies(core, rule, operation === 'insert' ? {} : core.earlier(before))) continue;
    host.rule({
      ruleId: rule.sysId,
      table: state.table,
      sysId: state.text('sys_id'),
      operation,
      deleted: operation === 'delete' ? before : null,
    });
  }
}

/** Runs `act` one level deeper; rules that call each other without end are stopped, as the host stops them. */
function nested<T>(core: RecordCore, act: () => T): T {
  const { transaction } = core;
  if (transaction.depth >= deepest) return transaction.realm.fail('Recursion: too many rules in one another');
  transaction.depth += 1;
  try {
    return act();
  } finally {
    transaction.depth -= 1;
  }
}

/** @returns the sys_id, or null where a rule or a unique index refused. */
export function saveRecord(core: RecordCore, operation: 'insert' | 'update', bytes: Uint8Array | null = null): string | null {
  return nested(core, () => {
    const { state, settings, realm } = core;
    const { before } = state;
    state.aborted = false;
    run(core, operation, 'before', before);
    if (state.aborted) return null;
    const written = realm.guarded(() =>
      operation === 'insert'
        ? host.insert(state.table, state.values, settings.systemFields, bytes)
        : host.update(state.table, state.text('sys_id'), state.changes(), settings.systemFields),
    );
    if (written.kind === 'missing') return null;
    if (written.kind === 'duplicate') {
      realm.guarded(() => host.log('error', `Unique Key violation detected by database (${state.table}: ${written.elements.join(', ')})`));
      return null;
    }
    if (written.kind === 'unchanged') return state.text('sys_id');
    // What the database made of it, under what rules still see as set: comments are in no column.
    const journals = Object.entries(state.values).filter(([element]) => dictionary.field(state.table, element)?.type === 'journal_input');
    state.values = { ...written.row, ...Object.fromEntries(journals) };
    run(core, operation, 'after', before);
    queue(core, operation, before);
    state.load(written.row);
    return state.text('sys_id');
  });
}

export function removeRecord(core: RecordCore): boolean {
  return nested(core, () => {
    const { state, realm } = core;
    const before = { ...state.before };
    state.aborted = false;
    run(core, 'delete', 'before', before);
    if (state.aborted) return false;
    if (!realm.guarded(() => host.remove(state.table, state.text('sys_id')))) return false;
    run(core, 'delete', 'after', before);
    queue(core, 'delete', before);
    return true;
  });
}
