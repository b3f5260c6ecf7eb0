import { connectionSchema } from '../connection/connection.schema.ts';
import type { Connection } from '../connection/connection.schema.ts';
import type { Context } from '../connection/context.ts';
import { listAll, rowOf } from '../connection/store/rows.ts';
import type { Row } from '../connection/store/rows.ts';

/** All of this instance, deleted ones that the partner has not acknowledged included. */
export async function allConnections(context: Context): Promise<readonly Row<Connection>[]> {
  const rows: Row<Connection>[] = [];
  for (const record of await listAll(context.store, 'connection', '')) rows.push(rowOf<Connection>('connection', record, connectionSchema));
  return rows;
}
