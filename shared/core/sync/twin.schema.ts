/** The records of `sync/`. All are strict: they are ours alone. */
import * as z from 'zod/mini';
import { richNodeSchema } from '../richtext/document.schema.ts';
import { passedOverSchema, pendingSchema } from './activity.schema.ts';

const params = z.record(z.string(), z.string());
const lossesSchema = z.array(z.strictObject({ what: z.string(), count: z.number() }));

/** `of`: what it was part of: `summary`, `description`, `labels`, `priority`, `comment:{remote id}`, `attachment:{remote id}`. */
const lostSchema = z.strictObject({ what: z.string(), count: z.number(), of: z.exactOptional(z.string()) });
export type Lost = z.infer<typeof lostSchema>;

const pieces = { name: z.string(), pieces: z.int() };
/** Where the partner's description is kept as it came (kept.ts), and the fingerprint of what our tracker shows of it. */
const keptSchema = z.strictObject({ ...pieces, shows: z.string(), before: z.nullable(z.strictObject(pieces)) });
export type Kept = z.infer<typeof keptSchema>;

/** Why something is held up, and when it is tried again (ms). */
export const holdSchema = z.strictObject({
  code: z.string(),
  params,
  whose: z.string(),
  attempts: z.int(),
  since: z.int(),
  retryAt: z.int(),
});
export type Hold = z.infer<typeof holdSchema>;

const fileSchema = z.strictObject({ filename: z.string(), mediaType: z.string(), size: z.int(), sha256: z.string() });
export type StoredFile = z.infer<typeof fileSchema>;

/** A comment or an attachment of ours, and what it became at the partner's, as the partner has said. See copies.ts */
const copySchema = z.strictObject({ kind: z.enum(['comment', 'attachment']), ours: z.string(), theirs: z.string() });
export type Copy = z.infer<typeof copySchema>;

/** A comment of ours that is the copy of one of the partner's. */
const commentTraceSchema = z.strictObject({
  local: z.string(),
  remote: z.string(),
  /** Fingerprint of the body last applied. */
  applied: z.string(),
  author: z.nullable(z.string()),
  /** By which the text last written is known again (letters.ts, bodyMark). */
  says: z.exactOptional(z.string()),
});
export type CommentTrace = z.infer<typeof commentTraceSchema>;

const attachmentTraceSchema = z.strictObject({ local: z.string(), remote: z.string(), sha256: z.string() });

/** An attachment of ours, hashed once. */
const hashedFileSchema = z.strictObject({ id: z.string(), file: fileSchema });

const skippedSchema = z.strictObject({
  side: z.enum(['ours', 'theirs']),
  id: z.string(),
  filename: z.string(),
  size: z.int(),
  why: z.string(),
});
export type Skipped = z.infer<typeof skippedSchema>;

const conflictSchema = z.strictObject({
  field: z.string(),
  at: z.int(),
  /** Whose value was given up. */
  loser: z.enum(['ours', 'theirs']),
  /** The value given up, as plain text, cut. */
  value: z.string(),
});
export type Conflict = z.infer<typeof conflictSchema>;

const fingerprints = z.record(z.string(), z.string());
const labelChangeSchema = z.strictObject({ version: z.int(), added: z.array(z.string()), removed: z.array(z.string()) });

/** Labels as sets: what is ours, what we believe the partner has, and what it has not yet confirmed. See labels.ts */
const labelStateSchema = z.strictObject({ here: z.array(z.string()), there: z.array(z.string()), sent: z.array(labelChangeSchema) });
export type LabelState = z.infer<typeof labelStateSchema>;

/** What the twin says once an update is known to have been made. */
const updateSchema = z.strictObject({
  /** Of the values that are written, by which they are known again: letters and digits alone, labels as a set. */
  marks: fingerprints,
  wanted: fingerprints,
  labels: labelStateSchema,
  base: fingerprints,
  conflicts: z.array(conflictSchema),
  again: z.boolean(),
  fieldsVersion: z.int(),
  kept: z.exactOptional(z.nullable(keptSchema)),
});
export type IntendedUpdate = z.infer<typeof updateSchema>;

/** One write to the tracker that may be under way. PROTOCOL §7.2 */
export const intentSchema = z.strictObject({
  id: z.string(),
  /** When a worker was at it last (ms). */
  at: z.int(),
  /** When it was opened (ms): what it made is no older. */
  since: z.int(),
  kind: z.enum(['issue', 'update', 'addComment', 'updateComment', 'removeComment', 'addAttachment', 'removeAttachment']),
  /** The partner's comment or attachment, where it is about one. */
  remoteId: z.nullable(z.string()),
  /** The tracker's revision before the write, where the host has one. */
  revision: z.nullable(z.string()),
  projectId: z.nullable(z.string()),
  file: z.nullable(fileSchema),
  update: z.nullable(updateSchema),
  /** Fingerprint of the comment's body that is written. */
  applied: z.nullable(z.string()),
});
export type Intent = z.infer<typeof intentSchema>;

const remoteRefSchema = z.strictObject({ id: z.string(), key: z.string(), url: z.string() });

/** Work on a message that has begun: nothing goes out of this twin until it is settled. */
const workSchema = z.strictObject({
  /** When it last moved on (ms). */
  at: z.int(),
  /** Members of the issue that were written. */
  fields: z.array(z.string()),
  /** By which what was written is known again (letters.ts). */
  marks: fingerprints,
  intent: z.nullable(intentSchema),
});

/** Table `twin`, key `{connectionId}:{local issue id}`. */
export const twinSchema = z.strictObject({
  issueId: z.string(),
  key: z.string(),
  url: z.string(),
  remote: z.nullable(remoteRefSchema),
  origin: z.enum(['ours', 'theirs']),
  /** Our issue's (Issue.stamp) at the reading that this twin has taken in. See stamp.ts */
  stamp: z.exactOptional(z.int()),
  /** Version pair: our last message's number, the last of theirs that was applied. */
  localVersion: z.int(),
  remoteVersion: z.int(),
  /** The last of theirs whose fields were written, where the rest of it is still held up. */
  fieldsVersion: z.int(),
  /** Place in the outbox of our last message (ms). */
  sentAt: z.int(),
  /** Its key there, while it waits. */
  outboxKey: z.nullable(z.string()),
  /** Fingerprints of our issue's members as last sent, or as written by us. What differs is a user's change. */
  base: fingerprints,
  /** The local version in which a user changed a member last; left out where the partner's value has taken its place. */
  changedAt: z.record(z.string(), z.int()),
  /** Fingerprints of the replica's members as the partner knows them. */
  sent: fingerprints,
  /** Fingerprints of what the incoming script wanted last. */
  wanted: fingerprints,
  labels: labelStateSchema,
  comments: z.array(commentTraceSchema),
  attachments: z.array(attachmentTraceSchema),
  copies: z.exactOptional(z.array(copySchema)),
  files: z.array(hashedFileSchema),
  skipped: z.array(skippedSchema),
  conflicts: z.array(conflictSchema),
  /** What could not be carried: read from our tracker, written to ours, written to the partner's. */
  losses: z.strictObject({ read: lossesSchema, written: z.array(lostSchema), there: lossesSchema }),
  kept: z.exactOptional(z.nullable(keptSchema)),
  work: z.nullable(workSchema),
  /** Blobs that message `n` waits for. */
  waiting: z.nullable(z.strictObject({ n: z.string(), blobs: z.array(z.string()) })),
  /** Why our own changes do not go out. */
  hold: z.nullable(holdSchema),
  /** The highest version of ours that the partner has applied. */
  appliedThere: z.exactOptional(z.int()),
  /** What the partner said of our last message that failed there. */
  partnerError: z.nullable(z.strictObject({ code: z.string(), params, whose: z.string(), version: z.int(), at: z.int() })),
  gone: z.enum(['no', 'here', 'there']),
  /** The version of ours in which each member of the replica was changed last. See claims.ts */
  claims: z.record(z.string(), z.int()),
  /** To be sent again although nothing has changed. */
  again: z.boolean(),
  /** The text blob that carries our last message, where it was too long. */
  textBlob: z.nullable(z.string()),
  /** Rows of the activity log that wait for the partner's receipt. */
  pending: z.exactOptional(z.array(pendingSchema)),
  passedOver: z.exactOptional(z.nullable(passedOverSchema)),
  /** The status of our issue when it was last read, and of the partner's, each in its own words. */
  ourStatus: z.exactOptional(z.string()),
  theirStatus: z.exactOptional(z.nullable(z.string())),
  /** When something was last applied here, or known to be applied there (ms). */
  syncedAt: z.exactOptional(z.int()),
  /** Of each list, how many pages of it stand elsewhere: twin-pages.ts */
  pages: z.exactOptional(z.record(z.string(), z.int())),
  /** What its row in table `held` says: twin-store.ts */
  noted: z.exactOptional(z.string()),
});
export type Twin = z.infer<typeof twinSchema>;

/** Table `remote`, key `{connectionId}:{remote issue id}`: locks the remote issue before ours is created. */
export const remoteSchema = z.strictObject({
  issueId: z.nullable(z.string()),
  /** Open while our issue is being created. */
  intent: z.nullable(intentSchema),
  /** Why message `n` is held up. */
  hold: z.nullable(holdSchema),
  n: z.nullable(z.string()),
  passedOver: z.exactOptional(z.nullable(passedOverSchema)),
  noted: z.exactOptional(z.string()),
});
export type Remote = z.infer<typeof remoteSchema>;

/** Table `todo`, key = local issue id. */
export const todoSchema = z.strictObject({
  /** When the change was noticed (ms). */
  at: z.int(),
  attempts: z.int(),
  retryAt: z.int(),
  /** Noticed by the reconciling sweep alone. */
  found: z.exactOptional(z.boolean()),
  /** The highest that the hints said of the issue; left out where one said nothing. See stamp.ts */
  stamp: z.exactOptional(z.int()),
});
export type Todo = z.infer<typeof todoSchema>;

/** Table `blob`, key `{connectionId}:out:{sha256}`: what this connection may ask for. */
export const outBlobSchema = z.strictObject({
  size: z.int(),
  /** Null: a text of ours, in table `chunk`. */
  attachment: z.nullable(z.strictObject({ issueId: z.string(), attachmentId: z.string() })),
});
export type OutBlob = z.infer<typeof outBlobSchema>;

/** Table `blob`, key `{connectionId}:in:{sha256}`. `step`: bytes of every chunk but the last; null until the first has come. */
export const inBlobSchema = z.strictObject({ size: z.int(), received: z.int(), step: z.nullable(z.int()), startedAt: z.int() });
export type InBlob = z.infer<typeof inBlobSchema>;

export const chunkSchema = z.strictObject({ data: z.string() });

/** Table `chunk`, key `{connectionId}:kept:{remote issue id}:{name}:{piece}`: pieces of the JSON of pairs of nodes, given and shown. */
const nodesSchema = z.looseObject({ content: z.array(richNodeSchema) });
export const keptPartsSchema = z.array(z.tuple([nodesSchema, nodesSchema]));

/** Readers of our own records. They throw where a record is not what this version of the program writes. */
export const readTwin = (value: unknown): Twin => z.parse(twinSchema, value);
export const readRemote = (value: unknown): Remote => z.parse(remoteSchema, value);
export const readTodo = (value: unknown): Todo => z.parse(todoSchema, value);
export const readOutBlob = (value: unknown): OutBlob => z.parse(outBlobSchema, value);
export const readInBlob = (value: unknown): InBlob => z.parse(inBlobSchema, value);
export const readKeptParts = (value: unknown): z.infer<typeof keptPartsSchema> => z.parse(keptPartsSchema, value);
export const readChunk = (value: unknown): { data: string } => z.parse(chunkSchema, value);
