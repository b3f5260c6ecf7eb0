import { anyDocuments, commonDocuments } from '@entente/testkit';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { RichDocument, RichNode } from './document.ts';
import { safeHref } from './href.ts';
import { innerText, richDocument, walk } from './nodes.ts';
import { normalDocument, sameDocument } from './normal.ts';
import { fromPlainText, plainText } from './plain.ts';
import { COMMON_MARKS, COMMON_NODES, shapeOf } from './shapes.ts';
import { MAX_DEPTH, simplify } from './simplify.ts';

const t = (text: string, ...marks: string[]): RichNode => ({
  type: 'text',
  text,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const p = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const li = (...content: RichNode[]): RichNode => ({ type: 'listItem', content });
const common = { nodes: COMMON_NODES, marks: COMMON_MARKS };

test('normal form 1: text is joined, marks are sorted, edges have no space', () => {
  const written = richDocument([p(t(' a'), t('b', 'strong', 'em'), t(''), t('c\u00a0', 'em', 'strong'), t('d\ne ', 'em'), t('  '))]);
  expect(normalDocument(written)).toEqual(
    richDocument([p(t('a'), t('bc ', 'em', 'strong'), t('d', 'em'), { type: 'hardBreak' }, t('e', 'em'))]),
  );
});

test('normal form 2: what is empty goes, cells stay', () => {
  const row: RichNode = { type: 'tableRow', content: [{ type: 'tableCell', content: [p()] }] };
  const empty = [p(), { type: 'bulletList', content: [li(p(t(' ')))] }, { type: 'blockquote', content: [p()] }, { type: 'codeBlock' }];
  expect(normalDocument(richDocument([...empty, { type: 'table', content: [row] }]))).toEqual(
    richDocument([{ type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [] }] }] }]),
  );
});

test('normal form 3: an attribute that only one tracker has does not tell documents apart', () => {
  const table = (attrs: NonNullable<RichNode['attrs']>, cell: NonNullable<RichNode['attrs']>): RichDocument =>
    richDocument([
      { type: 'table', attrs, content: [{ type: 'tableRow', content: [{ type: 'tableCell', attrs: cell, content: [p(t('x'))] }] }] },
    ]);
  expect(sameDocument(table({ layout: 'default', localId: 'a' }, { colspan: 1 }), table({}, { background: '#fff' }))).toBe(true);
  expect(sameDocument(table({}, { colspan: 2 }), table({}, {}))).toBe(false);
  expect(sameDocument(null, richDocument([p()]))).toBe(true);
  expect(sameDocument(richDocument([p(t('a'))]), richDocument([p(t('a', 'em'))]))).toBe(false);
});

test('normal form 4: it is its own normal form', () => {
  fc.assert(
    fc.property(fc.oneof(commonDocuments({ adf: false }), anyDocuments()), (document) => {
      const normal = normalDocument(document);
      expect(normalDocument(normal)).toEqual(normal);
      expect(sameDocument(document, normal)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a simple document is in the grammar, and what the dialect has is left alone', () => {
  const blocks = (nodes: readonly RichNode[]): boolean => nodes.every((node) => shapeOf(node.type)?.stands === 'block');
  fc.assert(
    fc.property(anyDocuments(), (document) => {
      const simple = simplify(document, common).document;
      expect(blocks(simple.content)).toBe(true);
      walk(simple.content, (node) => {
        expect(COMMON_NODES).toContain(node.type);
        const { holds } = shapeOf(node.type)!;
        const content = node.content ?? [];
        if (holds === 'none') expect(node.content).toBeUndefined();
        else if (holds === 'blocks') expect(blocks(content)).toBe(true);
        else if (typeof holds !== 'string') expect(content.every((part) => holds.includes(part.type))).toBe(true);
        else expect(content.every((part) => shapeOf(part.type)?.stands === 'inline')).toBe(true);
        if (node.type === 'text') expect(node.text).not.toBe('');
      });
      expect(simplify(simple, common)).toEqual({ document: simple, losses: [] });
    }),
    { numRuns: 700 },
  );
});

test('a common document loses nothing', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: false }), (document) => {
      const simple = simplify(document, common);
      expect(simple.losses).toEqual([]);
      expect(sameDocument(simple.document, document)).toBe(true);
    }),
  );
});

test('what cannot be carried leaves its text, and is counted', () => {
  const document = richDocument([
    { type: 'panel', content: [p(t('a', 'blink'), t('b', 'blink'))] },
    { type: 'unheardOf', content: [t('c')] },
  ]);
  expect(simplify(document, common)).toEqual({
    document: richDocument([{ type: 'blockquote', content: [p(t('a'), t('b'))] }, p(t('c'))]),
    losses: [
      { what: 'blink', count: 2 },
      { what: 'panel', count: 1 },
      { what: 'unheardOf', count: 1 },
    ],
  });
});

test('nesting without end becomes text', () => {
  let node: RichNode = p(t('deep'));
  for (let i = 0; i < 5000; i += 1) node = { type: i % 2 === 0 ? 'blockquote' : 'unheardOf', content: [node] };
  const { document, losses } = simplify(richDocument([node]), common);
  expect(innerText(document.content)).toBe('deep');
  expect(losses).toContainEqual({ what: 'nesting', count: 1 });
  let depth = 0;
  for (let at: RichNode | undefined = document.content[0]; at !== undefined; at = at.content?.[0]) depth += 1;
  expect(depth).toBeLessThanOrEqual(MAX_DEPTH + 2);
});

test('plain text shows the structure, and comes back as paragraphs', () => {
  const document = richDocument([
    { type: 'heading', attrs: { level: 1 }, content: [t('Title')] },
    p(t('one', 'strong'), { type: 'hardBreak' }, t('two')),
    { type: 'orderedList', attrs: { order: 9 }, content: [li(p(t('a')), { type: 'bulletList', content: [li(p(t('b')))] }), li(p(t('c')))] },
    { type: 'blockquote', content: [p(t('q'))] },
  ]);
  expect(plainText(document)).toBe('Title\n\none\ntwo\n\n9. a\n   - b\n10. c\n\n> q');
  expect(plainText(fromPlainText('one\r\ntwo\n\n\n\nthree\n'))).toBe('one\ntwo\n\nthree');
});

test.each([
  ['https://example.com/a b', 'https://example.com/a b'],
  [' HTTP://example.com ', 'HTTP://example.com'],
  ['mailto:ann@example.com', 'mailto:ann@example.com'],
  ['java\tscript:alert(1)', null],
  ['javascript:alert("https://")', null],
  ['https:/example.com', null],
  ['//example.com', null],
  ['', null],
  [7, null],
])('an address to write: %j → %j', (href, expected) => {
  expect(safeHref(href)).toBe(expected);
});
