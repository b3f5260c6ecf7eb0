/** Node's `fetch` sends a file on disk piece by piece. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asBody } from './spool.ts';
import { uploadInit, wasRedirected } from './upload.ts';

const MiB = 1024 * 1024;
const size = 128 * MiB;
const folder = mkdtempSync(join(tmpdir(), 'entente-upload-'));
const path = join(folder, 'large.bin');
const bytes = randomBytes(MiB);
let server: Server;
let url = '';
let taken = '';
let received = 0;
/** What this process holds outside of its heap, at most while the server reads: measured at each eighth of the file. */
let most = 0;

/** Bytes of buffers that are still held. Without collecting what nobody holds, this would measure when the engine last did. */
function held(): number {
  setFlagsFromString('--expose-gc');
  // The second waits for the first one's sweeping, which another thread does.
  runInNewContext('gc()');
  runInNewContext('gc()');
  return process.memoryUsage().arrayBuffers;
}

beforeAll(async () => {
  for (let i = 0; i < size / MiB; i++) writeFileSync(path, bytes, { flag: 'a' });
  server = createServer((request, response) => {
    if (request.url === '/moved') {
      response.writeHead(302, { location: '/' }).end();
      return;
    }
    const hash = createHash('sha256');
    request.on('data', (part: Buffer) => {
      hash.update(part);
      const eighth = size / 8;
      const passed = Math.floor(received / eighth) < Math.floor((received + part.length) / eighth);
      received += part.length;
      if (passed) most = Math.max(most, held());
    });
    request.on('end', () => {
      taken = hash.digest('hex');
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a file is never in memory as a whole', async () => {
  const before = held();
  const answer = await fetch(url, { method: 'POST', body: await asBody({ path, size, sha256: '' }), ...uploadInit });
  expect(await answer.text()).toBe('ok');
  const whole = createHash('sha256');
  for (let i = 0; i < size / MiB; i++) whole.update(bytes);
  expect(taken).toBe(whole.digest('hex'));
  expect(most - before).toBeLessThan(size / 8);
});

test('a redirect is told from other failures', async () => {
  const moved = await fetch(`${url}/moved`, { method: 'POST', body: 'x', ...uploadInit }).catch((caught: unknown) => caught);
  expect(wasRedirected(moved)).toBe(true);
  expect(wasRedirected(new Error('fetch failed'))).toBe(false);
});
