/** What the partner says of our messages. A receipt whose twin is gone, or that contradicts it, is dropped. */
import type { Connection } from '../connection/connection.schema.ts';
import type { ConnectionId, IssueId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Write } from '../ports.ts';
import { answeredWrites, errorOf, namesOf, stillPending } from './activity.ts';
import { connectionIdOf } from './build-replica.ts';
import { remembered } from './copies.ts';
import type { Applied, Failed } from './message.schema.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, loadRemote, loadTwin, replaceTwin, todoWrite, twinKey } from './records.ts';
import type { InboxRow, Outcome } from './row.ts';
import { SKIPPED, removeRow } from './row.ts';
import type { Remote, Twin } from './twin.schema.ts';

export async function applyApplied(sync: Sync, connection: Connection, row: InboxRow, receipt: Applied): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const loaded = receipt.about.issue === null ? null : await loadTwin(sync, connectionId, receipt.about.issue);
  const version = receipt.about.version ?? 0;
  if (loaded === null || version > loaded.value.localVersion) return await dropRow(sync, row);
  const twin = loaded.value;
  const now = sync.ports.clock.now();
  const losses = receipt.losses.map(({ what, count }) => ({ what, count }));
  const bound = receipt.issue === null ? { remote: twin.remote, writes: [] } : await bind(sync, connectionId, loaded, receipt.issue);
  const partnerError = twin.partnerError !== null && twin.partnerError.version <= version ? null : twin.partnerError;
  // Our latest message was old news: our records are older than the partner's (a restored database). PROTOCOL §3
  const behind = version === twin.localVersion && receipt.seen > version;
  const value: Twin = {
    ...twin,
    localVersion: behind ? receipt.seen : twin.localVersion,
    again: twin.again || behind,
    remote: bound.remote,
    losses: { ...twin.losses, there: losses },
    partnerError,
    appliedThere: Math.max(twin.appliedThere ?? 0, receipt.seen),
    copies: remembered(twin, receipt.copies),
    pending: stillPending(twin, version),
    passedOver: twin.passedOver === undefined || twin.passedOver === null || twin.passedOver.direction === 'out' ? null : twin.passedOver,
    syncedAt: now,
    theirStatus: receipt.issue?.status?.slice(0, 255) ?? twin.theirStatus ?? null,
  };
  const fresh = losses.filter(({ what, count }) => !twin.losses.there.some((one) => one.what === what && one.count >= count));
  const rows = answeredWrites(connectionId, value, version, twin, ({ since }) => ({
    outcome: 'done',
    tookMs: Math.max(0, now - since),
    losses: fresh,
  }));
  const again = behind ? [todoWrite(sync, id<IssueId>(twin.issueId))] : [];
  await commit(sync, [replaceTwin(loaded, value), removeRow(row), ...bound.writes, ...again, ...rows]);
  return 'done';
}

export async function applyFailed(sync: Sync, connection: Connection, row: InboxRow, receipt: Failed): Promise<Outcome> {
  const { issue, version } = receipt.about;
  const loaded = issue === null ? null : await loadTwin(sync, connectionIdOf(connection), issue);
  if (loaded === null) {
    sync.ports.log.write('warn', 'partner.failed', { connectionId: connection.id, code: receipt.code, what: receipt.params['what'] ?? '' });
    return await dropRow(sync, row);
  }
  // It has been overtaken by what made it good: the partner's clock was set back in between.
  if (receipt.code !== 'issue.gone' && version !== null && version <= (loaded.value.appliedThere ?? 0)) return await dropRow(sync, row);
  if (receipt.code === SKIPPED) return await skippedThere(sync, connection, row, loaded, version ?? 0);
  const partnerError = {
    code: receipt.code,
    params: { ...receipt.params },
    whose: receipt.whose,
    version: version ?? 0,
    at: sync.ports.clock.now(),
  };
  // Deleted there before we ever heard of it: its `issueRemoved` would name an issue that we do not know.
  const gone = receipt.code === 'issue.gone' && loaded.value.gone === 'no' ? 'there' : loaded.value.gone;
  const error = errorOf({ ...partnerError, whose: 'partner' });
  const failedUpTo = partnerError.version;
  const pending = (loaded.value.pending ?? []).map((entry) => (entry.version <= failedUpTo ? { ...entry, error } : entry));
  const value: Twin = { ...loaded.value, partnerError, gone, pending };
  const rows = answeredWrites(connectionIdOf(connection), value, failedUpTo, value, () => ({ outcome: 'held' }));
  await commit(sync, [replaceTwin(loaded, value), removeRow(row), ...rows]);
  return 'done';
}

/** An admin of the partner's has passed our message over: the next change of the issue brings it along. */
async function skippedThere(sync: Sync, connection: Connection, row: InboxRow, loaded: Loaded<Twin>, version: number): Promise<Outcome> {
  const twin = loaded.value;
  const passed = (twin.pending ?? []).filter((entry) => entry.version <= version);
  const what = namesOf(passed.reduce<string[]>((all, one) => all.concat(one.what), []));
  const value: Twin = {
    ...twin,
    partnerError: null,
    pending: stillPending(twin, version),
    passedOver: { at: sync.ports.clock.now(), direction: 'out', what, code: SKIPPED, by: '' },
  };
  const rows = answeredWrites(connectionIdOf(connection), value, version, twin, () => ({ outcome: 'skipped' }));
  await commit(sync, [replaceTwin(loaded, value), removeRow(row), ...rows]);
  return 'done';
}

async function dropRow(sync: Sync, row: InboxRow): Promise<Outcome> {
  await commit(sync, [removeRow(row)]);
  return 'done';
}

interface RemoteRef {
  readonly id: string;
  readonly key: string;
  readonly url: string;
}

/**
 * Makes the partner's issue this twin's, both ways unique (PROTOCOL §7.4). An issue of the partner's that already belongs
 * to another of ours, or the other way round, leaves everything as it is.
 */
export async function bind(
  sync: Sync,
  connectionId: ConnectionId,
  twin: Loaded<Twin>,
  ref: RemoteRef,
): Promise<{ readonly remote: Twin['remote']; readonly writes: readonly Write[] }> {
  const { remote, issueId } = twin.value;
  const named = { id: ref.id, key: ref.key, url: ref.url };
  if (remote !== null && remote.id !== ref.id) return { remote, writes: [] };
  const known = await loadRemote(sync, connectionId, ref.id);
  if (known !== null && known.value.issueId === issueId) return { remote: named, writes: [] };
  if (known !== null && (known.value.issueId !== null || known.value.intent !== null)) return { remote, writes: [] };
  const key = twinKey(connectionId, ref.id);
  const value: Remote = { issueId, intent: null, hold: known?.value.hold ?? null, n: known?.value.n ?? null };
  const write: Write =
    known === null ? { op: 'create', table: 'remote', key, value } : { op: 'replace', table: 'remote', key, version: known.version, value };
  return { remote: named, writes: [write] };
}
