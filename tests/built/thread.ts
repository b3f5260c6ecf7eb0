/**
 * One thread that runs the built scripts of the ServiceNow application in the stand-in's realm: what the core asks of a port it asks
 * the test, and sleeps until the answer is there. So a test goes on exactly where the core has asked, as with a call of its own.
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { Realm } from '../../servicenow-scoped/standin/realm/realm.ts';
import { program } from './program.ts';

export interface Birth {
  /** Script includes by name. */
  readonly scripts: readonly (readonly [name: string, text: string])[];
  readonly replies: MessagePort;
  /** Counts messages: [0] to this thread, [1] from it. */
  readonly bell: SharedArrayBuffer;
}

// oxlint-disable-next-line typescript/no-unsafe-assignment -- what nodes.ts gives
const birth: Birth = workerData;
const bell = new Int32Array(birth.bell);
let taken = 0;

function next(): string {
  while (Atomics.load(bell, 0) === taken) Atomics.wait(bell, 0, taken);
  taken += 1;
  const received = receiveMessageOnPort(birth.replies) as { readonly message: string } | undefined;
  if (received === undefined) throw new Error('rung without a message');
  return received.message;
}

function send(text: string): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  birth.replies.postMessage(text);
  Atomics.add(bell, 1, 1);
  Atomics.notify(bell, 1);
}

const realm = new Realm();
for (const [name, text] of birth.scripts) realm.evaluate(text, name);
const ask = (text: string): string => {
  send(text);
  return next();
};
const perform = realm.call(program, 'program.js', { ask }) as (text: string) => string;
for (;;) send(perform(next()));
