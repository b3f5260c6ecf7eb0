/** The Tracker port over Jira Data Center's REST v2. https://developer.atlassian.com/server/jira/platform/rest/v10003/ */
import type { Clock, Encoded, Person, RichDocument, Tracker } from '@entente/core';
import { openSpool } from '@entente/runtime';
import { attachmentLimit } from './attachments.ts';
import { addAttachment, describeAttachment, readAttachment, type Files } from './data-center-attachments.ts';
import { changesSince, findMarkedIssue } from './data-center-changes.ts';
import { dataCenterClient, path, type DataCenterAccess } from './data-center-client.ts';
import { dataCenterIssues, intentProperty } from './data-center-issues.ts';
import { emailOf, findUserByEmail, issueTypes, readProject, searchProjects } from './data-center-projects.ts';
import { toPerson, userSchema } from './data-center-schemas.ts';
import { findIntent, type Finding } from './find-intent.ts';
import { priorityWriter } from './priorities.ts';
import { readIssue } from './read-issue.ts';
import { decodeWiki, encodeWiki, givenMarkup } from './wiki.ts';
import { addComment, createIssue, removeAttachment, removeComment, updateComment, updateIssue, type Writing } from './write-issue.ts';

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
  const self = async (): Promise<Person> => toPerson(await client.read(userSchema, path(['myself'])));
  const writing: Writing = { client, path, priorities, encode: (document) => encodeText(document, baseUrl), marker: intentProperty };
  return {
    self,
    searchProjects: async (text, cursor) => await searchProjects(client, text, cursor),
    readProject: async (projectId) => await readProject(client, projectId),
    issueTypes: async (projectId) => await issueTypes(client, projectId),
    takesPriority: async (projectId, typeId, name) => await priorities.takes(projectId, typeId, name),
    findUserByEmail: async (email) => await findUserByEmail(client, baseUrl, email),
    emailOf: async (mentioned) => await emailOf(client, baseUrl, mentioned),
    shows: async (document) => await Promise.resolve(decodeWiki(encodeText(document, baseUrl).native, { site: baseUrl }).document),

    readIssue: async (issueId) => await readIssue(dataCenterIssues, client, baseUrl, issueId),
    createIssue: async (intent, draft) => await createIssue(writing, intent, draft),
    updateIssue: async (_intent, issueId, changes) => await updateIssue(writing, issueId, changes),
    addComment: async (intent, issueId, body) => await addComment(writing, intent, issueId, body),
    updateComment: async (_intent, issueId, commentId, body) => await updateComment(writing, issueId, commentId, body),
    removeComment: async (_intent, issueId, commentId) => await removeComment(writing, issueId, commentId),
    addAttachment: async (_intent, issueId, file, read) => await addAttachment(files, issueId, file, read),
    removeAttachment: async (_intent, _issueId, attachmentId) => {
      await spool.forget(attachmentId);
      return await removeAttachment(writing, attachmentId);
    },
    describeAttachment: async (_issueId, attachmentId, listed) => await describeAttachment(files, attachmentId, listed),
    readAttachment: async (_issueId, attachmentId, offset, length) => await readAttachment(files, attachmentId, offset, length),

    attachmentLimit: async () => await attachmentLimit(client, path(['attachment', 'meta'])),

    findIntent: async (intent, target) => await findIntent(findingOver(files, self), intent, target),
    changesSince: async (cursor) => await changesSince(client, clock.now(), cursor),
  };
}

function findingOver(files: Files, self: () => Promise<Person>): Finding<string> {
  const { client, access } = files;
  return {
    dialect: dataCenterIssues,
    client,
    siteUrl: access.baseUrl,
    self,
    findIssue: async (intent, target) => await findMarkedIssue(client, intent, target),
    describe: async (one) => await describeAttachment(files, one.id, one),
  };
}

/** Markup that is cut off may end inside of anything: what does not fit is left out as whole blocks. */
function encodeText(document: RichDocument, site: string): Encoded<string> {
  const whole = encodeWiki(document, { site, sources: givenMarkup });
  if (whole.native.length <= textLimit) return whole;
  let fitting = 0;
  for (let beyond = document.content.length; beyond - fitting > 1;) {
    const middle = Math.floor((fitting + beyond) / 2);
    const part = encodeWiki({ ...document, content: document.content.slice(0, middle) }, { site, sources: givenMarkup });
    if (part.native.length < textLimit - 2) fitting = middle;
    else beyond = middle;
  }
  const part = encodeWiki({ ...document, content: document.content.slice(0, fitting) }, { site, sources: givenMarkup });
  return { native: `${part.native}\n\n…`, losses: [...part.losses, { what: 'length', count: 1 }] };
}
