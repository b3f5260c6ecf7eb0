/**
 * The platform's pages load prototype.js, which puts an `Array.from` of its own in the place of the language's: that one
 * knows no iterables. Imported before everything else.
 */
const given = Array.from;

if (given(new Set([1])).length !== 1) {
  Array.from = <T, U>(source: Iterable<T> | ArrayLike<T>, change?: (item: T, index: number) => U): (T | U)[] => {
    const items: T[] = Symbol.iterator in source ? [...source] : given(source);
    return change === undefined ? items : items.map((item, index) => change(item, index));
  };
}
export {};
