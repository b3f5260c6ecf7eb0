import * as z from 'zod/mini';

/** What a node says of itself to anyone (`GET {baseUrl}/entente/v1/node`) and inside an invitation code. PROTOCOL §1, §2 */
export const nodeInfoSchema = z.looseObject({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Where partners call this node; null: it cannot be called (a private side). */
  baseUrl: z.nullable(z.string().check(z.maxLength(500))),
  /** The tracker's own address, for people. */
  issueTrackerUrl: z.string().check(z.maxLength(500)),
  /** Open: unknown ones are shown as they are. */
  nodeType: z.string().check(z.minLength(1), z.maxLength(60)),
  issueTrackerVersion: z.string().check(z.maxLength(60)),
  nodeVersion: z.string().check(z.maxLength(60)),
  minHubObjectsVersion: z.string().check(z.maxLength(20)),
  maxHubObjectsVersion: z.string().check(z.maxLength(20)),
  minRestVersion: z.string().check(z.maxLength(20)),
  maxRestVersion: z.string().check(z.maxLength(20)),
  /** True: makes all requests itself. */
  pollOnly: z.boolean(),
  longPoll: z.optional(z.boolean()),
  instanceUid: z.string().check(z.minLength(1), z.maxLength(60)),
});
export type NodeInfo = z.infer<typeof nodeInfoSchema>;

export const modeSchema = z.enum(['BASIC', 'VISUAL', 'SCRIPT']);
export type Mode = z.infer<typeof modeSchema>;
