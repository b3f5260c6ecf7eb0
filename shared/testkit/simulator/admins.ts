/** What admins do while the connection works: they deactivate and activate it, delete it, and see to issues that are held up. */
import { id } from '@entente/core';
import type { ConnectionId, HeldIssue } from '@entente/core';
import { click, connections } from './connect.ts';
import { editDescription, editSummary } from './people.ts';
import { note, struck } from './world.ts';
import type { SimulatedSide, World } from './world.ts';

export async function someAdminActs(world: World, side: SimulatedSide): Promise<void> {
  const { deactivated, deleted } = world.faults;
  if (!world.ended && world.random.happens(deactivated)) await toggle(world, side);
  if (!world.ended && world.random.happens(deleted)) await end(world, side);
}

async function toggle(world: World, side: SimulatedSide): Promise<void> {
  const connection = connections(side)[0];
  if (connection === undefined) return;
  const verb = connection.state === 'deactivated' ? 'activate' : 'deactivate';
  const done = await click(world, side, (node) => node.act(id<ConnectionId>(connection.id), verb));
  struck(world, verb);
  note(world, side.name, `admin: ${verb} ${done.kind}`);
}

/** Now and then both at once. */
async function end(world: World, side: SimulatedSide): Promise<void> {
  world.ended = true;
  const both = world.random.happens(0.3);
  for (const one of world.sides.slice(0, 2)) {
    const connection = connections(one)[0];
    if (connection === undefined || (one !== side && !both)) continue;
    const done = await click(world, one, (node) => node.act(id<ConnectionId>(connection.id), 'delete'));
    struck(world, 'delete');
    note(world, one.name, `admin: delete ${done.kind}`);
  }
}

export async function activateAll(world: World): Promise<void> {
  for (const side of world.sides) if (connections(side)[0]?.state === 'deactivated') await toggle(world, side);
}

export async function heldOf(world: World, side: SimulatedSide): Promise<readonly HeldIssue[]> {
  const { connectionId } = side;
  return connectionId === null ? [] : await click(world, side, (node) => node.held(connectionId));
}

/** While the tracker still refuses: what a user mends takes the place of what is held up. */
export async function mendSome(world: World): Promise<void> {
  for (const [side, held] of await allHeld(world)) {
    const found = partnersIssue(world, side, held);
    if (found !== null && world.random.happens(0.3)) editSummary(world, found.side, found.issue);
  }
}

/** The cause is gone: an admin retries, or skips and a user changes something else, or nobody does anything. */
export async function seeToHeld(world: World): Promise<void> {
  for (const [side, held] of await allHeld(world)) {
    const { connectionId } = side;
    if (connectionId === null) continue;
    const verb = world.random.pick(['retry', 'skip', 'nothing'] as const);
    if (verb === 'retry') await click(world, side, (node) => node.retryHeld(connectionId, held.id, 'Ada'));
    if (verb !== 'skip') continue;
    const done = await click(world, side, (node) => node.skipHeld(connectionId, held.id, 'Ada'));
    note(world, side.name, `admin: skip ${held.id} ${done.kind}`);
    const found = partnersIssue(world, side, held);
    if (done.kind === 'done' && found !== null) editDescription(world, found.side, found.issue);
  }
}

async function allHeld(world: World): Promise<readonly (readonly [SimulatedSide, HeldIssue])[]> {
  const all: (readonly [SimulatedSide, HeldIssue])[] = [];
  for (const side of world.sides.slice(0, 2))
    for (const held of await heldOf(world, side)) if (held.where === 'applying') all.push([side, held]);
  return all;
}

export function partnersIssue(world: World, side: SimulatedSide, { theirs }: HeldIssue) {
  const other = world.sides.slice(0, 2).find((one) => one !== side);
  const issue = other?.tracker.issues().find((one) => one.id === theirs?.id);
  return other === undefined || issue === undefined ? null : { side: other, issue };
}
