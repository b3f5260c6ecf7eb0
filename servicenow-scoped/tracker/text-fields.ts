/**
 * Rich text here: descriptions are plain text; a comment may hold HTML between `[code]` and `[/code]` where the instance
 * allows it. https://www.servicenow.com/docs/r/platform-administration/c_JournalFields.html
 */
import {
  COMMON_NODES,
  fromPlainText,
  plainText,
  richDocument,
  simplify,
  sumLosses,
  type Decoded,
  type Encoded,
  type RichDocument,
  type RichNode,
} from '@entente/core';
import { decodeHtml, encodeHtml } from '@entente/richtext';
import { text } from './values.ts';

export function encodePlain(document: RichDocument): Encoded<string> {
  const { losses } = simplify(document, { nodes: COMMON_NODES, marks: [] });
  return { native: plainText(document), losses };
}

export function encodeComment(document: RichDocument): Encoded<string> {
  const plain = encodePlain(document);
  if (!isFormatted(document) || !allowsHtml()) return plain;
  const html = encodeHtml(document);
  return { native: `[code]${html.native}[/code]`, losses: html.losses };
}

/** Text that would show otherwise without its marks and blocks. */
function isFormatted({ content }: RichDocument): boolean {
  const lines = (nodes: readonly RichNode[]): boolean =>
    nodes.every(
      (node) => (node.type === 'text' || node.type === 'hardBreak' || node.type === 'mention') && (node.marks ?? []).length === 0,
    );
  return !content.every((block) => block.type === 'paragraph' && lines(block.content ?? []));
}

function allowsHtml(): boolean {
  return text(gs.getProperty('glide.ui.security.allow_codetag', 'true')) === 'true';
}

export function decodeComment(given: string): Decoded {
  const parts = given.split(/\[code\]|\[\/code\]/i);
  // Without its end, what follows `[code]` is shown as it is.
  if (parts.length % 2 === 0 || parts.length === 1) return { document: fromPlainText(given), losses: [] };
  const decoded = parts.map((part, index) => (index % 2 === 1 ? decodeHtml(part) : { document: fromPlainText(part), losses: [] }));
  const content: RichNode[] = [];
  for (const { document } of decoded) for (const block of document.content) content.push(block);
  return { document: richDocument(content), losses: sumLosses(decoded.map(({ losses }) => losses)) };
}
