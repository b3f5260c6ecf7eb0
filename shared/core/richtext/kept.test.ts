import { describe, expect, test } from '@jest/globals';
import { commonDocuments } from '@entente/testkit';
import * as fc from 'fast-check';
import type { RichDocument, RichNode } from './document.ts';
import { keptParts, mergedDocument } from './kept.ts';
import { richDocument, textNode } from './nodes.ts';
import { normalDocument } from './normal.ts';
import { COMMON_MARKS, COMMON_NODES } from './shapes.ts';
import { simplify } from './simplify.ts';

const line = (...content: readonly (string | RichNode)[]): RichNode => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? textNode(one) : one)),
});
const panel = (...content: readonly RichNode[]): RichNode => ({ type: 'panel', attrs: { panelType: 'info' }, content });
const mention: RichNode = { type: 'mention', attrs: { id: '5b10', text: '@Ann' } };
const red = { type: 'textColor', attrs: { color: '#ff0000' } };
const media: RichNode = { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: 'm1', collection: 'c' } }] };
const task = (state: string, text: string): RichNode => ({ type: 'taskItem', attrs: { state }, content: [textNode(text)] });

/** What a tracker with nothing but the common nodes shows. */
const shownOf = (document: RichDocument): RichDocument => simplify(document, { nodes: COMMON_NODES, marks: COMMON_MARKS }).document;
const partsOf = (given: RichDocument) =>
  keptParts(
    given.content,
    given.content.map((block) => shownOf(richDocument([block])).content),
    shownOf(given).content,
  );
const edited = (given: RichDocument, edit: (shown: RichNode[]) => void): RichDocument => {
  const content = [...shownOf(given).content];
  edit(content);
  return mergedDocument(partsOf(given), richDocument(content));
};

const given = richDocument([
  line('Intro'),
  panel(line('Careful, ', mention), line('second')),
  media,
  { type: 'taskList', content: [task('TODO', 'one'), task('DONE', 'two')] },
  { type: 'paragraph', content: [textNode('in red', [red])] },
  line('End'),
]);

describe('a document of which the tracker cannot show everything', () => {
  test('comes back as it was given where nobody has edited it', () => {
    expect(edited(given, () => undefined)).toEqual(given);
  });

  test('keeps every block but the edited one', () => {
    const merged = edited(given, (shown) => void (shown[0] = line('Changed')));
    expect(merged.content).toEqual([line('Changed'), ...given.content.slice(1)]);
  });

  test('keeps its blocks around inserted, removed and moved ones', () => {
    const merged = edited(given, (shown) => {
      shown.splice(1, 0, line('New'));
      shown.pop();
    });
    expect(merged.content).toEqual([line('Intro'), line('New'), ...given.content.slice(1, 5)]);
    const swapped = edited(given, (shown) => shown.push(shown.shift()!));
    expect(swapped.content).toEqual([...given.content.slice(1), line('Intro')]);
  });

  test('does not bring back what was deleted', () => {
    const merged = edited(given, (shown) => void shown.splice(1, 1));
    expect(merged.content).toEqual([given.content[0], ...given.content.slice(2)]);
  });

  test('an edited panel stays a panel, and its other lines keep their mention', () => {
    const merged = edited(given, (shown) => void (shown[1] = { type: 'blockquote', content: [shown[1]!.content![0]!, line('changed')] }));
    expect(merged.content[1]).toEqual(panel(line('Careful, ', mention), line('changed')));
  });

  test('an edited line keeps the mention that it still names', () => {
    const document = richDocument([line('Ask ', mention, ' today')]);
    expect(edited(document, (shown) => void (shown[0] = line('Please ask @Ann tomorrow')))).toEqual(
      richDocument([line('Please ask ', mention, ' tomorrow')]),
    );
    expect(edited(document, (shown) => void (shown[0] = line('Ask nobody')))).toEqual(richDocument([line('Ask nobody')]));
  });

  test('a task that was ticked is done, a new item is a task', () => {
    const item = (text: string): RichNode => ({ type: 'listItem', content: [line(text)] });
    const merged = edited(given, (shown) => {
      const at = shown.findIndex(({ type }) => type === 'bulletList');
      shown[at] = { type: 'bulletList', content: [item('☑ one'), shown[at]!.content![1]!, item('three')] };
    });
    expect(merged.content[3]).toEqual({ type: 'taskList', content: [task('DONE', 'one'), task('DONE', 'two'), task('TODO', 'three')] });
  });
});

test('where the tracker shows it otherwise than its dialect says, unedited blocks are known all the same', () => {
  const host = (document: RichDocument): RichDocument =>
    richDocument(document.content.map((block) => (block.type === 'blockquote' ? { ...block, content: [line('sanitised')] } : block)));
  const projected = given.content.map((block) => shownOf(richDocument([block])).content);
  const parts = keptParts(given.content, projected, host(shownOf(given)).content);
  const content = [...host(shownOf(given)).content];
  content[0] = line('Changed');
  expect(mergedDocument(parts, richDocument(content)).content).toEqual([line('Changed'), ...given.content.slice(1)]);
});

test('whatever is given, what is shown unedited is what was given, and what is shown afterwards is never lost', () => {
  const documents = commonDocuments({ adf: false });
  fc.assert(
    fc.property(documents, documents, fc.nat(), (document, other, at) => {
      expect(normalDocument(mergedDocument(partsOf(document), shownOf(document)))).toEqual(normalDocument(document));
      const blocks = [...shownOf(document).content];
      blocks.splice(blocks.length === 0 ? 0 : at % blocks.length, 1, ...shownOf(other).content);
      // Common documents are shown as they are: then what comes back is what is shown.
      expect(normalDocument(mergedDocument(partsOf(document), richDocument(blocks)))).toEqual(normalDocument(richDocument(blocks)));
    }),
    { numRuns: 300 },
  );
});
