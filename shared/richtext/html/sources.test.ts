/** What nobody edited is written as the tracker has it. */
import { expect, test } from '@jest/globals';
import { normalDocument, richDocument, type RichDocument, type RichNode } from '@entente/core';
import { decodeMarkdown } from '../markdown/decode.ts';
import { encodeMarkdown } from '../markdown/encode.ts';
import { decodeHtml } from './decode.ts';
import { encodeHtml } from './encode.ts';

const edited: RichNode = { type: 'paragraph', content: [{ type: 'text', text: 'edited' }] };

function withEdit({ content }: RichDocument, at: number): RichDocument {
  return richDocument(content.map((block, index) => (index === at ? edited : block)));
}

test('coloured and sized HTML stays where another block is edited', () => {
  const kept = [
    '<div style="box-sizing:border-box;"><span style="color:rgb(255, 0, 0);">red</span>&nbsp;and <font size="5">big</font><br></div>',
    '<table style="width:300px"><tbody><tr><td style="background:yellow" width="20">a</td></tr></tbody></table>',
  ] as const;
  const sources = new WeakMap<RichNode, string>();
  const { document } = decodeHtml(`${kept[0]}<div>old</div>${kept[1]}`, { sources });
  expect(encodeHtml(withEdit(document, 1), { sources })).toEqual({ native: `${kept[0]}<p>edited</p>${kept[1]}`, losses: [] });
  expect(encodeHtml(withEdit(document, 1)).native).not.toContain('color');
});

test.each(['<p>one<p>old', '<b>one<div>two</div></b><div>old</div>', '<div>one', 'a<br>b<div>old</div>', '<table><tr><td>x'])(
  'what would say something else on its own is written anew: %s',
  (html) => {
    const sources = new WeakMap<RichNode, string>();
    const { document } = decodeHtml(html, { sources });
    const wanted = richDocument([...document.content, edited]);
    const { native } = encodeHtml(wanted, { sources });
    expect(normalDocument(decodeHtml(native).document)).toEqual(normalDocument(wanted));
  },
);

test('Markdown keeps its own way of writing, but for references and lists that would run into each other', () => {
  const sources = new WeakMap<RichNode, string>();
  const markdown = 'Title\n=====\n\n* one\n* two\n\n__strong__ and [a][1]\n\nold\n\n[1]: https://e.example/';
  const { document } = decodeMarkdown(markdown, { sources });
  expect(encodeMarkdown(withEdit(document, 3), { sources }).native).toBe(
    'Title\n=====\n\n* one\n* two\n\n**strong** and [a](https://e.example/)\n\nedited',
  );
  const another = richDocument([document.content[1]!, { ...document.content[1]! }]);
  const { native } = encodeMarkdown(another, { sources });
  expect(normalDocument(decodeMarkdown(native).document)).toEqual(normalDocument(another));
});
