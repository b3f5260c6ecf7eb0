/**
 * What a script sees. All of it is JSON; rich text is the document model.
 *
 *     issue         { id, key, url, project: {id}, type: {id, name}, status, priority, summary, description, labels,
 *                     reporter, assignee, createdAt, comments, attachments }; on the first sync of an incoming script all
 *                     members are null or empty. A person is { id, name, email }.
 *     comments      [{ id, author, createdAt, updatedAt, body }], attachments [{ id, filename, mediaType, size, createdAt, author }]
 *     replica       as replica.schema.ts; in an incoming script its comments and attachments have `remoteId` instead of `id`
 *     connection    { name, localShortName, remoteShortName, mode, project: {id, name} or null }
 *     firstSync     true where the partner's issue has no counterpart yet
 *
 * 1. Comments and attachments that came from the partner, and internal comments, are not in what an outgoing script sees:
 *    no script can echo or leak them by mistake.
 */
import type { Connection } from '../connection/connection.schema.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RichDocument } from '../richtext/document.ts';
import type { Issue, IssueAttachment, IssueComment, Person } from '../tracker.ts';
import { isList, isObject } from './values.ts';

/** A document is JSON by its nature; the types of the model are interfaces, which TypeScript does not take for it. */
export function documentJson(document: RichDocument | null): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return document as unknown as Json;
}

export function connectionView(connection: Connection): JsonObject {
  return {
    name: connection.name,
    localShortName: connection.localShortName,
    remoteShortName: connection.remoteShortName,
    mode: connection.mode,
    project: connection.projectId === null ? null : { id: connection.projectId, name: connection.projectName },
  };
}

export interface IssueParts {
  readonly comments: readonly IssueComment[];
  readonly attachments: readonly IssueAttachment[];
}

export function issueView(issue: Issue, shown: IssueParts): JsonObject {
  return {
    id: issue.id,
    key: issue.key,
    url: issue.url,
    project: { id: issue.projectId },
    type: { id: issue.type.id, name: issue.type.name },
    status: issue.status,
    priority: issue.priority,
    summary: issue.summary,
    description: documentJson(issue.description),
    labels: issue.labels,
    reporter: personView(issue.reporter),
    assignee: personView(issue.assignee),
    createdAt: issue.createdAt,
    comments: shown.comments.map(commentView),
    attachments: shown.attachments.map(attachmentView),
  };
}

export const EMPTY_ISSUE: JsonObject = {
  id: null,
  key: null,
  url: null,
  project: null,
  type: null,
  status: null,
  priority: null,
  summary: null,
  description: null,
  labels: [],
  reporter: null,
  assignee: null,
  createdAt: null,
  comments: [],
  attachments: [],
};

/** For an incoming script: what is the partner's is named `remoteId`, so that it can stand in one list with our own. */
export function replicaView(replica: JsonObject): JsonObject {
  const view: { [name: string]: Json } = { ...replica };
  for (const name of ['comments', 'attachments']) {
    const list = view[name];
    if (isList(list)) view[name] = list.map(remoteView);
  }
  return view;
}

function remoteView(entry: Json): Json {
  if (!isObject(entry)) return entry;
  const view: { [name: string]: Json } = { ...entry, remoteId: entry['id'] ?? null };
  delete view['id'];
  return view;
}

function personView(person: Person | null): Json {
  return person === null ? null : { id: person.id, name: person.name, email: person.email };
}

function commentView(comment: IssueComment): JsonObject {
  const { id, createdAt, updatedAt } = comment;
  return { id, author: personView(comment.author), createdAt, updatedAt, body: documentJson(comment.body) };
}

function attachmentView(attachment: IssueAttachment): JsonObject {
  const { id, filename, mediaType, size, createdAt } = attachment;
  return { id, filename, mediaType, size, createdAt, author: personView(attachment.author) };
}
