import * as z from 'zod/mini';
import type { RichDocument, RichNode } from './document.ts';

const attrs = z.record(z.string(), z.json());

const markSchema = z.looseObject({ type: z.string(), attrs: z.exactOptional(attrs) });

export const richNodeSchema: z.ZodMiniType<RichNode> = z.looseObject({
  type: z.string(),
  attrs: z.exactOptional(attrs),
  content: z.exactOptional(z.array(z.lazy(() => richNodeSchema))),
  text: z.exactOptional(z.string()),
  marks: z.exactOptional(z.array(markSchema)),
});

/** The shape alone: which node may stand where is for those who write it into a dialect (simplify.ts). */
export const richDocumentSchema: z.ZodMiniType<RichDocument> = z.looseObject({
  type: z.literal('doc'),
  version: z.literal(1),
  content: z.array(richNodeSchema),
});
