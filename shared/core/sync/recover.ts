/**
 * A write that was announced and not confirmed: did it happen? Asked of the tracker before anything is written again.
 * PROTOCOL §7.2
 */
import { faultError } from '../fault.ts';
import type { IntentId, IssueId } from '../ids.ts';
import { id } from '../ids.ts';
import type { RichDocument } from '../richtext/document.ts';
import { rfc3339 } from '../time.ts';
import { CLOCK_SKEW_MS, LATE_APPLY_MS } from './back-off.ts';
import { closeIntent } from './intent.ts';
import type { Job } from './job.ts';
import { hasLabel, marksOf } from './letters.ts';
import type { Loaded } from './records.ts';
import type { Intent, StoredFile, Twin } from './twin.schema.ts';
import { authorOf } from './write-comments.ts';

const NO_DOCUMENT: RichDocument = { type: 'doc', version: 1, content: [] };

export async function recoverIntent(job: Job, twin: Loaded<Twin>): Promise<Loaded<Twin>> {
  const intent = twin.value.work === null ? null : twin.value.work.intent;
  if (intent === null) return twin;
  if (intent.kind === 'addComment') return await recoverComment(job, twin, intent);
  if (intent.kind === 'addAttachment') return await recoverAttachment(job, twin, intent);
  if (intent.kind === 'update') return await recoverUpdate(job, twin, intent);
  // The others do no harm when they are made again.
  return closeIntent(job.sync, twin, {});
}

async function recoverComment(job: Job, twin: Loaded<Twin>, intent: Intent): Promise<Loaded<Twin>> {
  const { sync, issue, wanted } = job;
  const remote = intent.remoteId ?? '';
  const comment = wanted.comments?.theirs.find((one) => one.remoteId === remote);
  const body = comment?.body ?? NO_DOCUMENT;
  const target = { kind: 'comment' as const, issueId: id<IssueId>(issue.id), body, since: rfc3339(intent.since - CLOCK_SKEW_MS) };
  const local = await sync.ports.tracker.findIntent(id<IntentId>(intent.id), target);
  // Where a tracker can only compare texts, an older comment that says the same is not the one.
  if (local === null || twin.value.comments.some((trace) => trace.local === local)) return closeIntent(sync, twin, {});
  return closeIntent(sync, twin, {
    comments: [...twin.value.comments, { local, remote, applied: intent.applied ?? '', author: authorOf(job, remote) }],
  });
}

async function recoverAttachment({ sync, issue }: Job, twin: Loaded<Twin>, intent: Intent): Promise<Loaded<Twin>> {
  const file: StoredFile | null = intent.file;
  if (file === null || intent.remoteId === null) throw faultError({ whose: 'ours', code: 'intent.incomplete' });
  const target = {
    kind: 'attachment' as const,
    issueId: id<IssueId>(issue.id),
    file: { filename: file.filename, mediaType: file.mediaType, size: file.size, sha256: id<never>(file.sha256) },
    since: rfc3339(intent.since - CLOCK_SKEW_MS),
  };
  const local = await sync.ports.tracker.findIntent(id<IntentId>(intent.id), target);
  if (local === null || twin.value.attachments.some((trace) => trace.local === local)) return closeIntent(sync, twin, {});
  return closeIntent(sync, twin, {
    attachments: [...twin.value.attachments, { local, remote: intent.remoteId, sha256: file.sha256 }],
  });
}

/** Users may have added to what was written, or taken from it: what it was to change counts, not the whole. */
function showsLabels(now: readonly string[], before: readonly string[], after: readonly string[]): boolean {
  const added = after.filter((label) => !hasLabel(before, label));
  const removed = before.filter((label) => !hasLabel(after, label));
  if (added.length + removed.length === 0) return false;
  return added.every((label) => hasLabel(now, label)) && !removed.some((label) => hasLabel(now, label));
}

/** Where the issue says any of what was to be written, it was written; a user's change since then is decided like any other. */
async function recoverUpdate({ sync, issue, message }: Job, twin: Loaded<Twin>, intent: Intent): Promise<Loaded<Twin>> {
  const { update } = intent;
  // Under a guard the same may be written again at once. Something else may not: of two that wait for their turn, the older could win.
  const left = intent.since + LATE_APPLY_MS - sync.ports.clock.now();
  if (update !== null && intent.revision === issue.revision && update.fieldsVersion !== message.version.own && left > 0)
    throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', retryAfterMs: left });
  if (update === null || (intent.revision !== null && intent.revision === issue.revision)) return closeIntent(sync, twin, {});
  const marks = await marksOf(sync.ports.crypto, issue);
  const shown = Object.keys(update.marks).some((field) => update.marks[field] === marks[field]);
  // It may have been written and changed again since: the value that it gave up is kept, in case it is nowhere else any more.
  if (!shown && !showsLabels(issue.labels, twin.value.labels.here, update.labels.here))
    return closeIntent(sync, twin, { conflicts: update.conflicts });
  const { marks: _, ...after } = update;
  return closeIntent(sync, twin, after);
}
