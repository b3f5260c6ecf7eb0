import * as z from 'zod/mini';
import { modeSchema, nodeInfoSchema } from '../node-info.schema.ts';
import { shortNameSchema } from '../connection.schema.ts';

/** 32 random bytes as base64url. PROTOCOL, "Bytes" */
export const tokenSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
/** Lower-case hex. */
export const sha256Schema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export const connectionIdSchema = z.string().check(z.regex(/^[0-9a-f]{32}$/));

/** What the inviter says of the connection; local and remote are the inviter's. */
export const invitedConnectionSchema = z.looseObject({
  /** The same on both sides, so that the acceptor's row has its final key from the first moment (docs/decisions/0006). */
  id: connectionIdSchema,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  localShortName: shortNameSchema,
  remoteShortName: shortNameSchema,
  description: z.string().check(z.maxLength(1000)),
  mode: modeSchema,
  /** `private`: only one side can be called. */
  type: z.enum(['public', 'private']),
  /** The address probed when the code was made; null: the destination has no URL. */
  destinationUrl: z.nullable(z.string().check(z.maxLength(500))),
});

/** The JSON inside an invitation code, without its last member `sum`. Unknown members are kept. PROTOCOL §1 */
export const invitationPayloadSchema = z.looseObject({
  invitationSecret: tokenSchema,
  /** Null: the destination has no URL, so nobody knows who it is. */
  invitedInstanceUid: z.nullable(z.string().check(z.maxLength(60))),
  nodeInfo: nodeInfoSchema,
  v: z.literal(1),
  /** Milliseconds since 1970 UTC. */
  expiresAt: z.int(),
  connection: invitedConnectionSchema,
  /** SHA-256 of the nonce that the completion will reveal. */
  commit: sha256Schema,
  rekey: z.optional(z.looseObject({ connectionId: connectionIdSchema, epoch: z.int() })),
});
export type InvitationPayload = z.infer<typeof invitationPayloadSchema>;
