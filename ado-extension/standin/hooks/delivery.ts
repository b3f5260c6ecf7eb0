/**
 * Sending events to subscribers.
 * 1. Every subscription that wants a change gets one notification, in the order of changes per subscription.
 * 2. A notification that fails is tried three times; a subscription that fails seven notifications in a row is disabled by the system.
 * 3. 410 disables at once. https://learn.microsoft.com/azure/devops/service-hooks/troubleshoot
 * 4. Lateness, repetition, loss and overtaking happen on demand only.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Json } from '../json.ts';
import { wireDate } from '../json.ts';
import type { Change, Organization, Subscription } from '../model/types.ts';
import { eventTypeOf, payload, wants } from './payload.ts';
import type { Address } from '../wire/represent.ts';

const ATTEMPTS = 3;
const FAILURES_TO_DISABLE = 7;
const RETRY_MS = 50;
/** Longest that one is held back for a next one that does not come. */
const HELD_BACK_MS = 5000;
const TIMEOUT_MS = 30_000;

export interface EventTrouble {
  /** Milliseconds before a notification goes out. */
  delayMs: number;
  /** How often the next notifications go out; taken one by one, 1 when empty. */
  readonly copies: number[];
  /** So many of the next notifications are held back on their own: those after them go out first. */
  heldBack: number;
}

/** What became of notifications so far. `overtaken`: sent after one of a later change. */
export interface EventCounts {
  dropped: number;
  duplicated: number;
  overtaken: number;
}

interface Notification {
  readonly id: number;
  readonly subscriptionId: string;
  readonly eventType: string;
  readonly createdAt: number;
  result: 'pending' | 'succeeded' | 'failed';
  attempts: number;
}

type Send = (url: string, init: RequestInit) => Promise<{ readonly status: number }>;

export class Delivery {
  readonly trouble: EventTrouble = { delayMs: 0, copies: [], heldBack: 0 };
  readonly counts: EventCounts = { dropped: 0, duplicated: 0, overtaken: 0 };
  /** The latest that was sent, by subscription. */
  readonly #latest = new Map<string, number>();
  readonly #aside = new Set<Promise<void>>();
  /** Let go what is held back, by subscription. */
  readonly #releases = new Map<string, (() => void)[]>();
  readonly #queues = new Map<string, Promise<void>>();
  readonly #notifications: Notification[] = [];
  readonly #stop = new AbortController();
  readonly #addressOf: (organization: Organization) => Address;
  readonly #send: Send;

  constructor(addressOf: (organization: Organization) => Address, send: Send = fetch) {
    this.#addressOf = addressOf;
    this.#send = send;
  }

  listen(organization: Organization): void {
    organization.listeners.push((change) => {
      // A comment is an update as well: the host tells both kinds of subscribers.
      const types =
        change.kind === 'commented' || (change.comment !== null && change.kind === 'updated')
          ? ['workitem.commented', 'workitem.updated']
          : [eventTypeOf(change)];
      for (const type of types) {
        const seen: Change =
          type === 'workitem.updated'
            ? { ...change, kind: 'updated' }
            : type === 'workitem.commented'
              ? { ...change, kind: 'commented' }
              : change;
        for (const subscription of organization.subscriptions.values()) {
          if (subscription.status === 'disabledByUser' || subscription.status === 'disabledBySystem') continue;
          if (wants(organization, subscription, seen, type)) this.#enqueue(organization, subscription, seen, type);
        }
      }
    });
  }

  #enqueue(organization: Organization, subscription: Subscription, change: Change, eventType: string): void {
    const notification: Notification = {
      id: this.#notifications.length + 1,
      subscriptionId: subscription.id,
      eventType,
      createdAt: organization.now(),
      result: 'pending',
      attempts: 0,
    };
    this.#notifications.push(notification);
    const copies = this.trouble.copies.shift() ?? 1;
    const body = JSON.stringify(
      payload(this.#addressOf(organization), change, { subscription, notificationId: notification.id, eventType }),
    );
    if (this.trouble.heldBack > 0) {
      this.trouble.heldBack -= 1;
      this.#holdBack(subscription.id, () => this.#deliver(subscription, notification, body, copies));
      return;
    }
    const before = this.#queues.get(subscription.id) ?? Promise.resolve();
    this.#queues.set(
      subscription.id,
      before
        .then(() => this.#deliver(subscription, notification, body, copies))
        .then(() => {
          for (const release of this.#releases.get(subscription.id)?.splice(0) ?? []) release();
        }),
    );
  }

  #holdBack(subscriptionId: string, deliver: () => Promise<void>): void {
    const next = new Promise<void>((release) => {
      this.#releases.set(subscriptionId, [...(this.#releases.get(subscriptionId) ?? []), release]);
    });
    const aside = Promise.race([next, this.#pause(HELD_BACK_MS)]).then(deliver);
    this.#aside.add(aside);
    void aside.finally(() => this.#aside.delete(aside));
  }

  async #deliver(subscription: Subscription, notification: Notification, body: string, copies: number): Promise<void> {
    if (this.trouble.delayMs > 0) await this.#pause(this.trouble.delayMs);
    if (copies === 0) {
      this.counts.dropped += 1;
      notification.result = 'succeeded';
      return;
    }
    this.counts.duplicated += copies - 1;
    const latest = this.#latest.get(subscription.id) ?? 0;
    if (notification.id < latest) this.counts.overtaken += 1;
    this.#latest.set(subscription.id, Math.max(latest, notification.id));
    for (let copy = 0; copy < copies; copy += 1) {
      const succeeded = await this.#attempts(subscription, notification, body);
      notification.result = succeeded ? 'succeeded' : 'failed';
    }
    if (notification.result === 'succeeded') {
      subscription.failures = 0;
      if (subscription.status === 'onProbation') subscription.status = 'enabled';
      return;
    }
    subscription.failures += 1;
    if (subscription.failures >= FAILURES_TO_DISABLE) subscription.status = 'disabledBySystem';
    else if (subscription.status === 'enabled') subscription.status = 'onProbation';
  }

  async #attempts(subscription: Subscription, notification: Notification, body: string): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS && !this.#stop.signal.aborted; attempt += 1) {
      if (attempt > 1) await this.#pause(RETRY_MS * attempt);
      notification.attempts += 1;
      const status = await this.#post(subscription, body);
      if (status >= 200 && status < 300) return true;
      if (status === 410) {
        subscription.status = 'disabledBySystem';
        return false;
      }
      // Only what may pass is tried again.
      if (status !== 0 && status !== 408 && status !== 429 && status < 500) return false;
    }
    return false;
  }

  /** 0: no answer. */
  async #post(subscription: Subscription, body: string): Promise<number> {
    const { url = '', basicAuthUsername = '', basicAuthPassword, httpHeaders = '' } = subscription.consumerInputs;
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'VSServices/19.0 (NetStandard; Microsoft Windows)',
    };
    for (const line of httpHeaders.split(/[\r\n]+/)) {
      const at = line.indexOf(':');
      if (at > 0) headers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
    }
    if (basicAuthPassword !== undefined)
      headers['authorization'] = `Basic ${Buffer.from(`${basicAuthUsername}:${basicAuthPassword}`).toString('base64')}`;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const { status } = await this.#send(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return status;
    } catch {
      return 0;
    }
  }

  async #pause(ms: number): Promise<void> {
    try {
      await wait(ms, undefined, { signal: this.#stop.signal });
    } catch {
      // Closing: nothing is waited for any more.
    }
  }

  history(organization: Organization, subscriptionId: string): readonly Json[] {
    return this.#notifications
      .filter((notification) => notification.subscriptionId === subscriptionId && organization.subscriptions.has(subscriptionId))
      .map((notification) => ({
        id: notification.id,
        subscriptionId,
        status: notification.result === 'pending' ? 'queued' : 'completed',
        result: notification.result,
        createdDate: wireDate(notification.createdAt),
        modifiedDate: wireDate(notification.createdAt),
        details: { eventType: notification.eventType, requestAttempts: notification.attempts },
      }));
  }

  /** Resolves when nothing is on its way. */
  async settle(): Promise<void> {
    for (;;) {
      const pending = [...this.#queues.values()];
      await Promise.all([...pending, ...this.#aside]);
      if (
        this.#aside.size === 0 &&
        pending.length === this.#queues.size &&
        [...this.#queues.values()].every((queue, index) => queue === pending[index])
      )
        return;
    }
  }

  close(): void {
    this.#stop.abort();
  }
}
