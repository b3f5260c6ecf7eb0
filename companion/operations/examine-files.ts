/** The data folder: who may read it, and whether the database is whole. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { files, type Parts } from '../parts.ts';
import { finding, type Finding } from './contract.ts';

const OTHERS = 0o077;

export function examineFiles({ configuration: { dataDir }, database }: Pick<Parts, 'configuration' | 'database'>): readonly Finding[] {
  return [...examinePermissions(dataDir), examineDatabase(database)];
}

/** Windows keeps no such permissions. */
function examinePermissions(dataDir: string): readonly Finding[] {
  if (process.platform === 'win32') return [];
  const open = [dataDir, ...Object.values(files).map((name) => join(dataDir, name))]
    .filter((path) => existsSync(path))
    .flatMap((path) => ((statSync(path).mode & OTHERS) === 0 ? [] : [path]));
  if (open.length === 0) return [finding.ok('data folder', `${dataDir} is open to the companion’s own user alone`)];
  return open.map((path) =>
    finding.problem('data folder', `other users of this machine may get at ${path}`, `chmod ${path === dataDir ? '700' : '600'} ${path}`),
  );
}

/** https://www.sqlite.org/pragma.html#pragma_integrity_check */
function examineDatabase(database: Parts['database']): Finding {
  const said = database.prepare('PRAGMA integrity_check(3)').all();
  const problems = said.map((row) => String(row['integrity_check'])).filter((text) => text !== 'ok');
  return problems.length === 0
    ? finding.ok('database', 'whole')
    : finding.problem('database', problems.join('; '), 'stop the companion and restore the data folder from a backup');
}
