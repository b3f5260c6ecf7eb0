/** People and pictures, as the tracker that stores the HTML names them. */
import { expect, test } from '@jest/globals';
import { normalDocument, richDocument, type RichNode } from '@entente/core';
import { decodeHtml } from './decode.ts';
import { encodeHtml } from './encode.ts';
import type { HtmlHost } from './host.ts';

const host: HtmlHost = {
  mentions: true,
  pictureUrl: (id, filename) => (filename.endsWith('.png') ? `https://t.example/files/${id}?name=${filename}` : null),
  attachmentAt: (address) => {
    const [, id, filename] = /^https:\/\/t\.example\/files\/(\w+)\?name=(.+)$/.exec(address) ?? [];
    return id === undefined || filename === undefined ? null : { id, filename };
  },
};
const p = (...content: readonly (string | RichNode)[]): RichNode => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? { type: 'text', text: one } : one)),
});
const single = (attrs: RichNode['attrs']): RichNode => ({ type: 'mediaSingle', content: [{ type: 'media', attrs: attrs ?? {} }] });
const shot = { type: 'file', attachment: 'a1', alt: 'x.png', width: 300 };
const ann: RichNode = { type: 'mention', attrs: { id: 'guid-1', text: '@Ann' } };

test.each([
  ['a mention', [p('Ask ', ann, ' today')], '<p>Ask <a href="#" data-vss-mention="version:2.0,guid-1">@Ann</a> today</p>'],
  [
    'a picture of a file',
    [p('See'), single(shot), p('it')],
    '<p>See</p><p><img src="https://t.example/files/a1?name=x.png" alt="x.png" width="300"></p><p>it</p>',
  ],
  [
    'a picture from elsewhere',
    [single({ type: 'external', url: 'https://e.example/p.png', alt: 'plan' })],
    '<p><img src="https://e.example/p.png" alt="plan"></p>',
  ],
  [
    'a picture in a line',
    [p('before ', { type: 'mediaInline', attrs: { type: 'file', attachment: 'a1', alt: 'x.png' } }, ' after')],
    '<p>before <img src="https://t.example/files/a1?name=x.png" alt="x.png"> after</p>',
  ],
] as const)('%s is written and read again', (_name, content, html) => {
  const document = richDocument([...content]);
  expect(encodeHtml(document, host)).toEqual({ native: html, losses: [] });
  expect(normalDocument(decodeHtml(html, host).document)).toEqual(normalDocument(document));
});

test('pictures alone in a line of their own are blocks, as editors paste them between line ends', () => {
  const { document } = decodeHtml('<div>one<br><img src="https://t.example/files/a1?name=x.png"><br>two<br>three</div>', host);
  expect(document.content).toEqual([
    p('one'),
    single({ type: 'file', attachment: 'a1', alt: 'x.png' }),
    p('two', { type: 'hardBreak' }, 'three'),
  ]);
});

test('where the host cannot name it, its name is text, and a loss', () => {
  const document = richDocument([
    p('Ask ', { type: 'mention', attrs: { text: '@Bob' } }),
    single({ type: 'file', id: 'm', collection: 'c', alt: 'x.png' }),
    single({ type: 'file', attachment: 'a2', alt: 'log.txt' }),
    single({ type: 'external', url: 'javascript:alert(1)', alt: 'bad' }),
  ]);
  expect(encodeHtml(document, host)).toEqual({
    native: '<p>Ask @Bob</p><p>x.png</p><p>log.txt</p><p>bad</p>',
    losses: [
      { what: 'mediaSingle', count: 3 },
      { what: 'mention', count: 1 },
    ],
  });
});

test('a picture from elsewhere that is a file of the tracker’s own is not shown: the file would be sent out', () => {
  const document = richDocument([single({ type: 'external', url: 'https://t.example/files/secret?name=x.png', alt: 'x' })]);
  expect(encodeHtml(document, host).native).not.toContain('<img');
});

test('attributes cannot be broken out of', () => {
  const html = encodeHtml(
    richDocument([p({ type: 'mention', attrs: { id: '"><script>', text: '<b>' } }), single({ ...shot, alt: '"onerror="x.png' })]),
    host,
  ).native;
  expect(html).not.toMatch(/<script|<b>|"onerror/);
});
