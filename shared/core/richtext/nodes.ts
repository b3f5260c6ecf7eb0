/** Making nodes of the document model, and walking them. */
import type { RichDocument, RichMark, RichNode } from './document.ts';

export function richDocument(content: readonly RichNode[]): RichDocument {
  return { type: 'doc', version: 1, content };
}

export function textNode(text: string, marks: readonly RichMark[] = []): RichNode {
  return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks };
}

export function paragraph(content: readonly RichNode[]): RichNode {
  return { type: 'paragraph', content };
}

/** An attribute's text, or '' where it is absent or no text. */
export function textAttr(node: RichNode, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
}

/** Every node in document order, parents before children. Not recursive: a document may be nested as deep as it likes. */
export function walk(nodes: readonly RichNode[], visit: (node: RichNode) => void): void {
  const waiting: RichNode[] = nodes.slice().reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    visit(node);
    const content = node.content ?? [];
    for (let i = content.length - 1; i >= 0; i -= 1) waiting.push(content[i]!);
  }
}

/** All text inside, without any structure. */
export function innerText(nodes: readonly RichNode[]): string {
  let text = '';
  walk(nodes, (node) => {
    if (node.type === 'hardBreak') text += '\n';
    else if (node.type === 'mention') text += textAttr(node, 'text');
    else text += node.text ?? '';
  });
  return text;
}
