/**
 * Attachments of the partner's, merged through their traces.
 *
 * 1. A file is attached when all of it is here, and the tracker has checked its hash (Tracker.addAttachment).
 * 2. What is larger than the platform can write, or never came, is listed on the twin and not asked for again.
 */
import type { AttachmentId, IssueId, Sha256 } from '../ids.ts';
import { id } from '../ids.ts';
import { faultOf } from '../fault.ts';
import { ruleFault } from '../rules/run-script.ts';
import type { ReplicaAttachment } from '../rules/replica.schema.ts';
import { replicaAttachmentSchema } from '../rules/replica.schema.ts';
import { checkShape } from '../rules/shape.schema.ts';
import { listOf, objectOf } from '../rules/values.ts';
import { blobGivenUp, blobHere, chunkReader, forgetBlob } from './blobs.ts';
import type { AttachmentFile } from '../tracker.ts';
import { connectionIdOf } from './build-replica.ts';
import { forgottenSince, madeId, madeWithin } from './forgotten.ts';
import { afterFailure, closeIntent, openIntent } from './intent.ts';
import type { Job } from './job.ts';
import { attachmentMember, lostNow } from './lost.ts';
import type { Loaded } from './records.ts';
import { inBlobKey } from './records.ts';
import type { Twin } from './twin.schema.ts';

export interface Attached {
  readonly twin: Loaded<Twin>;
  /** Hashes of the blobs that are still to come. */
  readonly waiting: readonly string[];
}

export async function writeAttachments(job: Job, start: Loaded<Twin>): Promise<Attached> {
  const { sync, connection, wanted } = job;
  if (wanted.attachments === null) return { twin: start, waiting: [] };
  const connectionId = connectionIdOf(connection);
  const waiting: string[] = [];
  let twin = start;
  for (const { remoteId } of wanted.attachments.theirs) {
    if (
      twin.value.attachments.some((trace) => trace.remote === remoteId) ||
      twin.value.skipped.some((one) => one.side === 'theirs' && one.id === remoteId)
    )
      continue;
    const file = fileOf(job, remoteId);
    if (file.size > (await sync.files.largest())) twin = skipped(twin, file, 'tooBigToWrite');
    else if (await blobHere(sync, connectionId, file.sha256, file.size)) twin = await attach(job, twin, file);
    else if (await blobGivenUp(sync, connectionId, file.sha256)) twin = skipped(twin, file, 'neverArrived');
    else waiting.push(file.sha256);
  }
  const { ours, theirs } = wanted.attachments;
  for (const trace of twin.value.attachments) {
    const listed = ours.includes(trace.local) || theirs.some((one) => one.remoteId === trace.remote);
    if (!listed) twin = await remove(job, twin, trace);
  }
  return { twin, waiting };
}

function fileOf({ replica }: Job, remoteId: string): ReplicaAttachment {
  const announced = listOf(replica['attachments']).find((one) => objectOf(one)['id'] === remoteId);
  const checked = checkShape(replicaAttachmentSchema, announced ?? null);
  if (checked.kind === 'wrong')
    throw ruleFault('incoming', 'rule.result', {
      field: 'issue.attachments',
      problem: 'names ' + remoteId + ', which the replica does not have',
    });
  return checked.value;
}

/** Saved with the next commit. */
function skipped(twin: Loaded<Twin>, file: ReplicaAttachment, why: string): Loaded<Twin> {
  const entry = { side: 'theirs' as const, id: file.id, filename: file.filename, size: file.size, why };
  return { ...twin, value: { ...twin.value, skipped: [...twin.value.skipped, entry] } };
}

async function attach(job: Job, twin: Loaded<Twin>, announced: ReplicaAttachment): Promise<Loaded<Twin>> {
  const { sync, connection, issue } = job;
  const connectionId = connectionIdOf(connection);
  const { filename, mediaType, size } = announced;
  const file = { filename, mediaType, size, sha256: id<Sha256>(announced.sha256) };
  const made = await madeId(sync, connectionId, job.message.from.id, 'attachment', announced.id);
  const since = forgottenSince(job.sync, job.row);
  const before = since === null ? null : await madeBefore(job, twin.value, file, made, since);
  if (before !== null) {
    const trace = { local: before, remote: announced.id, sha256: announced.sha256 };
    return { ...twin, value: { ...twin.value, attachments: [...twin.value.attachments, trace] } };
  }
  const read = await chunkReader(sync, connectionId, announced.sha256);
  const opened = await openIntent(job, twin, { id: made, kind: 'addAttachment', remoteId: announced.id, file });
  try {
    job.latest.issue = null;
    const written = await sync.ports.tracker.addAttachment(opened.intent, id<IssueId>(issue.id), file, read);
    job.latest.issue = written.issue ?? null;
    const before = opened.twin.value;
    const trace = { local: written.id, remote: announced.id, sha256: announced.sha256 };
    const losses = { ...before.losses, written: lostNow(before.losses.written, [attachmentMember(announced.id)], written.losses) };
    const closed = closeIntent(sync, opened.twin, { attachments: [...before.attachments, trace], losses });
    await forgetBlob(sync, inBlobKey(connectionId, announced.sha256));
    return closed;
  } catch (caught) {
    if (faultOf(caught).code === 'attachment.tooLarge') {
      const closed = closeIntent(sync, opened.twin, {});
      await forgetBlob(sync, inBlobKey(connectionId, announced.sha256));
      return skipped(closed, announced, 'tooBigToWrite');
    }
    afterFailure(sync, opened.twin, caught);
    // Damaged on the way: the next attempt asks for it again.
    if (/\.(damaged|missing)$/.test(faultOf(caught).code)) await forgetBlob(sync, inBlobKey(connectionId, announced.sha256));
    throw caught;
  }
}

/** Our copy that we have forgotten. */
async function madeBefore({ sync, issue }: Job, twin: Twin, file: AttachmentFile, made: string, since: number): Promise<string | null> {
  const found = await madeWithin(sync, since, made, { kind: 'attachment', issueId: id<IssueId>(issue.id), file });
  return found === null || twin.attachments.some(({ local }) => local === found) ? null : found;
}

async function remove(job: Job, twin: Loaded<Twin>, trace: Twin['attachments'][number]): Promise<Loaded<Twin>> {
  const { sync, issue, latest } = job;
  const opened = await openIntent(job, twin, { kind: 'removeAttachment', remoteId: trace.remote });
  try {
    latest.issue = null;
    await sync.ports.tracker.removeAttachment(opened.intent, id<IssueId>(issue.id), id<AttachmentId>(trace.local));
    return closeIntent(sync, opened.twin, {
      attachments: opened.twin.value.attachments.filter((one) => one.remote !== trace.remote),
    });
  } catch (caught) {
    afterFailure(sync, opened.twin, caught);
    throw caught;
  }
}
