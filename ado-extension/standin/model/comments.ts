/** The discussion of a work item: comments with versions. Ids are unique in the organization, as the host's are. */
import { refusals, HostError } from '../wire/errors.ts';
import { sanitizeHtml } from './html.ts';
import { canWrite } from './organization.ts';
import { addCommentRecord, currentVersion } from './comment-records.ts';
import type { Comment, CommentVersion, Organization, User, WorkItem } from './types.ts';
import { projectOf, reviseForComment } from './work-items.ts';

export function findComment(organization: Organization, item: WorkItem, id: number, includeDeleted: boolean): Comment {
  const comment = (organization.comments.get(item.id) ?? []).find((candidate) => candidate.id === id);
  if (comment === undefined || (currentVersion(comment).deleted && !includeDeleted)) {
    throw new HostError(404, 'CommentNotFoundException', `Comment ${id} does not exist, or you do not have permissions to read it.`);
  }
  return comment;
}

function checkText(text: string): void {
  // https://learn.microsoft.com/rest/api/azure/devops/wit/comments/add-comment: an empty comment is refused.
  if (text.trim() === '') throw refusals.badArgument('text', 'Value cannot be null or empty.');
}

const clean = (text: string, format: CommentVersion['format']): string => (format === 'html' ? sanitizeHtml(text) : text);

export function addComment(organization: Organization, item: WorkItem, by: User, text: string, format: CommentVersion['format']): Comment {
  if (!canWrite(by, projectOf(organization, item))) throw refusals.noWrite();
  checkText(text);
  const stored = clean(text, format);
  const comment = addCommentRecord(organization, item, { text: stored, format, by: by.id });
  reviseForComment(organization, item, comment, by, stored);
  return comment;
}

/** Only its author edits a comment; administrators may remove any. */
export function editComment(organization: Organization, item: WorkItem, comment: Comment, by: User, text: string): Comment {
  if (!canWrite(by, projectOf(organization, item))) throw refusals.noWrite();
  if (comment.versions[0]?.by !== by.id) throw refusals.lacks(by.displayName, 'Edit comments of others');
  checkText(text);
  const current = currentVersion(comment);
  comment.versions.push({
    version: current.version + 1,
    text: clean(text, current.format),
    format: current.format,
    by: by.id,
    at: organization.now(),
    deleted: false,
  });
  reviseForComment(organization, item, comment, by, null);
  return comment;
}

export function removeComment(organization: Organization, item: WorkItem, comment: Comment, by: User): void {
  const mayRemove = comment.versions[0]?.by === by.id ? canWrite(by, projectOf(organization, item)) : by.options.role === 'administrator';
  if (!mayRemove) throw refusals.lacks(by.displayName, 'Delete comments of others');
  const current = currentVersion(comment);
  comment.versions.push({ ...current, version: current.version + 1, by: by.id, at: organization.now(), deleted: true });
  reviseForComment(organization, item, comment, by, null);
}
