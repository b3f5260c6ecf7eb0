/**
 * The order of test files: what takes long comes first, so that no worker is the last one for minutes. jest's own order goes by how long
 * each has taken before, and on a fresh clone by the length of the file: the simulator's seeds are three lines, and would come last.
 *
 * https://jestjs.io/docs/configuration#testsequencer-string
 */
import { statSync } from 'node:fs';

/** Parts of paths, the longest first; in turn what computes and what waits. */
const first = [
  '/tests/kill/',
  '/tests/simulate/seeds-1',
  '/tests/pair/public/',
  '/tests/simulate/seeds-2',
  '/tests/pair/private-initiator/',
  '/tests/simulate/seeds-3',
  '/tests/pair/private-acceptor/',
  '/tests/simulate/seeds-4',
  '/tests/built/',
  '/tests/browser/',
  '/tests/pair/',
  '/tests/trouble/',
  '/tests/packaging/',
  '/companion/operations/',
  '/shared/core/',
];

function rankOf(path) {
  const rank = first.findIndex((part) => path.replaceAll('\\', '/').includes(part));
  return rank < 0 ? first.length : rank;
}

export default class LongestFirst {
  sort(tests) {
    const keyed = tests.map((test) => ({ test, rank: rankOf(test.path), size: statSync(test.path).size }));
    return keyed.toSorted((a, b) => a.rank - b.rank || b.size - a.size || (a.test.path < b.test.path ? -1 : 1)).map(({ test }) => test);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
