import type { RichNode } from '@entente/core';
import { lineOf } from './line.ts';
import { pictureBlocks } from './pictures.ts';
import { wordLists, type WordItem } from './word-lists.ts';

/** Collects what is read, in order: inline nodes become lines, Word's list paragraphs become lists. */
export function collect(): {
  inline(node: RichNode): void;
  block(...nodes: readonly RichNode[]): void;
  wordItem(item: WordItem): void;
  all(): readonly RichNode[];
} {
  const blocks: RichNode[] = [];
  let line: RichNode[] = [];
  let items: WordItem[] = [];
  function endLine(): void {
    const content = lineOf(line);
    line = [];
    if (content === null) return;
    endItems();
    if (content.some(({ type }) => type === 'mediaInline')) blocks.push(...pictureBlocks(content));
    else blocks.push({ type: 'paragraph', content });
  }
  function endItems(): void {
    blocks.push(...wordLists(items));
    items = [];
  }
  return {
    inline: (node) => void line.push(node),
    block: (...nodes) => {
      endLine();
      if (nodes.length > 0) endItems();
      blocks.push(...nodes);
    },
    wordItem: (item) => {
      endLine();
      items.push(item);
    },
    all: () => {
      endLine();
      endItems();
      return blocks;
    },
  };
}
