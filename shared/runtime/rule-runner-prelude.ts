/**
 * Runs in the sandbox before each script. QuickJS asks its interrupt handler between the script's own steps, not inside its
 * native loops, and an array of four thousand million empty places costs nothing to make: such loops are refused, or
 * in-process nothing could end them.
 *
 * 1. On arrays these methods see the array's own length, which no getter can fake; on anything else they are refused.
 */
export const PRELUDE = `(() => {
  const { apply, defineProperty } = Reflect;
  const { isArray } = Array;
  const proto = Array.prototype;
  for (const name of ['at', 'concat', 'copyWithin', 'fill', 'flat', 'includes', 'indexOf', 'join', 'lastIndexOf', 'reverse', 'shift', 'slice', 'sort', 'splice', 'toReversed', 'toSorted', 'toSpliced', 'toString', 'unshift', 'with',
    'every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'forEach', 'map', 'reduce', 'reduceRight', 'some', 'toLocaleString']) {
    const native = proto[name];
    if (typeof native !== 'function') continue;
    const value = function (...args) {
      if (!isArray(this)) throw new TypeError('Array.prototype.' + name + ' works on arrays only');
      if (this.length > 5000000) throw new RangeError('the array is too long');
      return apply(native, this, args);
    };
    defineProperty(proto, name, { value, writable: true, configurable: true, enumerable: false });
  }
})()`;
