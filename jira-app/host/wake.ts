/**
 * Tells Forge's queue that there is work, and asks to be called again at a time.
 *
 * 1. However often an invocation wakes, it pushes one event, at its end; what is lost with a crash the sweep finds.
 * 2. Only one event a node is pending for a later time: every run would otherwise start a chain of its own.
 *
 * https://developer.atlassian.com/platform/forge/runtime-reference/async-events-api/
 */
import { Queue } from '@forge/events';
import { kvs } from '@forge/kvs';
import type { Wake } from '@entente/core';
import * as z from 'zod/mini';

/** `modules.consumer[].queue` of the manifest. */
export const queueKey = 'work';
/** The longest delay of an event. */
const longestDelay = 900;
/** A plain key of the store, beside the records. */
const timerKey = 'timer';
const timerSchema = z.object({ at: z.int() });

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
  await pushWork('timer', delay);
}
