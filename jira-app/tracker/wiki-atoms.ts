/**
 * A line of wiki markup in pieces, left to right: what is escaped, addresses, links and mentions are whole; the signs of
 * phrases are found but not yet paired (wiki-inline.ts).
 */
import { innerText, safeHref, textNode, type LossCounter, type RichNode } from '@entente/core';
import { addressLength, mentionId, phraseMarks, type Delimiter } from './wiki-syntax.ts';

export type Atom =
  /** A character. `raw`: as it stands in the markup, not escaped. */
  | { readonly kind: 'character'; readonly text: string; readonly raw: boolean }
  /** An address of its own. */
  | { readonly kind: 'address'; readonly text: string }
  /** A phrase's sign in braces: `{*}`, and `{{{}` or `{}}}`, whose sign is `{{` or `}}`. */
  | { readonly kind: 'braced'; readonly sign: Delimiter | '{{' | '}}'; readonly text: string }
  | { readonly kind: 'color'; readonly color: string | null; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly href: string }
  | { readonly kind: 'node'; readonly node: RichNode };

interface Found {
  readonly atom: Atom;
  readonly length: number;
}

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

function entity(rest: string): Found | null {
  const [whole = '', decimal, hex, name] = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/i.exec(rest) ?? [];
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const known = code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const text = name === undefined ? (known ? String.fromCodePoint(code) : undefined) : named.get(name);
  return whole === '' || text === undefined ? null : { atom: { kind: 'character', text, raw: false }, length: whole.length };
}

/** Two of them are a line end, one before a sign makes it a character. */
function backslash(rest: string): Found | null {
  const lineEnd = /^\\\\(?![\\\w])/.exec(rest);
  if (lineEnd !== null) return { atom: { kind: 'node', node: { type: 'hardBreak' } }, length: 2 };
  const sign = /^\\([!-/:-@[\]^_`{-~])/.exec(rest)?.[1];
  return sign === undefined ? null : { atom: { kind: 'character', text: sign, raw: false }, length: 2 };
}

function braces(rest: string): Found | null {
  if (rest.startsWith('{{{}')) return { atom: { kind: 'braced', sign: '{{', text: '{{{}' }, length: 4 };
  if (rest.startsWith('{}}}')) return { atom: { kind: 'braced', sign: '}}', text: '{}}}' }, length: 4 };
  const sign = phraseMarks.find(({ delimiter }) => rest.startsWith(`{${delimiter}}`))?.delimiter;
  if (sign !== undefined) return { atom: { kind: 'braced', sign, text: `{${sign}}` }, length: 3 };
  const [text, color = null] = /^\{color(?::([^}\n]{1,40}))?\}/.exec(rest) ?? [];
  return text === undefined ? null : { atom: { kind: 'color', color, text }, length: text.length };
}

/** From `[` to the first `]` that is not escaped, without another `[` between. */
const brackets = /^\[((?:\\.|[^\\[\]\n])*)\]/;

function bracketed(rest: string, site: string, losses: LossCounter): Found | null {
  const [whole, inside = ''] = brackets.exec(rest) ?? [];
  if (whole === undefined) return null;
  const user = /^~([^\s|~]+)$/.exec(inside)?.[1];
  if (user !== undefined) {
    const node: RichNode = { type: 'mention', attrs: { id: mentionId(site, user), text: `@${user}` } };
    return { atom: { kind: 'node', node }, length: whole.length };
  }
  const file = /^\^([^|\\]+)$/.exec(inside)?.[1];
  if (file !== undefined) {
    losses.note('attachmentLink');
    return { atom: { kind: 'node', node: textNode(file) }, length: whole.length };
  }
  const parts = inside.split(/(?<!\\)\|/);
  const target = parts.length === 1 ? parts[0]! : parts[1]!;
  const href = parts.length > 3 ? null : safeHref(target);
  if (href === null) return null;
  return { atom: { kind: 'link', label: parts.length === 1 ? '' : parts[0]!, href }, length: whole.length };
}

/** A picture: a file of the issue, or an address. */
function image(rest: string): Found | null {
  const [whole, name, params] = /^!([^\s!|[\]{}][^!|\n]*\.\w{2,5}|https?:\/\/[^\s!|]+)(?:\|([^!\n]*))?!/.exec(rest) ?? [];
  if (whole === undefined || name === undefined) return null;
  const file: RichNode['attrs'] = /^https?:/.test(name) ? { type: 'external', url: name } : { type: 'file', alt: name };
  const attrs = params === undefined || params === '' ? file : { ...file, params };
  return { atom: { kind: 'node', node: { type: 'mediaInline', attrs } }, length: whole.length };
}

function found(line: string, at: number, site: string, losses: LossCounter): Found | null {
  const rest = line.slice(at, at + 9000);
  switch (line.charAt(at)) {
    case '\\':
      return backslash(rest);
    case '&':
      return entity(rest);
    case '{':
      return braces(rest);
    case '[':
      return bracketed(rest, site, losses);
    case '!':
      return image(rest);
    default: {
      const length = addressLength(line, at);
      return length === 0 ? null : { atom: { kind: 'address', text: line.slice(at, at + length) }, length };
    }
  }
}

export function atomsOf(line: string, site: string, losses: LossCounter): readonly Atom[] {
  const atoms: Atom[] = [];
  for (let at = 0; at < line.length;) {
    const special = found(line, at, site, losses);
    const text = line.charAt(at);
    atoms.push(special?.atom ?? { kind: 'character', text, raw: true });
    at += special?.length ?? 1;
  }
  return atoms;
}

/** What a piece shows where it turns out to be no markup. */
export function shown(atom: Atom): string {
  if (atom.kind === 'node') return innerText([atom.node]);
  return atom.kind === 'link' ? `[${atom.label === '' ? '' : `${atom.label}|`}${atom.href}]` : atom.text;
}
