/**
 * What the business rules call, as `EntenteHints.{name}`: notes in the transaction of the change that a task may have
 * changed. Apart from the node, which is too much to load for every change of a task.
 *
 * 1. Cheap, and never fails: nobody's change of a task is refused or delayed because of Entente.
 * 2. Without a connection nothing is noted.
 */
const HINTS = 'x_entnt_entente_hint';
const RECORDS = 'x_entnt_entente_record';
const EVENT = 'x_entnt_entente.work';

function attempt(note: () => void): void {
  try {
    note();
  } catch (caught) {
    gs.error('Entente: a change was not noted, the sweep will find it: ' + String(caught));
  }
}

function isConnected(): boolean {
  const row = new GlideRecord(RECORDS);
  row.addQuery('kind', 'connection');
  row.addQuery('state', 'IN', 'active,deactivated');
  row.setLimit(1);
  row.query();
  return row.next();
}

function hint(task: string): void {
  if (!/^[0-9a-f]{32}$/.test(task) || !isConnected()) return;
  const row = new GlideRecord(HINTS);
  row.addQuery('task', task);
  row.setLimit(1);
  row.query();
  // A row that is being taken is removed after its task has been read: one more is needed for what comes now.
  const waits = row.next();
  const added = new GlideRecord(HINTS);
  added.initialize();
  added.setWorkflow(false);
  added.setValue('task', task);
  added.insert();
  if (!waits) gs.eventQueue(EVENT, null, 'hint', '');
}

/** Whether a table is one of tasks, by a record of it. */
function isTask(table: string, sysId: string): boolean {
  if (table === '' || table.indexOf('x_entnt_entente') === 0 || table.indexOf('ZZ_YY') === 0) return false;
  const row = new GlideRecord('task');
  row.addQuery('sys_id', sysId);
  row.setLimit(1);
  row.query();
  return row.next();
}

function of(record: GlideRecord, field: string): string {
  const value = record.getValue(field);
  return value === null || value === undefined ? '' : `${value as string}`;
}

export function task(current: GlideRecord): void {
  attempt(() => {
    hint(String(current.getUniqueValue()));
  });
}

export function journal(current: GlideRecord): void {
  attempt(() => {
    if (isTask(of(current, 'name'), of(current, 'element_id'))) hint(of(current, 'element_id'));
  });
}

export function attachment(current: GlideRecord): void {
  attempt(() => {
    if (isTask(of(current, 'table_name'), of(current, 'table_sys_id'))) hint(of(current, 'table_sys_id'));
  });
}

export function label(current: GlideRecord): void {
  attempt(() => {
    if (isTask(of(current, 'table'), of(current, 'table_key'))) hint(of(current, 'table_key'));
  });
}
