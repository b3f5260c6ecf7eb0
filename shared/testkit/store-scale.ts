/**
 * What a large connection asks of a Store (core/ports.ts): what a page is shown of it at each poll is found without reading its issues.
 * Call `storeScale` in a test file of the platform. A door of its own, because it needs jest.
 */
import { expect, test } from '@jest/globals';
import { createSyncEngine, id } from '@entente/core';
import type {
  ConnectionId,
  Crypto,
  InstanceFacts,
  Json,
  JsonObject,
  Ports,
  RuleRunner,
  Store,
  SyncEngine,
  Table,
  Write,
} from '@entente/core';
import { fakeClock } from './fake-clock.ts';
import { memorySecrets } from './memory-secrets.ts';
import { memoryTracker } from './memory-tracker.ts';
import { seededRandom } from './seeded-random.ts';
import { testConnection } from './sync-pair.ts';

export interface ScaleOptions {
  /** Of one connection; at least 1,000. */
  readonly twins: number;
  readonly rules: RuleRunner;
  readonly crypto: Crypto;
}

const CONNECTION = id<ConnectionId>('c'.repeat(32));
const FAILS = 'fails';
const HELD = 20;
const AT_ONCE = 24;

const facts: InstanceFacts = {
  name: 'Scale',
  baseUrl: null,
  trackerUrl: 'https://scale.example',
  hostInstanceId: 'scale',
  nodeType: 'TEST',
  trackerVersion: '1',
  nodeVersion: '1.0.0',
  licensed: true,
  allowLoopback: false,
  capabilities: { maxAttachmentBytes: { read: 1e7, write: 1e7 }, projectStep: true, longPoll: false },
};

export function storeScale(name: string, open: () => Promise<Store>, options: ScaleOptions): void {
  const { twins } = options;
  test(`${name}: what is shown of a connection of ${twins} issues costs a few reads of the store`, async () => {
    const { store, calls } = counting(await open());
    const engine = await seeded(store, options);
    await engine.reconcile();
    calls.splice(0);
    const started = performance.now();
    const counts = await engine.counts(CONNECTION);
    const problem = await engine.problem?.(CONNECTION);
    process.stdout.write(`${name}: ${twins} issues, ${calls.length} reads, ${Math.round(performance.now() - started)} ms\n`);
    expect(counts).toEqual({ twins, errors: HELD, waitingToSend: 1, waitingToApply: 0 });
    expect(problem).toMatchObject({ code: 'rule.error' });
    expect(calls.length).toBeLessThan(15);
    expect(calls.filter((call) => call === 'list twin').length).toBeLessThan(2);
  }, 180_000);
}

/** The engine itself makes one issue of each kind; the others are copies of its records. */
async function seeded(store: Store, { twins, rules: runner, crypto }: ScaleOptions): Promise<SyncEngine> {
  const clock = fakeClock();
  const tracker = memoryTracker({ clock });
  const engine = createSyncEngine({ ...portsOver(store, tracker, clock), rules: runner, crypto }, facts);
  const connection = testConnection('initiator', 'p1', clock.now(), CONNECTION);
  const rules = { outgoing: `if (issue.summary === '${FAILS}') throw new Error('no'); replica.summary = issue.summary;`, incoming: '' };
  const value = { ...connection, rules } as unknown as Json;
  await store.commit([{ op: 'put', table: 'connection', key: CONNECTION, value }]);
  for (const summary of ['fine', FAILS]) {
    clock.advance(1000);
    await engine.notice(tracker.people.create('p1', { summary }));
  }
  await engine.collect(clock.now() + 60_000);
  const [fine, failing] = await store.list('twin', { prefix: CONNECTION, after: null, limit: 100 });
  const [mark] = await store.list('held', { prefix: CONNECTION, after: null, limit: 100 });
  if (fine === undefined || failing === undefined || mark === undefined) throw new Error('the engine has not collected them');
  const writes: Write[] = [];
  const copy = (table: Table, key: string, given: Json): void => void writes.push({ op: 'create', table, key, value: given });
  for (let n = 1; n < twins; n++) copy('twin', `${CONNECTION}:9${n}`, { ...(fine.value as JsonObject), issueId: `9${n}` });
  for (let n = 1; n < HELD; n++) {
    copy('twin', `${CONNECTION}:8${n}`, { ...(failing.value as JsonObject), issueId: `8${n}` });
    copy('held', `${CONNECTION}:twin:8${n}`, mark.value);
  }
  for (let at = 0; at < writes.length; at += AT_ONCE) await store.commit(writes.slice(at, at + AT_ONCE));
  return engine;
}

function portsOver(store: Store, tracker: Ports['tracker'], clock: Ports['clock']): Omit<Ports, 'rules' | 'crypto'> {
  return {
    clock,
    tracker,
    store,
    random: seededRandom(1),
    secrets: memorySecrets(),
    partner: { call: () => Promise.reject(new Error('no partner here')) },
    log: { write: () => undefined },
    wake: { wake: () => Promise.resolve() },
  };
}

/** Reads of the store, by what they ask. */
function counting(store: Store): { readonly store: Store; readonly calls: string[] } {
  const calls: string[] = [];
  const told: Store = {
    async get(table, key) {
      calls.push('get ' + table);
      return await store.get(table, key);
    },
    async list(table, query) {
      calls.push('list ' + table);
      return await store.list(table, query);
    },
    commit: async (writes) => await store.commit(writes),
  };
  if (store.numberOf === undefined) return { store: told, calls };
  const number = async (table: Table, prefix: string): Promise<number> => {
    calls.push('number ' + table);
    return (await store.numberOf?.(table, prefix)) ?? 0;
  };
  return { store: { ...told, numberOf: number }, calls };
}
