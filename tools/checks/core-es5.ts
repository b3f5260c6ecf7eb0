/**
 * The core as synchronous ES5: bundled, schemas compiled, async and await removed, lowered by SWC (DESIGN, "One core, four
 * runtimes"). `node core-es5.ts [file]` writes it to build/core-es5.js; it defines the global `EntenteCore`.
 */
import { transform } from '@swc/core';
import { parse } from 'acorn';
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { schemaPlugin } from './core-es5/schemas.ts';
import { unasync } from './core-es5/unasync.ts';

const root = join(import.meta.dirname, '..', '..');

/** Throws where the core cannot be built, or the result is not ES5. */
export async function buildCoreEs5(): Promise<string> {
  const bundled = await build({
    entryPoints: [join(root, 'shared', 'core', 'index.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'EntenteCore',
    target: 'es2022',
    platform: 'neutral',
    charset: 'ascii',
    write: false,
    logLevel: 'error',
    plugins: [schemaPlugin],
  });
  const synchronous = unasync(bundled.outputFiles[0]?.text ?? '');
  // Loose mode goes wrong without a word, in spread and for…of.
  const { code } = await transform(synchronous, {
    configFile: false,
    swcrc: false,
    isModule: false,
    jsc: { target: 'es5', loose: false, parser: { syntax: 'ecmascript' } },
  });
  parse(code, { ecmaVersion: 5, sourceType: 'script' });
  return code;
}

if (import.meta.main) {
  const file = process.argv[2] ?? join(root, 'build', 'core-es5.js');
  const code = await buildCoreEs5();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  console.log(`${file}: ${Math.round(code.length / 1024)} KiB of ES5.`);
}
