/** Comments as records, without the revisions that they cause. */
import type { Comment, CommentVersion, Organization, WorkItem } from './types.ts';

interface NewComment {
  readonly text: string;
  readonly format: CommentVersion['format'];
  readonly by: string;
}

/** Only the record: the caller makes the revision. */
export function addCommentRecord(organization: Organization, item: WorkItem, { text, format, by }: NewComment): Comment {
  organization.counters.comment += 1;
  const comment: Comment = {
    id: organization.counters.comment,
    workItemId: item.id,
    versions: [{ version: 1, text, format, by, at: organization.now(), deleted: false }],
  };
  const list = organization.comments.get(item.id) ?? [];
  list.push(comment);
  organization.comments.set(item.id, list);
  return comment;
}

export function currentVersion(comment: Comment): CommentVersion {
  const version = comment.versions.at(-1);
  if (version === undefined) throw new Error(`comment ${comment.id} has no version`);
  return version;
}
