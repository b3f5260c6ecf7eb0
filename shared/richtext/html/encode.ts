/**
 * Writes a document as the HTML that a tracker stores in a rich text field.
 *
 * 1. Only the elements below are written, no attributes but href, start, class of a code block, colspan and rowspan; all
 *    text and attribute values are escaped; addresses are http, https or mailto.
 * 2. decodeHtml(encodeHtml(d)) has the normal form of d where d holds only what HTML carries; the rest is a loss.
 */
import { COMMON_MARKS, COMMON_NODES, simplify, type Encoded, type RichDocument, type RichMark, type RichNode } from '@entente/core';

const dialect = { nodes: COMMON_NODES, marks: [...COMMON_MARKS, 'subsup'] };

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

/** Text with the same outer mark shares one element. */
function run(nodes: readonly RichNode[], depth: number): string {
  let html = '';
  for (let i = 0; i < nodes.length;) {
    const node = nodes[i]!;
    const mark = sortedMarks(node)[depth];
    if (mark === undefined) {
      html += node.type === 'hardBreak' ? '<br>' : escapeHtml(node.text ?? '');
      i += 1;
      continue;
    }
    let end = i + 1;
    while (end < nodes.length && sameMark(sortedMarks(nodes[end]!)[depth], mark)) end += 1;
    html += marked(mark, run(nodes.slice(i, end), depth + 1));
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

function spaced(nodes: readonly RichNode[]): readonly RichNode[] {
  const line = keptSpaces(nodes.map((node) => node.text ?? '').join(''));
  let at = 0;
  return nodes.map((node) => {
    const text = line.slice(at, at + (node.text ?? '').length);
    at += text.length;
    return { ...node, text };
  });
}

function inlines(nodes: readonly RichNode[]): string {
  const lines: RichNode[][] = [[]];
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([]);
    else lines[lines.length - 1]?.push(node);
  }
  const html = lines.map((line) => run(spaced(line), 0)).join('<br>');
  // A line end at the end of a block shows nothing, so it takes two.
  return nodes[nodes.length - 1]?.type === 'hardBreak' ? `${html}<br>` : html;
}

/** One paragraph, alone or before lists, needs no element of its own inside an item or cell. */
function flow(content: readonly RichNode[]): string {
  const [first, ...rest] = content;
  const bare = first?.type === 'paragraph' && rest.every((node) => node.type === 'bulletList' || node.type === 'orderedList');
  return bare ? inlines(first.content ?? []) + blocks(rest) : blocks(content);
}

function whole(value: unknown, least: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= 100_000 ? value : undefined;
}

function cell(node: RichNode): string {
  const colspan = whole(node.attrs?.['colspan'], 2);
  const rowspan = whole(node.attrs?.['rowspan'], 2);
  return element(node.type === 'tableHeader' ? 'th' : 'td', flow(node.content ?? []), { colspan, rowspan });
}

function codeBlock(node: RichNode): string {
  const language = node.attrs?.['language'];
  const named = typeof language === 'string' && /^[^\s]{1,60}$/.test(language);
  const code = (node.content ?? []).map((text) => escapeHtml(text.text ?? '')).join('');
  return element('pre', element('code', code, { class: named ? `language-${language}` : undefined }));
}

function heading(node: RichNode): string {
  const level = Math.min(6, Math.max(1, whole(node.attrs?.['level'], 1) ?? 1));
  return element(`h${level}`, inlines(node.content ?? []));
}

function items(node: RichNode): string {
  return (node.content ?? []).map((item) => element('li', flow(item.content ?? []))).join('');
}

function rows(node: RichNode): string {
  return (node.content ?? []).map((row) => element('tr', (row.content ?? []).map(cell).join(''))).join('');
}

function block(node: RichNode): string {
  switch (node.type) {
    case 'heading':
      return heading(node);
    case 'bulletList':
      return element('ul', items(node));
    case 'orderedList': {
      const start = whole(node.attrs?.['order'], 0);
      return element('ol', items(node), { start: start === 1 ? undefined : start });
    }
    case 'codeBlock':
      return codeBlock(node);
    case 'blockquote':
      return element('blockquote', blocks(node.content ?? []));
    case 'rule':
      return '<hr>';
    case 'table':
      return element('table', element('tbody', rows(node)));
    default:
      return element('p', inlines(node.content ?? []) || '<br>');
  }
}

function blocks(nodes: readonly RichNode[]): string {
  return nodes.map(block).join('');
}

export function encodeHtml(document: RichDocument): Encoded<string> {
  const simple = simplify(document, dialect);
  return { native: blocks(simple.document.content), losses: simple.losses };
}
