/**
 * The core as it is built into the ServiceNow application, for tests that bring their own ports: each call makes a node anew in the
 * stand-in's realm, as each transaction of the platform does.
 *
 * 1. The test's thread sleeps while the core runs, and the core while a port answers: the order of everything is the test's.
 * 2. A call whose process has died ends there; whatever its code does afterwards reaches no port.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { faultError, type EntenteNode, type Fault, type InstanceFacts, type Ports, type SyncEngine } from '@entente/core';
import { builtApp } from '@entente/servicenow-scoped/standin';
import { loadApp } from '../../servicenow-scoped/standin/app/load.ts';

const LONGEST_MS = 120_000;
const LAST_DAY = 8.64e15;

interface Outcome {
  readonly value?: unknown;
  readonly fault?: Fault;
  readonly error?: string;
}

type Message =
  | { readonly kind: 'done' | 'returned'; readonly result: Outcome }
  | { readonly kind: 'ask'; readonly port: string; readonly method: string; readonly args: readonly Arg[] };

interface Arg {
  readonly value?: unknown;
  readonly callback?: number;
}

interface Job {
  readonly module: string;
  readonly factory: string;
  readonly args: readonly unknown[];
  /** Of what the factory makes; left out: the factory's own answer. */
  readonly method?: string;
  readonly ports?: { readonly [port: string]: readonly string[] };
  readonly facts?: InstanceFacts;
  readonly starts?: boolean;
}

/** That the core calls a function which it has given to a port. */
interface Told {
  readonly callback: number;
  readonly args: readonly unknown[];
}

class Thread {
  readonly #bell = new SharedArrayBuffer(8);
  readonly #counts = new Int32Array(this.#bell);
  readonly #port: MessagePort;
  readonly #worker: Worker;

  constructor(scripts: readonly (readonly [string, string])[]) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: { data: {}, scripts, replies: port2, bell: this.#bell },
      transferList: [port2],
      env: { TZ: 'UTC' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.unref();
    port1.unref();
  }

  /** Says something, and sleeps until the thread has said something. */
  exchange(said: object): Message {
    const heard = Atomics.load(this.#counts, 1);
    this.#port.postMessage(JSON.stringify(said));
    Atomics.add(this.#counts, 0, 1);
    Atomics.notify(this.#counts, 0);
    // A late ring of the message before may wake it too.
    while (Atomics.load(this.#counts, 1) === heard)
      if (Atomics.wait(this.#counts, 1, heard, LONGEST_MS) === 'timed-out') throw new Error('the thread does not answer');
    const received = receiveMessageOnPort(this.#port) as { readonly message: string } | undefined;
    if (received === undefined) throw new Error('the thread has rung without a message');
    return JSON.parse(received.message) as Message;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

function valueOf({ fault, error, value }: Outcome): unknown {
  if (fault !== undefined) throw faultError(fault);
  if (error !== undefined) throw new Error(error);
  return value;
}

function outcomeOf(caught: unknown): Outcome {
  if (typeof caught === 'object' && caught !== null && 'fault' in caught) return { fault: caught.fault as Fault };
  return { error: caught instanceof Error ? caught.message : String(caught) };
}

type Members = { readonly [name: string]: unknown };
/** `engine`: the sync half where a test brings its own. */
type PortsAndEngine = Omit<Ports, 'clock'> & { readonly clock: Ports['clock']; readonly engine?: SyncEngine };

const methodsOf = (port: object): readonly string[] => Object.keys(port).filter((name) => typeof (port as Members)[name] === 'function');

/** One call of the core, from its start to its end. */
class Call {
  readonly #thread: Thread;
  readonly #ports: PortsAndEngine;

  constructor(thread: Thread, ports: PortsAndEngine) {
    this.#thread = thread;
    this.#ports = ports;
  }

  /** Says something, and answers what the core asks until it is done with that. */
  async run(said: Job | Told, died: Promise<'died'> | null): Promise<Outcome | 'died'> {
    let message = this.#thread.exchange({ ...said, now: this.#ports.clock.now() });
    while (message.kind === 'ask') {
      const answer = this.#answer(message.port, message.method, message.args);
      const outcome = died === null ? await answer : await Promise.race([answer, died]);
      if (outcome === 'died') {
        this.#thread.exchange({ dead: true });
        return 'died';
      }
      message = this.#thread.exchange({ ...outcome, now: this.#ports.clock.now() });
    }
    return message.result;
  }

  async #answer(port: string, method: string, args: readonly Arg[]): Promise<Outcome> {
    let isAnswered = false;
    const callback =
      (index: number) =>
      async (...given: readonly unknown[]): Promise<unknown> => {
        // The core has gone on: on the platform there would be nobody to ask.
        if (isAnswered) throw new Error('asked too late');
        const made = await this.run({ callback: index, args: given }, null);
        return made === 'died' ? undefined : valueOf(made);
      };
    const object = (this.#ports as unknown as Members)[port] as Members;
    const values = args.map((arg) => (arg.callback === undefined ? arg.value : callback(arg.callback)));
    try {
      return { value: await Reflect.apply(object[method] as (...given: unknown[]) => unknown, object, values) };
    } catch (caught) {
      return outcomeOf(caught);
    } finally {
      isAnswered = true;
    }
  }
}

export class BuiltNodes {
  readonly #scripts: readonly (readonly [string, string])[];
  readonly #threads: Thread[] = [];
  readonly #free: Thread[] = [];

  constructor() {
    this.#scripts = loadApp(builtApp().folder)
      .records('sys_script_include')
      .map((record) => [record['name'] ?? '', record['script'] ?? ''] as const)
      .filter(([name]) => /^Entente(?:Core|Connection|Sync|Host)$/.test(name));
    if (this.#scripts.length !== 4) throw new Error('The ServiceNow application is not built: npm run test:servicenow');
  }

  /** What an exported function of a module answers. */
  evaluate(module: string, name: string, args: readonly unknown[]): unknown {
    const thread = this.#take();
    const message = thread.exchange({ module, factory: name, args, now: 0 });
    this.#free.push(thread);
    if (message.kind !== 'done') throw new Error(`${name} asks for a port`);
    return valueOf(message.result);
  }

  /** `died`: settles when the process ends whose calls these are; those under way never come back then. */
  readonly createNode = (ports: Ports, facts: InstanceFacts, engine?: SyncEngine, died: Promise<'died'> | null = null): EntenteNode =>
    this.#facade({ module: 'shared/core/create-node', factory: 'createNode', starts: true }, { ...ports, ...(engine === undefined ? {} : { engine }) }, facts, died) as EntenteNode; // prettier-ignore

  readonly createSyncEngine = (ports: Ports, facts: InstanceFacts): SyncEngine =>
    this.#facade(
      { module: 'shared/core/sync/create-sync-engine', factory: 'createSyncEngine', starts: false },
      ports,
      facts,
      null,
    ) as SyncEngine;

  async close(): Promise<void> {
    for (const thread of this.#threads) await thread.close();
  }

  #take(): Thread {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const made = new Thread(this.#scripts);
    this.#threads.push(made);
    return made;
  }

  #facade(
    made: Pick<Job, 'module' | 'factory' | 'starts'>,
    ports: PortsAndEngine,
    facts: InstanceFacts,
    died: Promise<'died'> | null,
  ): object {
    // prettier-ignore
    // The platform does nothing side by side within a transaction, and functions within lists do not cross.
    const { clock: _, together: __, ...asked } = ports;
    const call =
      (method: string) =>
      async (...args: readonly unknown[]): Promise<unknown> => {
        const thread = this.#take();
        // A test may have added members to a port meanwhile.
        const methods = Object.fromEntries(Object.entries(asked).map(([name, port]) => [name, methodsOf(port)]));
        // JSON does not know it, and what waits forever waits as long by the last day there is.
        const given = args.map((arg) => (arg === Infinity ? LAST_DAY : arg));
        const outcome = await new Call(thread, ports).run({ ...made, method, args: given, ports: methods, facts }, died);
        this.#free.push(thread);
        return outcome === 'died' ? await new Promise<never>(() => undefined) : valueOf(outcome);
      };
    return new Proxy({}, { get: (_target, name) => (typeof name === 'string' && name !== 'then' ? call(name) : undefined) });
  }
}
