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

const CODE = /\[\/?code\]/i;
/** In HTML the bracket is an entity, so that nobody's text ends it. */
const CODES = /\[(\/?code\])/gi;

export function encodeComment(document: RichDocument): Encoded<string> {
  const plain = encodePlain(document);
  // Text that says `[code]` would be shown as HTML itself.
  const needsHtml = isFormatted(document) || CODE.test(plain.native);
  if (!needsHtml || !allowsHtml()) return plain;
  const html = encodeHtml(document);
  return { native: `[code]${html.native.replace(CODES, '&#91;$1')}[/code]`, losses: html.losses };
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
  if (!allowsHtml()) return { document: fromPlainText(given), losses: [] };
  const decoded = partsOf(given).map(({ isHtml, value }) => (isHtml ? decodeHtml(value) : { document: fromPlainText(value), losses: [] }));
  const content: RichNode[] = [];
  for (const { document } of decoded) for (const block of document.content) content.push(block);
  return { document: richDocument(content), losses: sumLosses(decoded.map(({ losses }) => losses)) };
}

interface Part {
  readonly isHtml: boolean;
  readonly value: string;
}

/** Without its end, what follows `[code]` is shown as it is. */
function partsOf(given: string): readonly Part[] {
  const parts: Part[] = [];
  const starts = /\[code\]/gi;
  const ends = /\[\/code\]/gi;
  let at = 0;
  for (let start = starts.exec(given); start !== null; start = starts.exec(given)) {
    ends.lastIndex = starts.lastIndex;
    const end = ends.exec(given);
    if (end === null) break;
    parts.push({ isHtml: false, value: given.slice(at, start.index) });
    parts.push({ isHtml: true, value: given.slice(starts.lastIndex, end.index) });
    at = starts.lastIndex = ends.lastIndex;
  }
  parts.push({ isHtml: false, value: given.slice(at) });
  return parts;
}
