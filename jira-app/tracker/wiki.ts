/** The rich text of Jira Data Center: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all */
import type { RichNode } from '@entente/core';
import type { Sources } from '@entente/richtext';

export { decodeWiki } from './wiki-decode.ts';
export { encodeWiki } from './wiki-encode.ts';
export { mentionId, type WikiOptions } from './wiki-syntax.ts';

/** Nobody but the decoder adds to it, so that what is in it may be written to Jira again. */
export const givenMarkup: Sources = new WeakMap<RichNode, string>();
