import { normalDocument, plainText, sameDocument, type RichDocument } from '@entente/core';
import { anyDocuments, commonDocuments } from '@entente/testkit';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeHtml } from './decode.ts';
import { encodeHtml } from './encode.ts';
import { attribute, parse, type Node } from './tree.ts';

const written = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code hr br table tbody tr td th a strong em s u sub sup'.split(' '));
const attributes = new Set(['href', 'start', 'className', 'colSpan', 'rowSpan']);

function unsafe(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'element') return node.type === 'text' ? [] : [node.type];
    const names = Object.keys(node.properties).filter((name) => !attributes.has(name));
    const href = attribute(node, 'href') || 'https:';
    return [
      ...(written.has(node.tagName) ? [] : [node.tagName]),
      ...names,
      ...(/^(https?:|mailto:)/i.test(href) ? [] : [href]),
      ...unsafe(node.children),
    ];
  });
}

function expectSame(actual: RichDocument, expected: RichDocument): void {
  expect(normalDocument(actual)).toEqual(normalDocument(expected));
}

test('what HTML carries comes back the same, without losses', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: false }), (document) => {
      const encoded = encodeHtml(document);
      expect(encoded.losses).toEqual([]);
      const decoded = decodeHtml(encoded.native);
      expect(decoded.losses).toEqual([]);
      expectSame(decoded.document, document);
    }),
    { numRuns: 400 },
  );
});

test('what was read from HTML is written and read the same again', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: false }), (document) => {
      const once = decodeHtml(encodeHtml(document).native).document;
      expect(sameDocument(decodeHtml(encodeHtml(once).native).document, once)).toBe(true);
    }),
  );
});

test('whatever the document, the HTML is safe, and a second pass loses nothing more', () => {
  fc.assert(
    fc.property(anyDocuments(), (document) => {
      const { native } = encodeHtml(document);
      expect(unsafe(parse(native))).toEqual([]);
      const again = decodeHtml(native);
      expect(again.losses).toEqual([]);
      expectSame(decodeHtml(encodeHtml(again.document).native).document, again.document);
    }),
    { numRuns: 400 },
  );
});

test('any text is HTML', () => {
  const soup = fc.array(
    fc.constantFrom(
      '<b>',
      '</b>',
      '<div>',
      '</div>',
      '<table>',
      '<td>',
      '<li>',
      '<ul>',
      '</ul>',
      '<p>',
      '<pre>',
      '<a href="https://a.b">',
      '</a>',
      '<!--',
      '-->',
      ' x ',
      '&nbsp;',
      '<br>',
      '<img alt=i>',
      '<script>',
      '</script>',
      '<svg>',
      '<!DOCTYPE html>',
    ),
    { maxLength: 14 },
  );
  fc.assert(
    fc.property(soup, (parts) => {
      const { document } = decodeHtml(parts.join(''));
      expectSame(decodeHtml(encodeHtml(document).native).document, document);
    }),
    { numRuns: 400 },
  );
});

test('text is escaped', () => {
  const hostile = '<img src=x onerror="alert(1)">&lt;';
  const { native } = encodeHtml({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: hostile }] }] });
  expect(native).toBe('<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;lt;</p>');
  expect(plainText(decodeHtml(native).document)).toBe(hostile);
});

test('an address that runs something is no link', () => {
  for (const href of [
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'file:///etc/passwd',
    '/relative',
  ]) {
    const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'go', marks: [{ type: 'link', attrs: { href } }] }] }];
    expect(encodeHtml({ type: 'doc', version: 1, content })).toEqual({ native: '<p>go</p>', losses: [{ what: 'link', count: 1 }] });
  }
});
