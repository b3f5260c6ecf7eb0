/**
 * One worker at a time for one thing. PROTOCOL §3
 *
 * 1. A lease ends by itself: a worker that died holds nothing up for longer than its time.
 * 2. The row's version is the fencing token: whoever lost the lease meanwhile cannot commit with `fence`.
 */
import type { Write } from '../ports.ts';
import type { Context } from './context.ts';
import { leaseRowSchema } from './store/records.schema.ts';
import { readRow } from './store/rows.ts';

export interface Lease {
  readonly key: string;
  readonly version: number;
  readonly holder: string;
}

/** Null: somebody else has it. */
export async function takeLease(context: Context, key: string, forMs: number): Promise<Lease | null> {
  const now = context.clock.now();
  const found = await readRow<{ readonly holder: string; readonly until: number }>(context.store, 'lease', key, leaseRowSchema);
  if (found !== null && found.value.until > now) return null;
  const holder = context.random.uuid();
  const value = { holder, until: now + forMs };
  const write: Write =
    found === null ? { op: 'create', table: 'lease', key, value } : { op: 'replace', table: 'lease', key, version: found.version, value };
  const done =
    context.store.commitVersions === undefined ? await context.store.commit([write]) : await context.store.commitVersions([write]);
  if (done === 'conflict') return null;
  const version = done === 'committed' ? null : (done[0] ?? null);
  if (version !== null) return { key, version, holder };
  const taken = await readRow<{ readonly holder: string; readonly until: number }>(context.store, 'lease', key, leaseRowSchema);
  return taken === null || taken.value.holder !== holder ? null : { key, version: taken.version, holder };
}

export function fence(lease: Lease): Write {
  return { op: 'check', table: 'lease', key: lease.key, version: lease.version };
}

/** A conflict means that it had run out; then there is nothing to give back. */
export async function giveBack(context: Context, lease: Lease): Promise<void> {
  await context.store.commit([
    { op: 'replace', table: 'lease', key: lease.key, version: lease.version, value: { holder: lease.holder, until: 0 } },
  ]);
}
