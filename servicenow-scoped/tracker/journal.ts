/**
 * Comments and work notes: rows of `sys_journal_field`, which the platform writes when a task's `comments` or `work_notes`
 * are set. Work notes are internal, and never written.
 */
import {
  faultError,
  id,
  type CommentId,
  type IntentTarget,
  type IssueComment,
  type RichDocument,
  type Updated,
  type Written,
} from '@entente/core';
import { authorOf } from './people.ts';
import { decodeComment, encodeComment } from './text-fields.ts';
import { glideTimeOf, rfc3339Of, text } from './values.ts';

const TABLE = 'sys_journal_field';
/** The database's clock and the one that `since` came from. */
const SKEW_MS = 60000;

function rowsOf(sysId: string, elements: string): GlideRecord {
  const row = new GlideRecord(TABLE);
  row.addQuery('element_id', sysId);
  row.addQuery('element', 'IN', elements);
  row.orderBy('sys_created_on');
  return row;
}

/** Oldest first; of one second in the order of their ids. */
export function readComments(sysId: string): readonly IssueComment[] {
  const row = rowsOf(sysId, 'comments,work_notes');
  row.query();
  const comments: IssueComment[] = [];
  while (row.next()) comments.push(commentOf(row));
  return comments.sort((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
}

function commentOf(row: GlideRecord): IssueComment {
  const { document, losses } = decodeComment(text(row.getValue('value')));
  const createdAt = rfc3339Of(row.getValue('sys_created_on'));
  return {
    id: id<CommentId>(text(row.getUniqueValue())),
    author: authorOf(text(row.getValue('sys_created_by'))),
    createdAt,
    updatedAt: createdAt,
    body: document,
    losses,
    marker: null,
    internal: text(row.getValue('element')) !== 'comments',
  };
}

/** `task`: the record, as read. */
export function addComment(task: GlideRecord, body: RichDocument): Written<CommentId> {
  const sysId = text(task.getUniqueValue());
  const { native, losses } = encodeComment(body);
  const before = idsWith(sysId, native, null);
  task.setValue('comments', native);
  if (text(task.update()) === '')
    throw faultError({ whose: 'tracker', code: 'tracker.refused', params: { field: 'comments', message: 'the update was refused' } });
  const made = idsWith(sysId, native, null).filter((one) => before.indexOf(one) < 0);
  const commentId = made[0];
  if (commentId === undefined)
    throw faultError({
      whose: 'tracker',
      code: 'tracker.unavailable',
      retry: 'later',
      certain: false,
      detail: 'the journal has no such entry yet',
    });
  return { id: id<CommentId>(commentId), revision: null, losses };
}

/** What an interrupted `addComment` wrote: entries have no place for a marker. */
export function findComment(target: Extract<IntentTarget, { readonly kind: 'comment' }>, sinceMs: number): string | null {
  const { native } = encodeComment(target.body);
  return idsWith(target.issueId, native, sinceMs)[0] ?? null;
}

function idsWith(sysId: string, native: string, sinceMs: number | null): readonly string[] {
  const row = rowsOf(sysId, 'comments');
  if (sinceMs !== null) row.addQuery('sys_created_on', '>=', glideTimeOf(sinceMs - SKEW_MS));
  row.query();
  const ids: string[] = [];
  while (row.next()) if (sameText(text(row.getValue('value')), native)) ids.push(text(row.getUniqueValue()));
  return ids;
}

/** The platform may write line ends its own way. */
function sameText(a: string, b: string): boolean {
  const plain = (given: string): string => given.replace(/\r\n?/g, '\n').replace(/\s+$/, '');
  return plain(a) === plain(b);
}

function find(sysId: string, commentId: string): GlideRecord | null {
  const row = new GlideRecord(TABLE);
  return row.get(commentId) && text(row.getValue('element_id')) === sysId ? row : null;
}

/** Instances protect the journal as they like: where the entry cannot be changed it stays as it is. */
export function updateComment(sysId: string, commentId: string, body: RichDocument): Updated {
  const row = find(sysId, commentId);
  if (row === null) return { outcome: 'gone' };
  const { native, losses } = encodeComment(body);
  row.setValue('value', native);
  return text(row.update()) === '' ? { outcome: 'gone' } : { outcome: 'done', revision: null, losses };
}

export function removeComment(sysId: string, commentId: string): Updated {
  const row = find(sysId, commentId);
  if (row === null || !row.deleteRecord()) return { outcome: 'gone' };
  return { outcome: 'done', revision: null, losses: [] };
}
