/**
 * The instance's engine: transactions, events, async rules and scheduled jobs.
 *
 * 1. Async rules and events come after the transaction that raised them, in no order, at least once; trouble is on demand.
 * 2. What the script actions of an event do is of no concern to who raised it.
 */
import type { BuiltApp, Fields } from '../app/load.ts';
import type { Database, Written } from '../db/database.ts';
import type { Actor, Row } from '../db/types.ts';
import type { Assignment, AsyncRule, HostCall, Job, JobResult, ListedEvent, Reply, ThreadData } from '../realm/protocol.ts';
import { Outbound } from './outbound.ts';
import { threadDataOf } from './thread-data.ts';
import { Threads } from './threads.ts';

/** The quotas of the base system, milliseconds. */
const requestLimit = 60_000;
const backgroundLimit = 300_000;

export interface EngineParts {
  readonly app: BuiltApp | null;
  readonly database: Database;
  readonly url: () => string;
  readonly systemActor: () => Actor;
  readonly actorOf: (userName: string) => Actor | null;
  readonly log: (line: string) => void;
  readonly threads: number;
  readonly transactionLimit: number | undefined;
  readonly now: () => number;
}

export interface KillRule {
  readonly matches: (call: HostCall) => boolean;
  /** Whether the call is carried out before the thread ends. */
  readonly applied: boolean;
}

/** Something that a script has written to a table of the platform's own. */
export interface ScriptWrite {
  readonly op: 'insert' | 'update' | 'remove';
  readonly table: string;
  /** As it was written, or before it was removed. */
  readonly row: Row;
}

interface Due {
  readonly job: () => Job[];
  readonly actor: Actor;
}

/** Null where nothing was written. */
function writtenRow(answer: unknown): Row | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- answers of the database cross as they are
  const written = answer as Written | null | undefined;
  return typeof written === 'object' && written !== null && written.kind === 'written' ? written.row : null;
}

export class Engine {
  readonly outbound = new Outbound();
  readonly kills: KillRule[] = [];
  readonly properties = new Map<string, string>();
  readonly raised: ListedEvent[] = [];
  readonly scriptWrites: ScriptWrite[] = [];
  delayMs = 0;
  duplicates = 0;
  drops = 0;
  readonly #parts: EngineParts;
  readonly #data: ThreadData;
  /** People's requests do not wait for jobs, nor jobs for them. */
  readonly #requests: Threads;
  readonly #background: Threads;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiters: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(parts: EngineParts, modules: ReadonlyMap<string, string>, instanceKey: string) {
    this.#parts = parts;
    this.#data = threadDataOf(parts, modules, instanceKey);
    const pool = (time: number) =>
      new Threads(
        this.#data,
        { most: parts.threads, time: parts.transactionLimit ?? time },
        (call, assignment) => this.#answer(call, assignment),
        parts.log,
      );
    this.#requests = pool(requestLimit);
    this.#background = pool(backgroundLimit);
  }

  /** Runs a transaction; what it leaves to do follows on its own. */
  async run(job: Job, actor: Actor, interactive = false): Promise<JobResult> {
    this.#busy += 1;
    try {
      const result = await (interactive ? this.#requests : this.#background).run({ job, actor, interactive });
      if (result.kind === 'failed') this.#parts.log(`error: ${'name' in job ? job.name : job.kind}: ${result.message}\n${result.stack}`);
      return result;
    } finally {
      this.#busy -= 1;
      this.#told();
    }
  }

  #told(): void {
    if (this.#busy === 0) for (const go of this.#waiters.splice(0)) go();
  }

  /** Resolves when no transaction runs and none is due. What waits for its time does not count, unless it waits for a delay on demand. */
  async settle(): Promise<void> {
    while (this.#busy > 0) await new Promise<void>((go) => this.#waiters.push(go));
  }

  async #answer(call: HostCall, assignment: Assignment): Promise<Reply | 'kill'> {
    const index = this.kills.findIndex((kill) => kill.matches(call));
    const kill = index < 0 ? undefined : this.kills.splice(index, 1)[0];
    if (kill?.applied === false) return 'kill';
    const removed = call.op === 'remove' ? this.#parts.database.get(call.table, call.sysId) : null;
    const value = await this.#perform(call, assignment.actor);
    this.#note(call, removed ?? writtenRow(value), assignment.job);
    return kill === undefined ? { value } : 'kill';
  }

  #perform(call: HostCall, actor: Actor): unknown {
    const { database } = this.#parts;
    switch (call.op) {
      case 'select':
        return database.select(call.select, actor);
      case 'count':
        return database.count(call, actor);
      case 'get':
        return database.get(call.table, call.sysId);
      case 'insert':
        return this.#insert(call, actor);
      case 'update':
        return database.update(call.table, call.sysId, call.values, actor, { systemFields: call.systemFields });
      case 'remove':
        return database.remove(call.table, call.sysId);
      case 'file':
        return database.file(call.sysId);
      case 'rule':
        return this.#rule(call.rule, actor);
      case 'event':
        return this.#event(call.event, call.at);
      case 'property':
        return this.#property(call.name, call.value);
      case 'http':
        return this.outbound.send(call.request);
      case 'log':
        return this.#parts.log(`${call.level}: ${call.message}`);
    }
  }

  /** What people and the REST APIs write has jobs of its own kinds. */
  #note(call: HostCall, row: Row | null, { kind }: Job): void {
    if (row === null || (call.op !== 'insert' && call.op !== 'update' && call.op !== 'remove')) return;
    if (kind === 'insert' || kind === 'update' || kind === 'remove' || kind === 'attach') return;
    if (this.#parts.database.dictionary.table(call.table)?.scope === 'global')
      this.scriptWrites.push({ op: call.op, table: call.table, row });
  }

  #insert(call: Extract<HostCall, { op: 'insert' }>, actor: Actor): unknown {
    const { database } = this.#parts;
    const written = database.insert(call.table, call.values, actor, { systemFields: call.systemFields });
    if (call.bytes !== null && written.kind === 'written') database.setFile(written.row['sys_id'] ?? '', call.bytes);
    return written;
  }

  #property(name: string, value: string | null): string | null {
    if (value !== null) this.properties.set(name, value);
    return this.properties.get(name) ?? null;
  }

  /** Things to do later, late, twice or not at all as demanded. */
  #later({ job, actor }: Due, wait: number): void {
    if (this.drops > 0) {
      this.drops -= 1;
      return;
    }
    const times = this.duplicates > 0 ? 2 : 1;
    this.duplicates -= times - 1;
    // What waits for its own time may wait long.
    const counted = wait === 0 ? 1 : 0;
    this.#busy += counted;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const runs = this.#closed ? [] : Array.from({ length: times }, () => job()).flat();
      void Promise.all(runs.map((one) => this.run(one, actor))).finally(() => {
        this.#busy -= counted;
        this.#told();
      });
    }, this.delayMs + wait);
    if (counted === 0) timer.unref();
    this.#timers.add(timer);
  }

  #rule(rule: AsyncRule, actor: Actor): void {
    this.#later({ job: () => [{ kind: 'rule', rule }], actor }, 0);
  }

  #event(event: ListedEvent, at: string | null): void {
    this.raised.push(event);
    const due = at === null ? 0 : Math.max(0, Date.parse(`${at.replace(' ', 'T')}Z`) - this.#parts.now());
    this.#later({ job: () => this.#actions(event), actor: this.#parts.systemActor() }, due);
  }

  #actions(event: ListedEvent): Job[] {
    const actions = this.#parts.app?.records('sysevent_script_action') ?? [];
    return actions
      .filter((action) => action['event_name'] === event.name && action['active'] !== 'false')
      .map((action) => ({ kind: 'event', script: action['script'] ?? '', name: action['name'] ?? event.name, event }));
  }

  jobs(): readonly Fields[] {
    return (this.#parts.app?.records('sysauto_script') ?? []).filter((job) => job['active'] !== 'false');
  }

  /** @throws where there is no such job. */
  runJob(name: string): Promise<JobResult> {
    const job = this.jobs().find((one) => one['name'] === name);
    if (job === undefined) throw new Error(`No scheduled job '${name}'`);
    const actor = this.#parts.actorOf(job['run_as'] ?? '') ?? this.#parts.systemActor();
    return this.run({ kind: 'script', script: job['script'] ?? '', name }, actor);
  }

  /** Runs each periodical job in its period, until the instance is closed. */
  schedule(): void {
    for (const job of this.jobs().filter((one) => one['run_type'] === 'periodically')) {
      const period = Date.parse(`${(job['run_period'] ?? '').replace(' ', 'T')}Z`);
      if (!(period > 0)) continue;
      const timer = setInterval(() => void this.runJob(job['name'] ?? ''), period);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.outbound.close();
    await Promise.all([this.#requests.close(), this.#background.close()]);
  }
}
