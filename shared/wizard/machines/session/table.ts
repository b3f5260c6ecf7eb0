/**
 * Who is here, and whether this instance is ready to connect.
 *
 * 1. A public side is asked whether partners can reach it each time `home` is known anew; until the answer nothing is held against it.
 * 2. When the node does not answer, it is asked again by itself.
 */
import type { AdminOutput, Home } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type SessionState = 'starting' | 'ready' | 'away';

export interface SessionData {
  readonly home: Home | null;
  /** Why partners cannot reach this public side; null: they can, or it is not known yet, or the side is private. */
  readonly unreachable: Problem | null;
  readonly trouble: Problem | null;
}

export type SessionEvent =
  | { readonly type: 'home'; readonly home: Home }
  | { readonly type: 'failed'; readonly problem: Problem }
  | { readonly type: 'reached'; readonly answer: AdminOutput<'checkReachability'> }
  | { readonly type: 'again' };

export type SessionEffect = { readonly type: 'askHome'; readonly afterMs: number } | { readonly type: 'checkReachability' };

export const startSession: SessionData = { home: null, unreachable: null, trouble: null };

const retryMs = 5000;
const learn = (data: SessionData, { home }: { readonly home: Home }): SessionData => ({
  ...data,
  home,
  trouble: null,
  unreachable: home.visibility === 'private' ? null : data.unreachable,
});
const say = (data: SessionData, event: { readonly problem: Problem }): SessionData => ({ ...data, trouble: event.problem });
const askAgainLater = (): readonly SessionEffect[] => [{ type: 'askHome', afterMs: retryMs }];
const askAgain = (): readonly SessionEffect[] => [{ type: 'askHome', afterMs: 0 }];
const checkIfPublic = ({ home }: SessionData): readonly SessionEffect[] =>
  home !== null && home.user.isAdmin && home.visibility === 'public' && home.node.baseUrl !== null ? [{ type: 'checkReachability' }] : [];

function reach(data: SessionData, { answer }: { readonly answer: AdminOutput<'checkReachability'> }): SessionData {
  return { ...data, unreachable: answer.kind === 'done' ? null : { code: answer.code, params: answer.params } };
}

/** What keeps from initiating or accepting; empty: ready. */
export function obstacles({ home, unreachable }: SessionData): readonly Problem[] {
  return [...(home?.missing ?? []), ...(unreachable === null ? [] : [unreachable])];
}

export const sessionTable = {
  starting: {
    again: [{ to: 'starting', effects: askAgain }],
    home: [{ to: 'ready', change: learn, effects: checkIfPublic }],
    failed: [{ to: 'away', change: say, effects: askAgainLater }],
  },
  ready: {
    home: [{ to: 'ready', change: learn, effects: checkIfPublic }],
    reached: [{ to: 'ready', change: reach }],
    again: [{ to: 'ready', effects: askAgain }],
    failed: [{ to: 'ready', change: say }],
  },
  away: {
    home: [{ to: 'ready', change: learn, effects: checkIfPublic }],
    failed: [{ to: 'away', change: say, effects: askAgainLater }],
    again: [{ to: 'away', effects: askAgain }],
  },
} as const satisfies Table<SessionState, SessionData, SessionEvent, SessionEffect>;
