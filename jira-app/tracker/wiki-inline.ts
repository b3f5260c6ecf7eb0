/**
 * Reads the inside of a line of wiki markup.
 *
 * 1. Strict: a sign is markup only where Jira takes it for a phrase's: its partner is on the same line, neither stands
 *    against a letter or digit on its outer side, nor against a space on its inner side. Everything else is text.
 * 2. Time grows with the length of the line, whatever it holds: where a sign has no partner, it is not looked for again.
 */
import { textNode, type LossCounter, type RichMark, type RichNode } from '@entente/core';
import { atomsOf, shown, type Atom } from './wiki-atoms.ts';
import { isSpaceCharacter, isWordCharacter, phraseMarks, trimmed } from './wiki-syntax.ts';

export interface Reading {
  readonly site: string;
  readonly losses: LossCounter;
}

interface Phrase {
  /** Atoms of the opening sign, and of the closing one. */
  readonly width: number;
  readonly close: number;
  readonly mark: RichMark;
}

type Closers = Map<string, number>;

interface Work {
  readonly atoms: readonly Atom[];
  readonly reading: Reading;
  /** By sign: no partner behind this position, up to the end that is being read. */
  readonly without: Closers;
}

/** The character that a neighbour shows towards a sign; signs escaped by a backslash are no letters. */
function outer(atom: Atom | undefined, side: 'left' | 'right'): string {
  if (atom === undefined || atom.kind === 'link' || atom.kind === 'braced' || atom.kind === 'color') return '';
  if (atom.kind === 'character') return atom.raw ? atom.text : '\\';
  const text = shown(atom);
  return atom.kind === 'node' ? '' : side === 'left' ? text.slice(-1) : text.charAt(0);
}

const isSpace = (atom: Atom | undefined) => atom !== undefined && atom.kind === 'character' && isSpaceCharacter(atom.text);
const isRaw = (atom: Atom | undefined, text: string) => atom !== undefined && atom.kind === 'character' && atom.raw && atom.text === text;

function isSign(atoms: readonly Atom[], at: number, sign: string): boolean {
  return sign.split('').every((character, offset) => isRaw(atoms[at + offset], character));
}

/** The first place from `from` where `sign` may close; -1: none before `to`. */
function findCloser(work: Work, sign: string, from: number, to: number): number {
  const key = `${sign} ${to}`;
  const searched = work.without.get(key);
  if (searched !== undefined && from >= searched) return -1;
  for (let at = from; at + sign.length <= to; at += 1) {
    if (!isSign(work.atoms, at, sign)) continue;
    const before = work.atoms[at - 1];
    const afterIt = at + sign.length;
    const next = afterIt < work.atoms.length ? outer(work.atoms[afterIt], 'right') : '';
    if (!isSpace(before) && !isWordCharacter(next)) return at;
  }
  work.without.set(key, Math.min(from, searched ?? from));
  return -1;
}

function findBraced(work: Work, sign: string, from: number, to: number): number {
  const key = `{${sign}} ${to}`;
  const searched = work.without.get(key);
  if (searched !== undefined && from >= searched) return -1;
  for (let at = from; at < to; at += 1) {
    const atom = work.atoms[at];
    if (atom?.kind === 'braced' && atom.sign === sign) return at;
  }
  work.without.set(key, Math.min(from, searched ?? from));
  return -1;
}

/** Jira's phrases by their signs; `??` is a citation, shown as emphasis. */
const signs: readonly { readonly open: string; readonly close: string; readonly mark: RichMark }[] = [
  { open: '{{', close: '}}', mark: { type: 'code' } },
  { open: '??', close: '??', mark: { type: 'em' } },
  ...phraseMarks.map(({ delimiter, mark }) => ({
    open: delimiter,
    close: delimiter,
    mark: mark === 'sub' || mark === 'sup' ? { type: 'subsup', attrs: { type: mark } } : { type: mark },
  })),
];

const isOpen = (marks: readonly RichMark[], { type }: RichMark) => marks.some((mark) => mark.type === type);

function plainPhrase(work: Work, at: number, to: number, marks: readonly RichMark[]): Phrase | null {
  const sign = signs.find(({ open }) => isSign(work.atoms, at, open));
  if (sign === undefined || isOpen(marks, sign.mark) || isWordCharacter(outer(work.atoms[at - 1], 'left'))) return null;
  const width = sign.open.length;
  const first = work.atoms[at + width];
  if (first === undefined || isSpace(first) || isSign(work.atoms, at + width, sign.open.charAt(0))) return null;
  const close = findCloser(work, sign.close, at + width + 1, to);
  return close < 0 ? null : { width, close, mark: sign.mark };
}

function bracedPhrase(
  work: Work,
  atom: Extract<Atom, { kind: 'braced' }>,
  at: number,
  to: number,
  marks: readonly RichMark[],
): Phrase | null {
  const sign = signs.find(({ open }) => open === atom.sign);
  if (sign === undefined || isOpen(marks, sign.mark)) return null;
  const close = findBraced(work, sign.close, at + 1, to);
  return close <= at + 1 ? null : { width: 1, close, mark: sign.mark };
}

const colorNames: ReadonlyMap<string, string> = new Map([
  ['red', '#ff0000'],
  ['green', '#008000'],
  ['blue', '#0000ff'],
  ['orange', '#ffa500'],
  ['purple', '#800080'],
  ['gray', '#808080'],
  ['grey', '#808080'],
]);

function colorOf(name: string): string | null {
  const lower = name.trim().toLowerCase();
  return /^#[0-9a-f]{6}$/.test(lower) ? lower : (colorNames.get(lower) ?? null);
}

function closingColor(work: Work, from: number, to: number): number {
  const key = `color ${to}`;
  if (from >= (work.without.get(key) ?? Number.MAX_SAFE_INTEGER)) return -1;
  for (let at = from; at < to; at += 1) {
    const atom = work.atoms[at];
    if (atom?.kind === 'color' && atom.color === null) return at;
  }
  work.without.set(key, Math.min(from, work.without.get(key) ?? from));
  return -1;
}

/** `{color:red}text{color}`; a colour that is none leaves the text, as a loss. */
function colored(work: Work, color: string, at: number, to: number, marks: readonly RichMark[]): Read | null {
  const close = closingColor(work, at + 1, to);
  if (close < 0) return null;
  const value = colorOf(color);
  if (value === null) work.reading.losses.note('textColor');
  const inside = value === null ? marks : [...marks, { type: 'textColor', attrs: { color: value } }];
  return { nodes: nodesOf(work, at + 1, close, inside), next: close + 1 };
}

interface Read {
  readonly nodes: readonly RichNode[];
  readonly next: number;
}

function link(work: Work, atom: Extract<Atom, { kind: 'link' }>, marks: readonly RichMark[]): readonly RichNode[] {
  if (isOpen(marks, { type: 'link' })) return [textNode(shown(atom), marks)];
  const linked: readonly RichMark[] = [...marks, { type: 'link', attrs: { href: atom.href } }];
  if (trimmed(atom.label) === '') return [textNode(atom.href, linked)];
  return inlines(atom.label, work.reading, linked);
}

function phraseAt(work: Work, at: number, to: number, marks: readonly RichMark[]): Read | null {
  const atom = work.atoms[at]!;
  if (atom.kind === 'color') return atom.color === null ? null : colored(work, atom.color, at, to, marks);
  const phrase = atom.kind === 'braced' ? bracedPhrase(work, atom, at, to, marks) : plainPhrase(work, at, to, marks);
  if (phrase === null) return null;
  const closeWidth = atom.kind === 'braced' ? 1 : phrase.width;
  return { nodes: nodesOf(work, at + phrase.width, phrase.close, [...marks, phrase.mark]), next: phrase.close + closeWidth };
}

/** Two and three hyphens between spaces show as dashes. */
function dash(work: Work, at: number, to: number): { readonly text: string; readonly next: number } | null {
  let end = at;
  while (end < to && isRaw(work.atoms[end], '-')) end += 1;
  const apart = (atom: Atom | undefined) => atom === undefined || isSpace(atom);
  if (end - at < 2 || end - at > 3 || !apart(work.atoms[at - 1]) || !apart(work.atoms[end])) return null;
  return { text: end - at === 2 ? '–' : '—', next: end };
}

function nodesOf(work: Work, from: number, to: number, marks: readonly RichMark[]): readonly RichNode[] {
  const nodes: RichNode[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') nodes.push(textNode(text, marks));
    text = '';
  };
  for (let at = from; at < to;) {
    const atom = work.atoms[at]!;
    const special = dash(work, at, to);
    const phrase = special === null ? phraseAt(work, at, to, marks) : null;
    if (special !== null) text += special.text;
    else if (phrase !== null || atom.kind === 'link' || atom.kind === 'node') {
      flush();
      if (phrase !== null) nodes.push(...phrase.nodes);
      else if (atom.kind === 'link') nodes.push(...link(work, atom, marks));
      else if (atom.kind === 'node') nodes.push(atom.node.type === 'text' ? textNode(atom.node.text ?? '', marks) : atom.node);
    } else text += shown(atom);
    at = special?.next ?? phrase?.next ?? at + 1;
  }
  flush();
  return nodes;
}

/** `marks`: those of what stands around. Links inside a link's label are text. */
export function inlines(line: string, reading: Reading, marks: readonly RichMark[] = []): readonly RichNode[] {
  return trimBreaks(read(atomsOf(line, reading.site, reading.losses), reading, marks));
}

function read(atoms: readonly Atom[], reading: Reading, marks: readonly RichMark[]): readonly RichNode[] {
  return nodesOf({ atoms, reading, without: new Map() }, 0, atoms.length, marks);
}

/** Spaces around a line end do not show. */
function trimBreaks(nodes: readonly RichNode[]): readonly RichNode[] {
  return nodes
    .map((node, at) => {
      if (node.type !== 'text') return node;
      const start = nodes[at - 1]?.type === 'hardBreak' ? (node.text ?? '').replace(/^ +/, '') : (node.text ?? '');
      return { ...node, text: nodes[at + 1]?.type === 'hardBreak' ? start.replace(/ +$/, '') : start };
    })
    .filter((node) => node.type !== 'text' || node.text !== '');
}

export interface Cell {
  readonly header: boolean;
  readonly content: readonly RichNode[];
}

/** A table's row in its cells: `||` begins a header. Bars inside of links and escaped ones separate nothing. */
export function cellsOf(row: string, reading: Reading): readonly Cell[] {
  const atoms = atomsOf(row, reading.site, reading.losses);
  const cells: { header: boolean; atoms: Atom[] }[] = [];
  for (let at = 0; at < atoms.length; at += 1) {
    if (!isRaw(atoms[at], '|')) {
      cells.at(-1)?.atoms.push(atoms[at]!);
      continue;
    }
    const header = isRaw(atoms[at + 1], '|');
    cells.push({ header, atoms: [] });
    if (header) at += 1;
  }
  // The bar at the end of a row opens no cell.
  if (cells.at(-1)?.atoms.every(isSpace) === true) cells.pop();
  return cells.map((cell) => ({ header: cell.header, content: linesOf(cell.atoms, reading) }));
}

/** Line ends in a cell stay line ends; phrases do not go beyond them. */
function linesOf(atoms: readonly Atom[], reading: Reading): readonly RichNode[] {
  const lines: Atom[][] = [[]];
  for (const atom of atoms) {
    if (isRaw(atom, '\n')) lines.push([]);
    else lines.at(-1)!.push(atom);
  }
  return trimBreaks(
    lines.flatMap((line, at) => (at === 0 ? read(line, reading, []) : [{ type: 'hardBreak' }, ...read(line, reading, [])])),
  );
}
