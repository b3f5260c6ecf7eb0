/**
 * The Tracker port over GlideRecord, inside the instance.
 *
 * 1. A project is a task table, an issue is a task, by its sys_id.
 * 2. The marker of a create is the task's `correlation_id`, written with the insert itself. Journal entries and attachments
 *    have no such place: they are found again by their content.
 * 3. `sys_mod_count` is the revision. The platform has no conditional update: between the check and the write nothing of
 *    ours comes, but a user's save may; it then keeps what it wrote in other fields.
 * 4. State, caller and assignee are read alone.
 */
import {
  faultError,
  fromPlainText,
  id,
  millisOf,
  type Clock,
  type IntentId,
  type IntentTarget,
  type Issue,
  type IssueChanges,
  type IssueDraft,
  type IssueId,
  type Loss,
  type Person,
  type ProjectId,
  type Tracker,
  type Written,
} from '@entente/core';
import {
  addAttachment,
  describe,
  findAttachment,
  findFile,
  readAttachments,
  readRange,
  removeAttachment,
  type FileCache,
} from './attachments.ts';
import { changesSince } from './changes.ts';
import { addComment, findComment, readComments, removeComment, updateComment } from './journal.ts';
import { readLabels, writeLabels } from './labels.ts';
import { personBy } from './people.ts';
import { labelOf, readTable, searchTables, typesOf } from './tables.ts';
import { checkOptions, isSelected, searchOption, setOptions } from './options.ts';
import { askForPriority, priorityLosses, readPriority } from './priority.ts';
import { encodePlain } from './text-fields.ts';
import { glideTimeOf, rfc3339Of, text } from './values.ts';

const MARKER = 'entente:';
const SKEW_MS = 60000;

export interface GlideTrackerOptions {
  readonly clock: Clock;
  /** Without a slash at its end. */
  readonly siteUrl: string;
}

export function createGlideTracker(options: GlideTrackerOptions): Tracker {
  const cache: FileCache = { attachmentId: '', base64: '' };
  return {
    async self() {
      return self();
    },
    async searchProjects(wanted) {
      return searchTables(wanted);
    },
    async readProject(projectId) {
      return readTable(projectId);
    },
    async issueTypes(projectId) {
      return typesOf(projectId);
    },
    async findUserByEmail(email) {
      return personBy('email', email);
    },
    async shows(document) {
      return fromPlainText(encodePlain(document).native);
    },
    async checkOptions(projectId, options) {
      return checkOptions(projectId, options);
    },
    async searchOption(key, wanted) {
      return searchOption(key, wanted);
    },
    async isSelected(issueId, options) {
      return isSelected(issueId, options);
    },
    async readIssue(issueId) {
      const task = findTask(issueId);
      return task === null ? null : issueOf(options, task);
    },
    async createIssue(intent, draft) {
      return createTask(intent, draft);
    },
    async updateIssue(_intent, issueId, changes, guard) {
      const task = findTask(issueId);
      if (task === null) return { outcome: 'gone' };
      if (guard !== null && revisionOf(task) !== guard) return { outcome: 'stale' };
      const losses = update(task, changes);
      const saved = findTask(issueId) ?? task;
      return { outcome: 'done', revision: revisionOf(saved), losses: losses.concat(priorityLosses(saved, changes.priority)) };
    },
    async addComment(_intent, issueId, body) {
      return addComment(taskOf(issueId), body);
    },
    async updateComment(_intent, issueId, commentId, body) {
      return updateComment(issueId, commentId, body);
    },
    async removeComment(_intent, issueId, commentId) {
      return removeComment(issueId, commentId);
    },
    async addAttachment(_intent, issueId, file, read) {
      return await addAttachment(taskOf(issueId), file, read);
    },
    async removeAttachment(_intent, issueId, attachmentId) {
      return removeAttachment(issueId, attachmentId);
    },
    async describeAttachment(issueId, attachmentId) {
      const row = findAttachment(issueId, attachmentId);
      return row === null ? null : describe(row);
    },
    async readAttachment(issueId, attachmentId, offset, length) {
      const row = findAttachment(issueId, attachmentId);
      if (row === null) throw faultError({ whose: 'tracker', code: 'tracker.notFound' });
      return readRange(cache, row, offset, length);
    },
    async findIntent(intent, target) {
      return findIntent(intent, target);
    },
    async changesSince(cursor) {
      return changesSince(options.clock, cursor);
    },
  };
}

function self(): Person {
  return personBy('sys_id', text(gs.getUserID())) ?? { id: 'system', name: 'Entente', email: null };
}

/** In its own class, whose fields the base table does not have. */
function findTask(issueId: string): GlideRecord | null {
  const base = new GlideRecord('task');
  if (!base.get(issueId)) return null;
  const table = text(base.getValue('sys_class_name'));
  if (table === '' || table === 'task') return base;
  const task = new GlideRecord(table);
  return task.get(issueId) ? task : null;
}

function taskOf(issueId: IssueId): GlideRecord {
  const task = findTask(issueId);
  if (task === null) throw faultError({ whose: 'tracker', code: 'tracker.notFound' });
  return task;
}

function revisionOf(task: GlideRecord): string {
  return text(task.getValue('sys_mod_count'));
}

function issueOf({ siteUrl }: GlideTrackerOptions, task: GlideRecord): Issue {
  const table = text(task.getTableName());
  const sysId = text(task.getUniqueValue());
  const description = text(task.getValue('description'));
  const correlation = text(task.getValue('correlation_id'));
  return {
    id: id<IssueId>(sysId),
    key: text(task.getValue('number')),
    url: `${siteUrl}/nav_to.do?uri=${encodeURIComponent(`${table}.do?sys_id=${sysId}`)}`,
    projectId: id<ProjectId>(table),
    revision: revisionOf(task),
    createdAt: endOfSecond(rfc3339Of(task.getValue('sys_created_on'))),
    updatedAt: rfc3339Of(task.getValue('sys_updated_on')),
    type: { id: table, name: labelOf(table) },
    status: text(task.getDisplayValue('state')),
    priority: readPriority(task),
    summary: text(task.getValue('short_description')),
    description: description === '' ? null : fromPlainText(description),
    descriptionLosses: [],
    labels: readLabels(table, sysId),
    reporter: personBy(
      'sys_id',
      text(task.isValidField('caller_id') ? task.getValue('caller_id') : '') || text(task.getValue('opened_by')),
    ),
    assignee: personBy('sys_id', text(task.getValue('assigned_to'))),
    comments: readComments(sysId),
    attachments: readAttachments(table, sysId),
    marker: correlation.indexOf(MARKER) === 0 ? id<IntentId>(correlation.slice(MARKER.length)) : null,
  };
}

/** Times have whole seconds here: a task of the very second in which a connection became active was made after it. */
function endOfSecond(time: string): string {
  return time.replace('Z', '.999Z');
}

function createTask(intent: IntentId, draft: IssueDraft): Written<IssueId> {
  const task = new GlideRecord(draft.projectId);
  if (!task.isValid() || !task.canCreate()) throw faultError({ whose: 'tracker', code: 'tracker.forbidden' });
  task.initialize();
  task.setValue('short_description', draft.summary);
  const description = draft.description === null ? null : encodePlain(draft.description);
  if (description !== null) task.setValue('description', description.native);
  askForPriority(task, draft.priority);
  setOptions(task, draft.options ?? {});
  task.setValue('correlation_id', MARKER + intent);
  task.setValue('correlation_display', 'Entente');
  const sysId = text(task.insert());
  if (sysId === '')
    throw faultError({
      whose: 'tracker',
      code: 'tracker.refused',
      params: { field: '', message: 'a rule of the instance refused the record' },
      retry: 'later',
    });
  writeLabels(draft.projectId, sysId, draft.labels);
  const made = findTask(sysId) ?? task;
  const losses = (description === null ? [] : description.losses).concat(priorityLosses(made, draft.priority));
  return { id: id<IssueId>(sysId), revision: revisionOf(made), losses };
}

function update(task: GlideRecord, changes: IssueChanges): readonly Loss[] {
  let losses: readonly Loss[] = [];
  if (changes.summary !== undefined) task.setValue('short_description', changes.summary);
  if (changes.description !== undefined) {
    const encoded = changes.description === null ? { native: '', losses: [] } : encodePlain(changes.description);
    task.setValue('description', encoded.native);
    losses = encoded.losses;
  }
  const ranked = askForPriority(task, changes.priority);
  if (changes.summary !== undefined || changes.description !== undefined || ranked) {
    if (text(task.update()) === '')
      throw faultError({
        whose: 'tracker',
        code: 'tracker.refused',
        params: { field: '', message: 'a rule of the instance refused the change' },
        retry: 'later',
      });
  }
  if (changes.labels !== undefined) writeLabels(text(task.getTableName()), text(task.getUniqueValue()), changes.labels);
  return losses;
}

function findIntent(intent: IntentId, target: IntentTarget): string | null {
  const sinceMs = millisOf(target.since) ?? 0;
  if (target.kind === 'comment') return findComment(target, sinceMs);
  if (target.kind === 'attachment') {
    const task = findTask(target.issueId);
    return task === null ? null : findFile(text(task.getTableName()), target, sinceMs);
  }
  const task = new GlideRecord(target.projectId);
  task.addQuery('correlation_id', MARKER + intent);
  task.addQuery('sys_created_on', '>=', glideTimeOf(sinceMs - SKEW_MS));
  task.orderBy('sys_created_on');
  task.setLimit(1);
  task.query();
  return task.next() ? text(task.getUniqueValue()) : null;
}
