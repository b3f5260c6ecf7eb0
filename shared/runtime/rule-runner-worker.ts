/** The thread that rules run in where the host has threads. Says when it is ready; asked with a run then, answers with its outcome. */
import { parentPort } from 'node:worker_threads';
import type { LookupAnswer, RuleRun } from '@entente/core';
import { createSandbox } from './rule-runner-sandbox.ts';

export interface WorkerQuestion {
  readonly run: RuleRun;
  readonly answers: readonly LookupAnswer[];
}

const sandbox = createSandbox();
await sandbox.warm();

// Sent only by rule-runner.ts, never by anything outside this process.
parentPort?.on('message', (question: WorkerQuestion) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  void sandbox.run(question.run, question.answers).then((outcome) => parentPort?.postMessage(outcome));
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage('ready');
