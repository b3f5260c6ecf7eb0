/**
 * GlideRecord of scoped applications.
 *
 * 1. Values are text, and empty is null. A field that the table lacks cannot be set, and conditions on it count for nothing.
 * 2. Password2 fields are written with `setDisplayValue` alone.
 * 3. A method that is not here throws: the stand-in does not guess.
 *
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_GlideRecordScopedAPI.html
 */
import { isAbsent } from '../../db/absent-fields.ts';
import type { FieldDef, Operation, Order, Row, Where } from '../../db/types.ts';
import { host } from '../host.ts';
import { written } from '../realm.ts';
import { encrypt } from '../secrets.ts';
import { dictionary } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import { glideElement } from './element.ts';
import { RecordState } from './state.ts';
import { removeRecord, saveRecord } from './write.ts';
import type { WriteSettings } from './write.ts';

/** From what the realm holds to what we hold. */
const cores = new WeakMap<object, RecordCore>();

/** The record behind what a script holds, or null for anything else. */
export const coreOf = (value: unknown): RecordCore | null =>
  typeof value === 'object' && value !== null ? (cores.get(value) ?? null) : null;

/** A value as a script gives it, as the text that a field takes. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'object' && 'getValue' in value && typeof value.getValue === 'function')
    return String((value as { getValue(): unknown }).getValue());
  return written(value);
}

export class RecordCore {
  readonly transaction: Transaction;
  readonly state: RecordState;
  readonly settings: WriteSettings = { workflow: true, systemFields: true };
  readonly secure: boolean;
  handle: object = {};
  where: Where[] = [];
  order: Order[] = [];
  offset = 0;
  limit: number | null = null;
  rows: readonly Row[] | null = null;
  index = -1;

  /** The platform's own doing: no scope stands in its way. */
  readonly platform: boolean;

  constructor(transaction: Transaction, table: string, secure: boolean, platform: boolean) {
    if (!platform) transaction.reach(table, 'read');
    this.platform = platform;
    this.transaction = transaction;
    this.state = new RecordState(table);
    this.secure = secure;
  }

  get realm() {
    return this.transaction.realm;
  }

  check(operation: Operation): void {
    if (!this.platform) this.transaction.reach(this.state.table, operation);
  }

  allowed(operation: Operation): boolean {
    return !this.secure || this.transaction.allows(this.state.table, operation);
  }

  query(): void {
    const { where, order, offset, limit } = this;
    const select = { table: this.state.table, where, order, offset, limit };
    this.rows = this.allowed('read') ? this.realm.guarded(() => host.select(select)) : [];
    this.index = -1;
  }

  next(): boolean {
    const row = this.rows?.[this.index + 1];
    if (row === undefined) return false;
    this.index += 1;
    this.state.load(row);
    return true;
  }

  get(name: string, value: string | undefined): boolean {
    this.where = value === undefined ? [] : [{ field: name, operator: '=', value }];
    const found = value === undefined && this.allowed('read') ? this.realm.guarded(() => host.get(this.state.table, name)) : null;
    if (value === undefined) this.rows = found === null ? [] : [found];
    else this.query();
    this.index = -1;
    if (this.next()) return true;
    this.state.clear();
    this.state.present = false;
    return false;
  }

  /** @throws for a field that the host has and the stand-in has not. */
  field(element: string): FieldDef | undefined {
    const { table } = this.state;
    const field = dictionary.field(table, element);
    if (field === undefined && isAbsent(dictionary, table, element)) this.realm.notModelled(`the field ${element} of ${table}`);
    return field;
  }

  set(element: string, value: unknown): void {
    const field = this.field(element);
    if (field === undefined) return;
    if (field.type === 'password2')
      this.realm.fail(`setValue would keep ${element} as it is written: a Password2 field takes setDisplayValue`);
    this.state.values[element] = field.type === 'boolean' ? textOf(value).replace('true', '1').replace('false', '0') : textOf(value);
  }

  setDisplay(element: string, value: string): void {
    const { table, values } = this.state;
    const field = this.field(element);
    if (field === undefined) return;
    if (field.type === 'password2') values[element] = value === '' ? '' : encrypt(value);
    else if (field.reference !== undefined) values[element] = this.#named(field.reference, value);
    else this.set(element, dictionary.choices(table, element).find((choice) => choice.label === value)?.value ?? value);
  }

  #named(table: string, display: string): string {
    const where = [{ field: dictionary.display(table), operator: '=', value: display }];
    return this.realm.guarded(() => host.select({ table, where, order: [], offset: 0, limit: 1 }))[0]?.['sys_id'] ?? '';
  }

  /** The record as it was, for rules. */
  earlier(row: Row): object {
    const made = makeRecord(this.transaction, this.state.table, false, true);
    coreOf(made)?.state.load(row);
    return made;
  }

  referred(table: string, sysId: string): object {
    const made = makeRecord(this.transaction, table, false);
    if (sysId !== '') coreOf(made)?.get(sysId, undefined);
    return made;
  }

  save(operation: 'insert' | 'update', bytes: Uint8Array | null = null): string | null {
    return saveRecord(this, operation, bytes);
  }

  erase(): boolean {
    return removeRecord(this);
  }

  insert(): string | null {
    this.check('create');
    return this.allowed('create') ? this.save('insert') : null;
  }

  update(): string | null {
    if (this.state.isNew) return this.insert();
    this.check('write');
    return this.allowed('write') ? this.save('update') : null;
  }

  remove(): boolean {
    this.check('delete');
    return this.allowed('delete') && this.state.present && this.erase();
  }
}

function queries(core: RecordCore) {
  const add = (where: Where) => {
    const any: Where[] = [where];
    const all: Where[] = [{ any }];
    core.where.push({ all });
    const condition = {
      addOrCondition: (field: string, operator: unknown, value?: unknown) => (any.push(comparison(field, operator, value)), condition),
      addCondition: (field: string, operator: unknown, value?: unknown) => (all.push(comparison(field, operator, value)), condition),
    };
    return condition;
  };
  return {
    addQuery: (field: string, operator?: unknown, value?: unknown) =>
      add(operator === undefined ? { encoded: field } : comparison(field, operator, value)),
    addActiveQuery: () => add({ field: 'active', operator: '=', value: '1' }),
    addNullQuery: (field: string) => add({ field, operator: 'ISEMPTY', value: '' }),
    addNotNullQuery: (field: string) => add({ field, operator: 'ISNOTEMPTY', value: '' }),
    addEncodedQuery: (encoded: unknown) => void core.where.push({ encoded: String(encoded) }),
    orderBy: (field: string) => void core.order.push({ field, descending: false }),
    orderByDesc: (field: string) => void core.order.push({ field, descending: true }),
    setLimit: (count: number) => void (core.limit = Number(count)),
    chooseWindow: (first: number, last: number) => void Object.assign(core, { offset: first, limit: Math.max(0, last - first) }),
    query: () => core.query(),
    _query: () => core.query(),
    next: () => core.next(),
    _next: () => core.next(),
    hasNext: () => core.index + 1 < (core.rows?.length ?? 0),
    getRowCount: () => core.rows?.length ?? 0,
    get: (name: unknown, value?: unknown) => core.get(String(name), value === undefined ? undefined : textOf(value)),
  };
}

function comparison(field: string, operator: unknown, value: unknown): Where {
  const given = value === undefined ? { operator: '=', value: operator } : { operator: String(operator), value };
  const listed = Array.isArray(given.value) ? given.value.map(textOf).join(',') : textOf(given.value);
  return { field: String(field), operator: given.operator, value: listed };
}

function values(core: RecordCore) {
  const { state } = core;
  const { transaction } = core;
  return {
    getValue: (element: string) => (state.text(element) === '' ? null : state.text(element)),
    setValue: (element: string, value: unknown) => core.set(String(element), value),
    getDisplayValue: (element?: string) => state.displayed(transaction, element ?? dictionary.display(state.table)),
    setDisplayValue: (element: string, value: unknown) => core.setDisplay(element, String(value)),
    getUniqueValue: () => (state.text('sys_id') === '' ? null : state.text('sys_id')),
    getElement: (element: string) => fieldOf(core, element) ?? null,
    getTableName: () => state.table,
    getRecordClassName: () => state.text('sys_class_name') || state.table,
    getClassDisplayValue: () => dictionary.table(state.table)?.label ?? state.table,
    isNewRecord: () => state.isNew,
    isValid: () => dictionary.table(state.table) !== undefined,
    isValidField: (element: string) => core.field(String(element)) !== undefined,
    isValidRecord: () => state.present && !state.isNew,
    getEncodedQuery: () => core.realm.notModelled('GlideRecord.getEncodedQuery'),
    canRead: () => transaction.allows(state.table, 'read'),
    canWrite: () => transaction.allows(state.table, 'write'),
    canCreate: () => transaction.allows(state.table, 'create'),
    canDelete: () => transaction.allows(state.table, 'delete'),
  };
}

const begin = (core: RecordCore, extra: Record<string, string>): void => {
  core.state.clear();
  Object.assign(core.state.values, extra);
};

function defaultsOf(table: string): Record<string, string> {
  const given = [...dictionary.fields(table).values()].filter((field) => field.default !== undefined);
  return Object.fromEntries(
    given.map((field) => [
      field.element,
      field.type === 'boolean' ? (['1', 'true'].includes(field.default ?? '') ? '1' : '0') : (field.default ?? ''),
    ]),
  );
}

function writing(core: RecordCore) {
  const each = (act: () => void) => {
    core.query();
    while (core.next()) act();
  };
  return {
    initialize: () => begin(core, {}),
    newRecord: () => begin(core, { ...defaultsOf(core.state.table), sys_id: newId() }),
    setNewGuidValue: (id: unknown) => void (core.state.values['sys_id'] = String(id)),
    insert: () => core.insert(),
    update: () => core.update(),
    deleteRecord: () => core.remove(),
    updateMultiple: () => {
      const changes = core.state.changes();
      each(() => {
        Object.assign(core.state.values, changes);
        core.update();
      });
    },
    deleteMultiple: () => each(() => void core.remove()),
    setWorkflow: (on: boolean) => void (core.settings.workflow = on),
    autoSysFields: (on: boolean) => void (core.settings.systemFields = on),
    setAbortAction: (on: boolean) => void (core.state.aborted = on),
    isActionAborted: () => core.state.aborted,
    operation: () => core.settings.operation ?? null,
  };
}

const newId = (): string => crypto.randomUUID().replaceAll('-', '');

function fieldOf(core: RecordCore, path: string): unknown {
  const [element = '', ...rest] = path.split('.');
  const field = core.field(element);
  if (field === undefined) return undefined;
  const made = glideElement(core.transaction, core, field);
  return rest.length === 0
    ? made
    : rest.reduce((at, name) => (typeof at === 'object' && at !== null ? (Reflect.get(at, name) as unknown) : undefined), made as unknown);
}

export function makeRecord(transaction: Transaction, table: string, secure: boolean, platform = false): object {
  const core = new RecordCore(transaction, String(table), secure, platform);
  const methods: Record<string, unknown> = { ...queries(core), ...values(core), ...writing(core) };
  const handle = new Proxy(methods, {
    get(target, key) {
      if (typeof key === 'symbol') return undefined;
      if (Object.hasOwn(target, key)) return target[key];
      if (key === 'toString') return () => `GlideRecord ${core.state.table}`;
      const field = fieldOf(core, key);
      // Fields are in lower case, the interface is not.
      if (field === undefined && /[A-Z]/.test(key) && key !== 'toJSON') return core.realm.notModelled(`GlideRecord.${key}`);
      return field;
    },
    set(_target, key, value) {
      if (typeof key === 'string') core.set(key, value);
      return true;
    },
    has: (target, key) => Object.hasOwn(target, key) || (typeof key === 'string' && dictionary.field(core.state.table, key) !== undefined),
  });
  core.handle = handle;
  cores.set(handle, core);
  return handle;
}
