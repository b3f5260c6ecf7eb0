/**
 * Noticed issues become messages.
 *
 * 1. An issue is read once for all connections, and after their twins: a twin that has not changed when the message is
 *    committed proves that no write of ours to the issue was under way while it was read.
 * 2. Nothing changed since the twin's snapshot: no message. What differs from the snapshot is a user's change, because our
 *    own writes are taken into the snapshot when they are settled (settle.ts). PROTOCOL §7.3
 * 3. What goes out by itself: issues of the connection's project, created after its activation, that no connection has
 *    made. What has a twin goes on going out. PRODUCT, "What goes out by itself"
 * 4. Twin and outbox row are one commit. PROTOCOL §7.1
 */
import type { Connection } from '../connection/connection.schema.ts';
import { listAll } from '../connection/store/rows.ts';
import { eachOf } from '../each-of.ts';
import { faultOf } from '../fault.ts';
import type { IssueId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Write } from '../ports.ts';
import { millisOf } from '../time.ts';
import type { Issue } from '../tracker.ts';
import { activityWrite, errorOf, outgoing, refOf } from './activity.ts';
import { heldAfter } from './back-off.ts';
import { connectionIdOf } from './build-replica.ts';
import type { Loaded, Sync } from './records.ts';
import { allConnections, commit, isConflict, loadTwin, replaceTwin, twinKey } from './records.ts';
import type { Noticed } from './send.ts';
import { sendIssue, sendRemoved } from './send.ts';
import { settle } from './settle.ts';
import { isSeen } from './stamp.ts';
import type { Todo, Twin } from './twin.schema.ts';
import { readTodo } from './twin.schema.ts';
import { newTwin } from './twin.ts';

/** While a message is being applied to the issue, its own changes wait. */
const BUSY_MS = 2000;
/** Most blobs are here within seconds. */
const WAITING_MS = 10_000;
const MAX_ROUNDS = 5;
/** Issues at once: a tracker answers slowly, and each on its own. */
const AT_ONCE = 8;
/** What is collected first need not wait for what is collected last. */
const AT_A_TIME = 32;

export async function collect(sync: Sync, until: number): Promise<boolean> {
  const { clock, store, log } = sync.ports;
  const noticed = (await listAll(store, 'todo', '')).map(({ key, version, value }) => ({ key, version, value: readTodo(value) }));
  const due = noticed.filter(({ value }) => value.retryAt <= clock.now());
  if (due.length === 0) return false;
  // After what was noticed: a connection that an issue was made for is among them.
  const connections = await allConnections(sync);
  let late = due.length > AT_A_TIME;
  await eachOf(sync.ports, due.slice(0, AT_A_TIME), AT_ONCE, async (todo) => {
    if (clock.now() >= until) {
      late = true;
      return;
    }
    try {
      await collectIssue(sync, connections, todo);
    } catch (caught) {
      const fault = faultOf(caught);
      log.write('warn', 'collect.failed', { issueId: todo.key, code: fault.code, detail: fault.detail });
      const attempts = todo.value.attempts + 1;
      await later(sync, todo, heldAfter(sync.ports, null, fault).retryAt, attempts);
    }
  });
  return late;
}

/** A conflict in any of these: the issue was noticed again meanwhile, and stays. */
async function later(sync: Sync, todo: Loaded<Todo>, retryAt: number, attempts: number): Promise<void> {
  await sync.ports.store.commit([
    { op: 'replace', table: 'todo', key: todo.key, version: todo.version, value: { ...todo.value, attempts, retryAt } },
  ]);
}

async function collectIssue(sync: Sync, connections: readonly Connection[], todo: Loaded<Todo>): Promise<void> {
  const issueId = id<IssueId>(todo.key);
  if (todo.value.stamp !== undefined && (await isSeen(sync, connections, issueId, todo.value.stamp))) {
    await sync.ports.store.commit([{ op: 'remove', table: 'todo', key: todo.key, version: todo.version }]);
    return;
  }
  let retryAt: number | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const due = await collectOnce(sync, connections, issueId, { at: todo.value.at, found: todo.value.found === true });
    if (due === 'conflict') continue;
    retryAt = due;
    if (retryAt === null) {
      await sync.ports.store.commit([{ op: 'remove', table: 'todo', key: todo.key, version: todo.version }]);
      return;
    }
    break;
  }
  await later(sync, todo, retryAt ?? sync.ports.clock.now() + BUSY_MS, todo.value.attempts);
}

interface Side {
  readonly connection: Connection;
  readonly twin: Loaded<Twin> | null;
}

/** When to come back, or null: everything of this issue is sent. */
async function collectOnce(
  sync: Sync,
  connections: readonly Connection[],
  issueId: IssueId,
  noticed: Noticed,
): Promise<number | null | 'conflict'> {
  const before = await readSides(sync, connections, issueId);
  if (nothingToRead(sync, before)) return sync.ports.clock.now() + BUSY_MS;
  const read = await readOrHold(sync, before, issueId);
  if (read.kind === 'held') return read.retryAt;
  const { issue } = read;
  const opened = issue === null || issue.marker === null ? null : await sync.ports.store.get('lease', 'intent:' + issue.marker);
  // An issue that carries a marker may have got its twin since the twins were read.
  const sides = issue === null || issue.marker === null ? before : await readSides(sync, connections, issueId);
  if (sides.some((side, index) => side.twin?.version !== before[index]?.twin?.version)) return 'conflict';
  const made = opened !== null || sides.some(({ twin }) => twin !== null && twin.value.origin === 'theirs');
  let retryAt: number | null = null;
  for (const side of sides) {
    if (!exchanges(side.connection)) continue;
    if (side.twin === null) {
      if (issue === null || made || !(await goesOut(sync, side.connection, issue))) continue;
      if (!(await isAsRead(sync, issue))) return 'conflict';
    }
    const due = await collectSide(sync, side, issueId, issue, noticed);
    if (due === 'conflict') return 'conflict';
    if (due !== null) retryAt = retryAt === null ? due : Math.min(retryAt, due);
  }
  return retryAt;
}

type Read =
  | { readonly kind: 'read'; readonly issue: Issue | null }
  | { readonly kind: 'held'; readonly retryAt: number | null | 'conflict' };

/** Not of one issue: shown as the connections' own trouble, and waited for. */
const TRACKERS_OWN = ['tracker.unauthorized', 'tracker.throttled', 'tracker.unavailable'];

/** An issue under sync that cannot be read is held up, and an admin sees why. */
async function readOrHold(sync: Sync, sides: readonly Side[], issueId: IssueId): Promise<Read> {
  try {
    return { kind: 'read', issue: await sync.ports.tracker.readIssue(issueId) };
  } catch (caught) {
    const synced = sides.filter(({ connection, twin }) => twin !== null && exchanges(connection));
    if (synced.length === 0 || TRACKERS_OWN.includes(faultOf(caught).code)) throw caught;
    let retryAt: number | null | 'conflict' = null;
    for (const side of synced) {
      const due = await hold(sync, side, issueId, null, caught);
      if (due === 'conflict') return { kind: 'held', retryAt: 'conflict' };
      if (due !== null) retryAt = retryAt === null ? due : Math.min(retryAt, due);
    }
    return { kind: 'held', retryAt };
  }
}

/** A message is being applied on every connection that has the issue: what it writes is what the events are about. */
function nothingToRead(sync: Sync, sides: readonly Side[]): boolean {
  // Of a connection that has ended, nothing more is applied.
  const twins = sides.filter(({ connection, twin }) => twin !== null && exchanges(connection));
  const late = sync.ports.clock.now() - WAITING_MS;
  return (
    twins.length > 0 &&
    twins.every(({ twin }) => twin !== null && twin.value.work !== null && (twin.value.waiting === null || twin.value.work.at > late))
  );
}

async function readSides(sync: Sync, connections: readonly Connection[], issueId: IssueId): Promise<readonly Side[]> {
  const sides: Side[] = [];
  for (const connection of connections) sides.push({ connection, twin: await loadTwin(sync, connectionIdOf(connection), issueId) });
  return sides;
}

/** A deactivated connection keeps its queue. */
function exchanges(connection: Connection): boolean {
  return connection.activatedAt !== null && (connection.state === 'active' || connection.state === 'deactivated');
}

async function goesOut({ ports, facts }: Sync, connection: Connection, issue: Issue): Promise<boolean> {
  const createdAt = millisOf(issue.createdAt);
  if (
    connection.projectId !== issue.projectId ||
    createdAt === null ||
    connection.activatedAt === null ||
    createdAt < connection.activatedAt
  )
    return false;
  const values = connection.options ?? {};
  if ((facts.capabilities.options ?? []).some(({ key, sends }) => sends && (values[key] ?? '') === '')) return false;
  return ports.tracker.isSelected === undefined || (await ports.tracker.isSelected(issue.id, values));
}

/** Where a tracker's filter decides, an issue may have come to meet it after it was read: what it said before is not for the partner. */
async function isAsRead({ ports }: Sync, issue: Issue): Promise<boolean> {
  return ports.tracker.isSelected === undefined || JSON.stringify(await ports.tracker.readIssue(issue.id)) === JSON.stringify(issue);
}

async function collectSide(
  sync: Sync,
  side: Side,
  issueId: IssueId,
  issue: Issue | null,
  noticed: Noticed,
): Promise<number | null | 'conflict'> {
  if (side.twin !== null && side.twin.value.work !== null) return await settleWaiting(sync, side.connection, side.twin, issue);
  try {
    if (issue !== null) await sendIssue(sync, side.connection, side.twin, issue, noticed);
    else if (side.twin !== null) await sendRemoved(sync, side.connection, side.twin, noticed);
    return null;
  } catch (caught) {
    if (isConflict(caught)) return 'conflict';
    return await hold(sync, side, issueId, issue, caught);
  }
}

/** A message waits for blobs, maybe for days: what it has written so far is settled, so that users' changes go out. */
async function settleWaiting(sync: Sync, connection: Connection, twin: Loaded<Twin>, issue: Issue | null): Promise<number | 'conflict'> {
  const { work, waiting } = twin.value;
  const now = sync.ports.clock.now();
  if (issue === null || work === null || waiting === null || work.intent !== null || work.at + WAITING_MS > now) return now + BUSY_MS;
  const settled = await settle({ sync, connection }, twin, issue);
  return (await sync.ports.store.commit([replaceTwin(twin, settled.twin)])) === 'conflict' ? 'conflict' : now;
}

/** The error stays with the twin; for what no retry helps, the issue's next change tries again. */
async function hold(sync: Sync, side: Side, issueId: IssueId, issue: Issue | null, caught: unknown): Promise<number | null | 'conflict'> {
  const fault = faultOf(caught);
  const connectionId = connectionIdOf(side.connection);
  sync.ports.log.write('warn', 'send.failed', { connectionId, issueId, code: fault.code, detail: fault.detail });
  const held = heldAfter(sync.ports, side.twin?.value.hold ?? null, fault);
  const value = { ...(side.twin?.value ?? newTwin(issueId, issue?.key ?? '', issue?.url ?? '', 'ours')), hold: held };
  const write: Write =
    side.twin === null ? { op: 'create', table: 'twin', key: twinKey(connectionId, issueId), value } : replaceTwin(side.twin, value);
  const row = activityWrite(connectionId, held.since, outgoing(issueId), {
    outcome: 'held',
    ours: refOf(value),
    theirs: value.remote,
    error: errorOf(fault),
    attempts: held.attempts,
  });
  try {
    await commit(sync, [write, row]);
  } catch (again) {
    if (isConflict(again)) return 'conflict';
    throw again;
  }
  return fault.retry === 'later' ? held.retryAt : null;
}
