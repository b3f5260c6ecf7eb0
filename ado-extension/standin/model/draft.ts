/** The working copy that a patch is applied to; nothing of it is kept when the patch is refused. */
import type { CommentRef, FieldValue, Relation, Revision } from './types.ts';

export interface Draft {
  readonly fields: Record<string, FieldValue>;
  relations: Relation[];
  readonly markdown: Set<string>;
  /** Reference names that the patch spoke of. */
  readonly touched: Set<string>;
  history: string | null;
  comment: CommentRef | null;
  deleted: boolean;
}

export function draftOf(revision: Revision | null): Draft {
  return {
    fields: { ...revision?.fields },
    relations: [...(revision?.relations ?? [])],
    markdown: new Set(revision?.markdown),
    touched: new Set(),
    history: null,
    comment: null,
    deleted: revision?.deleted ?? false,
  };
}
