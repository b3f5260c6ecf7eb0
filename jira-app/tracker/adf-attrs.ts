/** Attributes as ADF's schema allows them: what is unknown is left out, what is wrong is repaired or left out. */
import { safeHref, type Json, type RichNode } from '@entente/core';
import * as z from 'zod/mini';

type Attrs = Record<string, Json>;

const otherwise = z.catch;

const optionalText = otherwise(z.optional(z.string()), undefined);
const optionalFlag = otherwise(z.optional(z.boolean()), undefined);
const optionalNumber = otherwise(z.optional(z.number()), undefined);
const span = otherwise(z.optional(z.int().check(z.minimum(1))), undefined);
const taskState = otherwise(z.enum(['TODO', 'DONE']), 'TODO');
const wide = otherwise(z.enum(['wide', 'full-width', 'center', 'wrap-right', 'wrap-left', 'align-end', 'align-start']), 'center');
const address = z.string();
const valign = otherwise(z.optional(z.enum(['top', 'middle', 'bottom'])), undefined);

const layout = z.optional(z.enum(['wide', 'full-width', 'center', 'wrap-right', 'wrap-left', 'align-end', 'align-start']));
const shown = { alt: optionalText, width: optionalNumber, height: optionalNumber };
const file = { id: z.string().check(z.minLength(1)), collection: z.string(), ...shown };

const cell = z.object({
  colspan: span,
  rowspan: span,
  colwidth: otherwise(z.optional(z.array(z.number())), undefined),
  background: optionalText,
  valign,
});

const schemas: Record<string, z.core.$ZodType> = {
  heading: z.object({ level: otherwise(z.int().check(z.minimum(1), z.maximum(6)), 6) }),
  orderedList: z.object({ order: otherwise(z.optional(z.int().check(z.minimum(0))), undefined) }),
  codeBlock: z.object({ language: optionalText, wrap: optionalFlag }),
  panel: z.object({
    panelType: otherwise(z.enum(['info', 'note', 'tip', 'warning', 'error', 'success', 'custom']), 'info'),
    panelIcon: optionalText,
    panelIconId: optionalText,
    panelIconText: optionalText,
    panelColor: optionalText,
  }),
  expand: z.object({ title: optionalText }),
  nestedExpand: z.object({ title: optionalText }),
  table: z.object({
    isNumberColumnEnabled: optionalFlag,
    layout: otherwise(z.optional(z.enum(['wide', 'full-width', 'center', 'align-end', 'align-start', 'default'])), undefined),
    width: optionalNumber,
    displayMode: otherwise(z.optional(z.enum(['default', 'fixed'])), undefined),
  }),
  tableCell: cell,
  tableHeader: cell,
  layoutColumn: z.object({ width: otherwise(z.number().check(z.minimum(0), z.maximum(100)), 50), valign }),
  taskItem: z.object({ state: taskState }),
  decisionItem: z.object({ state: otherwise(z.string(), 'DECIDED') }),
  mention: z.object({
    id: z.string(),
    text: optionalText,
    accessLevel: optionalText,
    userType: otherwise(z.optional(z.enum(['DEFAULT', 'SPECIAL', 'APP'])), undefined),
  }),
  emoji: z.object({ shortName: z.string(), id: optionalText, text: optionalText }),
  date: z.object({ timestamp: z.string() }),
  status: z.object({
    text: z.string(),
    color: otherwise(z.enum(['neutral', 'purple', 'blue', 'red', 'yellow', 'green']), 'neutral'),
    style: optionalText,
  }),
  inlineCard: z.object({ url: address }),
  blockCard: z.object({ url: address }),
  embedCard: z.object({ url: address, layout: wide }),
  mediaSingle: z.union([
    z.object({ layout: otherwise(layout, 'center'), width: z.number().check(z.minimum(0)), widthType: z.literal('pixel') }),
    z.object({
      layout: otherwise(layout, 'center'),
      width: otherwise(z.optional(z.number().check(z.minimum(0), z.maximum(100))), undefined),
    }),
  ]),
  media: z.union([
    z.object({ type: z.enum(['file', 'link']), ...file, occurrenceKey: optionalText }),
    z.object({ type: z.literal('external'), url: address, ...shown }),
  ]),
  mediaInline: z.object({ type: otherwise(z.optional(z.enum(['link', 'file', 'image'])), undefined), ...file }),
  // Marks
  link: z.object({ href: z.string(), title: optionalText }),
  alignment: z.object({ align: z.enum(['center', 'end']) }),
  indentation: z.object({ level: z.int().check(z.minimum(1), z.maximum(6)) }),
  subsup: z.object({ type: z.enum(['sub', 'sup']) }),
  textColor: z.object({ color: z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)) }),
  backgroundColor: z.object({ color: z.string().check(z.regex(/^#[0-9a-fA-F]{6}$/)) }),
};

/** ADF wants these even where they are empty. */
const alwaysThere = new Set(['nestedExpand']);
const centred: Attrs = { layout: 'center' };

function present(value: unknown): Attrs {
  const attrs: Attrs = {};
  for (const [name, member] of Object.entries(z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(value)))))
    attrs[name] = member;
  return attrs;
}

/** Undefined: the node has none. Null: required ones are missing. */
export function adfAttrs(type: string, attrs: RichNode['attrs']): Attrs | undefined | null {
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) return undefined;
  const read = z.safeParse(schema, attrs ?? {});
  if (!read.success) return null;
  const kept = present(read.data);
  if (type === 'mediaSingle') return { ...centred, ...kept };
  const url = 'url' in kept ? safeHref(kept['url']) : null;
  if (url !== null) kept['url'] = url;
  return Object.keys(kept).length === 0 && !alwaysThere.has(type) ? undefined : kept;
}
