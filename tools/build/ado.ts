/** Builds the Azure DevOps hub page into ado-extension/admin/dist. Run as a program, or call `buildHub`. */
import { join } from 'node:path';
import { build } from 'vite';

const admin = join(import.meta.dirname, '..', '..', 'ado-extension', 'admin');

export async function buildHub(): Promise<void> {
  // A test runner's NODE_ENV would build React's development half against its production half.
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: join(admin, 'vite.config.ts'), mode: 'production' });
}

if (process.argv[1] === import.meta.filename) await buildHub();
