/** The pure changes and conditions that the table of the Accept wizard names. */
import { problem, type Problem } from '../problem.ts';
import type { AcceptData, AcceptEffect, AcceptEvent } from './data.ts';

type On<T extends AcceptEvent['type']> = Extract<AcceptEvent, { readonly type: T }>;

/** How often a connection that is being made is asked about, and when waiting gets its own sentence. */
const watchEveryMs = 1500;
const slowAfterMs = 10_000;

export const hasEntries = (data: AcceptData): boolean => data.code.trim() !== '' || data.project !== null;

// The code

export function paste(data: AcceptData, { code }: On<'pasted'>): AcceptData {
  if (code === data.code) return data;
  return { ...data, code, reading: null, ticket: data.ticket + 1, goOn: false, problems: {}, trouble: null, notAllowed: null };
}

export function read(data: AcceptData): readonly AcceptEffect[] {
  return data.code.trim() === '' || data.reading !== null ? [] : [{ type: 'read', code: data.code, ticket: data.ticket }];
}

export const isCurrent = (data: AcceptData, { ticket }: On<'read'>): boolean => ticket === data.ticket;
const isCurrentAndGood = (data: AcceptData, event: On<'read'>): boolean =>
  isCurrent(data, event) && data.goOn && event.reading.kind === 'good';
export const goesToProject = (data: AcceptData, event: On<'read'>): boolean => isCurrentAndGood(data, event) && data.self.projectStep;

export function learn(data: AcceptData, { reading }: On<'read'>): AcceptData {
  if (reading.kind === 'good') return { ...data, reading, goOn: false, problems: {} };
  return { ...data, reading, goOn: false, problems: { code: reading.problem }, refusals: data.goOn ? data.refusals + 1 : data.refusals };
}

export const isEmpty = ({ code }: AcceptData): boolean => code.trim() === '';
export const isBeingRead = ({ reading }: AcceptData): boolean => reading === null;
export const isBad = ({ reading }: AcceptData): boolean => reading?.kind === 'bad';
export const isGood = ({ reading }: AcceptData): boolean => reading?.kind === 'good';
export const asksForProject = ({ self }: AcceptData): boolean => self.projectStep;

export const sayEmpty = (data: AcceptData): AcceptData => ({
  ...data,
  problems: { code: problem('code.empty') },
  refusals: data.refusals + 1,
});
export const sayAgain = (data: AcceptData): AcceptData => ({ ...data, refusals: data.refusals + 1 });
export const rememberToGoOn = (data: AcceptData): AcceptData => ({ ...data, goOn: true });
export const clearTrouble = (data: AcceptData): AcceptData => ({ ...data, trouble: null, notAllowed: null, problems: {} });

// The project, and Confirm

export const chooseProject = (data: AcceptData, { project }: On<'projectChosen'>): AcceptData => ({ ...data, project, problems: {} });
export const noProject = ({ project }: AcceptData): boolean => project === null;
export const sayNoProject = (data: AcceptData): AcceptData => ({
  ...data,
  problems: { projectId: problem('project.empty') },
  refusals: data.refusals + 1,
});

const inviterUrl = ({ reading }: AcceptData): string | null => (reading?.kind === 'good' ? reading.details.inviterUrl : null);

export function accept(data: AcceptData): readonly AcceptEffect[] {
  const request = { requestId: data.requestId, code: data.code, projectId: data.project?.id ?? null };
  return [{ type: 'accept', inviterUrl: inviterUrl(data), request }];
}

export const isTaken = (_: AcceptData, { answer }: On<'accepted'>): boolean => answer.kind === 'done';
export const blamesProject = (data: AcceptData, { answer }: On<'accepted'>): boolean =>
  data.self.projectStep && !(answer.kind === 'refused' && answer.field === 'code');

export function keepConnection(data: AcceptData, { answer }: On<'accepted'>): AcceptData {
  return answer.kind === 'done' ? { ...data, connectionId: answer.connectionId, asking: 'no' } : data;
}

export function sayRefusal(data: AcceptData, { answer }: On<'accepted'>): AcceptData {
  if (answer.kind === 'done') return data;
  if (answer.kind === 'notAllowed') return { ...data, notAllowed: { host: answer.host, wanted: 'accept' } };
  if (answer.kind === 'failed') return { ...data, trouble: answer.problem };
  const said: Problem = { code: answer.code, params: answer.params };
  if (answer.field === 'code') return { ...data, problems: { code: said }, refusals: data.refusals + 1 };
  if (answer.field === 'projectId') return { ...data, problems: { projectId: said }, refusals: data.refusals + 1 };
  return { ...data, trouble: said };
}

// Waiting for the inviter

const watch = (data: AcceptData, afterMs: number): readonly AcceptEffect[] =>
  data.connectionId === null ? [] : [{ type: 'watch', connectionId: data.connectionId, afterMs }];
export const watchAtOnce = (data: AcceptData): readonly AcceptEffect[] => [
  ...watch(data, 0),
  { type: 'sayWhenSlow', afterMs: slowAfterMs },
];
export const watchAgain = (data: AcceptData): readonly AcceptEffect[] => watch(data, watchEveryMs);
export const cancel = (data: AcceptData): readonly AcceptEffect[] =>
  data.connectionId === null ? [] : [{ type: 'cancel', connectionId: data.connectionId }];

const stateOf = ({ connection }: On<'watched'>): string => (connection === 'unknown' ? 'accepting' : (connection?.state ?? 'gone'));
/** Deactivated at once by a quick admin is established all the same. */
export const isEstablished = (_: AcceptData, event: On<'watched'>): boolean => ['active', 'deactivated'].includes(stateOf(event));
export const isAwaiting = (_: AcceptData, event: On<'watched'>): boolean => stateOf(event) === 'awaiting';
export const isUnderWay = (_: AcceptData, event: On<'watched'>): boolean => stateOf(event) === 'accepting';
export const isUnknown = (_: AcceptData, { connection }: On<'watched'>): boolean => connection === 'unknown';

export function see(data: AcceptData, { connection }: On<'watched'>): AcceptData {
  return connection === 'unknown' || connection === null ? data : { ...data, connection, trouble: null };
}

export function seeEnd(data: AcceptData, event: On<'watched'>): AcceptData {
  const seen = see(data, event);
  const state = stateOf(event);
  return { ...seen, trouble: seen.connection?.failure ?? problem(state === 'gone' ? 'connection.gone' : `ended.${state}`) };
}

export const beSlow = (data: AcceptData): AcceptData => ({ ...data, slow: true });
export const isCancelled = (_: AcceptData, { answer }: On<'cancelled'>): boolean => answer.kind === 'done';
export const sayCancelled = (data: AcceptData): AcceptData => ({ ...data, trouble: problem('ended.cancelled') });

// Declining

export const askToDecline = (data: AcceptData): AcceptData => ({ ...data, asking: 'decline', notAllowed: null, trouble: null });
export const isAskingToDecline = ({ asking }: AcceptData): boolean => asking === 'decline';
export const decline = (data: AcceptData): readonly AcceptEffect[] => [{ type: 'decline', inviterUrl: inviterUrl(data), code: data.code }];
export const isDeclined = (_: AcceptData, { answer }: On<'declined'>): boolean => answer.kind === 'done';

export function sayNot(data: AcceptData, { answer }: On<'declined'> | On<'cancelled'>): AcceptData {
  if (answer.kind === 'done') return data;
  if (answer.kind === 'notAllowed') return { ...data, notAllowed: { host: answer.host, wanted: 'decline' } };
  return { ...data, trouble: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

// Closing

export const isAskingToDiscard = ({ asking }: AcceptData): boolean => asking === 'discard';
export const askToDiscard = (data: AcceptData): AcceptData => ({ ...data, asking: 'discard' });
export const keep = (data: AcceptData): AcceptData => ({ ...data, asking: 'no' });
