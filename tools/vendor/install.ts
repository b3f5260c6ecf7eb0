/**
 * Installs the vendors' packaging tools beside the house: 500 packages that only the gates need, so not with `npm ci` of the root.
 *
 * `--ignore-scripts`: keytar among them would be built natively, and nothing here logs in. `--include=dev`: where NODE_ENV is
 * `production` npm would install nothing. `--prefer-offline`: what the lock file names never changes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const vendorFolder = import.meta.dirname;

export function installVendorTools(): void {
  installLocked(vendorFolder);
}

function lockOf(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

const stampOf = (folder: string): string => join(folder, 'node_modules', '.entente-lock');

/** Whether what the folder's lock file names is there. */
export function isInstalled(folder: string): boolean {
  const stamp = stampOf(folder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockOf(folder);
}

/** Runs `npm ci` in the folder where its lock file is not that of what is installed; otherwise returns at once. */
export function installLocked(folder: string): void {
  if (isInstalled(folder)) return;
  const npm = spawnSync('npm', ['ci', '--include=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm ci in ${folder} failed (${npm.status ?? npm.error?.message ?? 'no status'}).`);
  writeFileSync(stampOf(folder), lockOf(folder));
}

if (import.meta.main) installVendorTools();
