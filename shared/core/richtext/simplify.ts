/**
 * Brings any document into a shape that a dialect can write.
 *
 * 1. The result holds only the dialect's nodes and marks, each where the model's grammar (shapes.ts) allows it: blocks in
 *    blocks, lines in lines, items in lists, cells in rows. What a partner or a script sends may be shaped anyhow.
 * 2. What is not the dialect's becomes the nearest that is (nearest.ts), is counted as a loss, and keeps its text.
 * 3. Links have safe addresses only (href.ts), text has only characters that can be carried (text.ts).
 * 4. Nesting deeper than MAX_DEPTH becomes plain text and a loss.
 */
import type { Loss, RichDocument, RichMark, RichNode } from './document.ts';
import { safeHref } from './href.ts';
import { countLosses, type LossCounter } from './losses.ts';
import { losesNothing, nearest } from './nearest.ts';
import { innerText, paragraph, richDocument, textNode } from './nodes.ts';
import { shapeOf } from './shapes.ts';
import { cleanText } from './text.ts';

export interface Dialect {
  readonly nodes: readonly string[];
  readonly marks: readonly string[];
  /** Of blocks. */
  readonly blockMarks?: readonly string[];
  /** By parent type (`doc` at the top): the only blocks it may hold. A parent that is not named may hold all. */
  readonly inside?: { readonly [parent: string]: readonly string[] };
  /** Whether the dialect can write this very node, of a type that it has. */
  readonly accepts?: (node: RichNode) => boolean;
}

export const MAX_DEPTH = 60;
/** They show nothing. */
const UNSEEN_MARKS = ['fragment', 'dataConsumer'];
const BREAK: RichNode = { type: 'hardBreak' };

interface Work {
  readonly dialect: Dialect;
  readonly losses: LossCounter;
}

function carries(node: RichNode, parent: string | null, work: Work): boolean {
  const { nodes, inside = {}, accepts } = work.dialect;
  const allowed = parent === null ? undefined : inside[parent];
  return nodes.includes(node.type) && (allowed === undefined || allowed.includes(node.type)) && (accepts === undefined || accepts(node));
}

function isInline(node: RichNode): boolean {
  return shapeOf(node.type)?.stands === 'inline';
}

/** Unknown nodes stand where their first known descendant would; a bare text node is a line. */
function standsInLine(node: RichNode, depth: number): boolean {
  if (shapeOf(node.type) !== null) return isInline(node);
  const content = node.content ?? [];
  return depth > MAX_DEPTH || content.every((child) => standsInLine(child, depth + 1));
}

function marksOf(node: RichNode, work: Work): readonly RichMark[] {
  const marks: RichMark[] = [];
  (node.marks ?? []).forEach((mark) => {
    if (marks.some((kept) => kept.type === mark.type)) return;
    const href = mark.type === 'link' ? safeHref(mark.attrs?.['href']) : null;
    if (!work.dialect.marks.includes(mark.type) || (mark.type === 'link' && href === null)) work.losses.note(mark.type);
    else marks.push(href === null ? mark : { ...mark, attrs: { ...mark.attrs, href } });
  });
  return marks;
}

function textNodes(node: RichNode, work: Work): readonly RichNode[] {
  const marks = marksOf(node, work);
  const result: RichNode[] = [];
  cleanText(node.text ?? '')
    .split('\n')
    .forEach((part, index) => {
      if (index > 0) result.push(BREAK);
      if (part !== '') result.push(textNode(part, marks));
    });
  return result;
}

/** `nodes` as the content of one line. Blocks among them are put on lines of their own by hard breaks. */
function lineContent(nodes: readonly RichNode[], work: Work, depth: number): readonly RichNode[] {
  const result: RichNode[] = [];
  nodes.forEach((node) => {
    if (node.type === 'text') result.push(...textNodes(node, work));
    else if (isInline(node) && carries(node, null, work)) result.push(leafOf(node, work));
    else result.push(...lineOfOther(node, work, depth, result.length > 0));
  });
  return result;
}

function lineOfOther(node: RichNode, work: Work, depth: number, follows: boolean): readonly RichNode[] {
  if (!losesNothing(node)) work.losses.note(node.type);
  if (depth >= MAX_DEPTH) return textNodes({ type: 'text', text: innerText([node]) }, work);
  const content = lineContent(
    nearest(node).map((one) => withMarks(one, node)),
    work,
    depth + 1,
  );
  const separate = follows && content.length > 0 && !standsInLine(node, 0);
  return separate ? [BREAK].concat(content) : content;
}

function leafOf(node: RichNode, work: Work): RichNode {
  const { content: _content, text: _text, marks: _marks, ...leaf } = node;
  const marks = marksOf(node, work);
  return marks.length === 0 ? leaf : { ...leaf, marks };
}

/** Words that stand for a marked date, person or picture are marked as that was. */
function withMarks(words: RichNode, { marks }: RichNode): RichNode {
  if (words.type !== 'text' || marks === undefined || marks.length === 0) return words;
  return { ...words, marks: (words.marks ?? []).concat(marks) };
}

function blockContent(nodes: readonly RichNode[], parent: string, work: Work, depth: number): readonly RichNode[] {
  if (depth >= MAX_DEPTH) return tooDeep(nodes, work);
  const result: RichNode[] = [];
  let line: RichNode[] = [];
  const endLine = (): void => {
    if (line.length === 0) return;
    const content = lineContent(line, work, depth + 1);
    if (content.length > 0) result.push(paragraph(content));
    line = [];
  };
  nodes.forEach((node) => {
    if (standsInLine(node, 0)) {
      line.push(node);
      return;
    }
    endLine();
    result.push(...block(node, parent, work, depth));
  });
  endLine();
  return result;
}

function tooDeep(nodes: readonly RichNode[], work: Work): readonly RichNode[] {
  const content = textNodes({ type: 'text', text: innerText(nodes) }, work);
  if (nodes.some((node) => !isInline(node) && node.type !== 'paragraph')) work.losses.note('nesting');
  return content.length === 0 ? [] : [paragraph(content)];
}

function block(node: RichNode, parent: string, work: Work, depth: number): readonly RichNode[] {
  if (shapeOf(node.type)?.stands !== 'block' || !carries(node, parent, work)) {
    work.losses.note(node.type);
    return blockContent(nearest(node), parent, work, depth + 1);
  }
  return [filled(node, work, depth)];
}

function blockMarks(marks: readonly RichMark[], { dialect, losses }: Work): readonly RichMark[] {
  return marks.filter(({ type }) => {
    const carried = dialect.blockMarks !== undefined && dialect.blockMarks.includes(type);
    if (!carried && !UNSEEN_MARKS.includes(type)) losses.note(type);
    return carried;
  });
}

/** The node with its content in shape. */
function filled(node: RichNode, work: Work, depth: number): RichNode {
  const { text: _text, content = [], marks = [], ...plain } = node;
  const kept = blockMarks(marks, work);
  const rest = kept.length === 0 ? plain : { ...plain, marks: kept };
  const holds = shapeOf(node.type)?.holds ?? 'none';
  if (holds === 'none') return rest;
  if (holds === 'blocks') return { ...rest, content: blockContent(content, node.type, work, depth + 1) };
  if (holds === 'inlines') return { ...rest, content: lineContent(content, work, depth + 1) };
  if (holds === 'text') {
    const text = cleanText(innerText(content));
    return { ...rest, content: text === '' ? [] : [textNode(text)] };
  }
  return { ...rest, content: parts(content, holds, work, depth) };
}

/** Items, rows, cells: what is none of them is put into one of the first kind that can hold it. */
function parts(nodes: readonly RichNode[], types: readonly string[], work: Work, depth: number): readonly RichNode[] {
  const result: RichNode[] = [];
  nodes.forEach((node) => {
    if (types.includes(node.type) && carries(node, null, work)) {
      result.push(filled(node, work, depth + 1));
      return;
    }
    work.losses.note(node.type);
    const type = types.filter((name) => shapeOf(name)?.holds !== 'none')[0];
    if (type !== undefined) result.push(filled({ type, content: [node] }, work, depth + 1));
  });
  return result;
}

export function simplify(document: RichDocument, dialect: Dialect): { readonly document: RichDocument; readonly losses: readonly Loss[] } {
  const work: Work = { dialect, losses: countLosses() };
  const content = blockContent(document.content, 'doc', work, 0);
  return { document: richDocument(content), losses: work.losses.list() };
}
