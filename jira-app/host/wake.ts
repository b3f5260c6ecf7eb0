/**
 * Tells Forge's queue that there is work, and asks to be called again at a time.
 *
 * 1. However often an invocation wakes, it pushes one event, at its end; what is lost with a crash the sweep finds.
 * 2. Only one event a node is pending for a later time: every run would otherwise start a chain of its own.
 * 3. One run works at a time, and says so. What is noticed meanwhile is its to do: it looks once more after it has said that it
 *    ends, and another looks soon after, for a listing that lagged behind. A run that died is called again by the platform.
 *
 * https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/
 */
import { Queue } from '@forge/events';
import { kvs } from '@forge/kvs';
import type { Wake } from '@entente/core';
import * as z from 'zod/mini';

/** `modules.consumer[].queue` of the manifest. */
export const queueKey = 'work';
export const timerReason = 'timer';
/** The longest delay of an event. */
const longestDelay = 900;
/** A plain key of the store, beside the records. */
const timerKey = 'timer';
const timerSchema = z.object({ at: z.int() });
/** A plain key of the store: who works, and until when that holds unless it is said again (ms). */
const runnerKey = 'runner';
const runnerSchema = z.object({ id: z.string(), until: z.int() });
/** A run that died is missed after this. */
export const RUN_SAYS_MS = 10_000;
/** When a run follows another. */
export const SOON_MS = 2000;

export interface InvocationWake extends Wake {
  /** Whether anything has woken since the last time this was asked. */
  take(): boolean;
}

export function createWake(): InvocationWake {
  let woken = false;
  return {
    wake: () => {
      woken = true;
      return Promise.resolve();
    },
    take: () => {
      const was = woken;
      woken = false;
      return was;
    },
  };
}

export async function pushWork(reason: string, delayInSeconds = 0): Promise<void> {
  const delay = delayInSeconds > 0 ? { delayInSeconds } : {};
  await new Queue({ key: queueKey }).push({ body: { reason }, ...delay });
}

/** Asks for a run at `at` (ms), unless one is pending that comes no later. */
export async function pushWorkAt(at: number, now: number): Promise<void> {
  const pending = timerSchema.safeParse(await kvs.get(timerKey));
  if (pending.success && pending.data.at > now && pending.data.at <= at + 1000) return;
  const delay = Math.min(longestDelay, Math.max(1, Math.ceil((at - now) / 1000)));
  await kvs.set(timerKey, { at: now + delay * 1000 });
  await pushWork(timerReason, delay);
}

/** Has the work done: by the run that is at it, or by one that is pushed now. */
export async function callForWork(reason: string, now: number): Promise<void> {
  if (!(await isRunning(now))) await pushWork(reason);
}

export async function isRunning(now: number): Promise<boolean> {
  const found = runnerSchema.safeParse(await kvs.get(runnerKey));
  return found.success && found.data.until > now;
}

export async function sayRunning(id: string, now: number): Promise<void> {
  await kvs.set(runnerKey, { id, until: now + RUN_SAYS_MS });
}

/** Another run that has begun all the same is at work as well; what it says of itself stays. */
export async function sayEnded(id: string): Promise<void> {
  const found = runnerSchema.safeParse(await kvs.get(runnerKey));
  if (found.success && found.data.id === id) await kvs.set(runnerKey, { id, until: 0 });
}
