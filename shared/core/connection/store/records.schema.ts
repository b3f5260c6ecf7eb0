/** The rows that the connection half keeps besides `connection`. Each opens with its table and key. */
import * as z from 'zod/mini';
import { nodeInfoSchema } from '../node-info.schema.ts';

const wantSchema = z.looseObject({ sha256: z.string(), offset: z.int() });
const factsSchema = z.looseObject({
  name: z.string(),
  baseUrl: z.nullable(z.string()),
  trackerUrl: z.string(),
  hostInstanceId: z.string(),
  nodeVersion: z.string(),
  trackerVersion: z.string(),
});

/** `node`, `instance`: who this node is. */
export const instanceRowSchema = z.looseObject({
  uid: z.string(),
  /** What the admin entered; null: the host's own name. */
  name: z.nullable(z.string()),
  visibility: z.enum(['public', 'private']),
  /** As seen at the last start at which it was the same instance. */
  facts: factsSchema,
  /** The host's instance id before; not null: this may be a copy, and nothing is sent until an admin has said so or not. */
  copiedFrom: z.nullable(z.string()),
});
export type InstanceRow = z.infer<typeof instanceRowSchema>;

/** `invite`, inviteId: the handshake, on either side. Its secrets are in the Secrets port. */
export const inviteRowSchema = z.looseObject({
  role: z.enum(['initiator', 'acceptor']),
  connectionId: z.string(),
  codeHash: z.string(),
  expiresAt: z.int(),
  /** `open`: no verdict yet. `claimed`: there is one, which the other side has not confirmed. `done`: nothing left to say. */
  phase: z.enum(['open', 'claimed', 'done']),
  /** The destination had a URL when the code was made: the initiator fetches the acceptance there, and nobody else can accept. */
  byUrl: z.boolean(),
  /** The other side's address for the handshake: the one probed, or the inviter's. Null: it calls us. */
  url: z.nullable(z.string()),
  /** Who may accept (initiator) or has invited (acceptor), as probed or claimed. Null: anyone. */
  partner: z.nullable(nodeInfoSchema),
  /** The exact bytes of the acceptance; null: none, or it was declined. */
  acceptance: z.nullable(z.string()),
  /** The exact bytes of the completion. */
  completion: z.nullable(z.string()),
  /** What the completion's nonce has to hash to. */
  commit: z.string(),
  /** Acceptor: declined instead of accepted. */
  declined: z.boolean(),
  /** Acceptor: the acceptance has left this node, so the partner may hold us to it. */
  sent: z.boolean(),
  /** Milliseconds; null: the other side moves next. */
  dueAt: z.nullable(z.int()),
  failures: z.int(),
});
export type InviteRow = z.infer<typeof inviteRowSchema>;

/** `claim`, inviteId: the one verdict on an invitation, permanent. */
export const claimRowSchema = z.looseObject({
  verdict: z.enum(['accepted', 'revoked', 'declined', 'expired']),
  connectionId: z.string(),
  /** SHA-256 of the acceptance that won. */
  acceptanceHash: z.nullable(z.string()),
  completion: z.nullable(z.string()),
  at: z.int(),
});
export type ClaimRow = z.infer<typeof claimRowSchema>;

/** `node`, `in:{connectionId}`: what has come from the partner. */
export const inRowSchema = z.looseObject({
  /** Where the Secrets port keeps this connection's keys. */
  keys: z.string(),
  /** The partner's current numbering; null: nothing has come yet. */
  stream: z.nullable(z.string()),
  /** Last number stored of it. */
  n: z.int(),
  /** Counts over all streams: the key in `inbox`. */
  seq: z.int(),
  /** Hashes of the last messages, to tell a repeated number with other bytes. */
  recent: z.array(z.looseObject({ n: z.int(), hash: z.string() })),
  /** The id of the last message. */
  last: z.optional(z.string()),
  /** Streams that were given up: a late request must not bring them back. */
  past: z.array(z.string()),
  /** What the partner says it has stored of ours. */
  ack: z.looseObject({ stream: z.nullable(z.string()), n: z.int(), id: z.optional(z.string()) }),
  /** The partner contradicts itself: tell it to start a new stream. */
  gap: z.boolean(),
  /** The partner asked us for a new stream. */
  fork: z.boolean(),
  canCall: z.boolean(),
  wants: z.array(wantSchema),
  /** When the partner was last heard, authenticated; null: never since the handshake. */
  heardAt: z.nullable(z.int()),
  /** When a numbering was begun anew last: since then one side may tell what the other knows. */
  anewAt: z.optional(z.int()),
  /** What is forgotten since then is no older. */
  anewSince: z.optional(z.int()),
  /** When the partner was heard last before it, or this side, was away. */
  resumedFrom: z.optional(z.int()),
  /** The invitation secret is gone. */
  erased: z.boolean(),
});
export type InRow = z.infer<typeof inRowSchema>;

/** `node`, `out:{connectionId}`: what goes to the partner. Written under the lease alone. */
export const outRowSchema = z.looseObject({
  stream: z.string(),
  /** The next number. */
  next: z.int(),
  /** The partner has stored everything up to this number. */
  acked: z.int(),
  /** The highest number that has been on its way at least once. */
  tried: z.int(),
  dueAt: z.int(),
  failures: z.int(),
  failedAt: z.nullable(z.int()),
  /** Milliseconds between polls. */
  interval: z.int(),
  /** The last call went through. */
  canCall: z.boolean(),
  /** Messages came in an answer, which the partner does not know to have arrived. */
  ackDue: z.boolean(),
  /** The first blob we asked for, and the first that we were asked for, at the last exchange: the same again is no reason to hurry. */
  wanted: z.string(),
  served: z.string(),
});
export type OutRow = z.infer<typeof outRowSchema>;

/** `sent`, `{connectionId}:{n as 12 digits}`, and `outbox`: engine.ts, OutboxRow. */
export const outboxRowSchema = z.looseObject({ id: z.optional(z.string()), type: z.string(), body: z.record(z.string(), z.unknown()) });
export type OutgoingRow = z.infer<typeof outboxRowSchema>;

/** `lease`. The row's version is the fencing token. */
export const leaseRowSchema = z.looseObject({ holder: z.string(), until: z.int() });

/** `node`, `name:{hash}`. */
export const nameRowSchema = z.looseObject({ connectionId: z.string() });

/** `request`, the page's requestId. */
export const requestRowSchema = z.looseObject({ connectionId: z.string(), at: z.int() });

/** Secrets, `invite.{inviteId}`. */
export const inviteSecretSchema = z.looseObject({ secret: z.string(), nonce: z.string(), code: z.string() });
/** Secrets, `handshake.{inviteId}` and `keys.…`. */
export const keyPairSchema = z.looseObject({ i2a: z.string(), a2i: z.string() });
