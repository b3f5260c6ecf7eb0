/**
 * Builds the Jira Cloud app where manifest.yml expects it: the functions as one CommonJS file `src/index.js` at the root
 * (Forge's bundler takes that, whatever the root's `type`), the admin page in `jira-app/admin/dist`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as viteBuild } from 'vite';

export const root = join(import.meta.dirname, '..', '..');
export const functionsFile = join(root, 'src', 'index.js');
export const pageFolder = join(root, 'jira-app', 'admin', 'dist');

/** ESM output fails in Forge's bundler (“Cannot find module 'fs'”), hence CommonJS. */
export async function buildFunctions(): Promise<string> {
  mkdirSync(join(root, 'src'), { recursive: true });
  // The root is `type: module`; without this, Node would take the file for ESM.
  writeFileSync(join(root, 'src', 'package.json'), '{ "type": "commonjs" }\n');
  await esbuild({
    entryPoints: [join(root, 'jira-app', 'host', 'index.ts')],
    outfile: functionsFile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'error',
  });
  return functionsFile;
}

export async function buildPage(): Promise<string> {
  await viteBuild({ configFile: join(root, 'jira-app', 'admin', 'vite.config.ts'), logLevel: 'error' });
  return pageFolder;
}

export async function buildForge(): Promise<void> {
  await Promise.all([buildFunctions(), buildPage()]);
}

if (import.meta.main) await buildForge();
