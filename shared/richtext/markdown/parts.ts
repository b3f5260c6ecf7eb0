/**
 * Long Markdown in parts that are parsed one by one. The parser's time grows with the square of a text's length, and faster where
 * delimiters have no partners or lists are nested deep: a field of 1 MB would keep a process busy for minutes.
 *
 * 1. Parts begin where a block at the edge of the page must: behind an empty line, outside of code and HTML, with neither space nor a list's sign.
 *    What is read of them together is what would be read of the whole.
 * 2. What would take too long all the same is not parsed (`parsed` is false).
 */
export interface MarkdownPart {
  readonly text: string;
  readonly parsed: boolean;
}

/** Characters; below this a text is one part, and parts are about as long as the second. */
const SHORT = 20_000;
const PART = 8000;
/** Of definitions of links, which every part needs. */
const MAX_DEFINITIONS = 4000;
/** For the whole text: seconds on a slow machine. */
const BUDGET = 600_000;
/** In one part. Beyond that the parser's time leaps. */
const MAX_DELIMITERS = 10_000;
/** Lists and quotes inside each other. */
const MAX_DEPTH = 40;

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const listSign = /^(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
/** Whole ones only, on one line: what is none would be text, in every part. */
const definition =
  /^ {0,3}\[(?=[^\]\n]*[^\]\s])[^[\]\\\n]{1,200}\]:[ \t]*(?:<[^<>\\\n]*>|(?!<)(?:[^\s()\\]|\([^\s()\\]*\))+)(?:[ \t]+(?:"[^"\\\n]*"|'[^'\\\n]*'))?[ \t]*$/gm;
/** HTML that does not end with an empty line, and what does end it. */
const raw: readonly (readonly [start: RegExp, end: RegExp])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [/^ {0,3}<![a-z]/i, />/],
];

type Open = { readonly kind: 'fence'; readonly sign: string } | { readonly kind: 'raw'; readonly end: RegExp } | null;

function opened(line: string): Open {
  const sign = fence.exec(line)?.[1];
  if (sign !== undefined) return { kind: 'fence', sign };
  const end = raw.find(([start]) => start.test(line))?.[1];
  return end === undefined || end.test(line) ? null : { kind: 'raw', end };
}

function closes(open: NonNullable<Open>, line: string): boolean {
  if (open.kind === 'raw') return open.end.test(line);
  const end = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return end !== undefined && end.charAt(0) === open.sign.charAt(0) && end.length >= open.sign.length;
}

function split(markdown: string): readonly string[] {
  const parts: string[] = [];
  let lines: string[] = [];
  let open: Open = null;
  let length = 0;
  let afterEmpty = false;
  for (const line of markdown.split('\n')) {
    if (length > PART && open === null && afterEmpty && /^\S/.test(line) && !listSign.test(line)) {
      parts.push(lines.join('\n'));
      lines = [];
      length = 0;
    }
    lines.push(line);
    length += line.length;
    if (open === null) open = opened(line);
    else if (closes(open, line)) open = null;
    afterEmpty = open === null && /^[ \t]*$/.test(line);
  }
  return [...parts, lines.join('\n')];
}

/** How deep quotes and lists stand inside each other, at most: each sign at the beginning of a line, and each that stands further in. */
function depthOf(markdown: string): number {
  let deepest = 0;
  let indents: number[] = [];
  for (const line of markdown.split('\n')) {
    const signs = /^(?:[ \t]|>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))*/.exec(line)?.[0] ?? '';
    const count = signs.replace(/[ \t\d]/g, '').length;
    const indent = signs.length - signs.trimStart().length;
    if (count === 0) continue;
    indents = indents.filter((one) => one < indent);
    indents.push(indent);
    deepest = Math.max(deepest, count + indents.length - 1);
  }
  return deepest;
}

const countOf = (text: string, sign: RegExp) => text.match(sign)?.length ?? 0;

/** Brackets are paired inside a line, or over those of one paragraph. */
function costOf(part: string): number {
  const delimiters = countOf(part, /[*_~]+|[[\]]/g);
  const lines = part.split('\n');
  let together = 0;
  let squares = 0;
  for (const line of lines) {
    if (/^\s*(?:$|[-+*|#]|\d)/.test(line)) together = 0;
    const here = countOf(line, /[[\]]/g);
    squares += (together + here) ** 2 - together ** 2;
    together += here;
  }
  if (delimiters > MAX_DELIMITERS) return Infinity;
  return part.length + 10 * lines.length + squares / 150 + delimiters ** 2 / 1000 + lines.length ** 2 / 200;
}

/** In order; together they are the text. */
export function markdownParts(markdown: string): readonly MarkdownPart[] {
  const whole = markdown.replace(/\r\n?/g, '\n');
  const texts = whole.length < SHORT || /^ {0,3}\[\^[^\]\n]*\]:/m.test(whole) ? [whole] : split(whole);
  const definitions = texts.length === 1 ? '' : (whole.match(definition) ?? []).join('\n');
  // Before the text: the first of a name counts, and the text may end inside of code.
  const shared = definitions === '' || definitions.length > MAX_DEFINITIONS ? '' : `${definitions}\n\n`;
  let left = BUDGET;
  return texts.map((text) => {
    const cost = costOf(text) + shared.length;
    const parsed = cost <= left && depthOf(text) <= MAX_DEPTH;
    if (parsed) left -= cost;
    return { text: parsed ? shared + text : text, parsed };
  });
}
