/** Puts one node together: the connection half, the sync half, and the admin's operations over the same ports. */
import { accept, declineCode } from './admin/accept.ts';
import { act } from './admin/act.ts';
import { allConnections } from './admin/connections.ts';
import { initiate, invitationOf } from './admin/initiate.ts';
import { probe } from './admin/probe.ts';
import { instanceChange, refuseWhileChanged, settleInstanceChange, start } from './admin/instance.ts';
import { checkReachability, saveConnection, saveSettings, settings } from './admin/settings.ts';
import { contextOf, ownInfo, readConnection, wake } from './connection/context.ts';
import type { Context } from './connection/context.ts';
import { serve } from './connection/serve.ts';
import { sweep, work } from './connection/work.ts';
import { id } from './ids.ts';
import type { ConnectionId } from './ids.ts';
import type { ActivityPage, ActivityQuery, ConnectionOverview, EntenteNode, InstanceFacts, Rules } from './node.ts';
import type { Ports } from './ports.ts';
import { rulesOf } from './rules/default-scripts.ts';
import { activityPage, flowOf } from './sync/activity-log.ts';
import { createSyncEngine, syncOver } from './sync/create-sync-engine.ts';
import type { SyncEngine } from './sync/engine.ts';
import { connectIssue, connectOffers } from './sync/connect-issue.ts';
import { heldIssues, retryAllHeld, retryHeld, skipHeld } from './sync/held.ts';
import { issuePanel, syncIssue } from './sync/issue-panel.ts';

/** `engine`: for tests of the connection half alone. */
export function createNode(ports: Ports, facts: InstanceFacts, engine?: SyncEngine): EntenteNode {
  const context = contextOf(ports, facts, engine ?? createSyncEngine(ports, facts));
  const sync = syncOver(ports, facts);
  return {
    start: () => start(context),
    instanceChange: () => instanceChange(context),
    settleInstanceChange: (answer) => settleInstanceChange(context, answer),
    info: () => ownInfo(context),
    settings: () => settings(context),
    saveSettings: (wanted) => saveSettings(context, wanted),
    checkReachability: () => checkReachability(context),
    answerPartner: (request) => serve(context, request),
    noticeIssue: (issueId, stamp) => context.engine.notice(issueId, stamp),
    work: (until) => work(context, until),
    sweep: () => sweep(context),
    searchProjects: (text, cursor) => context.tracker.searchProjects(text, cursor),
    searchOption: async (key, text) => (context.tracker.searchOption === undefined ? [] : await context.tracker.searchOption(key, text)),
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
    activity: (connectionId, query) => activity(context, connectionId, query),
    flow: (connectionId) => flowOf(context.store, connectionId, context.clock.now()),
    held: (connectionId) => heldIssues(sync, connectionId),
    retryHeld: async (connectionId, heldId, by) => await woken(context, await retryHeld(sync, connectionId, heldId, by)),
    retryAllHeld: async (connectionId, by) => await woken(context, await retryAllHeld(sync, connectionId, by)),
    skipHeld: async (connectionId, heldId, by) => await woken(context, await skipHeld(sync, connectionId, heldId, by)),
    issuePanel: (issueId) => issuePanel(sync, issueId),
    syncIssue: async (issueId, by) => await woken(context, await syncIssue(sync, issueId, by)),
    connectOffers: (issueId) => connectOffers(sync, issueId),
    connectIssue: async (connectionId, issueId, by) => await woken(context, await connectIssue(sync, connectionId, issueId, by)),
  };
}

async function activity(context: Context, connectionId: ConnectionId, query: ActivityQuery): Promise<ActivityPage | null> {
  const row = await readConnection(context, connectionId);
  return row === null || row.value.state === 'deleted' ? null : await activityPage(context.store, connectionId, query);
}

async function woken<Result>(context: Context, result: Result): Promise<Result> {
  await wake(context, 'admin');
  return result;
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
