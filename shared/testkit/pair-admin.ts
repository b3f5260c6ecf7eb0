/** What an admin on either side does in a pair of nodes, in one line each. */
import { id } from '@entente/core';
import type { Connection, ConnectionId, InitiateRequest, ProjectId } from '@entente/core';
import { pairHarness } from './pair-harness.ts';
import type { Pair, PairOptions, Side } from './pair-harness.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const PROJECT = id<ProjectId>('p1');
export const RIGHT_URL = 'https://right.example.com';

let requests = 0;
export const requestId = (): string => `request-${++requests}`;

export function asking(parts: Partial<InitiateRequest> = {}): InitiateRequest {
  return {
    requestId: requestId(),
    destinationUrl: RIGHT_URL,
    mode: 'SCRIPT',
    localShortName: 'left',
    remoteShortName: 'right',
    name: 'left_to_right',
    description: '',
    projectId: PROJECT,
    askBeforeActivating: false,
    ...parts,
  };
}

export async function initiate(
  side: Side,
  parts: Partial<InitiateRequest> = {},
): Promise<{ readonly connectionId: ConnectionId; readonly code: string }> {
  const made = await side.node.initiate(asking(parts));
  if (made.kind === 'refused') throw new Error(made.code);
  return { connectionId: made.connectionId, code: made.invitation.code };
}

export async function accept(side: Side, code: string): Promise<ConnectionId> {
  const accepted = await side.node.accept({ requestId: requestId(), code, projectId: PROJECT });
  if (accepted.kind === 'refused') throw new Error(accepted.code);
  return accepted.connectionId;
}

/** The side's one connection. */
export async function only(side: Side): Promise<Connection> {
  const [first, ...rest] = await side.node.listConnections();
  if (first === undefined || rest.length > 0)
    throw new Error(`${side.name} has ${rest.length + (first === undefined ? 0 : 1)} connections`);
  return first.connection;
}

export async function states(pair: Pair): Promise<readonly string[]> {
  return [(await only(pair.left)).state, (await only(pair.right)).state];
}

/** A pair with one active connection, made by `left`. */
export async function connectedPair(
  options: PairOptions,
  parts: Partial<InitiateRequest> = {},
): Promise<{ readonly pair: Pair; readonly connectionId: ConnectionId }> {
  const pair = await pairHarness(options);
  const { connectionId, code } = await initiate(pair.left, parts);
  await accept(pair.right, code);
  await pair.pass(MINUTE);
  if ((await states(pair)).join() !== 'active,active') throw new Error('not connected: ' + (await states(pair)).join());
  return { pair, connectionId };
}
