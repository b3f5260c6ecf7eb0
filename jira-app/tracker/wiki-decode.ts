/**
 * Reads Jira wiki markup.
 *
 * 1. Strict: what is not markup as Jira renders it is text, character by character. Never fails: any text is wiki markup.
 * 2. What the model does not read (attachments' links, titles of panels) is counted as a loss and leaves its text.
 * 3. Macros with a body of their own are found first, as Jira does: nothing inside `{code}` and `{noformat}` is markup.
 */
import {
  cleanText,
  countLosses,
  paragraph,
  richDocument,
  textNode,
  withinNesting,
  type Decoded,
  type LossCounter,
  type RichNode,
} from '@entente/core';
import { pictureBlocks } from '@entente/richtext';
import { cellsOf, inlines, type Reading } from './wiki-inline.ts';
import { Lists } from './wiki-lists.ts';
import { codeLanguage, panelColors, trimmed, type WikiOptions } from './wiki-syntax.ts';

// Control characters are no text (cleanText), so these stand for macros that were read already.
const open = '\u0001';
const close = '\u0002';
// oxlint-disable-next-line no-control-regex -- the two above
const placeholder = /\u0001(\d+)\u0002/;
// oxlint-disable-next-line no-control-regex -- the same
const placeholders = /\u0001(\d+)\u0002/g;

const macroStart = /(?<!(?<!\\)\\)\{(code|noformat|quote|panel)(?::([^}\n]*))?\}/g;
const deepest = 20;

interface Work extends Reading {
  readonly macros: RichNode[][];
  /** As they stand in the markup. */
  readonly sources: string[];
}

function parameters(text: string): { readonly first: string; readonly named: ReadonlyMap<string, string> } {
  const parts = text.split('|');
  const named = new Map(parts.filter((part) => part.includes('=')).map((part) => part.split('=', 2) as [string, string]));
  const first = parts.find((part) => part !== '' && !part.includes('=')) ?? '';
  return { first, named };
}

const withoutEdgeLines = (body: string) => body.replace(/^[ \t]*\n/, '').replace(/\n[ \t]*$/, '');

function codeBlock(body: string, given: string, losses: LossCounter): RichNode {
  const { first, named } = parameters(given);
  if (named.has('title')) losses.note('title');
  const language = codeLanguage.test(first) && first !== 'none' ? first : '';
  const code = withoutEdgeLines(body);
  return {
    type: 'codeBlock',
    ...(language === '' ? {} : { attrs: { language } }),
    content: code === '' ? [] : [textNode(code)],
  };
}

function panel(body: string, given: string, work: Work, depth: number): RichNode {
  const { named } = parameters(given);
  const type = panelColors.find(([, color]) => color === named.get('bgColor')?.toLowerCase())?.[0] ?? 'info';
  const title = named.get('title') ?? '';
  const titled = title === '' ? [] : [paragraph([textNode(title, [{ type: 'strong' }])])];
  return { type: 'panel', attrs: { panelType: type }, content: [...titled, ...blocksOf(withMacros(body, work, depth + 1), work)] };
}

function macro(name: string, given: string, body: string, work: Work, depth: number): RichNode {
  if (name === 'code' || name === 'noformat') return codeBlock(body, name === 'code' ? given : '', work.losses);
  if (name === 'panel') return panel(body, given, work, depth);
  return { type: 'blockquote', content: [...blocksOf(withMacros(body, work, depth + 1), work)] };
}

/** The end of a macro: its own name again. Where quotes hold code, a `{quote}` inside the code ends nothing. */
function endOf(name: string, text: string, from: number): { readonly at: number; readonly length: number } | null {
  if (name === 'code' || name === 'noformat') {
    const at = text.indexOf(`{${name}}`, from);
    return at < 0 ? null : { at, length: name.length + 2 };
  }
  const starts = new RegExp(macroStart.source, 'g');
  starts.lastIndex = from;
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    if (match[1] === name && match[2] === undefined) return { at: match.index, length: match[0].length };
    if (match[1] !== 'code' && match[1] !== 'noformat') continue;
    const inner = endOf(match[1], text, starts.lastIndex);
    if (inner !== null) starts.lastIndex = inner.at + inner.length;
  }
  return null;
}

/** The text with each macro in it read and replaced by its placeholder. */
function withMacros(text: string, work: Work, depth = 0): string {
  if (depth > deepest) return text;
  const starts = new RegExp(macroStart.source, 'g');
  const endless = new Set<string>();
  let result = '';
  let done = 0;
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const [whole, name = '', given = ''] = match;
    const end = endless.has(name) ? null : endOf(name, text, starts.lastIndex);
    if (end === null) {
      endless.add(name);
      continue;
    }
    const node = macro(name, given, text.slice(match.index + whole.length, end.at), work, depth);
    result += `${text.slice(done, match.index)}${open}${work.macros.length}${close}`;
    work.macros.push([node]);
    done = end.at + end.length;
    work.sources.push(text.slice(match.index, done));
    starts.lastIndex = done;
  }
  return result + text.slice(done);
}

interface ListLine {
  readonly signs: string;
  readonly text: string;
}

const heading = /^[ \t]*h([1-6])\.[ \t]+(.*)$/;
const quoteLine = /^[ \t]*bq\.[ \t]+(.*)$/;
const rule = /^[ \t]*-{4,5}[ \t]*$/;
const listLine = /^[ \t]*([*#]+|-)[ \t]+(.*\S.*)$/;

function readListLine(line: string): ListLine | null {
  const [, signs = '', text = ''] = listLine.exec(line) ?? [];
  return signs === '' ? null : { signs: signs === '-' ? '*' : signs, text };
}

/** The block that is read of these lines. */
type Note = (block: RichNode, from: number, to: number) => void;

/** Blocks from lines. One paragraph, list or table is open at a time; an empty line ends it. */
class Blocks {
  readonly #work: Work;
  readonly #blocks: RichNode[] = [];
  readonly #lists = new Lists();
  #lines: (readonly RichNode[])[] = [];
  #rows: RichNode[] = [];
  readonly #note: Note;
  /** The line that is read, and the one with which began what is open. */
  #at = 0;
  #openAt = 0;

  constructor(work: Work, note: Note) {
    this.#work = work;
    this.#note = note;
  }

  at(line: number): void {
    this.#at = line;
    if (this.#lines.length === 0 && this.#rows.length === 0 && !this.#lists.isOpen) this.#openAt = line;
  }

  #end(): void {
    const before = this.#blocks.length;
    this.#flush();
    const [only, ...more] = this.#blocks.slice(before);
    if (only !== undefined && more.length === 0) this.#note(only, this.#openAt, this.#at);
    this.#openAt = this.#at;
  }

  #flush(): void {
    if (this.#lines.length > 0) {
      const content = this.#lines.flatMap((line, at) => (at === 0 ? line : [{ type: 'hardBreak' }, ...line]));
      if (content.some(({ type }) => type === 'mediaInline')) this.#blocks.push(...pictureBlocks(content));
      else this.#blocks.push(paragraph(content));
    }
    if (this.#rows.length > 0) this.#blocks.push({ type: 'table', content: this.#rows });
    this.#blocks.push(...this.#lists.end());
    this.#lines = [];
    this.#rows = [];
  }

  block(...nodes: readonly RichNode[]): void {
    this.#end();
    this.#blocks.push(...nodes);
    if (nodes.length === 1) this.#note(nodes[0]!, this.#at, this.#at + 1);
  }

  macro(nodes: readonly RichNode[]): void {
    if (this.#lists.isOpen) this.#lists.add(nodes);
    else this.block(...nodes);
  }

  row(text: string): void {
    if (this.#rows.length === 0) this.#end();
    const cells = cellsOf(text, this.#work).map(({ header, content }) => ({
      type: header ? 'tableHeader' : 'tableCell',
      content: [paragraph(content)],
    }));
    if (cells.length > 0) this.#rows.push({ type: 'tableRow', content: cells });
  }

  #list(line: ListLine): void {
    if (!this.#lists.isOpen) this.#end();
    this.#lists.line(line.signs, [paragraph(inlines(line.text, this.#work))]);
  }

  #text(line: string): void {
    const content = inlines(trimmed(line), this.#work);
    if (this.#lists.isOpen) {
      this.#lists.continueLine(content);
      return;
    }
    if (this.#rows.length > 0) this.#end();
    this.#lines.push(content);
  }

  line(text: string): void {
    const [, level, title = ''] = heading.exec(text) ?? [];
    const quoted = quoteLine.exec(text)?.[1];
    const listed = readListLine(text);
    if (trimmed(text) === '') this.#end();
    else if (level !== undefined)
      this.block({ type: 'heading', attrs: { level: Number(level) }, content: inlines(trimmed(title), this.#work) });
    else if (quoted !== undefined) this.block({ type: 'blockquote', content: [paragraph(inlines(trimmed(quoted), this.#work))] });
    else if (rule.test(text)) this.block({ type: 'rule' });
    else if (listed !== null) this.#list({ ...listed, text: trimmed(listed.text) });
    else this.#text(text);
  }

  all(line: number): readonly RichNode[] {
    this.at(line);
    this.#end();
    return this.#blocks;
  }
}

/** A row goes on over the next lines until one ends with a bar. */
function rowAt(lines: readonly string[], at: number): { readonly text: string; readonly next: number } | null {
  if (!/^[ \t]*\|/.test(lines[at] ?? '')) return null;
  for (let end = at; end < lines.length && trimmed(lines[end]!) !== '' && end < at + 50; end += 1) {
    if (end > at && /^[ \t]*\|/.test(lines[end]!)) break;
    if (/(?<!\\)\|[ \t]*$/.test(lines[end]!))
      return {
        text: lines
          .slice(at, end + 1)
          .join('\n')
          .trim(),
        next: end + 1,
      };
  }
  return { text: trimmed(lines[at]!), next: at + 1 };
}

function readLine(line: string, blocks: Blocks, work: Work): void {
  const parts = line.split(placeholder);
  if (parts.length === 1) {
    blocks.line(line);
    return;
  }
  parts.forEach((part, at) => {
    if (at % 2 === 1) blocks.macro(work.macros[Number(part)] ?? []);
    else if (trimmed(part) !== '') blocks.line(part);
  });
}

function blocksOf(text: string, work: Work, note: Note = () => undefined): readonly RichNode[] {
  const blocks = new Blocks(work, note);
  const lines = text.split('\n');
  for (let at = 0; at < lines.length;) {
    blocks.at(at);
    const row = rowAt(lines, at);
    // A macro inside of a cell splits the row: the model has it, the markup of other rows does not.
    if (row === null || placeholder.test(row.text)) readLine(lines[at]!, blocks, work);
    else blocks.row(row.text);
    at = row === null || placeholder.test(row.text) ? at + 1 : row.next;
  }
  return blocks.all(lines.length);
}

export function decodeWiki(text: string, { site = '', sources }: WikiOptions = {}): Decoded {
  const losses = countLosses();
  const work: Work = { site, losses, macros: [], sources: [] };
  const outside = withMacros(cleanText(text), work);
  const lines = outside.split('\n');
  const content = blocksOf(outside, work, (block, from, to) => {
    const source = lines.slice(from, to).join('\n');
    // Inner macros are in the source of those around them.
    sources?.set(
      block,
      source.replace(placeholders, (_whole, index: string) => work.sources[Number(index)] ?? ''),
    );
  });
  const document = withinNesting(richDocument(content), losses);
  return { document, losses: losses.list() };
}
