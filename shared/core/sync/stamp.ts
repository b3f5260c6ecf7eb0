/**
 * What is known without reading: an issue whose stamp (Issue.stamp) every twin has taken in has nothing new to say. Events of own
 * writes, events that come twice, and what a change feed lists once more for safety end here.
 *
 * 1. A twin takes a stamp in with the commit that sends what the reading showed, or that settles own writes by it; one that is
 *    held up, or has work open, is looked at all the same.
 * 2. Where any hint says no stamp, the issue is read.
 */
import type { Connection } from '../connection/connection.schema.ts';
import type { IssueId } from '../ids.ts';
import type { Write } from '../ports.ts';
import type { Issue } from '../tracker.ts';
import { connectionIdOf } from './build-replica.ts';
import type { Sync } from './records.ts';
import { allConnections, load, loadTwin, todoWrite } from './records.ts';
import type { Twin } from './twin.schema.ts';
import { readTodo } from './twin.schema.ts';

const MAX_TRIES = 3;

/** The twin with what this reading of the issue is known by. */
export function stamped(twin: Twin, issue: Issue): Twin {
  return issue.stamp === undefined ? twin : { ...twin, stamp: issue.stamp };
}

/**
 * Whether the issue as it was at this stamp has been taken in by all that have it. False where nobody has. `latest`: it is the issue's
 * stamp now; one lower than what was taken in is that of a tracker whose data were put back to an older copy.
 */
export async function isSeen(
  sync: Sync,
  connections: readonly Connection[],
  issueId: IssueId,
  stamp: number,
  latest = false,
): Promise<boolean> {
  let any = false;
  for (const connection of connections) {
    const twin = await loadTwin(sync, connectionIdOf(connection), issueId);
    if (twin === null) continue;
    const { value } = twin;
    const done = value.work === null && value.hold === null && value.gone === 'no' && !value.again;
    if (!done || value.stamp === undefined || value.stamp < stamp || (latest && value.stamp > stamp)) return false;
    any = true;
  }
  return any;
}

/** Notices the issue, unless it is seen. False: it is. */
export async function noticeStamped(sync: Sync, issueId: IssueId, stamp: number, found = false): Promise<boolean> {
  if (await isSeen(sync, await allConnections(sync), issueId, stamp)) return false;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = await load(sync.ports.store, 'todo', issueId, readTodo);
    const plain = todoWrite(sync, issueId, found && (before === null || before.value.found === true));
    if (before !== null && before.value.stamp === undefined) break;
    if (plain.op !== 'put') break;
    const highest = before === null || before.value.stamp === undefined ? stamp : Math.max(stamp, before.value.stamp);
    const value = { ...readTodo(plain.value), stamp: highest };
    const write: Write =
      before === null
        ? { op: 'create', table: 'todo', key: issueId, value }
        : { op: 'replace', table: 'todo', key: issueId, version: before.version, value };
    if ((await sync.ports.store.commit([write])) === 'committed') return true;
  }
  await sync.ports.store.commit([todoWrite(sync, issueId)]);
  return true;
}
