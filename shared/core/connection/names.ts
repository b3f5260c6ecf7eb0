/** Connection names, unique in the instance whatever their case: one reservation row each, committed with the connection. */
import type { ConnectionId } from '../ids.ts';
import type { Write } from '../ports.ts';
import type { Context } from './context.ts';
import { nameRowSchema } from './store/records.schema.ts';
import { readRow } from './store/rows.ts';

async function keyOf(context: Context, name: string): Promise<string> {
  return 'name:' + (await context.crypto.sha256(name.toLowerCase())).slice(0, 32);
}

export async function isNameTaken(context: Context, name: string): Promise<boolean> {
  return (await context.store.get('node', await keyOf(context, name))) !== null;
}

/** Conflicts where somebody else has taken it meanwhile. */
export async function takeName(context: Context, name: string, connectionId: ConnectionId): Promise<Write> {
  return { op: 'create', table: 'node', key: await keyOf(context, name), value: { connectionId } };
}

/** Null: it is not this connection's. */
export async function endName(context: Context, name: string, connectionId: ConnectionId): Promise<Write | null> {
  const row = await readRow<{ readonly connectionId: string }>(context.store, 'node', await keyOf(context, name), nameRowSchema);
  if (row === null || row.value.connectionId !== connectionId) return null;
  return { op: 'remove', table: 'node', key: row.key, version: row.version };
}

/** The name itself, or with `_2`, `_3` … where it is taken. */
export async function freeName(context: Context, name: string): Promise<string> {
  let candidate = name;
  for (let i = 2; await isNameTaken(context, candidate); i++) candidate = name.slice(0, 190) + '_' + i;
  return candidate;
}
