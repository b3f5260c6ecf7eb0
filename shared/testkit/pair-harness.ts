/**
 * Two instances, and others in the room, in one process: each with its own store, secrets, tracker and node, on one network
 * with one clock that stands still between steps.
 *
 * 1. `settle` works until nobody has anything to do now; time moves with `pass` alone.
 * 2. `restart` makes a new node over the same store and secrets, as after a crash.
 */
import type { Crypto, EntenteNode, InstanceFacts, JsonObject, Partner, Ports, RuleRunner, Store, SyncEngine, Tracker } from '@entente/core';
import { coreMaker } from './core-maker.ts';
import { fakeClock } from './fake-clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { loopbackPartner } from './loopback-partner.ts';
import type { LoopbackNetwork } from './loopback-partner.ts';
import { memorySecrets } from './memory-secrets.ts';
import type { MemorySecrets } from './memory-secrets.ts';
import { memoryStore } from './memory-store.ts';
import type { MemoryStore } from './memory-store.ts';
import { memoryTracker } from './memory-tracker.ts';
import type { MemoryTracker } from './memory-tracker.ts';
import { seededRandom } from './seeded-random.ts';

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly facts: JsonObject;
}

export interface Side {
  readonly name: string;
  /** Null: private. */
  readonly baseUrl: string | null;
  node: EntenteNode;
  readonly store: MemoryStore;
  readonly secrets: MemorySecrets;
  readonly tracker: MemoryTracker;
  readonly facts: InstanceFacts;
  readonly log: LogLine[];
  /** A new process over the same data; `store`: over a store that crashes, say; `change`: over any other ports. */
  restart(store?: Store, facts?: Partial<InstanceFacts>, change?: (ports: Ports) => Ports): Promise<void>;
}

export interface PairOptions {
  readonly crypto: Crypto;
  readonly seed?: number;
  readonly rules?: RuleRunner;
  /** Instead of the sync half, for tests of the connection half. */
  readonly engine?: (ports: Ports) => SyncEngine;
  /** Names of private sides. */
  readonly private?: readonly string[];
  /** More instances in the room besides `left` and `right`. */
  readonly others?: readonly string[];
  readonly startAt?: number;
  /** By side: facts that are other than usual, the base URL of a real server, say. */
  readonly facts?: { readonly [side: string]: Partial<InstanceFacts> };
  /** By side: a real tracker instead of the one in memory. */
  readonly trackers?: { readonly [side: string]: Tracker };
  /** By side: a real network instead of the one in memory. */
  readonly partners?: { readonly [side: string]: Partner };
}

export interface Pair {
  readonly clock: FakeClock;
  readonly network: LoopbackNetwork;
  readonly left: Side;
  readonly right: Side;
  readonly sides: readonly Side[];
  side(name: string): Side;
  /** Works until nothing is due now. */
  settle(): Promise<void>;
  /** Lets time pass, settling at each moment at which somebody wants to be called. */
  pass(ms: number): Promise<void>;
}

export async function pairHarness(options: PairOptions): Promise<Pair> {
  const clock = fakeClock(options.startAt);
  const network = loopbackPartner();
  const sides: Side[] = [];
  for (const name of ['left', 'right', ...(options.others ?? [])]) sides.push(await makeSide(name, sides.length, options, clock, network));
  const side = (name: string): Side => {
    const found = sides.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no side ${name}`);
    return found;
  };
  const settle = async (): Promise<void> => void (await workAll(sides, clock, network));
  return {
    clock,
    network,
    sides,
    left: side('left'),
    right: side('right'),
    side,
    settle,
    async pass(ms) {
      const end = clock.now() + ms;
      for (;;) {
        const nextAt = await workAll(sides, clock, network);
        if (clock.now() >= end) return;
        clock.set(Math.min(end, Math.max(clock.now() + 1, nextAt ?? end)));
      }
    },
  };
}

async function makeSide(name: string, index: number, options: PairOptions, clock: FakeClock, network: LoopbackNetwork): Promise<Side> {
  const given = options.facts?.[name] ?? {};
  const baseUrl = options.private?.includes(name) === true ? null : (given.baseUrl ?? `https://${name}.example.com`);
  const store = memoryStore();
  const secrets = memorySecrets();
  const tracker = memoryTracker({ clock, name: name.toUpperCase() });
  const log: LogLine[] = [];
  const facts: InstanceFacts = {
    name,
    baseUrl,
    trackerUrl: `https://tracker.${name}.example.com`,
    hostInstanceId: `host-${name}`,
    nodeType: 'MEMORY',
    trackerVersion: '1.0.0',
    nodeVersion: '0.1.0',
    capabilities: { maxAttachmentBytes: { read: 10_000_000, write: 10_000_000 }, projectStep: true, longPoll: false },
    licensed: true,
    allowLoopback: false,
    ...given,
  };
  const random = seededRandom((options.seed ?? 1) * 100 + index);
  const ports: Ports = {
    clock,
    random,
    crypto: options.crypto,
    store,
    secrets,
    partner: options.partners?.[name] ?? network.partner,
    tracker: options.trackers?.[name] ?? tracker,
    rules: options.rules ?? noRules(),
    log: { write: (level, event, lines) => void log.push({ level, event, facts: lines }) },
    wake: { wake: () => Promise.resolve() },
  };
  const side: Side = {
    name,
    baseUrl,
    store,
    secrets,
    tracker,
    facts,
    log,
    node: coreMaker.createNode(ports, facts, options.engine?.(ports)),
    async restart(over = store, changed = {}, change = (same) => same) {
      const again = change({ ...ports, store: over });
      side.node = coreMaker.createNode(again, { ...facts, ...changed }, options.engine?.(again));
      await side.node.start();
    },
  };
  await side.node.start();
  if (baseUrl !== null) network.serve(baseUrl, (request) => side.node.answerPartner(request));
  tracker.onChange = (issueId) => void side.node.noticeIssue(issueId);
  return side;
}

/** The earliest moment at which somebody wants to be called again. */
async function workAll(sides: readonly Side[], clock: FakeClock, network: LoopbackNetwork): Promise<number | null> {
  for (let round = 0; round < 200; round++) {
    let earliest: number | null = null;
    const calls = network.calls.length;
    for (const { node } of sides) {
      const { nextAt } = await node.work(clock.now() + 25_000);
      if (nextAt !== null) earliest = Math.min(earliest ?? nextAt, nextAt);
    }
    // A call may have given those something to do who had their turn before it: one round more has to be quiet.
    if ((earliest === null || earliest > clock.now()) && network.calls.length === calls) return earliest;
  }
  throw new Error('the pair does not come to rest');
}

function noRules(): RuleRunner {
  return { run: () => Promise.resolve({ kind: 'error', message: 'no rule runner in this test', line: null }) };
}
