/** What hints have missed: the tracker's own change feed. PROTOCOL §7.6. The cursor moves on with what it has passed. */
import { listAll } from '../connection/store/rows.ts';
import type { Write } from '../ports.ts';
import type { IssueId } from '../ids.ts';
import type { Sync } from './records.ts';
import { allConnections, todoWrite } from './records.ts';
import { isSeen } from './stamp.ts';
import { readTodo } from './twin.schema.ts';

const CURSOR = 'sync.cursor';
/** A commit's limit, less the cursor itself. */
const BATCH = 24;
const MAX_PAGES = 100;

export async function reconcile(sync: Sync): Promise<void> {
  const { store, tracker, wake } = sync.ports;
  for (let page = 0; page < MAX_PAGES; page++) {
    const record = await store.get('node', CURSOR);
    const cursor = record !== null && typeof record.value === 'string' ? record.value : null;
    const changes = await tracker.changesSince(cursor);
    const todos: Write[] = [];
    const stamps = stampsOf(changes.issueIds, changes.stamps ?? []);
    const hinted = changes.issueIds.length === 0 ? new Set<string>() : await hintedIssues(sync);
    const connections = changes.issueIds.length === 0 ? [] : await allConnections(sync);
    for (const [issueId, stamp] of Array.from(stamps)) {
      if (stamp !== null && (await isSeen(sync, connections, issueId, stamp, true))) continue;
      todos.push(todoWrite(sync, issueId, !hinted.has(issueId)));
    }
    for (let i = 0; i < todos.length; i += BATCH) await store.commit(todos.slice(i, i + BATCH));
    const moved: Write =
      record === null
        ? { op: 'create', table: 'node', key: CURSOR, value: changes.cursor }
        : { op: 'replace', table: 'node', key: CURSOR, version: record.version, value: changes.cursor };
    // A conflict: another worker reads the feed, and has noticed the same.
    if (changes.cursor !== cursor) await store.commit([moved]);
    if (todos.length > 0) await wake.wake('reconcile');
    if (!changes.more) return;
  }
}

/** Each issue once, with the highest stamp that the feed says of it; null: it does not always say one. */
function stampsOf(issueIds: readonly IssueId[], stamps: readonly (number | null)[]): ReadonlyMap<IssueId, number | null> {
  const all = new Map<IssueId, number | null>();
  issueIds.forEach((issueId, index) => {
    const stamp = stamps[index] ?? null;
    const before = all.get(issueId);
    all.set(issueId, stamp === null || before === null ? null : Math.max(stamp, before ?? stamp));
  });
  return all;
}

/** What an event has told already: the sweep has not found it. */
async function hintedIssues({ ports }: Sync): Promise<Set<string>> {
  const hinted = new Set<string>();
  for (const record of await listAll(ports.store, 'todo', '')) if (readTodo(record.value).found !== true) hinted.add(record.key);
  return hinted;
}
