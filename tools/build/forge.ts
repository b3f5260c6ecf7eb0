/**
 * Builds the Jira Cloud app where manifest.yml expects it: the functions as one CommonJS file `src/index.js` at the root
 * (Forge's bundler takes that, whatever the root's `type`), the admin page in `jira-app/admin/dist`.
 */
import { existsSync, globSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as viteBuild } from 'vite';
import { jiraPage } from './jira-page.ts';

export const root = join(import.meta.dirname, '..', '..');
export const functionsFile = join(root, 'src', 'index.js');
export const pageFolder = join(root, 'jira-app', 'admin', 'dist');
export const panelFolder = join(root, 'jira-app', 'admin', 'panel', 'dist');

/** ESM output fails in Forge's bundler (“Cannot find module 'fs'”), hence CommonJS. */
export async function buildFunctions(): Promise<string> {
  mkdirSync(join(root, 'src'), { recursive: true });
  // The root is `type: module`; without this, Node would take the file for ESM.
  writeFileSync(join(root, 'src', 'package.json'), '{ "type": "commonjs" }\n');
  const { outputFiles } = await esbuild({
    entryPoints: [join(root, 'jira-app', 'host', 'index.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  // At once: who loads the file meanwhile has the old one or the new one.
  const fresh = `${functionsFile}.${process.pid}`;
  writeFileSync(fresh, outputFiles[0]?.contents ?? '');
  renameSync(fresh, functionsFile);
  return functionsFile;
}

export async function buildPage(): Promise<string> {
  // Vite takes the kind of build from here, whatever its mode; a test runner's would give development's JSX without its runtime.
  process.env['NODE_ENV'] = 'production';
  await viteBuild(jiraPage());
  await viteBuild(jiraPage('admin/panel'));
  return pageFolder;
}

export async function buildForge(): Promise<void> {
  await Promise.all([buildFunctions(), buildPage()]);
}

/** Whether any source is newer than what was built of it. */
export function isStale(): boolean {
  const built = [functionsFile, join(pageFolder, 'index.html'), join(panelFolder, 'index.html')];
  if (!built.every((file) => existsSync(file))) return true;
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs));
  const sources = globSync(
    [
      'jira-app/{host,tracker,admin}/**/*.{ts,tsx,css,html}',
      'jira-app/*.{ts,json}',
      'tools/build/{forge,jira-page}.ts',
      'shared/{core,invitation,richtext,runtime,wizard}/**/*.{ts,tsx}',
    ],
    {
      cwd: root,
      exclude: (name) => name === 'dist' || name === 'node_modules',
    },
  );
  return sources.some((file) => !file.endsWith('.test.ts') && statSync(join(root, file)).mtimeMs > oldest);
}

/** `--if-stale`: only where a source has changed since. */
if (import.meta.main && (!process.argv.includes('--if-stale') || isStale())) await buildForge();
