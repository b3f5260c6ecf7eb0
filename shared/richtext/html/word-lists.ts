/**
 * Lists as Word and Outlook paste them: paragraphs styled `mso-list:l0 level2 lfo1`, each beginning with its bullet or
 * number in a span styled `mso-list:Ignore`.
 */
import type { RichNode } from '@entente/core';
import { styleOf } from './marks.ts';
import { preText, type Element, type Node } from './tree.ts';

export interface WordItem {
  readonly level: number;
  readonly ordered: boolean;
  readonly blocks: readonly RichNode[];
}

export function isWordBullet(element: Element): boolean {
  return styleOf(element).get('mso-list') === 'ignore';
}

function bulletOf(nodes: readonly Node[]): string {
  for (const node of nodes) {
    if (node.type !== 'element') continue;
    const bullet = isWordBullet(node) ? preText(node.children) : bulletOf(node.children);
    if (bullet !== '') return bullet.replace(/[\s\u00a0]+/g, '');
  }
  return '';
}

/** Null: an ordinary paragraph. */
export function wordLevel(element: Element): { readonly level: number; readonly ordered: boolean } | null {
  const level = /\blevel([1-9])\b/.exec(styleOf(element).get('mso-list') ?? '')?.[1];
  if (level === undefined) return null;
  return { level: Number(level), ordered: /^\(?[0-9a-zA-Z]{1,4}[.)]/.test(bulletOf(element.children)) };
}

/** Items that follow each other, as nested lists. */
export function wordLists(items: readonly WordItem[]): readonly RichNode[] {
  const lists: RichNode[] = [];
  for (let i = 0; i < items.length;) {
    const { level, ordered, blocks } = items[i]!;
    let end = i + 1;
    while (end < items.length && items[end]!.level > level) end += 1;
    const item: RichNode = { type: 'listItem', content: [...blocks, ...wordLists(items.slice(i + 1, end))] };
    const type = ordered ? 'orderedList' : 'bulletList';
    const last = lists[lists.length - 1];
    if (last?.type === type) lists[lists.length - 1] = { ...last, content: [...(last.content ?? []), item] };
    else lists.push({ type, content: [item] });
    i = end;
  }
  return lists;
}
