/** The vendor's SDK: 380 MB that only this build needs, so an install of its own, on demand. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installLocked } from '../../vendor/install.ts';

export const sdkFolder = join(import.meta.dirname, '..', '..', '..', 'servicenow-scoped', 'sdk');

export function installSdk(): void {
  installLocked(sdkFolder);
}

/** Throws with what it printed. `NODE_ENV=test` keeps it from sending telemetry. */
export function nowSdk(...args: readonly string[]): void {
  const program = join(sdkFolder, 'node_modules', '@servicenow', 'sdk', 'bin', 'index.js');
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd: sdkFolder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1' },
    timeout: 300_000,
  });
  if (result.status !== 0) throw new Error(`now-sdk ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}
