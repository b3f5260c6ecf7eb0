/** Runs the outgoing script: what of this issue is sent. Attachments are still without their hashes. */
import type { Connection } from '../connection/connection.schema.ts';
import type { ProjectId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Ports } from '../ports.ts';
import { fromPlainText } from '../richtext/plain.ts';
import { rulesOf } from './default-scripts.ts';
import { outgoingResultSchema } from './replica.schema.ts';
import { ruleFault, runScript } from './run-script.ts';
import { connectionView, documentJson } from './script-view.ts';
import { checkShape } from './shape.schema.ts';
import { isList, objectOf } from './values.ts';

export interface OutgoingResult {
  /** Everything the script has set, rich text as documents; without `attachments`. */
  readonly replica: JsonObject;
  /** Ids of the attachments it lets through; null: it says nothing of attachments. */
  readonly attachmentIds: readonly string[] | null;
}

/** `issue`: as issueView gives it. */
export async function runOutgoing(ports: Ports, connection: Connection, issue: JsonObject): Promise<OutgoingResult> {
  const projectId = connection.projectId === null ? null : id<ProjectId>(connection.projectId);
  const globals = { issue, replica: {}, connection: connectionView(connection) };
  const given = await runScript(ports.rules, ports.tracker, projectId, {
    name: 'outgoing',
    source: rulesOf(connection).outgoing,
    globals,
    result: 'replica',
    lookups: [],
  });
  const checked = checkShape(outgoingResultSchema, given);
  if (checked.kind === 'wrong')
    throw ruleFault('outgoing', 'rule.result', { field: fieldName('replica', checked.field), problem: checked.problem });
  return completed(given, checked.value.attachments);
}

function completed(given: Json, attachments: readonly { readonly id: string }[] | undefined): OutgoingResult {
  const replica: { [name: string]: Json } = { ...objectOf(given) };
  delete replica['attachments'];
  if (typeof replica['description'] === 'string') replica['description'] = documentJson(fromPlainText(replica['description']));
  const comments = replica['comments'];
  if (isList(comments)) replica['comments'] = comments.map((one) => completeComment(objectOf(one)));
  return { replica, attachmentIds: attachments === undefined ? null : attachments.map((one) => one.id) };
}

/** A script may write a comment of its own with an id and a body; the rest of the wire's shape is filled in. */
function completeComment(comment: JsonObject): JsonObject {
  const body = comment['body'];
  return {
    author: null,
    createdAt: '',
    updatedAt: '',
    ...comment,
    body: typeof body === 'string' ? documentJson(fromPlainText(body)) : (body ?? null),
  };
}

export function fieldName(root: string, path: string): string {
  return path === '' ? root : root + '.' + path;
}
