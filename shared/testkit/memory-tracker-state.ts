/** What a memory tracker holds, and how each change is made, whoever makes it: a new revision, a place in the change feed, an event. */
import { createHash } from 'node:crypto';
import { PRIORITY_LOST, faultError, id, priorityNamed, simplify } from '@entente/core';
import type {
  AttachmentId,
  Clock,
  CommentId,
  Dialect,
  Fault,
  IntentId,
  Issue,
  IssueAttachment,
  IssueComment,
  IssueId,
  IssueType,
  Loss,
  Person,
  Project,
  RichDocument,
  Sha256,
  Tracker,
} from '@entente/core';

export interface TrackerWrite {
  readonly op: 'createIssue' | 'updateIssue' | 'addComment' | 'updateComment' | 'removeComment' | 'addAttachment' | 'removeAttachment';
  readonly intent: IntentId;
  readonly issueId: IssueId;
}

export interface MemoryTrackerOptions {
  readonly clock: Clock;
  readonly name?: string;
  readonly projects?: readonly Project[];
  readonly types?: readonly IssueType[];
  readonly users?: readonly Person[];
  /** By name; of an issue that is made without one it is null. */
  readonly priorities?: readonly string[];
  /** What its texts can hold, of those that the app writes; null: everything. */
  readonly dialect?: Dialect | null;
}

/** A document of one paragraph. */

export interface Stored {
  issue: Issue;
  readonly markers: Map<string, IntentId>;
}

export interface State {
  readonly options: Required<MemoryTrackerOptions>;
  readonly issues: Map<IssueId, Stored>;
  readonly files: Map<AttachmentId, Uint8Array>;
  readonly feed: IssueId[];
  readonly writes: TrackerWrite[];
  readonly failures: { readonly operation: keyof Tracker; readonly when: 'before' | 'after'; readonly fault: Partial<Fault> }[];
  serial: number;
  /** Told of each change, whoever made it, as a host's events are. */
  onChange: ((issueId: IssueId) => void) | null;
}

export const APP: Person = { id: 'app', name: 'Entente', email: null };
export const USER: Person = { id: 'u1', name: 'Ada Example', email: 'ada@example.org' };

export interface NewIssue {
  readonly projectId: Project['id'];
  readonly typeId: string;
  readonly summary: string;
  readonly description: RichDocument | null;
  readonly labels: readonly string[];
  readonly priority?: string | null;
  readonly reporter: Person | null;
  readonly marker: IntentId | null;
}

/** A text as the app writes it. */
export function inDialect(
  { options }: State,
  document: RichDocument,
): { readonly document: RichDocument; readonly losses: readonly Loss[] } {
  return options.dialect === null ? { document, losses: [] } : simplify(document, options.dialect);
}

/** The app's word for a priority, as the tracker takes it. */
export function prioritised(
  { options }: State,
  wanted: string | undefined,
): { readonly priority: { readonly priority?: string }; readonly losses: readonly Loss[] } {
  if (wanted === undefined) return { priority: {}, losses: [] };
  const found = priorityNamed(
    options.priorities.map((name) => ({ name })),
    wanted,
  );
  return found === null ? { priority: {}, losses: [PRIORITY_LOST] } : { priority: { priority: found.name }, losses: [] };
}

export function addIssue(state: State, parts: NewIssue): IssueId {
  const { clock, types, name } = state.options;
  const number = ++state.serial;
  const issueId = id<IssueId>(String(10_000 + number));
  const now = new Date(clock.now()).toISOString();
  const type = types.find((one) => one.id === parts.typeId);
  if (type === undefined)
    throw faultError({ whose: 'tracker', code: 'tracker.refused', params: { field: 'type', message: 'no such type' } });
  const issue: Issue = {
    id: issueId,
    key: `${name}-${number}`,
    url: `https://${name.toLowerCase()}.example/${number}`,
    projectId: parts.projectId,
    revision: '1',
    stamp: 1,
    createdAt: now,
    updatedAt: now,
    type: { id: type.id, name: type.name },
    status: 'To do',
    priority: parts.priority ?? null,
    summary: parts.summary,
    description: parts.description,
    descriptionLosses: [],
    labels: parts.labels,
    reporter: parts.reporter,
    assignee: null,
    comments: [],
    attachments: [],
    marker: parts.marker,
  };
  state.issues.set(issueId, { issue, markers: new Map() });
  announce(state, issueId);
  return issueId;
}

export function addComment(
  state: State,
  issueId: IssueId,
  parts: Pick<IssueComment, 'body' | 'author' | 'marker' | 'internal'>,
): CommentId {
  const now = new Date(state.options.clock.now()).toISOString();
  const comment: IssueComment = { ...parts, id: id<CommentId>(`c${++state.serial}`), createdAt: now, updatedAt: now, losses: [] };
  change(state, issueId, { comments: [...stored(state, issueId).issue.comments, comment] });
  return comment.id;
}

export function editComment(state: State, issueId: IssueId, commentId: CommentId, body: RichDocument): boolean {
  const comments = state.issues.get(issueId)?.issue.comments ?? [];
  if (!comments.some(({ id: one }) => one === commentId)) return false;
  const updatedAt = new Date(state.options.clock.now()).toISOString();
  change(state, issueId, { comments: comments.map((one) => (one.id === commentId ? { ...one, body, updatedAt } : one)) });
  return true;
}

export interface NewFile {
  readonly filename: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly author: Person;
  readonly marker: IntentId | null;
}

export function addAttachment(state: State, issueId: IssueId, { bytes, ...parts }: NewFile): AttachmentId {
  const attachment: IssueAttachment = {
    ...parts,
    id: id<AttachmentId>(`a${++state.serial}`),
    size: bytes.length,
    createdAt: new Date(state.options.clock.now()).toISOString(),
  };
  state.files.set(attachment.id, Uint8Array.from(bytes));
  change(state, issueId, { attachments: [...stored(state, issueId).issue.attachments, attachment] });
  return attachment.id;
}

export function drop(state: State, issueId: IssueId, list: 'comments' | 'attachments', which: string): boolean {
  const issue = state.issues.get(issueId)?.issue;
  if (issue === undefined || !issue[list].some((one) => one.id === which)) return false;
  change(
    state,
    issueId,
    list === 'comments'
      ? { comments: issue.comments.filter((one) => one.id !== which) }
      : { attachments: issue.attachments.filter((one) => one.id !== which) },
  );
  return true;
}

export function change(state: State, issueId: IssueId, changes: Partial<Issue>): void {
  const found = stored(state, issueId);
  found.issue = {
    ...found.issue,
    ...changes,
    revision: String(Number(found.issue.revision) + 1),
    stamp: Number(found.issue.revision) + 1,
    updatedAt: new Date(state.options.clock.now()).toISOString(),
  };
  announce(state, issueId);
}

export function stored(state: State, issueId: IssueId): Stored {
  const found = state.issues.get(issueId);
  if (found === undefined) throw faultError({ whose: 'tracker', code: 'tracker.notFound' });
  return found;
}

export function announce(state: State, issueId: IssueId): void {
  state.feed.push(issueId);
  state.onChange?.(issueId);
}

export async function call<Answer>(state: State, operation: keyof Tracker, act: () => Answer): Promise<Answer> {
  // A real tracker never answers in the same turn.
  await Promise.resolve();
  const at = state.failures.findIndex((one) => one.operation === operation);
  const failure = at < 0 ? undefined : state.failures.splice(at, 1)[0];
  const unavailable = { whose: 'tracker' as const, code: 'tracker.unavailable', retry: 'later' as const, certain: false };
  if (failure?.when === 'before') throw faultError({ ...unavailable, ...failure.fault });
  const answer = act();
  if (failure !== undefined) throw faultError({ ...unavailable, ...failure.fault });
  return answer;
}

export function sha256(bytes: Uint8Array): Sha256 {
  return id<Sha256>(createHash('sha256').update(bytes).digest('hex'));
}
