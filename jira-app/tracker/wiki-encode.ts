/**
 * Writes a document as Jira wiki markup.
 *
 * 1. Text shows as that text: what looks like markup is escaped (wiki-text.ts).
 * 2. A block that this Jira gave is written as it gave it (Sources).
 * 3. decodeWiki(encodeWiki(d)) has the normal form of d where d holds only what the markup carries; the rest is a loss.
 *    Spaces at the edges of marked text stand outside of the marks, which shows the same (wiki-line.ts).
 */
import {
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
  type RichNode,
} from '@entente/core';
import { withSources } from '@entente/richtext';
import { decodeWiki } from './wiki-decode.ts';
import { encodeLine, type LineStyle } from './wiki-line.ts';
import { codeLanguage, markText, panelColors, type WikiOptions } from './wiki-syntax.ts';

const lists = ['bulletList', 'orderedList'];
const inFrame = ['paragraph', 'heading', 'rule', 'codeBlock', 'table', 'mediaSingle', 'mediaGroup', ...lists];
const media = ['media', 'mediaInline', 'caption'];
/** As the decoder knows them again. */
const pictures = /^[^\s!|[\]{}][^!|\n]*\.(?:png|jpe?g|gif|bmp|webp|svg)$/i;

/** A user name that needs no escaping inside `[~…]`. */
const userName = /^[^\s[\]|{}\\^]{1,255}$/;

function userOf(node: RichNode, site: string): string | null {
  const id = textAttr(node, 'id');
  const user = id.startsWith(`${site}~`) ? id.slice(site.length + 1) : '';
  return userName.test(user) ? user : null;
}

/** A file of the issue by its name, or an address. A name that would end the markup is none. */
function pictureOf(node: RichNode): string | null {
  const params = textAttr(node, 'params');
  const shown = params !== '' && /^[\w=,.% #-]+$/.test(params) ? `|${params}` : '';
  if (textAttr(node, 'type') === 'external') {
    const url = safeHref(node.attrs?.['url']);
    return url !== null && /^https?:\/\/[^\s!|]+$/.test(url) ? url + shown : null;
  }
  const name = textAttr(node, 'filename') || textAttr(node, 'alt');
  const known = textAttr(node, 'attachment') !== '' && pictures.test(name);
  return known ? name + shown : null;
}

function dialectOf(site: string): Dialect {
  return {
    nodes: [
      ...inFrame,
      ...media,
      'blockquote',
      'panel',
      'listItem',
      'tableRow',
      'tableHeader',
      'tableCell',
      'hardBreak',
      'mention',
      'text',
    ],
    marks: ['strong', 'em', 'strike', 'code', 'underline', 'link', 'subsup', 'textColor'],
    inside: {
      blockquote: inFrame,
      panel: inFrame,
      listItem: ['paragraph', 'codeBlock', ...lists],
      tableCell: ['paragraph'],
      tableHeader: ['paragraph'],
    },
    accepts: (node) => {
      if (node.type === 'mention') return userOf(node, site) !== null;
      if (node.type === 'media' || node.type === 'mediaInline') return pictureOf(node) !== null;
      const group = node.type === 'mediaSingle' || node.type === 'mediaGroup';
      return !group || (node.content ?? []).every((part) => part.type === 'caption' || pictureOf(part) !== null);
    },
  };
}

interface Work {
  readonly losses: LossCounter;
  readonly paragraph: LineStyle;
  /** Where a line end would end the block: headings, items, cells. */
  readonly single: LineStyle;
}

/** Colours as Jira's macro takes them; others are lost. */
function withoutOddMarks(node: RichNode, losses: LossCounter): RichNode {
  const content = node.content?.map((child) => withoutOddMarks(child, losses));
  const marks = node.marks?.filter((mark) => {
    const kept =
      (mark.type !== 'textColor' || /^#[0-9a-f]{6}$/i.test(markText(mark, 'color'))) &&
      (mark.type !== 'subsup' || mark.attrs?.['type'] === 'sub' || mark.attrs?.['type'] === 'sup');
    if (!kept) losses.note(mark.type);
    return kept;
  });
  return { ...node, ...(content === undefined ? {} : { content }), ...(marks === undefined ? {} : { marks }) };
}

function codeBlock(node: RichNode, work: Work): string {
  const code = node.content?.[0]?.text ?? '';
  const language = textAttr(node, 'language');
  const named = codeLanguage.test(language);
  if (language !== '' && !named) work.losses.note('language');
  if (!/\{code[:}]/.test(code)) return `{code${named ? `:${language}` : ''}}\n${code}\n{code}`;
  if (named) work.losses.note('language');
  if (!code.includes('{noformat')) return `{noformat}\n${code}\n{noformat}`;
  // Both macros are named inside: a character that does not show keeps them from ending the block.
  work.losses.note('codeBlock');
  return `{noformat}\n${code.replaceAll('{noformat', '{\u200bnoformat')}\n{noformat}`;
}

/** The lines of several paragraphs as those of one. */
function joinedLines(blocks: readonly RichNode[], work: Work): readonly RichNode[] {
  return blocks.flatMap((block, at) => {
    if (at > 0) work.losses.note('paragraph');
    return at === 0 ? (block.content ?? []) : [{ type: 'hardBreak' }, { type: 'hardBreak' }, ...(block.content ?? [])];
  });
}

const emptyLine = '&nbsp;';

/** The item's own line and code, then its lists. A paragraph behind a list begins an item of its own: nothing else can hold it. */
function item(node: RichNode, signs: string, work: Work): string {
  const blocks = node.content ?? [];
  const firstList = blocks.findIndex((block) => lists.includes(block.type));
  const head = firstList < 0 ? blocks : blocks.slice(0, firstList);
  const tail = firstList < 0 ? [] : blocks.slice(firstList);
  const later = tail.findIndex((block) => !lists.includes(block.type));
  const own = later < 0 ? tail : tail.slice(0, later);
  const lines = [`${signs} ${itemHead(head, work)}`, ...nestedLists(own, signs, work)];
  if (later >= 0) {
    work.losses.note('listItem');
    lines.push(item({ ...node, content: tail.slice(later) }, signs, work));
  }
  return lines.join('\n');
}

function itemHead(blocks: readonly RichNode[], work: Work): string {
  const codeAt = blocks.findIndex((block) => block.type === 'codeBlock');
  const lines = codeAt < 0 ? blocks : blocks.slice(0, codeAt);
  const text = encodeLine(joinedLines(lines, work), work.single) || emptyLine;
  if (codeAt < 0) return text;
  const rest = blocks.slice(codeAt).map((block) => {
    if (block.type === 'codeBlock') return codeBlock(block, work);
    work.losses.note('paragraph');
    return encodeLine(block.content ?? [], work.single);
  });
  return [text, ...rest].join('\n');
}

function nestedLists(blocks: readonly RichNode[], signs: string, work: Work): readonly string[] {
  return blocks.map((block, at) => {
    if (blocks[at - 1]?.type === block.type) work.losses.note(block.type);
    return list(block, signs, work);
  });
}

function list(node: RichNode, outer: string, work: Work): string {
  const signs = outer + (node.type === 'orderedList' ? '#' : '*');
  if (node.type === 'orderedList' && node.attrs?.['order'] !== undefined) work.losses.note('order');
  return (node.content ?? []).map((one) => item(one, signs, work)).join('\n');
}

function cell(node: RichNode, work: Work): string {
  for (const span of ['colspan', 'rowspan']) if (node.attrs?.[span] !== undefined) work.losses.note(span);
  return encodeLine(joinedLines(node.content ?? [], work), work.single) || ' ';
}

function row(node: RichNode, work: Work): string {
  const sign = (one: RichNode) => (one.type === 'tableHeader' ? '||' : '|');
  const cells = node.content ?? [];
  const last = cells.at(-1);
  return cells.map((one) => `${sign(one)}${cell(one, work)}`).join('') + (last === undefined ? '|' : sign(last));
}

function panel(node: RichNode, work: Work): string {
  const type = textAttr(node, 'panelType') || 'info';
  const color = panelColors.find(([name]) => name === type)?.[1];
  if (color === undefined) work.losses.note('panelType');
  return `{panel${color === undefined ? '' : `:bgColor=${color}`}}\n${blocks(node.content ?? [], work)}\n{panel}`;
}

/** Pictures stand in a line of their own. */
function mediaLines(node: RichNode, work: Work): string {
  const line = (part: RichNode): readonly RichNode[] =>
    part.type === 'caption' ? (part.content ?? []) : [{ ...part, type: 'mediaInline' }];
  return (node.content ?? []).map((part) => encodeLine(line(part), work.paragraph)).join('\n\n');
}

function block(node: RichNode, work: Work): string {
  switch (node.type) {
    case 'heading': {
      const level = Number(node.attrs?.['level'] ?? 1);
      return `h${Math.min(6, Math.max(1, Number.isInteger(level) ? level : 1))}. ${encodeLine(node.content ?? [], work.single)}`;
    }
    case 'bulletList':
    case 'orderedList':
      return list(node, '', work);
    case 'codeBlock':
      return codeBlock(node, work);
    case 'blockquote':
      return `{quote}\n${blocks(node.content ?? [], work)}\n{quote}`;
    case 'panel':
      return panel(node, work);
    case 'rule':
      return '----';
    case 'mediaSingle':
    case 'mediaGroup':
      return mediaLines(node, work);
    case 'table':
      return (node.content ?? []).map((one) => row(one, work)).join('\n');
    default:
      return encodeLine(node.content ?? [], work.paragraph);
  }
}

function blocks(nodes: readonly RichNode[], work: Work): string {
  return nodes.map((node) => block(node, work)).join('\n\n');
}

export function encodeWiki(document: RichDocument, { site = '', sources }: WikiOptions = {}): Encoded<string> {
  const encode = (given: RichDocument): Encoded<string> => written(given, site);
  if (sources === undefined) return encode(document);
  return withSources(document, { sources, between: '\n\n', encode, decode: (text) => decodeWiki(text, { site }).document });
}

function written(document: RichDocument, site: string): Encoded<string> {
  const simple = simplify(document, dialectOf(site));
  const losses = countLosses();
  const style = (lineBreak: LineStyle['lineBreak']): LineStyle => ({ lineBreak, userOf: (node) => userOf(node, site), pictureOf });
  const work: Work = { losses, paragraph: style('newline'), single: style('sign') };
  const plain = simple.document.content.map((node) => withoutOddMarks(node, losses));
  const native = blocks(normalDocument({ ...simple.document, content: plain }).content, work);
  return { native, losses: sumLosses([simple.losses, losses.list()]) };
}
