/**
 * Files on their way, on disk instead of in memory.
 *
 * 1. A file that was read once is kept for a while, because its chunks are asked for one by one and trackers promise
 *    no ranges; the oldest go when there are many or they are large, and the folder is emptied by its owner at start.
 * 2. At most one chunk of a file is in memory, and what others have left behind is not left to lie (lean.ts).
 */
import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { passed, whilePassing } from './lean.ts';

export interface SpooledFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface Spool {
  /** The file of that name, fetched by `source` where it is not here any more. */
  keep(name: string, source: () => Promise<AsyncIterable<Uint8Array>>): Promise<SpooledFile>;
  forget(name: string): Promise<void>;
  /** A file for the time that `during` takes. */
  briefly<Result>(source: AsyncIterable<Uint8Array>, during: (file: SpooledFile) => Promise<Result>): Promise<Result>;
}

const MOST_FILES = 16;
const MOST_BYTES = 4 * 1024 * 1024 * 1024;

/** `mostBytes`: of kept files together; the latest is kept whatever its size. */
export function openSpool(folder: string, mostBytes = MOST_BYTES): Spool {
  const kept = new Map<string, Promise<SpooledFile>>();
  const sizes = new Map<string, number>();
  const forget = async (name: string): Promise<void> => {
    const file = kept.get(name);
    kept.delete(name);
    sizes.delete(name);
    const path = await file?.then((one) => one.path).catch(() => undefined);
    if (path !== undefined) await rm(path, { force: true });
  };
  const makeRoom = async (latest: string): Promise<void> => {
    for (const name of sizes.keys()) {
      const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      if (total > mostBytes && name !== latest) await forget(name);
    }
  };
  return {
    keep: async (name, source) => {
      const known = kept.get(name);
      const file = known ?? source().then(async (bytes) => await write(folder, bytes));
      // Last in the map is last to go.
      kept.delete(name);
      kept.set(name, file);
      const oldest = [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_FILES));
      for (const one of oldest) await forget(one);
      try {
        const { size } = await file;
        sizes.delete(name);
        if (kept.get(name) === file) sizes.set(name, size);
        await makeRoom(name);
        return await file;
      } catch (error) {
        kept.delete(name);
        throw error;
      }
    },
    forget,
    briefly: async (source, during) => {
      const file = await write(folder, source);
      try {
        return await whilePassing(file.size, async () => await during(file));
      } finally {
        await rm(file.path, { force: true });
      }
    },
  };
}

/** At most `length` bytes from `offset`; fewer only at the end. */
export async function readRange(file: SpooledFile, offset: number, length: number): Promise<Buffer> {
  const handle = await open(file.path, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, file.size - offset)));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    passed(bytesRead);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A request body that is read from disk as it is sent, with its length known beforehand. */
export async function asBody(file: SpooledFile): Promise<Blob> {
  return await openAsBlob(file.path);
}

async function write(folder: string, source: AsyncIterable<Uint8Array>): Promise<SpooledFile> {
  const path = join(folder, `${randomUUID()}.part`);
  const handle = await open(path, 'wx', 0o600);
  try {
    return { path, ...(await copy(handle, source)) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function copy(handle: FileHandle, source: AsyncIterable<Uint8Array>): Promise<Omit<SpooledFile, 'path'>> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    await handle.writeFile(chunk);
    size += chunk.length;
    passed(chunk.length);
  }
  return { size, sha256: hash.digest('hex') };
}
