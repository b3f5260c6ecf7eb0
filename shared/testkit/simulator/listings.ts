/** Listings of a store whose index follows later, as Forge's does: `get` sees every commit at once, `list` some of them after a while. */
import type { Store, StoredRecord, Table, Write } from '@entente/core';
import { note } from './world.ts';
import type { Behind, SimulatedSide, World } from './world.ts';

/** No index of a store is further behind. */
const MOST_BEHIND_MS = 5000;

/** What listings go on showing of what these writes are about to change. */
export async function asBefore(world: World, side: SimulatedSide, writes: readonly Write[]): Promise<readonly Behind[]> {
  const until = world.clock.now() + world.random.upTo(MOST_BEHIND_MS);
  const changed = writes.filter(({ op }) => op !== 'check');
  note(world, side.name, `listings do not show ${changed.map(({ table, key }) => `${table} ${key.slice(-14)}`).join(', ')} yet`);
  return await Promise.all(changed.map(async ({ table, key }) => ({ table, key, was: await side.store.get(table, key), until })));
}

export async function listed(
  world: World,
  side: SimulatedSide,
  table: Table,
  query: Parameters<Store['list']>[1],
): Promise<readonly StoredRecord[]> {
  const now = world.clock.now();
  if (side.behind.length > 0) side.behind = side.behind.filter(({ until }) => until > now);
  const behind = side.behind.filter((one) => one.table === table);
  if (behind.length === 0) return await side.store.list(table, query);
  const shown = new Map(side.store.dump(table).map((record) => [record.key, record]));
  for (const { key, was } of behind.toReversed()) {
    if (was === null) shown.delete(key);
    else shown.set(key, was);
  }
  const { prefix, after, limit } = query;
  return [...shown.values()]
    .filter(({ key }) => key.startsWith(prefix) && (after === null || key > after))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, limit);
}
