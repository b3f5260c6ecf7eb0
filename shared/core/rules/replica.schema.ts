/** A replica: an issue as one side sends it. Members that are not named here are the scripts' own and travel as they are. */
import * as z from 'zod/mini';
import { richDocumentSchema } from '../richtext/document.schema.ts';

/** An id of the sender's tracker: it becomes part of keys in the receiver's store. */
export const remoteIdSchema = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/));
const sha256Schema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const labelsSchema = z.array(z.string().check(z.maxLength(1000)));
const typeSchema = z.looseObject({ name: z.string() });
const prioritySchema = z.nullable(z.string().check(z.maxLength(255)));
const summarySchema = z.string().check(z.maxLength(10_000));

const authorSchema = z.nullable(z.looseObject({ name: z.string(), email: z.nullable(z.string()) }));

export const replicaCommentSchema = z.looseObject({
  id: remoteIdSchema,
  author: authorSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  body: richDocumentSchema,
});
export type ReplicaComment = z.infer<typeof replicaCommentSchema>;

export const replicaAttachmentSchema = z.looseObject({
  id: remoteIdSchema,
  filename: z.string().check(z.minLength(1), z.maxLength(255)),
  mediaType: z.string().check(z.maxLength(200)),
  /** Bytes. */
  size: z.int().check(z.minimum(0)),
  sha256: sha256Schema,
  createdAt: z.string(),
});
export type ReplicaAttachment = z.infer<typeof replicaAttachmentSchema>;

/** What travels. */
export const replicaSchema = z.looseObject({
  type: z.exactOptional(z.nullable(typeSchema)),
  summary: z.exactOptional(z.nullable(summarySchema)),
  description: z.exactOptional(z.nullable(richDocumentSchema)),
  labels: z.exactOptional(labelsSchema),
  /** By its name. */
  priority: z.exactOptional(prioritySchema),
  comments: z.exactOptional(z.array(replicaCommentSchema)),
  attachments: z.exactOptional(z.array(replicaAttachmentSchema)),
});

const richOrText = z.union([z.string(), richDocumentSchema]);

/** What an outgoing script may leave in `replica`: rich text may be a plain string; attachments are named by id, and hashed afterwards. */
export const outgoingResultSchema = z.looseObject({
  type: z.exactOptional(z.nullable(typeSchema)),
  summary: z.exactOptional(z.nullable(summarySchema)),
  description: z.exactOptional(z.nullable(richOrText)),
  labels: z.exactOptional(labelsSchema),
  priority: z.exactOptional(prioritySchema),
  comments: z.exactOptional(
    z.array(
      z.looseObject({
        id: remoteIdSchema,
        author: z.exactOptional(authorSchema),
        createdAt: z.exactOptional(z.string()),
        updatedAt: z.exactOptional(z.string()),
        body: richOrText,
      }),
    ),
  ),
  attachments: z.exactOptional(z.array(z.looseObject({ id: remoteIdSchema }))),
});

/** What an incoming script may leave in `issue`. Comments and attachments are named by `id` (ours) or `remoteId` (the partner's). */
export const incomingResultSchema = z.looseObject({
  project: z.exactOptional(z.nullable(z.looseObject({ id: z.string() }))),
  type: z.exactOptional(z.nullable(z.looseObject({ id: z.string() }))),
  summary: z.exactOptional(z.nullable(summarySchema)),
  description: z.exactOptional(z.nullable(richOrText)),
  labels: z.exactOptional(labelsSchema),
  priority: z.exactOptional(prioritySchema),
  comments: z.exactOptional(
    z.array(
      z.looseObject({ id: z.exactOptional(z.string()), remoteId: z.exactOptional(remoteIdSchema), body: z.exactOptional(richOrText) }),
    ),
  ),
  attachments: z.exactOptional(z.array(z.looseObject({ id: z.exactOptional(z.string()), remoteId: z.exactOptional(remoteIdSchema) }))),
});
