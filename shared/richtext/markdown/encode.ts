/**
 * Writes a document as Markdown: CommonMark (https://spec.commonmark.org/0.31.2/) with GitHub's tables, task lists and struck out text
 * (https://github.github.com/gfm/).
 *
 * 1. Text shows as that text: what looks like markup is escaped.
 * 2. A block that the tracker gave is written as it gave it (Sources).
 * 3. decodeMarkdown(encodeMarkdown(d)) has the normal form of d where d holds only what Markdown carries; the rest is a loss.
 */
import {
  COMMON_NODES,
  countLosses,
  normalDocument,
  safeHref,
  simplify,
  sumLosses,
  textAttr,
  type Dialect,
  type Encoded,
  type LossCounter,
  type RichDocument,
  type RichMark,
  type RichNode,
} from '@entente/core';
import type { Block, Content, ListItem, Phrasing, TableCell, TableRow } from './tree.ts';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown, type Options } from 'mdast-util-to-markdown';
import { withSources } from '../html/sources.ts';
import { decodeMarkdown } from './decode.ts';
import { pictureAddress } from '../html/pictures.ts';
import type { MarkdownHost } from './host.ts';
import { hiddenMention, showMentions } from './mentions.ts';

const blocks = ['paragraph', 'heading', 'rule', 'codeBlock', 'blockquote', 'bulletList', 'orderedList', 'taskList', 'mediaSingle'];

function dialectOf(host: MarkdownHost): Dialect {
  return {
    nodes: [...COMMON_NODES, 'taskList', 'taskItem', 'mention', 'mediaSingle', 'media', 'mediaInline', 'caption'],
    marks: ['strong', 'em', 'strike', 'code', 'link'],
    inside: {
      doc: [...blocks, 'table'],
      blockquote: [...blocks, 'table'],
      listItem: blocks,
      tableCell: ['paragraph'],
      tableHeader: ['paragraph'],
    },
    accepts: (node) => {
      if (node.type === 'mention') return host.mentions === true && /^[0-9a-f-]{36}$/i.test(textAttr(node, 'id'));
      // Inside each other they would be lists of another kind.
      if (node.type === 'taskList') return (node.content ?? []).every(({ type }) => type !== 'taskList');
      if (node.type === 'media' || node.type === 'mediaInline') return pictureAddress(node, host) !== null;
      return (
        node.type !== 'mediaSingle' || (node.content ?? []).every((part) => part.type === 'caption' || pictureAddress(part, host) !== null)
      );
    },
  };
}

interface Work {
  readonly host: MarkdownHost;
  readonly losses: LossCounter;
}

const markOrder = ['link', 'strong', 'em', 'strike', 'code'];

function sortedMarks(node: RichNode): readonly RichMark[] {
  return [...(node.marks ?? [])].sort((a, b) => markOrder.indexOf(a.type) - markOrder.indexOf(b.type));
}

const sameMark = (a: RichMark | undefined, b: RichMark): boolean => a?.type === b.type && a.attrs?.['href'] === b.attrs?.['href'];

/** `lineEnd`: what stands for one where the markup ends the block at it. At either edge of a line there is no markup for one. */
function line(nodes: readonly RichNode[], work: Work, lineEnd: Phrasing): Phrasing[] {
  let start = 0;
  let end = nodes.length;
  while (start < end && isBlank(nodes[start]!)) start += 1;
  while (end > start && isBlank(nodes[end - 1]!)) end -= 1;
  nodes.forEach(({ type }, at) => {
    if (type === 'hardBreak' && (at < start || at >= end)) work.losses.note(type);
  });
  return run(nodes.slice(start, end), work, lineEnd, 0);
}

const isBlank = (node: RichNode): boolean => node.type === 'hardBreak' || (node.type === 'text' && /^ *$/.test(node.text ?? ''));

function run(nodes: readonly RichNode[], work: Work, lineEnd: Phrasing, depth: number): Phrasing[] {
  const result: Phrasing[] = [];
  for (let i = 0; i < nodes.length;) {
    const node = nodes[i]!;
    const mark = sortedMarks(node)[depth];
    if (mark === undefined || mark.type === 'code') {
      result.push(...inline(node, work, lineEnd));
      i += 1;
      continue;
    }
    let end = i + 1;
    while (end < nodes.length && sameMark(sortedMarks(nodes[end]!)[depth], mark)) end += 1;
    result.push(marked(mark, run(nodes.slice(i, end), work, lineEnd, depth + 1)));
    i = end;
  }
  return result;
}

function marked(mark: RichMark, children: Phrasing[]): Phrasing {
  if (mark.type === 'link') {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- links do not nest: the marks of a node are a set
    return { type: 'link', url: safeHref(mark.attrs?.['href']) ?? '', children: children as never };
  }
  return { type: mark.type === 'strong' ? 'strong' : mark.type === 'em' ? 'emphasis' : 'delete', children };
}

function inline(node: RichNode, { host, losses }: Work, lineEnd: Phrasing): Phrasing[] {
  if (node.type === 'hardBreak') return [lineEnd];
  // As text: at the beginning of a line, HTML would take the line end before it away.
  if (node.type === 'mention') return [{ type: 'text', value: hiddenMention(textAttr(node, 'id')) }];
  if (node.type === 'mediaInline') return [picture(node, host)];
  const text = node.text ?? '';
  if (!(node.marks ?? []).some(({ type }) => type === 'code')) return [{ type: 'text', value: text }];
  // Line ends and edges of spaces are not kept inside.
  if (/^ .*[^ ].* $/.test(text) || text.trim() === '') losses.note('code');
  return text.trim() === '' ? [{ type: 'text', value: text }] : [{ type: 'inlineCode', value: text }];
}

function picture(node: RichNode, host: MarkdownHost): Phrasing {
  return { type: 'image', url: pictureAddress(node, host) ?? '', alt: textAttr(node, 'alt') || textAttr(node, 'filename') };
}

const lineBreak: Phrasing = { type: 'break' };
const lineBreakTag: Phrasing = { type: 'html', value: '<br>' };

function heading(node: RichNode, work: Work): Content {
  const level = Math.min(6, Math.max(1, Number(node.attrs?.['level'] ?? 1)));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- between 1 and 6
  return { type: 'heading', depth: level as 1, children: line(node.content ?? [], work, lineBreakTag) };
}

/** Only a list that begins at its beginning needs no empty line behind the item's own. */
function isSpread({ content = [] }: RichNode): boolean {
  return content.some((block, at) => at > 0 && !(at === 1 && content.length === 2 && followsCloseBy(block)));
}

function followsCloseBy(block: RichNode): boolean {
  return block.type === 'bulletList' || (block.type === 'orderedList' && (block.attrs?.['order'] ?? 1) === 1);
}

function items(node: RichNode, work: Work): ListItem[] {
  return (node.content ?? []).map((item): ListItem => {
    if (item.type !== 'taskItem') return { type: 'listItem', spread: isSpread(item), children: blocksOf(item.content ?? [], work) };
    const children: Block[] = [{ type: 'paragraph', children: line(item.content ?? [], work, lineBreakTag) }];
    return { type: 'listItem', spread: false, checked: textAttr(item, 'state') === 'DONE', children };
  });
}

/** Its first row is always one of headers. */
function table(node: RichNode, work: Work): Content {
  const rows = node.content ?? [];
  if (rows.some((row, at) => (row.content ?? []).some(({ type }) => (type === 'tableHeader') !== (at === 0))))
    work.losses.note('tableHeader');
  const cell = (one: RichNode): TableCell => {
    for (const span of ['colspan', 'rowspan']) if (one.attrs?.[span] !== undefined) work.losses.note(span);
    const lines = (one.content ?? []).flatMap((paragraph, at) => [
      ...(at === 0 ? [] : [{ type: 'hardBreak' }, { type: 'hardBreak' }]),
      ...(paragraph.content ?? []),
    ]);
    if ((one.content ?? []).length > 1) work.losses.note('paragraph');
    return { type: 'tableCell', children: line(lines, work, lineBreakTag) };
  };
  return { type: 'table', children: rows.map((row): TableRow => ({ type: 'tableRow', children: (row.content ?? []).map(cell) })) };
}

function block(node: RichNode, work: Work): Content[] {
  switch (node.type) {
    case 'heading':
      return [heading(node, work)];
    case 'rule':
      return [{ type: 'thematicBreak' }];
    case 'codeBlock': {
      const language = textAttr(node, 'language');
      const named = /^[^\s`~]{1,60}$/.test(language);
      return [{ type: 'code', lang: named ? language : null, value: node.content?.[0]?.text ?? '' }];
    }
    case 'blockquote':
      return [{ type: 'blockquote', children: blocksOf(node.content ?? [], work) }];
    case 'bulletList':
    case 'taskList':
      return [{ type: 'list', ordered: false, spread: false, children: items(node, work) }];
    case 'orderedList':
      return [{ type: 'list', ordered: true, start: Number(node.attrs?.['order'] ?? 1), spread: false, children: items(node, work) }];
    case 'table':
      return [table(node, work)];
    case 'mediaSingle':
      return (node.content ?? []).map((part) => ({
        type: 'paragraph',
        children: part.type === 'caption' ? line(part.content ?? [], work, lineBreak) : [picture(part, work.host)],
      }));
    default:
      return [{ type: 'paragraph', children: line(node.content ?? [], work, lineBreak) }];
  }
}

function blocksOf(nodes: readonly RichNode[], work: Work): Block[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `block` makes are blocks
  return nodes.flatMap((node) => block(node, work)) as Block[];
}

export function encodeMarkdown(document: RichDocument, host: MarkdownHost = {}): Encoded<string> {
  const { sources, ...alone } = host;
  const encode = (given: RichDocument): Encoded<string> => written(given, host);
  if (sources === undefined) return encode(document);
  return withSources(document, { sources, between: '\n\n', encode, decode: (markdown) => decodeMarkdown(markdown, alone).document });
}

function written(document: RichDocument, host: MarkdownHost): Encoded<string> {
  const simple = simplify(document, dialectOf(host));
  const work: Work = { host, losses: countLosses() };
  const children = blocksOf(normalDocument(simple.document).content, work);
  const options = {
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    bullet: '-',
    fence: '`',
    fences: true,
    rule: '-',
    listItemIndent: 'one',
    // Text is no mention of anybody (mentions.ts).
    unsafe: [{ character: '<', before: '@', inConstruct: 'phrasing' }],
  } satisfies Options;
  const native = toMarkdown({ type: 'root', children }, options).replace(/\n$/, '');
  return { native: showMentions(native), losses: sumLosses([simple.losses, work.losses.list()]) };
}
