import { expect, test } from '@jest/globals';
import type { Log } from '@entente/core';
import { systemClock } from '@entente/runtime';
import { startWorkLoop } from './work-loop.ts';

interface Seen {
  readonly runs: { resolve(nextAt: number | null): void; reject(error: Error): void }[];
  sweeps: number;
}

/** A node whose runs the test ends one by one; `run(n)` resolves when the n-th has begun. */
function setup(sweepMs = 60_000) {
  const seen: Seen = { runs: [], sweeps: 0 };
  const waiting = new Map<number, () => void>();
  const logged: string[] = [];
  const log: Log = { write: (_level, event) => void logged.push(event) };
  const node = {
    sweep: async () => void seen.sweeps++,
    work: async () =>
      await new Promise<{ nextAt: number | null }>((resolve, reject) => {
        seen.runs.push({ resolve: (nextAt) => resolve({ nextAt }), reject });
        waiting.get(seen.runs.length)?.();
      }),
  };
  const loop = startWorkLoop(node, systemClock(), log, () => sweepMs);
  const run = async (n: number): Promise<Seen['runs'][number]> => {
    if (seen.runs.length < n) await new Promise<void>((done) => waiting.set(n, done));
    const found = seen.runs[n - 1];
    if (found === undefined) throw new Error(`no run ${n}`);
    return found;
  };
  return { seen, loop, run, logged };
}

test('sweeps and works at the start, and again when it is woken', async () => {
  const { seen, loop, run } = setup();
  (await run(1)).resolve(null);
  expect(seen.sweeps).toBe(1);
  loop.wake();
  (await run(2)).resolve(null);
  await loop.stop();
  expect(seen.sweeps).toBe(1);
});

test('a wake during a run leads to another run', async () => {
  const { loop, run } = setup();
  const first = await run(1);
  loop.wake();
  first.resolve(null);
  (await run(2)).resolve(null);
  await loop.stop();
});

test('comes back when the node said so', async () => {
  const { loop, run } = setup();
  (await run(1)).resolve(Date.now() + 5);
  (await run(2)).resolve(null);
  await loop.stop();
});

test('sweeps again when it is time, without being woken', async () => {
  const { seen, loop, run } = setup(5);
  (await run(1)).resolve(null);
  (await run(2)).resolve(null);
  expect(seen.sweeps).toBe(2);
  await loop.stop();
});

test('a run that fails is logged and tried again', async () => {
  const { loop, run, logged } = setup();
  (await run(1)).reject(new Error('broken'));
  loop.wake();
  (await run(2)).resolve(null);
  expect(logged).toEqual(['work failed']);
  await loop.stop();
});

test('stops after the run that is under way, and starts no other', async () => {
  const { seen, loop, run } = setup();
  const first = await run(1);
  const stopped = loop.stop();
  first.resolve(0);
  await stopped;
  expect(seen.runs).toHaveLength(1);
});
