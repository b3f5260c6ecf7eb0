/** Plain text from a document, and a document from plain text. */
import type { RichDocument, RichNode } from './document.ts';
import { innerText, paragraph, richDocument, textNode } from './nodes.ts';
import { COMMON_NODES } from './shapes.ts';
import { simplify } from './simplify.ts';
import { cleanText } from './text.ts';

const CLOSE_BY = '\n';
const APART = '\n\n';

function indented(text: string, first: string): string {
  const rest = first.replace(/./g, ' ');
  return text
    .split('\n')
    .map((line, index) => (line === '' ? '' : (index === 0 ? first : rest) + line))
    .join('\n');
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : '> ' + line))
    .join('\n');
}

function listText(list: RichNode): string {
  const start = Number(list.attrs?.['order'] ?? 1);
  return (list.content ?? [])
    .map((item, index) => indented(blocksText(item.content ?? [], CLOSE_BY), list.type === 'orderedList' ? `${start + index}. ` : '- '))
    .join('\n');
}

function tableText(table: RichNode): string {
  return (table.content ?? [])
    .map((row) =>
      (row.content ?? [])
        .map((cell) =>
          blocksText(cell.content ?? [], CLOSE_BY)
            .split('\n')
            .join(' '),
        )
        .join(' | '),
    )
    .join('\n');
}

function blockText(block: RichNode): string {
  if (block.type === 'bulletList' || block.type === 'orderedList') return listText(block);
  if (block.type === 'table') return tableText(block);
  if (block.type === 'blockquote') return quoted(blocksText(block.content ?? [], APART));
  if (block.type === 'rule') return '---';
  return innerText(block.content ?? []);
}

function blocksText(blocks: readonly RichNode[], between: string): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join(between);
}

/** For log lines, previews and fields that have no formatting. Links show their text only. */
export function plainText(document: RichDocument): string {
  const { document: simple } = simplify(document, { nodes: COMMON_NODES, marks: [] });
  return blocksText(simple.content, APART);
}

/** An empty line ends a paragraph, any other line end is a hardBreak. */
export function fromPlainText(text: string): RichDocument {
  const paragraphs = cleanText(text)
    .split(/\n[ \t]*\n+/)
    .map((lines) => lines.replace(/^\n+|\n+$/g, ''))
    .filter((lines) => lines !== '');
  return richDocument(paragraphs.map((lines) => paragraph(linesOf(lines))));
}

function linesOf(lines: string): readonly RichNode[] {
  const content: RichNode[] = [];
  lines.split('\n').forEach((line, index) => {
    if (index > 0) content.push({ type: 'hardBreak' });
    if (line !== '') content.push(textNode(line));
  });
  return content;
}
