/** Which entries of one list are those of another: the longest common subsequence. */
import type { RichNode } from './document.ts';
import { normalDocument } from './normal.ts';
import { richDocument } from './nodes.ts';

/** Above this many comparisons only what is the same at both ends is found. */
const MAX_COMPARISONS = 250_000;

/** Equal for nodes that say the same. */
export function nodeKey(node: RichNode): string {
  return JSON.stringify(normalDocument(richDocument([node])).content);
}

/** For each entry of `a` its place in `b`, in rising order, or -1. */
export function matches(a: readonly string[], b: readonly string[]): readonly number[] {
  const found: number[] = a.map(() => -1);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) found[start] = start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    found[a.length - 1 - tail] = b.length - 1 - tail;
    tail += 1;
  }
  const height = a.length - start - tail;
  const width = b.length - start - tail;
  if (height * width > 0 && height * width <= MAX_COMPARISONS) inside(a, b, start, height, width, found);
  return found;
}

/** `best[i][j]`: how much the rests from i and j have in common. */
function inside(a: readonly string[], b: readonly string[], start: number, height: number, width: number, found: number[]): void {
  const best: number[][] = [];
  for (let i = height; i >= 0; i--) {
    const row: number[] = [];
    for (let j = width; j >= 0; j--) {
      if (i === height || j === width) row[j] = 0;
      else row[j] = a[start + i] === b[start + j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, row[j + 1]!);
    }
    best[i] = row;
  }
  for (let i = 0, j = 0; i < height && j < width;) {
    if (a[start + i] === b[start + j]) found[start + i++] = start + j++;
    else if (best[i + 1]![j]! >= best[i]![j + 1]!) i += 1;
    else j += 1;
  }
}
