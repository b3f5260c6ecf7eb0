/** What the panel beside an issue shows, kept fresh: asked for every few seconds while it is visible; a failure leaves the last answer. */
import type { AdminOutput } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type PanelState = 'loading' | 'ready' | 'away';
export interface PanelData {
  readonly answer: AdminOutput<'issuePanel'> | null;
  readonly trouble: Problem | null;
  /** *Sync now* is being asked for. */
  readonly isSyncing: boolean;
  /** Grows with every request; a later one makes the answers to earlier ones void. */
  readonly ticket: number;
}

type Shown = { readonly type: 'shown'; readonly ticket: number; readonly answer: AdminOutput<'issuePanel'> };
type Failed = { readonly type: 'failed'; readonly ticket: number; readonly problem: Problem };
type Synced = { readonly type: 'synced'; readonly problem: Problem | null };
export type PanelEvent = Shown | Failed | Synced | { readonly type: 'refresh' } | { readonly type: 'sync' };
export type PanelEffect =
  | { readonly type: 'ask'; readonly ticket: number; readonly afterMs: number }
  | { readonly type: 'sync' }
  | { readonly type: 'announce' };

export const startPanel: PanelData = { answer: null, trouble: null, isSyncing: false, ticket: 0 };

const pollMs = 5000;
const isCurrent = (data: PanelData, { ticket }: { readonly ticket: number }): boolean => ticket === data.ticket;
const isIdle = ({ isSyncing }: PanelData): boolean => !isSyncing;
const isDone = (_: PanelData, { problem }: Synced): boolean => problem === null;
const learn = (data: PanelData, { answer }: Shown): PanelData => ({ ...data, answer, trouble: null, ticket: data.ticket + 1 });
const fail = (data: PanelData, { problem }: Failed): PanelData => ({ ...data, trouble: problem, ticket: data.ticket + 1 });
const begin = (data: PanelData): PanelData => ({ ...data, ticket: data.ticket + 1 });
const beginSync = (data: PanelData): PanelData => ({ ...data, isSyncing: true });
const endSync = (data: PanelData): PanelData => ({ ...data, isSyncing: false, trouble: null, ticket: data.ticket + 1 });
const failSync = (data: PanelData, { problem }: Synced): PanelData => ({ ...data, isSyncing: false, trouble: problem });
const ask =
  (afterMs: number) =>
  ({ ticket }: PanelData): readonly PanelEffect[] => [{ type: 'ask', ticket, afterMs }];
const askAndTell = (data: PanelData): readonly PanelEffect[] => [{ type: 'announce' }, ...ask(0)(data)];
const sync = (): readonly PanelEffect[] => [{ type: 'sync' }];

const always = <State extends PanelState>(state: State) =>
  ({
    shown: [{ to: 'ready', when: isCurrent, change: learn, effects: ask(pollMs) }],
    failed: [{ to: 'away', when: isCurrent, change: fail, effects: ask(pollMs) }],
    refresh: [{ to: state, change: begin, effects: ask(0) }],
    sync: [{ to: state, when: isIdle, change: beginSync, effects: sync }],
    synced: [
      { to: state, when: isDone, change: endSync, effects: askAndTell },
      { to: state, change: failSync },
    ],
  }) as const;

export const panelTable = {
  loading: always('loading'),
  ready: always('ready'),
  away: always('away'),
} as const satisfies Table<PanelState, PanelData, PanelEvent, PanelEffect>;
