/** A connection's own settings: this side's labels, description and project. What is typed is kept until it is saved or left. */
import type { AdminInput, AdminOutput, ConnectionView } from '../../admin-api/contract.ts';
import { descriptionLimit, shortNameProblem } from '../names.ts';
import type { Table } from '../machine.ts';
import { problem, type Problem } from '../problem.ts';

export type EditState = 'editing' | 'saving';
export type EditField = 'localShortName' | 'remoteShortName' | 'description';

export interface EditData {
  readonly connectionId: string;
  readonly asksForProject: boolean;
  readonly fields: { readonly [F in EditField]: string };
  /** Null: the host has none. */
  readonly options: { readonly [key: string]: string } | null;
  readonly project: { readonly id: string; readonly name: string } | null;
  /** An option's field is `options.{key}`. */
  readonly problems: { readonly [F in EditField | 'projectId' | `options.${string}`]?: Problem };
  readonly refusals: number;
  readonly trouble: Problem | null;
}

type Typed = { readonly type: 'typed'; readonly field: EditField; readonly text: string };
type OptionTyped = { readonly type: 'optionTyped'; readonly key: string; readonly text: string };
type Chosen = { readonly type: 'projectChosen'; readonly project: EditData['project'] };
type Saved = {
  readonly type: 'saved';
  readonly answer: AdminOutput<'saveConnection'> | { readonly kind: 'failed'; readonly problem: Problem };
};
export type EditEvent = Typed | OptionTyped | Chosen | Saved | { readonly type: 'save' };
export type EditEffect = { readonly type: 'save'; readonly request: AdminInput<'saveConnection'> } | { readonly type: 'done' };

/** `options`: the host's, by key. */
export function startEdit(connection: ConnectionView, asksForProject: boolean, options: readonly string[] = []): EditData {
  const { localShortName, remoteShortName, description, projectId, projectName } = connection;
  return {
    connectionId: connection.id,
    asksForProject,
    fields: { localShortName, remoteShortName, description },
    options: options.length === 0 ? null : Object.fromEntries(options.map((key) => [key, connection.options[key] ?? ''])),
    project: projectId === null ? null : { id: projectId, name: projectName ?? projectId },
    problems: {},
    refusals: 0,
    trouble: null,
  };
}

function problemsOf({ fields, project, asksForProject }: EditData): EditData['problems'] {
  const local = shortNameProblem(fields.localShortName);
  const remote = shortNameProblem(fields.remoteShortName);
  return {
    ...(local === null ? {} : { localShortName: local }),
    ...(remote === null ? {} : { remoteShortName: remote }),
    ...(fields.description.length > descriptionLimit
      ? { description: problem('description.long', { limit: String(descriptionLimit) }) }
      : {}),
    ...(asksForProject && project === null ? { projectId: problem('project.empty') } : {}),
  };
}

const isBad = (data: EditData): boolean => Object.keys(problemsOf(data)).length > 0;
const sayProblems = (data: EditData): EditData => ({ ...data, problems: problemsOf(data), refusals: data.refusals + 1, trouble: null });
const type = (data: EditData, { field, text }: Typed): EditData => ({
  ...data,
  fields: { ...data.fields, [field]: text },
  problems: {},
  trouble: null,
});
const typeOption = (data: EditData, { key, text }: OptionTyped): EditData => ({
  ...data,
  options: { ...data.options, [key]: text },
  problems: {},
  trouble: null,
});
const choose = (data: EditData, { project }: Chosen): EditData => ({ ...data, project, problems: {}, trouble: null });
const clear = (data: EditData): EditData => ({ ...data, problems: {}, trouble: null });
const isSaved = (_: EditData, { answer }: Saved): boolean => answer.kind === 'done';
const save = ({ connectionId, fields, project, options }: EditData): readonly EditEffect[] => [
  {
    type: 'save',
    request: {
      connectionId,
      ...fields,
      description: fields.description.trim(),
      projectId: project?.id ?? null,
      ...(options === null ? {} : { options: Object.fromEntries(Object.entries(options).map(([key, text]) => [key, text.trim()])) }),
    },
  },
];

function say(data: EditData, { answer }: Saved): EditData {
  if (answer.kind === 'done') return data;
  if (answer.kind === 'failed') return { ...data, trouble: answer.problem };
  const said: Problem = { code: answer.code, params: answer.params };
  const isField =
    answer.field !== null &&
    [...Object.keys(data.fields), 'projectId', ...Object.keys(data.options ?? {}).map((key) => `options.${key}`)].includes(answer.field);
  return isField && answer.field !== null
    ? { ...data, problems: { [answer.field]: said }, refusals: data.refusals + 1 }
    : { ...data, trouble: said };
}

export const editTable = {
  editing: {
    typed: [{ to: 'editing', change: type }],
    optionTyped: [{ to: 'editing', change: typeOption }],
    projectChosen: [{ to: 'editing', change: choose }],
    save: [
      { to: 'editing', when: isBad, change: sayProblems },
      { to: 'saving', change: clear, effects: save },
    ],
  },
  saving: {
    saved: [
      { to: 'editing', when: isSaved, effects: () => [{ type: 'done' }] },
      { to: 'editing', change: say },
    ],
  },
} as const satisfies Table<EditState, EditData, EditEvent, EditEffect>;
