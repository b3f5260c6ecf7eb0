/** What nodes say to each other, as it is checked on arrival. PROTOCOL §2, §3. Unknown members are kept and ignored. */
import * as z from 'zod/mini';
import { connectionIdSchema, sha256Schema, tokenSchema } from './invitation/payload.schema.ts';
import { nodeInfoSchema } from './node-info.schema.ts';
import { shortNameSchema } from './connection.schema.ts';

/** Instead of an answer. An unauthenticated one is a transport failure, never a verdict. */
export const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.string().check(z.maxLength(60)),
    message: z.string().check(z.maxLength(500)),
    retryAfter: z.optional(z.nullable(z.int())),
  }),
});

export const acceptanceSchema = z.looseObject({
  v: z.literal(1),
  codeHash: sha256Schema,
  nonceA: tokenSchema,
  nodeInfo: nodeInfoSchema,
  /** In the acceptor's view: local is the acceptor. */
  connection: z.looseObject({ localShortName: shortNameSchema, remoteShortName: shortNameSchema }),
});
export type Acceptance = z.infer<typeof acceptanceSchema>;

export const completionSchema = z.looseObject({
  v: z.literal(1),
  connectionId: connectionIdSchema,
  nonceI: tokenSchema,
  versions: z.looseObject({ rest: z.string().check(z.maxLength(20)), hubObjects: z.string().check(z.maxLength(20)) }),
  /** `awaiting`: the initiator's admin wants to confirm first. */
  state: z.enum(['active', 'awaiting']),
});
export type Completion = z.infer<typeof completionSchema>;

/** From an initiator that cannot be rung, after a code that nobody may accept any more. */
export const verdictSchema = z.looseObject({ v: z.literal(1), verdict: z.enum(['revoked', 'expired']) });

/** The answer to a completion, a ring, a decline, a verdict. */
export const okSchema = z.looseObject({ ok: z.literal(true) });

export const messageSchema = z.looseObject({
  n: z.int(),
  /** Random, made with the number: by it the sender knows whether it is this message that is acknowledged. */
  id: z.optional(z.string().check(z.maxLength(40))),
  type: z.string().check(z.minLength(1), z.maxLength(40)),
  body: z.record(z.string(), z.unknown()),
});
export type Message = z.infer<typeof messageSchema>;

const wantSchema = z.looseObject({ sha256: sha256Schema, offset: z.int() });
const chunkSchema = z.looseObject({ sha256: sha256Schema, offset: z.int(), total: z.int(), data: z.string().check(z.maxLength(180_000)) });

/** Request and answer alike. */
export const exchangeSchema = z.looseObject({
  v: z.literal(1),
  /** The sender's numbering. */
  stream: tokenSchema,
  msgs: z.array(messageSchema).check(z.maxLength(100)),
  /** What the sender has stored of the receiver's numbering, and the id of message `n`; a null stream: nothing yet. */
  ack: z.looseObject({ stream: z.nullable(tokenSchema), n: z.int(), id: z.optional(z.string().check(z.maxLength(40))) }),
  max: z.looseObject({ msgs: z.int(), bytes: z.int() }),
  want: z.array(wantSchema).check(z.maxLength(20)),
  chunks: z.array(chunkSchema).check(z.maxLength(20)),
  waitMs: z.optional(z.int()),
  /** Whether the sender can call the receiver, as far as it has seen. */
  canCall: z.boolean(),
  /** The receiver's numbering contradicts what the sender has stored: a new stream is needed. */
  fork: z.optional(z.boolean()),
});
export type Exchange = z.infer<typeof exchangeSchema>;

export const lifecycleBodySchema = z.looseObject({ what: z.enum(['confirmed', 'declined', 'deactivated', 'activated', 'deleted']) });
export const helloBodySchema = z.looseObject({ nodeInfo: nodeInfoSchema });
