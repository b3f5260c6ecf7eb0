/**
 * The server half of the admin API, the same on every host. Free of React.
 *
 * 1. Input has passed its schema before a handler sees it, and output passes its schema on the way out, which drops
 *    whatever is not listed there.
 * 2. Only `home` answers a user who is not an admin, and `issuePanel` one who may see that issue.
 * 3. Never throws: a fault leaves as its safe view (code, params, whose, retry), its detail stays in this node's log.
 */
import {
  faultError,
  faultOf,
  hasOwn,
  id,
  type ConnectionId,
  type ConnectionOption,
  type EntenteNode,
  type IssueId,
  type ProjectId,
} from '@entente/core';
import * as z from 'zod/mini';
import { adminApi, adminSchemas, type AdminInput, type AdminMethod, type AdminOutput, type AdminReply, type Home } from './contract.ts';
import { activityView, heldView, offerView, panelView } from './activity-views.ts';
import { connectionView, nodeView } from './views.ts';

/** Who asks, as the host has verified it. */
export interface AdminUser {
  readonly name: string;
  readonly isAdmin: boolean;
  /** Whether the host shows this user that issue; left out: the host's door knows no issues, and shows none. */
  readonly mayRead?: (issueId: IssueId) => Promise<boolean>;
}

export interface ServeContext {
  readonly licensed: boolean;
  /** `facts.capabilities.projectStep` */
  readonly projectStep: boolean;
  /** `facts.capabilities.options` */
  readonly options?: readonly ConnectionOption[];
  /** What this host itself misses before a connection can be made, beyond licence and reachability. */
  readonly missing?: Home['missing'];
  /** For the node's log: the full fault of a call that failed. */
  readonly onFault?: (method: string, fault: ReturnType<typeof faultOf>) => void;
}

interface Call {
  readonly node: EntenteNode;
  readonly who: AdminUser;
  readonly context: ServeContext;
}

type Handlers = { readonly [M in AdminMethod]: (call: Call, input: AdminInput<M>) => Promise<AdminOutput<M>> };

const connectionId = (text: string): ConnectionId => id<ConnectionId>(text);
const projectId = (text: string | null): ProjectId | null => (text === null ? null : id<ProjectId>(text));

const handlers: Handlers = {
  home: async ({ node, who, context }) => {
    const [info, settings, instanceChange] = [await node.info(), await node.settings(), await node.instanceChange()];
    return {
      node: nodeView(info),
      user: { name: who.name, isAdmin: who.isAdmin },
      visibility: settings.visibility,
      licensed: context.licensed,
      projectStep: context.projectStep,
      options: (context.options ?? []).map(({ key, label, hint, sends, looksUp = false }) => ({ key, label, hint, sends, looksUp })),
      missing: missingOf(context, settings.visibility, info.baseUrl, instanceChange !== null),
      instanceChange,
    };
  },
  list: async ({ node }) => {
    const localIsPrivate = (await node.settings()).visibility === 'private';
    const overviews = await node.listConnections();
    const connections = overviews
      .filter(({ connection }) => connection.state !== 'deleted')
      .map((overview) => connectionView(overview, localIsPrivate));
    return { revision: revisionOf(JSON.stringify(connections)), connections };
  },
  connection: async ({ node }, input) => {
    const overview = await node.connection(connectionId(input.connectionId));
    if (overview === null || overview.connection.state === 'deleted') return null;
    return connectionView(overview, (await node.settings()).visibility === 'private');
  },
  rules: ({ node }, input) => node.rules(connectionId(input.connectionId)),
  searchProjects: async ({ node }, input) => {
    const page = await node.searchProjects(input.text, input.cursor);
    return { items: page.items.map(({ id: itsId, key, name, canCreate }) => ({ id: itsId, key, name, canCreate })), next: page.next };
  },
  searchOption: async ({ node }, input) => {
    const choices = await node.searchOption(input.key, input.text);
    return { items: choices.map(({ value, label, hint }) => ({ value, label, hint })) };
  },
  probe: async ({ node }, input) => {
    const outcome = await node.probe(input.url);
    if (outcome.kind === 'refused') return outcome;
    return { ...outcome, node: nodeView(outcome.node), modes: [...outcome.modes], existing: [...outcome.existing] };
  },
  initiate: ({ node }, input) => node.initiate({ ...input, projectId: projectId(input.projectId) }),
  invitation: ({ node }, input) => node.invitation(connectionId(input.connectionId)),
  accept: ({ node }, input) => node.accept({ ...input, projectId: projectId(input.projectId) }),
  declineCode: ({ node }, input) => node.declineCode(input.code),
  act: ({ node }, input) => node.act(connectionId(input.connectionId), input.verb),
  saveConnection: ({ node }, input) => {
    const { connectionId: which, options, ...settings } = input;
    const wanted = { ...settings, projectId: projectId(settings.projectId) };
    return node.saveConnection(connectionId(which), options === undefined ? wanted : { ...wanted, options });
  },
  saveSettings: ({ node }, input) => node.saveSettings(input),
  settleInstanceChange: ({ node }, input) => node.settleInstanceChange(input.answer),
  checkReachability: ({ node }) => node.checkReachability(),
  activity: async ({ node }, { connectionId: which, ...query }) => {
    const page = await node.activity(connectionId(which), query);
    return page === null ? null : { rows: page.items.map(activityView), next: page.next, kept: page.kept };
  },
  held: async ({ node }, input) => {
    const which = connectionId(input.connectionId);
    const [held, { sent, received, p50, p95, drift }] = [await node.held(which), await node.flow(which)];
    return { held: held.map(heldView), flow: { sent, received, p50, p95, drift } };
  },
  retryHeld: ({ node, who }, input) => node.retryHeld(connectionId(input.connectionId), input.heldId, who.name),
  retryAllHeld: async ({ node, who }, input) => ({
    kind: 'done',
    count: await node.retryAllHeld(connectionId(input.connectionId), who.name),
  }),
  skipHeld: ({ node, who }, input) => node.skipHeld(connectionId(input.connectionId), input.heldId, who.name),
  issuePanel: async ({ node, who }, input) => {
    const issueId = await readable(who, input.issueId);
    const entries = await node.issuePanel(issueId);
    const offers = who.isAdmin ? await node.connectOffers(issueId) : [];
    return { isAdmin: who.isAdmin, entries: entries.map((entry) => panelView(entry, who.isAdmin)), offers: offers.map(offerView) };
  },
  syncIssue: async ({ node, who }, input) => {
    await node.syncIssue(await readable(who, input.issueId), who.name);
    return { kind: 'done' };
  },
  connectIssue: async ({ node, who }, input) =>
    await node.connectIssue(connectionId(input.connectionId), await readable(who, input.issueId), who.name),
};

/** What the user may not see, Entente says nothing of. */
async function readable(who: AdminUser, text: string): Promise<IssueId> {
  const issueId = id<IssueId>(text);
  if (who.mayRead === undefined || !(await who.mayRead(issueId))) throw faultError({ whose: 'admin', code: 'issue.notVisible' });
  return issueId;
}

const forEveryone: readonly AdminMethod[] = ['home', 'issuePanel'];

/** Answers one call of an admin page. `method` and `input` are as they came over the host's transport. */
export async function serveAdmin(
  node: EntenteNode,
  who: AdminUser,
  method: string,
  input: unknown,
  context: ServeContext,
): Promise<AdminReply> {
  if (!isMethod(method)) return refuse('ours', 'admin.unknownMethod', { method: method.slice(0, 40) });
  if (!who.isAdmin && !forEveryone.includes(method)) return refuse('admin', 'admin.forbidden', { user: who.name });
  try {
    return await answer(method, { node, who, context }, input);
  } catch (caught) {
    const fault = faultOf(caught);
    context.onFault?.(method, fault);
    const { whose, code, params, retry } = fault;
    return { kind: 'fault', fault: { whose, code, params, retry } };
  }
}

// oxlint-disable-next-line no-unnecessary-type-parameters -- M is what ties the schema, the input and the handler together
async function answer<M extends AdminMethod>(method: M, call: Call, input: unknown): Promise<AdminReply> {
  const checked = z.safeParse(adminSchemas[method].input, input);
  if (!checked.success) return refuse('ours', 'admin.invalidInput', { method, field: checked.error.issues[0]?.path.join('.') ?? '' });
  const output = await handlers[method](call, checked.data);
  return { kind: 'answer', output: z.parse(adminSchemas[method].output, output) };
}

function isMethod(method: string): method is AdminMethod {
  return hasOwn(adminApi, method);
}

function refuse(whose: 'ours' | 'admin', code: string, params: Record<string, string>): AdminReply {
  return { kind: 'fault', fault: { whose, code, params, retry: 'never' } };
}

function missingOf(context: ServeContext, visibility: 'public' | 'private', baseUrl: string | null, hasChanged: boolean): Home['missing'] {
  const missing = [...(context.missing ?? [])];
  if (hasChanged) missing.push({ code: 'instance.changed', params: {} });
  if (!context.licensed) missing.push({ code: 'missing.licence', params: {} });
  if (visibility === 'public' && baseUrl === null) missing.push({ code: 'missing.address', params: {} });
  return missing;
}

/** FNV-1a over UTF-16 units, with the length: the page only asks whether something changed. */
function revisionOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
