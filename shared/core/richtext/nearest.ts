/** For each node that not every dialect has: the nearest that every dialect has. */
import type { RichMark, RichNode } from './document.ts';
import { hasOwn } from '../own.ts';
import { safeHref } from './href.ts';
import { innerText, paragraph, textAttr, textNode } from './nodes.ts';

function linkTo(address: unknown, shown: string): readonly RichNode[] {
  const href = safeHref(address);
  const text = shown !== '' ? shown : typeof address === 'string' ? address : '';
  if (text === '') return [];
  const marks: readonly RichMark[] = href === null ? [] : [{ type: 'link', attrs: { href } }];
  return [textNode(text, marks)];
}

function lineOf(content: readonly RichNode[]): readonly RichNode[] {
  return content.length === 0 ? [] : [paragraph(content)];
}

function wordsOf(text: string): readonly RichNode[] {
  return text === '' ? [] : [textNode(text)];
}

/** ADF keeps a date as milliseconds since 1970 in UTC, as text. */
function dateText(node: RichNode): string {
  const timestamp = Number(textAttr(node, 'timestamp'));
  const date = new Date(timestamp);
  return textAttr(node, 'timestamp') === '' || isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function checkListItem(item: RichNode): RichNode {
  if (item.type === 'taskList') return { type: 'listItem', content: [item] };
  const box = textNode(textAttr(item, 'state') === 'DONE' ? '☑ ' : '☐ ');
  if (item.type !== 'blockTaskItem') return { type: 'listItem', content: [paragraph([box].concat(item.content ?? []))] };
  return { type: 'listItem', content: [box].concat(item.content ?? []) };
}

function mediaLine(media: RichNode): readonly RichNode[] {
  if (media.type === 'caption') return media.content ?? [];
  const words = linkTo(media.attrs?.['url'], textAttr(media, 'alt'));
  const link = (media.marks ?? []).find(({ type }) => type === 'link');
  return link === undefined ? words : words.map((one) => ({ ...one, marks: [link] }));
}

function titled(node: RichNode): readonly RichNode[] {
  const title = textAttr(node, 'title');
  return lineOf(title === '' ? [] : [textNode(title, [{ type: 'strong' }])]).concat(node.content ?? []);
}

type Nearest = (node: RichNode) => readonly RichNode[];
const contents: Nearest = (node) => node.content ?? [];
const nothing: Nearest = () => [];

/** In a line. */
const inlines: { readonly [type: string]: Nearest } = {
  mention: (node) => wordsOf(textAttr(node, 'text') || '@' + textAttr(node, 'id')),
  emoji: (node) => wordsOf(textAttr(node, 'text') || textAttr(node, 'shortName')),
  date: (node) => wordsOf(dateText(node)),
  status: (node) => wordsOf(textAttr(node, 'text')),
  inlineCard: (node) => linkTo(node.attrs?.['url'], ''),
  inlineExtension: (node) => wordsOf(textAttr(node, 'text')),
  mediaInline: (node) => linkTo(node.attrs?.['url'], textAttr(node, 'alt')),
  /** Only ever a hint to the writer. */
  placeholder: nothing,
};

/** Contents of parts of parts: cells of rows, columns. */
function partContents(node: RichNode): readonly RichNode[] {
  const result: RichNode[] = [];
  contents(node).forEach((part) => result.push(...(part.type === 'tableRow' ? partContents(part) : contents(part))));
  return result;
}

const blocks: { readonly [type: string]: Nearest } = {
  heading: (node) => [paragraph(contents(node))],
  rule: nothing,
  table: partContents,
  layoutSection: partContents,
  panel: (node) => [{ type: 'blockquote', content: contents(node) }],
  expand: titled,
  nestedExpand: titled,
  taskList: (node) => [{ type: 'bulletList', content: contents(node).map(checkListItem) }],
  decisionList: (node) => [
    { type: 'bulletList', content: contents(node).map((item) => ({ type: 'listItem', content: [paragraph(contents(item))] })) },
  ],
  blockCard: (node) => lineOf(linkTo(node.attrs?.['url'], '')),
  embedCard: (node) => lineOf(linkTo(node.attrs?.['url'], '')),
  mediaSingle: (node) =>
    contents(node)
      .map((part) => paragraph(mediaLine(part)))
      .filter((line) => line.content?.length !== 0),
  mediaGroup: (node) =>
    contents(node)
      .map((part) => paragraph(mediaLine(part)))
      .filter((line) => line.content?.length !== 0),
  extension: (node) => lineOf(wordsOf(textAttr(node, 'text'))),
  syncBlock: nothing,
};

/** Simpler nodes in place of this one; of a node that has no nearest, its content, or the text that such nodes carry. */
export function nearest(node: RichNode): readonly RichNode[] {
  if (hasOwn(inlines, node.type)) return inlines[node.type]!(node);
  if (hasOwn(blocks, node.type)) return blocks[node.type]!(node);
  return node.content !== undefined ? node.content : wordsOf(node.text ?? (textAttr(node, 'text') || textAttr(node, 'alt')));
}

/** An emoji that is a character of Unicode is that character everywhere: nothing is lost. */
export function losesNothing(node: RichNode): boolean {
  return node.type === 'emoji' && innerText([node]) === '' && textAttr(node, 'text') !== '' && textAttr(node, 'text').charAt(0) !== ':';
}
