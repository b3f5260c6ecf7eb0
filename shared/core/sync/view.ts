/** Our issue as scripts and fingerprints see it. */
import type { JsonObject } from '../json.ts';
import type { Issue } from '../tracker.ts';
import { issueView } from '../rules/script-view.ts';
import type { Twin } from './twin.schema.ts';

/** Without what came from the partner, and without internal comments: what may go out. */
export function outgoingView(issue: Issue, twin: Twin | null): JsonObject {
  const copies = new Set<string>();
  for (const trace of twin?.comments ?? []) copies.add(trace.local);
  for (const trace of twin?.attachments ?? []) copies.add(trace.local);
  return issueView(issue, {
    comments: issue.comments.filter((comment) => !comment.internal && !copies.has(comment.id)),
    attachments: issue.attachments.filter((attachment) => !copies.has(attachment.id)),
  });
}

/** Everything: what an incoming script may leave or replace. */
export function incomingView(issue: Issue): JsonObject {
  return issueView(issue, issue);
}
