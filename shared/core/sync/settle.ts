/**
 * After our own writes, the issue is read once more and taken as the new snapshot: what it says now is known to both sides.
 *
 * 1. Members that we did not write are not taken where they have changed meanwhile: that was a user, and goes out next.
 * 2. A summary that is no beginning of what we wrote is a user's, too; other texts may differ by what a tracker makes of them.
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
  const ours = twin.work.fields.filter((field) => twin.base[field] !== 'unsent' && !(field === 'summary' && usersSummary(issue, wanted)));
  const users = differing(now, twin.base).filter((field) => !ours.includes(field));
  const base: Fingerprints = users.length === 0 ? now : { ...twin.base };
  for (const field of ours) base[field] = now[field] ?? '';
  const labels = ours.includes('labels') ? { ...twin.labels, here: [...issue.labels] } : twin.labels;
  const settled: Twin = { ...twin, key: issue.key, url: issue.url, base, labels, work: null };
  const writes = users.length === 0 ? [] : [todoWrite(sync, id<IssueId>(twin.issueId))];
  return { twin: await withSent(sync, connection, settled, { issue, view, ours, users }), writes };
}

function usersSummary(issue: Issue, wanted: Wanted | null): boolean {
  if (wanted === null || wanted.summary === null) return false;
  const ours = words(wanted.summary);
  const now = words(issue.summary);
  return ours.slice(0, now.length) !== now;
}

function words(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/^ | $/g, '');
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
