/**
 * By what a value that we wrote is known again, whatever the tracker has made of it: its letters and digits, letter case and
 * spaces aside, of a summary the first hundred (it may be cut off), of labels the set.
 */
import type { Crypto } from '../ports.ts';
import type { RichDocument, RichNode } from '../richtext/document.ts';
import { richDocument } from '../richtext/nodes.ts';
import { plainText } from '../richtext/plain.ts';
import type { Fingerprints } from './fingerprint.ts';
import { fingerprint } from './fingerprint.ts';

const SUMMARY_LETTERS = 100;

export interface Writable {
  readonly summary?: string | null;
  readonly description?: RichDocument | null;
  readonly labels?: readonly string[] | null;
  readonly priority?: string | null;
}

export async function marksOf(crypto: Crypto, { summary, description, labels, priority }: Writable): Promise<Fingerprints> {
  const marks: Fingerprints = {};
  if (summary !== undefined) marks['summary'] = await fingerprint(crypto, letters(summary ?? '').slice(0, SUMMARY_LETTERS));
  if (description !== undefined)
    marks['description'] = await fingerprint(crypto, description === null ? '' : letters(wordsOf(description)));
  if (labels !== undefined) marks['labels'] = await fingerprint(crypto, labelLetters(labels ?? []));
  if (priority !== undefined) marks['priority'] = await fingerprint(crypto, letters(priority ?? ''));
  return marks;
}

/** Of a comment's text; short, because a twin may have a thousand of them. */
export async function bodyMark(crypto: Crypto, body: RichDocument): Promise<string> {
  return (await fingerprint(crypto, letters(wordsOf(body)))).slice(0, 8);
}

export function labelLetters(labels: readonly string[]): string {
  return labels
    .map(letters)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(' ');
}

/** Whatever the tracker has made of it. */
export function hasLabel(labels: readonly string[], label: string): boolean {
  return labels.some((one) => letters(one) === letters(label));
}

/** Without names of people and pictures: trackers have their own for them. */
function wordsOf(document: RichDocument): string {
  const named = ['mention', 'media', 'mediaInline'];
  const without = (nodes: readonly RichNode[]): readonly RichNode[] =>
    nodes
      .filter(({ type }) => !named.includes(type))
      .map((node) => (node.content === undefined ? node : { ...node, content: without(node.content) }));
  return plainText(richDocument(without(document.content)));
}

function letters(text: string): string {
  // Control characters are among what is left out.
  // oxlint-disable-next-line no-control-regex
  return text.toLowerCase().replace(/[\s!-/:-@[-`{-\u00bf]+/g, '');
}
