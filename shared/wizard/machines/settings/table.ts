/** General settings: the instance's name and whether partners can call it, and the check of that. */
import type { AdminInput, AdminOutput, Home } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import { problem, type Problem } from '../problem.ts';

export type SettingsState = 'editing' | 'saving' | 'checking';

export interface SettingsData {
  readonly name: string;
  readonly visibility: Home['visibility'];
  readonly problems: { readonly name?: Problem; readonly visibility?: Problem };
  readonly refusals: number;
  readonly trouble: Problem | null;
  /** What the last check of reachability said; null: not checked since something changed. */
  readonly reach: 'ok' | Problem | null;
}

type Failed = { readonly kind: 'failed'; readonly problem: Problem };
type Typed = { readonly type: 'named'; readonly name: string };
type Chosen = { readonly type: 'visibilityChosen'; readonly visibility: Home['visibility'] };
type Saved = { readonly type: 'saved'; readonly answer: AdminOutput<'saveSettings'> | Failed };
type Checked = { readonly type: 'checked'; readonly answer: AdminOutput<'checkReachability'> | Failed };
export type SettingsEvent = Typed | Chosen | Saved | Checked | { readonly type: 'save' } | { readonly type: 'check' };
export type SettingsEffect =
  | { readonly type: 'save'; readonly request: AdminInput<'saveSettings'> }
  | { readonly type: 'check' }
  | { readonly type: 'done' };

export function startSettings(home: Pick<Home, 'node' | 'visibility'>): SettingsData {
  return { name: home.node.name, visibility: home.visibility, problems: {}, refusals: 0, trouble: null, reach: null };
}

const nameLimit = 200;
const nameOf = ({ name }: SettingsData): Problem | null =>
  name.trim() === ''
    ? problem('instanceName.empty')
    : name.trim().length > nameLimit
      ? problem('instanceName.long', { limit: String(nameLimit) })
      : null;
const isBad = (data: SettingsData): boolean => nameOf(data) !== null;

function sayProblems(data: SettingsData): SettingsData {
  const name = nameOf(data);
  return { ...data, problems: name === null ? {} : { name }, refusals: data.refusals + 1 };
}

const type = (data: SettingsData, { name }: Typed): SettingsData => ({ ...data, name, problems: {}, trouble: null });
const choose = (data: SettingsData, { visibility }: Chosen): SettingsData => ({
  ...data,
  visibility,
  problems: {},
  trouble: null,
  reach: null,
});
const clear = (data: SettingsData): SettingsData => ({ ...data, problems: {}, trouble: null, reach: null });
const save = ({ name, visibility }: SettingsData): readonly SettingsEffect[] => [
  { type: 'save', request: { name: name.trim(), visibility } },
];
const isSaved = (_: SettingsData, { answer }: Saved): boolean => answer.kind === 'done';

function say(data: SettingsData, { answer }: Saved): SettingsData {
  if (answer.kind === 'done') return data;
  if (answer.kind === 'failed') return { ...data, trouble: answer.problem };
  const said: Problem = { code: answer.code, params: answer.params };
  if (answer.field === 'name' || answer.field === 'visibility')
    return { ...data, problems: { [answer.field]: said }, refusals: data.refusals + 1 };
  return { ...data, trouble: said };
}

function sayReach(data: SettingsData, { answer }: Checked): SettingsData {
  if (answer.kind === 'done') return { ...data, reach: 'ok' };
  return { ...data, reach: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

export const settingsTable = {
  editing: {
    named: [{ to: 'editing', change: type }],
    visibilityChosen: [{ to: 'editing', change: choose }],
    save: [
      { to: 'editing', when: isBad, change: sayProblems },
      { to: 'saving', change: clear, effects: save },
    ],
    check: [{ to: 'checking', change: clear, effects: () => [{ type: 'check' }] }],
  },
  saving: {
    saved: [
      { to: 'editing', when: isSaved, effects: () => [{ type: 'done' }] },
      { to: 'editing', change: say },
    ],
  },
  checking: { checked: [{ to: 'editing', change: sayReach }] },
} as const satisfies Table<SettingsState, SettingsData, SettingsEvent, SettingsEffect>;
