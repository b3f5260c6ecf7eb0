/** The Tracker port over Azure DevOps (Services, and Server from 2022 on, whose REST 7.0 is the oldest spoken). */
import type { Clock, Person, Tracker } from '@entente/core';
import { addAttachment, describeAttachment, readAttachment, removeAttachment } from './attachments.ts';
import { changesSince } from './changes.ts';
import { basic, openClient, type Client } from './client.ts';
import { addComment, readComments, removeComment, updateComment } from './comments.ts';
import { findIntent } from './intents.ts';
import { emailOfIdentity, findUserByEmail, personOf, readConnectionData } from './people.ts';
import { openProjects } from './projects.ts';
import { readRichText, writeHtml } from './rich-text.ts';
import { openSpool } from '@entente/runtime';
import { createWorkItem, orNull, readWorkItem, toIssue, updateWorkItem } from './work-items.ts';

export interface AzureDevOpsTrackerOptions {
  /** `https://dev.azure.com/contoso` */
  readonly instanceUrl: string;
  readonly pat: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** An existing folder of this tracker's own; files in it are on their way. */
  readonly spoolFolder: string;
  readonly sleep?: (ms: number) => Promise<void>;
}

export function azureDevOpsTracker({ pat, spoolFolder, ...options }: AzureDevOpsTrackerOptions): Tracker {
  const client = openClient({ ...options, authorization: basic(pat) });
  const projects = openProjects(client, options.clock);
  const spool = openSpool(spoolFolder);
  const self = rememberedSelf(client);
  return {
    self,
    searchProjects: async (text, cursor) => await projects.search(text, cursor),
    readProject: async (projectId) => await projects.read(projectId),
    issueTypes: async (projectId) => (await projects.types(projectId)).map(({ id, name, standard }) => ({ id, name, standard })),
    findUserByEmail: async (email) => await findUserByEmail(client, email),
    emailOf: async (mentionId) => await emailOfIdentity(client, mentionId),
    shows: async (document) => await Promise.resolve(readRichText(client, writeHtml(client, document).native, 'html').document),
    readIssue: async (issueId) => {
      const item = await readWorkItem(client, issueId);
      if (item === null) return null;
      // Deleted between the two calls: as if it had been before.
      const comments = await orNull(async () => await readComments(client, item.fields['System.TeamProject'], issueId));
      return comments === null ? null : await toIssue(client, projects, item, comments);
    },
    createIssue: async (intent, draft) => await createWorkItem(client, projects, intent, draft),
    updateIssue: async (_intent, issueId, changes, guard) => await updateWorkItem(client, projects, issueId, changes, guard),
    addComment: async (_intent, issueId, body) => await addComment(client, issueId, body),
    updateComment: async (_intent, issueId, commentId, body) => await updateComment(client, issueId, commentId, body),
    removeComment: async (_intent, issueId, commentId) => await removeComment(client, issueId, commentId),
    addAttachment: async (intent, issueId, file, read) => await addAttachment(client, spool, intent, issueId, file, read),
    removeAttachment: async (_intent, issueId, attachmentId) => await removeAttachment(client, spool, issueId, attachmentId),
    describeAttachment: async (issueId, attachmentId) => await describeAttachment(client, spool, issueId, attachmentId),
    readAttachment: async (issueId, attachmentId, offset, length) =>
      await readAttachment(client, spool, issueId, attachmentId, offset, length),
    findIntent: async (intent, target) => await findIntent(client, self, intent, target),
    changesSince: async (cursor) => await changesSince(client, options.clock, cursor),
  };
}

function rememberedSelf(client: Client): () => Promise<Person> {
  let known: Person | null = null;
  return async () => (known ??= personOf(await readConnectionData(client)));
}
