/** Large attachments (blobs.ts, 3 and 4): what is asked for at once, and what is ever held of a file. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, type PairSide, type SyncPair } from '@entente/testkit';
import type { Store, Tracker } from '@entente/core';
import { BLOB_CHUNK } from '@entente/core';

const rules = createRuleRunner({ worker: false });
const SIZE = 5_000_001;
const bytes = Uint8Array.from({ length: SIZE }, (_, i) => (i * 7919 + (i >> 8)) % 251);

interface Watched {
  /** Bytes that the tracker was asked for at a time. */
  readonly read: number[];
  /** Bytes that were asked for at a time while the file was attached. */
  readonly given: number[];
  /** Chunks that came out of listings. */
  listed: number;
}

function watch(side: PairSide): Watched {
  const seen: Watched = { read: [], given: [], listed: 0 };
  const tracker: Tracker = { ...side.tracker };
  const store: Store = { ...side.store };
  Object.assign(side.tracker, {
    readAttachment: async (...args: Parameters<Tracker['readAttachment']>) => (
      seen.read.push(args[3]),
      await tracker.readAttachment(...args)
    ),
    addAttachment: async (...[intent, issueId, file, read]: Parameters<Tracker['addAttachment']>) =>
      await tracker.addAttachment(intent, issueId, file, async (offset, length) => (seen.given.push(length), await read(offset, length))),
  } satisfies Partial<Tracker>);
  Object.assign(side.store, {
    list: async (...args: Parameters<Store['list']>) => {
      const records = await store.list(...args);
      if (args[0] === 'chunk') seen.listed += records.length;
      return records;
    },
  } satisfies Partial<Store>);
  return seen;
}

/** As exchanges carry them: at most five chunks at a time. Answers how many exchanges it took. */
async function carryAll({ a, b, connectionId }: SyncPair): Promise<number> {
  for (let exchanges = 0; ; exchanges++) {
    const wants = await b.engine.wants(connectionId, 5);
    if (wants.length === 0) return exchanges;
    const chunks = await a.engine.serve(connectionId, wants);
    expect(chunks.every(({ data }) => data.length <= 175_000)).toBe(true);
    await b.engine.receive(connectionId, chunks);
  }
}

test('a large file goes five chunks at a time, each asked of the tracker once, and is never whole in memory', async () => {
  const limits = { read: 1e8, write: 1e8 };
  const pair = await createSyncPair({ rules, crypto: nodeCrypto(), maxAttachmentBytes: limits });
  const [sender, receiver] = [watch(pair.a), watch(pair.b)];
  const made = pair.a.tracker.people.create('p1', { summary: 'One' });
  pair.a.tracker.people.attach(made, 'large.bin', bytes);
  const forever = pair.clock.now() + 1e9;
  await pair.a.engine.collect(forever);
  await pair.carry(pair.a, pair.b);
  await pair.b.engine.apply(pair.connectionId, forever);
  const exchanges = await carryAll(pair);
  expect(exchanges).toBe(Math.ceil(SIZE / (5 * BLOB_CHUNK)));
  expect(sender.read).toHaveLength(exchanges);
  expect(Math.max(...sender.read)).toBe(5 * BLOB_CHUNK);
  await pair.settle();
  const [copy] = pair.b.tracker.issues()[0]?.attachments ?? [];
  expect(copy === undefined ? null : Buffer.from(pair.b.tracker.bytes(copy.id)).equals(Buffer.from(bytes))).toBe(true);
  expect(Math.max(...receiver.given)).toBeLessThanOrEqual(131_072);
  expect([sender.listed, receiver.listed]).toEqual([0, 0]);
  expect(pair.b.store.dump('chunk')).toEqual([]);
  expect(pair.b.store.dump('blob')).toEqual([]);
});

test('a partner whose chunks have another length is asked for those', async () => {
  const pair = await createSyncPair({ rules, crypto: nodeCrypto() });
  const made = pair.a.tracker.people.create('p1', { summary: 'One' });
  pair.a.tracker.people.attach(made, 'file.bin', bytes.subarray(0, 300_000));
  const forever = pair.clock.now() + 1e9;
  await pair.a.engine.collect(forever);
  await pair.carry(pair.a, pair.b);
  await pair.b.engine.apply(pair.connectionId, forever);
  const [first] = await pair.b.engine.wants(pair.connectionId, 5);
  if (first === undefined) throw new Error('nothing is wanted');
  const chunk = (offset: number, length: number) => ({
    ...first,
    offset,
    total: 300_000,
    data: Buffer.from(bytes.subarray(offset, offset + length)).toString('base64'),
  });
  await pair.b.engine.receive(pair.connectionId, [chunk(0, 60_000), chunk(131_070, 60_000)]);
  expect((await pair.b.engine.wants(pair.connectionId, 3)).map(({ offset }) => offset)).toEqual([60_000, 120_000, 180_000]);
  for (let offset = 60_000; offset < 300_000; offset += 60_000) await pair.b.engine.receive(pair.connectionId, [chunk(offset, 60_000)]);
  await pair.settle();
  expect(pair.b.tracker.issues()[0]?.attachments).toMatchObject([{ size: 300_000 }]);
  expect(pair.b.store.dump('chunk')).toEqual([]);
});
