import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { asBody, openSpool, readRange } from './spool.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-spool-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function* source(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

test('a file is fetched once, then read in ranges', async () => {
  const spool = openSpool(folder);
  let fetched = 0;
  const fetch = async (): Promise<AsyncIterable<Uint8Array>> => {
    fetched++;
    return source('hello ', 'world');
  };
  const [file] = await Promise.all([spool.keep('a', fetch), spool.keep('a', fetch)]);
  expect(file).toMatchObject({ size: 11, sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9' });
  expect((await readRange(file, 4, 4)).toString()).toBe('o wo');
  expect((await readRange(file, 9, 100)).toString()).toBe('ld');
  expect((await readRange(file, 11, 5)).length).toBe(0);
  expect(fetched).toBe(1);
  await spool.forget('a');
  await spool.keep('a', fetch);
  expect(fetched).toBe(2);
  await spool.forget('a');
});

test('a fetch that fails leaves nothing behind and is tried again', async () => {
  const spool = openSpool(folder);
  await expect(spool.keep('b', async () => broken())).rejects.toThrow('connection lost');
  expect(readdirSync(folder)).toEqual([]);
  expect((await spool.keep('b', async () => source('whole'))).size).toBe(5);
  await spool.forget('b');
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('connection lost');
}

test('large files make room for the latest, however large that is', async () => {
  const spool = openSpool(folder, 100);
  const keep = async (name: string, size: number) => await spool.keep(name, async () => source('x'.repeat(size)));
  for (const name of ['a', 'b', 'c']) await keep(name, 40);
  expect(readdirSync(folder)).toHaveLength(2);
  await keep('b', 40);
  await keep('d', 50);
  expect((await keep('b', 1)).size).toBe(40);
  await keep('e', 500);
  expect(readdirSync(folder)).toHaveLength(1);
  expect((await keep('e', 1)).size).toBe(500);
  await spool.forget('e');
});

test('only the newest files are kept', async () => {
  const spool = openSpool(folder);
  for (let i = 0; i < 20; i++) await spool.keep(`file ${i}`, async () => source(`${i}`));
  expect(readdirSync(folder)).toHaveLength(16);
  for (let i = 0; i < 20; i++) await spool.forget(`file ${i}`);
});

test('a brief file can be sent as a body, and is gone afterwards', async () => {
  const body = await openSpool(folder).briefly(source('x'.repeat(1000)), async (file) => {
    const blob = await asBody(file);
    return { size: blob.size, text: await blob.text() };
  });
  expect(body).toEqual({ size: 1000, text: 'x'.repeat(1000) });
  expect(readdirSync(folder)).toEqual([]);
});
