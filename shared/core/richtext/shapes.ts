/** Which node of the model stands where, and what it may hold. The model's own grammar: each dialect narrows it. */
import { hasOwn } from '../own.ts';

export interface Shape {
  /** `block` stands in blocks, `inline` in a line; a `part` only inside what holds it. */
  readonly stands: 'block' | 'inline' | 'part';
  /** `blocks`, `inlines`, `text` (no marks), `none`, or the types of the parts that it holds. */
  readonly holds: 'blocks' | 'inlines' | 'text' | 'none' | readonly string[];
}

const inline: Shape = { stands: 'inline', holds: 'none' };
const leaf: Shape = { stands: 'block', holds: 'none' };
const line: Shape = { stands: 'block', holds: 'inlines' };
const frame: Shape = { stands: 'block', holds: 'blocks' };
const framePart: Shape = { stands: 'part', holds: 'blocks' };
const linePart: Shape = { stands: 'part', holds: 'inlines' };

const shapes: { readonly [type: string]: Shape } = {
  text: inline,
  hardBreak: inline,
  mention: inline,
  emoji: inline,
  date: inline,
  status: inline,
  inlineCard: inline,
  placeholder: inline,
  inlineExtension: inline,
  mediaInline: inline,
  paragraph: line,
  heading: line,
  codeBlock: { stands: 'block', holds: 'text' },
  rule: leaf,
  blockCard: leaf,
  embedCard: leaf,
  extension: leaf,
  syncBlock: leaf,
  blockquote: frame,
  panel: frame,
  expand: frame,
  nestedExpand: frame,
  bodiedExtension: frame,
  bodiedSyncBlock: frame,
  bulletList: { stands: 'block', holds: ['listItem'] },
  orderedList: { stands: 'block', holds: ['listItem'] },
  listItem: framePart,
  taskList: { stands: 'block', holds: ['taskItem', 'blockTaskItem', 'taskList'] },
  taskItem: linePart,
  blockTaskItem: framePart,
  decisionList: { stands: 'block', holds: ['decisionItem'] },
  decisionItem: linePart,
  table: { stands: 'block', holds: ['tableRow'] },
  tableRow: { stands: 'part', holds: ['tableCell', 'tableHeader'] },
  tableCell: framePart,
  tableHeader: framePart,
  layoutSection: { stands: 'block', holds: ['layoutColumn'] },
  layoutColumn: framePart,
  mediaSingle: { stands: 'block', holds: ['media', 'caption'] },
  mediaGroup: { stands: 'block', holds: ['media'] },
  media: { stands: 'part', holds: 'none' },
  caption: linePart,
};

/** Null: no node of the model. */
export function shapeOf(type: string): Shape | null {
  return hasOwn(shapes, type) ? (shapes[type] ?? null) : null;
}

/** What every dialect understands (document.ts, 3). */
export const COMMON_NODES: readonly string[] = [
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'listItem',
  'codeBlock',
  'blockquote',
  'rule',
  'table',
  'tableRow',
  'tableHeader',
  'tableCell',
  'hardBreak',
  'text',
];
export const COMMON_MARKS: readonly string[] = ['strong', 'em', 'strike', 'code', 'underline', 'link'];
