/** White space of one line, as a browser shows it: joined, without edges; no-break spaces become spaces afterwards. */
import type { RichNode } from '@entente/core';

const spaces = /[ \t\n\r\f]+/g;

function joined(nodes: readonly RichNode[]): readonly RichNode[] {
  let open = true;
  const result: RichNode[] = [];
  for (const node of nodes) {
    if (node.type !== 'text') {
      open = node.type === 'hardBreak';
      result.push(node);
      continue;
    }
    const text = (node.text ?? '').replace(spaces, ' ');
    const kept = open && text.startsWith(' ') ? text.slice(1) : text;
    if (kept === '') continue;
    open = kept.endsWith(' ');
    result.push({ ...node, text: kept });
  }
  return result;
}

function withoutSpaceBeforeEnds(nodes: readonly RichNode[]): readonly RichNode[] {
  const result: RichNode[] = [];
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    const ends = next === undefined || next.type === 'hardBreak';
    const text = ends && node.type === 'text' ? (node.text ?? '').replace(/ $/, '') : node.text;
    if (node.type === 'text' && text === '') continue;
    result.push(text === undefined ? node : { ...node, text });
  }
  return result;
}

/** Null: nothing that shows. An empty list: an empty line that shows. */
export function lineOf(nodes: readonly RichNode[]): readonly RichNode[] | null {
  const line = [...withoutSpaceBeforeEnds(joined(nodes))];
  if (line.length === 0) return null;
  if (line[line.length - 1]?.type === 'hardBreak') line.pop();
  const shown = line.map((node) => (node.text === undefined ? node : { ...node, text: node.text.replace(/\u00a0/g, ' ') }));
  return shown.every((node) => node.type === 'text' && /^[ \t\n\r\f]*$/.test(node.text ?? '')) ? [] : shown;
}
