/**
 * What must never happen on the way, however well it ends: the two layers of the core mend much of what the other has done wrong.
 *
 * 1. An exchange reaches nobody who cannot know the connection yet.
 * 2. No message is answered twice: it would have been stored twice.
 * 3. The numbering is lost by a restore alone.
 * 4. Messages are taken in their order, with none left out.
 */
import type { Json, Write } from '@entente/core';
import { note } from './world.ts';
import type { SimulatedSide, World } from './world.ts';

export function watchRequest(world: World, baseUrl: string, route: string): void {
  const connectionId = /\/connections\/([0-9a-f]+)\/exchange$/.exec(route)?.[1];
  const side = world.sides.find((one) => one.baseUrl === baseUrl);
  if (connectionId === undefined || side === undefined || world.ended || world.sides.some(({ restored }) => restored)) return;
  if (!side.store.dump('node').some(({ key }) => key === `in:${connectionId}`))
    wrong(world, `${side.name} is sent an exchange before it knows the connection`);
}

/** Of a commit that was made. */
export function watchCommit(world: World, side: SimulatedSide, writes: readonly Write[]): void {
  for (const write of writes) {
    if (write.table === 'twin' && 'value' in write) keepConflicts(world, write.value);
    if (write.op === 'replace' && write.table === 'node' && write.key.startsWith('in:')) watchOrder(world, side, write.value);
    if (write.op !== 'create' || write.table !== 'outbox') continue;
    const { type, body } = write.value as { readonly type: string; readonly body: { readonly about?: Json } };
    if (type !== 'applied' || side.restored) continue;
    const about = `${side.name} ${JSON.stringify(body.about)}`;
    if (world.answered.has(about) && world.sides.every(({ restored }) => !restored)) wrong(world, `answered twice: ${about}`);
    world.answered.add(about);
  }
}

/** Records that are put back forget them; it was kept all the same. */
function keepConflicts(world: World, twin: Json): void {
  for (const { value } of (twin as { readonly conflicts: readonly { readonly value: string }[] }).conflicts)
    world.history.conflicts.add(value);
}

function watchOrder(world: World, side: SimulatedSide, value: Json): void {
  const { recent } = value as { readonly recent: readonly { readonly n: number }[] };
  const isNext = (one: { readonly n: number }, index: number): boolean => index === 0 || one.n === (recent[index - 1]?.n ?? 0) + 1;
  if (!recent.every(isNext)) wrong(world, `${side.name} has taken messages out of their order`);
}

export function watchLog(world: World, side: SimulatedSide, event: string): void {
  if (event === 'stream.restarted' && world.sides.every(({ restored }) => !restored)) wrong(world, `${side.name} has lost its numbering`);
}

function wrong(world: World, what: string): void {
  note(world, 'world', `! ${what}`);
  world.wrong.add(what);
}
