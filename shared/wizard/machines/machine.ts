/**
 * Machines as tables of data: state × event → branches. Pure; effects are described, never done here.
 *
 * 1. An event without a cell in the present state is refused: nothing changes and nothing is done.
 * 2. Of a cell's branches the first whose `when` holds is taken; where none holds, the event is refused.
 * 3. `change` and `effects` are pure. `effects` sees the data after `change`.
 */
export interface Branch<State extends string, Data, Event, Effect> {
  readonly to: State;
  readonly when?: (data: Data, event: Event) => boolean;
  readonly change?: (data: Data, event: Event) => Data;
  readonly effects?: (data: Data, event: Event) => readonly Effect[];
}

export type Table<State extends string, Data, Event extends { readonly type: string }, Effect> = {
  readonly [S in State]: {
    readonly [T in Event['type']]?: readonly Branch<State, Data, Extract<Event, { readonly type: T }>, Effect>[];
  };
};

export interface Now<State extends string, Data> {
  readonly state: State;
  readonly data: Data;
}

export type Moved<State extends string, Data, Effect> =
  | { readonly kind: 'moved'; readonly now: Now<State, Data>; readonly effects: readonly Effect[] }
  | { readonly kind: 'refused' };

export function step<State extends string, Data, Event extends { readonly type: string }, Effect>(
  table: Table<State, Data, Event, Effect>,
  now: Now<State, Data>,
  event: Event,
): Moved<State, Data, Effect> {
  const cells: { readonly [type: string]: readonly Branch<State, Data, never, Effect>[] | undefined } = table[now.state];
  // The cell found under an event's own type takes that event; the compiler cannot follow the look-up.
  // oxlint-disable-next-line no-unsafe-type-assertion
  const cell = cells[event.type] as readonly Branch<State, Data, Event, Effect>[] | undefined;
  const branch = cell?.find(({ when }) => when === undefined || when(now.data, event));
  if (branch === undefined) return { kind: 'refused' };
  const data = branch.change === undefined ? now.data : branch.change(now.data, event);
  return { kind: 'moved', now: { state: branch.to, data }, effects: branch.effects?.(data, event) ?? [] };
}
