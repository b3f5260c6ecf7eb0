/** Documents for property tests (fast-check). */
import type { Json, RichDocument, RichMark, RichNode } from '@entente/core';
import { richDocument } from '@entente/core';
import * as fc from 'fast-check';

const words = fc.stringMatching(/^[a-zA-Z0-9äß<>&"'. \u00a0]{1,12}$/);
const text = fc.oneof(
  { weight: 6, arbitrary: words },
  { weight: 1, arbitrary: fc.constantFrom('  ', '\t', '\u00a0', '🙂', 'a\nb', '\ud800') },
);
const href = fc.constantFrom('https://example.com/a?b=1&c="2"', 'http://example.org', 'mailto:ann@example.com');

const mark: fc.Arbitrary<RichMark> = fc.oneof(
  fc.constantFrom('strong', 'em', 'strike', 'underline', 'code').map((type) => ({ type })),
  href.map((address) => ({ type: 'link', attrs: { href: address } })),
);

/** ADF lets code stand with a link alone. */
function codeAlone(marks: readonly RichMark[]): readonly RichMark[] {
  return marks.some((one) => one.type === 'code') ? marks.filter((one) => one.type === 'code' || one.type === 'link') : marks;
}

export interface DocumentChoice {
  /** Only what ADF's grammar allows: no headings in quotes, no tables in cells, … */
  readonly adf: boolean;
}

/** Documents of the nodes and marks that every dialect has (document.ts, 3, without mentions). */
export function commonDocuments(choice: DocumentChoice): fc.Arbitrary<RichDocument> {
  const marks = fc.uniqueArray(mark, { maxLength: 3, selector: (one) => one.type }).map((all) => (choice.adf ? codeAlone(all) : all));
  const inline: fc.Arbitrary<RichNode> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('text'), text, marks }) },
    { weight: 1, arbitrary: fc.constant({ type: 'hardBreak' }) },
  );
  const line = fc.array(inline, { maxLength: 5 });
  const build = fc.letrec<{ blocks: RichNode[]; quoted: RichNode[]; listed: RichNode[]; celled: RichNode[]; list: RichNode }>((tie) => {
    const paragraph = line.map((content): RichNode => ({ type: 'paragraph', content }));
    const heading = fc
      .tuple(fc.integer({ min: 1, max: 6 }), line)
      .map(([level, content]): RichNode => ({ type: 'heading', attrs: { level }, content }));
    const code = fc
      .tuple(fc.constantFrom(undefined, 'js', 'c++'), fc.constantFrom('', ' a  b', '\n\nx\n', '\tif (a < b) {\n}\n', '&amp;</code>'))
      .map(([language, source]): RichNode => ({
        type: 'codeBlock',
        ...(language === undefined ? {} : { attrs: { language } }),
        content: source === '' ? [] : [{ type: 'text', text: source }],
      }));
    const rule = fc.constant<RichNode>({ type: 'rule' });
    const item = tie('listed').map((content): RichNode => ({ type: 'listItem', content }));
    const list = fc
      .tuple(fc.constantFrom('bulletList', 'orderedList'), fc.integer({ min: 0, max: 9 }), fc.array(item, { minLength: 1, maxLength: 3 }))
      .map(([type, order, content]): RichNode => ({ type, ...(type === 'orderedList' ? { attrs: { order } } : {}), content }));
    const quote = tie('quoted').map((content): RichNode => ({ type: 'blockquote', content }));
    const span = fc.constantFrom<Record<string, Json>>({}, { colspan: 2 }, { rowspan: 3, colspan: 1 });
    const cell = fc
      .tuple(fc.constantFrom('tableCell', 'tableHeader'), span, tie('celled'))
      .map(([type, attrs, content]): RichNode => ({ type, attrs, content }));
    const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map((content): RichNode => ({ type: 'tableRow', content }));
    const table = fc.array(row, { minLength: 1, maxLength: 2 }).map((content): RichNode => ({ type: 'table', content }));
    const some = (...kinds: fc.Arbitrary<RichNode>[]): fc.Arbitrary<RichNode[]> =>
      fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, paragraph, ...kinds), { maxLength: 3, depthIdentifier: 'blocks' });
    const all = [heading, code, rule, tie('list'), quote, table];
    return {
      list,
      blocks: some(...all),
      quoted: choice.adf ? some(code, tie('list')) : some(...all),
      listed: choice.adf ? some(code, tie('list')) : some(...all),
      celled: choice.adf ? some(heading, code, rule, tie('list'), quote) : some(...all),
    };
  });
  return build.blocks.map((content) => richDocument(content));
}

const anyType = fc.oneof(
  fc.constantFrom(
    ...'paragraph heading bulletList orderedList listItem codeBlock blockquote rule table tableRow tableHeader tableCell hardBreak text mention'.split(
      ' ',
    ),
    ...'emoji date status inlineCard placeholder inlineExtension mediaInline blockCard embedCard extension syncBlock panel expand nestedExpand'.split(
      ' ',
    ),
    ...'bodiedExtension taskList taskItem blockTaskItem decisionList decisionItem layoutSection layoutColumn mediaSingle mediaGroup media caption'.split(
      ' ',
    ),
    ...'unheardOf constructor __proto__'.split(' '),
  ),
);

const anyAttrs = fc.dictionary(
  fc.constantFrom(
    'level',
    'order',
    'language',
    'url',
    'text',
    'id',
    'localId',
    'title',
    'colspan',
    'panelType',
    'state',
    'timestamp',
    'color',
    'shortName',
    'alt',
    'href',
    'type',
    'layout',
    'width',
    'align',
  ),
  fc.oneof(
    fc.constantFrom<Json>(
      '',
      'x',
      'javascript:alert(1)',
      'https://example.com',
      'red',
      '#ff0000',
      '1700000000000',
      'DONE',
      'sub',
      'center',
    ),
    fc.integer({ min: -1, max: 900 }),
    fc.constantFrom<Json>(null, true, [], {}),
  ),
  { maxKeys: 4 },
);

const anyMark: fc.Arbitrary<RichMark> = fc.record({
  type: fc.constantFrom(
    'strong',
    'em',
    'strike',
    'code',
    'underline',
    'link',
    'subsup',
    'textColor',
    'backgroundColor',
    'alignment',
    'annotation',
    'fontSize',
    'unheardOf',
  ),
  attrs: anyAttrs,
});

/** Anything that has the type of a document, however little sense it makes: what a partner or a script may send. */
export function anyDocuments(): fc.Arbitrary<RichDocument> {
  const { nodes } = fc.letrec<{ nodes: RichNode[]; node: RichNode }>((tie) => ({
    node: fc.record(
      { type: anyType, attrs: anyAttrs, text, marks: fc.array(anyMark, { maxLength: 3 }), content: tie('nodes') },
      { requiredKeys: ['type'] },
    ),
    nodes: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'any', size: 'small' }),
  }));
  return nodes.map((content) => richDocument(content));
}
