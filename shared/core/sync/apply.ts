/**
 * Stored messages of one connection are applied.
 *
 * 1. In order for each issue. What is held up holds up its own issue and nothing else.
 * 2. A message carries the whole of its issue and all that its sender claims to have changed: one that is held up gives way to
 *    the next about the same issue. Nothing stays broken that a newer message repairs.
 * 3. A row is removed in the same commit as what it applied. `lifecycle` and `hello` rows are not ours.
 */
import type { Connection } from '../connection/connection.schema.ts';
import { listAll } from '../connection/store/rows.ts';
import { eachOf } from '../each-of.ts';
import type { ConnectionId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { checkShape } from '../rules/shape.schema.ts';
import { hasOwn } from '../own.ts';
import { objectOf } from '../rules/values.ts';
import { activityWrite, errorOf, incoming } from './activity.ts';
import { applyIssue } from './apply-issue.ts';
import { applyRemoved } from './apply-removed.ts';
import { connectionIdOf } from './build-replica.ts';
import { appliedSchema, failedSchema, issueMessageSchema, readInboxRow, removedMessageSchema } from './message.schema.ts';
import { applyApplied, applyFailed } from './receipts.ts';
import type { Failure, InboxRow, Outcome } from './row.ts';
import { failedWrite, removeRow } from './row.ts';
import type { Sync } from './records.ts';
import { commit, isConflict, loadConnection } from './records.ts';

const NOT_OURS = ['lifecycle', 'hello'];
/** Issues at once: each waits for one answer of the tracker after the other. */
const AT_ONCE = 16;

export async function apply(sync: Sync, connectionId: ConnectionId, until: number): Promise<boolean> {
  const connection = await loadConnection(sync, connectionId);
  if (connection === null || connection.state !== 'active') return false;
  let late = false;
  await eachOf(sync.ports, byIssue(await readInbox(sync, connectionId)), AT_ONCE, async (rows) => {
    late = (await applyInOrder(sync, connection, rows, until)) || late;
  });
  return late;
}

/** Rows about one issue stay in order; receipts of one issue of ours too. */
function byIssue(rows: readonly InboxRow[]): readonly InboxRow[][] {
  const groups = new Map<string, InboxRow[]>();
  for (const row of rows) {
    const about = objectOf(row.body['about'])['issue'];
    const name = row.issue !== null ? 'theirs:' + row.issue : 'ours:' + (typeof about === 'string' ? about : row.key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  const all: InboxRow[][] = [];
  groups.forEach((group) => all.push(group));
  return all;
}

/** True: the time is over. */
async function applyInOrder(sync: Sync, connection: Connection, rows: InboxRow[], until: number): Promise<boolean> {
  for (let index = 0; index < rows.length; index++) {
    if (sync.ports.clock.now() >= until) return true;
    const row = rows[index];
    if (row === undefined) continue;
    const outcome = await applyRow(sync, connection, row);
    if (outcome === 'done' || row.issue === null) continue;
    const next = outcome === 'busy' || index + 1 >= rows.length ? null : await giveWay(sync, row, rows[index + 1]);
    if (next === null) return false;
    rows[index + 1] = next;
  }
  return false;
}

async function readInbox(sync: Sync, connectionId: ConnectionId): Promise<InboxRow[]> {
  const rows: InboxRow[] = [];
  for (const record of await listAll(sync.ports.store, 'inbox', connectionId + ':')) {
    const { type, body, receivedAt = null, anew = null } = readInboxRow(record.value);
    if (!NOT_OURS.includes(type))
      rows.push({ key: record.key, version: record.version, type, body, issue: issueOf(type, body), receivedAt, anew });
  }
  return rows;
}

function issueOf(type: string, body: JsonObject): string | null {
  const issue = objectOf(body['from'])['id'];
  return (type === 'issue' || type === 'issueRemoved') && typeof issue === 'string' ? issue : null;
}

/** Null: it cannot, or somebody else is at it. */
async function giveWay(sync: Sync, row: InboxRow, next: InboxRow | undefined): Promise<InboxRow | null> {
  if (next === undefined || !isUnderstood(next)) return null;
  // What a restored side is told again is in no later message.
  const told = row.body['copies'];
  const body = next.type === 'issue' && told !== undefined && !hasOwn(next.body, 'copies') ? { ...next.body, copies: told } : next.body;
  const receivedAt = row.receivedAt ?? next.receivedAt;
  const anew = row.anew === null || next.anew === null ? (row.anew ?? next.anew) : Math.min(row.anew, next.anew);
  const value = { type: next.type, body, ...(receivedAt === null ? {} : { receivedAt }), ...(anew === null ? {} : { anew }) };
  const writes = [removeRow(row), { op: 'replace' as const, table: 'inbox' as const, key: next.key, version: next.version, value }];
  if ((await sync.ports.store.commit(writes)) === 'conflict') return null;
  const record = await sync.ports.store.get('inbox', next.key);
  return record === null ? null : { ...next, version: record.version, body, receivedAt, anew };
}

/** What is dropped as soon as it is looked at finishes nothing that has begun. */
function isUnderstood({ type, body }: InboxRow): boolean {
  if (type === 'issueRemoved') return checkShape(removedMessageSchema, body).kind === 'fits';
  const checked = checkShape(issueMessageSchema, body);
  return checked.kind === 'fits' && checked.value.how === 'create';
}

async function applyRow(sync: Sync, connection: Connection, row: InboxRow): Promise<Outcome> {
  try {
    return await applyTyped(sync, connection, row);
  } catch (caught) {
    if (isConflict(caught)) return 'busy';
    throw caught;
  }
}

async function applyTyped(sync: Sync, connection: Connection, row: InboxRow): Promise<Outcome> {
  if (row.type === 'issue') {
    const checked = checkShape(issueMessageSchema, row.body);
    if (checked.kind === 'wrong') return await invalid(sync, connection, row, checked.field, checked.problem);
    if (checked.value.how !== 'create') return await unsupported(sync, connection, row, checked.value.how);
    return await applyIssue(sync, connection, row, checked.value);
  }
  if (row.type === 'issueRemoved') {
    const checked = checkShape(removedMessageSchema, row.body);
    if (checked.kind === 'wrong') return await invalid(sync, connection, row, checked.field, checked.problem);
    return await applyRemoved(sync, connection, row, checked.value);
  }
  // A receipt that makes no sense is dropped: receipts never cause receipts.
  if (row.type === 'applied') {
    const checked = checkShape(appliedSchema, row.body);
    return checked.kind === 'fits' ? await applyApplied(sync, connection, row, checked.value) : await drop(sync, row);
  }
  if (row.type === 'failed') {
    const checked = checkShape(failedSchema, row.body);
    return checked.kind === 'fits' ? await applyFailed(sync, connection, row, checked.value) : await drop(sync, row);
  }
  return await unsupported(sync, connection, row, row.type);
}

async function drop(sync: Sync, row: InboxRow): Promise<Outcome> {
  await commit(sync, [removeRow(row)]);
  return 'done';
}

async function invalid(sync: Sync, connection: Connection, row: InboxRow, field: string, problem: string): Promise<Outcome> {
  return await refuse(sync, connection, row, { code: 'invalid', whose: 'partner', params: { field, problem } });
}

async function unsupported(sync: Sync, connection: Connection, row: InboxRow, what: string): Promise<Outcome> {
  return await refuse(sync, connection, row, { code: 'unsupported', whose: 'ours', params: { what } });
}

/** What is not understood is answered, and told to the admin: no retry would help. */
async function refuse(sync: Sync, connection: Connection, row: InboxRow, failure: Failure): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const place = row.receivedAt ?? sync.ports.clock.now();
  const told = activityWrite(connectionId, place, incoming(row.issue ?? row.type.slice(0, 40)), {
    direction: 'in',
    outcome: 'refused',
    error: errorOf(failure),
    attempts: 1,
  });
  await commit(sync, [removeRow(row), failedWrite(sync, connectionId, row, null, failure), told]);
  return 'done';
}
