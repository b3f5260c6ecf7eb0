import * as z from 'zod/mini';
import { modeSchema, nodeInfoSchema } from './node-info.schema.ts';

/** Local short name, remote short name: as PRODUCT, "Initiate connection", step 2. */
export const shortNameSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,40}$/));

/** States of PROTOCOL §2, as seen by one side. */
export const connectionStateSchema = z.enum([
  'pending',
  'accepting',
  'awaiting',
  'active',
  'deactivated',
  'removedByPartner',
  'failed',
  'expired',
  'revoked',
  'declined',
  /** Keys are kept until the partner has acknowledged; never shown. */
  'deleted',
]);
export type ConnectionState = z.infer<typeof connectionStateSchema>;

/** The record of table `connection`, one a connection, key = connectionId. */
export const connectionSchema = z.looseObject({
  id: z.string(),
  role: z.enum(['initiator', 'acceptor']),
  state: connectionStateSchema,
  /** Why it failed, where it did: a fault code with its params. */
  failure: z.nullable(z.looseObject({ code: z.string(), params: z.record(z.string(), z.string()) })),
  inviteId: z.string(),
  codeHash: z.string(),
  epoch: z.int(),
  mode: modeSchema,
  name: z.string(),
  localShortName: z.string(),
  remoteShortName: z.string(),
  description: z.string(),
  /** Null where the host asks for none, and until it is chosen. */
  projectId: z.nullable(z.string()),
  projectName: z.nullable(z.string()),
  /** By the key of the platform's options (platform.ts); left out where the platform has none. */
  options: z.optional(z.record(z.string(), z.string())),
  askBeforeActivating: z.boolean(),
  /** Null: the destination has no URL, and nothing is known of it yet. */
  partner: z.nullable(nodeInfoSchema),
  /** Where this side calls the partner: the probed address. Null: this side cannot call, it is called. */
  partnerUrl: z.nullable(z.string()),
  /** Six digits, once both sides have computed it. */
  securityNumber: z.nullable(z.string()),
  versions: z.nullable(z.looseObject({ rest: z.string(), hubObjects: z.string() })),
  /** The partner said that it has deactivated its side. */
  partnerDeactivated: z.boolean(),
  /** The partner said that it has deleted the connection. */
  partnerDeleted: z.optional(z.boolean()),
  createdAt: z.int(),
  /** Issues created before this never go out by themselves. */
  activatedAt: z.nullable(z.int()),
  expiresAt: z.nullable(z.int()),
  lastExchangeAt: z.nullable(z.int()),
  /** When it was deleted here: its keys go 30 days later at the latest. */
  closedAt: z.optional(z.int()),
  /** The latest trouble of the connection as a whole, or null. */
  trouble: z.nullable(z.looseObject({ code: z.string(), params: z.record(z.string(), z.string()), whose: z.string(), since: z.int() })),
});
export type Connection = z.infer<typeof connectionSchema>;
