/** The replica of an issue: the outgoing script's result with its attachments announced. */
import type { Connection } from '../connection/connection.schema.ts';
import { hasOwn } from '../own.ts';
import type { ConnectionId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { sumLosses } from '../richtext/losses.ts';
import type { Loss } from '../richtext/document.ts';
import { runOutgoing } from '../rules/outgoing.ts';
import type { Issue, IssueAttachment, IssueComment } from '../tracker.ts';
import { outward } from './across.ts';
import { restored } from './kept.ts';
import type { Sync } from './records.ts';
import type { Skipped, Twin } from './twin.schema.ts';
import { outgoingView } from './view.ts';

export interface BuiltReplica {
  readonly replica: JsonObject;
  readonly view: JsonObject;
  readonly files: Twin['files'];
  readonly skipped: readonly Skipped[];
  readonly losses: readonly Loss[];
}

/** `hashed`: attachments whose hash is known; each of the others is read once. */
export async function buildReplica(sync: Sync, connection: Connection, issue: Issue, twin: Twin | null): Promise<BuiltReplica> {
  const view = outgoingView(await across(sync, connectionIdOf(connection), issue, twin), twin);
  const { replica, attachmentIds } = await runOutgoing(sync.ports, connection, view);
  const files: Twin['files'] = [];
  const skipped: Skipped[] = [];
  const announced: Json[] = [];
  for (const attachmentId of attachmentIds ?? []) {
    const attachment = issue.attachments.find((one) => one.id === attachmentId);
    if (attachment === undefined) continue;
    const file = await hashed(sync, issue, attachment, twin, skipped);
    if (file === null) continue;
    files.push({ id: attachmentId, file });
    announced.push({ id: attachmentId, createdAt: attachment.createdAt, ...file });
  }
  const whole = attachmentIds === null ? replica : { ...replica, attachments: announced };
  return { replica: whole, view, files, skipped, losses: readingLosses(issue, replica) };
}

/** Its texts as the partner gets them. */
async function across(sync: Sync, connectionId: ConnectionId, issue: Issue, twin: Twin | null): Promise<Issue> {
  const kept = twin?.kept ?? null;
  const remote = twin?.remote ?? null;
  const whole =
    kept === null || remote === null ? issue.description : await restored(sync, connectionId, remote.id, kept, issue.description);
  const comments: IssueComment[] = [];
  for (const comment of issue.comments)
    comments.push(comment.internal ? comment : { ...comment, body: await outward(sync, issue, comment.body) });
  return { ...issue, description: whole === null ? null : await outward(sync, issue, whole), comments };
}

async function hashed(
  sync: Sync,
  issue: Issue,
  attachment: IssueAttachment,
  twin: Twin | null,
  skipped: Skipped[],
): Promise<Twin['files'][number]['file'] | null> {
  const known = twin?.files.find((one) => one.id === attachment.id);
  if (known !== undefined) return known.file;
  const { id: attachmentId, filename, mediaType, size } = attachment;
  if (size > sync.facts.capabilities.maxAttachmentBytes.read) {
    skipped.push({ side: 'ours', id: attachmentId, filename, size, why: 'tooBigToRead' });
    return null;
  }
  const file = await sync.ports.tracker.describeAttachment(issue.id, attachmentId, attachment);
  // Listed, but not to be had: the host has lost it, or it has just been removed, which is told by itself.
  if (file === null) skipped.push({ side: 'ours', id: attachmentId, filename, size, why: 'notThere' });
  return file === null ? null : { filename, mediaType, size: file.size, sha256: file.sha256 };
}

/** Only of what is sent. */
function readingLosses(issue: Issue, replica: JsonObject): readonly Loss[] {
  const lists: (readonly Loss[])[] = [];
  if (hasOwn(replica, 'description')) lists.push(issue.descriptionLosses);
  if (hasOwn(replica, 'comments')) for (const comment of issue.comments) if (!comment.internal) lists.push(comment.losses);
  return sumLosses(lists);
}

export function connectionIdOf(connection: Connection): ConnectionId {
  return id<ConnectionId>(connection.id);
}
