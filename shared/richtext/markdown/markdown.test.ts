import { normalDocument, richDocument, type RichDocument, type RichNode } from '@entente/core';
import { anyDocuments, commonDocuments } from '@entente/testkit';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeMarkdown } from './decode.ts';
import { encodeMarkdown } from './encode.ts';
import type { MarkdownHost } from './host.ts';
import { markdownParts } from './parts.ts';

const t = (text: string, ...marks: string[]): RichNode =>
  marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks: marks.map((type) => ({ type })) };
const p = (...content: readonly (string | RichNode)[]): RichNode => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? t(one) : one)),
});
const item = (...content: readonly RichNode[]): RichNode => ({ type: 'listItem', content });
const link = (text: string, href: string): RichNode => ({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] });
const br: RichNode = { type: 'hardBreak' };
const cell = (type: 'tableHeader' | 'tableCell', ...content: readonly (string | RichNode)[]): RichNode => ({
  type,
  content: [p(...content)],
});
const task = (state: string, text: string): RichNode => ({ type: 'taskItem', attrs: { state }, content: [t(text)] });
const ann = '7211fd27-9a32-4da2-a0c5-103ec268361e';
const bob = 'a211fd27-9a32-4da2-a0c5-103ec268361e';
const host: MarkdownHost = {
  mentions: true,
  pictureUrl: (id) => `https://t.example/files/${id}`,
  attachmentAt: (address) => (address.startsWith('https://t.example/files/') ? { id: address.slice(24), filename: '' } : null),
};

const written: readonly (readonly [name: string, markdown: string, ...content: RichNode[]])[] = [
  ['marks', 'a **b** *c* ~~d~~ `e`', p('a ', t('b', 'strong'), ' ', t('c', 'em'), ' ', t('d', 'strike'), ' ', t('e', 'code'))],
  [
    'a link',
    '[the *log*](https://e.example/?a=1\\&b=2)',
    p(link('the ', 'https://e.example/?a=1&b=2'), {
      type: 'text',
      text: 'log',
      marks: [{ type: 'link', attrs: { href: 'https://e.example/?a=1&b=2' } }, { type: 'em' }],
    }),
  ],
  ['a heading', '## Two', { type: 'heading', attrs: { level: 2 }, content: [t('Two')] }],
  [
    'lists',
    '- one\n\n  3. third\n- two',
    {
      type: 'bulletList',
      content: [item(p('one'), { type: 'orderedList', attrs: { order: 3 }, content: [item(p('third'))] }), item(p('two'))],
    },
  ],
  ['tasks', '- [ ] do\n- [x] done', { type: 'taskList', content: [task('TODO', 'do'), task('DONE', 'done')] }],
  [
    'code',
    '```js\nif (a < b) {\n  x();\n}\n```',
    { type: 'codeBlock', attrs: { language: 'js' }, content: [t('if (a < b) {\n  x();\n}')] },
  ],
  ['a quote', '> one\n>\n> two', { type: 'blockquote', content: [p('one'), p('two')] }],
  ['a rule', 'a\n\n---\n\nb', p('a'), { type: 'rule' }, p('b')],
  [
    'a table',
    '| A | B |\n| - | - |\n| 1<br>2 | a\\|b |',
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [cell('tableHeader', 'A'), cell('tableHeader', 'B')] },
        { type: 'tableRow', content: [cell('tableCell', '1', br, '2'), cell('tableCell', 'a|b')] },
      ],
    },
  ],
  ['line ends', 'a\\\nb', p('a', br, 'b')],
  [
    'a mention at the beginning of a line, and beside marks',
    `a\\\n@<${ann}>**b**`,
    p('a', br, { type: 'mention', attrs: { id: ann, text: '@someone' } }, t('b', 'strong')),
  ],
  [
    'mentions',
    `ask @<${ann}> or @<${bob}>`,
    p('ask ', { type: 'mention', attrs: { id: ann, text: '@someone' } }, ' or ', { type: 'mention', attrs: { id: bob, text: '@someone' } }),
  ],
  [
    'a picture',
    '![x.png](https://t.example/files/7)',
    { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', attachment: '7', alt: 'x.png' } }] },
  ],
];

test.each(written)('%s', (_name, markdown, ...content) => {
  expect(normalDocument(decodeMarkdown(markdown, host).document)).toEqual(normalDocument(richDocument(content)));
  expect(encodeMarkdown(richDocument(content), host)).toEqual({ native: markdown, losses: [] });
});

test.each([
  ['HTML blocks', '<ul><li>one</li></ul>', [{ type: 'bulletList', content: [item(p('one'))] }], []],
  ['HTML in a line', 'a <u>b</u> <blink>c</blink>', [p('a ', t('b', 'underline'), ' c')], [{ what: 'html', count: 2 }]],
  [
    'references',
    '[a][1] ![b][1]\n\n[1]: https://e.example/x.png',
    [
      p(link('a', 'https://e.example/x.png'), ' ', {
        type: 'mediaInline',
        attrs: { type: 'external', url: 'https://e.example/x.png', alt: 'b' },
      }),
    ],
    [],
  ],
  ['wrapped lines', 'one\ntwo', [p('one two')], []],
  ['an unsafe link', '[a](javascript:x)', [p('a')], [{ what: 'link', count: 1 }]],
] as const)('%s are read', (_name, markdown, content, losses) => {
  const decoded = decodeMarkdown(markdown);
  expect(normalDocument(decoded.document)).toEqual(normalDocument(richDocument([...content])));
  expect(decoded.losses).toEqual(losses);
});

test.each([
  '*not* _marks_ **here** ~~or~~ `there`',
  '# no heading',
  '- no list',
  '1. no list',
  '> no quote',
  '[no](https://link.example) ![no](picture.png)',
  '<b>no tag</b> &amp; no entity',
  'https://e.example is an address',
  '    no code',
  '| no | table |',
  'a\\b C:\\dir',
  '~~~',
  '[ ] no task',
  `@<${ann}>`,
])('text that looks like markup stays text: %s', (text) => {
  const document = richDocument([p(text)]);
  const shown = normalDocument(decodeMarkdown(encodeMarkdown(document).native).document);
  const words = (shown.content[0]?.content ?? []).map((node) => node.text).join('');
  expect([shown.content.length, shown.content[0]?.type, words]).toEqual([1, 'paragraph', text.trim()]);
});

/** What Markdown has no markup for, put aside; encode.ts counts it as a loss. */
const carried = (document: RichDocument): boolean => encodeMarkdown(document).losses.length === 0;

test('what is carried without loss is read again as it was', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: true }), (document) => {
      fc.pre(carried(document));
      expect(normalDocument(decodeMarkdown(encodeMarkdown(document).native).document)).toEqual(normalDocument(document));
    }),
    { numRuns: 400 },
  );
});

test('nothing fails', () => {
  fc.assert(
    fc.property(anyDocuments(), (document) => void decodeMarkdown(encodeMarkdown(document).native)),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab *_`~[]()<>!|#-+1.\n\\&@')) }), (text) => void decodeMarkdown(text)),
    { numRuns: 500 },
  );
});

describe('long Markdown', () => {
  const many = fc.sample(commonDocuments({ adf: true }), { numRuns: 3000, seed: 6 }).filter(carried);

  test('is read in parts as it would be read whole', () => {
    const document = richDocument(many.flatMap(({ content }) => content));
    const { native } = encodeMarkdown(document);
    expect(markdownParts(native).length).toBeGreaterThan(2);
    expect(normalDocument(decodeMarkdown(native).document)).toEqual(normalDocument(document));
  });

  const filler = 'word '.repeat(6000);

  test.each([
    ['code', '```\n\nno heading\n\n```'],
    ['code in tildes', '~~~~\n\n~~~\n\nx\n\n~~~~'],
    ['HTML', '<!-- a\n\nb -->'],
    ['a list', '- a\n\n  b\n\n- c'],
    ['numbers', '1. a\n\n   b\n\n2. c'],
    ['a quote', '> a\n\n> b'],
    ['references', '[a][x]'],
    ['a name that is defined twice', '[a][y]\n\n[y]: https://one.example/\n\n[y]: https://two.example/'],
  ])('%s is not cut in two', (_name, markdown) => {
    const link = '\n\n[x]: https://e.example/';
    const alone = decodeMarkdown(markdown + link).document.content;
    const { content } = decodeMarkdown(`${filler}\n\n${markdown}\n\n${filler}${link}`).document;
    expect(content.slice(1, -1)).toEqual(alone);
  });

  test('of two definitions of a name the first counts', () => {
    const { content } = decodeMarkdown('[a]\n\n[a]: https://one.example/\n\n[a]: https://two.example/').document;
    expect(content).toEqual([p(link('a', 'https://one.example/'))]);
  });

  test('what only looks like a definition is said once, and definitions are no part of code that never ends', () => {
    const looks = ['[ERROR]: the disk is full', '[ ]: open', '[a]: x) y', '[b]: (x'].join('\n\n');
    const text = decodeMarkdown(`${filler}\n\n${looks}\n\n${filler}\n\n[x]: https://e.example/\n\n\`\`\`\nthe end`).document;
    const shown = JSON.stringify(text.content);
    expect(['the disk is full', ': open', 'x) y', '(x'].map((part) => shown.split(part).length)).toEqual([2, 2, 2, 2]);
    expect(text.content.at(-1)).toEqual({ type: 'codeBlock', content: [t('the end')] });
    expect(text.content).toHaveLength(2 + 4 + 1);
  });

  test.each(['**w**w', '[a ', '> ', '- ', '*a_', 'line\n', '- item\n', '|a|b|\n|-|-|\n', '![a]('])(
    'of which the parser would make too much is its source: %s',
    (piece) => {
      const markdown = piece.repeat(60_000);
      const { document, losses } = decodeMarkdown(markdown);
      const shown = JSON.stringify(document.content).replace(/\s|\\n/g, '').length;
      expect(losses.map(({ what }) => what)).toContain('markdown');
      expect(shown).toBeGreaterThan(markdown.replace(/\s/g, '').length / 2);
    },
  );
});
