/** The values that a GlideRecord holds: what the database gave, and what a script has set since. */
import type { Row } from '../../db/types.ts';
import { host } from '../host.ts';
import { dictionary } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';

function fullName(userName: string): string {
  const where = [{ field: 'user_name', operator: '=', value: userName }];
  return host.select({ table: 'sys_user', where, order: [], offset: 0, limit: 1 })[0]?.['name'] ?? userName;
}

/** `2026-11-20 14:03:00 - Ada (Additional comments)`, newest first, as getJournalEntry writes them. */
function written(entry: Row, label: string): string {
  return `${entry['sys_created_on'] ?? ''} - ${fullName(entry['sys_created_by'] ?? '')} (${label})\n${entry['value'] ?? ''}\n\n`;
}

export class RecordState {
  table: string;
  values: Record<string, string> = {};
  /** As the database has them; `previous` of rules. */
  before: Row = {};
  isNew = true;
  /** Whether there is a record at all: false before `next`, and after a `get` that found nothing. */
  present = false;
  /** What a rule said of the action. */
  aborted = false;

  constructor(table: string) {
    this.table = table;
  }

  load(row: Row): void {
    this.values = { ...row };
    this.before = row;
    this.isNew = false;
    this.present = true;
    this.aborted = false;
  }

  clear(): void {
    this.values = {};
    this.before = {};
    this.isNew = true;
    this.present = true;
    this.aborted = false;
  }

  text(element: string): string {
    return this.values[element] ?? '';
  }

  changed(element: string): boolean {
    return this.text(element) !== (this.before[element] ?? '');
  }

  changes(): Row {
    return Object.fromEntries(Object.entries(this.values).filter(([element]) => this.changed(element)));
  }

  displayed(transaction: Transaction, element: string): string {
    const field = dictionary.field(this.table, element);
    const value = this.text(element);
    if (field === undefined || value === '') return field?.type === 'boolean' ? 'false' : '';
    if (field.type === 'boolean') return value === '1' ? 'true' : 'false';
    if (field.type === 'password2') return '********';
    if (field.reference !== undefined) {
      const row = transaction.realm.guarded(() => host.get(field.reference ?? '', value));
      return row?.[dictionary.display(field.reference)] ?? '';
    }
    return dictionary.choices(this.table, element).find((choice) => choice.value === value)?.label ?? value;
  }

  /** @param count how many; -1: all. */
  journal(element: string, count: number): string {
    const label = dictionary.field(this.table, element)?.label ?? element;
    const where = [
      { field: 'element_id', operator: '=', value: this.text('sys_id') },
      { field: 'element', operator: '=', value: element },
    ];
    const order = [{ field: 'sys_created_on', descending: true }];
    const entries = host.select({ table: 'sys_journal_field', where, order, offset: 0, limit: count < 0 ? null : count });
    return entries.map((entry) => written(entry, label)).join('');
  }
}
