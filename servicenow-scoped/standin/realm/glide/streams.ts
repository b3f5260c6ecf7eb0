/** Bytes as scripts hold them: streams that pass through, and readers of text. Scripts never see the bytes themselves. */
import { strict } from '../realm.ts';
import type { Transaction } from '../transaction.ts';

const contents = new WeakMap<object, { bytes: Uint8Array; taken: boolean }>();

/** A GlideScriptableInputStream; it can be read once. */
export function makeStream(transaction: Transaction, bytes: Uint8Array): object {
  const stream = strict(transaction.realm, 'GlideScriptableInputStream', { toString: () => 'GlideScriptableInputStream' });
  contents.set(stream, { bytes, taken: false });
  return stream;
}

/** @throws where it is no stream, or one that was read already. */
export function drain(transaction: Transaction, stream: unknown): Uint8Array {
  const content = typeof stream === 'object' && stream !== null ? contents.get(stream) : undefined;
  if (content === undefined) return transaction.realm.fail('An input stream is needed');
  if (content.taken) return transaction.realm.fail('Stream closed');
  content.taken = true;
  return content.bytes;
}

export const textReaderClass = (transaction: Transaction): unknown =>
  function GlideTextReader(stream: unknown): object {
    const text = Buffer.from(drain(transaction, stream)).toString('utf8');
    const lines = text === '' ? [] : text.split(/\r?\n/);
    return strict(transaction.realm, 'GlideTextReader', {
      readLine: () => lines.shift() ?? null,
      getEncoding: () => 'UTF-8',
    });
  };
