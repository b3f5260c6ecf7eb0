/**
 * One simulated world: instances with their trackers and stores, one true time, and what is on its way.
 *
 * 1. Nothing real is waited for: the order of everything follows from the seed.
 * 2. A process that is killed makes no further step; its calls never return.
 */
import type {
  ConnectionId,
  Crypto,
  EntenteNode,
  InstanceFacts,
  PartnerRequest,
  Ports,
  RuleRunner,
  StoredRecord,
  Table,
  Together,
} from '@entente/core';
import { fakeClock } from '../fake-clock.ts';
import type { FakeClock } from '../fake-clock.ts';
import { memorySecrets } from '../memory-secrets.ts';
import type { MemorySecrets } from '../memory-secrets.ts';
import { memoryStore } from '../memory-store.ts';
import type { MemoryStore } from '../memory-store.ts';
import { memoryTracker } from '../memory-tracker.ts';
import type { MemoryTracker } from '../memory-tracker.ts';
import { chance } from './chance.ts';
import { rememberingCrypto } from './crypto.ts';
import type { Chance } from './chance.ts';
import { NO_FAULTS } from './faults.ts';
import type { Faults } from './faults.ts';
import { newHistory } from './history.ts';
import type { History } from './history.ts';

export interface Process {
  readonly node: EntenteNode;
  readonly dead: () => boolean;
  /** Settles when it is killed. */
  readonly died: Promise<'died'>;
  kill(): void;
}

export interface SimulatedSide {
  readonly name: string;
  readonly baseUrl: string | null;
  readonly facts: InstanceFacts;
  readonly tracker: MemoryTracker;
  readonly secrets: MemorySecrets;
  store: MemoryStore;
  /** How far this node's clock is from the true time (ms). */
  clockOffset: number;
  process: Process | null;
  /** A second worker over the same data. */
  second: Process | null;
  /** An older copy of its data, for a restore. */
  backup: { readonly store: MemoryStore; readonly secrets: ReadonlyMap<string, string> } | null;
  /** Its data were put back at least once: its own memory of what it did is no longer whole. */
  restored: boolean;
  connectionId: ConnectionId | null;
  /** Records as listings still show them, for as long as they do. */
  behind: Behind[];
}

/** A record whose latest change listings do not show yet. */
export interface Behind {
  readonly table: Table;
  readonly key: string;
  readonly was: StoredRecord | null;
  readonly until: number;
}

/** Something that happens at its time. */
interface Due {
  readonly at: number;
  readonly what: string;
  act(): void;
}

/** `died`: settles when the process does. */
export type MakeNode = (ports: Ports, facts: InstanceFacts, died: Promise<'died'>) => EntenteNode;

/** What is asked after data were put back: invariants.ts */
export type Restored = 'nothing lost' | 'everything';

export interface World {
  readonly seed: number;
  readonly random: Chance;
  readonly clock: FakeClock;
  readonly crypto: Crypto;
  /** Left out: one after another. */
  readonly together?: Together | undefined;
  readonly rules: RuleRunner;
  readonly createNode: MakeNode;
  readonly sides: SimulatedSide[];
  readonly history: History;
  readonly requests: { readonly baseUrl: string; readonly request: PartnerRequest }[];
  readonly trace: string[] | null;
  readonly restored: Restored;
  /** What a user may do at this moment; set once the connection is made. */
  meddle: (() => void) | null;
  /** What should never have happened (watch.ts). */
  readonly wrong: Set<string>;
  readonly answered: Set<string>;
  faults: Faults;
  /** What has gone wrong so far, by the names of faults.ts, and how often. */
  readonly struck: Map<string, number>;
  /** An admin has deleted the connection. */
  ended: boolean;
  /** The faults of this run, in words. */
  had: string;
  due: Due[];
  /** What users have done so far. */
  doings: number;
  serial: number;
}

export interface WorldOptions {
  readonly seed: number;
  readonly crypto: Crypto;
  /** Left out: one after another. */
  readonly together?: Together | undefined;
  readonly rules: RuleRunner;
  readonly createNode: MakeNode;
  readonly trace: boolean;
  readonly restored: Restored;
}

export function newWorld({ seed, crypto, together, rules, createNode, trace, restored }: WorldOptions): World {
  const random = chance(seed);
  return {
    seed,
    random,
    crypto: rememberingCrypto(crypto),
    together,
    rules,
    createNode,
    clock: fakeClock(),
    sides: [],
    history: newHistory(),
    requests: [],
    trace: trace ? [] : null,
    restored,
    meddle: null,
    wrong: new Set(),
    answered: new Set(),
    faults: NO_FAULTS,
    struck: new Map(),
    ended: false,
    had: '',
    due: [],
    doings: 0,
    serial: 0,
  };
}

export function addSide(world: World, name: string, isPrivate: boolean): SimulatedSide {
  const baseUrl = isPrivate ? null : `https://${name}.example.com`;
  const side: SimulatedSide = {
    name,
    baseUrl,
    facts: {
      name,
      baseUrl,
      trackerUrl: `https://tracker.${name}.example.com`,
      hostInstanceId: `host-${name}`,
      nodeType: 'MEMORY',
      trackerVersion: '1.0.0',
      nodeVersion: '0.1.0',
      licensed: true,
      allowLoopback: false,
      capabilities: { maxAttachmentBytes: { read: 10_000_000, write: 10_000_000 }, projectStep: true, longPoll: false },
    },
    tracker: memoryTracker({ clock: world.clock, name: name.toUpperCase() }),
    secrets: memorySecrets(),
    store: memoryStore(),
    clockOffset: 0,
    process: null,
    second: null,
    backup: null,
    restored: false,
    connectionId: null,
    behind: [],
  };
  world.sides.push(side);
  return side;
}

export function note(world: World, who: string, what: string): void {
  if (world.trace === null) return;
  world.trace.push(`${new Date(world.clock.now()).toISOString().slice(11, 23)} ${who.padEnd(6)} ${what}`);
}

export function later(world: World, inMs: number, what: string, act: () => void): void {
  world.due.push({ at: world.clock.now() + inMs, what, act });
}

/** Whether it goes wrong now, by this run's chance. Counted: what never happens tests nothing. */
export function strikes(world: World, what: string, probability: number): boolean {
  if (!world.random.happens(probability)) return false;
  struck(world, what);
  return true;
}

export function struck(world: World, what: string): void {
  world.struck.set(what, (world.struck.get(what) ?? 0) + 1);
}

/** Time goes on, and what has come due happens. */
export function advance(world: World, ms: number): void {
  world.clock.advance(ms);
  for (;;) {
    const now = world.clock.now();
    const index = world.due.findIndex(({ at }) => at <= now);
    if (index < 0) return;
    world.due.splice(index, 1)[0]?.act();
  }
}

/** Other turns of this world's code come first, as many as chance says. */
export async function turns(world: World): Promise<void> {
  if (world.random.happens(0.7)) return;
  for (let left = world.random.upTo(40); left > 0; left--) await Promise.resolve();
}
