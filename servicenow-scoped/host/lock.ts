/**
 * One writer at a time. The database gives a scoped application no transactions and no conditional update, but a unique
 * index is kept by the database itself: who inserts the one row of that name may write.
 *
 * 1. A writer that was killed holds others up for LOCK_MS at most; the next one first ends what it had begun (`recover`).
 * 2. Nobody waits for longer than WAIT_MS: a fault says that it was busy, and nothing was written.
 */
import { faultError, type Clock, type Random } from '@entente/core';
import { integer, text } from '../tracker/values.ts';

const TABLE = 'x_entnt_entente_lock';
const LOCK_MS = 30000;
const WAIT_MS = 5000;

export interface Lock {
  readonly sysId: string;
  readonly holder: string;
}

/** `recover` is given what a killed writer left to be written. */
export async function takeLock(clock: Clock, random: Random, name: string, recover: (writes: string) => Promise<void>): Promise<Lock> {
  const holder = random.uuid();
  const deadline = clock.now() + WAIT_MS;
  do {
    const held = find(name);
    if (held === null) {
      const sysId = insert(name, holder, clock.now() + LOCK_MS);
      if (sysId !== '') return { sysId, holder };
    } else if (integer(held.getValue('ends')) <= clock.now()) {
      const writes = text(held.getValue('writes'));
      if (writes !== '') await recover(writes);
      held.deleteRecord();
    }
  } while (clock.now() < deadline);
  throw faultError({ whose: 'ours', code: 'store.busy', retry: 'later', detail: 'another writer holds the lock' });
}

/** From here on the writes happen, whoever ends them. */
export function keepWrites(lock: Lock, writes: string): void {
  const row = new GlideRecord(TABLE);
  if (!row.get(lock.sysId) || text(row.getValue('holder')) !== lock.holder)
    throw faultError({ whose: 'ours', code: 'store.busy', retry: 'later', detail: 'the lock ran out' });
  row.setValue('writes', writes);
  if (text(row.update()) === '')
    throw faultError({ whose: 'ours', code: 'store.unavailable', retry: 'later', detail: 'the lock cannot be written' });
}

export function releaseLock(lock: Lock): void {
  const row = new GlideRecord(TABLE);
  if (row.get(lock.sysId) && text(row.getValue('holder')) === lock.holder) row.deleteRecord();
}

function find(name: string): GlideRecord | null {
  const row = new GlideRecord(TABLE);
  row.addQuery('name', name);
  row.setLimit(1);
  row.query();
  return row.next() ? row : null;
}

function insert(name: string, holder: string, until: number): string {
  const row = new GlideRecord(TABLE);
  row.initialize();
  row.setWorkflow(false);
  row.setValue('name', name);
  row.setValue('holder', holder);
  row.setValue('ends', String(until));
  return text(row.insert());
}
