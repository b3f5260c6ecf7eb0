/**
 * The document model: a superset of ADF (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/).
 *
 * 1. Every platform reads its own dialect into this and writes it from this; no dialect is translated to another.
 * 2. What a dialect cannot carry is returned as a loss, never dropped silently.
 * 3. Nodes understood everywhere: doc, paragraph, heading (attrs.level 1–6), bulletList, orderedList (attrs.order),
 *    listItem, codeBlock (attrs.language), blockquote, rule, table, tableRow, tableHeader, tableCell, hardBreak,
 *    mention (attrs.text), text. Marks: strong, em, strike, code, underline, link (attrs.href). Others may occur.
 */
import type { Json } from '../json.ts';

export interface RichMark {
  readonly type: string;
  readonly attrs?: { readonly [name: string]: Json };
}

export interface RichNode {
  readonly type: string;
  readonly attrs?: { readonly [name: string]: Json };
  readonly content?: readonly RichNode[];
  readonly text?: string;
  readonly marks?: readonly RichMark[];
}

export interface RichDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly RichNode[];
}

/** Something that could not be carried. `what` is a node or mark type of the model, or the dialect's own name for it. */
export interface Loss {
  readonly what: string;
  readonly count: number;
}

export interface Encoded<Native> {
  readonly native: Native;
  readonly losses: readonly Loss[];
}

export interface Decoded {
  readonly document: RichDocument;
  readonly losses: readonly Loss[];
}
