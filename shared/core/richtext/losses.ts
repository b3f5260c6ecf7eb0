import type { Loss } from './document.ts';

/** Counts what could not be carried. */
export interface LossCounter {
  note(what: string): void;
  add(losses: readonly Loss[]): void;
  /** In order of name. */
  list(): readonly Loss[];
}

export function countLosses(): LossCounter {
  const counts = new Map<string, number>();
  function add(what: string, count: number): void {
    counts.set(what, (counts.get(what) ?? 0) + count);
  }
  return {
    note: (what) => add(what, 1),
    add: (losses) => losses.forEach((loss) => add(loss.what, loss.count)),
    list: () => {
      const losses: Loss[] = [];
      counts.forEach((count, what) => losses.push({ what, count }));
      return losses.sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
    },
  };
}

/** Several lists of losses as one. */
export function sumLosses(lists: readonly (readonly Loss[])[]): readonly Loss[] {
  const counter = countLosses();
  lists.forEach((losses) => counter.add(losses));
  return counter.list();
}
