/**
 * Runs the app's functions.
 *
 * 1. An instance runs one invocation at a time; a second one at the same time gets an instance, and so memory, of its own.
 *    Instances are used again while warm.
 * 2. A function that exceeds its time is stopped with its instance: nothing of it goes on.
 * 3. What a function does after it returned finds no platform: its invocation is over.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Worker } from 'node:worker_threads';
import { parsed } from '../model/json.ts';
import type { Activity } from './activity.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import type { InvocationReply, InvocationRequest, PlatformAnswer, PlatformCall } from './instance-protocol.ts';

export interface RuntimeOptions {
  readonly codePath: string;
  readonly variables: { readonly [name: string]: string };
  readonly proxyUrl: () => string;
  /** What a function asks of the platform itself. */
  readonly platform: (request: RestRequest) => Promise<RestAnswer>;
  readonly memoryMb: number;
  readonly activity: Activity;
  readonly log: (line: string) => void;
}

export interface Invocation {
  /** `index.resolver` */
  readonly handler: string;
  readonly payload: unknown;
  readonly context: unknown;
  readonly appContext: (invocationId: string) => unknown;
  readonly contextAri: string;
  readonly accountId: string | null;
  readonly timeoutMs: number;
}

export type Outcome =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

export interface Running {
  readonly accountId: string | null;
  readonly startedAt: number;
  /** Requests to the outside so far. */
  egress: number;
}

const maxInstances = 10;

let stripped: URL | null = null;
/** A thread that takes the types off by itself loads what does that, each time. */
function instanceCode(): URL {
  stripped ??= new URL(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(readFileSync(new URL('instance.ts', import.meta.url), 'utf8')))}`,
  );
  return stripped;
}

class Instance {
  readonly #worker: Worker;
  readonly #loaded: Promise<void>;
  #settle: ((reply: InvocationReply) => void) | null = null;
  dead = false;

  constructor(options: RuntimeOptions) {
    this.#worker = new Worker(instanceCode(), {
      workerData: { codePath: options.codePath, proxyUrl: options.proxyUrl() },
      env: { ...options.variables, TZ: 'UTC' },
      stdout: true,
      stderr: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => options.log(text.trimEnd()));
    this.#loaded = new Promise((resolve, reject) => {
      this.#worker.once('message', () => {
        this.#worker.on('message', (message: InvocationReply | PlatformCall) => {
          if (message.kind === 'call') void this.#answer(options, message);
          else this.#finish(message);
        });
        resolve();
      });
      this.#worker.once('error', (caught: unknown) => {
        const error = caught instanceof Error ? caught : new Error(String(caught));
        reject(error);
        this.#die(error.message.includes('memory') ? 'FUNCTION_OUT_OF_MEMORY' : error.name, error.message);
      });
      this.#worker.once('exit', () => this.#die('FUNCTION_PLATFORM_UNKNOWN_ERROR', 'the instance ended'));
    });
    // Told through `run`; an instance that nobody waits for must not end the process.
    this.#loaded.catch(() => {});
  }

  #die(name: string, message: string): void {
    this.dead = true;
    this.#finish({ kind: 'failed', name, message, stack: '' });
  }

  async #answer({ platform, log }: RuntimeOptions, { id, method, path, headers, body }: PlatformCall): Promise<void> {
    const url = new URL(path, 'http://platform');
    const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body ?? []);
    const request = { method, path: url.pathname, query: url.searchParams, headers, body: bytes };
    const given = await platform(request).catch((caught: unknown): RestAnswer => {
      log(caught instanceof Error ? (caught.stack ?? caught.message) : String(caught));
      return { status: 500, json: { message: 'the platform failed' } };
    });
    const type: { readonly [name: string]: string } = given.json === undefined ? {} : { 'content-type': 'application/json;charset=UTF-8' };
    const answer: PlatformAnswer = {
      kind: 'answer',
      id,
      status: given.status,
      headers: { ...type, ...given.headers },
      body: given.json === undefined ? new Uint8Array(given.bytes ?? []) : JSON.stringify(given.json),
      broken: given.broken ?? null,
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    if (!this.dead) this.#worker.postMessage(answer);
  }

  #finish(reply: InvocationReply): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(reply);
  }

  async run(request: InvocationRequest): Promise<InvocationReply> {
    try {
      await this.#loaded;
    } catch (caught) {
      return {
        kind: 'failed',
        name: 'FUNCTION_PLATFORM_UNKNOWN_ERROR',
        message: `the bundle does not load: ${caught instanceof Error ? caught.message : String(caught)}`,
        stack: '',
      };
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#die('FUNCTION_TIME_OUT', `The function exceeded its ${request.meta.timeoutMs / 1000} seconds`);
        void this.stop();
      }, request.meta.timeoutMs);
      this.#settle = (reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    this.dead = true;
    await this.#worker.terminate();
  }
}

export class Runtime {
  readonly #options: RuntimeOptions;
  readonly #running = new Map<string, Running>();
  #idle: Instance[] = [];
  readonly #all = new Set<Instance>();
  readonly #waiting: ((instance: Instance) => void)[] = [];
  #closed = false;

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  /** The invocation with this id, while it runs. */
  running(invocationId: string): Running | undefined {
    return this.#running.get(invocationId);
  }

  async #take(): Promise<Instance> {
    const warm = this.#idle.pop();
    if (warm !== undefined) return warm;
    if (this.#all.size >= maxInstances) return new Promise((resolve) => this.#waiting.push(resolve));
    const instance = new Instance(this.#options);
    this.#all.add(instance);
    return instance;
  }

  #release(instance: Instance): void {
    const next = instance.dead || this.#closed ? undefined : this.#waiting.shift();
    if (next !== undefined) return next(instance);
    if (!instance.dead && !this.#closed) {
      this.#idle.push(instance);
      return;
    }
    this.#all.delete(instance);
    void instance.stop();
    const waiting = this.#waiting.shift();
    if (waiting !== undefined && !this.#closed) void this.#take().then(waiting);
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    if (this.#closed) return { kind: 'failed', name: 'FUNCTION_PLATFORM_UNKNOWN_ERROR', message: 'the platform is stopping' };
    const done = this.#options.activity.begin();
    const invocationId = randomUUID();
    const instance = await this.#take();
    this.#running.set(invocationId, { accountId: invocation.accountId, startedAt: Date.now(), egress: 0 });
    try {
      const reply = await instance.run({
        handler: invocation.handler.split('.').at(-1) ?? invocation.handler,
        payload: JSON.stringify(invocation.payload),
        context: JSON.stringify(invocation.context),
        meta: {
          invocationId,
          contextAri: invocation.contextAri,
          accountId: invocation.accountId,
          timeoutMs: invocation.timeoutMs,
          appContext: JSON.stringify(invocation.appContext(invocationId)),
        },
      });
      if (reply.kind === 'done') return { kind: 'done', body: reply.body === undefined ? undefined : parsed(reply.body) };
      this.#options.log(`${invocation.handler} failed: ${reply.name}: ${reply.message}\n${reply.stack}`);
      return { kind: 'failed', name: reply.name, message: reply.message };
    } finally {
      this.#running.delete(invocationId);
      this.#release(instance);
      done();
    }
  }

  /** The next invocation starts cold, as after a deployment. */
  coldStart(): void {
    for (const instance of this.#idle) {
      this.#all.delete(instance);
      void instance.stop();
    }
    this.#idle = [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((instance) => instance.stop()));
  }
}
