/**
 * The platform's pages load prototype.js, which puts an `Array.from` of its own in the place of the language's: that one
 * knows no iterables. Imported before everything else; package.json names it, or the bundler would leave it out.
 */
const given = Array.from;

/** A text is one too, and no object. */
const isIterable = <T>(source: Iterable<T> | ArrayLike<T>): source is Iterable<T> => Symbol.iterator in Object(source);

if (given(new Set([1])).length !== 1) {
  Array.from = <T, U>(source: Iterable<T> | ArrayLike<T>, change?: (item: T, index: number) => U): (T | U)[] => {
    const items: T[] = isIterable(source) ? [...source] : given(source);
    return change === undefined ? items : items.map((item, index) => change(item, index));
  };
}
export {};
