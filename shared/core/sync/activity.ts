/**
 * Writing the activity log: one write in the commit of what it tells, never a commit of its own.
 *
 * 1. A message has one row, whatever becomes of it: held up, tried again and applied are the same row, rewritten. Its key is
 *    made of what is known each time: the moment it began, and the issue.
 */
import type { ConnectionId } from '../ids.ts';
import type { Write } from '../ports.ts';
import type { Activity, IssueRef, Pending } from './activity.schema.ts';
import { claimedSince } from './claims.ts';
import type { IssueMessage } from './message.schema.ts';
import type { InboxRow } from './row.ts';
import type { Conflict, Hold, Twin } from './twin.schema.ts';

/** Rows kept of a connection; the sweep removes older ones. */
export const ACTIVITY_KEPT = 1000;
/** Messages of one issue that may be without an answer and still find their rows. */
const MAX_PENDING = 12;
const MAX_NAMES = 20;
const MAX_TEXT = 300;
const LAST_PLACE = 1e15;

const NOTHING: Activity = {
  at: 0,
  kind: 'change',
  direction: 'out',
  outcome: 'waiting',
  ours: null,
  theirs: null,
  created: false,
  what: [],
  tookMs: null,
  error: null,
  attempts: 0,
  losses: [],
  files: [],
  conflicts: [],
  drift: false,
  by: null,
};

export function activityWrite(connectionId: ConnectionId, place: number, about: string, parts: Partial<Activity>): Write {
  const value: Activity = { ...NOTHING, at: place, ...parts };
  return { op: 'put', table: 'activity', key: activityKey(connectionId, place, about), value };
}

/** A partner's ids have not been checked where its message makes no sense. */
export function activityKey(connectionId: ConnectionId, place: number, about: string): string {
  return (
    connectionId +
    ':' +
    ('000000000000000' + String(LAST_PLACE - place)).slice(-15) +
    '.' +
    about.slice(0, 100).replace(/[^A-Za-z0-9._-]/g, '_')
  );
}

export function outgoing(issueId: string): string {
  return 'out-' + issueId;
}

export function incoming(remoteId: string): string {
  return 'in-' + remoteId;
}

export function refOf(twin: Pick<Twin, 'issueId' | 'key' | 'url'>): IssueRef {
  return { id: twin.issueId, key: twin.key, url: twin.url };
}

function partnersRef(from: { readonly id: string; readonly key: string; readonly url: string }): IssueRef {
  return { id: from.id, key: from.key.slice(0, MAX_TEXT), url: from.url };
}

/** Names of members as a partner may have written them. */
export function namesOf(names: readonly unknown[]): string[] {
  const known: string[] = [];
  for (const name of names) if (typeof name === 'string' && name !== '' && known.length < MAX_NAMES) known.push(name.slice(0, 60));
  return known;
}

export function errorOf(failure: {
  readonly code: string;
  readonly params: { readonly [name: string]: string };
  readonly whose: string;
}): NonNullable<Activity['error']> {
  const params: { [name: string]: string } = {};
  for (const name of Object.keys(failure.params)) params[name] = (failure.params[name] ?? '').slice(0, 500);
  return { code: failure.code, params, whose: failure.whose };
}

/** With one more message of ours. `after`: the messages up to this version went out before; later ones it takes the place of. */
export function pendingWith(twin: Twin, entry: Pending, after: number): { readonly pending: Pending[]; readonly entry: Pending } {
  const before = twin.pending ?? [];
  const replaced = before.filter(({ version }) => version > after);
  const first = replaced[0];
  const what = namesOf([...entry.what, ...replaced.reduce<string[]>((all, one) => all.concat(one.what), [])].filter(isFirst));
  const own: Pending =
    first === undefined
      ? entry
      : {
          ...entry,
          place: first.place,
          since: first.since,
          what,
          drift: entry.drift || first.drift,
          created: first.created || entry.created,
        };
  return { pending: [...before.filter(({ version }) => version <= after), own].slice(-MAX_PENDING), entry: own };
}

function isFirst(name: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(name) === index;
}

/** The row of a message of ours. */
export function sentWrite(connectionId: ConnectionId, twin: Twin, entry: Pending, parts: Partial<Activity>): Write {
  return activityWrite(connectionId, entry.place, outgoing(twin.issueId), {
    at: entry.since,
    kind: entry.kind,
    direction: 'out',
    ours: refOf(twin),
    theirs: twin.remote,
    what: entry.what,
    created: entry.created,
    drift: entry.drift,
    attempts: entry.attempts,
    error: entry.error,
    ...parts,
  });
}

/** The partner has answered: the rows of our messages up to `version`, as the twin had them `before`. */
export function answeredWrites(
  connectionId: ConnectionId,
  twin: Twin,
  version: number,
  { pending = [] }: Pick<Twin, 'pending'>,
  parts: (entry: Pending) => Partial<Activity>,
): Write[] {
  return pending.filter((entry) => entry.version <= version).map((entry) => sentWrite(connectionId, twin, entry, parts(entry)));
}

/** Without those that the partner has applied. */
export function stillPending(twin: Twin, version: number): Pending[] {
  return (twin.pending ?? []).filter((entry) => entry.version > version);
}

/** The row of a message of the partner's. `hold`: why it was held up until now; `before`: what had been applied before it. */
export function receivedWrite(
  connectionId: ConnectionId,
  row: InboxRow,
  message: Pick<IssueMessage, 'from'> & Partial<Pick<IssueMessage, 'changed'>>,
  hold: Hold | null,
  parts: Partial<Activity> & { readonly now: number; readonly before?: Pick<Twin, 'remoteVersion'> },
): Write {
  const { now, before, ...told } = parts;
  const since = row.receivedAt ?? now;
  return activityWrite(connectionId, hold === null ? since : hold.since, incoming(message.from.id), {
    at: since,
    kind: row.type === 'issueRemoved' ? 'removal' : 'change',
    direction: 'in',
    outcome: 'done',
    theirs: partnersRef(message.from),
    what: namesOf(claimedSince(message.changed ?? {}, before === undefined ? 0 : before.remoteVersion)),
    tookMs: Math.max(0, now - since),
    error: hold === null ? null : errorOf(hold),
    attempts: hold === null ? 1 : hold.attempts + 1,
    ...told,
  });
}

/** What a message has brought that was not there before it. */
export function newSince(before: Twin, after: Twin): Pick<Activity, 'losses' | 'files' | 'conflicts'> {
  const known = (one: Conflict): boolean =>
    before.conflicts.some(({ field, at, value }) => field === one.field && at === one.at && value === one.value);
  return {
    losses: after.losses.written
      .filter(({ what, count }) => !before.losses.written.some((one) => one.what === what && one.count >= count))
      .slice(0, MAX_NAMES)
      .map(({ what, count }) => ({ what, count })),
    files: after.skipped
      .filter((one) => one.side === 'theirs' && !before.skipped.some(({ side, id }) => side === one.side && id === one.id))
      .map(({ filename, why }) => ({ filename: filename.slice(0, MAX_TEXT), why })),
    conflicts: after.conflicts
      .filter((one) => !known(one))
      .map(({ field, loser, value }) => ({ field, loser, value: value.slice(0, MAX_TEXT) })),
  };
}
