/**
 * Which comment or attachment of ours became which of the partner's. Each side keeps the traces of its own copies; a side whose
 * store was restored has forgotten those made since, while its tracker has not. So each also remembers what the other has said.
 *
 * 1. What comes as the partner's own, and is known to be its copy of ours, is not copied back.
 * 2. A twin that is sent again names the copies; whoever has forgotten takes up its trace. Only what Entente's own account has made
 *    can be named: a partner cannot reach for a user's comment.
 */
import type { JsonObject } from '../json.ts';
import { listOf, objectOf } from '../rules/values.ts';
import type { Job } from './job.ts';
import type { Loaded } from './records.ts';
import type { Copy, Twin } from './twin.schema.ts';
import { authorOf } from './write-comments.ts';

/** The latest: what was made before a backup was taken is in it. */
const MOST = 150;

type Said = readonly { readonly kind: Copy['kind']; readonly ours: string; readonly theirs: string }[];

/** For a receipt: what this side has made of the partner's. */
export function copiesMade(twin: Twin): JsonObject[] {
  const comments = twin.comments.map(({ local, remote }) => ({ kind: 'comment', ours: local, theirs: remote }));
  const attachments = twin.attachments.map(({ local, remote }) => ({ kind: 'attachment', ours: local, theirs: remote }));
  return [...comments.slice(-MOST), ...attachments.slice(-MOST)];
}

/** For a message that is sent again: what the partner has made of ours. */
export function copiesKnown(twin: Twin): JsonObject[] {
  return (twin.copies ?? []).slice(-MOST).map(({ kind, ours, theirs }) => ({ kind, ours, theirs }));
}

/** With what a receipt says. What it leaves out stays: its sender may have forgotten. */
export function remembered(twin: Twin, said: Said | undefined): Copy[] {
  const fresh = (said ?? []).map(({ kind, ours, theirs }) => ({ kind, ours: theirs, theirs: ours }));
  const kept = (twin.copies ?? []).filter((one) => !fresh.some(({ kind, ours }) => kind === one.kind && ours === one.ours));
  return [...kept, ...fresh].slice(-2 * MOST);
}

/** Takes up forgotten traces, and takes the partner's copies of ours out of what is wanted. */
export async function recall(job: Job, loaded: Loaded<Twin>): Promise<{ readonly job: Job; readonly twin: Loaded<Twin> }> {
  const known = (kind: Copy['kind'], theirs: string): boolean =>
    (loaded.value.copies ?? []).some((one) => one.kind === kind && one.theirs === theirs);
  const { comments, attachments } = job.wanted;
  const wanted = {
    ...job.wanted,
    comments: comments === null ? null : { ...comments, theirs: comments.theirs.filter(({ remoteId }) => !known('comment', remoteId)) },
    attachments:
      attachments === null ? null : { ...attachments, theirs: attachments.theirs.filter(({ remoteId }) => !known('attachment', remoteId)) },
  };
  const said = job.message.copies ?? [];
  return { job: { ...job, wanted }, twin: said.length === 0 ? loaded : await takenUp(job, loaded, said) };
}

/** Saved with the next commit. */
async function takenUp(job: Job, loaded: Loaded<Twin>, said: Said): Promise<Loaded<Twin>> {
  const self = (await job.sync.ports.tracker.self()).id;
  const comments = loaded.value.comments.slice();
  const attachments = loaded.value.attachments.slice();
  for (const { kind, ours: remote, theirs: local } of said) {
    const traces: readonly { readonly local: string; readonly remote: string }[] = kind === 'comment' ? comments : attachments;
    const mine: readonly { readonly id: string; readonly author: { readonly id: string } | null }[] =
      kind === 'comment' ? job.issue.comments : job.issue.attachments;
    const isOurs = mine.some((one) => one.id === local && one.author !== null && one.author.id === self);
    if (!isOurs || traces.some((trace) => trace.remote === remote || trace.local === local)) continue;
    if (kind === 'comment') comments.push({ local, remote, applied: '', author: authorOf(job, remote) });
    else attachments.push({ local, remote, sha256: hashOf(job, remote) });
  }
  return { ...loaded, value: { ...loaded.value, comments, attachments } };
}

function hashOf({ replica }: Job, remote: string): string {
  const announced = objectOf(listOf(replica['attachments']).find((one) => objectOf(one)['id'] === remote) ?? null);
  const hash = announced['sha256'];
  return typeof hash === 'string' ? hash : '';
}
