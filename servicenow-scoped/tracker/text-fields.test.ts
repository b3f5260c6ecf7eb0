/** Comments: text is text, whatever it looks like, and HTML only what stands between `[code]` and `[/code]`. */
import { normalDocument, plainText, type RichDocument, type RichNode } from '@entente/core';
import { beforeEach, expect, test } from '@jest/globals';
import { decodeComment, encodeComment } from './text-fields.ts';

let allowed = 'true';
Object.assign(globalThis, { gs: { getProperty: () => allowed } });
beforeEach(() => void (allowed = 'true'));

const words = (text: string, ...marks: string[]): RichNode => ({
  type: 'paragraph',
  content: [{ type: 'text', text, ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }) }],
});
const doc = (...content: RichNode[]): RichDocument => ({ type: 'doc', version: 1, content });

const texts = [
  'plain <b>& simple',
  '[code]<img src=x onerror=alert(1)>[/code]',
  'ends [/code] here',
  '[CODE]a[/Code]b[code]',
  '[/code]<i>x</i>[code]',
  '[[/code]code]',
];

test.each(texts)('text stays text: %s', (text) => {
  for (const document of [doc(words(text)), doc(words('bold', 'strong'), words(text))]) {
    const { native } = encodeComment(document);
    expect(normalDocument(decodeComment(native).document)).toEqual(normalDocument(document));
    const shown = native.replace(/^\[code\]([\s\S]*)\[\/code\]$/, '$1');
    if (shown !== native) expect(shown).not.toMatch(/\[\/?code\]|<i>|<img/i);
    else expect(native).not.toMatch(/\[\/?code\]/i);
  }
});

test('where the instance shows no HTML, nothing is', () => {
  allowed = 'false';
  const document = doc(words('[code]<b>x</b>[/code]', 'strong'));
  const { native } = encodeComment(document);
  expect(native).toBe('[code]<b>x</b>[/code]');
  expect(plainText(decodeComment(native).document)).toBe(native);
});

test('what users write between is read as HTML; without an end it is text', () => {
  expect(decodeComment('a [code]<b>b</b>[/code] c [code]<i>d').document.content.map((block) => plainText(doc(block)).trim())).toEqual([
    'a',
    'b',
    'c [code]<i>d',
  ]);
});

test('many starts without an end take no time', () => {
  expect(decodeComment('[code]'.repeat(100_000)).document.content).toHaveLength(1);
});
