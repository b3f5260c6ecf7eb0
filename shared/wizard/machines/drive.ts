/** Drives a machine without doing anything: for tests, which look at what it asked for and what it refused. */
import { step, type Now, type Table } from './machine.ts';

export interface Driven<State extends string, Data, Effect> extends Now<State, Data> {
  /** All since the start. */
  readonly effects: readonly Effect[];
  /** The types of the events that were refused. */
  readonly refused: readonly string[];
}

export type Drive<State extends string, Data, Event, Effect> = (
  start: Now<State, Data> & Partial<Driven<State, Data, Effect>>,
  ...events: readonly Event[]
) => Driven<State, Data, Effect>;

export function driver<State extends string, Data, Event extends { readonly type: string }, Effect>(
  table: Table<State, Data, Event, Effect>,
): Drive<State, Data, Event, Effect> {
  return (start, ...events) => {
    let now: Now<State, Data> = { state: start.state, data: start.data };
    const effects = [...(start.effects ?? [])];
    const refused = [...(start.refused ?? [])];
    for (const event of events) {
      const moved = step(table, now, event);
      if (moved.kind === 'refused') refused.push(event.type);
      else {
        now = moved.now;
        effects.push(...moved.effects);
      }
    }
    return { ...now, effects, refused };
  };
}
