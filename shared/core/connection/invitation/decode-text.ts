/** From what an admin pasted to the text inside: everything that mail programs, chats and copying add is taken off. */
import { base64Decode } from './base64.ts';

/** Characters pasted, before anything is taken off. */
export const MAX_PASTED = 16 * 1024;

export interface Pasted {
  /** What is left to decode. */
  readonly text: string;
  /** It ended in "…" or "...": whoever copied it saw that it goes on. */
  readonly ellipsis: boolean;
}

/** White space of every kind, characters that do not show, and what encloses or marks quoted text. */
const AROUND = /[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"'`\u00b4<>|\u00ab\u00bb\u2018-\u201f\u2039\u203a]/g;

/** A mail's source shows `=` as `=3D` and breaks a line with `=` (RFC 2045, section 6.7); neither can stand inside a code. */
const SOFT_BREAK = /=[ \t]*\r?\n(?=[>|\s]*[A-Za-z0-9+/_=-])/g;
const ESCAPED_PADDING = /=3D/gi;

export function stripPasted(pasted: string): Pasted {
  const text = pasted.replace(SOFT_BREAK, '').replace(AROUND, '').replace(ESCAPED_PADDING, '=');
  const whole = text.replace(/(?:\u2026|\.{2,})+$/, '');
  return { text: whole, ellipsis: whole.length < text.length };
}

export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
}

/** The bytes of all complete groups of four, from `skipped` characters on; what is no base64 counts as `A`. */
export function roughBytes(text: string, skipped: number): string {
  const all = text
    .replace(/=/g, '')
    .replace(/[^A-Za-z0-9+/_-]/g, 'A')
    .slice(skipped);
  return base64Decode(all.slice(0, all.length - (all.length % 4))) ?? '';
}

/** The rough bytes whose alignment shows one of `marks`: a lost or added character moves all that follow. */
export function showsAny(text: string, marks: RegExp): boolean {
  return [0, 1, 2, 3].some((skipped) => marks.test(roughBytes(text, skipped)));
}

/** The text that `bytes` are as UTF-8, or as they are where they are not. */
export function utf8Text(bytes: string): string {
  try {
    return decodeURIComponent(bytes.replace(/[^A-Za-z0-9]/g, (byte) => '%' + ('0' + byte.charCodeAt(0).toString(16)).slice(-2)));
  } catch {
    return bytes;
  }
}
