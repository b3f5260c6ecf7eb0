/**
 * Text as wiki markup that shows that very text.
 *
 * 1. What is no markup where it stands is left as it is, so that prose stays readable; in doubt it is escaped.
 * 2. A sign is escaped by a backslash; backslashes, letters and ampersands by an entity, which Jira shows as the character.
 */
import { addressLength, face, isWordCharacter, signInBrackets, trimmed, type Delimiter } from './wiki-syntax.ts';

export interface TextPlace {
  /** What was written on this line before; '' at its start, where lists, headings and tables begin. */
  readonly before: string;
  /** Whether more follows on this line, whatever it is. */
  readonly followed: boolean;
  /** Phrases that are open: their signs would close them. */
  readonly open: ReadonlySet<Delimiter | 'link' | 'code'>;
}

const delimiters: ReadonlySet<string> = new Set<Delimiter>(['*', '_', '-', '+', '^', '~']);
const isDelimiter = (character: string): character is Delimiter => delimiters.has(character);
const entity = (character: string) => `&#${character.codePointAt(0) ?? 0};`;

/** Stands for a neighbour that is not known. */
const unknown = '\u0000';

interface Position {
  readonly text: string;
  readonly at: number;
  readonly character: string;
  readonly previous: string;
  readonly next: string;
  readonly lineStart: boolean;
  readonly place: TextPlace;
}

function escapedDelimiter(character: Delimiter, { previous, next, lineStart, place }: Position): string {
  const escaped = `\\${character}`;
  if (isWordCharacter(previous) && isWordCharacter(next)) return character;
  if (lineStart || place.open.has(character)) return escaped;
  if (character === '-' && (previous === '-' || next === '-' || previous === unknown)) return escaped;
  // A phrase that begins needs something right behind its sign.
  return next === '' || next === ' ' ? character : escaped;
}

/** `&` that would be read as an entity, or might together with what follows. */
function startsEntity(rest: string, followed: boolean): boolean {
  return /^&#?\w*;/.test(rest) || (followed && /^&#?\w*$/.test(rest));
}

function escapedSign(position: Position): string {
  const { text, at, character, previous, next, lineStart, place } = position;
  switch (character) {
    case '\\':
      return entity(character);
    case '&':
      return startsEntity(text.slice(at), place.followed) ? '&amp;' : '&';
    case '{':
    case '[':
    case '|':
      return `\\${character}`;
    case '}':
      return place.open.has('code') || previous === unknown ? '\\}' : character;
    case ']':
      return place.open.has('link') ? '\\]' : character;
    case '#':
      return lineStart ? '\\#' : character;
    case '!':
      return next === '' || next === ' ' ? character : '\\!';
    case '?':
      return next === '?' || previous === '?' || next === unknown || previous === unknown ? '\\?' : character;
    case '(':
      return signInBrackets.test(text.slice(at)) || next === unknown ? '\\(' : character;
    default:
      return character;
  }
}

/** The second character of a face such as `:)`; a letter cannot take a backslash. */
function escapedFace(character: string): string {
  return /[A-Za-z]/.test(character) ? entity(character) : `\\${character}`;
}

/** Headings and quotes begin with a word and a dot: the dot is escaped. */
function lineWord(text: string): number {
  return /^(?:h[1-6]|bq)(?=\.)/.exec(text)?.[0].length ?? 0;
}

export function encodeText(text: string, place: TextPlace): string {
  // Signs of a list and of a phrase are the same: `*# ` would begin a list although bold was meant.
  const atLineStart = /^[ \t*#-]*$/.test(place.before);
  const word = atLineStart ? lineWord(text) : 0;
  let written = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const joined = at === 0 && isWordCharacter(place.before.slice(-1));
    const address = joined ? 0 : addressLength(text, at);
    if (address > 0) {
      written += text.slice(at, at + address);
      at += address - 1;
      continue;
    }
    const outside = place.before === '' ? '' : place.before.endsWith(' ') ? ' ' : unknown;
    const previous = at > 0 ? text.charAt(at - 1) : outside;
    const next = at + 1 < text.length ? text.charAt(at + 1) : place.followed ? unknown : '';
    const lineStart = atLineStart && trimmed(text.slice(0, at)) === '';
    const position: Position = { text, at, character, previous, next, lineStart, place };
    if (word > 0 && at === word) written += '\\.';
    else if (at > 0 && face.test(text.slice(at - 1, at + 1))) written += escapedFace(character);
    else if (isDelimiter(character)) written += escapedDelimiter(character, position);
    else written += escapedSign(position);
  }
  return written;
}
