/**
 * Keeps one node at work: when it is woken, when it said it would have something to do, and every few minutes to find what
 * no event announced.
 *
 * 1. One run at a time. A wake during a run leads to another run; none is lost.
 * 2. A run that fails is tried again, later each time; the loop never ends by itself.
 * 3. `stop` resolves when the current run has ended.
 */
import type { Clock, EntenteNode, Log } from '@entente/core';
import { faultOf } from '@entente/core';

const RUN_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;

export interface WorkLoop {
  wake(): void;
  /** When the latest sweep ended, or null. */
  sweptAt(): number | null;
  stop(): Promise<void>;
}

type Work = Pick<EntenteNode, 'work' | 'sweep'>;

/** `sweepMs`: asked after each sweep for the time until the next. */
export function startWorkLoop(node: Work, clock: Clock, log: Log, sweepMs: () => number): WorkLoop {
  const bell = alarm(clock);
  const stopping = new AbortController();
  let failures = 0;
  let sweepAt = clock.now();
  let sweptAt: number | null = null;
  const step = async (): Promise<number> => {
    try {
      if (clock.now() >= sweepAt) {
        sweepAt = clock.now() + sweepMs();
        await node.sweep();
        sweptAt = clock.now();
      }
      const { nextAt } = await node.work(clock.now() + RUN_MS);
      failures = 0;
      return Math.min(nextAt ?? sweepAt, sweepAt);
    } catch (caught) {
      failures++;
      const { code, whose, detail } = faultOf(caught);
      log.write('error', 'work failed', { code, whose, detail, failures });
      return clock.now() + Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS);
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) await bell.wait(await step());
  };
  const ended = run();
  return {
    wake: () => bell.ring(),
    sweptAt: () => sweptAt,
    stop: async () => {
      stopping.abort();
      bell.ring();
      await ended;
    },
  };
}

/** Waits until a time or a ring, whichever comes first. A ring while nobody waits is kept for the next wait. */
function alarm(clock: Clock): { wait(until: number): Promise<void>; ring(): void } {
  let rung = false;
  let awake: (() => void) | null = null;
  return {
    wait: async (until) => {
      const ms = until - clock.now();
      if (!rung && ms > 0) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, Math.min(ms, LONGEST_PAUSE_MS));
          awake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      rung = false;
      awake = null;
    },
    ring: () => {
      rung = true;
      awake?.();
    },
  };
}
