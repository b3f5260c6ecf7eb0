/** The pages' scripts, from TypeScript to what a browser runs, once per stand-in. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entries = {
  host: fileURLToPath(new URL('../frame/browser/host.ts', import.meta.url)),
  'work-items': fileURLToPath(new URL('./browser/work-items.ts', import.meta.url)),
};

export type Script = keyof typeof entries;

export async function bundleScripts(): Promise<Readonly<Record<string, string>>> {
  const made = await build({
    entryPoints: entries,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    outdir: 'static',
    logLevel: 'silent',
  });
  return Object.fromEntries(made.outputFiles.map((file) => [file.path.replace(/^.*[/\\]/, ''), file.text]));
}
