/**
 * Our own description, back from the partner with an edit: blocks that the partner left alone are the very nodes that our tracker gave
 * (`issue.description`), so that the tracker can write them as it has them, whatever the model does not carry of them (Tracker, 5).
 *
 * 1. A block is taken for ours where it says the same; each of ours once, in order. Nothing of the partner's comes in this way.
 */
import { matches, nodeKey } from '../richtext/kept-match.ts';
import type { RichDocument, RichNode } from '../richtext/document.ts';
import { richDocument } from '../richtext/nodes.ts';

/** `sent`: our own document as the partner gets it, block by block. */
export function withOwnBlocks(document: RichDocument, own: RichDocument | null, sent: RichDocument): RichDocument {
  if (own === null || own.content.length !== sent.content.length) return document;
  const found = matches(document.content.map(nodeKey), sent.content.map(nodeKey));
  const content = document.content.map((block, index): RichNode => own.content[found[index] ?? -1] ?? block);
  return richDocument(content);
}
