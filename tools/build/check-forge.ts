/**
 * Whether the built Jira Cloud app would deploy: Forge's own validators, linters and bundler, offline, and our own rules for
 * what they miss. `node tools/build/check-forge.ts` builds, checks and says what it found.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const cache = join(root, 'build', 'forge');

/** Everything that the tools' findings depend on. */
function fingerprint(): string {
  const files = globSync(
    [
      'manifest.yml',
      'src/index.js',
      'jira-app/host/*.ts',
      'jira-app/admin/dist/index.html',
      'jira-app/admin/panel/dist/index.html',
      'tools/vendor/package-lock.json',
      'tools/build/forge-vendor.ts',
    ],
    { cwd: root },
  );
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Half a minute; what was found of the same files is not asked for again. */
export async function runVendorTools(): Promise<VendorReport> {
  const kept = join(cache, `${fingerprint()}.json`);
  if (existsSync(kept)) {
    const known = reportSchema.parse(JSON.parse(readFileSync(kept, 'utf8')));
    if (existsSync(known.packed.file)) return known;
  }
  installVendorTools();
  const script = join(import.meta.dirname, 'forge-vendor.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    cwd: root,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    maxBuffer: 16 * 1024 * 1024,
  });
  const report = keepPacked(reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')), kept);
  if (report.problems.length === 0) writeFileSync(kept, JSON.stringify(report));
  return report;
}

/** The bundler writes into a folder of the system's, which may be cleared at any time. */
function keepPacked(report: VendorReport, kept: string): VendorReport {
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const file = kept.replace(/json$/, 'cjs');
  copyFileSync(report.packed.file, file);
  return { ...report, packed: { ...report.packed, file } };
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
