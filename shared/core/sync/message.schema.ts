/** Bodies of the messages that `sync/` sends and understands. PROTOCOL §3. Members not named here are kept and ignored. */
import * as z from 'zod/mini';
import { remoteIdSchema } from '../rules/replica.schema.ts';

const short = z.string().check(z.maxLength(2000));
const refSchema = z.looseObject({ id: remoteIdSchema, key: short, url: short });
const counted = z.int().check(z.minimum(0));
const versionSchema = z.looseObject({ own: z.int().check(z.minimum(1)), seen: counted });
const params = z.record(z.string(), z.string());
const blobRefSchema = z.looseObject({ sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)), size: z.int().check(z.minimum(1)) });

/** In the view of who sends it. */
const copiesSchema = z
  .array(z.looseObject({ kind: z.enum(['comment', 'attachment']), ours: remoteIdSchema, theirs: remoteIdSchema }))
  .check(z.maxLength(1000));

const skippedSchema = z
  .array(z.looseObject({ id: remoteIdSchema, filename: z.string().check(z.maxLength(255)), size: counted }))
  .check(z.maxLength(200));

/** `replica` is checked apart (replicaSchema); where it is too long, it is the JSON text that `replicaBlob` names. */
export const issueMessageSchema = z.looseObject({
  from: refSchema,
  to: z.nullable(z.looseObject({ id: remoteIdSchema })),
  how: z.string(),
  version: versionSchema,
  /** The sender's version in which each member of the replica was changed last. A member that is left out says what the receiver said. */
  changed: z.record(z.string(), counted),
  /** Of an issue that is sent first: the marker that it carries. Its sender may have made it of the receiver's and forgotten that. */
  made: z.exactOptional(short),
  /** What the receiver made of the sender's comments and attachments, where it may have forgotten that. */
  copies: z.exactOptional(copiesSchema),
  /** Attachments that the sender cannot read: too large. */
  skipped: z.exactOptional(skippedSchema),
  replica: z.exactOptional(z.record(z.string(), z.json())),
  replicaBlob: z.exactOptional(blobRefSchema),
});
export type IssueMessage = z.infer<typeof issueMessageSchema>;

export const removedMessageSchema = z.looseObject({ from: refSchema, version: versionSchema });
export type RemovedMessage = z.infer<typeof removedMessageSchema>;

/** `issue`: the receiver of the receipt's own issue id, as its message said in `from`. */
const aboutSchema = z.looseObject({ type: z.string(), issue: z.nullable(remoteIdSchema), version: z.nullable(z.int()) });

export const appliedSchema = z.looseObject({
  about: aboutSchema,
  /** `status`: in its sender's words, where its outgoing script sends it. */
  issue: z.nullable(z.looseObject({ id: remoteIdSchema, key: short, url: short, status: z.exactOptional(z.string()) })),
  /** The version of the issue that its sender has applied: above `about`'s where that came again. */
  seen: z.int(),
  losses: z.array(z.looseObject({ what: short, count: z.int() })).check(z.maxLength(200)),
  /** What the sender of the receipt has made of the receiver's comments and attachments. */
  copies: z.exactOptional(copiesSchema),
});
export type Applied = z.infer<typeof appliedSchema>;

export const failedSchema = z.looseObject({ about: aboutSchema, code: short, whose: short, params });
export type Failed = z.infer<typeof failedSchema>;

/** A row of table `inbox`. */
export const inboxRowSchema = z.looseObject({
  type: z.string(),
  body: z.record(z.string(), z.json()),
  receivedAt: z.exactOptional(z.int()),
  /** A numbering was begun anew not long before: one side may have forgotten what the other tells, of what is not older than this (ms). */
  anew: z.exactOptional(z.int()),
});

export const readInboxRow = (value: unknown): z.infer<typeof inboxRowSchema> => z.parse(inboxRowSchema, value);
