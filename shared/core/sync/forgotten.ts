/**
 * What a side has made, and has forgotten because its records were put back to an older copy. Its tracker has not forgotten it.
 *
 * 1. The intent of what is made of something of the partner's has an id that is made of the partner's own. By it as a marker it is
 *    known again, whoever has forgotten it; and nobody can name an issue as ours that this connection has not made.
 * 2. Nothing is looked for while nobody can have forgotten anything: only where a message has waited for long, where a numbering was
 *    begun anew, where the partner names one of ours that is not known here, or says that an issue with a marker is new.
 */
import type { Connection } from '../connection/connection.schema.ts';
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import { listAll } from '../connection/store/rows.ts';
import type { ConnectionId, IntentId, IssueId, ProjectId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Write } from '../ports.ts';
import { rfc3339 } from '../time.ts';
import type { IntentTarget, Issue } from '../tracker.ts';
import { connectionIdOf } from './build-replica.ts';
import type { IssueMessage } from './message.schema.ts';
import { CLOCK_SKEW_MS } from './back-off.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, loadTwin, replaceTwin, twinKey } from './records.ts';
import type { InboxRow } from './row.ts';
import type { Remote, Twin } from './twin.schema.ts';
import { readRemote, readTwin } from './twin.schema.ts';
import { newTwin } from './twin.ts';

/** In the form of a UUID. `of`: the partner's issue; then, of what is made in it, the kind and the partner's own id. */
export async function madeId({ ports }: Sync, connectionId: ConnectionId, ...of: readonly string[]): Promise<string> {
  const hex = await ports.crypto.sha256(asciiJson(['entente/1 made', connectionId, ...of]));
  return [hex.slice(0, 8), hex.slice(8, 12), '8' + hex.slice(13, 16), 'a' + hex.slice(17, 20), hex.slice(20, 32)].join('-');
}

/** What has waited for so long may be in records that were put back, and may have been applied before they were. */
const OLD_MS = 5 * 60_000;

/** What the message is about may be there although nobody here knows of it: since when (ms). Null: it may not. */
export function forgottenSince({ ports }: Sync, { receivedAt, anew }: InboxRow): number | null {
  if (anew !== null) return anew;
  return receivedAt !== null && receivedAt + OLD_MS < ports.clock.now() ? receivedAt : null;
}

type Within = Omit<Extract<IntentTarget, { kind: 'comment' }>, 'since'> | Omit<Extract<IntentTarget, { kind: 'attachment' }>, 'since'>;

/** A comment or an attachment that this connection has made since then. Null: there is none. */
export async function madeWithin({ ports }: Sync, since: number, made: string, target: Within): Promise<string | null> {
  return await ports.tracker.findIntent(id<IntentId>(made), { ...target, since: rfc3339(Math.max(0, since - CLOCK_SKEW_MS)) });
}

/** The twin of our counterpart of the message's issue, which this side has forgotten. Null: there is none. */
export async function forgottenTwin(
  sync: Sync,
  connection: Connection,
  message: IssueMessage,
  remote: Loaded<Remote> | null,
  since: number | null,
): Promise<Loaded<Twin> | null> {
  const connectionId = connectionIdOf(connection);
  const made = await madeId(sync, connectionId, message.from.id);
  const local = message.to === null ? await madeIssue(sync, connection, made, since) : message.to.id;
  const issue = local === null ? null : await sync.ports.tracker.readIssue(id<IssueId>(local));
  if (issue === null || issue.marker !== made) return null;
  const before = await loadTwin(sync, connectionId, issue.id);
  // Nobody knew that it was ours: it may have gone out as if it were a user's.
  if (before !== null && before.value.remote !== null && before.value.remote.id !== message.from.id) return null;
  const { id: theirs, key, url } = message.from;
  const known = before === null ? newTwin(issue.id, issue.key, issue.url, 'theirs') : before.value;
  const value: Twin = { ...known, origin: 'theirs', remote: { id: theirs, key, url }, again: true };
  const bound: Remote = { ...(remote?.value ?? { hold: null, n: null }), issueId: issue.id, intent: null };
  const remoteKey = twinKey(connectionId, theirs);
  const writes: Write[] = [
    before === null ? { op: 'create', table: 'twin', key: twinKey(connectionId, issue.id), value } : replaceTwin(before, value),
    remote === null
      ? { op: 'create', table: 'remote', key: remoteKey, value: bound }
      : { op: 'replace', table: 'remote', key: remoteKey, version: remote.version, value: bound },
  ];
  await commit(sync, writes);
  sync.ports.log.write('info', 'twin.foundAgain', { connectionId, issue: issue.key });
  return await loadTwin(sync, connectionId, issue.id);
}

async function madeIssue(
  { ports }: Sync,
  { projectId, activatedAt }: Connection,
  made: string,
  since: number | null,
): Promise<string | null> {
  if (projectId === null || since === null) return null;
  const target = {
    kind: 'issue' as const,
    projectId: id<ProjectId>(projectId),
    since: rfc3339(Math.max(since, activatedAt ?? 0) - CLOCK_SKEW_MS),
  };
  return await ports.tracker.findIntent(id<IntentId>(made), target);
}

/** What a new issue of ours says of its marker. Null: it has none, or is a clone of what is known to be made of the partner's. */
export async function madeBy(sync: Sync, connectionId: ConnectionId, issue: Issue): Promise<string | null> {
  const prefix = connectionId + ':';
  if (issue.marker === null) return null;
  for (const record of await listAll(sync.ports.store, 'remote', prefix)) {
    const { issueId } = readRemote(record.value);
    if (issueId === null || issueId === issue.id) continue;
    if ((await madeId(sync, connectionId, record.key.slice(prefix.length))) === issue.marker) return null;
  }
  return issue.marker;
}

/** Our issue that the partner has made its issue of, which says that it is new because the partner has forgotten. */
export async function madeOfOurs(sync: Sync, connectionId: ConnectionId, made: string): Promise<Loaded<Twin> | null> {
  for (const record of await listAll(sync.ports.store, 'twin', connectionId + ':')) {
    const twin = readTwin(record.value);
    if (twin.remote !== null || twin.localVersion === 0 || (await madeId(sync, connectionId, twin.issueId)) !== made) continue;
    return await loadTwin(sync, connectionId, twin.issueId);
  }
  return null;
}
