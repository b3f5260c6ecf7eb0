/**
 * Blobs: attachments, and replicas too long for a message. PROTOCOL §3
 *
 * 1. Only what was announced on a connection is served on it.
 * 2. A blob is received in order, each chunk once; a chunk that does not fit where the last one ended is ignored and asked
 *    for again.
 * 3. Chunks are multiples of three bytes, so that their base64 joins without being decoded.
 * 4. Whatever its size, no more of a blob is in memory than one exchange carries.
 */
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import { base64Decode, base64Encode } from '../connection/invitation/base64.ts';
import { listAll } from '../connection/store/rows.ts';
import { eachOf } from '../each-of.ts';
import { faultError } from '../fault.ts';
import type { ConnectionId, Sha256 } from '../ids.ts';
import { id } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Write } from '../ports.ts';
import type { ReadChunk } from '../tracker.ts';
import { objectOf } from '../rules/values.ts';
import { base64Join, base64Length, base64Range } from './base64-range.ts';
import type { BlobChunk, BlobWant } from './engine.ts';
import type { Loaded, Sync } from './records.ts';
import { chunkKey, commit, inBlobKey, load, outBlobKey } from './records.ts';
import type { InBlob, OutBlob, Twin } from './twin.schema.ts';
import { readChunk, readInBlob, readOutBlob } from './twin.schema.ts';

/** The most a chunk may be: 128 KiB. */
const MAX_CHUNK = 131_072;
/** What we send: the largest multiple of three below. Whoever reads a blob in steps of this reads it chunk by chunk. */
export const BLOB_CHUNK = 131_070;
const CHUNK = BLOB_CHUNK;
const MAX_TEXT = 4 * 1024 * 1024;
/** Blobs that are read from the tracker at once. */
const AT_ONCE = 5;
const DAY_MS = 24 * 60 * 60_000;
/** Not asked for any longer. */
const UNFINISHED_MS = 7 * DAY_MS;
/** Forgotten, whole or not: nobody has needed it. */
const KEPT_MS = 8 * DAY_MS;

export async function wants(sync: Sync, connectionId: ConnectionId, limit: number): Promise<readonly BlobWant[]> {
  const wanted: BlobWant[] = [];
  const prefix = connectionId + ':in:';
  for (const record of await listAll(sync.ports.store, 'blob', prefix)) {
    const blob = readInBlob(record.value);
    const age = sync.ports.clock.now() - blob.startedAt;
    if (age > KEPT_MS) await forgetBlob(sync, record.key);
    if (blob.received >= blob.size || age > UNFINISHED_MS || wanted.length >= limit) continue;
    const sha256 = id<Sha256>(record.key.slice(prefix.length));
    // As many at once as there is room for: of a partner whose first chunk has not come, of the length that we send ourselves.
    for (let offset = blob.received; offset < blob.size && wanted.length < limit; offset += blob.step ?? CHUNK)
      wanted.push({ sha256, offset });
  }
  return wanted;
}

export async function serve(sync: Sync, connectionId: ConnectionId, asked: readonly BlobWant[]): Promise<readonly BlobChunk[]> {
  const runs: { readonly first: BlobWant; readonly count: number; chunks: readonly BlobChunk[] }[] = [];
  for (let at = 0; at < asked.length;) {
    const count = together(asked, at);
    const first = asked[at];
    at += count;
    if (first !== undefined && /^[0-9a-f]{64}$/.test(first.sha256)) runs.push({ first, count, chunks: [] });
  }
  await eachOf(sync.ports, runs, AT_ONCE, async (run) => {
    run.chunks = await serveRun(sync, connectionId, run.first, run.count);
  });
  const all: BlobChunk[] = [];
  for (const { chunks } of runs) for (const chunk of chunks) all.push(chunk);
  return all;
}

async function serveRun(sync: Sync, connectionId: ConnectionId, first: BlobWant, count: number): Promise<readonly BlobChunk[]> {
  const blob = await load(sync.ports.store, 'blob', outBlobKey(connectionId, first.sha256), readOutBlob);
  if (blob === null || !(first.offset >= 0 && first.offset < blob.value.size)) return [];
  const { size } = blob.value;
  // One question to the tracker for all of them. The texts of ours are stored chunk by chunk.
  const length = Math.min(CHUNK * (blob.value.attachment === null ? 1 : count), size - first.offset);
  const data = await readOut(sync, blob, first.offset, length);
  const chunks: BlobChunk[] = [];
  for (let done = 0; data !== null && done < length; done += CHUNK)
    chunks.push({
      sha256: first.sha256,
      offset: first.offset + done,
      total: size,
      data: base64Range(data, done, Math.min(CHUNK, length - done)),
    });
  return chunks;
}

/** How many from `at` on are the chunks of one blob, one after the other. */
function together(asked: readonly BlobWant[], at: number): number {
  const first = asked[at];
  let count = 1;
  while (first !== undefined && asked[at + count]?.sha256 === first.sha256 && asked[at + count]?.offset === first.offset + count * CHUNK)
    count += 1;
  return count;
}

async function readOut(sync: Sync, blob: Loaded<OutBlob>, offset: number, length: number): Promise<string | null> {
  const { attachment } = blob.value;
  if (attachment !== null) {
    try {
      return await sync.ports.tracker.readAttachment(id(attachment.issueId), id(attachment.attachmentId), offset, length);
    } catch (caught) {
      // It may have been deleted since: the partner asks again or hears of it in a later message.
      sync.ports.log.write('warn', 'blob.unreadable', { issueId: attachment.issueId, why: caught instanceof Error ? caught.message : '' });
      return null;
    }
  }
  const start = Math.floor(offset / CHUNK) * CHUNK;
  const chunk = await load(sync.ports.store, 'chunk', chunkKey(blob.key, start), readChunk);
  return chunk === null ? null : base64Range(chunk.value.data, offset - start, Math.min(length, start + CHUNK - offset));
}

export async function receive(sync: Sync, connectionId: ConnectionId, chunks: readonly BlobChunk[]): Promise<void> {
  for (const chunk of chunks) {
    if (!/^[0-9a-f]{64}$/.test(chunk.sha256)) continue;
    const blob = await load(sync.ports.store, 'blob', inBlobKey(connectionId, chunk.sha256), readInBlob);
    const length = base64Length(chunk.data);
    if (blob === null || length === null || !fits(blob.value, chunk, length)) continue;
    const step = blob.value.step ?? length;
    // A conflict: another worker has stored it.
    await sync.ports.store.commit([
      {
        op: 'replace',
        table: 'blob',
        key: blob.key,
        version: blob.version,
        value: { ...blob.value, step, received: chunk.offset + length },
      },
      { op: 'put', table: 'chunk', key: chunkKey(blob.key, chunk.offset), value: { data: chunk.data } },
    ]);
  }
}

function fits(blob: InBlob, chunk: BlobChunk, length: number): boolean {
  if (chunk.offset !== blob.received || chunk.total !== blob.size || length < 1 || length > MAX_CHUNK) return false;
  const end = chunk.offset + length;
  if (end > blob.size) return false;
  return blob.step === null || length === blob.step || (end === blob.size && length < blob.step);
}

/** Asks for a blob, if nobody has yet. True: it is here, whole. */
export async function blobHere(sync: Sync, connectionId: ConnectionId, sha256: string, size: number): Promise<boolean> {
  const key = inBlobKey(connectionId, sha256);
  const blob = await load(sync.ports.store, 'blob', key, readInBlob);
  if (blob !== null && blob.value.size === size) return blob.value.received >= size;
  const fresh: InBlob = { size, received: 0, step: null, startedAt: sync.ports.clock.now() };
  if (blob === null) await sync.ports.store.commit([{ op: 'create', table: 'blob', key, value: fresh }]);
  else await sync.ports.store.commit([{ op: 'replace', table: 'blob', key, version: blob.version, value: fresh }]);
  return size === 0;
}

/** Asked for a week ago, and still not whole: the partner no longer has it. */
export async function blobGivenUp(sync: Sync, connectionId: ConnectionId, sha256: string): Promise<boolean> {
  const blob = await load(sync.ports.store, 'blob', inBlobKey(connectionId, sha256), readInBlob);
  return blob !== null && blob.value.received < blob.value.size && blob.value.startedAt + UNFINISHED_MS < sync.ports.clock.now();
}

/** Reads what was received, for Tracker.addAttachment, which checks the whole. */
export async function chunkReader(sync: Sync, connectionId: ConnectionId, sha256: string): Promise<ReadChunk> {
  const key = inBlobKey(connectionId, sha256);
  const blob = await load(sync.ports.store, 'blob', key, readInBlob);
  const step = blob?.value.step ?? 0;
  const size = blob?.value.size ?? 0;
  return async (offset, length) => {
    const end = Math.min(size, offset + length);
    const first = Math.floor(offset / step) * step;
    let data = '';
    for (let start = first; start < end; start += step) {
      const chunk = await load(sync.ports.store, 'chunk', chunkKey(key, start), readChunk);
      if (chunk === null) throw faultError({ whose: 'ours', code: 'blob.missing', retry: 'later' });
      data = base64Join(data, chunk.value.data);
    }
    return base64Range(data, offset - first, Math.max(0, end - offset));
  };
}

/** What it held is asked for again when another message needs it. */
export async function forgetBlob(sync: Sync, blobKey: string): Promise<void> {
  const record = await sync.ports.store.get('blob', blobKey);
  let writes: Write[] = [];
  // By their places, never listed: a listing would bring all that they hold.
  for (const offset of record === null ? [] : chunkOffsets(record.value)) {
    writes.push({ op: 'remove', table: 'chunk', key: chunkKey(blobKey, offset) });
    if (writes.length === 20) {
      await commit(sync, writes);
      writes = [];
    }
  }
  await commit(sync, [...writes, { op: 'remove', table: 'blob', key: blobKey }]);
}

/** `blob`: a record of either direction. */
function chunkOffsets(blob: Json): readonly number[] {
  const { received, step, size, attachment } = objectOf(blob);
  const incoming = typeof received === 'number';
  const end = incoming ? received : attachment === null && typeof size === 'number' ? size : 0;
  const length = incoming ? (typeof step === 'number' ? step : 0) : CHUNK;
  const offsets: number[] = [];
  for (let offset = 0; offset < end && length > 0; offset += length) offsets.push(offset);
  return offsets;
}

/** Attachments of ours that the partner may ask for from now on, in commits of their own. */
export function blobWrites(connectionId: ConnectionId, issueId: string, files: Twin['files']): readonly (readonly Write[])[] {
  const commits: Write[][] = [];
  const seen = new Set<string>();
  for (const { id: attachmentId, file } of files) {
    if (seen.has(file.sha256)) continue;
    seen.add(file.sha256);
    const value: OutBlob = { size: file.size, attachment: { issueId, attachmentId } };
    const last = commits[commits.length - 1];
    const write: Write = { op: 'put', table: 'blob', key: outBlobKey(connectionId, file.sha256), value };
    if (last === undefined || last.length >= 20) commits.push([write]);
    else last.push(write);
  }
  return commits;
}

/** Stores a text of ours to be asked for. Served only from the commit on that writes the returned record. */
export async function storeText(
  sync: Sync,
  connectionId: ConnectionId,
  value: Json,
): Promise<{ readonly sha256: string; readonly size: number; readonly announce: Write }> {
  const text = asciiJson(value);
  if (text.length > MAX_TEXT)
    throw faultError({ whose: 'ours', code: 'replica.tooBig', params: { characters: String(text.length), limit: String(MAX_TEXT) } });
  const sha256 = await sync.ports.crypto.sha256(text);
  const key = outBlobKey(connectionId, sha256);
  for (let offset = 0; offset < text.length; offset += CHUNK) {
    await commit(sync, [
      { op: 'put', table: 'chunk', key: chunkKey(key, offset), value: { data: base64Encode(text.slice(offset, offset + CHUNK)) } },
    ]);
  }
  const record: OutBlob = { size: text.length, attachment: null };
  return { sha256, size: text.length, announce: { op: 'put', table: 'blob', key, value: record } };
}

/** The text received under this hash; null: not whole yet. */
export async function receivedText(sync: Sync, connectionId: ConnectionId, sha256: string, size: number): Promise<string | null> {
  if (size > MAX_TEXT)
    throw faultError({ whose: 'partner', code: 'replica.tooBig', params: { characters: String(size), limit: String(MAX_TEXT) } });
  if (!(await blobHere(sync, connectionId, sha256, size))) return null;
  const read = await chunkReader(sync, connectionId, sha256);
  const parts: string[] = [];
  for (let offset = 0; offset < size; offset += CHUNK) parts.push(base64Decode(await read(offset, CHUNK)) ?? '');
  const text = parts.join('');
  if ((await sync.ports.crypto.sha256(text)) === sha256) return text;
  await forgetBlob(sync, inBlobKey(connectionId, sha256));
  throw faultError({ whose: 'partner', code: 'blob.damaged', retry: 'later' });
}
