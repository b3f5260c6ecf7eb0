/**
 * Choosing a project, or another of the host's own things: searched as one types, page by page, by the host itself.
 *
 * 1. Only a project where Entente may create issues can be chosen; the others are shown and say why.
 * 2. An answer to an earlier search is dropped.
 */
import type { ProjectView } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

export type PickerState = 'idle' | 'searching' | 'shown' | 'failed';

export interface PickerData {
  readonly query: string;
  readonly items: readonly ProjectView[];
  readonly next: string | null;
  readonly ticket: number;
  readonly trouble: Problem | null;
}

type Typed = { readonly type: 'typed'; readonly query: string };
type Found = { readonly type: 'found'; readonly ticket: number; readonly items: readonly ProjectView[]; readonly next: string | null };
type Failed = { readonly type: 'failed'; readonly ticket: number; readonly problem: Problem };
export type PickerEvent = Typed | Found | Failed | { readonly type: 'more' } | { readonly type: 'reload' };
export type PickerEffect = {
  readonly type: 'search';
  readonly ticket: number;
  readonly query: string;
  readonly cursor: string | null;
  readonly afterMs: number;
};

export const startPicker: PickerData = { query: '', items: [], next: null, ticket: 0, trouble: null };

/** Long enough not to ask at every letter. */
const typingPauseMs = 250;
const isCurrent = (data: PickerData, { ticket }: { readonly ticket: number }): boolean => ticket === data.ticket;
const hasMore = ({ next }: PickerData): boolean => next !== null;
const type = (data: PickerData, { query }: Typed): PickerData => ({
  ...data,
  query,
  items: [],
  next: null,
  ticket: data.ticket + 1,
  trouble: null,
});
const begin = (data: PickerData): PickerData => ({ ...data, items: [], next: null, ticket: data.ticket + 1, trouble: null });
const beginMore = (data: PickerData): PickerData => ({ ...data, ticket: data.ticket + 1 });
const add = (data: PickerData, { items, next }: Found): PickerData => ({ ...data, items: [...data.items, ...items], next });
const say = (data: PickerData, { problem }: Failed): PickerData => ({ ...data, trouble: problem });
const search =
  (afterMs: number) =>
  (data: PickerData): readonly PickerEffect[] => [{ type: 'search', ticket: data.ticket, query: data.query, cursor: data.next, afterMs }];

const always = {
  typed: [{ to: 'searching', change: type, effects: search(typingPauseMs) }],
  reload: [{ to: 'searching', change: begin, effects: search(0) }],
} as const;

export const pickerTable = {
  idle: { ...always },
  searching: {
    ...always,
    found: [{ to: 'shown', when: isCurrent, change: add }],
    failed: [{ to: 'failed', when: isCurrent, change: say }],
  },
  shown: { ...always, more: [{ to: 'searching', when: hasMore, change: beginMore, effects: search(0) }] },
  failed: { ...always },
} as const satisfies Table<PickerState, PickerData, PickerEvent, PickerEffect>;

/** No project at all, or none to create issues in: a permission is missing, not a search term. */
export function hasNothingToChoose(state: PickerState, { query, items, next }: PickerData): boolean {
  return state === 'shown' && query.trim() === '' && next === null && !items.some(({ canCreate }) => canCreate);
}
