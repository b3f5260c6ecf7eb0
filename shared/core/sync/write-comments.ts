/**
 * Comments of the partner's, merged through their traces: new ones are added, changed ones updated, those no longer listed
 * removed. Ours are never touched. A copy that a user has deleted here is not made again; what a user has made of a copy gives way to
 * the original, and is kept as a conflict.
 */
import type { CommentId, IssueId } from '../ids.ts';
import type { Loss } from '../richtext/document.ts';
import { id } from '../ids.ts';
import type { WantedComment } from '../rules/incoming.ts';
import { documentJson } from '../rules/script-view.ts';
import { plainText } from '../richtext/plain.ts';
import { listOf, objectOf } from '../rules/values.ts';
import { connectionIdOf } from './build-replica.ts';
import { conflictOf, withConflicts } from './conflicts.ts';
import { fingerprint } from './fingerprint.ts';
import { forgottenSince, madeId, madeWithin } from './forgotten.ts';
import { afterFailure, closeIntent, openIntent } from './intent.ts';
import type { Job } from './job.ts';
import { shownHere } from './kept.ts';
import { bodyMark } from './letters.ts';
import { commentMember, lostNow } from './lost.ts';
import type { Loaded } from './records.ts';
import type { CommentTrace, Twin } from './twin.schema.ts';

export async function writeComments(job: Job, start: Loaded<Twin>): Promise<Loaded<Twin>> {
  const { wanted } = job;
  if (wanted.comments === null) return start;
  let twin = start;
  for (const comment of wanted.comments.theirs) {
    const applied = await fingerprint(job.sync.ports.crypto, documentJson(comment.body));
    const trace = twin.value.comments.find((one) => one.remote === comment.remoteId);
    if (trace === undefined) twin = await add(job, twin, comment, applied);
    else if (trace.applied !== applied) twin = await change(job, twin, comment, { ...trace, applied });
  }
  const { ours, theirs } = wanted.comments;
  for (const trace of twin.value.comments) {
    const listed = ours.includes(trace.local) || theirs.some((comment) => comment.remoteId === trace.remote);
    if (!listed) twin = await remove(job, twin, trace);
  }
  return twin;
}

async function add(job: Job, twin: Loaded<Twin>, comment: WantedComment, applied: string): Promise<Loaded<Twin>> {
  const { sync, issue } = job;
  // Before the write: what fails after it must be the write's own answer alone.
  const says = await markOf(job, comment);
  const made = await madeId(sync, connectionIdOf(job.connection), job.message.from.id, 'comment', comment.remoteId);
  const since = forgottenSince(job.sync, job.row);
  const local = since === null ? null : await madeBefore(job, twin.value, comment, made, since);
  if (local !== null) {
    const forgotten: CommentTrace = { local, remote: comment.remoteId, applied: '', author: authorOf(job, comment.remoteId) };
    const known = { ...twin, value: { ...twin.value, comments: [...twin.value.comments, forgotten] } };
    return await change(job, known, comment, { ...forgotten, applied });
  }
  const opened = await openIntent(job, twin, { id: made, kind: 'addComment', remoteId: comment.remoteId, applied });
  try {
    job.latest.issue = null;
    const written = await sync.ports.tracker.addComment(opened.intent, id<IssueId>(issue.id), comment.body);
    job.latest.issue = written.issue ?? null;
    const trace: CommentTrace = {
      local: written.id,
      remote: comment.remoteId,
      applied,
      author: authorOf(job, comment.remoteId),
      says,
    };
    const losses = lossesWith(opened.twin.value, comment.remoteId, written.losses);
    return closeIntent(sync, opened.twin, { comments: [...opened.twin.value.comments, trace], losses });
  } catch (caught) {
    afterFailure(sync, opened.twin, caught);
    throw caught;
  }
}

/** Our copy that we have forgotten. It may say what the partner's said before. */
async function madeBefore({ sync, issue }: Job, twin: Twin, { body }: WantedComment, made: string, since: number): Promise<string | null> {
  const found = await madeWithin(sync, since, made, { kind: 'comment', issueId: id<IssueId>(issue.id), body });
  return found === null || twin.comments.some(({ local }) => local === found) ? null : found;
}

async function change(job: Job, twin: Loaded<Twin>, comment: WantedComment, before: CommentTrace): Promise<Loaded<Twin>> {
  const { sync, issue, latest } = job;
  const trace = { ...before, says: await markOf(job, comment) };
  const conflicts = await givenUp(job, twin.value, before, trace.says);
  const opened = await openIntent(job, twin, { kind: 'updateComment', remoteId: comment.remoteId });
  const comments = opened.twin.value.comments.map((one) => (one.remote === trace.remote ? trace : one));
  try {
    latest.issue = null;
    const updated = await sync.ports.tracker.updateComment(opened.intent, id<IssueId>(issue.id), id<CommentId>(trace.local), comment.body);
    const lost = updated.outcome === 'done' ? updated.losses : [];
    return closeIntent(sync, opened.twin, { comments, conflicts, losses: lossesWith(opened.twin.value, trace.remote, lost) });
  } catch (caught) {
    afterFailure(sync, opened.twin, caught);
    throw caught;
  }
}

async function remove(job: Job, twin: Loaded<Twin>, trace: CommentTrace): Promise<Loaded<Twin>> {
  const { sync, issue, latest } = job;
  const conflicts = await givenUp(job, twin.value, trace, null);
  const opened = await openIntent(job, twin, { kind: 'removeComment', remoteId: trace.remote });
  try {
    latest.issue = null;
    await sync.ports.tracker.removeComment(opened.intent, id<IssueId>(issue.id), id<CommentId>(trace.local));
    const comments = opened.twin.value.comments.filter((one) => one.remote !== trace.remote);
    return closeIntent(sync, opened.twin, { comments, conflicts, losses: lossesWith(opened.twin.value, trace.remote, []) });
  } catch (caught) {
    afterFailure(sync, opened.twin, caught);
    throw caught;
  }
}

async function markOf({ sync }: Job, comment: WantedComment): Promise<string> {
  return await bodyMark(sync.ports.crypto, await shownHere(sync, comment.body));
}

/** With what a user has made of the copy since it was written. Where something of it could not be carried, that cannot be told. */
async function givenUp({ sync, issue }: Job, twin: Twin, trace: CommentTrace, next: string | null): Promise<Twin['conflicts']> {
  const ours = issue.comments.find((comment) => comment.id === trace.local);
  const lossy = twin.losses.written.some(({ of: member }) => member === commentMember(trace.remote));
  if (ours === undefined || trace.says === undefined || lossy) return twin.conflicts;
  const says = await bodyMark(sync.ports.crypto, ours.body);
  if (says === trace.says || says === next) return twin.conflicts;
  return withConflicts(twin, [conflictOf(sync, 'comments', 'ours', plainText(ours.body))]);
}

function lossesWith({ losses }: Twin, remoteId: string, written: readonly Loss[]): Twin['losses'] {
  return { ...losses, written: lostNow(losses.written, [commentMember(remoteId)], written) };
}

export function authorOf({ replica }: Pick<Job, 'replica'>, remoteId: string): string | null {
  for (const one of listOf(replica['comments'])) {
    const comment = objectOf(one);
    if (comment['id'] !== remoteId) continue;
    const name = objectOf(comment['author'])['name'];
    return typeof name === 'string' ? name.slice(0, 200) : null;
  }
  return null;
}
