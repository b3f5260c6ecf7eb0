/**
 * What is held up, and what an admin can do about it.
 *
 * 1. The list is read from the issues themselves, not from the log: it is complete whatever the log has kept.
 * 2. *Retry* only makes it due at once: what may have been written already is looked up first, as always.
 * 3. *Skip* gives up one message, never an issue: the next change of it brings along what was passed over. While a write may be
 *    under way there is nothing to skip yet.
 */
import { DONE, refusal } from '../admin/refusal.ts';
import { faultOf } from '../fault.ts';
import type { ConnectionId, IssueId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Done, HeldIssue } from '../node.ts';
import type { Write } from '../ports.ts';
import { objectOf } from '../rules/values.ts';
import type { PassedOver } from './activity.schema.ts';
import { activityWrite, errorOf, incoming, namesOf, outgoing, refOf } from './activity.ts';
import type { Claims } from './claims.ts';
import { claimedSince } from './claims.ts';
import { heldRows } from './counts.ts';
import { differing, fingerprints } from './fingerprint.ts';
import { readInboxRow } from './message.schema.ts';
import type { Loaded, Sync } from './records.ts';
import { load, loadConnection, loadRemote, loadTwin, outboxWrite, replaceTwin, todoWrite } from './records.ts';
import { SKIPPED } from './row.ts';
import type { Settled } from './settle.ts';
import { settle } from './settle.ts';
import type { Remote, Twin } from './twin.schema.ts';
import { readRemote, readTwin } from './twin.schema.ts';
import { outgoingView } from './view.ts';

const MAX_TRIES = 5;

export async function heldIssues(sync: Sync, connectionId: ConnectionId): Promise<readonly HeldIssue[]> {
  const found: HeldIssue[] = [];
  for (const { table, issue } of await heldRows(sync.ports.store, connectionId)) {
    const record = await sync.ports.store.get(table, connectionId + ':' + issue);
    if (record === null) continue;
    if (table === 'twin') for (const one of heldOfTwin(readTwin(record.value))) found.push(one);
    else if (readRemote(record.value).hold !== null) found.push(await heldIncoming(sync, connectionId, issue, readRemote(record.value)));
  }
  return found.sort((a, b) => b.since - a.since || (a.id < b.id ? -1 : 1));
}

/** Of one issue of ours. */
export function heldOfTwin(twin: Twin): readonly HeldIssue[] {
  const { hold, partnerError } = twin;
  const found: HeldIssue[] = [];
  const refs = { ours: refOf(twin), theirs: twin.remote };
  if (hold !== null)
    found.push({
      id: outgoing(twin.issueId),
      where: 'sending',
      ...refs,
      ...errorOf(hold),
      since: hold.since,
      attempts: hold.attempts,
      retryAt: hold.retryAt,
      what: [],
    });
  if (partnerError !== null) {
    const waiting = (twin.pending ?? []).filter(({ version }) => version <= partnerError.version);
    const what = namesOf(waiting.reduce<string[]>((all, one) => all.concat(one.what), []));
    const error = { code: partnerError.code, params: { ...partnerError.params }, whose: 'partner' };
    found.push({
      id: 'there-' + twin.issueId,
      where: 'partner',
      ...refs,
      ...error,
      since: partnerError.at,
      attempts: 1,
      retryAt: null,
      what,
    });
  }
  return found;
}

export async function heldIncoming(sync: Sync, connectionId: ConnectionId, remoteId: string, remote: Remote): Promise<HeldIssue> {
  const body = await heldMessage(sync, remote);
  const twin = remote.issueId === null ? null : await loadTwin(sync, connectionId, remote.issueId);
  const from = objectOf(body['from']);
  const theirs = { id: remoteId, key: textOf(from['key']), url: textOf(from['url']) };
  const hold = remote.hold ?? { code: 'bug', params: {}, whose: 'ours', attempts: 0, since: 0, retryAt: 0 };
  return {
    id: incoming(remoteId),
    where: 'applying',
    ours: twin === null ? null : refOf(twin.value),
    theirs,
    ...errorOf(hold),
    since: hold.since,
    attempts: hold.attempts,
    retryAt: hold.retryAt,
    what: namesOf(claimedSince(numbersOf(body['changed']), twin === null ? 0 : twin.value.remoteVersion)),
  };
}

async function heldMessage(sync: Sync, { n }: Remote): Promise<JsonObject> {
  const row = n === null ? null : await load(sync.ports.store, 'inbox', n, readInboxRow);
  return row === null ? {} : row.value.body;
}

function numbersOf(value: Json | undefined): Claims {
  const numbers: Claims = {};
  const object = objectOf(value);
  for (const name of Object.keys(object)) {
    const number = object[name];
    if (typeof number === 'number') numbers[name] = number;
  }
  return numbers;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 300) : '';
}

/** Null: what has this id is not held up any more. */
type Acting = () => Promise<Done | 'again'>;

async function tried(act: Acting): Promise<Done> {
  for (let i = 0; i < MAX_TRIES; i++) {
    const outcome = await act();
    if (outcome !== 'again') return outcome;
  }
  return refusal('busy');
}

export async function retryHeld(sync: Sync, connectionId: ConnectionId, heldId: string, by: string): Promise<Done> {
  return await tried(async () => {
    const found = await findHeld(sync, connectionId, heldId);
    if (found === null) return refusal('held.gone');
    const now = sync.ports.clock.now();
    const told = activityWrite(connectionId, now, 'retry-' + heldId, { ...aboutHeld(found.held), kind: 'retry', outcome: 'done', by });
    return (await sync.ports.store.commit([...retryWrites(sync, found, now), told])) === 'conflict' ? 'again' : DONE;
  });
}

export async function retryAllHeld(sync: Sync, connectionId: ConnectionId, by: string): Promise<number> {
  let retried = 0;
  for (const { id: heldId } of await heldIssues(sync, connectionId)) {
    const done = await retryHeld(sync, connectionId, heldId, by);
    if (done.kind === 'done') retried += 1;
  }
  return retried;
}

function retryWrites(sync: Sync, { twin, remote, held }: Found, now: number): readonly Write[] {
  if (held.where === 'applying')
    return remote === null || remote.value.hold === null
      ? []
      : [replaceRemote(remote, { ...remote.value, hold: { ...remote.value.hold, retryAt: now } })];
  if (twin === null) return [];
  const todo = todoWrite(sync, id<IssueId>(twin.value.issueId));
  // What the partner holds up gives way there to the whole issue, sent once more.
  return held.where === 'partner' ? [replaceTwin(twin, { ...twin.value, again: true }), todo] : [todo];
}

export async function skipHeld(sync: Sync, connectionId: ConnectionId, heldId: string, by: string): Promise<Done> {
  return await tried(async () => {
    const found = await findHeld(sync, connectionId, heldId);
    if (found === null) return refusal('held.gone');
    if (found.held.where === 'partner') return refusal('held.there');
    const passed: PassedOver = {
      at: sync.ports.clock.now(),
      direction: found.held.where === 'applying' ? 'in' : 'out',
      what: [...found.held.what],
      code: found.held.code,
      by,
    };
    const writes =
      found.held.where === 'applying'
        ? await skipIncoming(sync, connectionId, found, passed)
        : await skipOutgoing(sync, connectionId, found, passed);
    if (writes === null) return refusal('held.underway');
    const told = activityWrite(connectionId, passed.at, 'skip-' + heldId, {
      ...aboutHeld(found.held),
      kind: 'skip',
      outcome: 'skipped',
      by,
    });
    const place = activityWrite(connectionId, found.held.since, heldId, {
      ...aboutHeld(found.held),
      outcome: 'skipped',
      attempts: found.held.attempts,
    });
    return (await sync.ports.store.commit([...writes, told, place])) === 'conflict' ? 'again' : DONE;
  });
}

function aboutHeld({ where, ours, theirs, code, params, whose, what }: HeldIssue) {
  const direction = where === 'applying' ? ('in' as const) : ('out' as const);
  return { direction, ours, theirs, what: [...what], error: { code, params: { ...params }, whose } };
}

/** Null: a write to the tracker may be under way. */
async function skipIncoming(
  sync: Sync,
  connectionId: ConnectionId,
  { remote, twin }: Found,
  passed: PassedOver,
): Promise<readonly Write[] | null> {
  if (remote === null || remote.value.n === null) return [];
  if (remote.value.intent !== null || (twin !== null && twin.value.work !== null && twin.value.work.intent !== null)) return null;
  const settled = twin === null ? null : await settledOr(sync, connectionId, twin);
  const row = await sync.ports.store.get('inbox', remote.value.n);
  const writes: Write[] = [replaceRemote(remote, { ...remote.value, hold: null, n: null, passedOver: passed })];
  if (twin !== null && settled !== null) {
    writes.push(replaceTwin(twin, { ...settled.twin, waiting: null, passedOver: passed }));
    for (const write of settled.writes) writes.push(write);
  }
  if (row === null) return writes;
  writes.push({ op: 'remove', table: 'inbox', key: row.key, version: row.version });
  const { type, body } = readInboxRow(row.value);
  const about = { type, issue: objectOf(body['from'])['id'] ?? null, version: objectOf(body['version'])['own'] ?? null };
  writes.push(
    outboxWrite(sync, connectionId, 'failed', {
      about,
      issue: twin === null ? null : { ...refOf(twin.value) },
      code: SKIPPED,
      whose: 'partner',
      params: {},
    }),
  );
  return writes;
}

/** What the message had written before it failed is known to be ours; where the tracker cannot be asked, it is sent as a change. */
async function settledOr(sync: Sync, connectionId: ConnectionId, twin: Loaded<Twin>): Promise<Settled> {
  const connection = await loadConnection(sync, connectionId);
  if (twin.value.work === null || connection === null) return { twin: twin.value, writes: [] };
  try {
    return await settle({ sync, connection }, twin);
  } catch (caught) {
    sync.ports.log.write('debug', 'settle.skipped', { code: faultOf(caught).code });
    return { twin: { ...twin.value, work: null }, writes: [todoWrite(sync, id<IssueId>(twin.value.issueId))] };
  }
}

/** What the issue says now counts as known: the next change of it goes out, with what was passed over. */
async function skipOutgoing(sync: Sync, connectionId: ConnectionId, { twin }: Found, passed: PassedOver): Promise<readonly Write[] | null> {
  const connection = await loadConnection(sync, connectionId);
  if (twin === null || connection === null) return [];
  if (twin.value.work !== null) return null;
  const issue = await sync.ports.tracker.readIssue(id<IssueId>(twin.value.issueId));
  const base = issue === null ? twin.value.base : await fingerprints(sync.ports.crypto, outgoingView(issue, twin.value));
  // It is our users' all the same: the next message claims it.
  const changedAt = { ...twin.value.changedAt };
  for (const field of differing(base, twin.value.base)) changedAt[field] = twin.value.localVersion + 1;
  return [
    replaceTwin(twin, { ...twin.value, base, changedAt, hold: null, again: false, passedOver: passed }),
    { op: 'remove', table: 'todo', key: twin.value.issueId },
  ];
}

interface Found {
  readonly held: HeldIssue;
  readonly twin: Loaded<Twin> | null;
  readonly remote: Loaded<Remote> | null;
}

async function findHeld(sync: Sync, connectionId: ConnectionId, heldId: string): Promise<Found | null> {
  const [, kind, issue] = /^(in|out|there)-([A-Za-z0-9._-]{1,100})$/.exec(heldId) ?? [];
  if (kind === undefined || issue === undefined) return null;
  if (kind === 'in') {
    const remote = await loadRemote(sync, connectionId, issue);
    if (remote === null || remote.value.hold === null) return null;
    const twin = remote.value.issueId === null ? null : await loadTwin(sync, connectionId, remote.value.issueId);
    return { held: await heldIncoming(sync, connectionId, issue, remote.value), twin, remote };
  }
  const twin = await loadTwin(sync, connectionId, issue);
  const held = twin === null ? undefined : heldOfTwin(twin.value).find((one) => one.id === heldId);
  return held === undefined ? null : { held, twin, remote: null };
}

function replaceRemote(remote: Loaded<Remote>, value: Remote): Write {
  return { op: 'replace', table: 'remote', key: remote.key, version: remote.version, value };
}
