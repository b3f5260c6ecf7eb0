/** Lists of wiki markup as they grow line by line. */
import { paragraph, type RichNode } from '@entente/core';

interface OpenList {
  readonly sign: string;
  readonly items: { content: RichNode[] }[];
}

const listNode = ({ sign, items }: OpenList): RichNode => ({
  type: sign === '#' ? 'orderedList' : 'bulletList',
  content: items.map(({ content }) => ({ type: 'listItem', content })),
});

/** The innermost one is last. */
export class Lists {
  readonly #done: RichNode[] = [];
  #open: OpenList[] = [];

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  line(signs: string, content: RichNode[]): void {
    let shared = 0;
    while (shared < this.#open.length && shared < signs.length && this.#open[shared]!.sign === signs.charAt(shared)) shared += 1;
    this.#closeTo(shared);
    for (let level = shared; level < signs.length; level += 1) {
      if (level > 0 && this.#open[level - 1]!.items.length === 0) this.#open[level - 1]!.items.push({ content: [] });
      this.#open.push({ sign: signs.charAt(level), items: [] });
    }
    this.#open.at(-1)!.items.push({ content });
  }

  /** What follows an item without an empty line between belongs to it. */
  add(nodes: readonly RichNode[]): void {
    this.#open
      .at(-1)
      ?.items.at(-1)
      ?.content.push(...nodes);
  }

  /** Text on the next line goes on the item's own. */
  continueLine(content: readonly RichNode[]): void {
    const item = this.#open.at(-1)?.items.at(-1);
    const last = item?.content.at(-1);
    if (item === undefined || content.length === 0) return;
    if (last?.type === 'paragraph')
      item.content[item.content.length - 1] = paragraph([...(last.content ?? []), { type: 'hardBreak' }, ...content]);
    else item.content.push(paragraph(content));
  }

  #closeTo(level: number): void {
    while (this.#open.length > level) {
      const closed = listNode(this.#open.pop()!);
      const parent = this.#open.at(-1);
      if (parent === undefined) this.#done.push(closed);
      else parent.items.at(-1)?.content.push(closed);
    }
  }

  end(): readonly RichNode[] {
    this.#closeTo(0);
    return this.#done.splice(0);
  }
}
