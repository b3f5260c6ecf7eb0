/**
 * Two sync engines with a tracker and a store each, and what the connection half would do between them: outbox rows become
 * inbox rows in order, blobs are asked for and served.
 *
 * 1. Both sides start with one active connection, `connectionId`; `connect` adds another.
 * 2. `crash` makes the side's ports fail from the n-th call on, as a killed process does; `restart` makes a new engine
 *    over the same store and tracker.
 */
import { id } from '@entente/core';
import type {
  Connection,
  ConnectionId,
  Crypto,
  InstanceFacts,
  IssueId,
  Json,
  Ports,
  ProjectId,
  RuleRunner,
  SyncEngine,
} from '@entente/core';
import { coreMaker } from './core-maker.ts';
import { fakeClock } from './fake-clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { memorySecrets } from './memory-secrets.ts';
import { memoryStore } from './memory-store.ts';
import type { MemoryStore } from './memory-store.ts';
import { memoryTracker } from './memory-tracker.ts';
import type { MemoryTracker, MemoryTrackerOptions } from './memory-tracker.ts';
import { seededRandom } from './seeded-random.ts';

export interface PairSide {
  readonly name: string;
  readonly tracker: MemoryTracker;
  readonly store: MemoryStore;
  readonly facts: InstanceFacts;
  readonly ports: Ports;
  engine: SyncEngine;
  /** Calls of ports since the last restart. */
  calls(): number;
  crash(afterCalls: number): void;
  restart(): void;
  /** What was logged, as `event code`. */
  readonly log: string[];
}

export interface SyncPair {
  readonly clock: FakeClock;
  readonly a: PairSide;
  readonly b: PairSide;
  readonly connectionId: ConnectionId;
  connect(connectionId: ConnectionId, projects: { readonly a: string; readonly b: string }): Promise<void>;
  update(side: PairSide, connectionId: ConnectionId, change: Partial<Connection>): Promise<void>;
  /** One round: collect, carry, apply, on both sides. True: something moved. */
  round(): Promise<boolean>;
  /** Rounds until nothing moves, the clock going on by a second each. */
  settle(): Promise<void>;
  /** Only one side's outbox to the other's inbox. Answers how many messages. */
  carry(from: PairSide, to: PairSide): Promise<number>;
  carryBlobs(from: PairSide, to: PairSide): Promise<number>;
  /** Every message that was carried. */
  readonly carried: { readonly from: string; readonly type: string; readonly body: Json }[];
}

export interface SyncPairOptions {
  readonly rules: RuleRunner;
  readonly crypto: Crypto;
  readonly maxAttachmentBytes?: { readonly read: number; readonly write: number };
  readonly trackers?: { readonly a?: Partial<MemoryTrackerOptions>; readonly b?: Partial<MemoryTrackerOptions> };
}

const FIRST = id<ConnectionId>('c'.repeat(32));

export function testConnection(role: Connection['role'], projectId: string, activatedAt: number, connectionId: string = FIRST): Connection {
  return {
    id: connectionId,
    role,
    state: 'active',
    failure: null,
    inviteId: '0'.repeat(32),
    codeHash: '0'.repeat(64),
    epoch: 1,
    mode: 'SCRIPT',
    name: `${role}_to_other`,
    localShortName: role,
    remoteShortName: 'other',
    description: '',
    projectId: id<ProjectId>(projectId),
    projectName: projectId,
    askBeforeActivating: false,
    partner: null,
    partnerUrl: null,
    securityNumber: null,
    versions: null,
    partnerDeactivated: false,
    createdAt: activatedAt,
    activatedAt,
    expiresAt: null,
    lastExchangeAt: null,
    trouble: null,
  };
}

export async function createSyncPair(options: SyncPairOptions): Promise<SyncPair> {
  const clock = fakeClock();
  const a = createSide('A', 1, clock, options, options.trackers?.a ?? {});
  const b = createSide('B', 2, clock, options, options.trackers?.b ?? {});
  const carried: SyncPair['carried'] = [];
  let serial = 0;
  const pair: SyncPair = {
    clock,
    a,
    b,
    carried,
    connectionId: FIRST,
    async connect(connectionId, projects) {
      await put(a, testConnection('initiator', projects.a, clock.now(), connectionId));
      await put(b, testConnection('acceptor', projects.b, clock.now(), connectionId));
    },
    async update(side, connectionId, change) {
      const record = await side.store.get('connection', connectionId);
      await side.store.commit([
        { op: 'put', table: 'connection', key: connectionId, value: { ...(record?.value as object), ...change } as unknown as Json },
      ]);
    },
    async carry(from, to) {
      const rows = from.store.dump('outbox');
      for (const row of rows) {
        const key = `${row.key.slice(0, 32)}:${String(++serial).padStart(12, '0')}`;
        const message = row.value as { type: string; body: Json };
        carried.push({ from: from.name, type: message.type, body: message.body });
        await to.store.commit([{ op: 'create', table: 'inbox', key, value: row.value }]);
        await from.store.commit([{ op: 'remove', table: 'outbox', key: row.key, version: row.version }]);
      }
      return rows.length;
    },
    async carryBlobs(from, to) {
      let count = 0;
      for (const { key } of to.store.dump('connection')) {
        const connectionId = id<ConnectionId>(key);
        const chunks = await from.engine.serve(connectionId, await to.engine.wants(connectionId, 5));
        await to.engine.receive(connectionId, chunks);
        count += chunks.length;
      }
      return count;
    },
    async round() {
      const forever = clock.now() + 1e9;
      const before = a.store.counts.commits + b.store.counts.commits;
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const) {
        await one.engine.collect(forever);
        await pair.carry(one, other);
        for (const { key } of other.store.dump('connection')) await other.engine.apply(id<ConnectionId>(key), forever);
        await pair.carryBlobs(one, other);
      }
      return a.store.counts.commits + b.store.counts.commits > before;
    },
    async settle() {
      for (let i = 0; i < 100; i++) {
        if (!(await pair.round())) return;
        clock.advance(1000);
      }
      throw new Error('the pair does not come to rest');
    },
  };
  await pair.connect(FIRST, { a: 'p1', b: 'p1' });
  return pair;
}

async function put(side: PairSide, connection: Connection): Promise<void> {
  await side.store.commit([{ op: 'put', table: 'connection', key: connection.id, value: connection as unknown as Json }]);
}

function createSide(
  name: string,
  seed: number,
  clock: FakeClock,
  options: SyncPairOptions,
  trackerOptions: Partial<MemoryTrackerOptions>,
): PairSide {
  const tracker = memoryTracker({ name, ...trackerOptions, clock });
  const store = memoryStore();
  const log: string[] = [];
  const budget = { calls: 0, limit: Infinity };
  const facts: InstanceFacts = {
    name,
    baseUrl: null,
    trackerUrl: `https://${name.toLowerCase()}.example`,
    hostInstanceId: name,
    nodeType: 'TEST',
    trackerVersion: '1',
    nodeVersion: '1.0.0',
    licensed: true,
    allowLoopback: false,
    capabilities: { maxAttachmentBytes: options.maxAttachmentBytes ?? { read: 1e7, write: 1e7 }, projectStep: true, longPoll: false },
  };
  const ports: Ports = {
    clock,
    random: seededRandom(seed),
    secrets: memorySecrets(),
    crypto: options.crypto,
    rules: options.rules,
    store: counted(store, budget),
    tracker: counted(tracker, budget),
    partner: { call: () => Promise.reject(new Error('no partner in a sync pair')) },
    log: { write: (_level, event, details) => void log.push(typeof details['code'] === 'string' ? `${event} ${details['code']}` : event) },
    wake: { wake: () => Promise.resolve() },
  };
  const side: PairSide = {
    name,
    tracker,
    store,
    facts,
    ports,
    log,
    engine: coreMaker.createSyncEngine(ports, facts),
    calls: () => budget.calls,
    crash(afterCalls) {
      budget.calls = 0;
      budget.limit = afterCalls;
    },
    restart() {
      budget.calls = 0;
      budget.limit = Infinity;
      side.engine = coreMaker.createSyncEngine(ports, facts);
    },
  };
  tracker.onChange = (issueId: IssueId) => {
    // As a host's event does: it reaches the store whether or not a worker has crashed.
    void store.commit([{ op: 'put', table: 'todo', key: issueId, value: { at: clock.now(), attempts: 0, retryAt: 0 } }]);
  };
  return side;
}

/** Every second crash happens after the call has had its effect, as when only the answer is lost. */
function counted<Port extends object>(port: Port, budget: { calls: number; limit: number }): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        budget.calls++;
        if (budget.calls > budget.limit) throw new Error('crashed');
        const answer: unknown = await Reflect.apply(member, target, args);
        if (budget.calls === budget.limit && budget.limit % 2 === 0) {
          throw new Error('crashed');
        }
        return answer;
      };
    },
  });
}
