/** The pure changes and conditions that the table of the Initiate wizard names. */
import { nameProblem, proposeName, proposeShortName, shortNameProblem, descriptionLimit } from '../names.ts';
import { problem, type Problem } from '../problem.ts';
import { readUrl } from '../url.ts';
import type { Field, InformationField, InitiateData, InitiateEffect, InitiateEvent } from './data.ts';
import { modeObstacle } from './modes.ts';

type On<T extends InitiateEvent['type']> = Extract<InitiateEvent, { readonly type: T }>;
type Problems = InitiateData['problems'];

export const isPrivate = ({ self }: InitiateData): boolean => self.visibility === 'private';
export const isAsking = ({ askingToDiscard }: InitiateData): boolean => askingToDiscard;

export function hasEntries(data: InitiateData): boolean {
  return (
    data.url.trim() !== '' || data.withoutUrl || data.mode !== null || data.edited.length > 0 || data.project !== null || data.askEdited
  );
}

// Step 1, the destination

export function typeUrl(data: InitiateData, { url }: On<'urlTyped'>): InitiateData {
  if (url === data.url) return data;
  return {
    ...data,
    url,
    destination: { kind: 'unchecked' },
    ticket: data.ticket + 1,
    problems: without(data.problems, 'destinationUrl'),
    trouble: null,
  };
}

export function leaveUrlOut(data: InitiateData): InitiateData {
  const changed: InitiateData = {
    ...data,
    withoutUrl: true,
    destination: { kind: 'unchecked' },
    ticket: data.ticket + 1,
    problems: {},
    trouble: null,
  };
  return dropMode({ ...changed, ask: data.askEdited ? data.ask : true });
}

export function sayPrivate(data: InitiateData): InitiateData {
  return { ...data, problems: { ...data.problems, destinationUrl: problem('noUrlWhilePrivate') }, refusals: data.refusals + 1 };
}

export function wantUrl(data: InitiateData): InitiateData {
  return { ...data, withoutUrl: false, destination: { kind: 'unchecked' }, ask: data.askEdited ? data.ask : false, problems: {} };
}

export const canChoose = (data: InitiateData, { mode }: On<'modeChosen'>): boolean => modeObstacle(data, mode) === null;
export const chooseMode = (data: InitiateData, { mode }: On<'modeChosen'>): InitiateData => ({
  ...data,
  mode,
  problems: without(data.problems, 'mode'),
});

export const urlIsBad = (data: InitiateData): boolean => !data.withoutUrl && readUrl(data.url).kind !== 'url';
export const needsCheck = (data: InitiateData): boolean => !data.withoutUrl && data.destination.kind !== 'found';
export const hasMode = (data: InitiateData): boolean => data.mode !== null;

export function sayWhatIsMissing(data: InitiateData): InitiateData {
  const url = urlIsBad(data) ? { destinationUrl: problem(readUrl(data.url).kind === 'empty' ? 'url.empty' : 'notAUrl') } : {};
  const mode = data.mode === null ? { mode: problem('mode.empty') } : {};
  return { ...data, problems: { ...url, ...mode }, refusals: data.refusals + 1 };
}

export function sayBadUrl(data: InitiateData): InitiateData {
  const { mode: _, ...problems } = sayWhatIsMissing(data).problems;
  return { ...data, problems, refusals: data.refusals + 1 };
}

export const startCheck = (data: InitiateData): InitiateData => ({
  ...data,
  ticket: data.ticket + 1,
  goOn: false,
  problems: without(data.problems, 'destinationUrl'),
});
export const startCheckToGoOn = (data: InitiateData): InitiateData => ({ ...startCheck(data), goOn: true });

export function probe(data: InitiateData): readonly InitiateEffect[] {
  const read = readUrl(data.url);
  return read.kind === 'url' ? [{ type: 'probe', url: read.url, ticket: data.ticket }] : [];
}

export const isCurrent = (data: InitiateData, { ticket }: On<'probed'>): boolean => ticket === data.ticket;
export const mayGoOn = (data: InitiateData, event: On<'probed'>): boolean =>
  isCurrent(data, event) && data.goOn && event.answer.kind === 'found' && learn(data, event).mode !== null;

export function learn(data: InitiateData, { answer }: On<'probed'>): InitiateData {
  const read = readUrl(data.url);
  const host = read.kind === 'url' ? read.host : data.url;
  if (answer.kind === 'declined') return { ...data, destination: { kind: 'declined', host }, problems: {} };
  if (answer.kind === 'found')
    return dropMode({ ...data, destination: { kind: 'found', node: answer.node, modes: answer.modes, existing: answer.existing } });
  const reason: Problem = answer.kind === 'failed' ? answer.problem : { code: answer.code, params: { host, ...answer.params } };
  return { ...data, destination: { kind: 'refused', problem: reason }, problems: { destinationUrl: reason }, refusals: data.refusals + 1 };
}

/** Next was pressed and only the mode is missing: say so, now that it is known which ones there are. */
export function learnAndSayMode(data: InitiateData, event: On<'probed'>): InitiateData {
  const learned = learn(data, event);
  if (!data.goOn || learned.destination.kind !== 'found' || learned.mode !== null) return learned;
  return { ...learned, problems: { mode: learned.problems.mode ?? problem('mode.empty') }, refusals: learned.refusals + 1 };
}

function dropMode(data: InitiateData): InitiateData {
  if (data.mode === null || modeObstacle(data, data.mode) === null) return data;
  return { ...data, mode: null, problems: { ...data.problems, mode: problem('mode.dropped', { mode: data.mode }) } };
}

// Step 2, the names

export function propose(data: InitiateData): InitiateData {
  const remoteName = data.destination.kind === 'found' ? data.destination.node.name : '';
  const local = data.edited.includes('localShortName') ? data.fields.localShortName : proposeShortName(data.self.node.name);
  const remote = data.edited.includes('remoteShortName') ? data.fields.remoteShortName : proposeShortName(remoteName);
  return keepNameInStep({
    ...data,
    goOn: false,
    trouble: null,
    fields: { ...data.fields, localShortName: local, remoteShortName: remote },
  });
}

export const learnAndPropose = (data: InitiateData, event: On<'probed'>): InitiateData => propose(learn(data, event));

function keepNameInStep(data: InitiateData): InitiateData {
  if (data.edited.includes('name')) return data;
  return { ...data, fields: { ...data.fields, name: proposeName(data.fields.localShortName, data.fields.remoteShortName, data.taken) } };
}

export function type(data: InitiateData, { field, text }: On<'typed'>): InitiateData {
  const edited: readonly InformationField[] = data.edited.includes(field) ? data.edited : [...data.edited, field];
  return keepNameInStep({ ...data, edited, fields: { ...data.fields, [field]: text }, problems: without(data.problems, field) });
}

export function informationProblems({ fields, taken }: InitiateData): Problems {
  const found: { readonly [F in InformationField]: Problem | null } = {
    localShortName: shortNameProblem(fields.localShortName),
    remoteShortName: shortNameProblem(fields.remoteShortName),
    name: nameProblem(fields.name, taken),
    description: fields.description.length > descriptionLimit ? problem('description.long', { limit: String(descriptionLimit) }) : null,
  };
  const problems: { [F in Field]?: Problem } = {};
  for (const field of ['localShortName', 'remoteShortName', 'name', 'description'] as const) {
    const it = found[field];
    if (it !== null) problems[field] = it;
  }
  return problems;
}

export const namesAreBad = (data: InitiateData): boolean => Object.keys(informationProblems(data)).length > 0;
export const sayNameProblems = (data: InitiateData): InitiateData => ({
  ...data,
  problems: informationProblems(data),
  refusals: data.refusals + 1,
});
export const asksForProject = ({ self }: InitiateData): boolean => self.projectStep;

// Step 3, the project, and Initiate

export const chooseProject = (data: InitiateData, { project }: On<'projectChosen'>): InitiateData => ({
  ...data,
  project,
  problems: without(data.problems, 'projectId'),
});
export const chooseAsk = (data: InitiateData, { ask }: On<'askChosen'>): InitiateData => ({ ...data, ask, askEdited: true });
export const noProject = ({ project }: InitiateData): boolean => project === null;
export const sayNoProject = (data: InitiateData): InitiateData => ({
  ...data,
  problems: { projectId: problem('project.empty') },
  refusals: data.refusals + 1,
});
export const clearTrouble = (data: InitiateData): InitiateData => ({ ...data, trouble: null, problems: {} });

export function initiate(data: InitiateData): readonly InitiateEffect[] {
  const read = readUrl(data.url);
  if (data.mode === null) return [];
  const request = {
    requestId: data.requestId,
    destinationUrl: data.withoutUrl || read.kind !== 'url' ? null : read.url,
    mode: data.mode,
    localShortName: data.fields.localShortName,
    remoteShortName: data.fields.remoteShortName,
    name: data.fields.name.trim(),
    description: data.fields.description.trim(),
    projectId: data.project?.id ?? null,
    askBeforeActivating: data.ask,
  };
  return [{ type: 'initiate', request }];
}

const fieldsOfDestination = ['destinationUrl', 'mode'];
const fieldsOfInformation = ['localShortName', 'remoteShortName', 'name', 'description'];

export const isMade = (_: InitiateData, { answer }: On<'initiated'>): boolean => answer.kind === 'done';
export const blamesDestination = (_: InitiateData, { answer }: On<'initiated'>): boolean =>
  answer.kind === 'refused' && answer.field !== null && fieldsOfDestination.includes(answer.field);
export const blamesInformation = (data: InitiateData, { answer }: On<'initiated'>): boolean =>
  !data.self.projectStep || (answer.kind === 'refused' && answer.field !== null && fieldsOfInformation.includes(answer.field));

export function keepInvitation(data: InitiateData, { answer }: On<'initiated'>): InitiateData {
  if (answer.kind !== 'done') return data;
  return { ...data, made: { connectionId: answer.connectionId, ...answer.invitation }, askingToDiscard: false };
}

export function sayRefusal(data: InitiateData, { answer }: On<'initiated'>): InitiateData {
  if (answer.kind === 'done') return data;
  if (answer.kind === 'failed') return { ...data, trouble: answer.problem };
  const said: Problem = { code: answer.code, params: answer.params };
  if (answer.field === null || !isField(answer.field)) return { ...data, trouble: said };
  return { ...data, problems: { [answer.field]: said }, refusals: data.refusals + 1 };
}

const isField = (name: string): name is Field => [...fieldsOfDestination, ...fieldsOfInformation, 'projectId'].includes(name);

// Closing

export const askToDiscard = (data: InitiateData): InitiateData => ({ ...data, askingToDiscard: true });
export const keep = (data: InitiateData): InitiateData => ({ ...data, askingToDiscard: false });

function without(problems: Problems, field: Field): Problems {
  const { [field]: _, ...others } = problems;
  return others;
}
