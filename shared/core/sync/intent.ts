/**
 * Announcing a write before it is made, and closing it afterwards. PROTOCOL §7.2
 *
 * 1. An intent is saved before its write is made. That it is closed is saved with what follows: the next intent, or the end of the
 *    message. A process that dies in between has it looked up like any other whose answer was lost.
 * 2. Where anything fails in between, what was closed is saved by itself: nobody waits for a look-up then.
 */
import { faultOf, isGuarded } from '../fault.ts';
import type { IntentId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Write } from '../ports.ts';
import type { Job } from './job.ts';
import type { Loaded, Sync } from './records.ts';
import type { InboxRow } from './row.ts';
import { fitsOrFault, replaceTwin, saveTwin } from './records.ts';
import { unpaged } from './twin-pages.ts';
import type { Intent, Twin } from './twin.schema.ts';

const ROOM_CHARACTERS = 8000;

export type IntentParts = Pick<Intent, 'kind'> & Partial<Intent>;

export function newIntent(sync: Sync, parts: IntentParts): Intent {
  return {
    id: sync.ports.random.uuid(),
    at: sync.ports.clock.now(),
    since: sync.ports.clock.now(),
    remoteId: null,
    revision: null,
    projectId: null,
    file: null,
    update: null,
    applied: null,
    ...parts,
  };
}

/** In what is committed before anything is written for its sake: a listing that lags shows messages that are done. */
export function stillThere(row: InboxRow): Write {
  return { op: 'check', table: 'inbox', key: row.key, version: row.version };
}

export interface Opened {
  readonly twin: Loaded<Twin>;
  readonly intent: IntentId;
}

/** Conflict (thrown): another worker is at this twin, or the message is done already. `marks`: of the members of the issue that the write touches. */
export async function openIntent(
  { sync, row }: Pick<Job, 'sync' | 'row'>,
  twin: Loaded<Twin>,
  parts: IntentParts,
  marks: { readonly [field: string]: string } = {},
): Promise<Opened> {
  const intent = newIntent(sync, parts);
  const before = twin.value.work?.fields ?? [];
  // What the write will add to the twin must have its place before it is made, or it would be made again and again.
  fitsOrFault(unpaged(twin.value), 'twin.tooBig', ROOM_CHARACTERS);
  const fields = Object.keys(marks).filter((field) => !before.includes(field));
  const work = { at: intent.at, fields: [...before, ...fields], marks: { ...twin.value.work?.marks, ...marks }, intent };
  return { twin: await saveTwin(sync, twin, { ...twin.value, work }, [stillThere(row)]), intent: id<IntentId>(intent.id) };
}

/** The write is done, or has certainly not been made. To be saved by who goes on with it; `keepClosed` does where nobody can. */
export function closeIntent(sync: Sync, twin: Loaded<Twin>, change: Partial<Twin>): Loaded<Twin> {
  const work = { at: sync.ports.clock.now(), fields: twin.value.work?.fields ?? [], marks: twin.value.work?.marks ?? {}, intent: null };
  const closed = { ...twin, value: { ...twin.value, ...change, work } };
  sync.closed.set(twin.key, closed);
  return closed;
}

/** Called in the catch of a write: an intent stays open only where the write may have happened. Of one that was guarded nothing is to be waited for. */
export function afterFailure(sync: Sync, twin: Loaded<Twin>, caught: unknown): void {
  const fault = faultOf(caught);
  const { work } = twin.value;
  if (fault.certain) closeIntent(sync, twin, {});
  else if (isGuarded(fault) && work !== null) sync.closed.set(twin.key, { ...twin, value: { ...twin.value, work: { ...work, at: 0 } } });
  else sync.closed.delete(twin.key);
}

/** Writes to the issue of this twin. Where they fail, what is closed by then stays closed. */
export async function keepingClosed<Result>(sync: Sync, twinKey: string, writes: () => Promise<Result>): Promise<Result> {
  sync.closed.delete(twinKey);
  try {
    return await writes();
  } catch (caught) {
    const closed = sync.closed.get(twinKey);
    // A conflict: it was saved with what followed, or another worker has the twin now.
    if (closed !== undefined) await sync.ports.store.commit([replaceTwin(closed, closed.value)]);
    throw caught;
  } finally {
    sync.closed.delete(twinKey);
  }
}
