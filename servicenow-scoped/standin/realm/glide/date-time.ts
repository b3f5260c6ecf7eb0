/** GlideDateTime in UTC. https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_APIRef.html */
import { glideTime, readGlideTime } from '../../db/time.ts';
import { strict, written } from '../realm.ts';
import type { Transaction } from '../transaction.ts';

const moments = new WeakMap<object, { at: number }>();

const momentOf = (value: unknown): number | null => (typeof value === 'object' && value !== null ? (moments.get(value)?.at ?? null) : null);

function initial(given: unknown): number {
  const moment = momentOf(given);
  if (moment !== null) return moment;
  if (given === undefined || given === null || given === '') return Math.floor(Date.now() / 1000) * 1000;
  return readGlideTime(written(given)) ?? Math.floor(Date.now() / 1000) * 1000;
}

/** To the second, as the host's are when written; `getNumericValue` keeps milliseconds. */
function makeDateTime(transaction: Transaction, at: number): object {
  const { realm } = transaction;
  const moment = { at };
  const other = (value: unknown) => momentOf(value) ?? realm.fail('GlideDateTime: another GlideDateTime is needed');
  const add = (ms: number) => void (moment.at += ms);
  const made = strict(realm, 'GlideDateTime', {
    getValue: () => glideTime(moment.at),
    toString: () => glideTime(moment.at),
    getDisplayValue: () => glideTime(moment.at),
    getNumericValue: () => moment.at,
    setValue: (value: unknown) => void (moment.at = typeof value === 'number' ? value : initial(value)),
    setNumericValue: (value: unknown) => void (moment.at = Number(value)),
    add: (value: unknown) => add(Number(value)),
    addSeconds: (count: number) => add(count * 1000),
    addDaysUTC: (count: number) => add(count * 86_400_000),
    addDays: (count: number) => add(count * 86_400_000),
    subtract: (ms: unknown) => (typeof ms === 'number' ? add(-ms) : realm.notModelled('GlideDateTime.subtract of another time')),
    after: (value: unknown) => moment.at > other(value),
    before: (value: unknown) => moment.at < other(value),
    onOrAfter: (value: unknown) => moment.at >= other(value),
    onOrBefore: (value: unknown) => moment.at <= other(value),
    compareTo: (value: unknown) => Math.sign(moment.at - other(value)),
    equals: (value: unknown) => moment.at === other(value),
    isValid: () => true,
  });
  moments.set(made, moment);
  return made;
}

export const dateTimeClass = (transaction: Transaction): unknown =>
  function GlideDateTime(given?: unknown): object {
    return makeDateTime(transaction, initial(given));
  };
