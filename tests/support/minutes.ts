import type { DatabaseSync } from 'node:sqlite';

/**
 * As if the minutes had passed in which a lost write may still take effect, and in which who died may still be at work.
 * Answers how many issues were being made.
 */
export function letMinutesPass(database: DatabaseSync): number | bigint {
  const shift = (kind: string, at: string): number | bigint =>
    database
      .prepare(
        `UPDATE record SET value = json_set(value, '${at}', json_extract(value, '${at}') - 300000) WHERE kind = ? AND json_extract(value, '${at}') IS NOT NULL`,
      )
      .run(kind).changes;
  shift('twin', '$.work.at');
  return shift('remote', '$.intent.at');
}

/** How many issues were being made when the companion died. */
export function beingMade(database: DatabaseSync): number {
  const row = database
    .prepare(`SELECT count(*) AS open FROM record WHERE kind = 'remote' AND json_extract(value, '$.intent.at') IS NOT NULL`)
    .get();
  return Number(row?.['open']);
}
