import { normalDocument, plainText, type RichNode } from '@entente/core';
import { expect, test } from '@jest/globals';
import { decodeHtml } from './decode.ts';

function read(html: string): readonly RichNode[] {
  return normalDocument(decodeHtml(html).document).content;
}

const t = (text: string, ...marks: string[]): RichNode => ({
  type: 'text',
  text,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const p = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const li = (...content: RichNode[]): RichNode => ({ type: 'listItem', content });
const ul = (...content: RichNode[]): RichNode => ({ type: 'bulletList', content });
const ol = (...content: RichNode[]): RichNode => ({ type: 'orderedList', content });
const code = (text: string, attrs?: { language: string }): RichNode => ({
  type: 'codeBlock',
  ...(attrs ? { attrs } : {}),
  content: [t(text)],
});

test('lines of Azure DevOps are divs', () => {
  const { document } = decodeHtml(
    '<div>One</div><div><br></div><div>Two <b>bold</b>&nbsp;and&nbsp; <i>slanted</i><br></div><div><br></div>',
  );
  expect(document.content).toEqual([p(t('One')), p(), p(t('Two '), t('bold', 'strong'), t(' and  '), t('slanted', 'em'))]);
});

test('each element that means a mark', () => {
  expect(read('<b>a</b><strong>b</strong><i>c</i><em>d</em><s>e</s><strike>f</strike><del>g</del><u>h</u><code>i</code>')).toEqual([
    p(t('ab', 'strong'), t('cd', 'em'), t('efg', 'strike'), t('h', 'underline'), t('i', 'code')),
  ]);
});

test('style says bold as well as an element does, and takes it back', () => {
  expect(read('<span style="font-weight:700">a</span><span style="FONT-STYLE: italic; text-decoration:line-through">b</span>')).toEqual([
    p(t('a', 'strong'), t('b', 'em', 'strike')),
  ]);
  expect(read('<b style="font-weight:normal">from a word processor</b>')).toEqual([p(t('from a word processor'))]);
});

test('a block inside inline elements keeps their marks', () => {
  expect(read('<b>a<div>b</div></b>c')).toEqual([p(t('a', 'strong')), p(t('b', 'strong')), p(t('c'))]);
});

test('a list beside its item is inside it', () => {
  expect(read('<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>')).toEqual([ul(li(p(t('a')), ul(li(p(t('b'))))), li(p(t('c'))))]);
});

test('a list that starts elsewhere', () => {
  expect(read('<ol start="4"><li>a</ol>')).toEqual([{ type: 'orderedList', attrs: { order: 4 }, content: [li(p(t('a')))] }]);
});

test('code keeps its lines, spaces and language', () => {
  expect(read('<pre><code class="hljs language-ts">if (a) {\n  b&nbsp;= 1;\n}</code></pre>')).toEqual([
    code('if (a) {\n  b = 1;\n}', { language: 'ts' }),
  ]);
  expect(read('<pre><code><div>a</div><div>b<br></div></code></pre>')).toEqual([code('a\nb\n')]);
});

test('tables: sections joined, header cells and spans kept, caption before', () => {
  const html = '<table><caption>Cap</caption><thead><tr><th colspan="2">H</th></tr></thead><tbody><tr><td>1<td>2</tbody></table>';
  expect(read(html)).toEqual([
    p(t('Cap')),
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [{ type: 'tableHeader', attrs: { colspan: 2 }, content: [p(t('H'))] }] },
        {
          type: 'tableRow',
          content: [
            { type: 'tableCell', content: [p(t('1'))] },
            { type: 'tableCell', content: [p(t('2'))] },
          ],
        },
      ],
    },
  ]);
});

test('a mentioned person is a mention, a mentioned work item is a link', () => {
  expect(
    read(
      '<div><a href="#" data-vss-mention="version:2.0,4bd1e8a1-0000-4000-8000-000000000001">@Ann Example</a> see <a href="https://dev.azure.com/acme/p/_workitems/edit/7" data-vss-mention="version:1.0">#7</a></div>',
    ),
  ).toEqual([
    p({ type: 'mention', attrs: { id: '4bd1e8a1-0000-4000-8000-000000000001', text: '@Ann Example' } }, t(' see '), {
      ...t('#7'),
      marks: [{ type: 'link', attrs: { href: 'https://dev.azure.com/acme/p/_workitems/edit/7' } }],
    }),
  ]);
});

test('images and what is embedded are losses, and leave their text', () => {
  const { document, losses } = decodeHtml(
    '<p>a <img src="https://x/y.png" alt="diagram"> b</p><iframe>c</iframe><span style="color:#ff0000">red</span><p style="text-align:center">mid</p>',
  );
  expect(plainText(document)).toContain('a diagram b');
  expect(plainText(document)).toContain('red');
  expect(losses).toEqual([
    { what: 'alignment', count: 1 },
    { what: 'iframe', count: 1 },
    { what: 'image', count: 1 },
    { what: 'textColor', count: 1 },
  ]);
});

test('what Outlook pastes', () => {
  const html = `<!--[if gte mso 9]><xml></xml><![endif]--><style>p.MsoNormal{margin:0}</style>
<p class="MsoNormal" style="margin:0in"><span lang="EN-US" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;color:black">Hi,<o:p></o:p></span></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoListParagraphCxSpFirst" style="text-indent:-.25in;mso-list:l0 level1 lfo1"><!--[if !supportLists]--><span style="mso-list:Ignore">·<span style="font:7.0pt">&nbsp;&nbsp; </span></span><!--[endif]-->first</p>
<p class="MsoListParagraphCxSpMiddle" style="mso-list:l0 level2 lfo1"><span><span style="mso-list:Ignore">1.<span>&nbsp; </span></span></span>inner</p>
<p class="MsoListParagraphCxSpLast" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·&nbsp;</span>second</p>`;
  const { document, losses } = decodeHtml(html);
  expect(losses).toEqual([]);
  expect(normalDocument(document).content).toEqual([p(t('Hi,')), ul(li(p(t('first')), ol(li(p(t('inner'))))), li(p(t('second'))))]);
});

test('nesting deeper than the parser can follow leaves the lines', () => {
  const { document, losses } = decodeHtml('<div>one</div>' + '<div>'.repeat(20_000) + '<b>a &amp; b</b>' + '</div>'.repeat(20_000));
  expect(plainText(document)).toBe('one\na & b');
  expect(losses).toEqual([{ what: 'nesting', count: 1 }]);
});
