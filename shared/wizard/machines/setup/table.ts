/**
 * First run, where the node is a companion: its address, the pairing secret, the tracker's token. Each is checked at once.
 *
 * 1. A secret is dropped from the page as soon as it was taken.
 */
import type { SetupChecked } from '../../admin-page.ts';
import type { Table } from '../machine.ts';
import { problem, type Problem } from '../problem.ts';

export type SetupStep = 'address' | 'pair' | 'token';
export type SetupState = 'loading' | SetupStep | 'checkingAddress' | 'pairing' | 'checkingToken' | 'done' | 'away';

export interface SetupData {
  /** What is in the present step's field. */
  readonly text: string;
  readonly problem: Problem | null;
  readonly refusals: number;
}

type Known = {
  readonly type: 'known';
  readonly state: { readonly address: string | null; readonly paired: boolean; readonly credentials: boolean };
};
type Typed = { readonly type: 'typed'; readonly text: string };
type Checked = { readonly type: 'checked'; readonly answer: SetupChecked };
type Failed = { readonly type: 'failed'; readonly problem: Problem };
export type SetupEvent =
  | Known
  | Typed
  | Checked
  | Failed
  | { readonly type: 'next' }
  | { readonly type: 'otherAddress' }
  | { readonly type: 'again' };
export type SetupEffect = { readonly type: 'askState' } | { readonly type: 'take'; readonly step: SetupStep; readonly text: string };

export const startSetup: SetupData = { text: '', problem: null, refusals: 0 };

const isWhole = (_: SetupData, { state }: Known): boolean => state.address !== null && state.paired && state.credentials;
const isPaired = (_: SetupData, { state }: Known): boolean => state.address !== null && state.paired;
const hasAddress = (_: SetupData, { state }: Known): boolean => state.address !== null;
const isEmpty = ({ text }: SetupData): boolean => text.trim() === '';
const isOk = (_: SetupData, { answer }: Checked): boolean => answer.kind === 'done';
const type = (data: SetupData, { text }: Typed): SetupData => ({ ...data, text, problem: null });
const sayEmpty = (data: SetupData): SetupData => ({ ...data, problem: problem('setup.empty'), refusals: data.refusals + 1 });
const say = (data: SetupData, { answer }: Checked): SetupData =>
  answer.kind === 'done' ? data : { ...data, problem: { code: answer.code, params: answer.params }, refusals: data.refusals + 1 };
const sayFailed = (data: SetupData, event: Failed): SetupData => ({ ...data, problem: event.problem, refusals: data.refusals + 1 });
const fresh = (): SetupData => startSetup;
const ask = (): readonly SetupEffect[] => [{ type: 'askState' }];
const take =
  (step: SetupStep) =>
  (data: SetupData): readonly SetupEffect[] => [{ type: 'take', step, text: data.text.trim() }];

const known = [
  { to: 'done', when: isWhole, change: fresh },
  { to: 'token', when: isPaired, change: fresh },
  { to: 'pair', when: hasAddress, change: fresh },
  { to: 'address', change: fresh },
] as const;

const entering = <Step extends SetupStep, Busy extends SetupState>(step: Step, busy: Busy) =>
  ({
    typed: [{ to: step, change: type }],
    next: [
      { to: step, when: isEmpty, change: sayEmpty },
      { to: busy, effects: take(step) },
    ],
  }) as const;

/** Taken: the companion is asked what is left to do, since another admin may have done some of it. */
const checking = <Step extends SetupStep>(step: Step) =>
  ({
    checked: [
      { to: 'loading', when: isOk, change: fresh, effects: ask },
      { to: step, change: say },
    ],
    failed: [{ to: step, change: sayFailed }],
  }) as const;

export const setupTable = {
  loading: { again: [{ to: 'loading', effects: ask }], known, failed: [{ to: 'away', change: sayFailed }] },
  away: { again: [{ to: 'loading', change: fresh, effects: ask }], otherAddress: [{ to: 'address', change: fresh }] },
  address: entering('address', 'checkingAddress'),
  checkingAddress: checking('address'),
  pair: { ...entering('pair', 'pairing'), otherAddress: [{ to: 'address', change: fresh }] },
  pairing: checking('pair'),
  token: entering('token', 'checkingToken'),
  checkingToken: checking('token'),
  done: {},
} as const satisfies Table<SetupState, SetupData, SetupEvent, SetupEffect>;
