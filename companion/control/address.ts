/** Where the command line finds a running companion: a socket in the data folder, which only the companion's user may enter. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export function controlAddress(dataDir: string): string {
  // https://nodejs.org/api/net.html#identifying-paths-for-ipc-connections
  if (process.platform === 'win32') return `\\\\.\\pipe\\entente-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  return join(dataDir, 'control.sock');
}
