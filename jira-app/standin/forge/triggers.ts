/**
 * Product events and scheduled triggers.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/trigger/
 *
 * 1. `ignoreSelf` keeps from the app what the app itself has done, as itself or as a user.
 * 2. Events come late, twice or not at all where a test asks for it; never in a promised order.
 */
import type { JsonObject } from '../model/json.ts';
import type { JiraEvent } from '../model/types.ts';
import type { Activity } from './activity.ts';
import type { Manifest } from './manifest.ts';
import { asksRetry } from './queue.ts';
import type { Outcome } from './runtime.ts';

const intervals = { fiveMinute: 300_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const maxRetries = 4;

/** What became of events so far. `overtaken`: delivered after one that was raised later. */
export interface EventCounts {
  dropped: number;
  duplicated: number;
  overtaken: number;
}

export type InvokeFunction = (functionKey: string, moduleKey: string, payload: JsonObject) => Promise<Outcome>;

export class Triggers {
  /** Milliseconds that every event takes to arrive. */
  delayMs = 0;
  readonly #manifest: Manifest;
  readonly #invoke: InvokeFunction;
  readonly #activity: Activity;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly counts: EventCounts = { dropped: 0, duplicated: 0, overtaken: 0 };
  #duplicates = 0;
  #drops = 0;
  #raised = 0;
  #latest = 0;

  constructor(manifest: Manifest, invoke: InvokeFunction, activity: Activity) {
    this.#manifest = manifest;
    this.#invoke = invoke;
    this.#activity = activity;
  }

  /** The next `count` deliveries happen twice. */
  duplicateNext(count: number): void {
    this.#duplicates = count;
  }

  /** The next `count` deliveries are lost. */
  dropNext(count: number): void {
    this.#drops = count;
  }

  start(): void {
    for (const module of this.#manifest.scheduled) {
      const timer = setInterval(() => void this.#runScheduled(module), intervals[module.interval ?? 'hour']);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  #runScheduled(module: Manifest['scheduled'][number]): Promise<Outcome> {
    return this.#invoke(module.function, module.key, {});
  }

  /** Runs every scheduled trigger once, now. */
  async runScheduled(): Promise<void> {
    for (const module of this.#manifest.scheduled) await this.#runScheduled(module);
  }

  raise(event: JiraEvent): void {
    for (const module of this.#manifest.triggers) {
      if (!module.events.includes(event.type)) continue;
      if (module.filter?.ignoreSelf === true && event.actor.viaApp) continue;
      this.#send(module, { ...event.payload, eventType: event.type, selfGenerated: event.actor.viaApp });
    }
  }

  #send(module: Manifest['triggers'][number], payload: JsonObject): void {
    if (this.#drops > 0) {
      this.#drops -= 1;
      this.counts.dropped += 1;
      return;
    }
    const copies = this.#duplicates > 0 ? 2 : 1;
    this.counts.duplicated += copies - 1;
    this.#duplicates = Math.max(0, this.#duplicates - 1);
    this.#raised += 1;
    const place = this.#raised;
    for (let copy = 0; copy < copies; copy += 1) {
      const done = this.#activity.begin();
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (place < this.#latest) this.counts.overtaken += 1;
        this.#latest = Math.max(this.#latest, place);
        void this.#deliver(module, payload).finally(done);
      }, this.delayMs);
      this.#timers.add(timer);
    }
  }

  async #deliver(module: Manifest['triggers'][number], payload: JsonObject): Promise<void> {
    for (let attempt = 0; attempt <= maxRetries; attempt += 1) {
      const retryContext = attempt === 0 ? {} : { retryContext: { retryCount: attempt, retryReason: 'FUNCTION_RETRY_REQUEST' } };
      const outcome = await this.#invoke(module.function, module.key, { ...payload, ...retryContext });
      if (outcome.kind === 'failed' || !asksRetry(outcome.body)) return;
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
