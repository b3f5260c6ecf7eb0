/**
 * What the pages are told of single issues: the activity of a connection, what is held up, and the panel beside an issue.
 *
 * 1. Addresses of issues come from partners too: only those that a link may lead to are let through.
 */
import * as z from 'zod/mini';

const params = z.record(z.string(), z.string());
/** Milliseconds since 1970 UTC. */
const moment = z.number();
const issueRef = z.object({ key: z.string(), url: z.nullable(z.string()) });
export type IssueRefView = z.infer<typeof issueRef>;
const said = z.object({ code: z.string(), params, whose: z.string() });
const loss = z.object({ what: z.string(), count: z.number() });
const side = z.enum(['ours', 'theirs']);

export const activityRowSchema = z.object({
  id: z.string(),
  at: moment,
  kind: z.enum(['change', 'removal', 'retry', 'skip', 'connect']),
  direction: z.enum(['out', 'in']),
  /** `refused`: nothing more will come of it. */
  outcome: z.enum(['waiting', 'done', 'held', 'refused', 'skipped']),
  ours: z.nullable(issueRef),
  theirs: z.nullable(issueRef),
  created: z.boolean(),
  /** Members of the issue, by the names that scripts have for them. */
  what: z.array(z.string()),
  /** Milliseconds from being noticed to being applied on the side that it went to. */
  tookMs: z.nullable(z.number()),
  error: z.nullable(said),
  attempts: z.number(),
  losses: z.array(loss),
  files: z.array(z.object({ filename: z.string(), why: z.string() })),
  conflicts: z.array(z.object({ field: z.string(), loser: side, value: z.string() })),
  drift: z.boolean(),
  by: z.nullable(z.string()),
});
export type ActivityRow = z.infer<typeof activityRowSchema>;

export const heldSchema = z.object({
  id: z.string(),
  where: z.enum(['sending', 'applying', 'partner']),
  ours: z.nullable(issueRef),
  theirs: z.nullable(issueRef),
  error: said,
  since: moment,
  attempts: z.number(),
  retryAt: z.nullable(moment),
  what: z.array(z.string()),
});
export type HeldView = z.infer<typeof heldSchema>;

export const flowSchema = z.object({
  /** Of the last hour. */
  sent: z.number(),
  received: z.number(),
  /** Half, and 95 of 100, of what was sent got across within so many milliseconds; null: nothing was sent. */
  p50: z.nullable(z.number()),
  p95: z.nullable(z.number()),
  /** Of the last 24 hours: changes whose events were lost. */
  drift: z.number(),
});
export type FlowView = z.infer<typeof flowSchema>;

const passedOver = z.object({ at: moment, direction: z.enum(['out', 'in']), what: z.array(z.string()), by: z.string() });

export const panelEntrySchema = z.object({
  connectionId: z.string(),
  name: z.string(),
  state: z.string(),
  remoteShortName: z.string(),
  nodeType: z.nullable(z.string()),
  theirs: z.nullable(issueRef),
  theirStatus: z.nullable(z.string()),
  syncedAt: z.nullable(moment),
  waiting: z.boolean(),
  gone: z.enum(['no', 'here', 'there']),
  held: z.array(heldSchema),
  conflicts: z.array(z.object({ field: z.string(), at: moment, loser: side, value: z.string() })),
  notHere: z.array(loss),
  notThere: z.array(loss),
  files: z.array(z.object({ side, filename: z.string(), size: z.number(), why: z.string() })),
  passedOver: z.nullable(passedOver),
});
export type PanelEntryView = z.infer<typeof panelEntrySchema>;

/** A connection that the issue can be connected to. */
export const connectOfferSchema = z.object({
  connectionId: z.string(),
  name: z.string(),
  remoteShortName: z.string(),
  nodeType: z.nullable(z.string()),
});
export type ConnectOfferView = z.infer<typeof connectOfferSchema>;

const done = z.object({ kind: z.literal('done') });
const refusal = z.object({ kind: z.literal('refused'), code: z.string(), field: z.nullable(z.string()), params });
const doneOrRefused = z.union([done, refusal]);
const connection = { connectionId: z.string() };
const issueId = z.string().check(z.minLength(1), z.maxLength(200));

export const activityApi = {
  /** Newest first. A page may be short, or empty, before the last one. */
  activity: {
    input: z.object({
      ...connection,
      cursor: z.nullable(z.string()),
      only: z.enum(['all', 'errors']),
      issue: z.string().check(z.maxLength(200)),
    }),
    output: z.nullable(z.object({ rows: z.array(activityRowSchema), next: z.nullable(z.string()), kept: z.number() })),
  },
  held: { input: z.object(connection), output: z.object({ held: z.array(heldSchema), flow: flowSchema }) },
  retryHeld: { input: z.object({ ...connection, heldId: z.string() }), output: doneOrRefused },
  retryAllHeld: { input: z.object(connection), output: z.object({ kind: z.literal('done'), count: z.number() }) },
  skipHeld: { input: z.object({ ...connection, heldId: z.string() }), output: doneOrRefused },
  /** For everyone who may see the issue; only admins are told why something is held up, and what it can be connected to. */
  issuePanel: {
    input: z.object({ issueId }),
    output: z.object({ isAdmin: z.boolean(), entries: z.array(panelEntrySchema), offers: z.array(connectOfferSchema) }),
  },
  syncIssue: { input: z.object({ issueId }), output: done },
  connectIssue: { input: z.object({ ...connection, issueId }), output: doneOrRefused },
} as const;
