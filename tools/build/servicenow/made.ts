/** Of which input the records were made: they are made anew where it differs. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkFolder } from './sdk.ts';

const stamp = join(sdkFolder, 'dist', '.input');
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

export function isMade(): boolean {
  return existsSync(stamp) && hasPackage() && readFileSync(stamp, 'utf8') === inputHash();
}

/** Before a build: one that fails midway leaves nothing that counts. */
export function sayNothingIsMade(): void {
  rmSync(stamp, { force: true });
}

export function noteInput(): void {
  writeFileSync(stamp, inputHash());
}
