import { expect, test } from '@jest/globals';
import { checkShape } from '../rules/shape.schema.ts';
import { documentJson } from '../rules/script-view.ts';
import { richDocumentSchema } from './document.schema.ts';
import type { RichNode } from './document.ts';
import { countLosses } from './losses.ts';
import { withinNesting } from './nesting.ts';
import { innerText, paragraph, richDocument, textNode } from './nodes.ts';
import { normalDocument } from './normal.ts';

type Wrap = (inner: RichNode) => RichNode;
const list: Wrap = (inner) => ({ type: 'bulletList', content: [{ type: 'listItem', content: [paragraph([textNode('a')]), inner] }] });
const cell: Wrap = (inner) => ({ type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [inner] }] }] });
const wraps: readonly (readonly [string, Wrap])[] = [
  ['lists', list],
  ['tables', cell],
  ['quotes', (inner) => ({ type: 'blockquote', content: [inner] })],
  ['task lists', (inner) => ({ type: 'taskList', content: [inner] })],
  ['nodes that nobody knows', (inner) => ({ type: 'unheardOf', content: [inner] })],
  ['rows that stand in rows', (inner) => ({ type: 'tableRow', content: [inner] })],
];

function nested(wrap: Wrap, times: number): RichNode {
  let node = paragraph([textNode('end', [{ type: 'link', attrs: { href: 'https://e.example' } }])]);
  for (let i = 0; i < times; i++) node = wrap(node);
  return node;
}

test.each(wraps)('of %s without end what is deeper is text, and fits into a message', (_name, wrap) => {
  const losses = countLosses();
  const given = richDocument([nested(wrap, 5000)]);
  const document = withinNesting(given, losses);
  expect(losses.list()).toEqual([{ what: 'nesting', count: 1 }]);
  expect(innerText(document.content)).toBe(innerText(given.content));
  expect(normalDocument(document).content).toHaveLength(1);
  const replica = { comments: [{ body: documentJson(document) }] };
  expect(checkShape(richDocumentSchema, replica.comments[0]!.body).kind).toBe('fits');
});

test('what any editor makes stays as it is', () => {
  const losses = countLosses();
  const document = richDocument([nested(list, 15), nested(cell, 10)]);
  expect(withinNesting(document, losses)).toBe(document);
  expect(losses.list()).toEqual([]);
});
