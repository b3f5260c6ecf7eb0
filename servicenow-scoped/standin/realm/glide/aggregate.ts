/** GlideAggregate: counts, and least, greatest and sum of a field, over groups. */
import type { Row } from '../../db/types.ts';
import { strict } from '../realm.ts';
import type { Transaction } from '../transaction.ts';
import { coreOf, makeRecord, textOf } from './record.ts';

function aggregate(kind: string, element: string, rows: readonly Row[]): string {
  if (kind === 'COUNT') return String(rows.length);
  const values = rows.map((row) => row[element] ?? '').filter((value) => value !== '');
  const numbers = values.map(Number);
  const asNumbers = numbers.every(Number.isFinite);
  if (kind === 'SUM') return String(numbers.reduce((sum, one) => sum + one, 0));
  const sorted = asNumbers ? numbers.toSorted((a, b) => a - b).map(String) : values.toSorted((a, b) => (a < b ? -1 : 1));
  return (kind === 'MIN' ? sorted[0] : sorted.at(-1)) ?? '';
}

function groupsOf(rows: readonly Row[], by: readonly string[]): readonly (readonly Row[])[] {
  if (by.length === 0) return [rows];
  return [...Map.groupBy(rows, (row) => JSON.stringify(by.map((element) => row[element] ?? ''))).values()];
}

export const aggregateClass = (transaction: Transaction): unknown =>
  function GlideAggregate(table: string): object {
    const { realm } = transaction;
    const record = makeRecord(transaction, table, false);
    const core = coreOf(record) ?? realm.fail('GlideAggregate: no table');
    const by: string[] = [];
    let groups: readonly (readonly Row[])[] = [];
    let at = -1;
    const through =
      (name: string) =>
      (...given: unknown[]) =>
        (Reflect.get(record, name) as (...of: unknown[]) => unknown)(...given);
    return strict(realm, 'GlideAggregate', {
      addQuery: through('addQuery'),
      addEncodedQuery: through('addEncodedQuery'),
      addNullQuery: through('addNullQuery'),
      addNotNullQuery: through('addNotNullQuery'),
      addActiveQuery: through('addActiveQuery'),
      addAggregate: (kind: unknown) =>
        ['COUNT', 'MIN', 'MAX', 'SUM'].includes(String(kind)) ? undefined : realm.notModelled(`GlideAggregate of ${String(kind)}`),
      groupBy: (element: unknown) => void by.push(String(element)),
      query: () => {
        core.query();
        groups = groupsOf(core.rows ?? [], by);
        at = -1;
      },
      hasNext: () => at + 1 < groups.length,
      next: () => ++at < groups.length,
      getAggregate: (kind: unknown, element?: unknown) => aggregate(String(kind), textOf(element), groups[at] ?? []),
      getValue: (element: unknown) => groups[at]?.[0]?.[String(element)] ?? null,
    });
  };
