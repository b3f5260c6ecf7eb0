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
import type { Write } from '../ports.ts';
import type { Issue } from '../tracker.ts';
import { heldAfter } from './back-off.ts';
import type { BuiltReplica } from './build-replica.ts';
import { buildReplica, connectionIdOf } from './build-replica.ts';
import { carriesAny } from './claims.ts';
import type { Fingerprints } from './fingerprint.ts';
import { differing, fingerprints } from './fingerprint.ts';
import { keptAsShown } from './kept.ts';
import { marksOf } from './letters.ts';
import { lostOf } from './lost.ts';
import type { Loaded, Sync } from './records.ts';
import { todoWrite } from './records.ts';
import { stamped } from './stamp.ts';
import type { Twin } from './twin.schema.ts';
import { outgoingView } from './view.ts';

export interface Settling {
  readonly sync: Sync;
  readonly connection: Connection;
}

export interface Settled {
  readonly twin: Twin;
  readonly writes: readonly Write[];
}

/** `known`: the issue as it is now, where the caller has read it since the last write. */
export async function settle({ sync, connection }: Settling, { value: twin }: Loaded<Twin>, known: Issue | null = null): Promise<Settled> {
  if (twin.work === null) return { twin, writes: [] };
  const issue = known ?? (await sync.ports.tracker.readIssue(id<IssueId>(twin.issueId)));
  if (issue === null) return { twin: { ...twin, work: null }, writes: [] };
  const { seen, base, labels } = await tell(sync, issue, twin);
  const kept = seen.ours.includes('description') ? await keptHere(sync, connection, twin, issue) : (twin.kept ?? null);
  const changedAt = without(twin.changedAt, seen.ours);
  const told = await withSent(
    sync,
    connection,
    { ...twin, key: issue.key, url: issue.url, ourStatus: issue.status, base, labels, kept, changedAt, work: null },
    seen,
  );
  const writes = seen.users.length === 0 && told.hold === null ? [] : [todoWrite(sync, id<IssueId>(twin.issueId))];
  return { twin: writes.length === 0 ? stamped(told, issue) : told, writes };
}

async function keptHere(
  sync: Sync,
  connection: Connection,
  { kept = null, remote }: Twin,
  issue: Issue,
): Promise<Twin['kept'] & (object | null)> {
  if (kept === null || remote === null) return null;
  return await keptAsShown(sync, connectionIdOf(connection), remote.id, kept, issue.description);
}

/** What an earlier attempt has written is taken into the snapshot before it is decided anew what users have changed. */
export async function takeOwn(sync: Sync, issue: Issue, loaded: Loaded<Twin>): Promise<Loaded<Twin>> {
  if (loaded.value.work === null || loaded.value.work.fields.length === 0) return loaded;
  const { seen, base, labels } = await tell(sync, issue, loaded.value);
  const taken = { ...loaded.value.base };
  for (const field of seen.ours) taken[field] = base[field] ?? '';
  return { ...loaded, value: { ...loaded.value, base: taken, labels, changedAt: without(loaded.value.changedAt, seen.ours) } };
}

/** The partner's value has taken the place of these; labels are merged, and what users have changed is still among them. */
function without(changedAt: Twin['changedAt'], fields: readonly string[]): Twin['changedAt'] {
  const left: Twin['changedAt'] = {};
  for (const field of Object.keys(changedAt)) if (field === 'labels' || !fields.includes(field)) left[field] = changedAt[field] ?? 0;
  return left;
}

/** Tells our own writes from users' changes. */
async function tell(
  sync: Sync,
  issue: Issue,
  twin: Twin,
): Promise<{ readonly seen: Seen; readonly base: Fingerprints; readonly labels: Twin['labels'] }> {
  const now = await fingerprints(sync.ports.crypto, outgoingView(issue, twin));
  const marks = await marksOf(sync.ports.crypto, issue);
  const fields = twin.work?.fields ?? [];
  const ours = fields.filter((field) => twin.base[field] !== 'unsent' && !rewritten(field, twin, marks));
  const users = differing(now, twin.base).filter((field) => !ours.includes(field));
  const base: Fingerprints = users.length === 0 ? now : { ...twin.base };
  for (const field of ours) base[field] = now[field] ?? '';
  const labels = ours.includes('labels') ? { ...twin.labels, here: [...issue.labels] } : twin.labels;
  return { seen: { issue, ours, users }, base, labels };
}

const MAY_DIFFER = ['description', 'priority'];

/** Whether somebody has changed it since we wrote it. */
function rewritten(field: string, twin: Twin, now: Fingerprints): boolean {
  const written = twin.work?.marks[field];
  // Where something could not be carried, what is there need not be the same either.
  if (written === undefined || (MAY_DIFFER.includes(field) && lostOf(twin.losses.written, field))) return false;
  return written !== now[field];
}

interface Seen {
  readonly issue: Issue;
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
  for (const name of Object.keys(all))
    if (carriesAny(built, name, seen.ours) && !carriesAny(built, name, seen.users)) sent[name] = all[name] ?? '';
  return { ...twin, sent };
}
