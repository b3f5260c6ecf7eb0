/**
 * Reads ADF. The document model is a superset of it, so what ADF has stays as it is, and so does a node that this version does not
 * know: dialects write its text (nearest), and count it as a loss.
 */
import { countLosses, faultError, richDocument, withinNesting, type Decoded, type Json, type RichMark, type RichNode } from '@entente/core';
import * as z from 'zod/mini';
import type { AdfNode } from './adf-encode.ts';
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

/** What Jira gave, by the block that was read of it: nobody but this decoder adds to it, so that what is in it may be written to Jira again. */
const asJiraHasIt = new WeakMap<RichNode, AdfNode>();

/** The block as Jira gave it; null: it is of somewhere else, or was edited. */
export function givenByJira(block: RichNode): AdfNode | null {
  return asJiraHasIt.get(block) ?? null;
}

function adfOf({ type, attrs, content, text, marks }: Read): AdfNode {
  return {
    type,
    ...(attrs ? { attrs } : {}),
    ...(content === undefined ? {} : { content: content.map(adfOf) }),
    ...(text === undefined ? {} : { text }),
    ...(marks === undefined ? {} : { marks: marks.map((mark) => ({ type: mark.type, ...(mark.attrs ? { attrs: mark.attrs } : {}) })) }),
  };
}

/** Ids that the editor gives to nodes, changing from save to save. */
function attrsOf(attrs: Read['attrs']): Record<string, Json> | null {
  const { localId: _localId, ...kept } = attrs ?? {};
  return Object.keys(kept).length === 0 ? null : kept;
}

function marksOf(node: Read): readonly RichMark[] {
  return (node.marks ?? []).map((mark) => {
    const attrs = attrsOf(mark.attrs);
    return attrs === null ? { type: mark.type } : { type: mark.type, attrs };
  });
}

function nodeOf(node: Read): RichNode {
  const attrs = attrsOf(node.attrs);
  const marks = marksOf(node);
  return {
    type: node.type,
    ...(attrs === null ? {} : { attrs }),
    ...(node.text === undefined ? {} : { text: node.text }),
    ...(marks.length === 0 ? {} : { marks }),
    ...(node.content === undefined ? {} : { content: node.content.map(nodeOf) }),
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
  const document = withAttachments(withinNesting(richDocument(read.content.map(nodeOf)), losses), siteUrl);
  document.content.forEach((block, index) => asJiraHasIt.set(block, adfOf(read.content[index]!)));
  return { document, losses: losses.list() };
}
