/** Copies of comments as the default rules write them: the author's name, and a colon, in a paragraph before what was said. */
import { richDocument, textNode } from '@entente/core';
import type { IssueComment, RichDocument } from '@entente/core';
import { APP, USER } from './memory-tracker-state.ts';

/** The copy of what somebody has said on the other side; without a name, the user of the memory tracker. */
export function named(body: RichDocument, author: string = USER.name): RichDocument {
  return richDocument([{ type: 'paragraph', content: [textNode(`${author}:`)] }, ...body.content]);
}

/** Of a comment in a memory tracker: its copy, which it may be itself. Both sides' are the same. */
export function copyOf({ author, body }: Pick<IssueComment, 'author' | 'body'>): RichDocument {
  return author === null || author.id === APP.id ? body : named(body, author.name);
}
