/**
 * How an intent's marker travels inside the write it belongs to (docs/decisions/0010-azure-devops-markers.md).
 *
 * 1. A work item carries a hyperlink whose address names the intent. `.invalid` leads nowhere (RFC 2606 §2), so that the
 *    link gives away neither side and no one can take the address.
 * 2. An attachment carries the intent in its relation's comment, which people see as the attachment's comment.
 */
import { id, type IntentId } from '@entente/core';
import type { Relation } from './answers.schema.ts';

const ADDRESS = 'https://entente.invalid/intent/';
const COMMENT = 'Entente ';
const INTENT = /^[A-Za-z0-9._:-]{1,120}$/;

export const HYPERLINK = 'Hyperlink';
export const ATTACHED_FILE = 'AttachedFile';

export function issueMarker(intent: IntentId): {
  readonly rel: string;
  readonly url: string;
  readonly attributes: { readonly comment: string };
} {
  return {
    rel: HYPERLINK,
    url: ADDRESS + intent,
    attributes: { comment: 'Made by Entente. Please keep this link: it prevents duplicates.' },
  };
}

export function attachmentMarker(intent: IntentId): string {
  return COMMENT + intent;
}

/** The marker of a work item; of several (a copy that was synchronised itself) the newest, which stands last. */
export function readIssueMarker(relations: readonly Relation[]): IntentId | null {
  const found = relations.filter(({ rel, url }) => rel === HYPERLINK && url.startsWith(ADDRESS)).at(-1);
  return found === undefined ? null : intentOf(found.url.slice(ADDRESS.length));
}

export function hasIssueMarker(relations: readonly Relation[], intent: IntentId): boolean {
  return relations.some(({ rel, url }) => rel === HYPERLINK && url === ADDRESS + intent);
}

export function readAttachmentMarker({ attributes }: Relation): IntentId | null {
  const comment = attributes.comment ?? '';
  return comment.startsWith(COMMENT) ? intentOf(comment.slice(COMMENT.length)) : null;
}

function intentOf(text: string): IntentId | null {
  return INTENT.test(text) ? id<IntentId>(text) : null;
}
