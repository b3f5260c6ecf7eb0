/** *Connect*, beside an issue: a connection is chosen, the question answered, and the issue connected; one at a time. */
import type { AdminOutput, ConnectOfferView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type ConnectState = 'idle' | 'asking' | 'acting';

export interface ConnectData {
  readonly offer: ConnectOfferView | null;
  readonly trouble: Problem | null;
  /** What the issue was connected to last, to be told. */
  readonly done: ConnectOfferView | null;
}

type Answer = AdminOutput<'connectIssue'> | { readonly kind: 'failed'; readonly problem: Problem };
type Want = { readonly type: 'want'; readonly offer: ConnectOfferView };
type Acted = { readonly type: 'acted'; readonly answer: Answer };
export type ConnectEvent = Want | Acted | { readonly type: 'sure' } | { readonly type: 'notSure' } | { readonly type: 'close' };
export type ConnectEffect =
  | { readonly type: 'connect'; readonly connectionId: string }
  | { readonly type: 'done'; readonly offer: ConnectOfferView };

export const startConnect: ConnectData = { offer: null, trouble: null, done: null };

const isDone = (_: ConnectData, { answer }: Acted): boolean => answer.kind === 'done';
const want = (_: ConnectData, { offer }: Want): ConnectData => ({ ...startConnect, offer });
const connect = ({ offer }: ConnectData): readonly ConnectEffect[] =>
  offer === null ? [] : [{ type: 'connect', connectionId: offer.connectionId }];
const keep = ({ offer }: ConnectData): ConnectData => ({ ...startConnect, done: offer });
const tell = ({ done }: ConnectData): readonly ConnectEffect[] => (done === null ? [] : [{ type: 'done', offer: done }]);

function say(data: ConnectData, { answer }: Acted): ConnectData {
  if (answer.kind === 'done') return data;
  return { ...startConnect, trouble: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

export const connectTable = {
  idle: {
    want: [{ to: 'asking', change: want }],
    close: [{ to: 'idle', change: () => startConnect }],
  },
  asking: {
    sure: [{ to: 'acting', effects: connect }],
    notSure: [{ to: 'idle', change: () => startConnect }],
  },
  acting: {
    acted: [
      { to: 'idle', when: isDone, change: keep, effects: tell },
      { to: 'idle', change: say },
    ],
  },
} as const satisfies Table<ConnectState, ConnectData, ConnectEvent, ConnectEffect>;
