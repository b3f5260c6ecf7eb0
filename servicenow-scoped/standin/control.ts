/** What a test can do to the instance, and see of it, besides what the host itself offers. */
import type { Snapshot } from './db/database.ts';
import { systemActor } from './db/seed.ts';
import type { Row } from './db/types.ts';
import type { KillRule, ScriptWrite } from './engine/engine.ts';
import type { RequestFacts } from './faults.ts';
import type { Instance } from './instance.ts';
import type { HostCall, JobResult, ListedEvent } from './realm/protocol.ts';
import type { LoggedRequest } from './request-log.ts';

export interface EventControl {
  /** Milliseconds that events and async rules take to be worked on. */
  delay(ms: number): void;
  duplicateNext(count?: number): void;
  dropNext(count?: number): void;
  /** Events that scripts have raised, in order. */
  raised(): readonly ListedEvent[];
}

export interface ServiceNowControl {
  requests(): readonly LoggedRequest[];
  forgetRequests(): void;
  /** Accepted requests of the Table and Attachment APIs that change something, by user. */
  writes(user?: string): readonly LoggedRequest[];
  /** What scripts have written to the platform's own tables, in order; background scripts of a test too. */
  scriptWrites(): readonly ScriptWrite[];
  readonly events: EventControl;
  /** The next `count` REST requests answer 429; `retryAfter` in seconds. */
  throttle(count: number, retryAfter: number): void;
  /** The next request that matches answers `status`; `applied`: it is carried out all the same. */
  failNext(status: number, matches?: (request: RequestFacts) => boolean, applied?: boolean): void;
  /** The thread that makes the next such call ends there; `applied`: after the call was carried out. */
  killNext(matches: (call: HostCall) => boolean, applied?: boolean): void;
  /** How long a script's request may take, milliseconds; 30000 on the host. */
  outboundLimit(ms: number): void;
  /** Runs a scheduled job by its name, or all. Twice without waiting: two at once. */
  runScheduled(name?: string): Promise<void>;
  /** Runs a script of the application's scope, as a background script of that user; answers what it returns. @throws where it fails. */
  script(source: string, user?: string): Promise<unknown>;
  /** Rows of a table that meet an encoded query, by sys_id where it says no order. */
  rows(table: string, query?: string): readonly Row[];
  row(table: string, sysId: string): Row | null;
  /** As a person would, with rules: @returns the sys_id. @throws where a rule refuses. */
  insert(table: string, values: Row, user?: string): Promise<string>;
  update(table: string, sysId: string, values: Row, user?: string): Promise<void>;
  remove(table: string, sysId: string, user?: string): Promise<void>;
  attach(table: string, sysId: string, name: string, type: string, bytes: Uint8Array, user?: string): Promise<string>;
  /** The bytes of a sys_attachment. @throws where there is none. */
  file(sysId: string): Buffer;
  property(name: string, value: string): void;
  /** What a clone of the instance begins with. */
  snapshot(): Snapshot;
  /** Lines that scripts logged, `level: message`. */
  log(): readonly string[];
  /** Resolves when no transaction runs and none is due. What waits for a time of its own does not count. */
  settle(): Promise<void>;
}

const mutating = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

const isWrite = (request: LoggedRequest): boolean =>
  mutating.has(request.method) && request.status < 300 && request.path.startsWith('/api/now/');

function valueOf(result: JobResult): unknown {
  if (result.kind === 'done') return result.text === undefined ? undefined : (JSON.parse(result.text) as unknown);
  throw new Error('message' in result ? result.message : 'not a script');
}

function actorNamed(instance: Instance, user: string | undefined) {
  const actor = instance.actor(user ?? 'admin');
  if (actor === null) throw new Error(`no user ${user ?? 'admin'}`);
  return actor;
}

function data(instance: Instance) {
  const { engine, database } = instance;
  const as = (user: string | undefined) => actorNamed(instance, user);
  return {
    rows: (table: string, query = '') =>
      database.select({ table, where: [{ encoded: query }], order: [], offset: 0, limit: null }, systemActor),
    row: (table: string, sysId: string) => database.get(table, sysId),
    insert: async (table: string, values: Row, user?: string) =>
      String(valueOf(await engine.run({ kind: 'insert', table, values }, as(user), true))),
    update: async (table: string, sysId: string, values: Row, user?: string) =>
      void valueOf(await engine.run({ kind: 'update', table, sysId, values }, as(user), true)),
    remove: async (table: string, sysId: string, user?: string) =>
      void valueOf(await engine.run({ kind: 'remove', table, sysId }, as(user), true)),
    attach: async (table: string, sysId: string, name: string, type: string, bytes: Uint8Array, user?: string) =>
      String(valueOf(await engine.run({ kind: 'attach', table, sysId, name, type, bytes }, as(user), true))),
    file: (sysId: string) => {
      const bytes = database.file(sysId);
      if (bytes === null) throw new Error(`no attachment ${sysId}`);
      return Buffer.from(bytes);
    },
    script: async (source: string, user?: string) =>
      valueOf(await engine.run({ kind: 'script', script: source, name: 'background script' }, as(user))),
    snapshot: () => database.snapshot(),
  };
}

function events(instance: Instance): EventControl {
  const { engine } = instance;
  return {
    delay: (ms) => void (engine.delayMs = ms),
    duplicateNext: (count = 1) => void (engine.duplicates += count),
    dropNext: (count = 1) => void (engine.drops += count),
    raised: () => [...engine.raised],
  };
}

export function controlOf(instance: Instance): ServiceNowControl {
  const { engine, faults, log } = instance;
  return {
    ...data(instance),
    requests: () => log.all(),
    forgetRequests: () => log.clear(),
    writes: (user) => log.all().filter((request) => isWrite(request) && (user === undefined || request.user === user)),
    scriptWrites: () => [...engine.scriptWrites],
    events: events(instance),
    throttle: (count, retryAfter) => faults.plan(count, { status: 429, retryAfter, applied: false }),
    failNext: (status, matches, applied = false) => faults.plan(1, { status, retryAfter: null, applied }, matches),
    killNext: (matches: KillRule['matches'], applied = false) => void engine.kills.push({ matches, applied }),
    outboundLimit: (ms) => void (engine.outbound.limit = ms),
    runScheduled: async (name) => {
      const names = engine.jobs().map((job) => job['name'] ?? '').filter((one) => name === undefined || one === name); // prettier-ignore
      if (name !== undefined && names.length === 0) throw new Error(`No scheduled job '${name}'`);
      await Promise.all(names.map((one) => engine.runJob(one)));
    },
    property: (name, value) => void engine.properties.set(name, value),
    log: () => instance.lines,
    settle: () => engine.settle(),
  };
}
