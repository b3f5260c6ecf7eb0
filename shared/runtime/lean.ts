/**
 * Keeps what files leave behind small. Their bytes pass through in buffers and texts that are done with at once; the engine, which counts
 * buffers as almost nothing, lets 150 MB and more of them lie before it looks, the more the larger the file is.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Looking through what is young takes a millisecond or two. */
const EACH_BYTES = 8 * 1024 * 1024;
const EACH_MS = 50;

let collector: (() => void) | null = null;
let since = 0;

function collect(): void {
  since = 0;
  collector ??= findCollector();
  collector();
}

/** Where an engine does not let itself be asked there is nothing to do. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? () => void Reflect.apply(found, undefined, [{ type: 'minor' }]) : () => undefined;
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
