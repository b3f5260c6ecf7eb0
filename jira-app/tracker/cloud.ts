/** The Tracker port over Jira Cloud's REST v3 API. https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/ */
import {
  id,
  type AttachmentId,
  type CommentId,
  type IntentId,
  type IntentTarget,
  type IssueChanges,
  type IssueDraft,
  type IssueId,
  type Loss,
  type RichDocument,
  type Tracker,
  type Updated,
  type Written,
} from '@entente/core';
import { decodeAdf, encodeAdf } from './adf.ts';
import { addAttachment, attachmentLimit, describeAttachment, readAttachment, type HotFiles } from './attachments.ts';
import { changesSince, findMarkedIssue, searchTimeZone } from './changes.ts';
import { createClient, path, type JiraClient, type JiraRequest } from './client.ts';
import { cloudIssues } from './cloud-issues.ts';
import { toLabels, toSummary } from './fields.ts';
import { markerProperty } from './marker.ts';
import { priorityWriter, type KeptPriorities, type PriorityWriter } from './priorities.ts';
import { emailOf, findUserByEmail, issueTypes, readProject, searchProjects } from './projects.ts';
import { readComments, readIssue } from './read-issue.ts';
import { createdIssueSchema, issueAnswers, toPerson, userSchema } from './schemas.ts';
import { millisOf } from './time.ts';

export type { JiraInit, JiraRequest, JiraResponse } from './client.ts';

export interface CloudTrackerOptions {
  readonly request: JiraRequest;
  /** What people open: `https://acme.atlassian.net`, without a slash at its end. */
  readonly siteUrl: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Where the tracker itself does not live for long. */
  readonly kept?: KeptPriorities;
}

export function createCloudTracker({ request, siteUrl, now, kept = new Map() }: CloudTrackerOptions): Tracker {
  const client = createClient(request);
  const priorities = priorityWriter({ client, path, siteUrl, now, kept });
  const hot: HotFiles = new Map();
  let known: string | null = null;
  const zone = async (): Promise<string> => (known ??= await searchTimeZone(client));
  return {
    self: async () => toPerson(await client.read(userSchema, path(['myself']))),
    searchProjects: (text, cursor) => searchProjects(client, text, cursor),
    readProject: (projectId) => readProject(client, projectId),
    issueTypes: (projectId) => issueTypes(client, projectId),
    takesPriority: (projectId, typeId, name) => priorities.takes(projectId, typeId, name),
    findUserByEmail: (email) => findUserByEmail(client, email),
    emailOf: (accountId) => emailOf(client, accountId),
    shows: async (document) => await Promise.resolve(decodeAdf(encodeAdf(document, siteUrl).native, siteUrl).document),

    readIssue: (issueId) => readIssue(cloudIssues, client, siteUrl, issueId),
    createIssue: (intent, draft) => createIssue({ client, siteUrl, priorities }, intent, draft),
    updateIssue: (_intent, issueId, changes) => updateIssue({ client, siteUrl, priorities }, issueId, changes),
    addComment: (intent, issueId, body) => addComment(client, siteUrl, intent, issueId, body),
    updateComment: (_intent, issueId, commentId, body) => updateComment(client, siteUrl, issueId, commentId, body),
    removeComment: async (_intent, issueId, commentId) =>
      updated(await client.change('DELETE', path(['issue', issueId, 'comment', commentId]))),
    addAttachment: (_intent, issueId, file, read) => addAttachment(client, issueId, file, read),
    removeAttachment: async (_intent, _issueId, attachmentId) => updated(await client.change('DELETE', path(['attachment', attachmentId]))),
    describeAttachment: (_issueId, attachmentId, listed) => describeAttachment(client, hot, attachmentId, listed),
    readAttachment: (_issueId, attachmentId, offset, length) => readAttachment(client, hot, attachmentId, offset, length),

    attachmentLimit: () => attachmentLimit(client, path(['attachment', 'meta'])),

    findIntent: (intent, target) => findIntent(client, siteUrl, intent, target),
    changesSince: async (cursor) => changesSince(client, cursor === null ? 'UTC' : await zone(), now(), cursor),
  };
}

interface Parts {
  readonly client: JiraClient;
  readonly siteUrl: string;
  readonly priorities: PriorityWriter;
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post */
async function createIssue({ client, siteUrl, priorities }: Parts, intent: IntentId, draft: IssueDraft): Promise<Written<IssueId>> {
  const { fields, losses } = encodeFields(draft, siteUrl);
  const own = { project: { id: draft.projectId }, issuetype: { id: draft.typeId }, ...fields };
  return await priorities.creating(draft, draft.priority, async (priority) => {
    const body = { fields: { ...own, ...priority.fields }, properties: [markerProperty(intent)] };
    const created = await client.write(createdIssueSchema, 'POST', path(['issue']), body);
    return { id: id<IssueId>(created.id), revision: null, losses: [...losses, ...priority.losses] };
  });
}

async function updateIssue({ client, siteUrl, priorities }: Parts, issueId: IssueId, changes: IssueChanges): Promise<Updated> {
  const { fields, losses } = encodeFields(changes, siteUrl);
  return await priorities.editing(issueId, changes.priority, async (priority) => {
    const all = { ...fields, ...priority.fields };
    const done = Object.keys(all).length === 0 ? 'done' : await client.change('PUT', path(['issue', issueId]), { fields: all });
    return updated(done, [...losses, ...priority.losses]);
  });
}

/** Only what is present in `changes`. */
function encodeFields(
  changes: IssueChanges,
  siteUrl: string,
): { readonly fields: { readonly [name: string]: unknown }; readonly losses: readonly Loss[] } {
  const fields: { [name: string]: unknown } = {};
  const losses: Loss[] = [];
  if (changes.summary !== undefined) {
    const fitted = toSummary(changes.summary);
    fields['summary'] = fitted.summary;
    losses.push(...fitted.losses);
  }
  if (changes.description === null) fields['description'] = null;
  else if (changes.description !== undefined) {
    const encoded = encodeAdf(changes.description, siteUrl);
    fields['description'] = encoded.native;
    losses.push(...encoded.losses);
  }
  if (changes.labels !== undefined) {
    const fitted = toLabels(changes.labels);
    fields['labels'] = fitted.labels;
    losses.push(...fitted.losses);
  }
  return { fields, losses };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post */
async function addComment(
  client: JiraClient,
  siteUrl: string,
  intent: IntentId,
  issueId: IssueId,
  document: RichDocument,
): Promise<Written<CommentId>> {
  const { native, losses } = encodeAdf(document, siteUrl);
  const body = { body: native, properties: [markerProperty(intent)] };
  const created = await client.write(issueAnswers.comment, 'POST', path(['issue', issueId, 'comment']), body);
  return { id: id<CommentId>(created.id), revision: null, losses };
}

async function updateComment(
  client: JiraClient,
  siteUrl: string,
  issueId: IssueId,
  commentId: CommentId,
  document: RichDocument,
): Promise<Updated> {
  const { native, losses } = encodeAdf(document, siteUrl);
  return updated(await client.change('PUT', path(['issue', issueId, 'comment', commentId]), { body: native }), losses);
}

function updated(result: 'done' | 'gone', losses: readonly Loss[] = []): Updated {
  return result === 'gone' ? { outcome: 'gone' } : { outcome: 'done', revision: null, losses };
}

async function findIntent(client: JiraClient, siteUrl: string, intent: IntentId, target: IntentTarget): Promise<string | null> {
  if (target.kind === 'issue') return findMarkedIssue(client, await searchTimeZone(client), intent, target);
  if (target.kind === 'comment') {
    const comments = await readComments(cloudIssues, client, siteUrl, target.issueId);
    return comments?.find((comment) => comment.marker === intent)?.id ?? null;
  }
  return findAttachment(client, siteUrl, target);
}

type AttachmentTarget = Extract<IntentTarget, { kind: 'attachment' }>;

/** Attachments carry no marker: the oldest by the app itself, of that name, size and hash, since the intent was stored. */
async function findAttachment(client: JiraClient, siteUrl: string, target: AttachmentTarget): Promise<AttachmentId | null> {
  const issue = await readIssue(cloudIssues, client, siteUrl, target.issueId);
  if (issue === null) return null;
  const me = await client.read(userSchema, path(['myself']));
  const since = millisOf(target.since) - 60_000;
  const candidates = issue.attachments
    .filter((one) => one.filename === target.file.filename && one.size === target.file.size)
    .filter((one) => one.author?.id === me.accountId && millisOf(one.createdAt) >= since)
    .toSorted((a, b) => millisOf(a.createdAt) - millisOf(b.createdAt));
  for (const candidate of candidates) {
    const described = await describeAttachment(client, new Map(), candidate.id, candidate);
    if (described?.sha256 === target.file.sha256) return candidate.id;
  }
  return null;
}
