/** What a large file leaves behind does not pile up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openSpool, readRange } from './spool.ts';

const MiB = 1024 * 1024;
const size = 256 * MiB;
const part = 128 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'entente-lean-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('buffers of a file that is kept and read again are at most a fraction of it', async () => {
  const held = (): number => process.memoryUsage().arrayBuffers;
  let most = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let made = 0; made < size; made += part) {
      most = Math.max(most, held());
      yield await Promise.resolve(Buffer.alloc(part, 1));
    }
  }
  const spool = openSpool(folder);
  const before = held();
  const file = await spool.keep('large', async () => await Promise.resolve(source()));
  for (let offset = 0; offset < size; offset += part) {
    await readRange(file, offset, part);
    most = Math.max(most, held());
  }
  expect(most - before).toBeLessThan(size / 8);
});
