/**
 * What was sent and received on one connection, and what is held up, kept fresh.
 *
 * 1. It is asked for every few seconds while the page is visible. The newest page takes the place of the one before; older
 *    pages that were asked for stay below it, without gaps and without repeats.
 * 2. A changed filter begins anew, a moment after the last key.
 * 3. When the node does not answer, the last answer stays, with its time.
 */
import type { AdminInput, AdminOutput, ActivityRow, FlowView, HeldView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type ActivityState = 'loading' | 'ready' | 'away';
export type ActivityFilter = Pick<AdminInput<'activity'>, 'only' | 'issue'>;

export interface ActivityData {
  /** Newest first. */
  readonly rows: readonly ActivityRow[];
  /** Where older entries go on; null: there are none. */
  readonly next: string | null;
  readonly kept: number;
  readonly held: readonly HeldView[];
  readonly flow: FlowView | null;
  readonly filter: ActivityFilter;
  /** When the last answer came, in milliseconds since 1970 UTC; null: never. */
  readonly seenAt: number | null;
  readonly trouble: Problem | null;
  readonly isAskingOlder: boolean;
  /** Older pages are shown: where they go on is theirs to say. */
  readonly hasOlder: boolean;
  /** Grows with every request; a later one makes the answers to earlier ones void. */
  readonly ticket: number;
}

type Page = NonNullable<AdminOutput<'activity'>>;
interface Listed {
  readonly type: 'listed';
  readonly ticket: number;
  readonly at: number;
  readonly page: Page;
  readonly held: readonly HeldView[];
  readonly flow: FlowView;
}
type Older = { readonly type: 'older'; readonly filter: ActivityFilter; readonly page: Page | null };
type Failed = { readonly type: 'failed'; readonly ticket: number; readonly problem: Problem };
type Filtered = { readonly type: 'filtered'; readonly filter: ActivityFilter };
export type ActivityEvent = Listed | Older | Failed | Filtered | { readonly type: 'refresh' } | { readonly type: 'more' };
export type ActivityEffect =
  | { readonly type: 'ask'; readonly ticket: number; readonly afterMs: number; readonly filter: ActivityFilter }
  | { readonly type: 'askOlder'; readonly cursor: string; readonly filter: ActivityFilter };

export const startActivity: ActivityData = {
  rows: [],
  next: null,
  kept: 0,
  held: [],
  flow: null,
  filter: { only: 'all', issue: '' },
  seenAt: null,
  trouble: null,
  isAskingOlder: false,
  hasOlder: false,
  ticket: 0,
};

const pollMs = 4000;
const typingMs = 300;

const isCurrent = (data: ActivityData, { ticket }: { readonly ticket: number }): boolean => ticket === data.ticket;
const isOfFilter = (data: ActivityData, { filter }: Older): boolean => filter === data.filter;
const hasMore = ({ next, isAskingOlder }: ActivityData): boolean => next !== null && !isAskingOlder;

function learn(data: ActivityData, { at, page, held, flow }: Listed): ActivityData {
  const fresh = { ...data, seenAt: at, held, flow, kept: page.kept, trouble: null, ticket: data.ticket + 1 };
  if (!data.hasOlder) return { ...fresh, rows: page.rows, next: page.next };
  const last = page.rows.at(-1)?.id ?? '';
  return { ...fresh, rows: [...page.rows, ...data.rows.filter(({ id }) => id > last)] };
}

function lengthen(data: ActivityData, { page }: Older): ActivityData {
  if (page === null) return { ...data, isAskingOlder: false };
  const last = data.rows.at(-1)?.id ?? '';
  const rows = [...data.rows, ...page.rows.filter(({ id }) => id > last)];
  return { ...data, rows, next: page.next, isAskingOlder: false, hasOlder: true };
}

const fail = (data: ActivityData, { problem }: Failed): ActivityData => ({ ...data, trouble: problem, ticket: data.ticket + 1 });
const begin = (data: ActivityData): ActivityData => ({ ...data, ticket: data.ticket + 1 });
const beginOlder = (data: ActivityData): ActivityData => ({ ...data, isAskingOlder: true });
const beginAnew = (data: ActivityData, { filter }: Filtered): ActivityData => ({
  ...data,
  filter,
  hasOlder: false,
  isAskingOlder: false,
  ticket: data.ticket + 1,
});
const ask =
  (afterMs: number) =>
  ({ ticket, filter }: ActivityData): readonly ActivityEffect[] => [{ type: 'ask', ticket, afterMs, filter }];
const askOlder = ({ next, filter }: ActivityData): readonly ActivityEffect[] =>
  next === null ? [] : [{ type: 'askOlder', cursor: next, filter }];

const always = <State extends ActivityState>(state: State) =>
  ({
    listed: [{ to: 'ready', when: isCurrent, change: learn, effects: ask(pollMs) }],
    failed: [{ to: 'away', when: isCurrent, change: fail, effects: ask(pollMs) }],
    refresh: [{ to: state, change: begin, effects: ask(0) }],
    filtered: [{ to: state, change: beginAnew, effects: ask(typingMs) }],
    more: [{ to: state, when: hasMore, change: beginOlder, effects: askOlder }],
    older: [{ to: state, when: isOfFilter, change: lengthen }],
  }) as const;

export const activityTable = {
  loading: always('loading'),
  ready: always('ready'),
  away: always('away'),
} as const satisfies Table<ActivityState, ActivityData, ActivityEvent, ActivityEffect>;
