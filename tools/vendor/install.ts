/**
 * Installs the vendors' packaging tools beside the house: 500 packages that only the gates need, so not with `npm ci` of the root.
 *
 * `--ignore-scripts`: keytar among them would be built natively, and nothing here logs in.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const vendorFolder = import.meta.dirname;

/** Runs `npm ci` where the lock file is newer than what is installed; otherwise returns at once. */
export function installVendorTools(): void {
  const lock = createHash('sha256')
    .update(readFileSync(join(vendorFolder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(vendorFolder, 'node_modules', '.entente-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: vendorFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm ci in tools/vendor failed (${npm.status ?? npm.error?.message ?? 'no status'}).`);
  writeFileSync(stamp, lock);
}

if (import.meta.main) installVendorTools();
