/**
 * One message about one issue.
 *
 * 1. Every write to the tracker is announced in the twin first, with an intent, and is made once: what may have happened is
 *    looked up before anything is written again. PROTOCOL §7.2
 * 2. Two workers never write to one issue at once: the intent's commit is won by one of them.
 * 3. However an attempt ends, what it wrote is taken into the twin's snapshot before anything goes out (settle.ts).
 */
import type { Connection } from '../connection/connection.schema.ts';
import type { Fault } from '../fault.ts';
import { faultError, faultOf } from '../fault.ts';
import { id } from '../ids.ts';
import type { IssueId } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Write } from '../ports.ts';
import { runIncoming } from '../rules/incoming.ts';
import { replicaAttachmentSchema, replicaSchema } from '../rules/replica.schema.ts';
import { checkShape } from '../rules/shape.schema.ts';
import { listOf, objectOf } from '../rules/values.ts';
import { showsFiles, wantedHere } from './across.ts';
import { errorOf, newSince, receivedWrite, refOf } from './activity.ts';
import { LATE_APPLY_MS, heldAfter } from './back-off.ts';
import { BLOB_CHUNK, blobHere, forgetBlob, receivedText } from './blobs.ts';
import { connectionIdOf } from './build-replica.ts';
import { recall } from './copies.ts';
import { createLocal } from './create-local.ts';
import { forgottenSince, forgottenTwin, madeOfOurs } from './forgotten.ts';
import { keepingClosed, stillThere } from './intent.ts';
import type { Job } from './job.ts';
import { labelsConfirmed } from './labels.ts';
import type { IssueMessage } from './message.schema.ts';
import { bind } from './receipts.ts';
import { recoverIntent } from './recover.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, inBlobKey, isConflict, loadRemote, loadTwin, replaceTwin, saveTwin, todoWrite, twinKey } from './records.ts';
import type { Issue } from '../tracker.ts';
import type { InboxRow, Outcome } from './row.ts';
import { appliedWrite, failedWrite, removeRow, unheldWrites } from './row.ts';
import { settle, takeOwn } from './settle.ts';
import type { Remote, Twin } from './twin.schema.ts';
import { newTwin } from './twin.ts';
import { notedAs } from './twin-store.ts';
import { incomingView } from './view.ts';
import { writeAttachments } from './write-attachments.ts';
import { writeComments } from './write-comments.ts';
import { writeFields } from './write-fields.ts';

const MAX_ROUNDS = 4;
/** No longer than this does an issue wait for its small files before it is made. */
const FILES_MS = 10_000;
const MOST_FILES = 10;

export async function applyIssue(sync: Sync, connection: Connection, row: InboxRow, message: IssueMessage): Promise<Outcome> {
  const remote = await loadRemote(sync, connectionIdOf(connection), message.from.id);
  if (remote !== null && remote.value.hold !== null && remote.value.n === row.key && remote.value.hold.retryAt > sync.ports.clock.now())
    return 'held';
  try {
    return await attempt(sync, connection, row, message, remote);
  } catch (caught) {
    if (isConflict(caught)) return 'busy';
    return await hold(sync, connection, row, message, faultOf(caught));
  }
}

async function attempt(
  sync: Sync,
  connection: Connection,
  row: InboxRow,
  message: IssueMessage,
  remote: Loaded<Remote> | null,
): Promise<Outcome> {
  const found = await findTwin(sync, connection, row, message, remote);
  if (
    found !== null &&
    found.value.waiting !== null &&
    found.value.waiting.n === row.key &&
    !(await anyHere(sync, connection, message, found.value))
  )
    return 'waiting';
  // Where work is open, a sender that was put back to an older copy has passed over the message it belongs to: this one finishes it.
  if (found !== null && message.version.own <= found.value.remoteVersion && found.value.work === null)
    return await repeated(sync, connection, row, message, found, remote);
  const replica = await replicaOf(sync, connection, message);
  if (replica === null) return 'waiting';
  const given = { sync, connection, row, message, replica, hold: remote === null ? null : remote.value.hold, latest: { issue: null } };
  if (found !== null)
    return await keepingClosed(sync, found.key, async () => await update({ ...given, before: found.value }, found, false));
  if (remote === null && (await waitsForFiles(sync, connection, row, replica))) return 'waiting';
  const created = await createLocal(given, remote);
  if (created === null) return 'busy';
  const before = newTwin('', '', '', 'theirs');
  return await keepingClosed(sync, created.key, async () => await update({ ...given, before }, created, true));
}

/** Small files are on their way at once: an issue that is made when they are here is made whole, and is read and settled once. */
async function waitsForFiles(sync: Sync, connection: Connection, row: InboxRow, replica: JsonObject): Promise<boolean> {
  if (row.receivedAt === null || row.receivedAt + FILES_MS < sync.ports.clock.now()) return false;
  const small = listOf(replica['attachments'])
    .map((one) => checkShape(replicaAttachmentSchema, one))
    .filter((checked) => checked.kind === 'fits' && checked.value.size <= BLOB_CHUNK);
  let waits = false;
  for (const checked of small.slice(0, MOST_FILES)) {
    if (checked.kind === 'fits' && !(await blobHere(sync, connectionIdOf(connection), checked.value.sha256, checked.value.size)))
      waits = true;
  }
  return waits;
}

/** Null: the partner's issue has no counterpart yet. */
async function findTwin(
  sync: Sync,
  connection: Connection,
  row: InboxRow,
  message: IssueMessage,
  remote: Loaded<Remote> | null,
): Promise<Loaded<Twin> | null> {
  const connectionId = connectionIdOf(connection);
  if (remote !== null && remote.value.issueId !== null) {
    const twin = await loadTwin(sync, connectionId, remote.value.issueId);
    if (twin === null) throw faultError({ whose: 'ours', code: 'twin.missing', params: { key: message.from.key } });
    return twin;
  }
  const open = remote !== null && remote.value.intent !== null;
  const since = forgottenSince(sync, row);
  if (message.to === null && message.made === undefined && since === null) return null;
  const ours = message.to === null || open ? null : await loadTwin(sync, connectionId, message.to.id);
  const made = message.made === undefined || open ? null : await madeOfOurs(sync, connectionId, message.made);
  // Only an issue that we have sent on this connection can be named, or one that it has made: a partner cannot reach for others.
  const twin = ours !== null && ours.value.localVersion > 0 ? ours : made;
  if (twin === null) {
    const found = open ? null : await forgottenTwin(sync, connection, message, remote, since);
    if (found !== null || message.to === null) return found;
    throw faultError({ whose: 'partner', code: 'twin.unknown', params: { key: message.from.key } });
  }
  const bound = await bind(sync, connectionId, twin, message.from);
  if (bound.remote === null || bound.remote.id !== message.from.id)
    throw faultError({ whose: 'partner', code: 'twin.taken', params: { key: message.from.key } });
  return await saveTwin(sync, twin, { ...twin.value, remote: bound.remote }, bound.writes);
}

async function anyHere(sync: Sync, connection: Connection, message: IssueMessage, twin: Twin): Promise<boolean> {
  for (const blob of twin.waiting?.blobs ?? []) {
    const attachment = sizeOf(message, blob);
    if (attachment === null || (await blobHere(sync, connectionIdOf(connection), blob, attachment))) return true;
  }
  return false;
}

/** Null: not to be had without reading the replica, which may itself be a blob. */
function sizeOf(message: IssueMessage, sha256: string): number | null {
  const attachments: Json | undefined = message.replica?.['attachments'];
  for (const one of Array.isArray(attachments) ? attachments : []) {
    const { sha256: hash, size } = objectOf(one);
    if (hash === sha256 && typeof size === 'number') return size;
  }
  return null;
}

async function repeated(
  sync: Sync,
  connection: Connection,
  row: InboxRow,
  message: IssueMessage,
  twin: Loaded<Twin>,
  remote: Loaded<Remote> | null,
): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const held = remote === null ? null : remote.value.hold;
  const parts = { now: sync.ports.clock.now(), ours: refOf(twin.value) };
  await commit(sync, [
    removeRow(row),
    appliedWrite(sync, connectionId, row, twin.value),
    ...unheldWrites(remote),
    ...(held === null ? [] : [receivedWrite(connectionId, row, message, held, parts)]),
  ]);
  return 'done';
}

/** Null: it is a blob that is not here yet. */
async function replicaOf(sync: Sync, connection: Connection, message: IssueMessage): Promise<JsonObject | null> {
  let replica: Json = message.replica ?? {};
  if (message.replicaBlob !== undefined) {
    const text = await receivedText(sync, connectionIdOf(connection), message.replicaBlob.sha256, message.replicaBlob.size);
    if (text === null) return null;
    replica = parsed(text);
  }
  const checked = checkShape(replicaSchema, replica);
  if (checked.kind === 'wrong')
    throw faultError({ whose: 'partner', code: 'replica.invalid', params: { field: checked.field, problem: checked.problem } });
  return objectOf(replica);
}

function parsed(text: string): Json {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JSON.parse gives is JSON
    return JSON.parse(text) as Json;
  } catch {
    throw faultError({ whose: 'partner', code: 'replica.invalid', params: { field: '', problem: 'is not JSON' } });
  }
}

/** `fresh`: this very call has made the issue. */
async function update(given: Omit<Job, 'wanted' | 'given' | 'issue'>, start: Loaded<Twin>, fresh: boolean): Promise<Outcome> {
  const { sync, connection, message, replica } = given;
  const { clock, tracker } = sync.ports;
  let twin = start;
  if (!fresh && twin.value.work !== null) {
    // Without an open intent no write is on its way, and a worker that is still at it loses its next commit to this one.
    if (twin.value.work.intent !== null && twin.value.work.at + LATE_APPLY_MS > clock.now()) return 'busy';
    // With an open intent its own time stays: looking writes nothing, and where it fails, the next look need not wait once more.
    const at = twin.value.work.intent === null ? clock.now() : twin.value.work.at;
    twin = await saveTwin(sync, twin, { ...twin.value, work: { ...twin.value.work, at } }, [stillThere(given.row)]);
  }
  const firstSync = twin.value.origin === 'theirs' && twin.value.remoteVersion === 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const issue: Issue | null = given.latest.issue ?? (await tracker.readIssue(id<IssueId>(twin.value.issueId)));
    if (issue === null) return await goneHere(given, twin);
    given.latest.issue = issue;
    const asGiven = await runIncoming(sync.ports, connection, replica, incomingView(issue), firstSync);
    const wanted = await wantedHere(sync, { issue, twin: twin.value, replica }, asGiven);
    const asked: Job = { ...given, issue, wanted, given: asGiven };
    const { job, twin: known } = await recall(asked, await recoverIntent(asked, twin));
    const recovered = await takeOwn(sync, issue, known);
    const written = await writeFields(job, recovered);
    if (written.kind === 'gone') return await goneHere(given, written.twin);
    twin = written.twin;
    if (written.kind === 'stale') continue;
    twin = await writeComments(job, twin);
    const attached = await writeAttachments(job, twin);
    if (attached.twin.value.attachments.length > twin.value.attachments.length && showsFiles(asGiven)) {
      // Texts that show them are written once more.
      twin = attached.twin;
      continue;
    }
    return attached.waiting.length > 0
      ? await wait(job, attached.twin, attached.waiting)
      : await finish(job, attached.twin, message.version.own);
  }
  throw faultError({ whose: 'tracker', code: 'tracker.conflict', retry: 'later' });
}

async function finish(job: Job, twin: Loaded<Twin>, version: number): Promise<Outcome> {
  const { sync, connection, row, message } = job;
  const settled = await settle(job, twin, job.latest.issue);
  const connectionId = connectionIdOf(connection);
  const value: Twin = {
    ...settled.twin,
    remote: { id: message.from.id, key: message.from.key, url: message.from.url },
    remoteVersion: Math.max(settled.twin.remoteVersion, version),
    theirStatus: statusOf(job.replica) ?? settled.twin.theirStatus ?? null,
    syncedAt: sync.ports.clock.now(),
    passedOver: passedBy(settled.twin),
    // The partner has seen more of ours than we know of: our records were restored, and what we have said since was old news there.
    localVersion: Math.max(settled.twin.localVersion, message.version.seen),
    again: settled.twin.again || message.version.seen > settled.twin.localVersion,
    labels: labelsConfirmed(settled.twin.labels, message.version.seen),
    waiting: null,
    skipped: skippedNow(settled.twin, message),
    gone: settled.twin.gone === 'there' ? 'no' : settled.twin.gone,
  };
  const remote: Remote = { issueId: value.issueId, intent: null, hold: null, n: null, ...notedAs(job.hold) };
  await commit(sync, [
    replaceTwin(twin, value),
    { op: 'put', table: 'remote', key: twinKey(connectionId, message.from.id), value: remote },
    removeRow(row),
    received(job, value),
    appliedWrite(sync, connectionId, row, value),
    ...(value.again && settled.writes.length === 0 ? [todoWrite(sync, id<IssueId>(value.issueId))] : settled.writes),
  ]);
  if (message.replicaBlob !== undefined) await forgetBlob(sync, inBlobKey(connectionId, message.replicaBlob.sha256));
  return 'done';
}

/** With what the partner could not send of its own, as its latest message says. */
function skippedNow({ skipped }: Twin, message: IssueMessage): Twin['skipped'] {
  const others = skipped.filter(({ side, why }) => side === 'ours' || why !== 'tooBigToRead');
  const theirs = (message.skipped ?? []).map(({ id: file, filename, size }) => ({
    side: 'theirs' as const,
    id: file,
    filename,
    size,
    why: 'tooBigToRead',
  }));
  return [...others, ...theirs];
}

/** The row of the activity log of a message that is applied. */
function received({ sync, connection, row, message, hold: held, before }: Job, value: Twin): Write {
  const losses = newSince(before, value);
  const created = value.origin === 'theirs' && before.remoteVersion === 0;
  return receivedWrite(connectionIdOf(connection), row, message, held, {
    now: sync.ports.clock.now(),
    before,
    ours: refOf(value),
    created,
    ...losses,
  });
}

/** What an admin had passed over of the partner's has come with this message. */
function passedBy(twin: Twin): Twin['passedOver'] & (object | null) {
  return twin.passedOver === undefined || twin.passedOver === null || twin.passedOver.direction === 'in' ? null : twin.passedOver;
}

function statusOf(replica: JsonObject): string | null {
  const { status } = replica;
  return typeof status === 'string' ? status.slice(0, 255) : null;
}

/** What was written is settled with the rest, or when a user changes something meanwhile (collect.ts). */
async function wait(job: Job, twin: Loaded<Twin>, blobs: readonly string[]): Promise<Outcome> {
  await commit(job.sync, [replaceTwin(twin, { ...twin.value, waiting: { n: job.row.key, blobs: [...blobs] } }), stillThere(job.row)]);
  return 'waiting';
}

/** Our issue was deleted, or is hidden from us: the partner hears it as a message of ours. */
async function goneHere(
  { sync, connection, row, message, hold: held }: Omit<Job, 'wanted' | 'given' | 'issue'>,
  twin: Loaded<Twin>,
): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  const value: Twin = { ...twin.value, work: null, waiting: null, remoteVersion: message.version.own };
  const failure = failedWrite(sync, connectionId, row, value, { code: 'issue.gone', whose: 'ours', params: { key: value.key } });
  const remote: Remote = { issueId: value.issueId, intent: null, hold: null, n: null, ...notedAs(held) };
  await commit(sync, [
    replaceTwin(twin, value),
    { op: 'put', table: 'remote', key: twinKey(connectionId, message.from.id), value: remote },
    removeRow(row),
    failure,
    receivedWrite(connectionId, row, message, held, {
      now: sync.ports.clock.now(),
      outcome: 'refused',
      before: twin.value,
      ours: refOf(value),
      tookMs: null,
      error: { code: 'issue.gone', params: { key: value.key }, whose: 'ours' },
    }),
    todoWrite(sync, id<IssueId>(value.issueId)),
  ]);
  return 'done';
}

/** Keeps the error with the issue and tells the partner once. */
async function hold(sync: Sync, connection: Connection, row: InboxRow, message: IssueMessage, fault: Fault): Promise<Outcome> {
  const connectionId = connectionIdOf(connection);
  sync.ports.log.write('warn', 'apply.failed', { connectionId, issue: message.from.key, code: fault.code, detail: fault.detail });
  const remote = await loadRemote(sync, connectionId, message.from.id);
  const twin = remote === null || remote.value.issueId === null ? null : await loadTwin(sync, connectionId, remote.value.issueId);
  const known = remote?.value ?? { issueId: null, intent: null, hold: null, n: null };
  const first = known.n !== row.key;
  const value: Remote = { ...known, hold: heldAfter(sync.ports, known.hold, fault), n: row.key };
  const key = twinKey(connectionId, message.from.id);
  // Applied all the same, where only the answer to its last commit was lost: then there is nothing to hold.
  const writes: Write[] = [
    { op: 'check', table: 'inbox', key: row.key, version: row.version },
    remote === null
      ? { op: 'create', table: 'remote', key, value }
      : { op: 'replace', table: 'remote', key, version: remote.version, value },
  ];
  if (first) writes.push(failedWrite(sync, connectionId, row, twin?.value ?? null, fault));
  if (value.hold !== null)
    writes.push(
      receivedWrite(connectionId, row, message, value.hold, {
        now: sync.ports.clock.now(),
        outcome: 'held',
        ...(twin === null ? {} : { before: twin.value }),
        ours: twin === null ? null : refOf(twin.value),
        tookMs: null,
        error: errorOf(fault),
        attempts: value.hold.attempts,
      }),
    );
  await commit(sync, writes);
  if (twin !== null) await settleHeld(sync, connection, twin);
  return 'held';
}

/** What was written before the error is taken into the snapshot, so that users' changes go out meanwhile. */
async function settleHeld(sync: Sync, connection: Connection, twin: Loaded<Twin>): Promise<void> {
  if (twin.value.work === null || twin.value.work.intent !== null) return;
  try {
    const settled = await settle({ sync, connection }, twin);
    await commit(sync, [replaceTwin(twin, settled.twin), ...settled.writes]);
  } catch (caught) {
    // The work stays open and nothing goes out; the next attempt at the message settles it.
    sync.ports.log.write('debug', 'settle.later', { code: faultOf(caught).code });
  }
}
