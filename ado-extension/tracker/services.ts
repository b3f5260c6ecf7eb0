/** The Tracker port over Azure DevOps (Services, and Server from 2022 on, whose REST 7.0 is the oldest spoken). */
import { id } from '@entente/core';
import type { Clock, IntentId, Issue, IssueChanges, IssueDraft, IssueId, Person, Tracker, Updated, Written } from '@entente/core';
import type { WorkItem } from './answers.schema.ts';
import { addAttachment, describeAttachment, readAttachment, removeAttachment } from './attachments.ts';
import { changesSince } from './changes.ts';
import { basic, openClient, type Client } from './client.ts';
import { addComment, readComments, removeComment, updateComment } from './comments.ts';
import { findIntent } from './intents.ts';
import { emailOfIdentity, findUserByEmail, personOf, readConnectionData } from './people.ts';
import { openMemory, type Memory } from './memory.ts';
import { toPriority } from './priority.ts';
import { openProjects, type Projects } from './projects.ts';
import { readRichText, writeHtml } from './rich-text.ts';
import { openSpool } from '@entente/runtime';
import { createWorkItem, orGone, orNull, readWorkItem, toIssue, updateWorkItem } from './work-items.ts';

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
  const memory = openMemory(() => options.clock.now());
  const parts: Parts = { client, projects, memory };
  return {
    self,
    searchProjects: async (text, cursor) => await projects.search(text, cursor),
    readProject: async (projectId) => await projects.read(projectId),
    issueTypes: async (projectId) =>
      (await projects.types(projectId)).map(({ id: typeId, name, standard }) => ({ id: typeId, name, standard })),
    takesPriority: async (projectId, typeId, name) =>
      (await projects.types(projectId)).some((type) => type.id === typeId && toPriority(name, type.hasPriority).losses.length === 0),
    findUserByEmail: async (email) => await findUserByEmail(client, email),
    emailOf: async (mentionId) => await emailOfIdentity(client, mentionId),
    shows: async (document) => await Promise.resolve(readRichText(client, writeHtml(client, document).native, 'html').document),
    readIssue: async (issueId) => await readWhole(parts, issueId),
    createIssue: async (intent, draft) => await create(parts, intent, draft),
    updateIssue: async (_intent, issueId, changes, guard) => await update(parts, issueId, changes, guard),
    addComment: async (_intent, issueId, body) => {
      const { comment, losses } = await addComment(client, issueId, body);
      memory.added(issueId, comment);
      return { id: comment.id, revision: null, losses };
    },
    updateComment: async (_intent, issueId, commentId, body) => {
      memory.forget(issueId);
      return await updateComment(client, issueId, commentId, body);
    },
    removeComment: async (_intent, issueId, commentId) => {
      memory.forget(issueId);
      return await removeComment(client, issueId, commentId);
    },
    addAttachment: async (intent, issueId, file, read) => {
      const { attachmentId, item } = await addAttachment(client, spool, intent, issueId, file, read);
      return { id: attachmentId, revision: String(item.rev), losses: [], ...(await afterWrite(parts, item)) };
    },
    removeAttachment: async (_intent, issueId, attachmentId) => await removeAttachment(client, spool, issueId, attachmentId),
    describeAttachment: async (issueId, attachmentId, listed) =>
      await describeAttachment(client, spool, issueId, attachmentId, listed ?? null),
    readAttachment: async (issueId, attachmentId, offset, length) =>
      await readAttachment(client, spool, issueId, attachmentId, offset, length),
    findIntent: async (intent, target) => await findIntent(client, self, intent, target),
    changesSince: async (cursor) => await changesSince(client, options.clock, cursor),
  };
}

interface Parts {
  readonly client: Client;
  readonly projects: Projects;
  readonly memory: Memory;
}

async function readWhole({ client, projects, memory }: Parts, issueId: IssueId): Promise<Issue | null> {
  const item = await readWorkItem(client, issueId);
  if (item === null) return null;
  const known = memory.comments(issueId, item.rev);
  if (known !== null) return await toIssue(client, projects, item, known);
  // Deleted between the two calls: as if it had been before.
  const comments = await orNull(async () => await readComments(client, item.fields['System.TeamProject'], issueId));
  if (comments === null) return null;
  memory.read(issueId, item.rev, comments);
  return await toIssue(client, projects, item, comments);
}

async function create(parts: Parts, intent: IntentId, draft: IssueDraft): Promise<Written<IssueId>> {
  const { client, projects, memory } = parts;
  const { item, losses } = await createWorkItem(client, projects, intent, draft);
  const issueId = id<IssueId>(String(item.id));
  memory.read(issueId, item.rev, []);
  return { id: issueId, revision: String(item.rev), losses, ...(await told(async () => await toIssue(client, projects, item, []))) };
}

async function update(parts: Parts, issueId: IssueId, changes: IssueChanges, guard: string | null): Promise<Updated> {
  return await orGone(async () => {
    const written = await updateWorkItem(parts.client, parts.projects, issueId, changes, guard);
    if (written === 'stale') return { outcome: 'stale' };
    const { item, losses } = written;
    if (item === null) return { outcome: 'done', revision: guard, losses };
    return { outcome: 'done', revision: String(item.rev), losses, ...(await afterWrite(parts, item)) };
  });
}

/** The whole issue, where nobody else has written since its discussion was read. */
async function afterWrite({ client, projects, memory }: Parts, item: WorkItem): Promise<{ readonly issue?: Issue }> {
  const comments = memory.written(id<IssueId>(String(item.id)), item.rev);
  return comments === null ? {} : await told(async () => await toIssue(client, projects, item, comments));
}

/** The write is done by now, and nothing may fail as if it were not: an issue that cannot be told is read again. */
async function told(issue: () => Promise<Issue>): Promise<{ readonly issue?: Issue }> {
  try {
    return { issue: await issue() };
  } catch {
    return {};
  }
}

function rememberedSelf(client: Client): () => Promise<Person> {
  let known: Person | null = null;
  return async () => (known ??= personOf(await readConnectionData(client)));
}
