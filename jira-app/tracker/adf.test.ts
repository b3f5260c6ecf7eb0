import { normalDocument, plainText, sameDocument, type RichDocument, type RichNode } from '@entente/core';
import { decodeHtml, encodeHtml } from '@entente/richtext';
import { anyDocuments, commonDocuments } from '@entente/testkit';
import { expect, test } from '@jest/globals';
import AjvDraft04 from 'ajv-draft-04';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { decodeAdf, encodeAdf } from './adf.ts';

const require = createRequire(import.meta.url);
const specs = process.env['ENTENTE_SPECS'];
const schemaFiles = [
  require.resolve('@atlaskit/adf-schema/dist/json-schema/v1/full.json'),
  ...(specs === undefined || specs === '' ? [] : [join(specs, 'adf', 'full.json')]),
];
const validators = schemaFiles.map((file) => {
  const ajv = new AjvDraft04.default({ strict: false });
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
});

/** Which part of the document the schemas refuse; null: valid against all of them. */
function refused(adf: unknown): string | null {
  for (const validate of validators) {
    if (!validate(adf)) return JSON.stringify(validate.errors?.slice(0, 3));
  }
  return null;
}

const doc = (...content: RichNode[]): RichDocument => ({ type: 'doc', version: 1, content });
const t = (text: string, ...marks: string[]): RichNode => ({
  type: 'text',
  text,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const p = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });

test('the schema refuses what it should', () => {
  expect(refused({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] })).not.toBeNull();
  expect(refused({ type: 'doc', version: 1, content: [] })).toBeNull();
});

test('whatever the document, the ADF is valid', () => {
  fc.assert(
    fc.property(anyDocuments(), (document) => {
      expect(refused(encodeAdf(document).native)).toBeNull();
    }),
    { numRuns: 1500 },
  );
});

test('what ADF carries comes back the same, without losses', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: true }), (document) => {
      const { native, losses } = encodeAdf(document);
      expect(refused(native)).toBeNull();
      expect(losses).toEqual([]);
      expect(normalDocument(decodeAdf(native).document)).toEqual(normalDocument(document));
    }),
    { numRuns: 500 },
  );
});

test('HTML → document → ADF → document → HTML keeps all of it', () => {
  fc.assert(
    fc.property(commonDocuments({ adf: true }), (document) => {
      const html = encodeHtml(document).native;
      const there = encodeAdf(decodeHtml(html).document);
      const back = encodeHtml(decodeAdf(there.native).document);
      expect([there.losses, back.losses]).toEqual([[], []]);
      expect(sameDocument(decodeHtml(back.native).document, document)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a second pass through ADF changes nothing more', () => {
  fc.assert(
    fc.property(anyDocuments(), (document) => {
      const once = decodeAdf(encodeAdf(document).native).document;
      const twice = encodeAdf(once);
      expect(twice.losses).toEqual([]);
      expect(normalDocument(decodeAdf(twice.native).document)).toEqual(normalDocument(once));
    }),
    { numRuns: 500 },
  );
});

test('a heading where ADF has none is a paragraph and a loss', () => {
  const quote: RichNode = { type: 'blockquote', content: [{ type: 'heading', attrs: { level: 2 }, content: [t('Title')] }] };
  expect(encodeAdf(doc(quote))).toEqual({
    native: doc({ type: 'blockquote', content: [p(t('Title'))] }),
    losses: [{ what: 'heading', count: 1 }],
  });
});

test('code goes with a link alone', () => {
  const marked: RichNode = {
    ...t('x', 'strong', 'code'),
    marks: [{ type: 'strong' }, { type: 'code' }, { type: 'link', attrs: { href: 'https://example.com' } }],
  };
  const { native, losses } = encodeAdf(doc(p(marked)));
  expect(native.content[0]?.content?.[0]?.marks?.map((mark) => mark.type)).toEqual(['code', 'link']);
  expect(losses).toEqual([{ what: 'strong', count: 1 }]);
});

test('a paragraph is aligned where ADF has that', () => {
  const centred: RichNode = { ...p(t('mid')), marks: [{ type: 'alignment', attrs: { align: 'center' } }] };
  const { native, losses } = encodeAdf(doc(centred, { type: 'bulletList', content: [{ type: 'listItem', content: [centred] }] }));
  expect(refused(native)).toBeNull();
  expect(native.content[0]?.marks).toEqual(centred.marks);
  expect(losses).toEqual([{ what: 'alignment', count: 1 }]);
});

test('somebody of another tracker is mentioned by name', () => {
  expect(encodeAdf(doc(p(t('Hello '), { type: 'mention', attrs: { text: '@Ann' } })))).toEqual({
    native: doc(p(t('Hello '), t('@Ann'))),
    losses: [{ what: 'mention', count: 1 }],
  });
});

/** As Jira answers, with what only its editor knows. */
const fromJira = {
  type: 'doc',
  version: 1,
  content: [
    {
      type: 'panel',
      attrs: { panelType: 'warning', localId: 'a' },
      content: [p(t('Mind '), { type: 'status', attrs: { text: 'BLOCKED', color: 'red', localId: 'b' } })],
    },
    {
      type: 'taskList',
      attrs: { localId: 'c' },
      content: [{ type: 'taskItem', attrs: { localId: 'd', state: 'DONE' }, content: [t('ship it')] }],
    },
    p({ type: 'mention', attrs: { id: '5b10a2844c20165700ede21g', text: '@Mia' } }, t(' on '), {
      type: 'date',
      attrs: { timestamp: '1764547200000' },
    }),
    p({ type: 'emoji', attrs: { shortName: ':smile:', text: '😄' } }, { type: 'inlineCard', attrs: { url: 'https://example.com/x' } }),
    { type: 'expand', attrs: { title: 'More' }, content: [p(t('inside'))] },
    {
      type: 'mediaSingle',
      attrs: { layout: 'center' },
      content: [{ type: 'media', attrs: { type: 'file', id: 'f1', collection: '', alt: 'plan.png' } }],
    },
  ],
};

test('what only ADF has stays in the document, and other dialects write the nearest', () => {
  const { document, losses } = decodeAdf(fromJira);
  expect(losses).toEqual([]);
  expect(document.content.map((node) => node.type)).toEqual(['panel', 'taskList', 'paragraph', 'paragraph', 'expand', 'mediaSingle']);
  expect(encodeHtml(document)).toEqual({
    native:
      '<blockquote><p>Mind BLOCKED</p></blockquote><ul><li>☑ ship it</li></ul><p>@Mia on 2025-12-01</p>' +
      '<p>😄<a href="https://example.com/x">https://example.com/x</a></p><p><strong>More</strong></p><p>inside</p><p>plan.png</p>',
    losses: ['date', 'expand', 'inlineCard', 'mediaSingle', 'mention', 'panel', 'status', 'taskList'].map((what) => ({ what, count: 1 })),
  });
});

test('it is written back to Jira as it was', () => {
  const { native, losses } = encodeAdf(decodeAdf(fromJira).document);
  expect(refused(native)).toBeNull();
  expect(native.content.map((node) => node.type)).toEqual(['panel', 'taskList', 'paragraph', 'paragraph', 'expand', 'mediaSingle']);
  expect(losses).toEqual([]);
});

test('of a node of a later ADF other dialects write the text, and a loss', () => {
  const later = {
    type: 'doc',
    version: 1,
    content: [{ type: 'hologram', content: [p(t('seen'))] }, p({ type: 'sparkle', attrs: { text: '✨' } })],
  };
  const { document, losses } = decodeAdf(later);
  expect(losses).toEqual([]);
  expect(plainText(document)).toBe('seen\n\n✨');
  expect(encodeHtml(document)).toEqual({
    native: '<p>seen</p><p>✨</p>',
    losses: [
      { what: 'hologram', count: 1 },
      { what: 'sparkle', count: 1 },
    ],
  });
});

test('blocks that Jira itself gave are written as it gave them, others of the same kind are not', () => {
  const given = [
    { type: 'extension', attrs: { extensionType: 'com.atlassian.x', extensionKey: 'toc', localId: 'l1' } },
    { type: 'hologram', attrs: { beam: [1, 2] }, content: [p(t('seen'))] },
    { ...p(t('noted')), marks: [{ type: 'breakout', attrs: { mode: 'wide' } }] },
  ];
  const { document } = decodeAdf({ type: 'doc', version: 1, content: [...given, p(t('old'))] });
  const edited = doc(...document.content.slice(0, 3), p(t('new')));
  expect(encodeAdf(edited)).toEqual({ native: { type: 'doc', version: 1, content: [...given, p(t('new'))] }, losses: [] });
  const sent = JSON.parse(JSON.stringify(edited)) as RichDocument;
  expect(encodeAdf(sent).native.content.map(({ type }) => type)).toEqual(['paragraph', 'paragraph', 'paragraph']);
  expect(encodeAdf(sent).losses.map(({ what }) => what)).toEqual(['breakout', 'extension', 'hologram']);
});

test('an empty field is an empty document, anything but ADF is refused', () => {
  expect(decodeAdf(null).document.content).toEqual([]);
  expect(() => decodeAdf('h1. wiki markup')).toThrow(/tracker\.invalidAnswer/);
  expect(() => decodeAdf({ type: 'doc', version: 1, content: [{ text: 'no type' }] })).toThrow(/tracker\.invalidAnswer/);
});

test('an attachment is shown by its address on the site, and known again by it; a file that is no picture is a link', () => {
  const site = 'https://acme.atlassian.net';
  const single = (attrs: RichNode['attrs']): RichNode => ({ type: 'mediaSingle', content: [{ type: 'media', attrs: attrs ?? {} }] });
  const address = `${site}/rest/api/3/attachment/content/10010`;
  const { native, losses } = encodeAdf(
    doc(single({ type: 'file', attachment: '10010', filename: 'x.png' }), single({ type: 'file', attachment: '10010', filename: 'x.pdf' })),
    site,
  );
  expect(refused(native)).toBeNull();
  expect(native.content).toEqual([
    {
      type: 'mediaSingle',
      attrs: { layout: 'center' },
      content: [{ type: 'media', attrs: { type: 'external', url: address, alt: 'x.png' } }],
    },
    { type: 'paragraph', content: [{ type: 'text', text: 'x.pdf', marks: [{ type: 'link', attrs: { href: address } }] }] },
  ]);
  expect(losses).toEqual([{ what: 'mediaSingle', count: 1 }]);
  expect(decodeAdf(native, site).document.content[0]?.content).toEqual([
    { type: 'media', attrs: { type: 'file', attachment: '10010', alt: 'x.png' } },
  ]);
  expect(decodeAdf(native, 'https://other.example').document.content[0]?.content?.[0]?.attrs).toMatchObject({ url: address });
});
