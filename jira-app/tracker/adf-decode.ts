/**
 * Reads ADF. The document model is a superset of it, so what ADF has stays as it is; a node that this version does not
 * know keeps its text and is counted as a loss.
 */
import {
  countLosses,
  faultError,
  richDocument,
  shapeOf,
  withinNesting,
  type Decoded,
  type Json,
  type LossCounter,
  type RichMark,
  type RichNode,
} from '@entente/core';
import * as z from 'zod/mini';
import { withAttachments } from './adf-media.ts';

interface Read {
  type: string;
  attrs?: Record<string, Json> | null | undefined;
  content?: Read[] | undefined;
  text?: string | undefined;
  marks?: { type: string; attrs?: Record<string, Json> | null | undefined }[] | undefined;
}

const attrsSchema = z.optional(z.nullable(z.record(z.string(), z.json())));
const nodeSchema: z.ZodMiniType<Read> = z.looseObject({
  type: z.string(),
  attrs: attrsSchema,
  content: z.optional(z.lazy(() => z.array(nodeSchema))),
  text: z.optional(z.string()),
  marks: z.optional(z.array(z.looseObject({ type: z.string(), attrs: attrsSchema }))),
});
const documentSchema = z.looseObject({ type: z.literal('doc'), version: z.literal(1), content: z.array(nodeSchema) });

const knownMarks = new Set(
  'strong em strike code underline link subsup textColor backgroundColor annotation alignment indentation breakout border fragment dataConsumer fontSize'.split(
    ' ',
  ),
);

/** Ids that the editor gives to nodes, changing from save to save. */
function attrsOf(attrs: Read['attrs']): Record<string, Json> | null {
  const { localId: _localId, ...kept } = attrs ?? {};
  return Object.keys(kept).length === 0 ? null : kept;
}

function marksOf(node: Read, losses: LossCounter): readonly RichMark[] {
  const marks: RichMark[] = [];
  for (const mark of node.marks ?? []) {
    const attrs = attrsOf(mark.attrs);
    if (!knownMarks.has(mark.type)) losses.note(mark.type);
    else marks.push(attrs === null ? { type: mark.type } : { type: mark.type, attrs });
  }
  return marks;
}

/** What an unknown node shows: its content, its own text, or the text that ADF's nodes carry as an attribute. */
function shownBy(node: Read, losses: LossCounter): readonly RichNode[] {
  losses.note(node.type);
  if (node.content !== undefined) return nodesOf(node.content, losses);
  const text = node.text ?? node.attrs?.['text'] ?? node.attrs?.['alt'];
  return typeof text === 'string' && text !== '' ? [{ type: 'text', text }] : [];
}

function nodesOf(nodes: readonly Read[], losses: LossCounter): readonly RichNode[] {
  return nodes.flatMap((node) => (shapeOf(node.type) === null ? shownBy(node, losses) : [nodeOf(node, losses)]));
}

function nodeOf(node: Read, losses: LossCounter): RichNode {
  const attrs = attrsOf(node.attrs);
  const marks = marksOf(node, losses);
  return {
    type: node.type,
    ...(attrs === null ? {} : { attrs }),
    ...(node.text === undefined ? {} : { text: node.text }),
    ...(marks.length === 0 ? {} : { marks }),
    ...(node.content === undefined ? {} : { content: nodesOf(node.content, losses) }),
  };
}

function invalid(detail: string): Error {
  return faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', params: { field: 'description' }, detail });
}

function checkedDocument(adf: unknown): z.infer<typeof documentSchema> {
  try {
    const read = documentSchema.safeParse(adf);
    if (read.success) return read.data;
    throw invalid(`no ADF document at “${read.error.issues[0]?.path.join('.') ?? ''}”`);
  } catch (caught) {
    // The schema calls itself for every level.
    throw caught instanceof RangeError ? invalid('the ADF document is nested too deeply to be read') : caught;
  }
}

/** `siteUrl`: whose attachments are known by their address. `adf`: what Jira answered; null and undefined are an empty document. Throws the fault tracker.invalidAnswer. */
export function decodeAdf(adf: unknown, siteUrl = ''): Decoded {
  if (adf === null || adf === undefined) return { document: richDocument([]), losses: [] };
  const read = checkedDocument(adf);
  const losses = countLosses();
  const document = withinNesting(richDocument(nodesOf(read.content, losses)), losses);
  return { document: withAttachments(document, siteUrl), losses: losses.list() };
}
