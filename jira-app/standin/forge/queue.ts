/**
 * Async events: queues and their consumers. https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/
 *
 * 1. At least once: an event stays until its consumer returned without asking for a retry; it survives a restart.
 * 2. A consumer that returns an InvocationError is called again after its `retryAfter`; one that fails, after a growing pause.
 *    Four retries at most.
 * 3. At most 50 events and 200 KB a push, 500 events a minute, delays up to 900 s.
 */
import { randomUUID } from 'node:crypto';
import { asList, asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Activity } from './activity.ts';
import type { Durable } from './durable.ts';
import type { Outcome } from './runtime.ts';

interface Queued {
  readonly id: string;
  readonly queue: string;
  readonly jobId: string;
  readonly body: Json;
  /** When it was pushed. */
  readonly pushedAt: number;
  dueAt: number;
  retries: number;
  retryContext: JsonObject | null;
}

export interface QueueOptions {
  readonly durable: Durable;
  readonly activity: Activity;
  readonly now: () => number;
  readonly consumes: (queue: string) => boolean;
  readonly deliver: (queue: string, event: JsonObject) => Promise<Outcome>;
}

export interface QueueAnswer {
  readonly status: number;
  readonly body?: Json;
}

const maxRetries = 4;
/** An event is kept for a day. */
const retentionMs = 86_400_000;
const maxPerMinute = 500;
const space = 'queue';

export class Queues {
  readonly #options: QueueOptions;
  readonly #pending = new Map<string, Queued>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #jobs = new Map<string, { success: number; inProgress: number; failed: number }>();
  #pushes: number[] = [];
  #duplicates = 0;
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier run left. */
  start(): void {
    for (const [id, stored] of this.#options.durable.entries(space)) {
      if (!isObject(stored)) continue;
      this.#schedule({
        id,
        queue: asText(stored['queue']) ?? '',
        jobId: asText(stored['jobId']) ?? '',
        body: stored['body'] ?? {},
        pushedAt: Number(stored['pushedAt'] ?? stored['dueAt']),
        dueAt: Number(stored['dueAt']),
        retries: Number(stored['retries']),
        retryContext: isObject(stored['retryContext']) ? stored['retryContext'] : null,
      });
    }
  }

  /** The next `count` events are delivered twice. */
  duplicateNext(count: number): void {
    this.#duplicates = count;
  }

  push(body: Json): QueueAnswer {
    const request = isObject(body) ? body : {};
    const queue = asText(request['queueName']) ?? '';
    const payload = asList(request['payload']).filter(isObject);
    const now = this.#options.now();
    this.#pushes = this.#pushes.filter((at) => at > now - 60_000);
    if (payload.length < 1 || payload.length > 50) return { status: 400, body: { message: 'A push contains 1 to 50 events.' } };
    if (Buffer.byteLength(JSON.stringify(payload)) > 200 * 1024)
      return { status: 413, body: { errorMessage: 'The maximum payload size is 200KB.' } };
    if (payload.some((event) => event['concurrency'] !== undefined))
      return { status: 501, body: { message: 'The stand-in of Forge does not model the concurrency of events.' } };
    if (!this.#options.consumes(queue)) return { status: 400, body: { message: `No consumer for the queue ${queue}.` } };
    if (this.#pushes.length + payload.length > maxPerMinute) return { status: 429, body: { message: 'Too many requests.' } };
    const jobId = asText(request['jobId']) ?? randomUUID();
    this.#jobs.set(jobId, { success: 0, inProgress: payload.length, failed: 0 });
    for (const event of payload) {
      this.#pushes.push(now);
      const delay = Number(event['delayInSeconds'] ?? 0);
      const fresh = { id: randomUUID(), queue, jobId, body: event['body'] ?? {}, pushedAt: now };
      this.#save({ ...fresh, dueAt: now + delay * 1000, retries: 0, retryContext: null });
    }
    return { status: 201, body: {} };
  }

  stats(body: Json): QueueAnswer {
    const job = this.#jobs.get(isObject(body) ? (asText(body['jobId']) ?? '') : '');
    return job === undefined ? { status: 404, body: {} } : { status: 200, body: { ...job } };
  }

  cancel(body: Json): QueueAnswer {
    const jobId = isObject(body) ? asText(body['jobId']) : null;
    if (jobId === null || !this.#jobs.has(jobId)) return { status: 404, body: {} };
    for (const event of this.#pending.values()) if (event.jobId === jobId) this.#drop(event);
    return { status: 204 };
  }

  /** Events that wait, with when they are due. */
  waiting(): readonly { readonly queue: string; readonly body: Json; readonly dueAt: number }[] {
    return [...this.#pending.values()].map(({ queue, body, dueAt }) => ({ queue, body, dueAt }));
  }

  #save(event: Queued): void {
    this.#options.durable.set(space, event.id, {
      queue: event.queue,
      jobId: event.jobId,
      body: event.body,
      pushedAt: event.pushedAt,
      dueAt: event.dueAt,
      retries: event.retries,
      retryContext: event.retryContext,
    });
    this.#schedule(event);
  }

  #schedule(event: Queued): void {
    this.#pending.set(event.id, event);
    const wait = Math.max(0, event.dueAt - this.#options.now());
    // What is due now counts as going on; what is due later does not.
    const done = wait === 0 ? this.#options.activity.begin() : () => {};
    const timer = setTimeout(() => void this.#deliver(event).finally(done), wait);
    if (wait > 0) timer.unref();
    this.#timers.set(event.id, timer);
  }

  #drop(event: Queued): void {
    clearTimeout(this.#timers.get(event.id));
    this.#timers.delete(event.id);
    this.#pending.delete(event.id);
    this.#options.durable.remove(space, event.id);
  }

  async #deliver(event: Queued): Promise<void> {
    if (this.#closed || !this.#pending.has(event.id)) return;
    const message = {
      queueName: event.queue,
      jobId: event.jobId,
      eventId: event.id,
      body: event.body,
      ...(event.retryContext === null ? {} : { retryContext: event.retryContext }),
    };
    if (this.#duplicates > 0) {
      this.#duplicates -= 1;
      await this.#options.deliver(event.queue, message);
    }
    this.#settle(event, await this.#options.deliver(event.queue, message));
  }

  #settle(event: Queued, outcome: Outcome): void {
    if (this.#closed) return;
    const retry = retryOf(outcome, event.retries);
    const job = this.#jobs.get(event.jobId);
    if (retry === null || event.retries >= maxRetries) {
      if (job !== undefined) {
        job.inProgress -= 1;
        job[retry === null ? 'success' : 'failed'] += 1;
      }
      this.#drop(event);
      return;
    }
    event.retries += 1;
    event.dueAt = this.#options.now() + retry.afterMs;
    event.retryContext = {
      retryCount: event.retries,
      retryReason: retry.reason,
      retryData: retry.data,
      retentionWindow: {
        startTime: new Date(event.pushedAt).toISOString(),
        remainingTimeMs: Math.max(0, event.pushedAt + retentionMs - event.dueAt),
      },
    };
    this.#save(event);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}

/** What a function returns as `new InvocationError(…)` arrives as `{_retry: true, retryOptions}`. */
export const asksRetry = (body: unknown): body is JsonObject => isObject(body) && body['_retry'] === true;

function retryOf(outcome: Outcome, retries: number): { readonly afterMs: number; readonly reason: string; readonly data: Json } | null {
  if (outcome.kind === 'failed') {
    const known = outcome.name.startsWith('FUNCTION_') ? outcome.name : 'FUNCTION_PLATFORM_UNKNOWN_ERROR';
    return { afterMs: 1000 * 2 ** retries, reason: known, data: null };
  }
  const body = outcome.body;
  if (!asksRetry(body)) return null;
  const given = isObject(body['retryOptions']) ? body['retryOptions'] : {};
  const after = typeof given['retryAfter'] === 'number' ? Math.min(900, Math.max(1, given['retryAfter'])) : 1;
  return { afterMs: after * 1000, reason: asText(given['retryReason']) ?? 'FUNCTION_RETRY_REQUEST', data: given['retryData'] ?? null };
}
