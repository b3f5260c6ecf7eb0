/**
 * The threads that run scripts.
 *
 * 1. A thread runs one transaction at a time; as many run at once as there are threads.
 * 2. A script's question is answered while its thread sleeps; the instance goes on meanwhile.
 * 3. A thread that is killed does nothing more: no statement after the one it was killed at.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Assignment, HostCall, JobResult, Reply, ThreadData, ThreadMessage } from '../realm/protocol.ts';

/** Answers a question, or says that the thread ends there. */
export type Answer = (call: HostCall, assignment: Assignment) => Promise<Reply | 'kill'> | Reply | 'kill';

interface Waiting {
  readonly assignment: Assignment;
  readonly done: (result: JobResult) => void;
}

const killed: JobResult = { kind: 'failed', message: 'killed', stack: '' };
const cancelled: JobResult = { kind: 'failed', message: 'Transaction cancelled: maximum execution time exceeded', stack: '' };

class Thread {
  readonly #worker: Worker;
  readonly #replies: MessagePort;
  readonly #bell = new SharedArrayBuffer(4);
  readonly #answer: Answer;
  readonly #free: (thread: Thread) => void;
  #running: Waiting | null = null;
  #timer: NodeJS.Timeout | undefined;
  #limit = 0;
  dead = false;

  constructor(data: ThreadData, answer: Answer, log: (line: string) => void, free: (thread: Thread) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#answer = answer;
    this.#free = free;
    this.#replies = port1;
    this.#worker = new Worker(new URL('../realm/thread.ts', import.meta.url), {
      workerData: { data, replies: port2, bell: this.#bell },
      transferList: [port2],
      env: { TZ: 'UTC' },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    port1.unref();
    this.#worker.on('message', (message: ThreadMessage) => void this.#receive(message));
    this.#worker.once('error', (error: unknown) => {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      this.#finish({ kind: 'failed', message: error instanceof Error ? error.message : String(error), stack: '' });
    });
    this.#worker.once('exit', () => {
      // Whoever ended it says why.
      if (!this.dead) {
        this.dead = true;
        this.#finish(killed);
      }
    });
  }

  run(waiting: Waiting, limit: number): void {
    this.#running = waiting;
    this.#limit = limit;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(waiting.assignment);
  }

  async #receive(message: ThreadMessage): Promise<void> {
    if (message.kind === 'result') return this.#finish(message.result);
    if (message.kind === 'started') {
      this.#timer = setTimeout(() => void this.kill(cancelled), this.#limit);
      this.#timer.unref();
      return;
    }
    const running = this.#running;
    if (running === null || this.dead) return;
    const reply = await this.#replyTo(message.call, running.assignment);
    if (reply === 'kill') return this.kill();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    this.#replies.postMessage(reply);
    const bell = new Int32Array(this.#bell);
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  }

  async #replyTo(call: HostCall, assignment: Assignment): Promise<Reply | 'kill'> {
    try {
      return await this.#answer(call, assignment);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  #finish(result: JobResult): void {
    const running = this.#running;
    this.#running = null;
    clearTimeout(this.#timer);
    this.#free(this);
    running?.done(result);
  }

  async kill(result: JobResult = killed): Promise<void> {
    this.dead = true;
    await this.#worker.terminate();
    this.#finish(result);
    this.#replies.close();
  }
}

export class Threads {
  readonly #most: number;
  readonly #limit: number;
  readonly #make: () => Thread;
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();
  readonly #queue: Waiting[] = [];
  #closed = false;

  /** @param limits how many at once, and how long one may take, ms. */
  constructor(data: ThreadData, limits: { readonly most: number; readonly time: number }, answer: Answer, log: (line: string) => void) {
    this.#most = limits.most;
    this.#limit = limits.time;
    this.#make = () => new Thread(data, answer, log, (thread) => this.#freed(thread));
  }

  run(assignment: Assignment): Promise<JobResult> {
    if (this.#closed) return Promise.resolve({ kind: 'failed', message: 'The instance is closed', stack: '' });
    return new Promise((done) => {
      this.#queue.push({ assignment, done });
      this.#next();
    });
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const thread = this.#idle.pop() ?? (this.#all.size < this.#most ? this.#make() : undefined);
    if (thread === undefined) return;
    this.#all.add(thread);
    const waiting = this.#queue.shift();
    if (waiting !== undefined) thread.run(waiting, this.#limit);
  }

  #freed(thread: Thread): void {
    if (thread.dead) this.#all.delete(thread);
    else if (this.#all.has(thread) && !this.#idle.includes(thread)) this.#idle.push(thread);
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.done(killed);
    await Promise.all([...this.#all].map((thread) => thread.kill()));
  }
}
