/** Random strings, full of what means something in HTML, Markdown, wiki markup and to browsers, never become anything but that text. */
import { cleanText, normalDocument, richDocument, type RichDocument, type RichNode } from '@entente/core';
import { seededRandom } from '@entente/testkit';
import { expect, jest, test } from '@jest/globals';
import { decodeHtml } from './html/decode.ts';
import { encodeHtml } from './html/encode.ts';
import { decodeMarkdown } from './markdown/decode.ts';
import { encodeMarkdown } from './markdown/encode.ts';

// A few seconds each; a busy machine is no failure.
jest.setTimeout(120_000);

const pieces = [
  Array.from('*_-+^~{}[]|!#?&;:()\\/.hb1 \t\u00a0é🙂<>"\'`=@$%,中א\u200d\u0301\u202e\u0000\u0007\u200b\u2028\ufeff\u3000\u00ad'),
  ['**', '__', '~~', '```', '~~~', '* ', '- ', '+ ', '1. ', '1) ', '# ', '> ', '---', '===', '[x] ', '[^a]', '[^a]: x', '[a]: b'],
  ['<b>', '</b>', '<br>', '<!--', '-->', '<script>', '<a href="javascript:x">', '&amp;', '&lt;', '&nbsp;', '&#42;', '[code]', '[/code]'],
  ['http://a.b/', 'www.a.b', 'a@b.cd', 'mailto:a@b.cd', '@<7211fd27-9a32-4da2-a0c5-103ec268361e>', '![a](b)', '[a](http://b)'],
  [
    '| - |',
    '    ',
    '  x',
    'h1. ',
    '{code}',
    '\\\\',
    '👨‍👩‍👧',
    'e\u0301',
    'שלום',
    '中文',
    '$$x$$',
    '[[_TOC_]]',
    'AB#1',
    '\ud800',
    '\ufdd0',
    '\ufdd1',
  ],
].flat();

const random = seededRandom(2026);
const upTo = (count: number) => Math.floor(random.fraction() * count);
const text = () => Array.from({ length: 1 + upTo(10) }, () => pieces[upTo(pieces.length)]).join('');
const paragraph = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const words = (value: string, ...marks: string[]): RichNode => ({ type: 'text', text: value, marks: marks.map((type) => ({ type })) });

const places: readonly ((node: RichNode) => RichNode)[] = [
  (node) => paragraph(node),
  (node) => paragraph(words('x '), node, words('y', 'em')),
  (node) => ({ type: 'heading', attrs: { level: 2 }, content: [node] }),
  (node) => ({ type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(node)] }] }),
  (node) => ({ type: 'codeBlock', content: [words(node.text ?? '')] }),
  (node) => ({
    type: 'table',
    content: ['tableHeader', 'tableCell'].map((type) => ({ type: 'tableRow', content: [{ type, content: [paragraph(node)] }] })),
  }),
];

function expectText(count: number, there: (document: RichDocument) => RichDocument, oneLine: boolean): void {
  for (let n = 0; n < count; n += 1) {
    // Markdown has no line end at the edge of a block.
    const value = oneLine ? cleanText(text()).replace(/\n/g, ' ') : text();
    const document = richDocument([places[n % places.length]!(words(value, ...(upTo(4) === 0 ? ['strong'] : [])))]);
    const back = normalDocument(there(document));
    if (JSON.stringify(back) !== JSON.stringify(normalDocument(document))) expect([value, back]).toEqual([value, normalDocument(document)]);
  }
}

test('20,000 in HTML', () => {
  expectText(20_000, (document) => decodeHtml(encodeHtml(document, { mentions: true }).native, { mentions: true }).document, false);
});

test('6,000 in Markdown', () => {
  expectText(6000, (document) => decodeMarkdown(encodeMarkdown(document, { mentions: true }).native, { mentions: true }).document, true);
});
