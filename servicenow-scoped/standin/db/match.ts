/** Whether a record meets conditions. Text compares without regard to case, as the host's database does. */
import { isAbsent } from './absent-fields.ts';
import type { Dictionary } from './dictionary.ts';
import { notModelled, parseEncoded } from './query.ts';
import { glideTime, readGlideTime } from './time.ts';
import type { Actor, FieldDef, Row, Where } from './types.ts';

export interface Matching {
  readonly dictionary: Dictionary;
  readonly actor: Actor;
  /** The record that a reference names, of whichever class. */
  readonly lookup: (table: string, sysId: string) => Row | null;
}

interface Found {
  readonly field: FieldDef;
  readonly value: string;
}

/** The value at a path such as `caller_id.email`; undefined where the table has no such field. */
export function valueAt(matching: Matching, table: string, row: Row | null, path: string): Found | undefined {
  const [element = '', ...rest] = path.split('.');
  const field = matching.dictionary.field(table, element);
  if (field === undefined) {
    if (isAbsent(matching.dictionary, table, element)) throw notModelled(`the field ${element} of ${table}`);
    return undefined;
  }
  const value = row?.[element] ?? '';
  if (rest.length === 0) return { field, value };
  if (field.reference === undefined) return undefined;
  return valueAt(matching, field.reference, value === '' ? null : matching.lookup(field.reference, value), rest.join('.'));
}

const day = 86_400_000;
const midnight = (at: number): number => at - (at % day);

/** The few calls that filters of lists carry; the host runs any script here. */
const calls: Readonly<Record<string, (actor: Actor, amount: number) => string>> = {
  'gs.getUserID': (actor) => actor.sysId,
  'gs.getUserName': (actor) => actor.userName,
  'gs.now': () => glideTime(Date.now()).slice(0, 10),
  'gs.nowDateTime': () => glideTime(Date.now()),
  'gs.minutesAgo': (_actor, amount) => glideTime(Date.now() - amount * 60_000),
  'gs.minutesAgoStart': (_actor, amount) => glideTime(Date.now() - amount * 60_000),
  'gs.hoursAgo': (_actor, amount) => glideTime(Date.now() - amount * 3_600_000),
  'gs.daysAgo': (_actor, amount) => glideTime(Date.now() - amount * day),
  'gs.daysAgoStart': (_actor, amount) => glideTime(midnight(Date.now() - amount * day)),
  'gs.daysAgoEnd': (_actor, amount) => glideTime(midnight(Date.now() - amount * day) + day - 1000),
  'gs.beginningOfToday': () => glideTime(midnight(Date.now())),
  'gs.endOfToday': () => glideTime(midnight(Date.now()) + day - 1000),
};

function scripted(value: string, actor: Actor): string {
  if (!value.startsWith('javascript:')) return value;
  const [, name = '', amount = '0'] = /^javascript:\s*([A-Za-z.]+)\((\d*)\)\s*;?$/.exec(value) ?? [];
  const call = calls[name];
  if (call === undefined) throw notModelled(`the query value ${value}`);
  return call(actor, Number(amount));
}

const numeric = new Set(['integer', 'decimal', 'float', 'longint', 'numeric', 'order_index', 'percent_complete', 'currency']);

function comparable(field: FieldDef, value: string): string | number {
  if (field.type === 'boolean') return value === 'true' || value === '1' ? '1' : '0';
  if (numeric.has(field.type) && value !== '' && Number.isFinite(Number(value))) return Number(value);
  return value.toLowerCase();
}

/** Total, for ordering as well. */
export function compare(field: FieldDef, left: string, right: string): number {
  const a = comparable(field, left);
  const b = comparable(field, right);
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}

const listed = (value: string): string[] => value.split(',').map((one) => one.trim());

type Test = (found: Found, value: string) => boolean;
const text = (value: string): string => value.toLowerCase();
const equal: Test = ({ field, value }, wanted) => compare(field, value, wanted) === 0;
const within: Test = (found, wanted) => listed(wanted).some((one) => equal(found, one));
const contains: Test = ({ value }, wanted) => text(value).includes(text(wanted));

const tests: Readonly<Record<string, Test>> = {
  '=': equal,
  '!=': (found, wanted) => !equal(found, wanted),
  SAMEAS: equal,
  NSAMEAS: (found, wanted) => !equal(found, wanted),
  IN: within,
  'NOT IN': (found, wanted) => !within(found, wanted),
  LIKE: contains,
  CONTAINS: contains,
  'NOT LIKE': (found, wanted) => !contains(found, wanted),
  NOTLIKE: (found, wanted) => !contains(found, wanted),
  'DOES NOT CONTAIN': (found, wanted) => !contains(found, wanted),
  STARTSWITH: ({ value }, wanted) => text(value).startsWith(text(wanted)),
  ENDSWITH: ({ value }, wanted) => text(value).endsWith(text(wanted)),
  ISEMPTY: ({ value }) => value === '',
  ISNOTEMPTY: ({ value }) => value !== '',
  ANYTHING: () => true,
  // An empty field is less than nothing and greater than nothing.
  '>': ({ field, value }, wanted) => value !== '' && compare(field, value, wanted) > 0,
  '>=': ({ field, value }, wanted) => value !== '' && compare(field, value, wanted) >= 0,
  '<': ({ field, value }, wanted) => value !== '' && compare(field, value, wanted) < 0,
  '<=': ({ field, value }, wanted) => value !== '' && compare(field, value, wanted) <= 0,
  BETWEEN: ({ field, value }, wanted) => {
    const [low = '', high = ''] = wanted.split('@');
    return value !== '' && compare(field, value, low) >= 0 && compare(field, value, high) <= 0;
  },
};

const nameless = new Set(['=', '!=', 'IN', 'NOT IN', 'ISEMPTY', 'ISNOTEMPTY', 'ANYTHING']);
const wildcards = new Set(['LIKE', 'NOT LIKE', 'NOTLIKE', 'CONTAINS', 'DOES NOT CONTAIN', 'STARTSWITH', 'ENDSWITH']);
const isKey = (value: string): boolean => value === '' || /^[0-9a-f]{32}$/i.test(value);

/** @throws where the host finds by what the stand-in does not have: displayed values, entries of journals, days, wildcards. */
function refuseUnmodelled({ field }: Found, operator: string, value: string): void {
  const of = `${field.element}${operator}${value}`;
  if (field.type.startsWith('journal') && operator !== 'ANYTHING') throw notModelled(`the query term ${of}: a journal's entries`);
  if (wildcards.has(operator) && value.includes('%')) throw notModelled(`the query term ${of}: a wildcard`);
  if (field.reference !== undefined && !nameless.has(operator)) throw notModelled(`the query term ${of}: a reference by its name`);
  if (field.reference !== undefined && !listed(value).every(isKey)) throw notModelled(`the query term ${of}: a reference by its name`);
  if (field.type !== 'glide_date_time' || value === '') return;
  const whole = /^[<>]/.test(operator) || value.length > 10;
  const times = operator === 'BETWEEN' ? value.split('@') : [value];
  if (!whole || times.some((time) => readGlideTime(time) === null)) throw notModelled(`the query term ${of}: a time`);
}

/** `NULL` stands for nothing, as addNullQuery writes it. */
const withoutNull = (operator: string, value: string): string => (value === 'NULL' && /^!?=$/.test(operator) ? '' : value);

export function matches(matching: Matching, table: string, row: Row, where: Where): boolean {
  if ('all' in where) return where.all.every((one) => matches(matching, table, row, one));
  if ('any' in where) {
    // Alone the host leaves out a field that is not there; what it does beside others is not known here.
    if (where.any.length > 1 && where.any.some((one) => isNowhere(matching, table, row, one)))
      throw notModelled('a query of which one alternative is on a field that is not there');
    return where.any.length === 0 || where.any.some((one) => matches(matching, table, row, one));
  }
  if ('encoded' in where) return matches(matching, table, row, parseEncoded(where.encoded).where);
  const operator = where.operator.toUpperCase();
  if (operator === 'INSTANCEOF') return matching.dictionary.lineage(row['sys_class_name'] ?? table).some((one) => one.name === where.value);
  const test = tests[operator];
  if (test === undefined) throw notModelled(`the query operator ${where.operator}`);
  const found = valueAt(matching, table, row, where.field);
  if (found === undefined) return true;
  const wanted = withoutNull(operator, scripted(where.value, matching.actor));
  refuseUnmodelled(found, operator, wanted);
  return test(found, wanted);
}

const isNowhere = (matching: Matching, table: string, row: Row, where: Where): boolean =>
  'field' in where && where.operator.toUpperCase() !== 'INSTANCEOF' && valueAt(matching, table, row, where.field) === undefined;
