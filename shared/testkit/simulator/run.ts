/**
 * One run: a connection is made, users and nodes work through everything that goes wrong, the trouble ends, everything comes to
 * rest, and what came of it is held against what users have done (invariants.ts).
 *
 * The same seed runs the same way, event for event.
 */
import { createNode as createOwnNode } from '@entente/core';
import type { Crypto, Together } from '@entente/core';
import { activateAll, mendSome, seeToHeld, someAdminActs } from './admins.ts';
import { endedViolations } from './ended.ts';
import { faultsOf, NO_FAULTS } from './faults.ts';
import { parkedViolations } from './parked.ts';
import { acceptCode, connections, invite, living } from './connect.ts';
import { violations } from './invariants.ts';
import { replay } from './network.ts';
import { someUserActs } from './people.ts';
import { sendEvent } from './process.ts';
import { comeToRest } from './rest.ts';
import { simulatedRules } from './rules.ts';
import { guarded, someWork } from './working.ts';
import { addSide, advance, newWorld, note, strikes, struck } from './world.ts';
import type { MakeNode, Restored, SimulatedSide, World } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  /** What a platform does at once. Left out: one after another. */
  readonly together?: Together | undefined;
  readonly trace?: boolean;
  /** What is asked of a run in which data are put back once (invariants.ts). */
  readonly restored?: Restored;
  /** Instead of the core as it is imported: the core as it is built for a host. */
  readonly createNode?: MakeNode;
}

export interface RunResult {
  readonly seed: number;
  /** Empty: everything held. */
  readonly violations: readonly string[];
  /** What went wrong in this run, by the names of faults.ts, and how often. */
  readonly faults: string;
  /** What happened of it, and how often. */
  readonly struck: ReadonlyMap<string, number>;
  /** Empty unless asked for. */
  readonly trace: readonly string[];
}

const MINUTE = 60_000;
const RULES = simulatedRules();
const ownNode: MakeNode = (ports, facts) => createOwnNode(ports, facts);

export async function simulate({
  seed,
  crypto,
  together,
  trace = false,
  restored = 'nothing lost',
  createNode = ownNode,
}: RunOptions): Promise<RunResult> {
  const world = newWorld({ seed, crypto, together, rules: RULES, createNode, trace, restored });
  let found: readonly string[];
  try {
    found = await run(world);
  } catch (caught) {
    found = [caught instanceof Error ? (caught.stack ?? caught.message) : String(caught)];
  }
  return { seed, violations: found, faults: world.had, struck: world.struck, trace: world.trace ?? [] };
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
  return await atRest(world);
}

async function atRest(world: World): Promise<readonly string[]> {
  const found: string[] = [];
  const rest = async (refusing: boolean): Promise<void> => {
    const restless = await comeToRest(world, refusing);
    if (restless !== null) found.push(restless);
  };
  const stillRefuses = world.faults.refused > 0 && !world.ended;
  world.faults = { ...NO_FAULTS, refused: world.faults.refused };
  note(world, 'world', '--- the trouble ends');
  await activateAll(world);
  if (stillRefuses) {
    await rest(true);
    if (world.sides.every(({ restored }) => !restored)) found.push(...(await parkedViolations(world)));
    await mendSome(world);
    world.faults = NO_FAULTS;
    note(world, 'world', '--- the tracker refuses nothing any more');
    await seeToHeld(world);
  }
  world.faults = NO_FAULTS;
  await rest(false);
  if (world.ended) await laterOn(world);
  found.push(...(world.ended ? endedViolations(world) : violations(world)), ...world.wrong);
  for (const side of world.sides) noteRecords(world, side);
  return found;
}

/** What each side knows in the end. */
function noteRecords(world: World, side: SimulatedSide): void {
  for (const { value } of side.store.dump('connection')) note(world, side.name, `connection ${JSON.stringify(value)}`);
  for (const { key, value } of side.store.dump('node'))
    if (/^(in|out):/.test(key)) note(world, side.name, `${key.slice(0, key.indexOf(':')).padEnd(3)} ${JSON.stringify(value)}`);
  for (const { value } of side.store.dump('twin')) note(world, side.name, `twin ${JSON.stringify(value)}`);
}

/** Whoever has been told that the other side has deleted the connection too keeps its own end for an hour. */
async function laterOn(world: World): Promise<void> {
  advance(world, 70 * MINUTE);
  for (let i = 0; i < 3; i++) for (const side of world.sides) await someWork(world, side);
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
  if (strikes(world, 'network.replay', faults.network.replay)) await replay(world);
  if (random.happens(0.15)) await guarded(world, side, (process) => process.node.sweep());
  if (strikes(world, 'clockJump', faults.clockJump)) jump(world, side);
  if (faults.restore > 0) await backUpOrRestore(world, side, faults.restore);
  await someAdminActs(world, side);
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
  // Whoever has forgotten that the connection was deleted is told by nobody any more.
  if (!handshakeIsOver(world) || world.faults.deleted > 0) return;
  if (side.backup === null || world.random.happens(0.1)) {
    side.backup = { store: side.store.clone(), secrets: new Map(side.secrets.held) };
  } else if (world.random.happens(rate)) {
    struck(world, 'restore');
    note(world, side.name, '† its data are put back to an older copy');
    side.process?.kill();
    // It takes its time, and the backup has its age.
    advance(world, 10 * MINUTE);
    side.store = side.backup.store.clone();
    side.behind = [];
    side.secrets.held.clear();
    for (const [name, value] of side.backup.secrets) side.secrets.held.set(name, value);
    side.restored = true;
    await living(world, side);
  }
}
