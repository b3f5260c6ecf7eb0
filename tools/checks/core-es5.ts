/**
 * The core as synchronous ES5 (DESIGN, "One core, four runtimes"). `node core-es5.ts [file]` writes it to
 * build/core-es5.js; it defines the global `EntenteCore`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asScript, link } from './core-es5/link.ts';

const root = join(import.meta.dirname, '..', '..');

/** Throws where the core cannot be built, or the result is not ES5. */
export async function buildCoreEs5(): Promise<string> {
  return asScript(await link({ root, entry: join(root, 'shared', 'core', 'index.ts') }), 'EntenteCore');
}

if (import.meta.main) {
  const file = process.argv[2] ?? join(root, 'build', 'core-es5.js');
  const code = await buildCoreEs5();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  console.log(`${file}: ${Math.round(code.length / 1024)} KiB of ES5.`);
}
