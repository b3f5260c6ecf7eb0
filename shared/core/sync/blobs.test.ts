/** Large attachments (blobs.ts, 3 and 4): what is asked for at once, and what is ever held of a file. */
import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, type PairSide, type SyncPair } from '@entente/testkit';
import type { Store, Tracker } from '@entente/core';
import { BLOB_CHUNK, faultError } from '@entente/core';
import { readTwin } from './twin.schema.ts';

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

const skippedOf = (side: PairSide) => readTwin(side.store.dump('twin')[0]?.value).skipped;
const attached = async (prepare: (pair: SyncPair) => void): Promise<SyncPair> => {
  const pair = await createSyncPair({ rules, crypto: nodeCrypto(), maxAttachmentBytes: { read: 5000, write: 4000 } });
  prepare(pair);
  const made = pair.a.tracker.people.create('p1', { summary: 'One' });
  pair.a.tracker.people.attach(made, 'huge.bin', bytes.subarray(0, 6000));
  pair.a.tracker.people.attach(made, 'large.bin', bytes.subarray(0, 4500));
  pair.a.tracker.people.attach(made, 'middle.bin', bytes.subarray(0, 3500));
  pair.a.tracker.people.attach(made, 'small.bin', bytes.subarray(0, 1000));
  await pair.settle();
  return pair;
};
const namesOf = (side: PairSide) => (side.tracker.issues()[0]?.attachments ?? []).map(({ filename }) => filename);

test('what one side cannot read or the other cannot write is named on the twins of both, and everything else arrives', async () => {
  const pair = await attached(() => undefined);
  expect(namesOf(pair.b)).toEqual(['middle.bin', 'small.bin']);
  expect(skippedOf(pair.a)).toMatchObject([{ side: 'ours', filename: 'huge.bin', size: 6000, why: 'tooBigToRead' }]);
  expect(skippedOf(pair.b)).toMatchObject([
    { side: 'theirs', filename: 'large.bin', size: 4500, why: 'tooBigToWrite' },
    { side: 'theirs', filename: 'huge.bin', size: 6000, why: 'tooBigToRead' },
  ]);
  const [made] = pair.a.tracker.issues();
  const huge = made?.attachments.find(({ filename }) => filename === 'huge.bin');
  if (made === undefined || huge === undefined) throw new Error('unreachable');
  pair.a.tracker.people.removeAttachment(made.id, huge.id);
  await pair.settle();
  expect(skippedOf(pair.b).map(({ filename }) => filename)).toEqual(['large.bin']);
});

test('the host’s own limit counts where it tells it, and its refusal where it does not', async () => {
  let asked = 0;
  const told = await attached(({ b }) => {
    Object.assign(b.tracker, { attachmentLimit: async () => (asked++, await Promise.resolve(2000)) } satisfies Partial<Tracker>);
  });
  expect(namesOf(told.b)).toEqual(['small.bin']);
  expect(asked).toBe(1);
  const refused = await attached(({ b }) => {
    const tracker: Tracker = { ...b.tracker };
    Object.assign(b.tracker, {
      addAttachment: async (...args: Parameters<Tracker['addAttachment']>) => {
        if (args[2].size > 2000) throw faultError({ whose: 'tracker', code: 'attachment.tooLarge' });
        return await tracker.addAttachment(...args);
      },
    } satisfies Partial<Tracker>);
  });
  expect(namesOf(refused.b)).toEqual(['small.bin']);
  expect(skippedOf(refused.b).map(({ filename, why }) => [filename, why])).toContainEqual(['middle.bin', 'tooBigToWrite']);
  expect(refused.b.store.dump('chunk')).toEqual([]);
});
