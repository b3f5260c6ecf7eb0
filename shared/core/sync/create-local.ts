/**
 * Making our counterpart of the partner's issue, once.
 *
 * 1. The remote id is locked, with the intent, before the tracker is called: two messages, workers or connections' retries
 *    never make two issues. PROTOCOL §7.4
 * 2. `lease` has a row `intent:{id}` as long as the intent is open, so that an event which overtakes the twin's row is
 *    recognised by the issue's marker. PROTOCOL §7.3
 */
import { faultError, faultOf } from '../fault.ts';
import type { IntentId, IssueId, ProjectId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Write } from '../ports.ts';
import type { Wanted } from '../rules/incoming.ts';
import { runIncoming } from '../rules/incoming.ts';
import { ruleFault } from '../rules/run-script.ts';
import { EMPTY_ISSUE, documentJson } from '../rules/script-view.ts';
import type { RichDocument } from '../richtext/document.ts';
import { rfc3339 } from '../time.ts';
import type { IssueDraft, Written } from '../tracker.ts';
import { wantedHere } from './across.ts';
import { CLOCK_SKEW_MS, LATE_APPLY_MS } from './back-off.ts';
import { connectionIdOf } from './build-replica.ts';
import { fingerprint } from './fingerprint.ts';
import { madeId } from './forgotten.ts';
import { newIntent, stillThere } from './intent.ts';
import type { Job } from './job.ts';
import { keep } from './kept.ts';
import { marksOf } from './letters.ts';
import { lostNow } from './lost.ts';
import type { Loaded, Sync } from './records.ts';
import { commit, commitFirst, conflictError, loadRemote, loadTwin, twinKey } from './records.ts';
import type { IntendedUpdate, Intent, Remote, Twin } from './twin.schema.ts';
import { newTwin } from './twin.ts';

/** What a user may have added by the time the issue is read again: never taken for ours. */
const USERS = ['comments', 'attachments'];

type Creating = Omit<Job, 'wanted' | 'given' | 'issue' | 'before'>;

/** Null: another worker is at it. */
export async function createLocal(job: Creating, remote: Loaded<Remote> | null): Promise<Loaded<Twin> | null> {
  const { sync, connection, message, replica } = job;
  const given = await runIncoming(sync.ports, connection, replica, EMPTY_ISSUE, true);
  const wanted = await wantedHere(sync, { issue: null, twin: null, replica }, given);
  const draft = draftOf(job, wanted);
  const open = remote === null ? null : remote.value.intent;
  const update = await writtenBy(job, draft, wanted, given.description);
  if (remote === null || open === null)
    return await create(
      job,
      draft,
      await lock(
        job,
        remote,
        newIntent(sync, {
          id: await madeId(sync, connectionIdOf(connection), message.from.id),
          kind: 'issue',
          projectId: draft.projectId,
          update,
        }),
      ),
    );
  if (open.at + LATE_APPLY_MS > sync.ports.clock.now()) return null;
  const target = {
    kind: 'issue' as const,
    projectId: id<ProjectId>(open.projectId ?? draft.projectId),
    since: rfc3339(open.since - CLOCK_SKEW_MS),
  };
  // Looking writes nothing: where it fails, it is tried again without waiting for the window once more. Of two that look, one commits.
  const found = await sync.ports.tracker.findIntent(id<IntentId>(open.id), target);
  if (found === null) return await create(job, draft, await lock(job, remote, { ...open, at: sync.ports.clock.now(), update }));
  return await adopt(job, { remote, intent: await withoutDoubt(job, draft, open) }, { id: id<IssueId>(found), revision: null, losses: [] });
}

/** Whether the issue has got its priority was in the answer that was lost: what may be the tracker's default is not taken for a user's. */
async function withoutDoubt({ sync }: Creating, { projectId, typeId, priority }: IssueDraft, intent: Intent): Promise<Intent> {
  const { tracker } = sync.ports;
  if (intent.update === null || priority === undefined) return intent;
  if (tracker.takesPriority !== undefined && (await tracker.takesPriority(projectId, typeId, priority))) return intent;
  const { priority: _priority, ...marks } = intent.update.marks;
  return { ...intent, update: { ...intent.update, marks } };
}

function draftOf({ connection }: Creating, wanted: Wanted): IssueDraft {
  if (wanted.projectId === null)
    throw faultError({ whose: 'admin', code: 'connection.noProject', params: { connection: connection.name } });
  if (wanted.typeId === null) throw ruleFault('incoming', 'rule.result', { field: 'issue.type', problem: 'is missing' });
  if (wanted.summary === null || wanted.summary === '')
    throw ruleFault('incoming', 'rule.result', { field: 'issue.summary', problem: 'must not be empty' });
  const options = connection.options === undefined ? {} : { options: connection.options };
  return {
    projectId: id<ProjectId>(wanted.projectId),
    ...options,
    typeId: wanted.typeId,
    summary: wanted.summary,
    description: wanted.description,
    labels: wanted.labels ?? [],
    ...(wanted.priority === null ? {} : { priority: wanted.priority }),
  };
}

function remoteKey({ connection, message }: Creating): string {
  return twinKey(connectionIdOf(connection), message.from.id);
}

function intentKey(intent: Intent): string {
  return 'intent:' + intent.id;
}

interface Locked {
  readonly remote: Loaded<Remote>;
  readonly intent: Intent;
}

async function lock(job: Creating, remote: Loaded<Remote> | null, intent: Intent): Promise<Locked> {
  const key = remoteKey(job);
  const value: Remote = { issueId: null, hold: remote?.value.hold ?? null, n: remote?.value.n ?? null, intent };
  const write: Write =
    remote === null
      ? { op: 'create', table: 'remote', key, value }
      : { op: 'replace', table: 'remote', key, version: remote.version, value };
  const lease: Json = { holder: key, until: intent.at };
  const locking: Write = { op: 'put', table: 'lease', key: intentKey(intent), value: lease };
  const version = await commitFirst(job.sync, [write, locking, stillThere(job.row)]);
  if (version !== null) return { remote: { key, version, value }, intent };
  const taken = await loadRemote(job.sync, connectionIdOf(job.connection), job.message.from.id);
  if (taken === null || taken.value.intent === null || taken.value.intent.id !== intent.id || taken.value.intent.at !== intent.at)
    throw conflictError();
  return { remote: taken, intent };
}

async function create(job: Creating, draft: IssueDraft, locked: Locked): Promise<Loaded<Twin>> {
  let written: Written<IssueId>;
  try {
    written = await job.sync.ports.tracker.createIssue(id<IntentId>(locked.intent.id), draft);
  } catch (caught) {
    if (faultOf(caught).certain) await unlock(job.sync, locked);
    throw caught;
  }
  return await adopt(job, locked, written);
}

async function unlock(sync: Sync, { remote, intent }: Locked): Promise<void> {
  await commit(sync, [
    { op: 'replace', table: 'remote', key: remote.key, version: remote.version, value: { ...remote.value, intent: null } },
    { op: 'remove', table: 'lease', key: intentKey(intent) },
  ]);
}

/**
 * The partner's issue is no more, and ours may have been made of it: `found` is ours then. The writes close the intent.
 * Null: it is too early to look.
 */
export async function closeAbandoned(
  sync: Sync,
  remote: Loaded<Remote>,
  intent: Intent,
): Promise<{ readonly found: string | null; readonly writes: readonly Write[] } | null> {
  if (intent.at + LATE_APPLY_MS > sync.ports.clock.now()) return null;
  const target = { kind: 'issue' as const, projectId: id<ProjectId>(intent.projectId ?? ''), since: rfc3339(intent.since - CLOCK_SKEW_MS) };
  const found = await sync.ports.tracker.findIntent(id<IntentId>(intent.id), target);
  const value: Remote = { issueId: found, intent: null, hold: null, n: null };
  const writes: Write[] = [
    { op: 'replace', table: 'remote', key: remote.key, version: remote.version, value },
    { op: 'remove', table: 'lease', key: intentKey(intent) },
  ];
  return { found, writes };
}

/** What the new twin says of what this draft writes: an issue that is found again may have been made from an older message. */
async function writtenBy(
  { sync, connection, message }: Creating,
  draft: IssueDraft,
  wanted: Wanted,
  given: RichDocument | null,
): Promise<IntendedUpdate> {
  const { crypto } = sync.ports;
  const none = await fingerprint(crypto, []);
  const priority = draft.priority === undefined ? {} : { priority: draft.priority };
  const texts = { given, local: draft.description };
  const { kept, shown } = await keep(sync, connectionIdOf(connection), message.from.id, null, texts);
  return {
    marks: await marksOf(crypto, { summary: draft.summary, description: shown, labels: draft.labels, ...priority }),
    wanted: {
      summary: await fingerprint(crypto, draft.summary),
      description: await fingerprint(crypto, documentJson(draft.description)),
      labels: await fingerprint(crypto, [...draft.labels]),
      ...(draft.priority === undefined ? {} : { priority: await fingerprint(crypto, draft.priority) }),
    },
    labels: { here: [...draft.labels], there: [...(wanted.labels ?? [])], sent: [] },
    base: { comments: none, attachments: none },
    conflicts: [],
    again: false,
    fieldsVersion: message.version.own,
    kept,
  };
}

async function adopt(job: Creating, { remote, intent }: Locked, written: Written<IssueId>): Promise<Loaded<Twin>> {
  const { sync, connection, message } = job;
  const connectionId = connectionIdOf(connection);
  if (intent.update === null) throw faultError({ whose: 'ours', code: 'intent.incomplete' });
  const { marks, ...update } = intent.update;
  job.latest.issue = written.issue ?? null;
  const value: Twin = {
    ...newTwin(written.id, '', '', 'theirs'),
    ...update,
    remote: { id: message.from.id, key: message.from.key, url: message.from.url },
    losses: { read: [], written: lostNow([], ['description', 'summary', 'labels', 'priority'], written.losses), there: [] },
    work: { at: sync.ports.clock.now(), fields: Object.keys(EMPTY_ISSUE).filter((name) => !USERS.includes(name)), marks, intent: null },
  };
  const bound: Remote = { ...remote.value, issueId: written.id, intent: null };
  const key = twinKey(connectionId, written.id);
  const version = await commitFirst(sync, [
    { op: 'create', table: 'twin', key, value },
    { op: 'replace', table: 'remote', key: remote.key, version: remote.version, value: bound },
    { op: 'remove', table: 'lease', key: intentKey(intent) },
  ]);
  if (version !== null) return { key, version, value };
  const twin = await loadTwin(sync, connectionId, written.id);
  if (twin === null) throw conflictError();
  return twin;
}
