/**
 * What happened on a connection, for its admins. Table `activity`, key `{connectionId}:{place}.{what it is about}`; the place
 * counts down from the latest time, so that the newest row comes first (activity.ts).
 *
 * 1. Rows are told to people and never read back to decide anything: one that is lost or trimmed changes no issue.
 * 2. Nothing secret: keys and addresses of issues, names of members, faults as they may leave the process (fault.ts).
 */
import * as z from 'zod/mini';

const params = z.record(z.string(), z.string());
const refSchema = z.strictObject({ id: z.string(), key: z.string(), url: z.string() });
export type IssueRef = z.infer<typeof refSchema>;

const lossSchema = z.strictObject({ what: z.string(), count: z.number() });
const fileSchema = z.strictObject({ filename: z.string(), why: z.string() });
const conflictSchema = z.strictObject({ field: z.string(), loser: z.enum(['ours', 'theirs']), value: z.string() });

export const activitySchema = z.strictObject({
  /** When the change was noticed, or the message came (ms). */
  at: z.int(),
  /** `retry`, `skip` and `connect`: what an admin has asked for. */
  kind: z.enum(['change', 'removal', 'retry', 'skip', 'connect']),
  direction: z.enum(['out', 'in']),
  /** `waiting`: sent, and not yet answered. `refused`: nothing more will come of it. */
  outcome: z.enum(['waiting', 'done', 'held', 'refused', 'skipped']),
  ours: z.nullable(refSchema),
  theirs: z.nullable(refSchema),
  /** The counterpart was made of it. */
  created: z.boolean(),
  /** Members of the issue that had changed. */
  what: z.array(z.string()),
  /** From `at` until it was applied on the side that it went to (ms); null: it is not, or not known. */
  tookMs: z.nullable(z.int()),
  /** Why it is held up, or was. `whose` is `partner` where it is the other side's tracker or script. */
  error: z.nullable(z.strictObject({ code: z.string(), params, whose: z.string() })),
  attempts: z.int(),
  losses: z.array(lossSchema),
  files: z.array(fileSchema),
  conflicts: z.array(conflictSchema),
  /** Found by the reconciling sweep: its event was lost. */
  drift: z.boolean(),
  /** The admin who asked for it. */
  by: z.nullable(z.string()),
});
export type Activity = z.infer<typeof activitySchema>;

/** On the twin, until the partner's receipt: the row of a message of ours. */
export const pendingSchema = z.strictObject({
  version: z.int(),
  /** Place of the row, and since when the change was noticed (ms). */
  place: z.int(),
  since: z.int(),
  kind: z.enum(['change', 'removal']),
  what: z.array(z.string()),
  created: z.boolean(),
  drift: z.boolean(),
  /** Times that sending it had failed here. */
  attempts: z.int(),
  error: z.nullable(z.strictObject({ code: z.string(), params, whose: z.string() })),
});
export type Pending = z.infer<typeof pendingSchema>;

/** What an admin gave up: the side's issue says so until a later change has gone the same way. */
export const passedOverSchema = z.strictObject({
  at: z.int(),
  direction: z.enum(['out', 'in']),
  what: z.array(z.string()),
  code: z.string(),
  by: z.string(),
});
export type PassedOver = z.infer<typeof passedOverSchema>;

export const readActivity = (value: unknown): Activity => z.parse(activitySchema, value);
