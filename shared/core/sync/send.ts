/** One issue to one connection: compare with the snapshot, build the message, commit it with the twin. */
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import type { Connection } from '../connection/connection.schema.ts';
import type { ConnectionId } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Write } from '../ports.ts';
import { millisOf } from '../time.ts';
import type { Issue } from '../tracker.ts';
import { errorOf, namesOf, pendingWith, sentWrite } from './activity.ts';
import type { Pending } from './activity.schema.ts';
import { blobWrites, forgetBlob, storeText } from './blobs.ts';
import type { BuiltReplica } from './build-replica.ts';
import { buildReplica, connectionIdOf } from './build-replica.ts';
import type { Claims } from './claims.ts';
import { carriesAny, isTheirs, nextClaims } from './claims.ts';
import { copiesKnown } from './copies.ts';
import type { Fingerprints } from './fingerprint.ts';
import { differing, fingerprints } from './fingerprint.ts';
import { madeBy } from './forgotten.ts';
import { labelsSent } from './labels.ts';
import { hasOwn } from '../own.ts';
import { sameJson } from '../richtext/normal.ts';
import { objectOf } from '../rules/values.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, outBlobKey, outboxKey, outboxWrite, replaceTwin, twinKey } from './records.ts';
import { stamped } from './stamp.ts';
import type { Twin } from './twin.schema.ts';
import { laterVersion, newTwin, nextSentAt, underSync } from './twin.ts';
import { outgoingView } from './view.ts';

/** A message is at most 200 KiB as it travels; this leaves room for what carries it. */
const MAX_BODY_CHARACTERS = 180_000;

/** How a change came to be known. */
export interface Noticed {
  /** ms */
  readonly at: number;
  /** By the reconciling sweep alone: its event was lost. */
  readonly found: boolean;
}

/** An event may come this late, when the sweep has already seen what it is about. */
const LATE_EVENT_MS = 60_000;
/** A new issue is sent before it is as old as this, unless something is wrong. */
const OLD_ISSUE_MS = 5 * 60_000;

export async function sendIssue(
  sync: Sync,
  connection: Connection,
  loaded: Loaded<Twin> | null,
  issue: Issue,
  noticed: Noticed,
): Promise<void> {
  const known = loaded?.value ?? newTwin(issue.id, issue.key, issue.url, 'ours');
  const fresh = !underSync(known);
  const twin = fresh ? firstOf(sync, known, issue) : known;
  const base = await fingerprints(sync.ports.crypto, outgoingView(issue, loaded?.value ?? null));
  const idle = differing(base, twin.base).length === 0;
  // A new issue that an admin has passed over waits for its next change too.
  if ((!fresh || isPassedOver(twin)) && !twin.again && twin.hold === null && twin.gone !== 'here' && idle) {
    if (loaded !== null && issue.stamp !== undefined && twin.stamp !== issue.stamp) await keep(sync, loaded, stamped(twin, issue));
    return;
  }
  const built = await buildReplica(sync, connection, issue, twin);
  const sent = await fingerprints(sync.ports.crypto, built.replica);
  const usersChanges = differing(base, twin.base);
  const next = stamped(snapshot(twin, issue, built, base, sent), issue);
  const changedAt = { ...twin.changedAt };
  for (const field of usersChanges) changedAt[field] = twin.localVersion + 1;
  const differ = differing(sent, twin.sent);
  const changed = Object.keys(built.replica).filter(
    (member) => !isTheirs(built, member, changedAt) && (differ.includes(member) || carriesAny(built, member, usersChanges)),
  );
  // Partner gone: it has said that its issue is no more, and gets no more of ours.
  // Moved, it has another key: the partner's twin leads to it by that.
  const silent = changed.length === 0 && twin.key === issue.key && leftOut(next.skipped) === leftOut(twin.skipped);
  if ((!fresh && !twin.again && silent && twin.gone === 'no') || twin.gone === 'there') return await keep(sync, loaded, next);
  const claims = claimsOf(twin, built, changed, changedAt);
  const told = { ...noticed, found: noticed.found && wasLost(sync, issue) };
  await send(sync, connection, loaded, { ...next, changedAt, claims }, { issue, built, changed, noticed: told, fresh });
}

/** An issue that is not new may have been sent before, and forgotten. */
function firstOf(sync: Sync, twin: Twin, { createdAt }: Issue): Twin {
  const isOld = (millisOf(createdAt) ?? 0) + OLD_ISSUE_MS < sync.ports.clock.now();
  return isOld ? { ...twin, localVersion: laterVersion(sync, twin) } : twin;
}

/** Our attachments that the partner can only be told of, as one text to compare. */
function leftOut(skipped: Twin['skipped']): string {
  return skipped
    .filter(({ side }) => side === 'ours')
    .map((file) => file.id)
    .join(' ');
}

/** Of the next message: what our users have changed, and the partner's value has not replaced. */
function claimsOf(twin: Twin, built: BuiltReplica, changed: readonly string[], changedAt: Twin['changedAt']): Claims {
  const still: Claims = {};
  for (const member of Object.keys(twin.claims))
    if (hasOwn(built.replica, member) && !isTheirs(built, member, changedAt)) still[member] = twin.claims[member] ?? 0;
  return nextClaims(still, changed, twin.localVersion + 1, twin.again);
}

function isPassedOver({ passedOver }: Twin): boolean {
  return passedOver !== undefined && passedOver !== null && passedOver.direction === 'out';
}

function wasLost({ ports }: Sync, issue: Issue): boolean {
  const changedAt = millisOf(issue.updatedAt);
  return changedAt !== null && changedAt + LATE_EVENT_MS < ports.clock.now();
}

/** What the activity log will say of the message. Where sending it had been held up, it is the same row. */
function pendingOf(before: Twin | null, twin: Twin, version: number, sentAt: number, { changed, noticed, fresh }: Sending): Pending {
  const held = before === null ? null : before.hold;
  return {
    version,
    place: held === null ? sentAt : held.since,
    since: noticed.at === 0 ? sentAt : noticed.at,
    kind: 'change',
    what: namesOf(twin.again ? [] : changed),
    created: fresh,
    drift: noticed.found,
    attempts: held === null ? 1 : held.attempts + 1,
    error: held === null ? null : errorOf(held),
  };
}

function snapshot(twin: Twin, issue: Issue, built: BuiltReplica, base: Fingerprints, sent: Fingerprints): Twin {
  return {
    ...twin,
    key: issue.key,
    url: issue.url,
    ourStatus: issue.status,
    base,
    sent,
    files: built.files,
    skipped: [...twin.skipped.filter((one) => one.side === 'theirs'), ...built.skipped],
    losses: { ...twin.losses, read: [...built.losses] },
    hold: null,
    gone: twin.gone === 'here' ? 'no' : twin.gone,
  };
}

/** Nothing goes out. What is known already is not written again: the change feed tells of an issue more than once. */
async function keep(sync: Sync, loaded: Loaded<Twin> | null, next: Twin): Promise<void> {
  const kept = { ...next, again: false };
  if (loaded !== null && !sameJson(loaded.value, kept)) await commit(sync, [replaceTwin(loaded, kept)]);
}

interface Sending {
  readonly issue: Issue;
  readonly built: BuiltReplica;
  readonly changed: readonly string[];
  readonly noticed: Noticed;
  /** The partner has never heard of this issue. */
  readonly fresh: boolean;
}

async function send(sync: Sync, connection: Connection, loaded: Loaded<Twin> | null, twin: Twin, sending: Sending): Promise<void> {
  const { issue, built } = sending;
  const connectionId = connectionIdOf(connection);
  const version = twin.localVersion + 1;
  const sentAt = nextSentAt(twin, sync.ports.clock.now());
  const carried = await carry(sync, connectionId, built.replica);
  const unsent = await unsentRow(sync, twin);
  const made = sending.fresh ? await madeBy(sync, connectionId, issue) : null;
  const rowKey = unsent?.key ?? outboxKey(sync, connectionId, sentAt);
  const body: JsonObject = {
    from: { id: issue.id, key: issue.key, url: issue.url },
    to: twin.remote === null ? null : { id: twin.remote.id },
    how: 'create',
    version: { own: version, seen: Math.max(twin.remoteVersion, twin.fieldsVersion) },
    changed: twin.claims,
    ...(made === null ? {} : { made }),
    ...(twin.again || unsent?.restated === true ? { copies: copiesKnown(twin) } : {}),
    ...toldOf(built),
    ...carried.members,
  };
  const row = { type: 'issue', body };
  await announceFiles(sync, connectionId, issue, built, loaded?.value ?? null);
  const told = pendingWith(twin, pendingOf(loaded?.value ?? null, twin, version, sentAt, sending), unsent?.after ?? twin.localVersion);
  const value: Twin = {
    ...twin,
    localVersion: version,
    sentAt,
    outboxKey: rowKey,
    again: false,
    labels: labelsSent(twin.labels, issue.labels, version),
    textBlob: carried.sha256,
    pending: told.pending,
  };
  await commit(sync, [
    loaded === null ? { op: 'create', table: 'twin', key: twinKey(connectionId, issue.id), value } : replaceTwin(loaded, value),
    unsent === null
      ? { op: 'create', table: 'outbox', key: rowKey, value: row }
      : { op: 'replace', table: 'outbox', key: rowKey, version: unsent.version, value: row },
    ...carried.writes,
    sentWrite(connectionId, value, told.entry, { outcome: 'waiting' }),
  ]);
  const old = loaded?.value.textBlob ?? null;
  if (old !== null && old !== carried.sha256) await forgetBlob(sync, outBlobKey(connectionId, old));
}

/** Files that we cannot read: the partner's twin names them. */
function toldOf({ skipped }: BuiltReplica): JsonObject {
  return skipped.length === 0
    ? {}
    : { skipped: skipped.slice(0, 200).map(({ id, filename, size }) => ({ id, filename: filename.slice(0, 255), size })) };
}

interface Unsent {
  readonly key: string;
  readonly version: number;
  /** The version before it. */
  readonly after: number;
  /** It names the partner's copies. */
  readonly restated: boolean;
}

/** Our last message, where it is still waiting: the new one takes its place. A partner that is away for days then gets one message an issue. */
async function unsentRow(sync: Sync, twin: Twin): Promise<Unsent | null> {
  const record = twin.outboxKey === null ? null : await sync.ports.store.get('outbox', twin.outboxKey);
  if (record === null) return null;
  const row = objectOf(record.value);
  if (row['type'] !== 'issue') return null;
  const body = objectOf(row['body']);
  const after = Number(objectOf(body['version'])['own'] ?? 1) - 1;
  return { key: record.key, version: record.version, after, restated: hasOwn(body, 'copies') };
}

interface Carried {
  readonly members: { readonly [name: string]: Json };
  readonly writes: readonly Write[];
  readonly sha256: string | null;
}

async function carry(sync: Sync, connectionId: ConnectionId, replica: JsonObject): Promise<Carried> {
  if (asciiJson(replica).length <= MAX_BODY_CHARACTERS) return { members: { replica }, writes: [], sha256: null };
  const { sha256, size, announce } = await storeText(sync, connectionId, replica);
  return { members: { replicaBlob: { sha256, size } }, writes: [announce], sha256 };
}

/** Before the message is committed: whoever hears of a blob can have it. */
async function announceFiles(
  sync: Sync,
  connectionId: ConnectionId,
  issue: Issue,
  built: BuiltReplica,
  before: Twin | null,
): Promise<void> {
  const known = new Set<string>();
  for (const { id } of before?.files ?? []) known.add(id);
  const fresh = built.files.filter(({ id }) => !known.has(id));
  for (const writes of blobWrites(connectionId, issue.id, fresh)) await commit(sync, writes);
}

export async function sendRemoved(sync: Sync, connection: Connection, loaded: Loaded<Twin>, noticed: Noticed): Promise<void> {
  const twin = loaded.value;
  if (twin.gone !== 'no') return;
  if (!underSync(twin)) return await commit(sync, [{ op: 'remove', table: 'twin', key: loaded.key, version: loaded.version }]);
  const version = twin.localVersion + 1;
  const sentAt = nextSentAt(twin, sync.ports.clock.now());
  const body = { from: { id: twin.issueId, key: twin.key, url: twin.url }, version: { own: version, seen: twin.remoteVersion } };
  const connectionId = connectionIdOf(connection);
  const entry: Pending = {
    version,
    place: sentAt,
    since: noticed.at === 0 ? sentAt : noticed.at,
    kind: 'removal',
    what: [],
    created: false,
    drift: noticed.found,
    attempts: 1,
    error: null,
  };
  const told = pendingWith(twin, entry, twin.localVersion);
  const value: Twin = { ...twin, gone: 'here', localVersion: version, sentAt, hold: null, pending: told.pending };
  await commit(sync, [
    replaceTwin(loaded, value),
    outboxWrite(sync, connectionId, 'issueRemoved', body, sentAt),
    sentWrite(connectionId, value, told.entry, { outcome: 'waiting' }),
  ]);
}
