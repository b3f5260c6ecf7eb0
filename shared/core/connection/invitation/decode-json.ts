/**
 * A JSON reader (RFC 8259) for text from strangers.
 *
 * 1. A member named twice, or named `__proto__`, is refused: two readers of the same bytes must never see two things.
 * 2. It tells text that ends too early (all of it is the beginning of some object) from text that is broken.
 * 3. Nesting deeper than MAX_DEPTH is refused.
 */
import type { Json, JsonObject } from '../../json.ts';
import { hasOwn } from '../../own.ts';

export type JsonReading =
  | { readonly kind: 'object'; readonly object: JsonObject }
  | { readonly kind: 'endsEarly' }
  | { readonly kind: 'broken'; readonly at: number }
  | { readonly kind: 'refused'; readonly name: string };

const MAX_DEPTH = 20;

/** What stopped the reader; only the first counts. */
type Stop = Exclude<JsonReading, { readonly kind: 'object' }>;

interface Reader {
  readonly text: string;
  at: number;
  stop: Stop | null;
}

function stop(reader: Reader, reason: Stop): null {
  if (reader.stop === null) reader.stop = reason;
  return null;
}

/** The text does not go on as it must: it has ended, or it is broken. */
function unexpected(reader: Reader): null {
  return stop(reader, reader.at >= reader.text.length ? { kind: 'endsEarly' } : { kind: 'broken', at: reader.at });
}

function skipSpace(reader: Reader): void {
  while (/[ \t\n\r]/.test(reader.text.charAt(reader.at))) reader.at += 1;
}

/** Takes one of `characters` after white space, or stops. */
function take(reader: Reader, characters: string): string {
  skipSpace(reader);
  const found = reader.text.charAt(reader.at);
  if (found === '' || characters.indexOf(found) < 0) {
    unexpected(reader);
    return '';
  }
  reader.at += 1;
  return found;
}

const escapes: { readonly [letter: string]: string } = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function readEscape(reader: Reader): string | null {
  const letter = reader.text.charAt(reader.at);
  if (letter === 'u') {
    const digits = reader.text.slice(reader.at + 1, reader.at + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
      if (/^[0-9a-fA-F]*$/.test(digits)) reader.at = reader.text.length;
      return unexpected(reader);
    }
    reader.at += 5;
    return String.fromCharCode(parseInt(digits, 16));
  }
  const character = hasOwn(escapes, letter) ? escapes[letter] : undefined;
  if (character === undefined) return unexpected(reader);
  reader.at += 1;
  return character;
}

/** After the opening quote. */
function readString(reader: Reader): string | null {
  let result = '';
  for (;;) {
    const character = reader.text.charAt(reader.at);
    if (character === '' || character < ' ') return unexpected(reader);
    reader.at += 1;
    if (character === '"') return result;
    if (character !== '\\') {
      result += character;
      continue;
    }
    const escaped = readEscape(reader);
    if (escaped === null) return null;
    result += escaped;
  }
}

function readWord(reader: Reader): Json {
  const rest = reader.text.slice(reader.at, reader.at + 5);
  const words: readonly (readonly [string, Json])[] = [
    ['true', true],
    ['false', false],
    ['null', null],
  ];
  for (let i = 0; i < words.length; i += 1) {
    const [word, value] = words[i]!;
    if (rest.slice(0, word.length) === word) {
      reader.at += word.length;
      return value;
    }
    if (rest !== '' && word.slice(0, rest.length) === rest) reader.at = reader.text.length;
  }
  return unexpected(reader);
}

function readNumber(reader: Reader): number | null {
  const found = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(reader.text.slice(reader.at, reader.at + 40));
  if (found === null) {
    if (reader.text.slice(reader.at) === '-') reader.at += 1;
    return unexpected(reader);
  }
  reader.at += found[0].length;
  return Number(found[0]);
}

function readValue(reader: Reader, depth: number): Json {
  skipSpace(reader);
  const first = reader.text.charAt(reader.at);
  if (first === '{' || first === '[') {
    if (depth >= MAX_DEPTH) return stop(reader, { kind: 'broken', at: reader.at });
    reader.at += 1;
    return first === '{' ? readObject(reader, depth + 1) : readList(reader, depth + 1);
  }
  if (first === '"') {
    reader.at += 1;
    return readString(reader);
  }
  return /[-0-9]/.test(first) ? readNumber(reader) : readWord(reader);
}

/** After the opening bracket. */
function readList(reader: Reader, depth: number): Json {
  const list: Json[] = [];
  skipSpace(reader);
  if (reader.text.charAt(reader.at) === ']') {
    reader.at += 1;
    return list;
  }
  while (reader.stop === null) {
    list.push(readValue(reader, depth));
    if (reader.stop === null && take(reader, ',]') === ']') return list;
  }
  return null;
}

function readName(reader: Reader, object: JsonObject): string | null {
  if (take(reader, '"') === '') return null;
  const name = readString(reader);
  if (name === null) return null;
  if (name === '__proto__' || hasOwn(object, name)) return stop(reader, { kind: 'refused', name });
  return take(reader, ':') === '' ? null : name;
}

/** After the opening brace. */
function readObject(reader: Reader, depth: number): JsonObject | null {
  const object: { [name: string]: Json } = {};
  skipSpace(reader);
  if (reader.text.charAt(reader.at) === '}') {
    reader.at += 1;
    return object;
  }
  while (reader.stop === null) {
    const name = readName(reader, object);
    if (name === null) return null;
    object[name] = readValue(reader, depth);
    if (reader.stop === null && take(reader, ',}') === '}') return object;
  }
  return null;
}

/** One object and nothing after it but white space. */
export function readJsonObject(text: string): JsonReading {
  const reader: Reader = { text, at: 0, stop: null };
  const object = take(reader, '{') === '' ? null : readObject(reader, 1);
  skipSpace(reader);
  if (object !== null && reader.at < text.length) unexpected(reader);
  if (reader.stop !== null) return reader.stop;
  return object === null ? { kind: 'broken', at: reader.at } : { kind: 'object', object };
}
