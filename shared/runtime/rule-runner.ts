/**
 * The RuleRunner port over QuickJS.
 *
 * 1. Runs of one runner go one after another.
 * 2. In a worker, a run that does not end by its own deadline is ended with its thread, and the next run gets a new one.
 *    In-process (Forge: a worker file does not survive its bundle) the interrupt deadline alone ends it.
 * 3. No thread keeps the process alive, but while it starts.
 * 4. That a thread starts slowly is not held against the run for which it does.
 */
import { Worker } from 'node:worker_threads';
import type { LookupAnswer, RuleOutcome, RuleRun, RuleRunner } from '@entente/core';
import { createSandbox } from './rule-runner-sandbox.ts';

/** Beyond the run's own deadline: handing it over and making a QuickJS anew on a busy machine. */
const GRACE_MS = 5000;

export interface RuleRunnerOptions {
  readonly worker: boolean;
  /** Where a bundle has put rule-runner-worker; without: beside this file. */
  readonly workerFile?: URL;
}

export interface ClosableRuleRunner extends RuleRunner {
  close(): Promise<void>;
}

export function createRuleRunner(options: RuleRunnerOptions): ClosableRuleRunner {
  const host = options.worker ? threaded(options.workerFile ?? new URL('./rule-runner-worker.ts', import.meta.url)) : inProcess();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(run, answers) {
      const next = last.then(() => host.run(run, answers));
      last = next.catch(() => undefined);
      return next;
    },
    close: () => host.close(),
  };
}

function inProcess(): ClosableRuleRunner {
  const sandbox = createSandbox();
  return { run: (run, answers) => sandbox.run(run, answers), close: () => Promise.resolve() };
}

function threaded(file: URL): ClosableRuleRunner {
  let thread: Thread | null = null;
  const drop = async (): Promise<void> => {
    const old = thread;
    thread = null;
    await old?.worker.terminate();
  };
  return {
    async run(run, answers) {
      let isUsable = false;
      try {
        thread ??= startThread(file);
        const outcome: RuleOutcome = (await thread.isReady) ? await ask(thread.worker, run, answers) : { kind: 'memory' };
        isUsable = outcome.kind !== 'timeout' && outcome.kind !== 'memory';
        return outcome;
      } finally {
        if (!isUsable) await drop();
      }
    },
    close: drop,
  };
}

interface Thread {
  readonly worker: Worker;
  /** False: it ended before. Rejects where it fails otherwise. */
  readonly isReady: Promise<boolean>;
}

function startThread(file: URL): Thread {
  // No environment and no arguments of ours: nothing to find there, should a script ever get out of QuickJS.
  const worker = new Worker(file, { env: {}, argv: [], execArgv: [], stdin: false, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  const isReady = new Promise<boolean>((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onReady).off('error', onError).off('exit', onExit);
      worker.unref();
      act();
    };
    const onReady = (): void => settle(() => resolve(true));
    const onError = (error: Error & { code?: string }): void => settle(() => (isOutOfMemory(error) ? resolve(false) : reject(error)));
    const onExit = (): void => settle(() => resolve(false));
    worker.on('message', onReady).on('error', onError).on('exit', onExit);
  });
  return { worker, isReady };
}

const isOutOfMemory = (error: Error & { code?: string }): boolean => error.code === 'ERR_WORKER_OUT_OF_MEMORY';

function ask(worker: Worker, run: RuleRun, answers: readonly LookupAnswer[]): Promise<RuleOutcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => resolve({ kind: 'timeout' })), run.timeoutMs + GRACE_MS);
    const onMessage = (outcome: RuleOutcome): void => settle(() => resolve(outcome));
    const onError = (error: Error & { code?: string }): void =>
      settle(() => (isOutOfMemory(error) ? resolve({ kind: 'memory' }) : reject(error)));
    const onExit = (): void => settle(() => resolve({ kind: 'memory' }));
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ run, answers });
  });
}
