/**
 * The end of a run: everything comes to rest, or does not.
 *
 * 1. The change feeds are swept every five minutes, as hosts do. At rest nothing changes for eleven minutes: longer than any back-off.
 * 2. Where nothing waits for anything, two more sweeps that change nothing are enough. Not after a restore: what was forgotten comes up
 *    with a later exchange.
 */
import { guarded, someWork } from './working.ts';
import { advance } from './world.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const REST_MS = 11 * MINUTE;
const LONGEST_MS = 120 * MINUTE;
const SWEEP_MS = 5 * MINUTE;
const BUSY_MS = 2100;
const QUEUES = ['outbox', 'sent', 'inbox', 'todo', 'blob', 'twin'] as const;

/** Null: at rest. `refusing`: what is held up is tried again and again, and each time its twin says so. */
export async function comeToRest(world: World, refusing = false): Promise<string | null> {
  const end = world.clock.now() + LONGEST_MS;
  let swept = 0;
  let quietSince = world.clock.now();
  let last = '';
  while (world.clock.now() < end) {
    if (world.clock.now() - swept >= SWEEP_MS) {
      swept = world.clock.now();
      await sweep(world);
    }
    const next = await workOnce(world);
    const state = fingerprintOf(world, refusing);
    if (state !== last) quietSince = world.clock.now();
    last = state;
    if (world.clock.now() - quietSince >= REST_MS || (await nothingIsLeft(world))) return null;
    const soonest = world.due.reduce((least, { at }) => Math.min(least, at), next ?? Infinity);
    advance(world, Math.max(50, Math.min(MINUTE, soonest - world.clock.now())));
  }
  return 'it does not come to rest within two hours';
}

async function sweep(world: World): Promise<void> {
  for (const side of world.sides) await guarded(world, side, (process) => process.node.sweep());
}

/** When there is something to do again, as far as they know. */
async function workOnce(world: World): Promise<number | null> {
  let next: number | null = null;
  for (const side of world.sides) {
    const at = await someWork(world, side);
    if (at !== null) next = next === null ? at : Math.min(next, at);
  }
  return next;
}

async function nothingIsLeft(world: World): Promise<boolean> {
  if (world.sides.some(({ restored }) => restored) || !isIdle(world)) return false;
  const states: string[] = [];
  for (let i = 0; i < 2; i++) {
    await sweep(world);
    for (let round = 0; round < 4 && (round === 0 || !isIdle(world)); round++) {
      await workOnce(world);
      advance(world, BUSY_MS);
    }
    states.push(fingerprintOf(world, false));
  }
  return isIdle(world) && states[0] === states[1];
}

/** Nothing is on its way, nothing waits, nobody holds anything. */
function isIdle(world: World): boolean {
  if (world.due.length > 0) return false;
  return world.sides.every(({ store, clockOffset }) => {
    const now = world.clock.now() + clockOffset;
    const empty = (['outbox', 'sent', 'inbox', 'todo'] as const).every((table) => store.count(table) === 0);
    const free = store.dump('lease').every(({ value }) => (value as { readonly until: number }).until <= now);
    const records = [...store.dump('twin'), ...store.dump('remote')].map(({ value }) => value as { readonly [name: string]: unknown });
    const isOpen = (record: { readonly [name: string]: unknown }): boolean =>
      record['again'] === true || ['work', 'hold', 'intent'].some((name) => (record[name] ?? null) !== null);
    return empty && free && !records.some(isOpen);
  });
}

/** What would show that somebody is still at something. */
function fingerprintOf(world: World, refusing: boolean): string {
  const tables = QUEUES.filter((table) => !refusing || (table !== 'twin' && table !== 'inbox'));
  return world.sides
    .map(
      ({ store, tracker }) => `${tracker.writes.length} ${tables.map((table) => `${store.version(table)} ${store.count(table)}`).join()}`,
    )
    .join('/');
}
