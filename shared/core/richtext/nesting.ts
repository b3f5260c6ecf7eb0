/** Documents that are nested without end: every walk through a document that calls itself needs an end, and engines' stacks are short. */
import type { RichDocument, RichNode } from './document.ts';
import type { LossCounter } from './losses.ts';
import { innerText, paragraph, richDocument, textNode } from './nodes.ts';
import { shapeOf } from './shapes.ts';

/** Nodes inside each other: twenty lists. What is sent is refused where it is deeper (shape.schema.ts): two levels of JSON for each node. */
export const MAX_NESTING = 40;
/** A row and a cell, an item: parts stay what they are for the blocks in them. */
const PARTS = 4;

interface At<T> {
  readonly value: T;
  readonly level: number;
}

function isDeeper(nodes: readonly RichNode[], most: number): boolean {
  const waiting: At<readonly RichNode[]>[] = [{ value: nodes, level: 1 }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { value, level } = at;
    if (level > most && value.length > 0) return true;
    value.forEach(({ content }) => {
      if (content !== undefined) waiting.push({ value: content, level: level + 1 });
    });
  }
  return false;
}

function textOf(node: RichNode): RichNode {
  const text = innerText([node]);
  return paragraph(text === '' ? [] : [textNode(text)]);
}

function shallow(nodes: readonly RichNode[], level: number, losses: LossCounter): readonly RichNode[] {
  return nodes.map((node) => {
    if (node.content === undefined || node.content.length === 0) return node;
    const isPart = shapeOf(node.type)?.stands === 'part' && level < MAX_NESTING + PARTS;
    const holds = shapeOf(node.type)?.holds;
    const isLine = (holds === 'inlines' || holds === 'text') && !isDeeper(node.content, 1);
    if (level < MAX_NESTING || isPart || isLine) return { ...node, content: shallow(node.content, level + 1, losses) };
    losses.note('nesting');
    return textOf(node);
  });
}

/** What is nested deeper is text, and a loss; its formatting is gone. */
export function withinNesting(document: RichDocument, losses: LossCounter): RichDocument {
  return isDeeper(document.content, MAX_NESTING) ? richDocument(shallow(document.content, 1, losses)) : document;
}
