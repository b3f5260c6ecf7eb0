/**
 * A document as it was given, beside what a tracker shows of it, so that what nobody has edited there comes back as it was given.
 *
 * 1. Blocks that are shown as before come back as they were given, whatever the tracker cannot show of them.
 * 2. Blocks that were edited come back as they are shown now; inside a frame, a list or a table that holds for each part of it alone.
 * 3. Nothing that is shown now is dropped, and nothing comes back whose text was deleted.
 */
import type { RichDocument, RichNode } from './document.ts';
import { mergedBlock } from './kept-block.ts';
import { matches, nodeKey } from './kept-match.ts';
import { richDocument } from './nodes.ts';

/** Blocks that were given, and the blocks that show them; either may be none. In order, parts make the whole documents. */
export interface KeptPart {
  readonly given: readonly RichNode[];
  readonly shown: readonly RichNode[];
}

/** `projected`: for each block that was given, what its dialect shows of it. `shown`: what the tracker shows of all of them. */
export function keptParts(
  given: readonly RichNode[],
  projected: readonly (readonly RichNode[])[],
  shown: readonly RichNode[],
): readonly KeptPart[] {
  const found = matches(flat(projected).map(nodeKey), shown.map(nodeKey));
  const parts: KeptPart[] = [];
  let waiting: RichNode[] = [];
  let at = 0;
  let end = 0;
  const close = (until: number): void => {
    parts.push(...paired(waiting, shown.slice(end, until)));
    waiting = [];
  };
  given.forEach((block, index) => {
    const length = projected[index]?.length ?? 0;
    const start = whole(found, at, length);
    at += length;
    if (start === null) {
      waiting.push(block);
      return;
    }
    close(start);
    parts.push({ given: [block], shown: shown.slice(start, start + length) });
    end = start + length;
  });
  close(shown.length);
  return parts;
}

/** Where the tracker has changed what it was given, block by block if there are as many of them. */
function paired(given: readonly RichNode[], shown: readonly RichNode[]): readonly KeptPart[] {
  if (given.length === 0 && shown.length === 0) return [];
  if (given.length !== shown.length) return [{ given, shown }];
  return given.map((block, index) => ({ given: [block], shown: shown.slice(index, index + 1) }));
}

/** Where `length` entries from `at` on stand together on the other side; null: they do not, or there are none. */
function whole(found: readonly number[], at: number, length: number): number | null {
  const start = found[at] ?? -1;
  if (length === 0 || start < 0) return null;
  for (let i = 1; i < length; i++) if (found[at + i] !== start + i) return null;
  return start;
}

function flat(lists: readonly (readonly RichNode[])[]): readonly RichNode[] {
  const all: RichNode[] = [];
  lists.forEach((list) => all.push(...list));
  return all;
}

/** What `now` says, with everything that was given and is shown as before. */
export function mergedNodes(parts: readonly KeptPart[], now: readonly RichNode[]): readonly RichNode[] {
  const found = matches(flat(parts.map(({ shown }) => shown)).map(nodeKey), now.map(nodeKey));
  const result: RichNode[] = [];
  let edited: KeptPart[] = [];
  let at = 0;
  let end = 0;
  parts.forEach((part) => {
    const start = whole(found, at, part.shown.length);
    at += part.shown.length;
    if (start === null) {
      edited.push(part);
      return;
    }
    result.push(...mergedGap(edited, now.slice(end, start)), ...part.given);
    edited = [];
    end = start + part.shown.length;
  });
  result.push(...mergedGap(edited, now.slice(end)));
  return result;
}

export function mergedDocument(parts: readonly KeptPart[], now: RichDocument): RichDocument {
  return richDocument(mergedNodes(parts, now.content));
}

/** Between two parts that are as before: what was there, and what is there now. What was never shown stays where it was, at either end. */
function mergedGap(parts: readonly KeptPart[], now: readonly RichNode[]): readonly RichNode[] {
  const isShown = ({ shown }: KeptPart): boolean => shown.length > 0;
  const first = parts.findIndex(isShown);
  if (first < 0) return [...flat(parts.map(({ given }) => given)), ...now];
  let last = parts.length;
  while (last > first && !isShown(parts[last - 1]!)) last -= 1;
  const before = flat(parts.slice(0, first).map(({ given }) => given));
  const after = flat(parts.slice(last).map(({ given }) => given));
  return [...before, ...mergedParts(parts.slice(first, last), now), ...after];
}

function mergedParts(parts: readonly KeptPart[], now: readonly RichNode[]): readonly RichNode[] {
  const length = parts.reduce((sum, { shown }) => sum + shown.length, 0);
  if (length !== now.length) return now;
  const result: RichNode[] = [];
  let at = 0;
  parts.forEach(({ given, shown }) => {
    const blocks = now.slice(at, at + shown.length);
    at += shown.length;
    const [was, is, asGiven] = [shown[0], blocks[0], given[0]];
    const single = shown.length === 1 && given.length === 1;
    if (single && was !== undefined && is !== undefined && asGiven !== undefined)
      result.push(mergedBlock(asGiven, was, is, mergedChildren));
    else result.push(...(shown.length === 0 ? given : blocks));
  });
  return result;
}

function mergedChildren(given: readonly RichNode[], shown: readonly RichNode[], now: readonly RichNode[]): readonly RichNode[] {
  return mergedNodes(
    keptParts(
      given,
      given.map((node) => [node]),
      shown,
    ),
    now,
  );
}
