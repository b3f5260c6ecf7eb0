/**
 * The admin API: what an admin page asks its own node. Typed once; every platform's server half checks the input with
 * the schema, every page half checks the output with it. Calls are (method, input) pairs over whatever transport the
 * host has (Forge's invoke, HTTPS with a bearer token, Scripted REST).
 *
 * 1. No answer holds a secret. The invitation code, which an admin has to copy, is the one exception, and only in
 *    `initiate`, `invitation` and `act(renew)`'s follow-up.
 * 2. Expected refusals are data (`kind: 'refused'`), with a code that the catalogue of texts knows.
 * 3. `list` carries a `revision`: the page asks again every few seconds while visible and redraws where it changed.
 */
import * as z from 'zod/mini';
import { connectionStateSchema, modeSchema } from '@entente/core';
import { activityApi } from './activity-contract.ts';

export * from './activity-contract.ts';

const params = z.record(z.string(), z.string());
export const refusalSchema = z.object({ kind: z.literal('refused'), code: z.string(), field: z.nullable(z.string()), params });
export type RefusalView = z.infer<typeof refusalSchema>;

const done = z.object({ kind: z.literal('done') });
const doneOrRefused = z.union([done, refusalSchema]);

const troubleSchema = z.object({ code: z.string(), params, whose: z.string(), since: z.number() });

/** Node info as shown: only these members leave the server, whatever else a partner said. */
export const nodeViewSchema = z.object({
  name: z.string(),
  baseUrl: z.nullable(z.string()),
  issueTrackerUrl: z.string(),
  nodeType: z.string(),
  issueTrackerVersion: z.string(),
  nodeVersion: z.string(),
  minHubObjectsVersion: z.string(),
  maxHubObjectsVersion: z.string(),
  minRestVersion: z.string(),
  maxRestVersion: z.string(),
  pollOnly: z.boolean(),
  instanceUid: z.string(),
});
export type NodeView = z.infer<typeof nodeViewSchema>;

export const connectionViewSchema = z.object({
  id: z.string(),
  /** Tells the accept wizard that a pasted code is already this connection. It is a hash; the secret cannot be had from it. */
  inviteId: z.string(),
  role: z.enum(['initiator', 'acceptor']),
  state: connectionStateSchema,
  failure: z.nullable(z.object({ code: z.string(), params })),
  trouble: z.nullable(troubleSchema),
  mode: modeSchema,
  name: z.string(),
  description: z.string(),
  localShortName: z.string(),
  remoteShortName: z.string(),
  /** Null: unknown, until the partner accepts. */
  partner: z.nullable(nodeViewSchema),
  partnerUrl: z.nullable(z.string()),
  /** What this connection is made of: both sides can call each other, or one only. */
  type: z.enum(['public', 'private']),
  projectId: z.nullable(z.string()),
  projectName: z.nullable(z.string()),
  /** By the keys of `home.options`; one that is unset may be left out. */
  options: z.record(z.string(), z.string()),
  securityNumber: z.nullable(z.string()),
  versions: z.nullable(z.object({ rest: z.string(), hubObjects: z.string() })),
  partnerDeactivated: z.boolean(),
  /** Milliseconds since 1970 UTC. */
  createdAt: z.number(),
  activatedAt: z.nullable(z.number()),
  expiresAt: z.nullable(z.number()),
  lastExchangeAt: z.nullable(z.number()),
  counts: z.object({ twins: z.number(), waitingToSend: z.number(), waitingToApply: z.number(), errors: z.number() }),
  /** Why the latest of the issues that are held up is; null where none is. */
  problem: z.nullable(z.object({ code: z.string(), params })),
  /** The admin verbs that the lifecycle table allows now. */
  actions: z.array(z.string()),
});
export type ConnectionView = z.infer<typeof connectionViewSchema>;

const projectViewSchema = z.object({ id: z.string(), key: z.string(), name: z.string(), canCreate: z.boolean() });
export type ProjectView = z.infer<typeof projectViewSchema>;

const invitation = { code: z.string(), expiresAt: z.number() };

export const homeSchema = z.object({
  /** This instance, as its partners see it. */
  node: nodeViewSchema,
  /** Whether the user may administer connections; where not, whom to ask. */
  user: z.object({ name: z.string(), isAdmin: z.boolean() }),
  visibility: z.enum(['public', 'private']),
  licensed: z.boolean(),
  projectStep: z.boolean(),
  /** What a connection's settings offer besides the project; with any, the project is chosen there too. */
  options: z.array(z.object({ key: z.string(), label: z.string(), hint: z.string(), sends: z.boolean(), looksUp: z.boolean() })),
  /** The instance is not the one whose data these are: until `settleInstanceChange` all connections stand still. */
  instanceChange: z.nullable(z.object({ before: z.string(), now: z.string() })),
  /** What keeps from initiating or accepting, as codes of the catalogue; empty: ready. */
  missing: z.array(z.object({ code: z.string(), params })),
});
export type Home = z.infer<typeof homeSchema>;

export const adminApi = {
  home: { input: z.object({}), output: homeSchema },
  list: { input: z.object({}), output: z.object({ revision: z.string(), connections: z.array(connectionViewSchema) }) },
  connection: { input: z.object({ connectionId: z.string() }), output: z.nullable(connectionViewSchema) },
  rules: { input: z.object({ connectionId: z.string() }), output: z.nullable(z.object({ outgoing: z.string(), incoming: z.string() })) },
  searchProjects: {
    input: z.object({ text: z.string(), cursor: z.nullable(z.string()) }),
    output: z.object({ items: z.array(projectViewSchema), next: z.nullable(z.string()) }),
  },
  /** Values of one of `home.options` that looks up. */
  searchOption: {
    input: z.object({ key: z.string(), text: z.string() }),
    output: z.object({ items: z.array(z.object({ value: z.string(), label: z.string(), hint: z.nullable(z.string()) })) }),
  },
  probe: {
    input: z.object({ url: z.string() }),
    output: z.union([
      z.object({
        kind: z.literal('found'),
        node: nodeViewSchema,
        baseUrl: z.string(),
        modes: z.array(modeSchema),
        existing: z.array(z.string()),
      }),
      z.object({ kind: z.literal('refused'), code: z.string(), params }),
    ]),
  },
  initiate: {
    input: z.object({
      requestId: z.string(),
      destinationUrl: z.nullable(z.string()),
      mode: modeSchema,
      localShortName: z.string(),
      remoteShortName: z.string(),
      name: z.string(),
      description: z.string(),
      projectId: z.nullable(z.string()),
      askBeforeActivating: z.boolean(),
    }),
    output: z.union([z.object({ kind: z.literal('done'), connectionId: z.string(), invitation: z.object(invitation) }), refusalSchema]),
  },
  invitation: {
    input: z.object({ connectionId: z.string() }),
    output: z.union([z.object({ kind: z.literal('done'), ...invitation }), refusalSchema]),
  },
  accept: {
    input: z.object({ requestId: z.string(), code: z.string(), projectId: z.nullable(z.string()) }),
    output: z.union([z.object({ kind: z.literal('done'), connectionId: z.string() }), refusalSchema]),
  },
  declineCode: { input: z.object({ code: z.string() }), output: doneOrRefused },
  act: {
    input: z.object({
      connectionId: z.string(),
      verb: z.enum(['revoke', 'renew', 'confirm', 'decline', 'cancel', 'deactivate', 'activate', 'delete']),
    }),
    output: doneOrRefused,
  },
  saveConnection: {
    input: z.object({
      connectionId: z.string(),
      localShortName: z.string(),
      remoteShortName: z.string(),
      description: z.string(),
      projectId: z.nullable(z.string()),
      options: z.optional(z.record(z.string(), z.string())),
    }),
    output: doneOrRefused,
  },
  saveSettings: { input: z.object({ name: z.string(), visibility: z.enum(['public', 'private']) }), output: doneOrRefused },
  settleInstanceChange: { input: z.object({ answer: z.enum(['moved', 'copied']) }), output: doneOrRefused },
  checkReachability: { input: z.object({}), output: doneOrRefused },
  ...activityApi,
} as const;

export type AdminMethod = keyof typeof adminApi;
export type AdminInput<M extends AdminMethod> = z.infer<(typeof adminApi)[M]['input']>;
export type AdminOutput<M extends AdminMethod> = z.infer<(typeof adminApi)[M]['output']>;

/** The same schemas, typed so that a method that is still a type parameter picks its own. */
export const adminSchemas: {
  readonly [M in AdminMethod]: { readonly input: z.ZodMiniType<AdminInput<M>>; readonly output: z.ZodMiniType<AdminOutput<M>> };
} = adminApi;

/**
 * What the server half answers, whatever the transport: it never throws, so that no transport has to carry an error.
 * `admin.forbidden`, `admin.unknownMethod`, `admin.invalidInput`, or the safe view of the fault that was caught.
 */
export const adminReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), output: z.unknown() }),
  z.object({
    kind: z.literal('fault'),
    fault: z.object({
      whose: z.enum(['ours', 'partner', 'tracker', 'admin']),
      code: z.string(),
      params,
      retry: z.enum(['later', 'never']),
    }),
  }),
]);
export type AdminReply = z.infer<typeof adminReplySchema>;

/** The page half. A transport failure rejects with a fault (whose: 'ours', code 'admin.unreachable', 'admin.forbidden' …). */
export type AdminApi = { readonly [M in AdminMethod]: (input: AdminInput<M>) => Promise<AdminOutput<M>> };
