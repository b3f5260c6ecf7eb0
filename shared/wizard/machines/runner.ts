/**
 * Runs a machine: holds its present, hands its effects to `perform`, and feeds back the events that these report.
 *
 * 1. Effects start in the same turn as the event, so that what a host allows only from a user's gesture still counts as one.
 * 2. After `stop` nothing is reported any more and nothing changes; late answers fall on the floor.
 */
import { step, type Now, type Table } from './machine.ts';

export type Perform<Event, Effect> = (effect: Effect, send: (event: Event) => void) => void;

export interface Runner<State extends string, Data, Event> {
  readonly now: () => Now<State, Data>;
  readonly send: (event: Event) => void;
  readonly subscribe: (changed: () => void) => () => void;
  readonly stop: () => void;
}

export function run<State extends string, Data, Event extends { readonly type: string }, Effect>(
  table: Table<State, Data, Event, Effect>,
  start: Now<NoInfer<State>, Data>,
  perform: Perform<Event, Effect>,
): Runner<State, Data, Event> {
  const listeners = new Set<() => void>();
  let present = start;
  let stopped = false;
  const send = (event: Event): void => {
    if (stopped) return;
    const moved = step(table, present, event);
    if (moved.kind === 'refused') return;
    present = moved.now;
    for (const effect of moved.effects) perform(effect, send);
    for (const listener of listeners) listener();
  };
  return {
    now: () => present,
    send,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    stop() {
      stopped = true;
    },
  };
}
