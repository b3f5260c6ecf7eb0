/** Puts one node together: the connection half, the sync half, and the admin's operations over the same ports. */
import { accept, declineCode } from './admin/accept.ts';
import { act } from './admin/act.ts';
import { allConnections } from './admin/connections.ts';
import { initiate, invitationOf } from './admin/initiate.ts';
import { probe } from './admin/probe.ts';
import { instanceChange, refuseWhileChanged, settleInstanceChange, start } from './admin/instance.ts';
import { checkReachability, saveConnection, saveSettings, settings } from './admin/settings.ts';
import { contextOf, ownInfo, readConnection } from './connection/context.ts';
import type { Context } from './connection/context.ts';
import { serve } from './connection/serve.ts';
import { sweep, work } from './connection/work.ts';
import { id } from './ids.ts';
import type { ConnectionId } from './ids.ts';
import type { ConnectionOverview, EntenteNode, InstanceFacts, Rules } from './node.ts';
import type { Ports } from './ports.ts';
import { rulesOf } from './rules/default-scripts.ts';
import { createSyncEngine } from './sync/create-sync-engine.ts';
import type { SyncEngine } from './sync/engine.ts';

/** `engine`: for tests of the connection half alone. */
export function createNode(ports: Ports, facts: InstanceFacts, engine?: SyncEngine): EntenteNode {
  const context = contextOf(ports, facts, engine ?? createSyncEngine(ports, facts));
  return {
    start: () => start(context),
    instanceChange: () => instanceChange(context),
    settleInstanceChange: (answer) => settleInstanceChange(context, answer),
    info: () => ownInfo(context),
    settings: () => settings(context),
    saveSettings: (wanted) => saveSettings(context, wanted),
    checkReachability: () => checkReachability(context),
    answerPartner: (request) => serve(context, request),
    noticeIssue: (issueId) => context.engine.notice(issueId),
    work: (until) => work(context, until),
    sweep: () => sweep(context),
    searchProjects: (text, cursor) => context.tracker.searchProjects(text, cursor),
    probe: (url) => probe(context, url),
    initiate: async (request) => (await refuseWhileChanged(context)) ?? (await initiate(context, request)),
    invitation: (connectionId) => invitationOf(context, connectionId),
    accept: async (request) => (await refuseWhileChanged(context)) ?? (await accept(context, request)),
    declineCode: async (code) => (await refuseWhileChanged(context)) ?? (await declineCode(context, code)),
    listConnections: () => overviews(context),
    connection: (connectionId) => overview(context, connectionId),
    rules: (connectionId) => rules(context, connectionId),
    saveConnection: (connectionId, wanted) => saveConnection(context, connectionId, wanted),
    act: async (connectionId, verb) => (await refuseWhileChanged(context)) ?? (await act(context, connectionId, verb)),
  };
}

async function overviews(context: Context): Promise<readonly ConnectionOverview[]> {
  const all: ConnectionOverview[] = [];
  for (const { key } of await allConnections(context)) {
    const one = await overview(context, id<ConnectionId>(key));
    if (one !== null) all.push(one);
  }
  return all;
}

async function overview(context: Context, connectionId: ConnectionId): Promise<ConnectionOverview | null> {
  const row = await readConnection(context, connectionId);
  if (row === null || row.value.state === 'deleted') return null;
  const counts = await context.engine.counts(connectionId);
  const problem = counts.errors === 0 || context.engine.problem === undefined ? null : await context.engine.problem(connectionId);
  return { connection: row.value, counts, problem };
}

async function rules(context: Context, connectionId: ConnectionId): Promise<Rules | null> {
  const row = await readConnection(context, connectionId);
  return row === null || row.value.state === 'deleted' ? null : rulesOf(row.value);
}
