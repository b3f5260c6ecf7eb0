/**
 * What this process knows of discussions since it read them, so that one which has not changed is not read again.
 *
 * 1. Every change of a work item is one revision more, new, edited and deleted comments included: the same revision has the same
 *    comments (https://learn.microsoft.com/rest/api/azure/devops/wit/work-items, `WorkItemCommentVersionRef`).
 * 2. Own writes are taken in as the host answered them, each one revision more. Where the revisions do not come out one by one,
 *    somebody else wrote in between, and everything is read.
 * 3. Nothing is relied on for longer than ten minutes, and little is kept.
 */
import type { IssueComment, IssueId } from '@entente/core';

const MOST_ITEMS = 2000;
const MOST_COMMENTS = 50;
const KEPT_MS = 10 * 60_000;

interface Known {
  readonly revision: number;
  readonly comments: readonly IssueComment[];
  readonly readAt: number;
}

export interface Memory {
  /** Null: they have to be read. */
  comments(issueId: IssueId, revision: number): readonly IssueComment[] | null;
  /** As they were read with the item of this revision. */
  read(issueId: IssueId, revision: number, comments: readonly IssueComment[]): void;
  /** By ourselves. */
  added(issueId: IssueId, comment: IssueComment): void;
  /** A write of our own that left the comments alone was answered with this revision. Null: somebody else has written as well. */
  written(issueId: IssueId, revision: number): readonly IssueComment[] | null;
  forget(issueId: IssueId): void;
}

export function openMemory(now: () => number): Memory {
  const items = new Map<IssueId, Known>();
  const keep = (issueId: IssueId, known: Known): void => {
    items.delete(issueId);
    if (known.comments.length > MOST_COMMENTS) return;
    items.set(issueId, known);
    const oldest = items.size > MOST_ITEMS ? items.keys().next() : null;
    if (oldest !== null && oldest.done !== true) items.delete(oldest.value);
  };
  const fresh = (issueId: IssueId): Known | null => {
    const known = items.get(issueId);
    return known === undefined || known.readAt + KEPT_MS < now() ? null : known;
  };
  return {
    comments: (issueId, revision) => {
      const known = fresh(issueId);
      return known === null || known.revision !== revision ? null : known.comments;
    },
    read: (issueId, revision, comments) => keep(issueId, { revision, comments, readAt: now() }),
    added: (issueId, comment) => {
      const known = fresh(issueId);
      if (known !== null)
        keep(issueId, {
          ...known,
          revision: known.revision + 1,
          comments: [...known.comments.filter(({ id }) => id !== comment.id), comment],
        });
    },
    written: (issueId, revision) => {
      const known = fresh(issueId);
      items.delete(issueId);
      if (known === null || known.revision + 1 !== revision) return null;
      keep(issueId, { ...known, revision });
      return known.comments;
    },
    forget: (issueId) => void items.delete(issueId),
  };
}
