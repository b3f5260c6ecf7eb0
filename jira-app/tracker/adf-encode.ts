/**
 * Writes a document as ADF.
 *
 * 1. Whatever the document, the result is valid against ADF's JSON schema: Jira refuses a whole issue for one wrong node.
 * 2. A block that this Jira gave is written as it gave it (Tracker, 5).
 * 3. What ADF or this Jira site cannot hold becomes the nearest that it can, and a loss (adf-grammar.ts).
 */
import {
  countLosses,
  richDocument,
  simplify,
  type Encoded,
  type Json,
  type LossCounter,
  type RichDocument,
  type RichMark,
  type RichNode,
} from '@entente/core';
import { adfAttrs } from './adf-attrs.ts';
import { adfDialect } from './adf-grammar.ts';
import { givenByJira } from './adf-decode.ts';
import { withAddresses } from './adf-media.ts';

export interface AdfNode {
  type: string;
  attrs?: Record<string, Json>;
  content?: AdfNode[];
  text?: string;
  marks?: { type: string; attrs?: Record<string, Json> }[];
}

export interface AdfDocument {
  type: 'doc';
  version: 1;
  content: AdfNode[];
}

interface Work {
  readonly losses: LossCounter;
  /** Task and decision items need an id that is unique in the document. */
  nextLocalId(): string;
}

const needsLocalId = new Set(['taskList', 'taskItem', 'decisionList', 'decisionItem']);
/** ADF wants something in them. */
const neverEmpty = new Set(['listItem', 'blockquote', 'panel', 'expand', 'nestedExpand', 'layoutColumn', 'tableCell', 'tableHeader']);
const lines = new Set(['paragraph', 'heading']);
/** Parents in whose paragraphs and headings they stand. */
const blockMarks = new Map([
  ['alignment', new Set(['doc', 'layoutColumn', 'tableCell', 'tableHeader'])],
  ['indentation', new Set(['doc', 'layoutColumn'])],
]);
const listTypes = new Set(['bulletList', 'orderedList', 'taskList']);

/** Code goes with a link and with nothing else. */
function compatible(marks: readonly RichMark[], losses: LossCounter): readonly RichMark[] {
  if (!marks.some((mark) => mark.type === 'code')) return marks;
  return marks.filter((mark) => {
    const kept = mark.type === 'code' || mark.type === 'link';
    if (!kept) losses.note(mark.type);
    return kept;
  });
}

function marksOf(node: RichNode, work: Work): NonNullable<AdfNode['marks']> {
  const marks: NonNullable<AdfNode['marks']> = [];
  for (const mark of compatible(node.marks ?? [], work.losses)) {
    const attrs = adfAttrs(mark.type, mark.attrs);
    if (attrs === null) work.losses.note(mark.type);
    else marks.push(attrs === undefined ? { type: mark.type } : { type: mark.type, attrs });
  }
  return marks;
}

/** Alignment and indentation of a paragraph or heading: at most one of them, and only where the schema has it. */
function blockMarksOf(node: RichNode, parent: string, work: Work): NonNullable<AdfNode['marks']> {
  const marks: NonNullable<AdfNode['marks']> = [];
  for (const mark of node.marks ?? []) {
    const attrs = lines.has(node.type) && blockMarks.get(mark.type)?.has(parent) === true ? adfAttrs(mark.type, mark.attrs) : null;
    if (attrs === null || attrs === undefined || marks.length > 0) work.losses.note(mark.type);
    else marks.push({ type: mark.type, attrs });
  }
  return marks;
}

function attrsOf(node: RichNode, work: Work): Record<string, Json> | undefined {
  const attrs = adfAttrs(node.type, node.attrs) ?? undefined;
  return needsLocalId.has(node.type) ? { localId: work.nextLocalId(), ...attrs } : attrs;
}

function contentOf(node: RichNode, work: Work): AdfNode[] {
  const content = (node.content ?? []).map((child) => nodeOf(child, node.type, work));
  // The editor cannot show an item that begins with a list: it needs a line to hang it on.
  const hangs = node.type === 'listItem' && listTypes.has(content[0]?.type ?? '');
  return hangs || (content.length === 0 && neverEmpty.has(node.type)) ? [{ type: 'paragraph', content: [] }, ...content] : content;
}

function nodeOf(node: RichNode, parent: string, work: Work): AdfNode {
  if (node.type === 'text') {
    const marks = marksOf(node, work);
    return { type: 'text', text: node.text ?? '', ...(marks.length === 0 ? {} : { marks }) };
  }
  const attrs = attrsOf(node, work);
  const marks = blockMarksOf(node, parent, work);
  return {
    type: node.type,
    ...(marks.length === 0 ? {} : { marks }),
    ...(attrs === undefined ? {} : { attrs }),
    ...(node.content === undefined ? {} : { content: contentOf(node, work) }),
  };
}

/** `siteUrl`: whose attachments are shown by their address. */
export function encodeAdf(document: RichDocument, siteUrl = ''): Encoded<AdfDocument> {
  const losses = countLosses();
  let localIds = 0;
  const work: Work = { losses, nextLocalId: () => String((localIds += 1)) };
  const content: AdfNode[] = [];
  let ours: RichNode[] = [];
  const write = (): void => {
    const simple = simplify(withAddresses(richDocument(ours), siteUrl), adfDialect);
    losses.add(simple.losses);
    content.push(...simple.document.content.map((node) => nodeOf(node, 'doc', work)));
    ours = [];
  };
  for (const block of document.content) {
    const given = givenByJira(block);
    if (given === null) ours.push(block);
    else {
      write();
      content.push(given);
    }
  }
  write();
  return { native: { type: 'doc', version: 1, content }, losses: losses.list() };
}
