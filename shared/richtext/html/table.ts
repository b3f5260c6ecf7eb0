import type { RichMark, RichNode } from '@entente/core';
import type { Flow } from './flow.ts';
import { attribute, type Element } from './tree.ts';

function span(element: Element, name: 'colSpan' | 'rowSpan'): number {
  const value = Number.parseInt(attribute(element, name), 10);
  return value >= 1 && value <= 1000 ? value : 1;
}

function cell(element: Element, flow: Flow, marks: readonly RichMark[]): RichNode {
  const colspan = span(element, 'colSpan');
  const rowspan = span(element, 'rowSpan');
  const attrs = { ...(colspan > 1 ? { colspan } : {}), ...(rowspan > 1 ? { rowspan } : {}) };
  const content = flow.blocks(element.children, marks);
  return {
    type: element.tagName === 'th' ? 'tableHeader' : 'tableCell',
    ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
    content: content.length === 0 ? [{ type: 'paragraph', content: [] }] : content,
  };
}

function elements(parent: Element, names: readonly string[]): readonly Element[] {
  return parent.children.filter((child): child is Element => child.type === 'element' && names.includes(child.tagName));
}

/** Sections (thead, tbody, tfoot) are joined; a caption becomes a paragraph before the table. */
export function decodeTable(table: Element, flow: Flow, marks: readonly RichMark[]): readonly RichNode[] {
  const rows: Element[] = [];
  for (const part of elements(table, ['thead', 'tbody', 'tfoot', 'tr']))
    rows.push(...(part.tagName === 'tr' ? [part] : elements(part, ['tr'])));
  const content = rows
    .map((row): RichNode => ({ type: 'tableRow', content: elements(row, ['td', 'th']).map((part) => cell(part, flow, marks)) }))
    .filter((row) => row.content?.length !== 0);
  const captions: RichNode[] = [];
  for (const caption of elements(table, ['caption'])) captions.push(...flow.blocks(caption.children, marks));
  return content.length === 0 ? captions : [...captions, { type: 'table', content }];
}
