/**
 * Summary, description, labels and priority: only what the partner has changed.
 *
 * 1. A member is written where the script wants it otherwise than it is, and otherwise than it wanted it last, and it is not
 *    merely carried from a member of the replica that the partner has not changed: what a tracker made of our own text on
 *    its way there and back never overwrites it.
 * 2. Both sides have changed it: the initiator's value stays on both, the other is kept as a conflict. PROTOCOL §7.5. Where they may not
 *    agree on who has seen what, the initiator says once more what stays.
 */
import { hasOwn } from '../own.ts';
import type { Json, JsonObject } from '../json.ts';
import { id } from '../ids.ts';
import type { Crypto } from '../ports.ts';
import type { IssueId } from '../ids.ts';
import type { RichDocument } from '../richtext/document.ts';
import { sameJson } from '../richtext/normal.ts';
import { plainText } from '../richtext/plain.ts';
import type { Wanted } from '../rules/incoming.ts';
import { ruleFault } from '../rules/run-script.ts';
import { documentJson } from '../rules/script-view.ts';
import type { IssueChanges } from '../tracker.ts';
import { conflictOf, withConflicts } from './conflicts.ts';
import type { Fingerprints } from './fingerprint.ts';
import { fingerprint } from './fingerprint.ts';
import { connectionIdOf } from './build-replica.ts';
import { afterFailure, closeIntent, openIntent } from './intent.ts';
import { claimedSince } from './claims.ts';
import type { Job } from './job.ts';
import { keep } from './kept.ts';
import { lostNow } from './lost.ts';
import { labelsReceived, sameLabels } from './labels.ts';
import { labelLetters, marksOf } from './letters.ts';
import type { Loaded } from './records.ts';
import type { Conflict, Twin } from './twin.schema.ts';

/** A base fingerprint that no value has: the next collection finds a change. */
const UNSENT = 'unsent';

type TextField = 'summary' | 'description' | 'priority';

export interface FieldsWritten {
  readonly kind: 'done' | 'stale' | 'gone';
  readonly twin: Loaded<Twin>;
}

interface Plan {
  readonly changes: { summary?: string; description?: RichDocument | null; labels?: readonly string[]; priority?: string };
  readonly wanted: Fingerprints;
  readonly conflicts: Conflict[];
}

export async function writeFields(job: Job, twin: Loaded<Twin>): Promise<FieldsWritten> {
  const plan: Plan = { changes: {}, wanted: {}, conflicts: [] };
  await planText(job, twin.value, 'summary', plan);
  await planText(job, twin.value, 'description', plan);
  if (job.wanted.priority !== null) await planText(job, twin.value, 'priority', plan);
  const labels = planLabels(job, twin.value, plan);
  const after: Partial<Twin> = {
    ...labels,
    wanted: { ...twin.value.wanted, ...plan.wanted },
    conflicts: withConflicts(twin.value, plan.conflicts),
    fieldsVersion: job.message.version.own,
    // The partner has given up nothing yet: it is told once more what stays.
    again: twin.value.again || plan.conflicts.some(({ loser }) => loser === 'theirs'),
  };
  const fields = Object.keys(plan.changes);
  // Nothing to write: what was learned is saved with the next commit.
  if (fields.length === 0) return { kind: 'done', twin: { ...twin, value: { ...twin.value, ...after } } };
  return await write(job, twin, plan.changes, after);
}

async function write(job: Job, twin: Loaded<Twin>, changes: IssueChanges, after: Partial<Twin>): Promise<FieldsWritten> {
  const { sync, issue } = job;
  const { description } = changes;
  const before = twin.value.kept ?? null;
  const texts = { given: job.given.description, local: description ?? null };
  const keeping = description === undefined ? null : await keep(sync, connectionIdOf(job.connection), job.message.from.id, before, texts);
  const kept = keeping === null ? before : keeping.kept;
  const update = {
    kept,
    // Known again by what the tracker shows: it may name people otherwise.
    marks: await marksOf(sync.ports.crypto, keeping === null ? changes : { ...changes, description: keeping.shown }),
    wanted: after.wanted ?? {},
    labels: after.labels ?? twin.value.labels,
    base: after.base ?? twin.value.base,
    conflicts: after.conflicts ?? [],
    again: after.again ?? false,
    fieldsVersion: job.message.version.own,
  };
  const opened = await openIntent(job, twin, { kind: 'update', revision: issue.revision, update }, update.marks);
  try {
    job.latest.issue = null;
    const updated = await sync.ports.tracker.updateIssue(opened.intent, id<IssueId>(issue.id), changes, issue.revision);
    if (updated.outcome !== 'done') return { kind: updated.outcome, twin: closeIntent(sync, opened.twin, {}) };
    job.latest.issue = updated.issue ?? null;
    const losses = { ...twin.value.losses, written: lostNow(twin.value.losses.written, Object.keys(changes), updated.losses) };
    return { kind: 'done', twin: closeIntent(sync, opened.twin, { ...after, kept, losses }) };
  } catch (caught) {
    afterFailure(sync, opened.twin, caught);
    throw caught;
  }
}

async function planText(
  { sync, connection, message, before, replica, issue, wanted, given }: Job,
  twin: Twin,
  field: TextField,
  plan: Plan,
): Promise<void> {
  const { crypto } = sync.ports;
  const value: Json = field === 'description' ? documentJson(wanted.description) : wanted[field];
  const local: Json = field === 'description' ? documentJson(issue.description) : issue[field];
  const print = await fingerprint(crypto, value);
  const localPrint = await fingerprint(crypto, local);
  plan.wanted[field] = print;
  if (print === localPrint || (print === twin.wanted[field] && !insists(twin, field, localPrint, message.version.seen))) return;
  const says = field === 'description' ? documentJson(given.description) : value;
  if (carriedUnchanged(replica, await newsOf(crypto, replica, before, changedSince({ message, before })), field, says)) return;
  const usersChange = twin.base[field] !== localPrint || (twin.changedAt[field] ?? 0) > message.version.seen;
  if (usersChange) {
    const loser = connection.role === 'initiator' ? 'theirs' : 'ours';
    plan.conflicts.push(conflictOf(sync, field, loser, shown(field, loser === 'theirs' ? wanted : issue)));
    if (loser === 'theirs') return;
  }
  if (field === 'description') plan.changes.description = wanted.description;
  else if (field === 'priority') plan.changes.priority = wanted.priority ?? '';
  else if (wanted.summary !== null && wanted.summary !== '') plan.changes.summary = wanted.summary;
  else throw ruleFault('incoming', 'rule.result', { field: 'issue.summary', problem: 'must not be empty' });
}

/** The partner has seen what our user made of it, and says again what it said before. */
function insists(twin: Twin, field: TextField, localPrint: string, seen: number): boolean {
  const ours = twin.changedAt[field] ?? 0;
  return ours > 0 && ours <= seen && twin.base[field] === localPrint;
}

function shown(field: TextField, side: Pick<Wanted, TextField>): string {
  if (field !== 'description') return side[field] ?? '';
  return side.description === null ? '' : plainText(side.description);
}

/** Since what was applied before this message; of an earlier one that is held up the fields may be written. */
function changedSince({ message, before }: Pick<Job, 'message' | 'before'>): readonly string[] {
  const fields = before.fieldsVersion < message.version.own ? before.fieldsVersion : 0;
  return claimedSince(message.changed, Math.max(before.remoteVersion, fields));
}

/** Of what is claimed. A partner that has forgotten claims what it has from us too. */
async function newsOf(crypto: Crypto, replica: JsonObject, { sent }: Twin, claimed: readonly string[]): Promise<readonly string[]> {
  const news: string[] = [];
  for (const member of claimed) if ((await fingerprint(crypto, replica[member] ?? null)) !== sent[member]) news.push(member);
  return news;
}

/** The value stands in the replica as it is, but only in members that the partner says it has not changed: the one of its own name, else any. */
function carriedUnchanged(replica: JsonObject, changed: readonly string[], field: string, value: Json): boolean {
  if (hasOwn(replica, field) && sameJson(replica[field], value)) return !changed.includes(field);
  let carried = false;
  for (const name of Object.keys(replica)) {
    if (!hasOwn(replica, name) || !sameJson(replica[name], value)) continue;
    if (changed.includes(name)) return false;
    carried = true;
  }
  return carried;
}

function planLabels({ message, before, replica, issue, wanted }: Job, twin: Twin, plan: Plan): Partial<Twin> {
  if (wanted.labels === null) return {};
  const merge = labelsReceived(twin.labels, issue.labels, wanted.labels, message.version.seen);
  if (carriedUnchanged(replica, changedSince({ message, before }), 'labels', wanted.labels))
    return { labels: { ...merge.state, here: twin.labels.here } };
  const unsent = merge.unsent && labelLetters(issue.labels) !== labelLetters(twin.labels.here);
  if (!sameLabels(merge.labels, issue.labels)) plan.changes.labels = merge.labels;
  return { labels: merge.state, ...(unsent ? { base: { ...twin.base, labels: UNSENT } } : {}) };
}
