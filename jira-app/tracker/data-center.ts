/** The Tracker port over Jira Data Center's REST v2. https://developer.atlassian.com/server/jira/platform/rest/v10003/ */
import {
  id,
  type AttachmentId,
  type Clock,
  type CommentId,
  type IntentId,
  type IntentTarget,
  type IssueChanges,
  type IssueDraft,
  type IssueId,
  type Loss,
  type Person,
  type RichDocument,
  type Tracker,
  type Updated,
  type Written,
} from '@entente/core';
import { openSpool } from '@entente/runtime';
import { attachmentLimit } from './attachments.ts';
import type { JiraClient } from './client.ts';
import { addAttachment, describeAttachment, readAttachment, type Files } from './data-center-attachments.ts';
import { changesSince, findMarkedIssue } from './data-center-changes.ts';
import { dataCenterClient, path, type DataCenterAccess } from './data-center-client.ts';
import { dataCenterIssues, intentProperty } from './data-center-issues.ts';
import { emailOf, findUserByEmail, issueTypes, readProject, searchProjects } from './data-center-projects.ts';
import { issueAnswers, toPerson, userSchema } from './data-center-schemas.ts';
import { toLabels, toSummary } from './fields.ts';
import { priorityWriter, type PriorityWriter } from './priorities.ts';
import { readComments, readIssue } from './read-issue.ts';
import { createdIssueSchema } from './schemas.ts';
import { millisOf } from './time.ts';
import { decodeWiki, encodeWiki, givenMarkup } from './wiki.ts';

export interface DataCenterTrackerOptions extends DataCenterAccess {
  readonly clock: Clock;
  /** An existing folder of this tracker's own; files in it are on their way. */
  readonly spoolFolder: string;
}

/** `jira.text.field.character.limit` as it comes: what is longer, Jira refuses as a whole. */
const textLimit = 32_767;

export function dataCenterTracker({ clock, spoolFolder, ...access }: DataCenterTrackerOptions): Tracker {
  const client = dataCenterClient(access);
  const spool = openSpool(spoolFolder);
  const files: Files = { client, access, spool };
  const { baseUrl } = access;
  const priorities = priorityWriter({ client, path, siteUrl: baseUrl, now: () => clock.now(), kept: new Map() });
  return {
    self: async () => await self(client),
    searchProjects: async (text, cursor) => await searchProjects(client, text, cursor),
    readProject: async (projectId) => await readProject(client, projectId),
    issueTypes: async (projectId) => await issueTypes(client, projectId),
    takesPriority: async (projectId, typeId, name) => await priorities.takes(projectId, typeId, name),
    findUserByEmail: async (email) => await findUserByEmail(client, baseUrl, email),
    emailOf: async (mentioned) => await emailOf(client, baseUrl, mentioned),
    shows: async (document) => await Promise.resolve(decodeWiki(encodeText(document, baseUrl).text, { site: baseUrl }).document),

    readIssue: async (issueId) => await readIssue(dataCenterIssues, client, baseUrl, issueId),
    createIssue: async (intent, draft) => await createIssue({ client, site: baseUrl, priorities }, intent, draft),
    updateIssue: async (_intent, issueId, changes) => await updateIssue({ client, site: baseUrl, priorities }, issueId, changes),
    addComment: async (intent, issueId, body) => await addComment(client, baseUrl, intent, issueId, body),
    updateComment: async (_intent, issueId, commentId, body) => await updateComment(client, baseUrl, issueId, commentId, body),
    removeComment: async (_intent, issueId, commentId) =>
      updated(await client.change('DELETE', path(['issue', issueId, 'comment', commentId]))),
    addAttachment: async (_intent, issueId, file, read) => await addAttachment(files, issueId, file, read),
    removeAttachment: async (_intent, _issueId, attachmentId) => {
      await spool.forget(attachmentId);
      return updated(await client.change('DELETE', path(['attachment', attachmentId])));
    },
    describeAttachment: async (_issueId, attachmentId, listed) => await describeAttachment(files, attachmentId, listed),
    readAttachment: async (_issueId, attachmentId, offset, length) => await readAttachment(files, attachmentId, offset, length),

    attachmentLimit: async () => await attachmentLimit(client, path(['attachment', 'meta'])),

    findIntent: async (intent, target) => await findIntent(files, intent, target),
    changesSince: async (cursor) => await changesSince(client, clock.now(), cursor),
  };
}

async function self(client: JiraClient): Promise<Person> {
  return toPerson(await client.read(userSchema, path(['myself'])));
}

interface Parts {
  readonly client: JiraClient;
  readonly site: string;
  readonly priorities: PriorityWriter;
}

async function createIssue({ client, site, priorities }: Parts, intent: IntentId, draft: IssueDraft): Promise<Written<IssueId>> {
  const { fields, losses } = encodeFields(draft, site);
  const own = { project: { id: draft.projectId }, issuetype: { id: draft.typeId }, ...fields };
  return await priorities.creating(draft, draft.priority, async (priority) => {
    const body = { fields: { ...own, ...priority.fields }, properties: [intentProperty(intent)] };
    const created = await client.write(createdIssueSchema, 'POST', path(['issue']), body);
    return { id: id<IssueId>(created.id), revision: null, losses: [...losses, ...priority.losses] };
  });
}

async function updateIssue({ client, site, priorities }: Parts, issueId: IssueId, changes: IssueChanges): Promise<Updated> {
  const { fields, losses } = encodeFields(changes, site);
  return await priorities.editing(issueId, changes.priority, async (priority) => {
    const all = { ...fields, ...priority.fields };
    const done = Object.keys(all).length === 0 ? 'done' : await client.change('PUT', path(['issue', issueId]), { fields: all });
    return updated(done, [...losses, ...priority.losses]);
  });
}

interface Fields {
  readonly fields: { readonly [name: string]: unknown };
  readonly losses: readonly Loss[];
}

/** Only what is present in `changes`. */
function encodeFields(changes: IssueChanges, site: string): Fields {
  const fields: { [name: string]: unknown } = {};
  const losses: Loss[] = [];
  if (changes.summary !== undefined) {
    const fitted = toSummary(changes.summary);
    fields['summary'] = fitted.summary;
    losses.push(...fitted.losses);
  }
  if (changes.description === null) fields['description'] = null;
  else if (changes.description !== undefined) {
    const encoded = encodeText(changes.description, site);
    fields['description'] = encoded.text;
    losses.push(...encoded.losses);
  }
  if (changes.labels !== undefined) {
    const fitted = toLabels(changes.labels);
    fields['labels'] = fitted.labels;
    losses.push(...fitted.losses);
  }
  return { fields, losses };
}

/** Markup that is cut off may end inside of anything: what does not fit is left out as whole blocks. */
function encodeText(document: RichDocument, site: string): { readonly text: string; readonly losses: readonly Loss[] } {
  const whole = encodeWiki(document, { site, sources: givenMarkup });
  if (whole.native.length <= textLimit) return { text: whole.native, losses: whole.losses };
  let fitting = 0;
  for (let beyond = document.content.length; beyond - fitting > 1;) {
    const middle = Math.floor((fitting + beyond) / 2);
    const part = encodeWiki({ ...document, content: document.content.slice(0, middle) }, { site, sources: givenMarkup });
    if (part.native.length < textLimit - 2) fitting = middle;
    else beyond = middle;
  }
  const part = encodeWiki({ ...document, content: document.content.slice(0, fitting) }, { site, sources: givenMarkup });
  return { text: `${part.native}\n\n…`, losses: [...part.losses, { what: 'length', count: 1 }] };
}

async function addComment(
  client: JiraClient,
  site: string,
  intent: IntentId,
  issueId: IssueId,
  document: RichDocument,
): Promise<Written<CommentId>> {
  const { text, losses } = encodeText(document, site);
  const body = { body: text, properties: [intentProperty(intent)] };
  const created = await client.write(issueAnswers.comment, 'POST', path(['issue', issueId, 'comment']), body);
  return { id: id<CommentId>(created.id), revision: null, losses };
}

async function updateComment(
  client: JiraClient,
  site: string,
  issueId: IssueId,
  commentId: CommentId,
  document: RichDocument,
): Promise<Updated> {
  const { text, losses } = encodeText(document, site);
  return updated(await client.change('PUT', path(['issue', issueId, 'comment', commentId]), { body: text }), losses);
}

function updated(result: 'done' | 'gone', losses: readonly Loss[] = []): Updated {
  return result === 'gone' ? { outcome: 'gone' } : { outcome: 'done', revision: null, losses };
}

async function findIntent(files: Files, intent: IntentId, target: IntentTarget): Promise<string | null> {
  const { client, access } = files;
  if (target.kind === 'issue') return await findMarkedIssue(client, intent, target);
  if (target.kind === 'comment') {
    const comments = await readComments(dataCenterIssues, client, access.baseUrl, target.issueId);
    return comments?.find((comment) => comment.marker === intent)?.id ?? null;
  }
  return await findAttachment(files, target);
}

type AttachmentTarget = Extract<IntentTarget, { kind: 'attachment' }>;

/** Attachments carry no marker: the oldest by this account, of that name, size and hash, since the intent was stored. */
async function findAttachment(files: Files, target: AttachmentTarget): Promise<AttachmentId | null> {
  const { client, access } = files;
  const issue = await readIssue(dataCenterIssues, client, access.baseUrl, target.issueId);
  if (issue === null) return null;
  const me = await self(client);
  const since = millisOf(target.since) - 60_000;
  const candidates = issue.attachments
    .filter((one) => one.filename === target.file.filename && one.size === target.file.size)
    .filter((one) => one.author?.id === me.id && millisOf(one.createdAt) >= since)
    .toSorted((a, b) => millisOf(a.createdAt) - millisOf(b.createdAt));
  for (const candidate of candidates) {
    const described = await describeAttachment(files, candidate.id);
    if (described?.sha256 === target.file.sha256) return candidate.id;
  }
  return null;
}
