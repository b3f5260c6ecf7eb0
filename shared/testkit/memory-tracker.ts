/**
 * A small tracker in memory: projects, issues, comments, attachments, a change feed, and people who use it.
 *
 * 1. Ids are unique in one tracker; every change gives the issue a new revision and a place in the change feed.
 * 2. Writes through the Tracker port are counted in `writes` and done as the app's own account; `people` are the users.
 * 3. `failNext` makes one port call fail, `before` (nothing happened) or `after` (it happened, the answer was lost).
 */
import { faultError, id, richDocument } from '@entente/core';
import type {
  AttachmentId,
  CommentId,
  Fault,
  IntentId,
  Issue,
  IssueChanges,
  IssueId,
  Person,
  Project,
  RichDocument,
  Tracker,
} from '@entente/core';
import {
  APP,
  USER,
  addAttachment,
  addComment,
  addIssue,
  announce,
  call,
  change,
  drop,
  editComment,
  inDialect,
  prioritised,
  sha256,
  stored,
} from './memory-tracker-state.ts';
import type { MemoryTrackerOptions, State, TrackerWrite } from './memory-tracker-state.ts';

export type { MemoryTrackerOptions, TrackerWrite } from './memory-tracker-state.ts';

export interface People {
  create(
    projectId: string,
    parts: {
      readonly summary: string;
      readonly description?: RichDocument | null;
      readonly labels?: readonly string[];
      readonly typeId?: string;
      readonly priority?: string | null;
    },
  ): IssueId;
  edit(issueId: IssueId, changes: IssueChanges): void;
  comment(issueId: IssueId, body: RichDocument, options?: { readonly internal?: boolean; readonly author?: Person }): CommentId;
  editComment(issueId: IssueId, commentId: CommentId, body: RichDocument): void;
  removeComment(issueId: IssueId, commentId: CommentId): void;
  attach(issueId: IssueId, filename: string, bytes: Uint8Array, mediaType?: string): AttachmentId;
  removeAttachment(issueId: IssueId, attachmentId: AttachmentId): void;
  /** Copies everything, the marker too, as trackers do. */
  clone(issueId: IssueId): IssueId;
  move(issueId: IssueId, projectId: string): void;
  remove(issueId: IssueId): void;
}

export interface MemoryTracker extends Tracker {
  readonly people: People;
  readonly writes: TrackerWrite[];
  /** Told of each change, whoever made it, as a host's events are. */
  onChange: ((issueId: IssueId) => void) | null;
  issues(projectId?: string): readonly Issue[];
  bytes(attachmentId: AttachmentId): Uint8Array;
  failNext(operation: keyof Tracker, when: 'before' | 'after', fault?: Partial<Fault>): void;
}

export function paragraph(text: string): RichDocument {
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
}

export function memoryTracker(given: MemoryTrackerOptions): MemoryTracker {
  const options = {
    name: 'MEM',
    projects: [
      { id: id<Project['id']>('p1'), key: 'ONE', name: 'Project one', canCreate: true },
      { id: id<Project['id']>('p2'), key: 'TWO', name: 'Project two', canCreate: true },
      { id: id<Project['id']>('p3'), key: 'LOCKED', name: 'Locked project', canCreate: false },
    ],
    types: [
      { id: 't1', name: 'Task', standard: true },
      { id: 't2', name: 'Bug', standard: true },
      { id: 't3', name: 'Sub-task', standard: false },
    ],
    users: [USER],
    priorities: ['Highest', 'High', 'Medium', 'Low', 'Lowest'],
    dialect: null,
    ...given,
  };
  const state: State = { options, issues: new Map(), files: new Map(), feed: [], writes: [], failures: [], serial: 0, onChange: null };
  return {
    ...reading(state),
    ...writing(state),
    people: people(state),
    writes: state.writes,
    get onChange() {
      return state.onChange;
    },
    set onChange(told) {
      state.onChange = told;
    },
    issues: (projectId) =>
      [...state.issues.values()].map(({ issue }) => issue).filter((issue) => projectId === undefined || issue.projectId === projectId),
    bytes: (attachmentId) => state.files.get(attachmentId) ?? new Uint8Array(),
    failNext: (operation, when, fault = {}) => void state.failures.push({ operation, when, fault }),
  };
}

type Reading = Pick<
  Tracker,
  | 'self'
  | 'searchProjects'
  | 'readProject'
  | 'issueTypes'
  | 'takesPriority'
  | 'findUserByEmail'
  | 'emailOf'
  | 'shows'
  | 'readIssue'
  | 'describeAttachment'
  | 'readAttachment'
  | 'findIntent'
  | 'changesSince'
>;

function reading(state: State): Reading {
  const { projects, types, users } = state.options;
  return {
    self: () => call(state, 'self', () => APP),
    searchProjects: (text, cursor) =>
      call(state, 'searchProjects', () => {
        const found = projects.filter(({ name, key }) => `${name} ${key}`.toLowerCase().includes(text.toLowerCase()));
        const start = cursor === null ? 0 : Number(cursor);
        return { items: found.slice(start, start + 2), next: start + 2 < found.length ? String(start + 2) : null };
      }),
    readProject: (projectId) => call(state, 'readProject', () => projects.find((project) => project.id === projectId) ?? null),
    issueTypes: () => call(state, 'issueTypes', () => types),
    takesPriority: (_projectId, _typeId, name) => call(state, 'takesPriority', () => prioritised(state, name).losses.length === 0),
    findUserByEmail: (email) => call(state, 'findUserByEmail', () => users.find((user) => user.email === email) ?? null),
    emailOf: (userId) => call(state, 'emailOf', () => users.find((user) => user.id === userId)?.email ?? null),
    shows: (document) => call(state, 'shows', () => inDialect(state, document).document),
    readIssue: (issueId) => call(state, 'readIssue', () => state.issues.get(issueId)?.issue ?? null),
    describeAttachment: (issueId, attachmentId) =>
      call(state, 'describeAttachment', () => {
        const found = state.issues.get(issueId)?.issue.attachments.find((one) => one.id === attachmentId);
        const bytes = state.files.get(attachmentId);
        return found === undefined || bytes === undefined
          ? null
          : { filename: found.filename, mediaType: found.mediaType, size: found.size, sha256: sha256(bytes) };
      }),
    readAttachment: (_issueId, attachmentId, offset, length) =>
      call(state, 'readAttachment', () => {
        const bytes = state.files.get(attachmentId);
        if (bytes === undefined) throw faultError({ whose: 'tracker', code: 'tracker.notFound' });
        return Buffer.from(bytes.subarray(offset, offset + length)).toString('base64');
      }),
    findIntent: (intent, target) => call(state, 'findIntent', () => findIntent(state, intent, target)),
    changesSince: (cursor) =>
      call(state, 'changesSince', () => {
        // One change comes again: the overlap that real feeds need.
        const start = cursor === null ? state.feed.length : Math.max(0, Number(cursor) - 1);
        const ids = state.feed.slice(start, start + 50);
        const stamps = ids.map((issueId) => state.issues.get(issueId)?.issue.stamp ?? null);
        return { issueIds: ids, stamps, cursor: String(start + ids.length), more: start + ids.length < state.feed.length };
      }),
  };
}

type Writing = Pick<
  Tracker,
  'createIssue' | 'updateIssue' | 'addComment' | 'updateComment' | 'removeComment' | 'addAttachment' | 'removeAttachment'
>;

function writing(state: State): Writing {
  const wrote = (op: TrackerWrite['op'], intent: IntentId, issueId: IssueId): void => void state.writes.push({ op, intent, issueId });
  return {
    createIssue: (intent, draft) =>
      call(state, 'createIssue', () => {
        const project = state.options.projects.find(({ id: one }) => one === draft.projectId);
        if (project === undefined || !project.canCreate) throw faultError({ whose: 'tracker', code: 'tracker.forbidden' });
        const { document, losses } = inDialect(state, draft.description ?? richDocument([]));
        const description = draft.description === null ? null : document;
        const { priority: wanted, ...rest } = draft;
        const taken = prioritised(state, wanted);
        const issueId = addIssue(state, { ...rest, ...taken.priority, description, reporter: APP, marker: intent });
        wrote('createIssue', intent, issueId);
        return { id: issueId, revision: state.issues.get(issueId)?.issue.revision ?? null, losses: [...losses, ...taken.losses] };
      }),
    updateIssue: (intent, issueId, changes, guard) =>
      call(state, 'updateIssue', () => {
        const found = state.issues.get(issueId);
        if (found === undefined) return { outcome: 'gone' };
        if (guard !== null && guard !== found.issue.revision) return { outcome: 'stale' };
        const { document, losses } = inDialect(state, changes.description ?? richDocument([]));
        const { priority: wanted, ...rest } = changes;
        const taken = prioritised(state, wanted);
        const description = rest.description === undefined || rest.description === null ? {} : { description: document };
        change(state, issueId, { ...rest, ...description, ...taken.priority });
        wrote('updateIssue', intent, issueId);
        return { outcome: 'done', revision: found.issue.revision, losses: [...losses, ...taken.losses] };
      }),
    addComment: (intent, issueId, body) =>
      call(state, 'addComment', () => {
        const { document, losses } = inDialect(state, body);
        const commentId = addComment(state, issueId, { body: document, author: APP, marker: intent, internal: false });
        wrote('addComment', intent, issueId);
        return { id: commentId, revision: null, losses };
      }),
    updateComment: (intent, issueId, commentId, body) =>
      call(state, 'updateComment', () => {
        const { document, losses } = inDialect(state, body);
        const done = editComment(state, issueId, commentId, document);
        if (done) wrote('updateComment', intent, issueId);
        return done ? { outcome: 'done', revision: null, losses } : { outcome: 'gone' };
      }),
    removeComment: (intent, issueId, commentId) =>
      call(state, 'removeComment', () => {
        const done = drop(state, issueId, 'comments', commentId);
        if (done) wrote('removeComment', intent, issueId);
        return done ? { outcome: 'done', revision: null, losses: [] } : { outcome: 'gone' };
      }),
    async addAttachment(intent, issueId, file, read) {
      const parts: Buffer[] = [];
      for (let offset = 0; offset < file.size;) {
        const part = Buffer.from(await read(offset, 131_072), 'base64');
        if (part.length === 0) break;
        parts.push(part);
        offset += part.length;
      }
      const bytes = Buffer.concat(parts);
      if (bytes.length !== file.size || sha256(bytes) !== file.sha256) throw faultError({ whose: 'ours', code: 'blob.damaged' });
      return await call(state, 'addAttachment', () => {
        const attachmentId = addAttachment(state, issueId, {
          filename: file.filename,
          mediaType: file.mediaType,
          bytes,
          author: APP,
          marker: intent,
        });
        wrote('addAttachment', intent, issueId);
        return { id: attachmentId, revision: null, losses: [] };
      });
    },
    removeAttachment: (intent, issueId, attachmentId) =>
      call(state, 'removeAttachment', () => {
        const done = drop(state, issueId, 'attachments', attachmentId);
        if (done) wrote('removeAttachment', intent, issueId);
        return done ? { outcome: 'done', revision: null, losses: [] } : { outcome: 'gone' };
      }),
  };
}

function people(state: State): People {
  return {
    create: (projectId, { summary, description = null, labels = [], typeId = 't1', priority = null }) => {
      const parts = { typeId, summary, description, labels, priority, reporter: USER, marker: null };
      return addIssue(state, { projectId: id<Project['id']>(projectId), ...parts });
    },
    edit: (issueId, changes) => change(state, issueId, changes),
    comment: (issueId, body, { internal = false, author = USER } = {}) =>
      addComment(state, issueId, { body, author, marker: null, internal }),
    editComment: (issueId, commentId, body) => void editComment(state, issueId, commentId, body),
    removeComment: (issueId, commentId) => void drop(state, issueId, 'comments', commentId),
    attach: (issueId, filename, bytes, mediaType = 'application/octet-stream') =>
      addAttachment(state, issueId, { filename, mediaType, bytes, author: USER, marker: null }),
    removeAttachment: (issueId, attachmentId) => void drop(state, issueId, 'attachments', attachmentId),
    clone(issueId) {
      const { issue } = stored(state, issueId);
      return addIssue(state, { ...issue, typeId: issue.type.id });
    },
    move: (issueId, projectId) => change(state, issueId, { projectId: id<Project['id']>(projectId) }),
    remove(issueId) {
      state.issues.delete(issueId);
      announce(state, issueId);
    },
  };
}

function findIntent(state: State, intent: IntentId, target: Parameters<Tracker['findIntent']>[1]): string | null {
  if (target.kind === 'issue') {
    const fits = [...state.issues.values()].find(
      ({ issue }) => issue.marker === intent && issue.projectId === target.projectId && issue.createdAt >= target.since,
    );
    return fits?.issue.id ?? null;
  }
  const issue = state.issues.get(target.issueId)?.issue;
  const among = target.kind === 'comment' ? issue?.comments : issue?.attachments;
  return among?.find((one) => one.marker === intent)?.id ?? null;
}
