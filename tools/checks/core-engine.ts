/**
 * Holds shared/core to what all its engines have (DESIGN, "One core, four runtimes"): ordinary async TypeScript that the
 * build can also turn into synchronous ES5.
 *
 * 1. Names are checked against a list of what is allowed, so that what nobody thought of is refused.
 * 2. What only types could tell (a promise from an unknown callback) is left to the type-aware linter.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { asyncNames } from './core-engine/async-names.ts';
import { asyncViolations } from './core-engine/async-rules.ts';
import { languageViolations } from './core-engine/language-rules.ts';
import { schemaViolations } from './core-engine/schema-rules.ts';
import { readSource, type Violation } from './core-engine/source.ts';

export type { Violation } from './core-engine/source.ts';

/** `files`: TypeScript by path relative to the core. */
export function checkSources(files: ReadonlyMap<string, string>): readonly Violation[] {
  const sources = [...files].map(([file, text]) => readSource(file, text));
  const names = asyncNames(sources);
  return sources
    .flatMap((source) => [...languageViolations(source), ...asyncViolations(source, names), ...schemaViolations(source)])
    .toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** All files of the core but its tests and what they share. */
export function coreFiles(root: string): ReadonlyMap<string, string> {
  const files = globSync('**/*.ts', { cwd: root, exclude: ['**/node_modules/**'] }).filter((file) => !/\.(?:test|testing)\.ts$/.test(file));
  return new Map(files.toSorted().map((file) => [file.split(sep).join('/'), readFileSync(join(root, file), 'utf8')]));
}

/** `root`: the folder of the core. */
export function checkCore(root: string): readonly Violation[] {
  return checkSources(coreFiles(root));
}

function main(): void {
  const root = join(import.meta.dirname, '..', '..', 'shared', 'core');
  const count = coreFiles(root).size;
  const violations = checkCore(root);
  for (const { file, line, rule, message } of violations) console.error(`shared/core/${file}:${line}  ${rule}: ${message}`);
  if (violations.length > 0) console.error(`\n${violations.length} places in ${count} files that not every engine can run.`);
  else console.log(`The core's ${count} files keep to what every engine has.`);
  process.exitCode = violations.length > 0 || count < 30 ? 1 : 0;
}

if (import.meta.main) main();
