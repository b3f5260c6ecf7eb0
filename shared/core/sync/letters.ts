/** What is left of a text whatever a tracker makes of it: letters and digits, letter case and spaces aside. */
import type { RichDocument } from '../richtext/document.ts';
import { plainText } from '../richtext/plain.ts';

export function letters(text: string): string {
  return text.toLowerCase().replace(/[\s\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf]+/g, '');
}

export function lettersOf(document: RichDocument | null): string {
  return document === null ? '' : letters(plainText(document));
}

/** The same for the same set of labels. */
export function labelLetters(labels: readonly string[]): string {
  return labels
    .map(letters)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    .join(' ');
}
