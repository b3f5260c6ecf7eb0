/**
 * One form for all documents that say the same, for comparing what two trackers hold.
 *
 * 1. Adjacent text with the same marks is one node; no text is empty; marks are sorted, each once; a line has no space
 *    at its edges; a line end in text is a hardBreak (in a code block it stays). Tabs and no-break spaces are spaces;
 *    in a code block tabs stay.
 * 2. What is empty is dropped (a paragraph, an item, a list), cells excepted: they carry the table's shape.
 * 3. Nodes that every dialect has keep only the attributes that every dialect has; others lose `localId`, `site` (whose it is) and nulls only.
 * 4. normalDocument(normalDocument(d)) equals normalDocument(d).
 */
import type { Json } from '../json.ts';
import { hasOwn } from '../own.ts';
import type { RichDocument, RichMark, RichNode } from './document.ts';
import { innerText, richDocument, textNode } from './nodes.ts';
import { COMMON_MARKS, shapeOf } from './shapes.ts';
import { cleanText, plainSpaces } from './text.ts';

type Attrs = { readonly [name: string]: Json };

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Deep equality, whatever the order of members. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => hasOwn(b, name) && sameJson(a[name], b[name]));
}

/** The attributes that every dialect has, with the value that is as good as none. */
const commonAttrs: { readonly [type: string]: { readonly [name: string]: Json } } = {
  paragraph: {},
  heading: { level: '' },
  bulletList: {},
  orderedList: { order: 1 },
  listItem: {},
  codeBlock: { language: '' },
  blockquote: {},
  rule: {},
  table: {},
  tableRow: {},
  tableHeader: { colspan: 1, rowspan: 1 },
  tableCell: { colspan: 1, rowspan: 1 },
  hardBreak: {},
  text: {},
  mention: { id: '', text: '' },
  link: { href: '' },
};

function keptAttrs(type: string, attrs: Attrs | undefined): Attrs | null {
  const common = hasOwn(commonAttrs, type) ? commonAttrs[type] : undefined;
  const kept: { [name: string]: Json } = {};
  Object.keys(attrs ?? {})
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .forEach((name) => {
      const value = attrs?.[name] ?? null;
      if (value === null || name === 'localId' || name === 'site') return;
      if (common !== undefined && (common[name] === undefined || common[name] === value)) return;
      kept[name] = value;
    });
  return Object.keys(kept).length === 0 ? null : kept;
}

function normalMarks(marks: readonly RichMark[] | undefined): readonly RichMark[] {
  const kept: RichMark[] = [];
  (marks ?? []).forEach((mark) => {
    if (kept.some((other) => other.type === mark.type)) return;
    const common = COMMON_MARKS.includes(mark.type) && mark.type !== 'link';
    const attrs = common ? null : keptAttrs(mark.type, mark.attrs);
    kept.push(attrs === null ? { type: mark.type } : { type: mark.type, attrs });
  });
  return kept.sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}

function sameMarks(a: RichNode, b: RichNode): boolean {
  const left = a.marks ?? [];
  const right = b.marks ?? [];
  return left.length === right.length && left.every((mark, i) => mark.type === right[i]?.type && sameJson(mark.attrs, right[i]?.attrs));
}

function pushInline(line: RichNode[], node: RichNode): void {
  const last = line[line.length - 1];
  if (node.type === 'text' && last !== undefined && last.type === 'text' && sameMarks(last, node)) {
    line[line.length - 1] = { ...last, text: (last.text ?? '') + (node.text ?? '') };
  } else line.push(node);
}

function trimmedEdge(line: RichNode[], edge: 'first' | 'last'): void {
  const index = edge === 'first' ? 0 : line.length - 1;
  const node = line[index];
  if (node === undefined || node.type !== 'text') return;
  const text = (node.text ?? '').replace(edge === 'first' ? /^ +/ : / +$/, '');
  if (text !== '') {
    line[index] = { ...node, text };
    return;
  }
  line.splice(index, 1);
  trimmedEdge(line, edge);
}

function normalLine(nodes: readonly RichNode[]): readonly RichNode[] {
  const line: RichNode[] = [];
  nodes.forEach((node) => {
    if (node.type !== 'text') {
      const other = normalNode(node);
      if (other !== null) line.push(other);
      return;
    }
    const marks = normalMarks(node.marks);
    plainSpaces(cleanText(node.text ?? ''))
      .split('\n')
      .forEach((part, index) => {
        if (index > 0) line.push({ type: 'hardBreak' });
        if (part !== '') pushInline(line, textNode(part, marks));
      });
  });
  trimmedEdge(line, 'first');
  trimmedEdge(line, 'last');
  return line;
}

function normalContent(node: RichNode): readonly RichNode[] {
  const holds = shapeOf(node.type)?.holds;
  const content = node.content ?? [];
  if (holds === 'text') {
    const text = cleanText(innerText(content)).split('\u00a0').join(' ');
    return text === '' ? [] : [textNode(text)];
  }
  if (holds === 'inlines' || content.some((child) => child.type === 'text')) return normalLine(content);
  return normalNodes(content);
}

/** Null: empty. */
function normalNode(node: RichNode): RichNode | null {
  const holds = shapeOf(node.type)?.holds;
  const attrs = keptAttrs(node.type, node.attrs);
  const content = holds === 'none' ? [] : normalContent(node);
  const cell = node.type === 'tableCell' || node.type === 'tableHeader';
  if (content.length === 0 && !cell && holds !== undefined && holds !== 'none') return null;
  return {
    type: node.type,
    ...(attrs === null ? {} : { attrs }),
    ...(content.length === 0 && !cell ? {} : { content }),
  };
}

function normalNodes(nodes: readonly RichNode[]): readonly RichNode[] {
  const kept: RichNode[] = [];
  nodes.forEach((node) => {
    const normal = normalNode(node);
    if (normal !== null) kept.push(normal);
  });
  return kept;
}

export function normalDocument(document: RichDocument): RichDocument {
  return richDocument(normalNodes(document.content));
}

function sameNodes(a: readonly RichNode[], b: readonly RichNode[]): boolean {
  return a.length === b.length && a.every((node, index) => sameNode(node, b[index]!));
}

function sameNode(a: RichNode, b: RichNode): boolean {
  return (
    a.type === b.type && a.text === b.text && sameJson(a.attrs, b.attrs) && sameMarks(a, b) && sameNodes(a.content ?? [], b.content ?? [])
  );
}

/** Whether both say the same; null and a document without content do. */
export function sameDocument(a: RichDocument | null, b: RichDocument | null): boolean {
  const none = richDocument([]);
  return sameNodes(normalDocument(a ?? none).content, normalDocument(b ?? none).content);
}
