/** The small reader gives the tree that a whole HTML parser gives, of what editors and Entente write. */
import { expect, test } from '@jest/globals';
import type { RichDocument } from '@entente/core';
import { encodeHtml } from '@entente/richtext';
import { commonDocuments } from '@entente/testkit';
import * as fc from 'fast-check';
import { fromHtml as parse5 } from 'hast-util-from-html';
import { fromHtml } from './html-tree.ts';

/** Type, name, text and properties alone: the parser notes positions too. */
const plain = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (name: string, value: unknown) =>
      name === 'position' || name === 'data' || (name === 'type' && value === 'root')
        ? undefined
        : typeof value === 'number'
          ? String(value)
          : value,
    ),
  );

const same = (html: string): void => {
  expect(plain(fromHtml(html).children)).toEqual(plain(parse5(html, { fragment: true }).children));
};

test('of what Entente writes', () => {
  // The library's types come once as CommonJS and once as a module.
  const documents = commonDocuments({ adf: false }) as unknown as fc.Arbitrary<RichDocument>;
  fc.assert(fc.property(documents, (document) => same(encodeHtml(document).native)));
});

test.each([
  'plain &amp; simple &lt;b&gt; &#228; &#x1F600; &nbsp; &unknown; &',
  '<p>one<p>two</p>',
  '<ul><li>a<li>b<ul><li>c</ul><li>d</ul>',
  '<b>bold <i>both</i></b> none',
  '<a href="https://example.com/?a=1&amp;b=2" class="x y">link</a>',
  "<a href='https://example.com/'>link</a><br/><br>",
  '<p>never closed <em>at all',
  '</b>stray<img src="a.png" alt="an image">',
  '1 < 2 and 3 > 2',
  '<P CLASS="Big">Upper</P>',
])('of %s', same);

test('elements without end, and tags without one, are read to the end', () => {
  const depthOf = (nodes: ReturnType<typeof fromHtml>['children']): number =>
    nodes.reduce((most, node) => Math.max(most, node.type === 'element' ? 1 + depthOf(node.children) : 0), 0);
  const { children } = fromHtml(`${'<div>'.repeat(50_000)}text`);
  expect(depthOf(children)).toBeLessThan(300);
  expect(JSON.stringify(children)).toContain('text');
  for (const part of ['<a ', '<a href="', '<!--', '<', '<b>x</i>', '&amp', "<a b='"]) {
    expect(() => fromHtml(part.repeat(50_000))).not.toThrow();
  }
  expect(fromHtml('a <b and "c" <i>').children).toHaveLength(2);
  expect(fromHtml('a <b and').children).toEqual([{ type: 'text', value: 'a <b and' }]);
});

test('what a script or style holds is no markup, and not kept', () => {
  const [script, after] = fromHtml('<script>if (a < b) { "</p>" }</script>after').children;
  expect(script).toMatchObject({ tagName: 'script', children: [] });
  expect(after).toEqual({ type: 'text', value: 'after' });
});
