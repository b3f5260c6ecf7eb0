/** Reading and writing the records of `sync/` through the Store port. */
import type { Connection } from '../connection/connection.schema.ts';
import { listAll } from '../connection/store/rows.ts';
import { faultError, faultOf } from '../fault.ts';
import type { ConnectionId, IssueId, Sha256 } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { InstanceFacts } from '../node.ts';
import type { Ports, Store, Table, Write } from '../ports.ts';
import { readConnection } from './connection-record.schema.ts';
import type { OutboxRow } from './engine.ts';
import type { FileLimit } from './file-limit.ts';
import { conflictError } from './conflict-error.ts';
import type { People } from './people.ts';
import type { Remote, Twin } from './twin.schema.ts';
import { sameTwin, unpaged } from './twin-pages.ts';
import { readRemote, readTwin } from './twin.schema.ts';

export { conflictError } from './conflict-error.ts';

/** What all parts of the engine work with. */
export interface Sync {
  readonly ports: Ports;
  readonly facts: InstanceFacts;
  readonly people: People;
  readonly files: FileLimit;
  /** Twins whose last intent is closed, and not saved so yet (intent.ts). */
  readonly closed: Map<string, Loaded<Twin>>;
}

export interface Loaded<Value> {
  readonly key: string;
  readonly version: number;
  readonly value: Value;
}

export async function load<Value>(store: Store, table: Table, key: string, read: (value: unknown) => Value): Promise<Loaded<Value> | null> {
  const record = await store.get(table, key);
  return record === null ? null : { key, version: record.version, value: read(record.value) };
}

export function twinKey(connectionId: ConnectionId, issueId: string): string {
  return connectionId + ':' + issueId;
}

export async function loadTwin(sync: Sync, connectionId: ConnectionId, issueId: string): Promise<Loaded<Twin> | null> {
  return await load(sync.ports.store, 'twin', twinKey(connectionId, issueId), readTwin);
}

export async function loadRemote(sync: Sync, connectionId: ConnectionId, remoteId: string): Promise<Loaded<Remote> | null> {
  return await load(sync.ports.store, 'remote', twinKey(connectionId, remoteId), readRemote);
}

export async function allConnections(sync: Sync): Promise<readonly Connection[]> {
  return (await listAll(sync.ports.store, 'connection', '')).map(({ value }) => readConnection(value));
}

export async function loadConnection(sync: Sync, connectionId: ConnectionId): Promise<Connection | null> {
  const record = await sync.ports.store.get('connection', connectionId);
  return record === null ? null : readConnection(record.value);
}

export function isConflict(caught: unknown): boolean {
  return faultOf(caught).code === 'sync.conflict';
}

export async function commit(sync: Sync, writes: readonly Write[]): Promise<void> {
  if ((await sync.ports.store.commit(writes)) === 'conflict') throw conflictError();
}

/** Commits, and answers the new version of the first record written; null: it has to be read. */
export async function commitFirst(sync: Sync, writes: readonly Write[]): Promise<number | null> {
  const { store } = sync.ports;
  const done = store.commitVersions === undefined ? await store.commit(writes) : await store.commitVersions(writes);
  if (done === 'conflict') throw conflictError();
  return done === 'committed' ? null : (done[0] ?? null);
}

/** For going on with its new version. Where that has to be read: whoever else has written it since has the work now. */
export async function saveTwin(sync: Sync, twin: Loaded<Twin>, value: Twin, others: readonly Write[] = []): Promise<Loaded<Twin>> {
  const version = await commitFirst(sync, [replaceTwin(twin, value), ...others]);
  if (version !== null) return { key: twin.key, version, value };
  const record = await sync.ports.store.get('twin', twin.key);
  if (record === null || !sameTwin(record.value, value)) throw conflictError();
  return { key: twin.key, version: record.version, value };
}

export function replaceTwin(twin: Loaded<Twin>, value: Twin): Write {
  fitsOrFault(unpaged(value), 'twin.tooBig');
  return { op: 'replace', table: 'twin', key: twin.key, version: twin.version, value };
}

/** At most what a store must hold (ports.ts), with room for what it adds. */
const MAX_VALUE_CHARACTERS = 195_000;

/** `room`: characters that are still to come. */
export function fitsOrFault(value: Json, code: string, room = 0): void {
  const characters = JSON.stringify(value).length;
  if (characters + room > MAX_VALUE_CHARACTERS) {
    throw faultError({ whose: 'ours', code, params: { characters: String(characters), limit: String(MAX_VALUE_CHARACTERS) } });
  }
}

/**
 * Rows sort by time, then chance. What must stay in order (messages about one issue) is given its own time, `at`: a clock
 * may stand still or be set back.
 */
export function outboxKey(sync: Sync, connectionId: ConnectionId, at: number): string {
  return connectionId + ':' + ('000000000000000' + String(at)).slice(-15) + '.' + sync.ports.random.uuid().slice(0, 8);
}

export function outboxWrite(
  sync: Sync,
  connectionId: ConnectionId,
  type: OutboxRow['type'],
  body: JsonObject,
  at: number = sync.ports.clock.now(),
): Write {
  return { op: 'create', table: 'outbox', key: outboxKey(sync, connectionId, at), value: { type, body } };
}

/** `found`: by the reconciling sweep, and by no event. */
export function todoWrite(sync: Sync, issueId: IssueId, found = false): Write {
  const value = { at: sync.ports.clock.now(), attempts: 0, retryAt: 0 };
  return { op: 'put', table: 'todo', key: issueId, value: found ? { ...value, found } : value };
}

export function outBlobKey(connectionId: ConnectionId, sha256: Sha256 | string): string {
  return connectionId + ':out:' + sha256;
}

export function inBlobKey(connectionId: ConnectionId, sha256: Sha256 | string): string {
  return connectionId + ':in:' + sha256;
}

/** `offset` in bytes. Chunks of a text of ours are under `out`, those received under `in`. */
export function chunkKey(blobKey: string, offset: number): string {
  return blobKey + ':' + ('000000000000' + String(offset)).slice(-12);
}
