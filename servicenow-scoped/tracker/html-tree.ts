/**
 * Reads HTML into a tree, in the place of a whole HTML parser, which is too large for this engine: the build puts this module
 * where `hast-util-from-html` is imported.
 *
 * 1. Any text is read: an end tag without a start is left out, what is left open ends with its parent.
 * 2. What the tracker itself and its editors write is read as browsers do; of scripts and styles only the extent.
 * 3. Time grows with the length of the text and the depth of its elements, whatever it holds: a tag without an end is looked for once.
 */
interface Text {
  readonly type: 'text';
  readonly value: string;
}

interface Element {
  readonly type: 'element';
  readonly tagName: string;
  readonly properties: { readonly [name: string]: string | readonly string[] };
  readonly children: Node[];
}

type Node = Text | Element;

const VOID = ' area base br col embed hr img input link meta param source track wbr ';
/** A start tag of these ends an open element of the same group, up to the list or table that it stands in. */
const ENDED_BY: { readonly [tag: string]: { readonly ends: string; readonly within: string } } = {
  li: { ends: ' li ', within: ' ul ol ' },
  tr: { ends: ' tr td th ', within: ' table tbody thead tfoot ' },
  td: { ends: ' td th ', within: ' tr table ' },
  th: { ends: ' td th ', within: ' tr table ' },
  dt: { ends: ' dt dd ', within: ' dl ' },
  dd: { ends: ' dt dd ', within: ' dl ' },
};
const ENDS_PARAGRAPH = ' p div ul ol table pre blockquote h1 h2 h3 h4 h5 h6 hr ';
const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '\u00a9',
  reg: '\u00ae',
  euro: '\u20ac',
  ndash: '\u2013',
  mdash: '\u2014',
  hellip: '\u2026',
  lsquo: '\u2018',
  rsquo: '\u2019',
  ldquo: '\u201c',
  rdquo: '\u201d',
  bull: '\u2022',
};
const PROPERTIES: { readonly [name: string]: string } = { class: 'className', colspan: 'colSpan', rowspan: 'rowSpan' };
/** Elements inside each other; what is deeper stands beside the last of them, so that who walks the tree finds an end. */
const MAX_OPEN = 200;
const NAME = /^[a-zA-Z][^\s/>]*/;
const ATTRIBUTE = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g;

function has(list: string, word: string): boolean {
  return list.indexOf(' ' + word + ' ') >= 0;
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-zA-Z]+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined && name !== '') return Object.prototype.hasOwnProperty.call(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const code = decimal !== undefined && decimal !== '' ? parseInt(decimal, 10) : parseInt(hex ?? '', 16);
    return characterOf(code) ?? whole;
  });
}

function characterOf(code: number): string | null {
  if (!(code > 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) return null;
  if (code < 0x10000) return String.fromCharCode(code);
  return String.fromCharCode(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
}

function propertiesOf(attributes: string): Element['properties'] {
  const properties: { [name: string]: string | readonly string[] } = {};
  ATTRIBUTE.lastIndex = 0;
  for (let found = ATTRIBUTE.exec(attributes); found !== null; found = ATTRIBUTE.exec(attributes)) {
    const name = (found[1] ?? '').toLowerCase();
    const value = unescaped(found[2] ?? found[3] ?? found[4] ?? '');
    if (name === '__proto__' || name === '') continue;
    const property = Object.prototype.hasOwnProperty.call(PROPERTIES, name) ? (PROPERTIES[name] ?? name) : name;
    properties[property] = name === 'class' ? value.split(/\s+/).filter((word) => word !== '') : value;
  }
  return properties;
}

/** The open elements, outermost first; the first is the fragment itself. */
type Open = Element[];

function fragment(): Element {
  return { type: 'element', tagName: '', properties: {}, children: [] };
}

function innermost(open: Open): Element {
  const last = open[open.length - 1];
  if (last === undefined) throw new Error('nothing is open');
  return last;
}

function addText(open: Open, text: string): void {
  if (text !== '') innermost(open).children.push({ type: 'text', value: unescaped(text) });
}

function endImplied(open: Open, tag: string): void {
  if (has(ENDS_PARAGRAPH, tag) && innermost(open).tagName === 'p') open.pop();
  const rule = Object.prototype.hasOwnProperty.call(ENDED_BY, tag) ? ENDED_BY[tag] : undefined;
  if (rule === undefined) return;
  for (let i = open.length - 1; i > 0; i--) {
    const name = open[i]?.tagName ?? '';
    if (has(rule.within, name)) return;
    if (has(rule.ends, name)) open.splice(i);
  }
}

function end(open: Open, tag: string): void {
  for (let i = open.length - 1; i > 0; i--) {
    if (open[i]?.tagName !== tag) continue;
    open.splice(i);
    return;
  }
}

interface Markup {
  /** '' for comments and the like. */
  readonly tag: string;
  readonly isEnd: boolean;
  readonly attributes: string;
  /** Behind it. */
  readonly next: number;
}

/** Quotes count only where a value begins: anywhere else they are part of a name. -1: there is none. */
function tagEnd(html: string, from: number): number {
  let afterEquals = false;
  for (let i = from; i < html.length; i++) {
    const character = html.charAt(i);
    if (character === '>') return i;
    if (afterEquals && (character === '"' || character === "'")) {
      i = html.indexOf(character, i + 1);
      if (i < 0) return -1;
    }
    if (character === '=') afterEquals = true;
    else if (!/\s/.test(character)) afterEquals = false;
  }
  return -1;
}

/** Null: the sign at `at` begins none. What has no end goes on to the end of the text. */
function markupAt(html: string, at: number): Markup | 'endless' | null {
  if (html.substr(at, 4) === '<!--') {
    const end = html.indexOf('-->', at + 4);
    return { tag: '', isEnd: false, attributes: '', next: end < 0 ? html.length : end + 3 };
  }
  const second = html.charAt(at + 1);
  if (second === '!' || second === '?') {
    const end = html.indexOf('>', at);
    return end < 0 ? 'endless' : { tag: '', isEnd: false, attributes: '', next: end + 1 };
  }
  const isEnd = second === '/';
  const start = at + (isEnd ? 2 : 1);
  const name = NAME.exec(html.substr(start, 100));
  if (name === null) return null;
  const end = tagEnd(html, start + name[0].length);
  if (end < 0) return 'endless';
  return { tag: name[0].toLowerCase(), isEnd, attributes: html.slice(start + name[0].length, end), next: end + 1 };
}

/** As the package of that name, for fragments. */
export function fromHtml(html: string, _options?: { readonly fragment?: boolean }): { readonly children: readonly Node[] } {
  const open: Open = [fragment()];
  const root = innermost(open);
  let at = 0;
  let from = 0;
  for (let sign = html.indexOf('<'); sign >= 0; sign = html.indexOf('<', from)) {
    const markup = markupAt(html, sign);
    if (markup === 'endless') break;
    from = markup === null ? sign + 1 : markup.next;
    if (markup === null) continue;
    addText(open, html.slice(at, sign));
    at = from;
    if (markup.tag === '') continue;
    if (markup.isEnd) end(open, markup.tag);
    else if (start(open, markup)) at = from = afterRaw(html, at, markup.tag);
  }
  addText(open, html.slice(at));
  return { children: root.children };
}

/** Whether it holds no markup. */
function start(open: Open, { tag, attributes }: Markup): boolean {
  endImplied(open, tag);
  const element: Element = { type: 'element', tagName: tag, properties: propertiesOf(attributes), children: [] };
  innermost(open).children.push(element);
  if (!has(VOID, tag) && open.length < MAX_OPEN) open.push(element);
  return tag === 'script' || tag === 'style';
}

/** Where the end tag of an element that holds no markup begins. */
function afterRaw(html: string, from: number, tag: string): number {
  const ends = tag === 'script' ? /<\/script/gi : /<\/style/gi;
  ends.lastIndex = from;
  const found = ends.exec(html);
  return found === null ? html.length : found.index;
}
