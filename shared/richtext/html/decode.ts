/**
 * Reads the HTML that a tracker stores in a rich text field, whatever was pasted into it.
 *
 * 1. Every text that the page would show is kept, in order.
 * 2. What the model does not read (colours, embedded things, images where the host does not say what they show) is counted as a loss; such
 *    an image leaves its description.
 * 3. Never fails: any text is HTML to a browser, and so it is here.
 */
import { countLosses, richDocument, withinNesting, type Decoded, type LossCounter, type RichMark, type RichNode } from '@entente/core';
import { collect } from './collect.ts';
import type { Flow } from './flow.ts';
import type { HtmlHost } from './host.ts';
import { marksInside, noteLostStyle } from './marks.ts';
import { pictureOf } from './pictures.ts';
import { decodeTable } from './table.ts';
import { attribute, parse, preText, type Element, type Node } from './tree.ts';
import { isWordBullet, wordLevel } from './word-lists.ts';

/** Shows nothing. */
const unseen = new Set(['script', 'style', 'head', 'title', 'meta', 'link', 'base', 'template', 'colgroup', 'col', 'wbr']);
/** Shows something that the model has no node for; text inside is kept. */
const unread = new Set([
  'iframe',
  'object',
  'embed',
  'video',
  'audio',
  'canvas',
  'svg',
  'math',
  'input',
  'select',
  'button',
  'textarea',
  'details',
]);
const boxes = new Set(
  'address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form header hgroup html legend main menu nav p section summary'.split(
    ' ',
  ),
);

type Collector = ReturnType<typeof collect>;

function text(value: string, marks: readonly RichMark[]): RichNode {
  return marks.length === 0 ? { type: 'text', text: value } : { type: 'text', text: value, marks };
}

/** Azure DevOps marks a mentioned person `version:2.0,{identity}`, and a mentioned work item `version:1.0`. */
function mentionOf(element: Element): RichNode | null {
  const identity = /^version:2[^,]*,?\s*(\S*)$/.exec(attribute(element, 'dataVssMention'))?.[1];
  if (identity === undefined) return null;
  const name = preText(element.children).replace(/\s+/g, ' ').trim();
  return name === '' ? null : { type: 'mention', attrs: identity === '' ? { text: name } : { id: identity, text: name } };
}

function codeBlock(element: Element): RichNode {
  const inner = element.children.find((child): child is Element => child.type === 'element' && child.tagName === 'code');
  const classes = `${attribute(element, 'className')} ${inner === undefined ? '' : attribute(inner, 'className')}`;
  const language = /(?:^|\s)lang(?:uage)?-(\S+)/.exec(classes)?.[1];
  const code = preText(element.children).replace(/\u00a0/g, ' ');
  return {
    type: 'codeBlock',
    ...(language === undefined ? {} : { attrs: { language } }),
    content: code === '' ? [] : [{ type: 'text', text: code }],
  };
}

function listItems(list: Element, flow: Flow, marks: readonly RichMark[]): readonly RichNode[] {
  const items: RichNode[] = [];
  for (const child of list.children) {
    if (child.type === 'comment' || (child.type === 'text' && child.value.trim() === '')) continue;
    const content = flow.blocks(child.type === 'element' && child.tagName === 'li' ? child.children : [child], marks);
    const nested = child.type === 'element' && (child.tagName === 'ul' || child.tagName === 'ol');
    const last = items[items.length - 1];
    // Editors and Word put a nested list beside the item it belongs to.
    if (nested && last !== undefined) items[items.length - 1] = { ...last, content: [...(last.content ?? []), ...content] };
    else items.push({ type: 'listItem', content: content.length === 0 ? [{ type: 'paragraph', content: [] }] : content });
  }
  return items;
}

function listOf(element: Element, flow: Flow, marks: readonly RichMark[]): readonly RichNode[] {
  const content = listItems(element, flow, marks);
  if (content.length === 0) return [];
  if (element.tagName === 'ul') return [{ type: 'bulletList', content }];
  const start = Number.parseInt(attribute(element, 'start') || '1', 10);
  return [{ type: 'orderedList', ...(start > 1 || start === 0 ? { attrs: { order: start } } : {}), content }];
}

function heading(element: Element, flow: Flow, marks: readonly RichMark[]): readonly RichNode[] {
  const level = Number(element.tagName.slice(1));
  return flow
    .blocks(element.children, marks)
    .filter((block) => block.type !== 'paragraph' || block.content?.length !== 0)
    .map((block) => (block.type === 'paragraph' ? { ...block, type: 'heading', attrs: { level } } : block));
}

/** Elements that are a block of the model; null: not one of them. */
function blocksOf(element: Element, flow: Flow, marks: readonly RichMark[]): readonly RichNode[] | null {
  switch (element.tagName) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return heading(element, flow, marks);
    case 'ul':
    case 'ol':
      return listOf(element, flow, marks);
    case 'blockquote': {
      const content = flow.blocks(element.children, marks);
      return content.length === 0 ? [] : [{ type: 'blockquote', content }];
    }
    case 'pre':
    case 'xmp':
    case 'listing':
      return [codeBlock(element)];
    case 'hr':
      return [{ type: 'rule' }];
    case 'table':
      return decodeTable(element, flow, marks);
    default:
      return boxes.has(element.tagName) ? flow.blocks(element.children, marks) : null;
  }
}

function readElement(element: Element, marks: readonly RichMark[], into: Collector, flow: Flow): void {
  if (unseen.has(element.tagName) || isWordBullet(element)) return;
  if (unread.has(element.tagName)) flow.losses.note(element.tagName);
  noteLostStyle(element, flow.losses);
  if (element.tagName === 'br') {
    into.inline({ type: 'hardBreak' });
    return;
  }
  if (element.tagName === 'img') {
    const picture = pictureOf(element, flow.host);
    if (picture === null) flow.losses.note('image');
    into.inline(picture ?? text(attribute(element, 'alt'), marks));
    return;
  }
  const mention = mentionOf(element);
  if (mention !== null) {
    into.inline(mention);
    return;
  }
  const inside = marksInside(element, marks, flow.losses);
  const listed = wordLevel(element);
  if (listed !== null) {
    into.wordItem({ ...listed, blocks: flow.blocks(element.children, inside) });
    return;
  }
  const blocks = blocksOf(element, flow, inside);
  if (blocks === null) readAll(element.children, inside, into, flow);
  else {
    noteSource(element, blocks, marks, flow);
    into.block(...blocks);
  }
}

function readAll(nodes: readonly Node[], marks: readonly RichMark[], into: Collector, flow: Flow): void {
  for (const node of nodes) {
    if (node.type === 'text') into.inline(text(node.value, marks));
    else if (node.type === 'element') readElement(node, marks, into, flow);
  }
}

function isBlank(node: RichNode | undefined): boolean {
  return node?.type === 'paragraph' && node.content?.length === 0;
}

/** An element that is one block of the model, with nothing around it that says more: its HTML. */
function noteSource(element: Element, blocks: readonly RichNode[], marks: readonly RichMark[], { host, html }: Flow): void {
  const start = element.position?.start.offset;
  const end = element.position?.end.offset;
  const [only, ...more] = blocks;
  if (host.sources === undefined || only === undefined || more.length > 0 || marks.length > 0) return;
  if (start !== undefined && end !== undefined) host.sources.set(only, html.slice(start, end));
}

function decoded(html: string, losses: LossCounter, host: HtmlHost): Decoded {
  const flow: Flow = {
    losses,
    host,
    html,
    blocks: (nodes, marks) => {
      const into = collect();
      readAll(nodes, marks, into, flow);
      return into.all();
    },
  };
  const content = [...flow.blocks(parse(html), [])];
  // Editors leave an empty line at the end to type on.
  while (isBlank(content[content.length - 1])) content.pop();
  const document = withinNesting(richDocument(content), losses);
  return { document, losses: losses.list() };
}

/** The lines of HTML that is nested deeper than the parser's stack. */
function withoutElements(html: string): string {
  return html
    .replace(/<(?:br|\/?(?:div|p|li|tr|h[1-6]|pre))\b[^>]*>/gi, '\n')
    .replace(/<[a-z/!][^>]*>/gi, '')
    .trim()
    .replace(/\s*\n\s*/g, '<br>');
}

export function decodeHtml(html: string, host: HtmlHost = {}): Decoded {
  try {
    return decoded(html, countLosses(), host);
  } catch (caught) {
    if (!(caught instanceof RangeError)) throw caught;
    const losses = countLosses();
    losses.note('nesting');
    return decoded(withoutElements(html), losses, host);
  }
}
