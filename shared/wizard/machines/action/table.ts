/**
 * What an admin does to one connection from its row or its page: asked first where it cannot be taken back, one at a time.
 */
import type { AdminInput, AdminOutput, ConnectionView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type Verb = AdminInput<'act'>['verb'];
export type ActionState = 'idle' | 'asking' | 'acting' | 'fetching' | 'code';

export interface ActionData {
  readonly subject: ConnectionView | null;
  readonly verb: Verb | null;
  readonly trouble: Problem | null;
  readonly invitation: { readonly code: string; readonly expiresAt: number } | null;
}

type Failed = { readonly kind: 'failed'; readonly problem: Problem };
type Want = { readonly type: 'want'; readonly verb: Verb; readonly subject: ConnectionView };
type Copy = { readonly type: 'copy'; readonly subject: ConnectionView };
type Acted = { readonly type: 'acted'; readonly answer: AdminOutput<'act'> | Failed };
/** `copied`: the code is in the clipboard already. */
type Fetched = { readonly type: 'fetched'; readonly answer: AdminOutput<'invitation'> | Failed; readonly copied: boolean };
export type ActionEvent =
  | Want
  | Copy
  | Acted
  | Fetched
  | { readonly type: 'sure' }
  | { readonly type: 'notSure' }
  | { readonly type: 'close' };

export type ActionEffect =
  | { readonly type: 'act'; readonly connectionId: string; readonly verb: Verb }
  /** With `copy` the code goes to the clipboard. */
  | { readonly type: 'fetch'; readonly connectionId: string; readonly copy: boolean }
  | { readonly type: 'done'; readonly verb: Verb; readonly subject: ConnectionView };

export const startAction: ActionData = { subject: null, verb: null, trouble: null, invitation: null };

/** Nothing is lost by activating. */
const needsNoQuestion = (_: ActionData, { verb }: Want): boolean => verb === 'activate';
const want = (_: ActionData, { verb, subject }: Want): ActionData => ({ ...startAction, verb, subject });
const wantCode = (_: ActionData, { subject }: Copy): ActionData => ({ ...startAction, subject });
const act = ({ subject, verb }: ActionData): readonly ActionEffect[] =>
  subject === null || verb === null ? [] : [{ type: 'act', connectionId: subject.id, verb }];
const fetchToCopy = ({ subject }: ActionData): readonly ActionEffect[] =>
  subject === null ? [] : [{ type: 'fetch', connectionId: subject.id, copy: true }];
const done = ({ subject, verb }: ActionData): readonly ActionEffect[] =>
  subject === null || verb === null ? [] : [{ type: 'done', verb, subject }];
const doneAndFetch = (data: ActionData): readonly ActionEffect[] => [
  ...done(data),
  ...(data.subject === null ? [] : [{ type: 'fetch', connectionId: data.subject.id, copy: false } as const]),
];
const isRenewed = ({ verb }: ActionData, { answer }: Acted): boolean => answer.kind === 'done' && verb === 'renew';
const isDone = (_: ActionData, { answer }: Acted): boolean => answer.kind === 'done';
const isCopied = (_: ActionData, { answer, copied }: Fetched): boolean => answer.kind === 'done' && copied;
const isFetched = (_: ActionData, { answer }: Fetched): boolean => answer.kind === 'done';
const keepCode = (data: ActionData, { answer }: Fetched): ActionData =>
  answer.kind === 'done' ? { ...data, invitation: { code: answer.code, expiresAt: answer.expiresAt } } : data;

function say(data: ActionData, { answer }: Acted | Fetched): ActionData {
  if (answer.kind === 'done') return data;
  return { ...data, trouble: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

export const actionTable = {
  idle: {
    want: [
      { to: 'acting', when: needsNoQuestion, change: want, effects: act },
      { to: 'asking', change: want },
    ],
    copy: [{ to: 'fetching', change: wantCode, effects: fetchToCopy }],
    close: [{ to: 'idle', change: () => startAction }],
  },
  asking: {
    sure: [{ to: 'acting', effects: act }],
    notSure: [{ to: 'idle', change: () => startAction }],
  },
  acting: {
    acted: [
      { to: 'fetching', when: isRenewed, effects: doneAndFetch },
      { to: 'idle', when: isDone, effects: done },
      { to: 'idle', change: say },
    ],
  },
  fetching: {
    fetched: [
      { to: 'idle', when: isCopied },
      { to: 'code', when: isFetched, change: keepCode },
      { to: 'idle', change: say },
    ],
  },
  code: { close: [{ to: 'idle', change: () => startAction }] },
} as const satisfies Table<ActionState, ActionData, ActionEvent, ActionEffect>;
