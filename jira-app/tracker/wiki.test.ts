import { normalDocument, plainText, type RichDocument, type RichNode } from '@entente/core';
import { anyDocuments, commonDocuments } from '@entente/testkit';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { spacesOutside } from './wiki-line.ts';
import { decodeWiki, encodeWiki } from './wiki.ts';

const doc = (...content: RichNode[]): RichDocument => ({ type: 'doc', version: 1, content });
const t = (text: string, ...marks: string[]): RichNode => ({
  type: 'text',
  text,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const p = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const li = (...content: RichNode[]): RichNode => ({ type: 'listItem', content });
const ul = (...content: RichNode[]): RichNode => ({ type: 'bulletList', content });
const ol = (...content: RichNode[]): RichNode => ({ type: 'orderedList', content });
const br: RichNode = { type: 'hardBreak' };
const link = (text: string, href: string): RichNode => ({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] });
const code = (text: string, language?: string): RichNode => ({
  type: 'codeBlock',
  ...(language === undefined ? {} : { attrs: { language } }),
  content: [t(text)],
});
const heading = (level: number, ...content: RichNode[]): RichNode => ({ type: 'heading', attrs: { level }, content });
const cell = (...content: RichNode[]): RichNode => ({ type: 'tableCell', content: [p(...content)] });
const th = (...content: RichNode[]): RichNode => ({ type: 'tableHeader', content: [p(...content)] });
const tr = (...content: RichNode[]): RichNode => ({ type: 'tableRow', content });
const table = (...content: RichNode[]): RichNode => ({ type: 'table', content });
const quote = (...content: RichNode[]): RichNode => ({ type: 'blockquote', content });

const read = (wiki: string): readonly RichNode[] => normalDocument(decodeWiki(wiki).document).content;

/** As the encoder says it: spaces at the edges of marks and line ends are moved or dropped. */
function shownAs(document: RichDocument): RichDocument {
  const move = (node: RichNode): RichNode => {
    if (node.content === undefined) return node;
    const content = node.type === 'codeBlock' ? node.content : node.content.map(move);
    return { ...node, content: node.type === 'paragraph' || node.type === 'heading' ? spacesOutside(content) : content };
  };
  return normalDocument({ ...document, content: normalDocument(document).content.map(move) });
}

/** Each with what Jira's own editor or an admin would write for it. */
const exact: readonly (readonly [name: string, wiki: string, ...content: RichNode[]])[] = [
  ['paragraph', 'One', p(t('One'))],
  ['paragraphs', 'One\n\nTwo', p(t('One')), p(t('Two'))],
  ['line end', 'One\nTwo', p(t('One'), br, t('Two'))],
  ['two line ends', 'One \\\\  \\\\ Two', p(t('One'), br, br, t('Two'))],
  ...[1, 2, 3, 4, 5, 6].map((level) => [`heading ${level}`, `h${level}. Title`, heading(level, t('Title'))] as const),
  ['bold', 'a *b* c', p(t('a '), t('b', 'strong'), t(' c'))],
  ['italic', 'a _b_ c', p(t('a '), t('b', 'em'), t(' c'))],
  ['strike', 'a -b- c', p(t('a '), t('b', 'strike'), t(' c'))],
  ['underline', 'a +b+ c', p(t('a '), t('b', 'underline'), t(' c'))],
  ['monospace', 'a {{b}} c', p(t('a '), t('b', 'code'), t(' c'))],
  ['nested marks', '*a _b_*', p(t('a ', 'strong'), t('b', 'em', 'strong'))],
  ['inside a word', 'un{*}believ{*}able', p(t('un'), t('believ', 'strong'), t('able'))],
  ['monospace inside a word', 'a{{{}b{}}}c', p(t('a'), t('b', 'code'), t('c'))],
  ['link', '[text|https://example.com/a]', p(link('text', 'https://example.com/a'))],
  ['link of its own address', '[https://example.com/a]', p(link('https://example.com/a', 'https://example.com/a'))],
  ['mail address', '[write|mailto:ann@example.com]', p(link('write', 'mailto:ann@example.com'))],
  ['mention', 'ask [~ann.lee]', p(t('ask '), { type: 'mention', attrs: { id: '~ann.lee', text: '@ann.lee' } })],
  ['bullets', '* a\n* b', ul(li(p(t('a'))), li(p(t('b'))))],
  ['numbers', '# a\n# b', ol(li(p(t('a'))), li(p(t('b'))))],
  ['nested bullets', '* a\n** b\n* c', ul(li(p(t('a')), ul(li(p(t('b'))))), li(p(t('c'))))],
  ['numbers in bullets', '* a\n*# b\n*# c', ul(li(p(t('a')), ol(li(p(t('b'))), li(p(t('c'))))))],
  ['bullets in numbers', '# a\n#* b', ol(li(p(t('a')), ul(li(p(t('b'))))))],
  ['three levels', '* a\n** b\n*** c', ul(li(p(t('a')), ul(li(p(t('b')), ul(li(p(t('c'))))))))],
  ['two lists', '* a\n\n* b', ul(li(p(t('a')))), ul(li(p(t('b'))))],
  ['code in an item', '* a\n{code:js}\nx = 1\n{code}\n* b', ul(li(p(t('a')), code('x = 1', 'js')), li(p(t('b'))))],
  ['line end in an item', '* a \\\\ b', ul(li(p(t('a'), br, t('b'))))],
  ['code', '{code}\nif (a) {\n  b*c*d\n}\n{code}', code('if (a) {\n  b*c*d\n}')],
  ['code with language', '{code:java}\nx\n{code}', code('x', 'java')],
  ['code about code', '{noformat}\n{code}\n{noformat}', code('{code}')],
  ['quote', '{quote}\na\n\nb\n{quote}', quote(p(t('a')), p(t('b')))],
  ['quote with a list', '{quote}\n* a\n{quote}', quote(ul(li(p(t('a')))))],
  ['rule', 'a\n\n----\n\nb', p(t('a')), { type: 'rule' }, p(t('b'))],
  ['table', '|a|b|\n|c|d|', table(tr(cell(t('a')), cell(t('b'))), tr(cell(t('c')), cell(t('d'))))],
  ['table with headers', '||a||b||\n|c|d|', table(tr(th(t('a')), th(t('b'))), tr(cell(t('c')), cell(t('d'))))],
  ['row headers', '||a|b|', table(tr(th(t('a')), cell(t('b'))))],
  ['empty cell', '| |b|', table(tr({ type: 'tableCell', content: [] }, cell(t('b'))))],
  ['link in a cell', '|[t|https://a.b]|', table(tr(cell(link('t', 'https://a.b'))))],
  ['line end in a cell', '|a \\\\ b|', table(tr(cell(t('a'), br, t('b'))))],
  ['panel', '{panel:bgColor=#deebff}\na\n{panel}', { type: 'panel', attrs: { panelType: 'info' }, content: [p(t('a'))] }],
  ['colour', '{color:#ff0000}red{color}', p({ type: 'text', text: 'red', marks: [{ type: 'textColor', attrs: { color: '#ff0000' } }] })],
  ['superscript', 'a ^2^', p(t('a '), { type: 'text', text: '2', marks: [{ type: 'subsup', attrs: { type: 'sup' } }] })],
  ['subscript', 'a ~2~', p(t('a '), { type: 'text', text: '2', marks: [{ type: 'subsup', attrs: { type: 'sub' } }] })],
  ['an address of its own', 'see https://a.b/_x_/y-z?q=1&r=2.', p(t('see https://a.b/_x_/y-z?q=1&r=2.'))],
];

/** Read as something else than they are written: the markup has several ways to say it. */
const structural: readonly (readonly [name: string, wiki: string, ...content: RichNode[]])[] = [
  ['quoted line', 'bq. a', quote(p(t('a')))],
  ['citation', '??a??', p(t('a', 'em'))],
  ['dash list', '- a\n- b', ul(li(p(t('a'))), li(p(t('b'))))],
  ['noformat', '{noformat}\n*x*\n{noformat}', code('*x*')],
  ['code on its line', 'a {code}b{code} c', p(t('a')), code('b'), p(t('c'))],
  ['dashes', 'a -- b --- c', p(t('a – b — c'))],
  ['entity', 'a &lt; b &#42;c&#42;', p(t('a < b *c*'))],
  ['named colour', '{color:red}a{color}', p({ type: 'text', text: 'a', marks: [{ type: 'textColor', attrs: { color: '#ff0000' } }] })],
  ['cell over two lines', '|a\nb|c|', table(tr(cell(t('a'), br, t('b')), cell(t('c'))))],
  ['text under an item', '* a\nb', ul(li(p(t('a'), br, t('b'))))],
  ['list that starts deep', '** a', ul(li(ul(li(p(t('a'))))))],
  ['no empty lines', 'h1. T\ntext\n* a\n\n----\nb', heading(1, t('T')), p(t('text')), ul(li(p(t('a')))), { type: 'rule' }, p(t('b'))],
];

/** Nothing of these is markup. */
const prose = [
  '*stars*',
  '2 * 3 * 4',
  'a|b||c',
  '| not | a | table |',
  '{code} in prose',
  '{code}',
  'snake_case_name and -flags-',
  '-v --verbose ---',
  '# not a list',
  '* not a list',
  '- not a list',
  'h1. not a title',
  'bq. not a quote',
  '----',
  '[not a link]',
  '[a|https://example.com]',
  '[~ann]',
  '!picture.png!',
  'C:\\dir\\*.txt and \\\\server\\share',
  '{{x}} and {color:red}x{color}',
  '&lt; &amp; &#42;',
  'Smile :) ;) :D f(x) (!)',
  '^up^ ~down~ +plus+ ??cite??',
  '{quote}a{quote}',
  '{*}a{*}',
  'a\u00a0*b*',
  'Hello! What?? Really?!',
];

test.each(exact)('%s is written and read the same', (_name, wiki, ...content) => {
  expect(decodeWiki(wiki).losses).toEqual([]);
  expect(read(wiki)).toEqual(normalDocument(doc(...content)).content);
  expect(encodeWiki(doc(...content))).toEqual({ native: wiki, losses: [] });
});

test.each(structural)('%s is read, and written in the one form', (_name, wiki, ...content) => {
  expect(read(wiki)).toEqual(normalDocument(doc(...content)).content);
  const { native, losses } = encodeWiki(decodeWiki(wiki).document);
  expect(losses).toEqual([]);
  expect(read(native)).toEqual(read(wiki));
});

test.each(prose)('“%s” stays text there and back', (text) => {
  const { native, losses } = encodeWiki(doc(p(t(text))));
  expect(losses).toEqual([]);
  expect(read(native)).toEqual([p(t(text.replace('\u00a0', ' ')))]);
});

test.each(['a*b*c', '5 * 3', '[1] and [x]', 'a | b', '{unknown}', 'x_y_z', '* ', '-5 to -3', '[TODO] (a) b', '{code}', '~5', '*a', '\\'])(
  'unmarked prose “%s” is read as text',
  (text) => expect(plainText(decodeWiki(text).document)).toBe(text.trim()),
);

test.each<[string, RichNode, string]>([
  ['list that starts elsewhere', { ...ol(li(p(t('a')))), attrs: { order: 3 } }, 'order'],
  ['wide cell', table(tr({ type: 'tableCell', attrs: { colspan: 2 }, content: [p(t('a'))] })), 'colspan'],
  ['quote in a quote', quote(quote(p(t('a')))), 'blockquote'],
  ['list in a cell', table(tr({ type: 'tableCell', content: [ul(li(p(t('a'))))] })), 'bulletList'],
  ['two paragraphs in an item', ul(li(p(t('a')), p(t('b')))), 'paragraph'],
  ['odd language', { type: 'codeBlock', attrs: { language: 'a|b' }, content: [t('x')] }, 'language'],
  ['mention of somebody elsewhere', p({ type: 'mention', attrs: { id: '557058:x', text: '@Ann' } }), 'mention'],
  ['emoji without a character', p({ type: 'emoji', attrs: { shortName: ':x:', text: ':x:' } }), 'emoji'],
])('%s is a loss and keeps its text', (_name, node, what) => {
  const { native, losses } = encodeWiki(doc(node));
  expect(losses).toContainEqual({ what, count: 1 });
  expect(plainText(decodeWiki(native).document)).toMatch(/[abx]|@Ann/);
});

test('links to attachments are losses; they and pictures leave their names where nothing else can be shown', () => {
  const { document, losses } = decodeWiki('see !shot.png|thumbnail! and [^log.txt]');
  expect(plainText(document)).toBe('see shot.png and log.txt');
  expect(losses).toEqual([{ what: 'attachmentLink', count: 1 }]);
});

test('somebody of the same name in another Jira is not mentioned', () => {
  const mentioned = decodeWiki('[~ann]', { site: 'https://a.example' }).document;
  expect(encodeWiki(mentioned, { site: 'https://a.example' }).native).toBe('[~ann]');
  expect(encodeWiki(mentioned, { site: 'https://b.example' })).toEqual({ native: '@ann', losses: [{ what: 'mention', count: 1 }] });
});

test('what the markup carries comes back the same', () => {
  let carried = 0;
  fc.assert(
    fc.property(commonDocuments({ adf: true }), (document) => {
      const { native, losses } = encodeWiki(document);
      if (losses.length > 0) return;
      carried += 1;
      const decoded = decodeWiki(native);
      expect(decoded.losses).toEqual([]);
      expect(normalDocument(decoded.document)).toEqual(shownAs(document));
    }),
    { numRuns: 1500 },
  );
  expect(carried).toBeGreaterThan(300);
});

/** Lines of text that is full of signs, in all marks: what the markup has most ways to misread. */
const signs = fc.stringMatching(/^[ab1 *_\-+^~{}[\]|!#?&;:()\\/.hq]{1,8}$/);
const marks = fc.uniqueArray(fc.constantFrom('strong', 'em', 'strike', 'underline', 'code', 'sub', 'sup', 'link'), { maxLength: 3 });
const marked = fc.tuple(signs, marks).map(([text, types]): RichNode => ({
  type: 'text',
  text,
  marks: types
    .filter((type) => type !== 'sub' || !types.includes('sup'))
    .map((type) => {
      if (type === 'link') return { type, attrs: { href: 'https://a.b/_c_' } };
      return type === 'sub' || type === 'sup' ? { type: 'subsup', attrs: { type } } : { type };
    }),
}));
const line = fc.array(fc.oneof({ weight: 6, arbitrary: marked }, { weight: 1, arbitrary: fc.constant(br) }), {
  minLength: 1,
  maxLength: 5,
});

test.each<[string, (content: RichNode[]) => RichNode]>([
  ['paragraph', (content) => p(...content)],
  ['heading', (content) => heading(2, ...content)],
  ['item', (content) => ul(li(p(...content)), li(p(t('x'))))],
  ['cell', (content) => table(tr(cell(...content), cell(t('x'))))],
])('marked text full of signs comes back the same in a %s', (_name, put) => {
  fc.assert(
    fc.property(line, (content) => {
      const document = doc(put(content));
      const { native, losses } = encodeWiki(document);
      expect(losses).toEqual([]);
      expect(normalDocument(decodeWiki(native).document)).toEqual(shownAs(document));
    }),
    { numRuns: 4000 },
  );
});

test('100,000 random strings never become formatting', () => {
  const alphabet = '*_-+^~{}[]|!#?&;:()\\/.hbq1 \tab\u00a0é🙂https://code:quote|color=';
  const parts = [
    '{code}',
    '{quote}',
    '{{',
    '}}',
    '||',
    'h1. ',
    'bq. ',
    '* ',
    '# ',
    '----',
    '[~x]',
    '\\\\',
    'http://a.b/',
    '&#42;',
    '{*}',
    '{color:red}',
  ];
  let state = 42;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const piece = () => (random(3) === 0 ? parts[random(parts.length)]! : alphabet.charAt(random(alphabet.length)));
  for (let n = 0; n < 100_000; n += 1) {
    const text = Array.from({ length: 1 + random(12) }, piece).join('');
    const document = doc(p(t(text)));
    const { native } = encodeWiki(document);
    const back = normalDocument(decodeWiki(native).document);
    if (JSON.stringify(back) !== JSON.stringify(normalDocument(document)))
      expect([text, native, back]).toEqual([text, native, normalDocument(document)]);
  }
});

test('whatever the document, a second pass loses nothing more', () => {
  fc.assert(
    fc.property(anyDocuments(), (document) => {
      const once = decodeWiki(encodeWiki(document).native);
      const again = encodeWiki(once.document);
      expect(normalDocument(decodeWiki(again.native).document)).toEqual(shownAs(once.document));
    }),
    { numRuns: 500 },
  );
});

test('any text is wiki markup, and long text takes no longer than its length', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom('*a ', '{quote}', '{code}', '|', '||', '* ', '# ', '\n', '_b_ ', '{color:red}', '{color}', '[a|', ']', '{*}'),
        { maxLength: 30 },
      ),
      (parts) => {
        expect(() => decodeWiki(parts.join(''))).not.toThrow();
      },
    ),
  );
  const started = performance.now();
  for (const part of ['*a ', '{quote}', '{*}', '[a', '{color:red}', '!a.b', '|a\n', '{{', '&#', '{panel}x'])
    encodeWiki(decodeWiki(part.repeat(20_000)).document);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('what nobody edited stays as it was written, with what the model does not carry', () => {
  const kept = [
    'h2. A title\nclose by',
    '{panel:title=My title|borderStyle=dashed}\na {noformat}b{noformat} c\n{panel}',
    '- dash\n- list\nunder it',
    'see !shot.png|thumbnail! and [^log.txt] {color:#abc}x{color}',
    '|a {code}x{code} b|',
    'bq. said',
  ];
  const sources = new WeakMap<RichNode, string>();
  const { document } = decodeWiki(`${kept[0]}\n\n${kept[1]}\n\nold *text*\n${kept.slice(2).join('\n\n')}`, { sources });
  const edited = document.content.map((block) => (plainText(doc(block)).startsWith('old') ? p(t('new')) : block));
  const { native } = encodeWiki(doc(...edited), { sources });
  expect(native.split('\n\n')).toEqual(expect.arrayContaining([kept[1], 'new', kept[2], kept[3], kept[5]]));
  expect(normalDocument(decodeWiki(native).document)).toEqual(normalDocument(doc(...edited)));
  expect(encodeWiki(doc(...edited)).native).not.toContain('borderStyle');
});

test('blocks with their sources are read again as they are, whatever they are', () => {
  const signs = ['h1. ', '* ', '** ', '# ', '|', '||', '{code}', '{quote}', '{panel}', '{color:red}', '{color}', '*', '_', 'bq. ', '----'];
  const others = ['[a|https://x.y]', '\n', '\n\n', '\\\\', 'text', ' ', '{*}', '!x.png!', '&nbsp;'];
  const piece = fc.constantFrom(...signs, ...others);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (parts) => {
      const sources = new WeakMap<RichNode, string>();
      const { document } = decodeWiki(parts.join(''), { sources });
      const wanted = doc(p(t('new')), ...document.content);
      const meant = decodeWiki(encodeWiki(wanted).native).document;
      const back = decodeWiki(encodeWiki(wanted, { sources }).native).document;
      // Written anew, what the markup does not carry is lost; as it stands, nothing is.
      if (JSON.stringify(normalDocument(back)) !== JSON.stringify(normalDocument(wanted))) expect(shownAs(back)).toEqual(shownAs(meant));
    }),
    { numRuns: 1000 },
  );
});

describe('pictures', () => {
  const single = (attrs: RichNode['attrs']): RichNode => ({ type: 'mediaSingle', content: [{ type: 'media', attrs: attrs ?? {} }] });

  test('of files of the issue and of addresses are written and read again', () => {
    const written = doc(
      single({ type: 'file', alt: 'shot 1.png', attachment: '7' }),
      p(t('in '), { type: 'mediaInline', attrs: { type: 'file', filename: 'b.jpg', attachment: '8' } }, t(' line')),
      single({ type: 'external', url: 'https://e.example/p.png', params: 'width=300' }),
    );
    const { native, losses } = encodeWiki(written);
    expect(native).toBe('!shot 1.png!\n\nin !b.jpg! line\n\n!https://e.example/p.png|width=300!');
    expect(losses).toEqual([]);
    expect(decodeWiki(native).document).toEqual(
      doc(
        single({ type: 'file', alt: 'shot 1.png' }),
        p(t('in '), { type: 'mediaInline', attrs: { type: 'file', alt: 'b.jpg' } }, t(' line')),
        single({ type: 'external', url: 'https://e.example/p.png', params: 'width=300' }),
      ),
    );
  });

  test('of files that are not there, or whose name would be other markup, are their names', () => {
    const names = ['a|b.png', 'x!.png', 'log.txt'].map((alt) => single({ type: 'file', alt, attachment: '7' }));
    const { native, losses } = encodeWiki(doc(single({ type: 'file', id: 'm', collection: 'c', alt: 'there.png' }), ...names));
    expect(plainText(decodeWiki(native).document)).toBe('there.png\n\na|b.png\n\nx!.png\n\nlog.txt');
    expect(losses).toEqual([{ what: 'mediaSingle', count: 4 }]);
  });
});
