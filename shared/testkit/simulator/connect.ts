/** Admins of the world's instances make their connection, through everything that goes wrong meanwhile. */
import { id } from '@entente/core';
import type { Connection, ConnectionId, EntenteNode, ProjectId } from '@entente/core';
import { CONNECTED } from './people.ts';
import { startProcess } from './process.ts';
import { advance, note } from './world.ts';
import type { SimulatedSide, World } from './world.ts';

const PROJECT = id<ProjectId>(CONNECTED);
const TRIES = 40;

/** An admin clicks until there is an answer, restarting what has died. */
export async function click<Answer>(world: World, side: SimulatedSide, act: (node: EntenteNode) => Promise<Answer>): Promise<Answer> {
  for (let i = 0; i < TRIES; i++) {
    const process = await living(world, side);
    const answer = await Promise.race([
      act(process.node).then(
        (value) => ({ value }),
        () => null,
      ),
      process.died,
    ]);
    if (answer !== null && answer !== 'died') return answer.value;
    advance(world, 1000);
  }
  throw new Error(`${side.name}: no answer to an admin's click`);
}

export async function living(world: World, side: SimulatedSide): Promise<NonNullable<SimulatedSide['process']>> {
  while (side.process === null || side.process.dead()) {
    note(world, side.name, 'a process starts');
    side.process = await startProcess(world, side).catch(() => null);
  }
  return side.process;
}

export interface Invited {
  readonly connectionId: ConnectionId;
  readonly code: string;
}

/** `byUrl`: the destination's address was entered. */
export async function invite(world: World, side: SimulatedSide, other: SimulatedSide, byUrl: boolean): Promise<Invited> {
  const request = {
    requestId: 'initiate-1',
    destinationUrl: byUrl ? other.baseUrl : null,
    mode: 'BASIC' as const,
    localShortName: side.name,
    remoteShortName: other.name,
    name: `${side.name}_to_${other.name}`,
    description: '',
    projectId: PROJECT,
    askBeforeActivating: false,
  };
  for (let i = 0; i < TRIES; i++) {
    const made = await click(world, side, (node) => node.initiate(request));
    if (made.kind === 'done') return { connectionId: made.connectionId, code: made.invitation.code };
    note(world, side.name, `initiate: ${made.code}`);
    advance(world, 2000);
  }
  throw new Error(`${side.name} cannot initiate`);
}

export async function acceptCode(world: World, side: SimulatedSide, code: string): Promise<string> {
  const accepted = await click(world, side, (node) => node.accept({ requestId: 'accept-1', code, projectId: PROJECT }));
  note(world, side.name, `accept: ${accepted.kind === 'done' ? 'done' : accepted.code}`);
  return accepted.kind === 'done' ? 'done' : accepted.code;
}

export function connections(side: SimulatedSide): readonly Connection[] {
  return side.store.dump('connection').map(({ value }) => value as unknown as Connection);
}
