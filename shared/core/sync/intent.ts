/** Announcing a write before it is made, and closing it afterwards. PROTOCOL §7.2 */
import { faultOf } from '../fault.ts';
import type { IntentId } from '../ids.ts';
import { id } from '../ids.ts';
import type { Loaded, Sync } from './records.ts';
import { fitsOrFault, saveTwin } from './records.ts';
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

export interface Opened {
  readonly twin: Loaded<Twin>;
  readonly intent: IntentId;
}

/** Conflict (thrown): another worker is at this twin. `marks`: of the members of the issue that the write touches. */
export async function openIntent(
  sync: Sync,
  twin: Loaded<Twin>,
  parts: IntentParts,
  marks: { readonly [field: string]: string } = {},
): Promise<Opened> {
  const intent = newIntent(sync, parts);
  const before = twin.value.work?.fields ?? [];
  // What the write will add to the twin must have its place before it is made, or it would be made again and again.
  fitsOrFault(twin.value, 'twin.tooBig', ROOM_CHARACTERS);
  const fields = Object.keys(marks).filter((field) => !before.includes(field));
  const work = { at: intent.at, fields: [...before, ...fields], marks: { ...twin.value.work?.marks, ...marks }, intent };
  return { twin: await saveTwin(sync, twin, { ...twin.value, work }), intent: id<IntentId>(intent.id) };
}

/** The write is done, or has certainly not been made. */
export async function closeIntent(sync: Sync, twin: Loaded<Twin>, change: Partial<Twin>): Promise<Loaded<Twin>> {
  const work = { at: sync.ports.clock.now(), fields: twin.value.work?.fields ?? [], marks: twin.value.work?.marks ?? {}, intent: null };
  return await saveTwin(sync, twin, { ...twin.value, ...change, work });
}

/** Called in the catch of a write: an intent stays open only where the write may have happened. */
export async function afterFailure(sync: Sync, twin: Loaded<Twin>, caught: unknown): Promise<void> {
  if (faultOf(caught).certain) await closeIntent(sync, twin, {});
}
