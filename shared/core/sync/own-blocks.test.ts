import { expect, test } from '@jest/globals';
import type { RichNode } from '../richtext/document.ts';
import { paragraph, richDocument, textNode } from '../richtext/nodes.ts';
import { withOwnBlocks } from './own-blocks.ts';

const copy = (node: RichNode): RichNode => JSON.parse(JSON.stringify(node)) as RichNode;

test('unedited blocks are the very ones that were given, each once, whatever stands between them', () => {
  const own = [
    paragraph([textNode('a')]),
    { type: 'hologram', attrs: { beam: 1, localId: 'x' } },
    paragraph([textNode('a')]),
    paragraph([textNode('c')]),
  ];
  const changed = paragraph([textNode('C')]);
  const from = [
    copy(own[0]!),
    paragraph([textNode('new')]),
    { type: 'hologram', attrs: { beam: 1 } },
    copy(own[2]!),
    copy(own[2]!),
    changed,
  ];
  const { content } = withOwnBlocks(richDocument(from), richDocument(own), richDocument(own.map(copy)));
  expect(content.map((block) => own.indexOf(block))).toEqual([0, -1, 1, 2, -1, -1]);
  expect(content[5]).toBe(changed);
});

test('what says something else is the partner’s', () => {
  const own = richDocument([{ type: 'extension', attrs: { extensionKey: 'a' } }]);
  const from = richDocument([{ type: 'extension', attrs: { extensionKey: 'b' } }]);
  expect(withOwnBlocks(from, own, own).content).toEqual(from.content);
  expect(withOwnBlocks(from, null, own)).toBe(from);
});
