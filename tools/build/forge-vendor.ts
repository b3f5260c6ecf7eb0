/**
 * Runs Forge's own tools on the built app, offline and without a login, and prints what they found as one line of JSON:
 * the manifest's schema, the manifest's validators, the linters that need no network, and the bundler, whose result is loaded.
 *
 * Started by check-forge.ts as a process of its own (through forge-vendor.cjs), in the manifest's folder.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { build } from 'esbuild';
import { load } from 'js-yaml';
import { vendorFolder } from '../vendor/install.ts';
import type { VendorReport } from './check-forge.ts';

/** Only as much of the vendor's types as is used: the packages are installed on demand. */
interface ManifestTools {
  validate(basic: boolean): Promise<{ success: boolean; errors?: { message: string; level?: string; line?: number }[] }>;
}
interface Linter {
  readonly constructor: { readonly name: string };
}
interface LintTools {
  getClientSideLintersOnly(manifest: unknown, environment: string, logger: Logger, statsig: object): Promise<Linter[]>;
  lint(files: string[], manifest: unknown, environment: string, logger: Logger, statsig: object, options: object): Promise<LintResult[]>;
}
interface LintResult {
  readonly errors: readonly LintProblem[];
  readonly warnings: readonly LintProblem[];
}
interface LintProblem {
  readonly message: string;
  readonly reference?: string;
}
interface BundlerTools {
  getNodeBundler(
    logger: Logger,
    wrapper: object,
    config: object,
  ): {
    bundle(args: {
      appDirectory: string;
      entryPoints: { name: string; path: string }[];
      i18nConfig: object;
    }): Promise<{ outputDir: string }>;
  };
}
type Logger = Record<'info' | 'warn' | 'error' | 'debug' | 'trace', (...texts: unknown[]) => void>;

const root = process.cwd();
const vendor = createRequire(join(vendorFolder, 'package.json'));
const silence = (): void => undefined;
const logger: Logger = { info: silence, warn: silence, error: silence, debug: silence, trace: silence };

function schemaProblems(manifest: unknown): readonly string[] {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  const schema = vendor('@forge/manifest/schema.json') as object;
  if (ajv.validate(schema, manifest)) return [];
  return (ajv.errors ?? []).map((error) => `schema: ${error.instancePath} ${error.message ?? ''}`);
}

async function validatorProblems(): Promise<readonly string[]> {
  const tools = vendor('@forge/manifest') as ManifestTools;
  const result = await tools.validate(false);
  const found = (result.errors ?? []).map((error) => `validate: ${error.level ?? 'error'} ${error.line ?? ''} ${error.message}`);
  return result.success || found.length > 0 ? found : ['validate: refused without a reason'];
}

/**
 * A copy of the app for the linters, with the functions' sources, without their types, in place of the bundle, which would take
 * them ten seconds. In a folder of its own, because they hold every file against the tsconfig.json beside the manifest.
 */
async function appOfSources(): Promise<{ readonly folder: string; readonly files: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'entente-forge-lint-'));
  cpSync(join(root, 'manifest.yml'), join(folder, 'manifest.yml'));
  symlinkSync(join(root, 'src'), join(folder, 'src'));
  symlinkSync(join(root, 'jira-app'), join(folder, 'jira-app'));
  const sources = readdirSync(join(root, 'jira-app', 'host')).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const outdir = join(folder, 'sources');
  await build({
    entryPoints: sources.map((file) => join(root, 'jira-app', 'host', file)),
    outdir,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return { folder, files: sources.map((file) => join(outdir, file.replace(/ts$/, 'js'))) };
}

/** PermissionLinter downloads the products' API descriptions. */
const needsNetwork = new Set(['PermissionLinter']);

async function lintProblems(manifest: unknown): Promise<readonly string[]> {
  const tools = vendor('@forge/lint') as LintTools;
  const flags = {
    getDeprecatedRuntimes: () => Promise.resolve(['nodejs20.x']),
    getStringArray: () => Promise.resolve([]),
    checkGate: () => Promise.resolve(false),
  };
  const every = await tools.getClientSideLintersOnly(manifest, 'development', logger, flags);
  const linters = every.filter((linter) => !needsNetwork.has(linter.constructor.name));
  const { folder, files } = await appOfSources();
  process.chdir(folder);
  const results = await tools.lint(files, manifest, 'development', logger, flags, { linters, linter: { mode: 'client-side' } });
  process.chdir(root);
  rmSync(folder, { recursive: true });
  return results
    .flatMap((result) => [...result.errors, ...result.warnings])
    .map((problem) => `lint: ${problem.reference ?? ''} ${problem.message}`);
}

/** Packs src/index.js as `forge deploy` does, and loads what came out. */
async function pack(): Promise<{ readonly file: string; readonly exported: readonly string[] }> {
  const tools = vendor('@forge/bundler') as BundlerTools;
  // The runtime's own loader is fetched from Atlassian's network; it is no part of the app.
  const script = { script: '', source: '', version: 'offline' };
  const wrapper = { getNodeRuntimeWrapper: () => Promise.resolve(script), getNodeRuntimeLoader: () => Promise.resolve(script) };
  const config = { readConfig: () => Promise.resolve(load(readFileSync(join(root, 'manifest.yml'), 'utf8'))) };
  const bundler = tools.getNodeBundler(logger, wrapper, config);
  const { outputDir } = await bundler.bundle({
    appDirectory: root,
    entryPoints: [{ name: 'index', path: join(root, 'src', 'index.js') }],
    i18nConfig: {},
  });
  const file = join(outputDir, 'index.cjs');
  return { file, exported: Object.keys(createRequire(import.meta.url)(file) as object) };
}

const manifest = load(readFileSync(join(root, 'manifest.yml'), 'utf8'));
const problems = [...schemaProblems(manifest), ...(await validatorProblems()), ...(await lintProblems(manifest))];
const report: VendorReport = { problems, packed: await pack() };
process.stdout.write(JSON.stringify(report) + '\n');
