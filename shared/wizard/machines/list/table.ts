/**
 * The list of connections, kept fresh.
 *
 * 1. It is asked for every few seconds while the page is visible; an unchanged revision changes nothing.
 * 2. Newest first; while focus is inside the table no row changes its place, and new rows come last.
 * 3. When the node does not answer, the last list stays, read-only, with its time.
 * 4. What changed in a row's status since the last answer is announced.
 */
import type { ConnectionView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type ListState = 'loading' | 'ready' | 'away';

export interface ListData {
  /** In the order to show. */
  readonly connections: readonly ConnectionView[];
  readonly revision: string | null;
  /** When the last answer came, in milliseconds since 1970 UTC; null: never. */
  readonly seenAt: number | null;
  readonly hasFocus: boolean;
  readonly trouble: Problem | null;
  /** Grows with every request; a later one makes the answers to earlier ones void. */
  readonly ticket: number;
  /** What the last answer changed, to be announced. */
  readonly changes: readonly ConnectionView[];
}

interface Listed {
  readonly type: 'listed';
  readonly ticket: number;
  readonly at: number;
  readonly revision: string;
  readonly connections: readonly ConnectionView[];
}
type Failed = { readonly type: 'failed'; readonly ticket: number; readonly problem: Problem };
type Focus = { readonly type: 'focus'; readonly inside: boolean };
export type ListEvent = Listed | Failed | Focus | { readonly type: 'refresh' };
export type ListEffect =
  | { readonly type: 'ask'; readonly ticket: number; readonly afterMs: number }
  | { readonly type: 'announce'; readonly changes: readonly ConnectionView[] };

export const startList: ListData = {
  connections: [],
  revision: null,
  seenAt: null,
  hasFocus: false,
  trouble: null,
  ticket: 0,
  changes: [],
};

export const pollMs = 3000;
const isCurrent = (data: ListData, { ticket }: { readonly ticket: number }): boolean => ticket === data.ticket;

function learn(data: ListData, event: Listed): ListData {
  const fresh = { ...data, seenAt: event.at, trouble: null, ticket: data.ticket + 1 };
  if (event.revision === data.revision) return { ...fresh, changes: [] };
  return { ...fresh, revision: event.revision, connections: inOrder(data, event.connections), changes: changed(data, event.connections) };
}

function inOrder({ connections: before, hasFocus }: ListData, now: readonly ConnectionView[]): readonly ConnectionView[] {
  const newestFirst = now.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  if (!hasFocus) return newestFirst;
  const stayed = before.flatMap(({ id }) => now.filter((connection) => connection.id === id));
  return [...stayed, ...newestFirst.filter((connection) => !stayed.includes(connection))];
}

function changed({ connections: before, revision }: ListData, now: readonly ConnectionView[]): readonly ConnectionView[] {
  if (revision === null) return [];
  return now.filter((connection) => before.some(({ id, state }) => id === connection.id && state !== connection.state));
}

const fail = (data: ListData, { problem }: Failed): ListData => ({ ...data, trouble: problem, ticket: data.ticket + 1, changes: [] });
const focus = (data: ListData, { inside }: Focus): ListData => ({ ...data, hasFocus: inside, changes: [] });
const begin = (data: ListData): ListData => ({ ...data, ticket: data.ticket + 1, changes: [] });
const askSoon = ({ ticket, changes }: ListData): readonly ListEffect[] => [
  { type: 'ask', ticket, afterMs: pollMs },
  ...(changes.length === 0 ? [] : [{ type: 'announce', changes } as const]),
];
const askNow = ({ ticket }: ListData): readonly ListEffect[] => [{ type: 'ask', ticket, afterMs: 0 }];

const always = <State extends ListState>(state: State) =>
  ({
    listed: [{ to: 'ready', when: isCurrent, change: learn, effects: askSoon }],
    failed: [{ to: 'away', when: isCurrent, change: fail, effects: askSoon }],
    refresh: [{ to: state, change: begin, effects: askNow }],
    focus: [{ to: state, change: focus }],
  }) as const;

export const listTable = {
  loading: always('loading'),
  ready: always('ready'),
  away: always('away'),
} as const satisfies Table<ListState, ListData, ListEvent, ListEffect>;
