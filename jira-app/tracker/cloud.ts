/** The Tracker port over Jira Cloud's REST v3 API. https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/ */
import type { Person, Tracker } from '@entente/core';
import { decodeAdf, encodeAdf } from './adf.ts';
import { addAttachment, attachmentLimit, describeAttachment, readAttachment, type HotFiles } from './attachments.ts';
import { changesSince, findMarkedIssue, searchTimeZone } from './changes.ts';
import { createClient, path, type JiraClient, type JiraRequest } from './client.ts';
import { cloudIssues } from './cloud-issues.ts';
import { findIntent, type Finding } from './find-intent.ts';
import { markerProperty } from './marker.ts';
import { priorityWriter, type KeptPriorities } from './priorities.ts';
import { emailOf, findUserByEmail, issueTypes, readProject, searchProjects } from './projects.ts';
import { readIssue } from './read-issue.ts';
import { toPerson, userSchema } from './schemas.ts';
import { addComment, createIssue, removeAttachment, removeComment, updateComment, updateIssue, type Writing } from './write-issue.ts';

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
  const self = async (): Promise<Person> => toPerson(await client.read(userSchema, path(['myself'])));
  const writing: Writing = { client, path, priorities, encode: (document) => encodeAdf(document, siteUrl), marker: markerProperty };
  let known: string | null = null;
  const zone = async (): Promise<string> => (known ??= await searchTimeZone(client));
  return {
    self,
    searchProjects: (text, cursor) => searchProjects(client, text, cursor),
    readProject: (projectId) => readProject(client, projectId),
    issueTypes: (projectId) => issueTypes(client, projectId),
    takesPriority: (projectId, typeId, name) => priorities.takes(projectId, typeId, name),
    findUserByEmail: (email) => findUserByEmail(client, email),
    emailOf: (accountId) => emailOf(client, accountId),
    shows: async (document) => await Promise.resolve(decodeAdf(encodeAdf(document, siteUrl).native, siteUrl).document),

    readIssue: (issueId) => readIssue(cloudIssues, client, siteUrl, issueId),
    createIssue: (intent, draft) => createIssue(writing, intent, draft),
    updateIssue: (_intent, issueId, changes) => updateIssue(writing, issueId, changes),
    addComment: (intent, issueId, body) => addComment(writing, intent, issueId, body),
    updateComment: (_intent, issueId, commentId, body) => updateComment(writing, issueId, commentId, body),
    removeComment: (_intent, issueId, commentId) => removeComment(writing, issueId, commentId),
    addAttachment: (_intent, issueId, file, read) => addAttachment(client, issueId, file, read),
    removeAttachment: (_intent, _issueId, attachmentId) => removeAttachment(writing, attachmentId),
    describeAttachment: (_issueId, attachmentId, listed) => describeAttachment(client, hot, attachmentId, listed),
    readAttachment: (_issueId, attachmentId, offset, length) => readAttachment(client, hot, attachmentId, offset, length),

    attachmentLimit: () => attachmentLimit(client, path(['attachment', 'meta'])),

    findIntent: (intent, target) => findIntent(findingOver(client, siteUrl, self), intent, target),
    changesSince: async (cursor) => changesSince(client, cursor === null ? 'UTC' : await zone(), now(), cursor),
  };
}

function findingOver(client: JiraClient, siteUrl: string, self: () => Promise<Person>): Finding<unknown> {
  return {
    dialect: cloudIssues,
    client,
    siteUrl,
    self,
    findIssue: async (intent, target) => await findMarkedIssue(client, await searchTimeZone(client), intent, target),
    describe: async (one) => await describeAttachment(client, new Map(), one.id, one),
  };
}
