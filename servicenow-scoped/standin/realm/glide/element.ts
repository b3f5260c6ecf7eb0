/**
 * GlideElement: one field of a record, with the value it has when asked.
 *
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_GlideElementScopedAPI.html
 */
import type { FieldDef } from '../../db/types.ts';
import { readGlideTime } from '../../db/time.ts';
import { decrypt } from '../secrets.ts';
import { strict } from '../realm.ts';
import { dictionary } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import type { RecordState } from './state.ts';

export interface ElementOwner {
  readonly state: RecordState;
  /** The record a reference names, as scripts hold it. */
  referred(table: string, sysId: string): object;
  set(element: string, value: unknown): void;
  setDisplay(element: string, value: string): void;
}

function journalEntries({ state }: ElementOwner, field: FieldDef, count: number): string {
  return state.journal(field.element, count);
}

function basics(transaction: Transaction, owner: ElementOwner, field: FieldDef) {
  const { state } = owner;
  const value = () => state.text(field.element);
  const before = () => state.before[field.element] ?? '';
  const shown = () => (field.type === 'boolean' ? (value() === '1' ? 'true' : 'false') : value());
  return {
    toString: () => (field.type === 'boolean' ? shown() : field.type === 'password2' ? value() : value()),
    valueOf: () => (field.type === 'boolean' ? value() === '1' : value()),
    getName: () => field.element,
    getLabel: () => field.label,
    getTableName: () => state.table,
    nil: () => value() === '',
    hasValue: () => value() !== '',
    changes: () => state.changed(field.element),
    changesFrom: (from: unknown) => state.changed(field.element) && before() === String(from),
    changesTo: (to: unknown) => state.changed(field.element) && value() === String(to),
    getDisplayValue: () => state.displayed(transaction, field.element),
    canRead: () => transaction.allows(state.table, 'read'),
    canWrite: () => transaction.allows(state.table, 'write'),
    isMandatory: () => field.mandatory === true,
    getReferenceTable: () => field.reference ?? null,
  };
}

function changing(transaction: Transaction, owner: ElementOwner, field: FieldDef) {
  const { realm } = transaction;
  const { state } = owner;
  return {
    setValue: (value: unknown) => owner.set(field.element, value),
    setDisplayValue: (value: unknown) => owner.setDisplay(field.element, String(value)),
    getDecryptedValue: () =>
      field.type === 'password2' ? decrypt(state.text(field.element)) : realm.fail('getDecryptedValue is for Password2 fields'),
    dateNumericValue: () => readGlideTime(state.text(field.element)) ?? 0,
    getJournalEntry: (count: number) =>
      field.type.startsWith('journal')
        ? realm.guarded(() => journalEntries(owner, field, count))
        : realm.fail('getJournalEntry is for journal fields'),
    getRefRecord: () =>
      field.reference === undefined
        ? realm.fail(`${field.element} is not a reference`)
        : owner.referred(field.reference, state.text(field.element)),
    getChoices: () => realm.own(dictionary.choices(state.table, field.element).map((choice) => choice.value)),
  };
}

export function glideElement(transaction: Transaction, owner: ElementOwner, field: FieldDef): object {
  const { realm } = transaction;
  const element = strict(realm, 'GlideElement', { ...basics(transaction, owner, field), ...changing(transaction, owner, field) });
  const { reference } = field;
  if (reference === undefined) return element;
  return new Proxy(element, {
    get(target, key, receiver) {
      // `caller_id.email`: fields of the record that is named, where a method has not that name.
      if (typeof key === 'string' && !(key in target) && dictionary.field(reference, key) !== undefined)
        return Reflect.get(owner.referred(reference, owner.state.text(field.element)), key) as unknown;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}
