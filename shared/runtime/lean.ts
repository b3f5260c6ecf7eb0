/**
 * Keeps what files leave behind small. Their bytes pass through in buffers and texts that are done with at once; the engine, which counts
 * buffers as almost nothing, lets 150 MB and more of them lie before it looks, the more the larger the file is.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Looking through what is young takes a millisecond or two. */
const EACH_BYTES = 8 * 1024 * 1024;
const EACH_MS = 50;

/** Texts and buffers that were in use while the young were looked through count as old, and are not looked at again soon. */
const MOST_OLD_BYTES = 24 * 1024 * 1024;

type Kind = 'minor' | 'major';

let collector: ((kind: Kind) => void) | null = null;
let since = 0;
/** Large texts and buffers that the latest thorough look has left. */
let old = 0;

function collect(): void {
  since = 0;
  collector ??= findCollector();
  collector('minor');
  // The engine looks thoroughly by itself, too.
  old = Math.min(old, left());
  if (left() < old + MOST_OLD_BYTES) return;
  collector('major');
  old = left();
}

/** Bytes of large texts and of buffers, after the young were looked through. */
function left(): number {
  const large = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'large_object_space');
  return process.memoryUsage().arrayBuffers + (large?.space_used_size ?? 0);
}

/** Where an engine does not let itself be asked there is nothing to do. */
function findCollector(): (kind: Kind) => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? (type) => void Reflect.apply(found, undefined, [{ type }]) : () => undefined;
}

/** So many bytes of a file have passed through this process. */
export function passed(bytes: number): void {
  since += bytes;
  if (since >= EACH_BYTES) collect();
}

/** For a file of `size` bytes that others read meanwhile, piece by piece. */
export async function whilePassing<Result>(size: number, during: () => Promise<Result>): Promise<Result> {
  if (size < EACH_BYTES) return await during();
  const timer = setInterval(collect, EACH_MS);
  try {
    return await during();
  } finally {
    clearInterval(timer);
  }
}
