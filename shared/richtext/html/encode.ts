/**
 * Writes a document as the HTML that a tracker stores in a rich text field.
 *
 * 1. Only the elements below are written, no attributes but href, start, class of a code block, colspan and rowspan, those of a
 *    mention, and src, alt and size of a picture; all text and attribute values are escaped; addresses are http, https or mailto.
 * 2. A block that the tracker gave is written as it gave it (Sources).
 * 3. decodeHtml(encodeHtml(d)) has the normal form of d where d holds only what HTML carries; the rest is a loss.
 */
import {
  COMMON_MARKS,
  COMMON_NODES,
  simplify,
  textAttr,
  type Dialect,
  type Encoded,
  type RichDocument,
  type RichMark,
  type RichNode,
} from '@entente/core';
import { decodeHtml } from './decode.ts';
import type { HtmlHost } from './host.ts';
import { withSources } from './sources.ts';
import { pictureAddress, pictureAttributes } from './pictures.ts';

/** People and files are written only where the host can name them. */
function dialectOf(host: HtmlHost): Dialect {
  const shows = (node: RichNode): boolean => pictureAddress(node, host) !== null;
  return {
    nodes: [...COMMON_NODES, 'mention', 'mediaSingle', 'mediaGroup', 'media', 'mediaInline', 'caption'],
    marks: [...COMMON_MARKS, 'subsup'],
    accepts: (node) => {
      if (node.type === 'mention') return host.mentions === true && /^\S+$/.test(textAttr(node, 'id'));
      if (node.type === 'media' || node.type === 'mediaInline') return shows(node);
      const group = node.type === 'mediaSingle' || node.type === 'mediaGroup';
      return !group || (node.content ?? []).every((part) => part.type === 'caption' || shows(part));
    },
  };
}

/** From the outside in. A link is outermost so that it stays one link; code is innermost. */
const markOrder = ['link', 'strong', 'em', 'strike', 'underline', 'subsup', 'code'];

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\u00a0/g, '&nbsp;');
}

function element(name: string, inside: string, attributes: Record<string, string | number | undefined> = {}): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeHtml(String(value))}"`);
  return `<${name}${written.join('')}>${inside}</${name}>`;
}

function sortedMarks(node: RichNode): readonly RichMark[] {
  return [...(node.marks ?? [])].sort((a, b) => markOrder.indexOf(a.type) - markOrder.indexOf(b.type));
}

function sameMark(a: RichMark | undefined, b: RichMark): boolean {
  return a !== undefined && a.type === b.type && a.attrs?.['href'] === b.attrs?.['href'] && a.attrs?.['type'] === b.attrs?.['type'];
}

function hrefOf(mark: RichMark): string | undefined {
  const href = mark.attrs?.['href'];
  return typeof href === 'string' ? href : undefined;
}

function marked(mark: RichMark, inside: string): string {
  switch (mark.type) {
    case 'link':
      return element('a', inside, { href: hrefOf(mark) });
    case 'strong':
    case 'em':
    case 'code':
      return element(mark.type, inside);
    case 'strike':
      return element('s', inside);
    case 'underline':
      return element('u', inside);
    default:
      return element(mark.attrs?.['type'] === 'sup' ? 'sup' : 'sub', inside);
  }
}

function inline(node: RichNode, host: HtmlHost): string {
  if (node.type === 'hardBreak') return '<br>';
  if (node.type === 'mediaInline') return picture(node, host);
  if (node.type !== 'mention') return escapeHtml(node.text ?? '');
  const id = textAttr(node, 'id');
  // A mention may be without a name; without text nobody would see it.
  return element('a', escapeHtml(textAttr(node, 'text').trim() || `@${id}`), { href: '#', 'data-vss-mention': `version:2.0,${id}` });
}

function picture(node: RichNode, host: HtmlHost): string {
  const src = pictureAddress(node, host);
  return src === null ? '' : element('img', '', { src, ...pictureAttributes(node) }).replace('</img>', '');
}

/** Text with the same outer mark shares one element. */
function run(nodes: readonly RichNode[], depth: number, host: HtmlHost): string {
  let html = '';
  for (let i = 0; i < nodes.length;) {
    const node = nodes[i]!;
    const mark = sortedMarks(node)[depth];
    if (mark === undefined) {
      html += inline(node, host);
      i += 1;
      continue;
    }
    let end = i + 1;
    while (end < nodes.length && sameMark(sortedMarks(nodes[end]!)[depth], mark)) end += 1;
    html += marked(mark, run(nodes.slice(i, end), depth + 1, host));
    i = end;
  }
  return html;
}

/** HTML joins spaces and drops them at the edges of a line; every second one, and those at edges, are no-break spaces. */
function keptSpaces(line: string): string {
  const plain = line.replace(/\t/g, ' ');
  return plain.replace(/ +/g, (spaces: string, at: number) => {
    const atStart = at === 0;
    const atEnd = at + spaces.length === plain.length;
    return Array.from(spaces, (_, i) => ((atEnd && i === spaces.length - 1) || (i % 2 === 0) === atStart ? '\u00a0' : ' ')).join('');
  });
}

/** What is no text shows something all the same. */
function shownText(node: RichNode): string {
  return node.type === 'text' ? (node.text ?? '') : '\ufffc';
}

function spaced(nodes: readonly RichNode[]): readonly RichNode[] {
  const line = keptSpaces(nodes.map(shownText).join(''));
  let at = 0;
  return nodes.map((node) => {
    const text = line.slice(at, at + shownText(node).length);
    at += text.length;
    return node.type === 'text' ? { ...node, text } : node;
  });
}

function inlines(nodes: readonly RichNode[], host: HtmlHost): string {
  const lines: RichNode[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([]);
    else lines[lines.length - 1]?.push(node);
  }
  const html = lines.map((line) => run(spaced(line), 0, host)).join('<br>');
  // A line end at the end of a block shows nothing, so it takes two.
  return nodes[nodes.length - 1]?.type === 'hardBreak' ? `${html}<br>` : html;
}

/** One paragraph, alone or before lists, needs no element of its own inside an item or cell. */
function flow(content: readonly RichNode[], host: HtmlHost): string {
  const [first, ...rest] = content;
  const bare = first?.type === 'paragraph' && rest.every((node) => node.type === 'bulletList' || node.type === 'orderedList');
  return bare ? inlines(first.content ?? [], host) + blocks(rest, host) : blocks(content, host);
}

function whole(value: unknown, least: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 100_000 ? value : undefined;
}

function cell(node: RichNode, host: HtmlHost): string {
  const colspan = whole(node.attrs?.['colspan'], 2);
  const rowspan = whole(node.attrs?.['rowspan'], 2);
  return element(node.type === 'tableHeader' ? 'th' : 'td', flow(node.content ?? [], host), { colspan, rowspan });
}

function codeBlock(node: RichNode): string {
  const language = node.attrs?.['language'];
  const named = typeof language === 'string' && /^[^\s]{1,60}$/.test(language);
  const code = (node.content ?? []).map((text) => escapeHtml(text.text ?? '')).join('');
  return element('pre', element('code', code, { class: named ? `language-${language}` : undefined }));
}

function heading(node: RichNode, host: HtmlHost): string {
  const level = Math.min(6, Math.max(1, whole(node.attrs?.['level'], 1) ?? 1));
  return element(`h${level}`, inlines(node.content ?? [], host));
}

function items(node: RichNode, host: HtmlHost): string {
  return (node.content ?? []).map((item) => element('li', flow(item.content ?? [], host))).join('');
}

function rows(node: RichNode, host: HtmlHost): string {
  const cells = (row: RichNode): string => (row.content ?? []).map((one) => cell(one, host)).join('');
  return (node.content ?? []).map((row) => element('tr', cells(row))).join('');
}

/** Pictures stand in a line of their own. */
function media(node: RichNode, host: HtmlHost): string {
  const parts = node.content ?? [];
  const pictures = parts.filter(({ type }) => type === 'media').map((part) => element('p', picture(part, host)));
  const captions = parts.filter(({ type }) => type === 'caption').map((part) => element('p', inlines(part.content ?? [], host)));
  return [...pictures, ...captions].join('');
}

function block(node: RichNode, host: HtmlHost): string {
  switch (node.type) {
    case 'heading':
      return heading(node, host);
    case 'bulletList':
      return element('ul', items(node, host));
    case 'orderedList': {
      const start = whole(node.attrs?.['order'], 0);
      return element('ol', items(node, host), { start: start === 1 ? undefined : start });
    }
    case 'codeBlock':
      return codeBlock(node);
    case 'blockquote':
      return element('blockquote', blocks(node.content ?? [], host));
    case 'rule':
      return '<hr>';
    case 'table':
      return element('table', element('tbody', rows(node, host)));
    case 'mediaSingle':
    case 'mediaGroup':
      return media(node, host);
    default:
      return element('p', inlines(node.content ?? [], host) || '<br>');
  }
}

function blocks(nodes: readonly RichNode[], host: HtmlHost): string {
  return nodes.map((node) => block(node, host)).join('');
}

export function encodeHtml(document: RichDocument, host: HtmlHost = {}): Encoded<string> {
  const encode = (given: RichDocument): Encoded<string> => {
    const simple = simplify(given, dialectOf(host));
    return { native: blocks(simple.document.content, host), losses: simple.losses };
  };
  const { sources, ...alone } = host;
  if (sources === undefined) return encode(document);
  return withSources(document, { sources, between: '', encode, decode: (html) => decodeHtml(html, alone).document });
}
