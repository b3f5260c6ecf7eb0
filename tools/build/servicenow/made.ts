/** Of which input the records were made: they are made anew where it differs. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkFolder } from './sdk.ts';

/** A folder for each input, and the name of the one that was built last: servicenow-scoped/standin/app/built.ts reads it. */
const builds = join(import.meta.dirname, '..', '..', '..', 'build', 'servicenow');
const latest = join(builds, 'latest');

/** All that the SDK reads: its own version, the fluent records, and what the two steps before have written. */
const inputs = ['package.json', 'package-lock.json', 'now.config.json', 'now.prebuild.mjs', 'src'];

function inputHash(): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const whole = join(sdkFolder, input);
    const below = input === 'src' ? readdirSync(whole, { recursive: true, withFileTypes: true }) : null;
    const files = below === null ? [whole] : below.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    for (const file of files.toSorted())
      hash
        .update(`${file.slice(sdkFolder.length)}\n`)
        .update(readFileSync(file))
        .update('\n');
  }
  return hash.digest('hex');
}

function hasPackage(): boolean {
  const target = join(sdkFolder, 'target');
  return existsSync(target) && readdirSync(target).some((name) => name.endsWith('.zip'));
}

const nameOfLatest = (): string | null => (existsSync(latest) ? readFileSync(latest, 'utf8') : null);

export function isMade(): boolean {
  const made = inputHash();
  return nameOfLatest() === made && existsSync(join(builds, made)) && hasPackage();
}

/**
 * Takes what the SDK has built to where it is run from. It builds in place, beginning with nothing: tests that run meanwhile read what
 * was there before, so that is left for one build more.
 */
export function keep(): void {
  const before = nameOfLatest();
  const made = inputHash();
  mkdirSync(builds, { recursive: true });
  const copy = mkdtempSync(join(builds, 'copy-'));
  cpSync(join(sdkFolder, 'dist', 'app'), copy, { recursive: true });
  if (existsSync(join(builds, made))) rmSync(copy, { recursive: true });
  else renameSync(copy, join(builds, made));
  writeFileSync(`${latest}-next`, made);
  renameSync(`${latest}-next`, latest);
  for (const { name } of readdirSync(builds, { withFileTypes: true }).filter((one) => one.isDirectory() && /^[0-9a-f]{64}$/.test(one.name)))
    if (name !== made && name !== before) rmSync(join(builds, name), { recursive: true });
}
