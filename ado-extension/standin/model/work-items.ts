/**
 * Work items with their revisions.
 * 1. Every accepted write is one new revision (`rev` + 1), one update, one line of the journal, and one announcement.
 * 2. A refused patch, and a validating one, leave no trace.
 * 3. A patch that changes nothing makes no revision.
 */
import { textField } from './fields.ts';
import { wireDate } from '../json.ts';
import { refusals } from '../wire/errors.ts';
import { draftOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { announce, canBypassRules, canRead, canWrite } from './organization.ts';
import { applyPatch } from './patch.ts';
import type { Operation } from './patch.ts';
import { defaultValue, findType } from './processes.ts';
import type { WorkItemType } from './processes.ts';
import { relationTypes, workItemIdIn } from './relations.ts';
import { checkRules } from './rules.ts';
import { addCommentRecord } from './comment-records.ts';
import type {
  Change,
  ChangeKind,
  Comment,
  CommentRef,
  FieldValue,
  Fields,
  Organization,
  Project,
  Relation,
  Revision,
  Update,
  User,
  WorkItem,
} from './types.ts';

export interface WriteOptions {
  readonly by: User;
  readonly bypassRules: boolean;
  readonly validateOnly: boolean;
  readonly suppressNotifications: boolean;
  readonly markdownAllowed: boolean;
}

export function latest(item: WorkItem): Revision {
  const revision = item.revisions.at(-1);
  if (revision === undefined) throw new Error(`work item ${item.id} has no revision`);
  return revision;
}

export function projectOf(organization: Organization, item: WorkItem): Project {
  const project = organization.projects.get(item.projectId);
  if (project === undefined) throw new Error(`work item ${item.id} has no project`);
  return project;
}

export function typeOf(organization: Organization, item: WorkItem): WorkItemType {
  const type = findType(projectOf(organization, item), textField(latest(item).fields, 'System.WorkItemType'));
  if (type === null) throw new Error(`work item ${item.id} has no type`);
  return type;
}

/** The work item as the caller may see it; deleted ones are found in the recycle bin alone. */
export function readableItem(organization: Organization, user: User, id: number, project: Project | null): WorkItem {
  const item = organization.workItems.get(id);
  if (item === undefined || item.deletedAt !== null) throw refusals.workItemMissing(id);
  if (!canRead(user, projectOf(organization, item))) throw refusals.workItemMissing(id);
  if (project !== null && item.projectId !== project.id) throw refusals.workItemMissing(id);
  return item;
}

function checkPermission(project: Project, options: WriteOptions): void {
  if (!canWrite(options.by, project)) throw refusals.noWrite();
  if (options.bypassRules && !canBypassRules(options.by)) throw refusals.lacks(options.by.displayName, 'Bypass rules on work item updates');
}

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function changedFields(before: Fields, after: Fields): Update['fields'] {
  const changes: Record<string, { oldValue?: FieldValue; newValue?: FieldValue }> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const oldValue = before[name];
    const newValue = after[name];
    if (sameValue(oldValue, newValue)) continue;
    changes[name] = { ...(oldValue === undefined ? {} : { oldValue }), ...(newValue === undefined ? {} : { newValue }) };
  }
  return changes;
}

const key = (relation: Relation): string => `${relation.rel}\n${relation.url}`;

function relationsChanged(before: readonly Relation[], after: readonly Relation[]): Pick<Update, 'added' | 'removed' | 'changed'> {
  const old = new Map(before.map((relation) => [key(relation), relation]));
  const now = new Map(after.map((relation) => [key(relation), relation]));
  return {
    added: after.filter((relation) => !old.has(key(relation))),
    removed: before.filter((relation) => !now.has(key(relation))),
    changed: after.filter((relation) => old.has(key(relation)) && !sameValue(old.get(key(relation)), relation)),
  };
}

/** Fills what the host fills by itself, and makes the revision. */
function revise(organization: Organization, item: WorkItem, draft: Draft, by: User): Revision {
  const before = item.revisions.at(-1) ?? null;
  const at = organization.now();
  organization.counters.watermark += 1;
  const stateChanged = before?.fields['System.State'] !== draft.fields['System.State'];
  const own: Record<string, FieldValue> = {
    'System.CreatedDate': before?.fields['System.CreatedDate'] ?? draft.fields['System.CreatedDate'] ?? wireDate(at),
    'System.CreatedBy': before?.fields['System.CreatedBy'] ?? draft.fields['System.CreatedBy'] ?? { identity: by.id },
    'System.ChangedDate': wireDate(at),
    'System.ChangedBy': { identity: by.id },
    'System.CommentCount': (organization.comments.get(item.id) ?? []).filter((comment) => comment.versions.at(-1)?.deleted === false)
      .length,
    ...(stateChanged ? { 'Microsoft.VSTS.Common.StateChangeDate': wireDate(at) } : {}),
  };
  const fields = { ...draft.fields, ...own };
  delete fields['System.History'];
  if (draft.history !== null) fields['System.History'] = draft.history;
  const parent = draft.relations.find((relation) => relation.rel === 'System.LinkTypes.Hierarchy-Reverse');
  const parentId = parent === undefined ? null : workItemIdIn(parent.url);
  if (parentId === null) delete fields['System.Parent'];
  else fields['System.Parent'] = parentId;
  return {
    rev: (before?.rev ?? 0) + 1,
    watermark: organization.counters.watermark,
    at,
    by: by.id,
    fields,
    relations: draft.relations,
    markdown: [...draft.markdown],
    comment: draft.comment ?? before?.comment ?? null,
    deleted: draft.deleted,
  };
}

interface Commit {
  readonly kind: ChangeKind;
  readonly comment: Comment | null;
  readonly silent: boolean;
}

function commit(organization: Organization, item: WorkItem, draft: Draft, by: User, { kind, comment, silent }: Commit): Revision {
  const before = item.revisions.at(-1) ?? null;
  const revision = revise(organization, item, draft, by);
  const update: Update = {
    id: item.updates.length + 1,
    rev: revision.rev,
    at: revision.at,
    by: by.id,
    fields: changedFields(before?.fields ?? {}, revision.fields),
    ...relationsChanged(before?.relations ?? [], revision.relations),
  };
  item.revisions.push(revision);
  item.updates.push(update);
  organization.journal.push({ workItem: item, revision });
  for (const relation of update.added) mirror(organization, item, relation, by, 'added');
  for (const relation of update.removed) mirror(organization, item, relation, by, 'removed');
  const change: Change = { kind, workItem: item, revision, update, by, comment };
  if (!silent) announce(organization, change);
  return revision;
}

/** The other end of a link shows it too: an update without a revision (as in the host's own history). */
function mirror(organization: Organization, item: WorkItem, relation: Relation, by: User, how: 'added' | 'removed'): void {
  const type = relationTypes.find((candidate) => candidate.referenceName === relation.rel);
  const target = organization.workItems.get(workItemIdIn(relation.url) ?? 0);
  if (type?.reverse === null || type === undefined || target === undefined) return;
  const back = relationTypes.find((candidate) => candidate.referenceName === type.reverse);
  const url = relation.url.replace(/\d+$/, String(item.id));
  const reverse: Relation = { rel: type.reverse, url, attributes: { ...relation.attributes, name: back?.name ?? '' } };
  const current = latest(target);
  const others = current.relations.filter((other) => other.rel !== reverse.rel || other.url !== url);
  target.revisions[target.revisions.length - 1] = { ...current, relations: how === 'added' ? [...others, reverse] : others };
  target.updates.push({
    id: target.updates.length + 1,
    rev: current.rev,
    at: organization.now(),
    by: by.id,
    fields: {},
    added: how === 'added' ? [reverse] : [],
    removed: how === 'removed' ? [reverse] : [],
    changed: [],
  });
}

/** `System.History` in a patch is a comment. */
function takeComment(organization: Organization, item: WorkItem, draft: Draft, by: User): Comment | null {
  if (draft.history === null) return null;
  const comment = addCommentRecord(organization, item, { text: draft.history, format: 'html', by: by.id });
  draft.comment = { commentId: comment.id, version: 1, deleted: false };
  return comment;
}

function defaults(type: WorkItemType, project: Project): Record<string, FieldValue> {
  const filled: Record<string, FieldValue> = {
    'System.TeamProject': project.name,
    'System.WorkItemType': type.name,
    'System.AreaPath': project.name,
    'System.IterationPath': project.name,
  };
  for (const field of type.fields) {
    const value = defaultValue(type, field);
    if (value !== null) filled[field] = value;
  }
  filled['System.Reason'] = type.states.length > 0 ? 'New' : '';
  return filled;
}

/** What `GET …/workitems/$type` shows, and where a create starts from. */
export function templateDraft(type: WorkItemType, project: Project): Draft {
  const draft = draftOf(null);
  Object.assign(draft.fields, defaults(type, project));
  return draft;
}

export function createItem(
  organization: Organization,
  project: Project,
  type: WorkItemType,
  operations: readonly Operation[],
  options: WriteOptions,
): WorkItem {
  checkPermission(project, options);
  const draft = templateDraft(type, project);
  applyPatch(
    { organization, project, current: null, draft, bypass: options.bypassRules, markdownAllowed: options.markdownAllowed },
    operations,
  );
  const frozen = new Set([...draft.touched].filter((field) => !['System.WorkItemType', 'System.TeamProject'].includes(field)));
  if (!options.bypassRules) checkRules(type, draft.fields, frozen, organization.required);
  const item: WorkItem = {
    id: organization.counters.workItem + 1,
    projectId: project.id,
    revisions: [],
    updates: [],
    deletedAt: null,
    deletedBy: null,
  };
  if (options.validateOnly) {
    const preview: WorkItem = { ...item, id: 0 };
    preview.revisions.push({ ...revise({ ...organization, counters: { ...organization.counters } }, preview, draft, options.by), rev: 1 });
    return preview;
  }
  organization.counters.workItem += 1;
  organization.workItems.set(item.id, item);
  const comment = takeComment(organization, item, draft, options.by);
  commit(organization, item, draft, options.by, { kind: 'created', comment, silent: options.suppressNotifications });
  return item;
}

function isUnchanged(before: Revision, draft: Draft): boolean {
  const { 'System.History': _, ...fields } = before.fields;
  return (
    draft.history === null &&
    Object.keys(changedFields(fields, draft.fields)).length === 0 &&
    sameValue(before.relations, draft.relations) &&
    sameValue(before.markdown, [...draft.markdown])
  );
}

/** The revision that the item has afterwards; of a validating call the one it has, as the host answers. */
export function updateItem(organization: Organization, item: WorkItem, operations: readonly Operation[], options: WriteOptions): Revision {
  const project = projectOf(organization, item);
  const current = latest(item);
  const draft = draftOf(current);
  delete draft.fields['System.History'];
  // The host looks at the test operations before it looks at permissions.
  applyPatch({ organization, project, current, draft, bypass: options.bypassRules, markdownAllowed: options.markdownAllowed }, operations);
  checkPermission(project, options);
  if (!options.bypassRules) checkRules(typeOf(organization, item), draft.fields, draft.touched, organization.required);
  if (options.validateOnly || isUnchanged(current, draft)) return current;
  if (draft.fields['System.State'] !== current.fields['System.State'] && !draft.touched.has('System.Reason')) {
    draft.fields['System.Reason'] = `Moved to state ${textField(draft.fields, 'System.State')}`;
  }
  const comment = takeComment(organization, item, draft, options.by);
  const onlyComment =
    comment !== null && [...draft.touched].every((field) => field === 'System.History') && sameValue(draft.relations, current.relations);
  return commit(organization, item, draft, options.by, {
    kind: onlyComment ? 'commented' : 'updated',
    comment,
    silent: options.suppressNotifications,
  });
}

/** A comment written, edited or removed is a revision of its work item too. */
export function reviseForComment(organization: Organization, item: WorkItem, comment: Comment, by: User, history: string | null): Revision {
  const draft = draftOf(latest(item));
  draft.history = history;
  const version = comment.versions.at(-1);
  const ref: CommentRef = { commentId: comment.id, version: version?.version ?? 1, deleted: version?.deleted ?? false };
  draft.comment = ref;
  return commit(organization, item, draft, by, { kind: history === null ? 'updated' : 'commented', comment, silent: false });
}

export function deleteItem(organization: Organization, item: WorkItem, by: User): Revision {
  if (!canWrite(by, projectOf(organization, item))) throw refusals.lacks(by.displayName, 'Delete and restore work items');
  item.deletedAt = organization.now();
  item.deletedBy = by.id;
  const draft = draftOf(latest(item));
  draft.deleted = true;
  return commit(organization, item, draft, by, { kind: 'deleted', comment: null, silent: false });
}

export function restoreItem(organization: Organization, item: WorkItem, by: User): Revision {
  if (!canWrite(by, projectOf(organization, item))) throw refusals.lacks(by.displayName, 'Delete and restore work items');
  item.deletedAt = null;
  item.deletedBy = null;
  const draft = draftOf(latest(item));
  draft.deleted = false;
  return commit(organization, item, draft, by, { kind: 'restored', comment: null, silent: false });
}

/** Gone for good, reporting included. */
export function destroyItem(organization: Organization, item: WorkItem, by: User): void {
  if (!canWrite(by, projectOf(organization, item))) throw refusals.lacks(by.displayName, 'Permanently delete work items');
  organization.workItems.delete(item.id);
  organization.comments.delete(item.id);
  organization.journal.splice(0, organization.journal.length, ...organization.journal.filter((entry) => entry.workItem !== item));
}
