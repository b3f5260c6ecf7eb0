/**
 * After our own writes, the issue is read once more and taken as the new snapshot: what it says now is known to both sides.
 *
 * 1. Members that we did not write are not taken where they have changed meanwhile: that was a user, and goes out next.
 * 2. Members that we did write are a user's where they say something else than we wrote. What a tracker makes of a text (spaces, case, a
 *    summary cut off, marks it cannot carry) is not something else.
 */
import type { Connection } from '../connection/connection.schema.ts';
import { faultOf } from '../fault.ts';
import { id } from '../ids.ts';
import type { IssueId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Write } from '../ports.ts';
import { sameJson } from '../richtext/normal.ts';
import type { Wanted } from '../rules/incoming.ts';
import type { Issue } from '../tracker.ts';
import { heldAfter } from './back-off.ts';
import type { BuiltReplica } from './build-replica.ts';
import { buildReplica } from './build-replica.ts';
import type { Fingerprints } from './fingerprint.ts';
import { differing, fingerprints } from './fingerprint.ts';
import { sameLabels } from './labels.ts';
import { letters, lettersOf } from './letters.ts';
import type { Loaded, Sync } from './records.ts';
import { todoWrite } from './records.ts';
import type { Twin } from './twin.schema.ts';
import { outgoingView } from './view.ts';

export interface Settling {
  readonly sync: Sync;
  readonly connection: Connection;
  /** Null: not known any more. */
  readonly wanted: Wanted | null;
}

export interface Settled {
  readonly twin: Twin;
  readonly writes: readonly Write[];
}

export async function settle({ sync, connection, wanted }: Settling, { value: twin }: Loaded<Twin>): Promise<Settled> {
  if (twin.work === null) return { twin, writes: [] };
  const issue = await sync.ports.tracker.readIssue(id<IssueId>(twin.issueId));
  if (issue === null) return { twin: { ...twin, work: null }, writes: [] };
  const view = outgoingView(issue, twin);
  const now = await fingerprints(sync.ports.crypto, view);
  const ours = twin.work.fields.filter((field) => twin.base[field] !== 'unsent' && !rewritten(field, issue, twin, wanted));
  const users = differing(now, twin.base).filter((field) => !ours.includes(field));
  const base: Fingerprints = users.length === 0 ? now : { ...twin.base };
  for (const field of ours) base[field] = now[field] ?? '';
  const labels = ours.includes('labels') ? { ...twin.labels, here: [...issue.labels] } : twin.labels;
  const settled: Twin = { ...twin, key: issue.key, url: issue.url, base, labels, work: null };
  const writes = users.length === 0 ? [] : [todoWrite(sync, id<IssueId>(twin.issueId))];
  return { twin: await withSent(sync, connection, settled, { issue, view, ours, users }), writes };
}

/** Whether somebody has changed it since we wrote it. */
function rewritten(field: string, issue: Issue, twin: Twin, wanted: Wanted | null): boolean {
  if (field === 'labels') return !sameLabels(issue.labels.map(letters), twin.labels.here.map(letters));
  if (wanted === null) return false;
  if (field === 'summary') return wanted.summary !== null && letters(wanted.summary).slice(0, letters(issue.summary).length) !== letters(issue.summary);
  // Where something could not be carried, the text need not be the same either.
  if (field !== 'description' || twin.losses.written.length > 0) return false;
  return lettersOf(wanted.description) !== lettersOf(issue.description);
}

interface Seen {
  readonly issue: Issue;
  readonly view: JsonObject;
  readonly ours: readonly string[];
  readonly users: readonly string[];
}

/** What would go out now is what the partner has, but for what users have changed. */
async function withSent(sync: Sync, connection: Connection, twin: Twin, seen: Seen): Promise<Twin> {
  let built: BuiltReplica;
  try {
    built = await buildReplica(sync, connection, seen.issue, twin);
  } catch (caught) {
    // The outgoing script fails on this issue: that is not the message's fault, and is told with the issue's own changes.
    return { ...twin, hold: heldAfter(sync.ports, twin.hold, faultOf(caught)) };
  }
  const all = await fingerprints(sync.ports.crypto, built.replica);
  if (seen.users.length === 0) return { ...twin, sent: all };
  const sent: Fingerprints = { ...twin.sent };
  for (const name of Object.keys(all)) {
    const carried = seen.ours.some((field) => sameJson(built.replica[name], seen.view[field]));
    if (carried) sent[name] = all[name] ?? '';
  }
  return { ...twin, sent };
}
