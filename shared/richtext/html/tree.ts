/** The HTML tree as the decoder reads it. */
import { fromHtml } from 'hast-util-from-html';

type Root = ReturnType<typeof fromHtml>;
export type Node = Root['children'][number];
export type Element = Extract<Node, { type: 'element' }>;

export function parse(html: string): readonly Node[] {
  return fromHtml(html, { fragment: true }).children;
}

/** An attribute by its HTML name; '' where it is absent. */
export function attribute(element: Element, name: string): string {
  const value = element.properties[name];
  if (Array.isArray(value)) return value.join(' ');
  return value === undefined || value === null || value === false ? '' : String(value);
}

/** Text of everything inside, line by line as it would show in a `pre`. */
export function preText(nodes: readonly Node[]): string {
  let text = '';
  for (const node of nodes) {
    if (node.type === 'text') text += node.value;
    if (node.type !== 'element') continue;
    if (node.tagName === 'br') text += '\n';
    const ownLine = /^(div|p|li)$/.test(node.tagName);
    const inside = preText(node.children);
    if (!ownLine) text += inside;
    else text += (text === '' || text.endsWith('\n') ? '' : '\n') + inside + (inside.endsWith('\n') ? '' : '\n');
  }
  return text;
}
