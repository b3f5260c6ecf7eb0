/** What an admin does about an issue that is held up: *Skip* is asked about first, one thing at a time. */
import type { AdminOutput, HeldView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type HeldState = 'idle' | 'asking' | 'acting';
export type HeldDeed = 'retry' | 'skip' | 'retryAll';

export interface HeldData {
  /** Null: all of them. */
  readonly subject: HeldView | null;
  readonly deed: HeldDeed | null;
  readonly trouble: Problem | null;
  /** What was done last, to be told; `count` of *Retry all*. */
  readonly done: { readonly deed: HeldDeed; readonly subject: HeldView | null; readonly count: number } | null;
}

type Answer = AdminOutput<'retryHeld'> | AdminOutput<'retryAllHeld'> | { readonly kind: 'failed'; readonly problem: Problem };
type Want = { readonly type: 'want'; readonly deed: HeldDeed; readonly subject: HeldView | null };
type Acted = { readonly type: 'acted'; readonly answer: Answer };
export type HeldEvent = Want | Acted | { readonly type: 'sure' } | { readonly type: 'notSure' } | { readonly type: 'close' };
export type HeldEffect =
  | { readonly type: 'act'; readonly deed: HeldDeed; readonly heldId: string | null }
  | { readonly type: 'done'; readonly deed: HeldDeed; readonly subject: HeldView | null; readonly count: number };

export const startHeld: HeldData = { subject: null, deed: null, trouble: null, done: null };

const isSkip = (_: HeldData, { deed }: Want): boolean => deed === 'skip';
const isDone = (_: HeldData, { answer }: Acted): boolean => answer.kind === 'done';
const want = (_: HeldData, { deed, subject }: Want): HeldData => ({ ...startHeld, deed, subject });
const act = ({ deed, subject }: HeldData): readonly HeldEffect[] =>
  deed === null ? [] : [{ type: 'act', deed, heldId: subject?.id ?? null }];
const countOf = (answer: Answer): number => (answer.kind === 'done' && 'count' in answer ? answer.count : 1);
const keep = ({ deed, subject }: HeldData, { answer }: Acted): HeldData =>
  deed === null ? startHeld : { ...startHeld, done: { deed, subject, count: countOf(answer) } };
const tell = ({ done }: HeldData): readonly HeldEffect[] => (done === null ? [] : [{ type: 'done', ...done }]);

function say(data: HeldData, { answer }: Acted): HeldData {
  if (answer.kind === 'done') return data;
  return { ...startHeld, trouble: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

export const heldTable = {
  idle: {
    want: [
      { to: 'asking', when: isSkip, change: want },
      { to: 'acting', change: want, effects: act },
    ],
    close: [{ to: 'idle', change: () => startHeld }],
  },
  asking: {
    sure: [{ to: 'acting', effects: act }],
    notSure: [{ to: 'idle', change: () => startHeld }],
  },
  acting: {
    acted: [
      { to: 'idle', when: isDone, change: keep, effects: tell },
      { to: 'idle', change: say },
    ],
  },
} as const satisfies Table<HeldState, HeldData, HeldEvent, HeldEffect>;
