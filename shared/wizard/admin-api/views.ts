/** Core records to what the page may see: every member is named here, so nothing new in a record leaves by itself. */
import { verbsOf, type Connection, type ConnectionOverview, type NodeInfo } from '@entente/core';
import type { ConnectionView, NodeView } from './contract.ts';

export function nodeView(node: NodeInfo): NodeView {
  return {
    name: node.name,
    baseUrl: node.baseUrl,
    issueTrackerUrl: node.issueTrackerUrl,
    nodeType: node.nodeType,
    issueTrackerVersion: node.issueTrackerVersion,
    nodeVersion: node.nodeVersion,
    minHubObjectsVersion: node.minHubObjectsVersion,
    maxHubObjectsVersion: node.maxHubObjectsVersion,
    minRestVersion: node.minRestVersion,
    maxRestVersion: node.maxRestVersion,
    pollOnly: node.pollOnly,
    instanceUid: node.instanceUid,
  };
}

/** `localIsPrivate`: a connection with a private side on either end is a private one. */
export function connectionView(overview: ConnectionOverview, localIsPrivate: boolean): ConnectionView {
  const { connection, counts, problem } = overview;
  return {
    id: connection.id,
    inviteId: connection.inviteId,
    role: connection.role,
    state: connection.state,
    ...labelsOf(connection),
    partner: connection.partner === null ? null : nodeView(connection.partner),
    partnerUrl: connection.partnerUrl,
    type: localIsPrivate || connection.partnerUrl === null || connection.partner?.pollOnly === true ? 'private' : 'public',
    ...factsOf(connection),
    counts: { twins: counts.twins, waitingToSend: counts.waitingToSend, waitingToApply: counts.waitingToApply, errors: counts.errors },
    problem: problem === null ? null : { code: problem.code, params: problem.params },
    actions: [...verbsOf(connection)],
  };
}

function labelsOf(connection: Connection) {
  return {
    mode: connection.mode,
    name: connection.name,
    description: connection.description,
    localShortName: connection.localShortName,
    remoteShortName: connection.remoteShortName,
    projectId: connection.projectId,
    projectName: connection.projectName,
    options: { ...connection.options },
  };
}

function factsOf(connection: Connection) {
  const { failure, trouble, versions } = connection;
  return {
    failure: failure === null ? null : { code: failure.code, params: failure.params },
    trouble: trouble === null ? null : { code: trouble.code, params: trouble.params, whose: trouble.whose, since: trouble.since },
    securityNumber: connection.securityNumber,
    versions: versions === null ? null : { rest: versions.rest, hubObjects: versions.hubObjects },
    partnerDeactivated: connection.partnerDeactivated,
    createdAt: connection.createdAt,
    activatedAt: connection.activatedAt,
    expiresAt: connection.expiresAt,
    lastExchangeAt: connection.lastExchangeAt,
  };
}
