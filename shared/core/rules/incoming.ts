/**
 * Runs the incoming script: what this side wants its issue to be.
 *
 * 1. A member of `issue` that the script leaves as it was is not wanted otherwise.
 * 2. What no tracker could be told (a member we do not write, a comment of nobody) is an error that names the field, never
 *    ignored.
 */
import type { Connection } from '../connection/connection.schema.ts';
import type { ProjectId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Ports } from '../ports.ts';
import type { RichDocument } from '../richtext/document.ts';
import { sameJson } from '../richtext/normal.ts';
import { fromPlainText } from '../richtext/plain.ts';
import { rulesOf } from './default-scripts.ts';
import { LOOKUPS } from './lookups.ts';
import { fieldName } from './outgoing.ts';
import { incomingResultSchema } from './replica.schema.ts';
import { ruleFault, runScript } from './run-script.ts';
import { connectionView, replicaView } from './script-view.ts';
import { checkShape } from './shape.schema.ts';
import { objectOf } from './values.ts';

/** Entries of one list of the result: ours stay, the partner's are merged through their traces. */
export interface WantedList<Entry> {
  /** Our own ids that the script has left in the list. */
  readonly ours: readonly string[];
  readonly theirs: readonly Entry[];
}

export interface WantedComment {
  readonly remoteId: string;
  readonly body: RichDocument;
}

export interface Wanted {
  /** Set on the first sync only. */
  readonly projectId: string | null;
  readonly typeId: string | null;
  readonly summary: string | null;
  readonly description: RichDocument | null;
  /** By its name; null: no other than it is. */
  readonly priority: string | null;
  /** Null, here and below: left as they are. */
  readonly labels: readonly string[] | null;
  readonly comments: WantedList<WantedComment> | null;
  readonly attachments: WantedList<{ readonly remoteId: string }> | null;
  /** The result as the script left it, for comparing with what the replica carries. */
  readonly raw: JsonObject;
}

const WRITABLE = ['summary', 'description', 'labels', 'priority', 'comments', 'attachments'];

/** `issue`: as issueView gives it, or EMPTY_ISSUE on the first sync. `replica`: as it came. */
export async function runIncoming(
  ports: Ports,
  connection: Connection,
  replica: JsonObject,
  issue: JsonObject,
  firstSync: boolean,
): Promise<Wanted> {
  const projectId = connection.projectId === null ? null : id<ProjectId>(connection.projectId);
  const globals = { issue, replica: replicaView(replica), connection: connectionView(connection), firstSync };
  const given = await runScript(ports.rules, ports.tracker, projectId, {
    name: 'incoming',
    source: rulesOf(connection).incoming,
    globals,
    result: 'issue',
    lookups: LOOKUPS,
  });
  const checked = checkShape(incomingResultSchema, given);
  if (checked.kind === 'wrong') throw wrong(checked.field, checked.problem);
  const raw = objectOf(given);
  refuseUnwritable(raw, issue, firstSync);
  const { project, type, summary, description, priority, labels, comments, attachments } = checked.value;
  return {
    projectId: project?.id ?? null,
    typeId: type?.id ?? null,
    // What the script has deleted, or set to undefined, stays as it is.
    summary: summary === undefined ? textOf(issue['summary']) : summary,
    description: description === undefined ? documentIn(issue['description'] ?? null) : richText(description),
    // An issue without any says nothing of ours, which need not have one that is called none.
    priority: priority === undefined || priority === null || priority === '' ? textOf(issue['priority']) : priority,
    labels: labels ?? null,
    comments: comments === undefined ? null : merged(comments, 'comments', commentOf),
    attachments: attachments === undefined ? null : merged(attachments, 'attachments', (entry) => ({ remoteId: entry.remoteId })),
    raw,
  };
}

function wrong(field: string, problem: string): Error {
  return ruleFault('incoming', 'rule.result', { field: fieldName('issue', field), problem });
}

function refuseUnwritable(result: JsonObject, issue: JsonObject, firstSync: boolean): void {
  for (const name of Object.keys(result)) {
    if (WRITABLE.includes(name) || sameJson(result[name], issue[name])) continue;
    if (firstSync && (name === 'project' || name === 'type')) continue;
    throw wrong(name, name === 'project' || name === 'type' ? 'can be set on the first sync only' : 'cannot be set');
  }
}

interface Named {
  readonly id?: string;
  readonly remoteId?: string;
  readonly body?: string | RichDocument;
}

function merged<Entry>(
  entries: readonly Named[],
  list: string,
  theirsOf: (entry: Named & { readonly remoteId: string }, index: number) => Entry,
): WantedList<Entry> {
  const ours: string[] = [];
  const theirs: Entry[] = [];
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    if (entry.remoteId !== undefined) {
      if (seen.has(entry.remoteId)) throw wrong(list + '.' + String(index), 'is in the list twice');
      seen.add(entry.remoteId);
      theirs.push(theirsOf({ ...entry, remoteId: entry.remoteId }, index));
    } else if (entry.id !== undefined) ours.push(entry.id);
    else throw wrong(list + '.' + String(index), 'has neither an id nor a remoteId');
  });
  return { ours, theirs };
}

function commentOf(entry: Named & { readonly remoteId: string }, index: number): WantedComment {
  if (entry.body === undefined) throw wrong('comments.' + String(index) + '.body', 'is missing');
  return { remoteId: entry.remoteId, body: richText(entry.body) ?? fromPlainText('') };
}

function richText(given: string | RichDocument | null): RichDocument | null {
  return typeof given === 'string' ? fromPlainText(given) : given;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Only for what issueView has put there. */
function documentIn(value: Json): RichDocument | null {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the way back of documentJson
  return value as unknown as RichDocument | null;
}
