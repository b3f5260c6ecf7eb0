/**
 * One run: a connection is made, users and nodes work through everything that goes wrong, the trouble ends, everything comes to
 * rest, and what came of it is held against what users have done (invariants.ts).
 *
 * The same seed runs the same way, event for event.
 */
import { createNode as createOwnNode } from '@entente/core';
import type { Crypto } from '@entente/core';
import { faultsOf, NO_FAULTS } from './faults.ts';
import { acceptCode, connections, invite, living } from './connect.ts';
import { violations } from './invariants.ts';
import { replay } from './network.ts';
import { someUserActs } from './people.ts';
import { sendEvent, startProcess } from './process.ts';
import { simulatedRules } from './rules.ts';
import { addSide, advance, newWorld, note } from './world.ts';
import type { MakeNode, Process, SimulatedSide, World } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  readonly trace?: boolean;
  /** Instead of the core as it is imported: the core as it is built for a host. */
  readonly createNode?: MakeNode;
}

export interface RunResult {
  readonly seed: number;
  /** Empty: everything held. */
  readonly violations: readonly string[];
  /** What went wrong in this run, by the names of faults.ts, and how often. */
  readonly faults: string;
  /** Empty unless asked for. */
  readonly trace: readonly string[];
}

const MINUTE = 60_000;
const RULES = simulatedRules();
const ownNode: MakeNode = (ports, facts) => createOwnNode(ports, facts);

export async function simulate({ seed, crypto, trace = false, createNode = ownNode }: RunOptions): Promise<RunResult> {
  const world = newWorld({ seed, crypto, rules: RULES, createNode, trace });
  let found: readonly string[];
  try {
    found = await run(world);
  } catch (caught) {
    found = [caught instanceof Error ? (caught.stack ?? caught.message) : String(caught)];
  }
  return { seed, violations: found, faults: world.had, trace: world.trace ?? [] };
}

async function run(world: World): Promise<readonly string[]> {
  const { random } = world;
  const whoIsPrivate = random.pick(['nobody', 'nobody', 'left', 'right']);
  const sides = [addSide(world, 'left', whoIsPrivate === 'left'), addSide(world, 'right', whoIsPrivate === 'right')];
  const third = random.happens(0.15) ? addSide(world, 'third', false) : null;
  for (const side of world.sides) {
    await living(world, side);
    side.tracker.onChange = (issueId) => sendEvent(world, side, issueId);
  }
  world.faults = faultsOf(random);
  world.had = namesOf(world.faults);
  note(world, 'world', world.had);
  const scenario =
    third === null
      ? random.pick(['usual', 'usual', 'usual', 'usual', 'usual', 'usual', 'usual', 'expired'] as const)
      : random.pick(['usual', 'race'] as const);
  if (scenario !== 'usual') return await aboutCode(world, scenario);
  await connect(world, third);
  if (!(await untilConnected(world))) return ['the connection was not made'];
  // What was created before a side was active does not go out: users wait.
  advance(world, 10 * MINUTE);
  for (const side of sides) side.connectionId = (connections(side)[0]?.id ?? null) as SimulatedSide['connectionId'];
  world.meddle = () => someUserActs(world);
  for (let left = 15 + random.upTo(25); left > 0; left--) await turn(world);
  world.faults = NO_FAULTS;
  note(world, 'world', '--- the trouble ends');
  const restless = await comeToRest(world);
  const result = violations(world);
  for (const side of sides) for (const { value } of side.store.dump('twin')) note(world, side.name, `twin ${JSON.stringify(value)}`);
  return restless === null ? result : [restless, ...result];
}

function namesOf(faults: object, prefix = ''): string {
  return Object.entries(faults)
    .flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? [namesOf(value, `${name}.`)] : value === 0 ? [] : [`${prefix}${name} ${String(value)}`],
    )
    .filter((text) => text !== '')
    .join(', ');
}

async function connect(world: World, third: SimulatedSide | null): Promise<void> {
  const [left, right] = world.sides;
  if (left === undefined || right === undefined) throw new Error('no sides');
  const byUrl = right.baseUrl !== null && left.baseUrl !== null ? world.random.happens(0.5) : right.baseUrl !== null;
  const { code } = await invite(world, left, right, byUrl);
  const accepting = third === null ? [right] : world.random.happens(0.5) ? [right, third] : [third, right];
  // Without a URL whoever has the code may be first; only the right one is meant to win here.
  for (const side of byUrl || third === null ? accepting : [right, third]) {
    if (side === third && !byUrl) await untilConnected(world);
    await acceptCode(world, side, code);
    if (side !== third) await someWork(world, side);
  }
}

/** A code that two instances accept at once, or that somebody accepts too late. */
async function aboutCode(world: World, scenario: 'race' | 'expired'): Promise<readonly string[]> {
  const [left, ...others] = world.sides;
  if (left === undefined || others[0] === undefined || left.baseUrl === null) return [];
  const { code } = await invite(world, left, others[0], false);
  if (scenario === 'expired') advance(world, 8 * 24 * 60 * MINUTE);
  const first = acceptCode(world, others[0], code);
  await Promise.all([first, ...others.slice(1).map((side) => acceptCode(world, side, code))]);
  for (let i = 0; i < 10; i++) {
    await Promise.all(world.sides.map((side) => someWork(world, side)));
    advance(world, 2000);
  }
  world.faults = NO_FAULTS;
  for (let i = 0; i < 60; i++) {
    for (const side of world.sides) await someWork(world, side);
    advance(world, 10_000);
  }
  const active = world.sides.filter((side) => connections(side)[0]?.state === 'active').map(({ name }) => name);
  const expected = scenario === 'expired' ? 0 : 2;
  const numbers = new Set(world.sides.filter(({ name }) => active.includes(name)).map((side) => connections(side)[0]?.securityNumber));
  if (active.length === expected && numbers.size <= 1) return [];
  return [
    `a code that ${scenario === 'race' ? 'two accept at once' : 'has expired'}: active on ${active.join(', ') || 'none'}, ${numbers.size} security numbers`,
  ];
}

async function untilConnected(world: World): Promise<boolean> {
  for (let i = 0; i < 150; i++) {
    if (i === 60) world.faults = { ...world.faults, network: NO_FAULTS.network, store: NO_FAULTS.store, crash: 0 };
    const states = world.sides.slice(0, 2).map((side) => connections(side)[0]?.state);
    if (states.every((state) => state === 'active')) return true;
    for (const side of world.sides) await someWork(world, side);
    advance(world, 4000);
  }
  return false;
}

async function turn(world: World): Promise<void> {
  const { random, faults } = world;
  const side = random.pick(world.sides.slice(0, 2));
  if (random.happens(0.55)) someUserActs(world);
  if (random.happens(faults.network.replay)) await replay(world);
  if (random.happens(0.15)) await guarded(world, side, (process) => process.node.sweep());
  if (random.happens(faults.clockJump)) jump(world, side);
  if (faults.restore > 0) await backUpOrRestore(world, side, faults.restore);
  if (random.happens(0.4)) await Promise.all(world.sides.map((one) => someWork(world, one)));
  else await someWork(world, side);
  advance(world, random.pick([10, 300, 2000, 5000, 20_000, 100_000]));
}

/** Between two of its works: nothing is on its way, and it stays within the five minutes that are allowed for. */
function jump(world: World, side: SimulatedSide): void {
  side.clockOffset = world.random.upTo(480_000) - 240_000;
  note(world, side.name, `its clock is off by ${side.clockOffset} ms now`);
}

/** Before that, a side put back to an older state needs a new code: its partner has erased the keys of the handshake. */
function handshakeIsOver(world: World): boolean {
  return world.sides
    .slice(0, 2)
    .every(({ store }) =>
      store
        .dump('node')
        .some(({ key, value }) => key.startsWith('in:') && (value as { readonly heardAt: number | null; readonly erased: boolean }).erased),
    );
}

async function backUpOrRestore(world: World, side: SimulatedSide, rate: number): Promise<void> {
  if (!handshakeIsOver(world)) return;
  if (side.backup === null || world.random.happens(0.1)) {
    side.backup = { store: side.store.clone(), secrets: new Map(side.secrets.held) };
  } else if (world.random.happens(rate)) {
    note(world, side.name, '† its data are put back to an older copy');
    side.process?.kill();
    side.store = side.backup.store.clone();
    side.secrets.held.clear();
    for (const [name, value] of side.backup.secrets) side.secrets.held.set(name, value);
    side.restored = true;
    await living(world, side);
  }
}

/** Works once, with a second worker beside it now and then; what has died is started again. */
async function someWork(world: World, side: SimulatedSide): Promise<number | null> {
  const workers: Process[] = [await living(world, side)];
  if (world.random.happens(world.faults.secondWorker)) {
    const second = await startProcess(world, side).catch(() => null);
    side.second = second;
    if (second !== null) workers.push(second);
  }
  const answers = await Promise.all(workers.map((worker) => worked(world, side, worker)));
  side.second = null;
  return answers.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
}

async function worked(world: World, side: SimulatedSide, process: Process): Promise<number | null> {
  const until = world.clock.now() + side.clockOffset + 25_000;
  const answer = await Promise.race([process.node.work(until).catch(() => null), process.died]);
  if (answer === 'died' || answer === null || answer.nextAt === null) return null;
  return answer.nextAt - side.clockOffset;
}

async function guarded(world: World, side: SimulatedSide, act: (process: Process) => Promise<void>): Promise<void> {
  const process = await living(world, side);
  await Promise.race([act(process).catch(() => undefined), process.died]);
}

const REST_MS = 11 * MINUTE;
const LONGEST_MS = 120 * MINUTE;
const QUEUES = ['outbox', 'sent', 'inbox', 'todo', 'blob', 'twin'] as const;

/** Null: at rest. Everything is looked for in the change feed every five minutes, as hosts do. */
async function comeToRest(world: World): Promise<string | null> {
  const end = world.clock.now() + LONGEST_MS;
  let swept = 0;
  let quietSince = world.clock.now();
  let last = '';
  while (world.clock.now() < end) {
    if (world.clock.now() - swept >= 5 * MINUTE) {
      swept = world.clock.now();
      for (const side of world.sides) await guarded(world, side, (process) => process.node.sweep());
    }
    let next: number | null = null;
    for (const side of world.sides) {
      const at = await someWork(world, side);
      if (at !== null) next = next === null ? at : Math.min(next, at);
    }
    const state = fingerprintOf(world);
    if (state !== last) quietSince = world.clock.now();
    last = state;
    if (world.clock.now() - quietSince >= REST_MS) return null;
    const soonest = world.due.reduce((least, { at }) => Math.min(least, at), next ?? Infinity);
    advance(world, Math.max(50, Math.min(MINUTE, soonest - world.clock.now())));
  }
  return 'it does not come to rest within two hours';
}

/** What would show that somebody is still at something. */
function fingerprintOf(world: World): string {
  return world.sides
    .map(
      ({ store, tracker }) => `${tracker.writes.length} ${QUEUES.map((table) => `${store.version(table)} ${store.count(table)}`).join()}`,
    )
    .join('/');
}
