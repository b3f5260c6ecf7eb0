/**
 * Where builds of the application leave its records for those who run them.
 *
 * 1. Each input has a folder of its own, which is there whole or not at all: a build takes nothing from who reads another.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** tools/build/servicenow/made.ts writes it. */
const builds = join(import.meta.dirname, '..', '..', '..', 'build', 'servicenow');
/** Names the folder of the build that ended last. */
const latest = join(builds, 'latest');

/** @throws where nothing is built yet. */
export function builtApp(): { readonly folder: string } {
  if (!existsSync(latest)) throw new Error('The ServiceNow application is not built: node tools/build/servicenow.ts');
  return { folder: join(builds, readFileSync(latest, 'utf8')) };
}
