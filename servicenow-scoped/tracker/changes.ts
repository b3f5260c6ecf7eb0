/**
 * The change feed: tasks by the time of their last change, and what changes beside them: journal, attachments and labels.
 *
 * The database's clock has whole seconds and commits come late: each reading goes back OVERLAP_MS before the one before.
 */
import { id, millisOf, type Clock, type IssueId } from '@entente/core';
import { TASK_TABLES } from './tables.ts';
import { glideTimeOf, rfc3339Of, text } from './values.ts';

const OVERLAP_MS = 30000;
const LIMIT = 250;

interface Source {
  readonly table: string;
  readonly time: string;
  readonly task: string;
  /** The column that names the task's table; '': any of our tables. */
  readonly of: string;
}

const SOURCES: readonly Source[] = [
  { table: 'task', time: 'sys_updated_on', task: 'sys_id', of: 'sys_class_name' },
  { table: 'sys_journal_field', time: 'sys_created_on', task: 'element_id', of: 'name' },
  { table: 'sys_attachment', time: 'sys_updated_on', task: 'table_sys_id', of: 'table_name' },
  { table: 'label_entry', time: 'sys_updated_on', task: 'table_key', of: 'table' },
];

export interface Changes {
  readonly issueIds: readonly IssueId[];
  readonly cursor: string;
  readonly more: boolean;
}

/** The cursor: milliseconds since 1970 as text. */
export function changesSince(clock: Clock, cursor: string | null): Changes {
  const now = clock.now();
  if (cursor === null) return { issueIds: [], cursor: String(now), more: false };
  const from = parseInt(cursor, 10);
  const ids: string[] = [];
  let reached = now;
  for (const source of SOURCES) reached = Math.min(reached, read(source, from, ids) ?? now);
  // Where one second has more than a page, the page goes on with the next one.
  const next = reached === now ? now : Math.max(reached, from + 1000);
  return { issueIds: ids.map((one) => id<IssueId>(one)), cursor: String(next), more: next < now };
}

/** How far it came, in ms, or null: to the end. */
function read({ table, time, task, of }: Source, from: number, ids: string[]): number | null {
  const row = new GlideRecord(table);
  row.addQuery(time, '>=', glideTimeOf(from - OVERLAP_MS));
  row.addQuery(of, 'IN', TASK_TABLES.join(','));
  row.orderBy(time);
  row.setLimit(LIMIT);
  row.query();
  let count = 0;
  let last = '';
  while (row.next()) {
    const found = task === 'sys_id' ? text(row.getUniqueValue()) : text(row.getValue(task));
    if (ids.indexOf(found) < 0) ids.push(found);
    last = rfc3339Of(row.getValue(time));
    count += 1;
  }
  // A full page that ends within the overlap is a busy half minute: the cursor moves on regardless (above).
  return count < LIMIT || last === '' ? null : (millisOf(last) ?? from) + OVERLAP_MS;
}
