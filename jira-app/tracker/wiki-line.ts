/**
 * One line of a document (the content of a paragraph, heading, item or cell) as wiki markup.
 *
 * 1. Marks stand from the outside in as: link, colour, phrases, code. A link is one link whatever is inside.
 * 2. Jira wants phrases to begin and end beside something else than a letter or digit, and without space inside their signs:
 *    spaces are moved out (what shows is the same), and in the middle of a word the form with braces is written, `a{*}b{*}c`.
 */
import { textAttr, textNode, type RichMark, type RichNode } from '@entente/core';
import { encodeText, type TextPlace } from './wiki-text.ts';
import { isWordCharacter, markText, phraseMarks, trimmed, type Delimiter } from './wiki-syntax.ts';

/** Longer ones are split by whoever shows them. */
const MAX_ADDRESS = 9000;

const order = ['link', 'textColor', 'strong', 'em', 'strike', 'underline', 'subsup', 'code'];

interface Line {
  /** How a line end inside the line is written. */
  readonly lineBreak: 'newline' | 'sign';
  /** The user's name of a mention of this very Jira, else null. */
  readonly userOf: (node: RichNode) => string | null;
  /** The picture's markup between its exclamation marks, else null. */
  readonly pictureOf: (node: RichNode) => string | null;
}

export type LineStyle = Line;

function sorted(node: RichNode): readonly RichMark[] {
  return [...(node.marks ?? [])].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
}

function sameMark(a: RichMark | undefined, b: RichMark): boolean {
  const attrs = (mark: RichMark) => `${markText(mark, 'href')} ${markText(mark, 'type')} ${markText(mark, 'color')}`;
  return a !== undefined && a.type === b.type && attrs(a) === attrs(b);
}

/** The outer marks that both have: what stands between them may have those too. */
function sharedMarks(a: RichNode | undefined, b: RichNode | undefined): readonly RichMark[] {
  if (a?.type !== 'text' || b?.type !== 'text') return [];
  const others = sorted(b);
  const marks = sorted(a);
  const end = marks.findIndex((mark, at) => !sameMark(others[at], mark));
  return end < 0 ? marks : marks.slice(0, end);
}

const isSpaces = (node: RichNode) => node.type === 'text' && /^ *$/.test(node.text ?? '');

/** Spaces at the edges of marked text stand outside of its marks; none stand beside a line end. */
export function spacesOutside(nodes: readonly RichNode[]): readonly RichNode[] {
  const apart = nodes.flatMap((node) => {
    if (node.type !== 'text') return [node];
    const [, before = '', inside = '', after = ''] = /^( *)(.*?)( *)$/s.exec(node.text ?? '') ?? [];
    return [textNode(before), textNode(inside, node.marks), textNode(after)].filter((part) => part.text !== '');
  });
  const afters: (RichNode | undefined)[] = [];
  for (let at = apart.length - 1, next: RichNode | undefined; at >= 0; at -= 1) {
    afters[at] = next;
    if (!isSpaces(apart[at]!)) next = apart[at];
  }
  let before: RichNode | undefined;
  return apart.flatMap((node, at) => {
    if (!isSpaces(node)) {
      before = node;
      return [node];
    }
    const after = afters[at];
    const beside = before?.type === 'hardBreak' || after?.type === 'hardBreak';
    return beside ? [] : [textNode(node.text ?? '', sharedMarks(before, after))];
  });
}

/** As an address in markup: what would end it is percent-encoded, which means the same. */
function addressIn(href: string): string {
  return href.replace(/[\s|[\]{}\\^]/gu, (character) => encodeURIComponent(character).replace('^', '%5E'));
}

function delimiterOf(mark: RichMark): Delimiter | null {
  const name = mark.type === 'subsup' ? markText(mark, 'type') : mark.type;
  return phraseMarks.find((one) => one.mark === name)?.delimiter ?? null;
}

/** An address may have begun, and would go on with the sign. */
function endsInAddress(before: string): boolean {
  if (!before.includes('://')) return false;
  const start = Math.max(...[' ', '\n', '\t', '\u00a0'].map((space) => before.lastIndexOf(space)));
  return /(?:https?|ftp):\/\//.test(before.slice(start + 1));
}

/** Whether the signs of a mark need braces, where they would stand inside a word or an address. */
function needsBraces(before: string, inside: string, after: RichNode | undefined): boolean {
  const next = after?.type === 'text' ? (after.text ?? '').charAt(0) : '';
  return isWordCharacter(before.slice(-1)) || isWordCharacter(next) || endsInAddress(before) || inside.includes('://');
}

function marked(mark: RichMark, inside: string, before: string, after: RichNode | undefined): string {
  if (mark.type === 'link') {
    const address = addressIn(markText(mark, 'href'));
    return inside === address ? `[${address}]` : `[${inside}|${address}]`;
  }
  if (mark.type === 'textColor') return `{color:${markText(mark, 'color')}}${inside}{color}`;
  const braces = needsBraces(before, inside, after);
  if (mark.type === 'code') return braces ? `{{{}${inside}{}}}` : `{{${inside}}}`;
  const sign = delimiterOf(mark) ?? '';
  return braces ? `{${sign}}${inside}{${sign}}` : `${sign}${inside}${sign}`;
}

function openOf(mark: RichMark): Delimiter | 'link' | 'code' | null {
  if (mark.type === 'link' || mark.type === 'code') return mark.type;
  return delimiterOf(mark);
}

interface Run {
  readonly nodes: readonly RichNode[];
  readonly depth: number;
  /** The end of what stands before it, and the node after it. */
  readonly before: string;
  readonly after: RichNode | undefined;
  readonly open: TextPlace['open'];
  readonly line: Line;
}

/** Text with the same outer mark shares its signs. */
function run({ nodes, depth, before, after, open, line }: Run): string {
  let written = '';
  let soFar = before;
  const write = (text: string): void => {
    written += text;
    soFar = (soFar + text).slice(-MAX_ADDRESS);
  };
  for (let i = 0; i < nodes.length;) {
    const node = nodes[i]!;
    const mark = sorted(node)[depth];
    if (mark === undefined) {
      write(leaf(node, nodes[i + 1] ?? after, soFar, open, line));
      i += 1;
      continue;
    }
    let end = i + 1;
    while (end < nodes.length && sameMark(sorted(nodes[end]!)[depth], mark)) end += 1;
    const opened = openOf(mark);
    const inside = run({
      nodes: nodes.slice(i, end),
      depth: depth + 1,
      before: `${soFar}${opened === null ? '}' : '*'}`,
      after: undefined,
      open: opened === null ? open : new Set([...open, opened]),
      line,
    });
    write(marked(mark, inside, soFar, nodes[end] ?? after));
    i = end;
  }
  return written;
}

function leaf(node: RichNode, next: RichNode | undefined, before: string, open: TextPlace['open'], style: Line): string {
  const onLine = before.slice(before.lastIndexOf('\n') + 1);
  if (node.type === 'hardBreak') {
    const between = next !== undefined && next.type !== 'hardBreak' && trimmed(onLine) !== '' && !onLine.endsWith('\\\\ ');
    return style.lineBreak === 'newline' && between ? '\n' : ' \\\\ ';
  }
  if (node.type === 'mediaInline') return `!${style.pictureOf(node) ?? ''}!`;
  if (node.type === 'mention') return `[~${style.userOf(node) ?? ''}]`;
  // Only a mark makes `open` grow, so inside one something always follows: its closing sign.
  const followed = (next !== undefined && next.type !== 'hardBreak') || open.size > 0;
  return encodeText(node.text ?? textAttr(node, 'text'), { before: onLine, followed, open });
}

/** `nodes` are of a normal document. */
export function encodeLine(nodes: readonly RichNode[], line: Line): string {
  const written = run({ nodes: spacesOutside(nodes), depth: 0, before: '', after: undefined, open: new Set(), line });
  // A sign at the end keeps its space: directly before a cell's bar it would be read as escaping it.
  return trimmed(written).replace(/\\\\$/, '\\\\ ');
}
