/**
 * Whether the built Jira Cloud app would deploy: Forge's own validators, linters and bundler, offline, and our own rules for
 * what they miss. `node tools/build/check-forge.ts` builds, checks and says what it found.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import * as z from 'zod';
import { installVendorTools } from '../vendor/install.ts';
import { violations } from './forge-rules.ts';
import { buildForge, root } from './forge.ts';

const reportSchema = z.object({
  problems: z.array(z.string()).readonly(),
  packed: z.object({ file: z.string(), exported: z.array(z.string()).readonly() }),
});
/** What Forge's own tools found, and where they put the packed functions. */
export type VendorReport = z.infer<typeof reportSchema>;

/** `at`: the folder with manifest.yml, src/index.js and the built page. */
export async function runVendorTools(at: string = root): Promise<VendorReport> {
  installVendorTools();
  const script = join(import.meta.dirname, 'forge-vendor.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: at, env: { ...process.env, NODE_NO_WARNINGS: '1' }, maxBuffer: 16 * 1024 * 1024 });
  return reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

export async function checkForge(): Promise<readonly string[]> {
  const { problems, packed } = await runVendorTools();
  const manifest = load(readFileSync(join(root, 'manifest.yml'), 'utf8'));
  return [...problems, ...violations(manifest, { root, exported: packed.exported })];
}

if (import.meta.main) {
  await buildForge();
  const problems = await checkForge();
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('The Jira Cloud app is packed and valid.');
  process.exit(problems.length === 0 ? 0 : 1);
}
