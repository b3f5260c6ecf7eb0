/**
 * The realm that scripts run in: JavaScript without what the platform's engine lacks.
 *
 * 1. Each transaction has a realm of its own: what a script leaves in variables is gone with it.
 * 2. A name that the engine lacks is absent, so `typeof` says so; what is present and not to be used throws.
 * 3. Nothing made outside is thrown into it: errors are of the realm's own `Error`.
 */
import vm from 'node:vm';
import { Refusal } from './host.ts';

/** Absent from the engine, or not to be relied on in all releases that an application supports. */
const absent = [
  'Promise', 'Reflect', 'Proxy', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'WebAssembly', 'Intl', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
  'Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'AggregateError', 'SuppressedError', 'DisposableStack', 'AsyncDisposableStack', 'Iterator',
  'escape', 'unescape', 'console',
]; // prettier-ignore

const methods: Readonly<Record<string, readonly string[]>> = {
  'Array.prototype': ['at', 'flat', 'flatMap', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with', 'copyWithin'],
  'String.prototype': ['at', 'replaceAll', 'matchAll', 'isWellFormed', 'toWellFormed', 'localeCompare'],
  Object: ['hasOwn', 'groupBy'],
  Map: ['groupBy'],
  Array: ['fromAsync'],
  Error: ['captureStackTrace'],
};

/**
 * Sorting is not stable in the engine: equals come out in another order than they went in. `globalThis` goes last; scripts
 * are functions called with the names they may use.
 */
const prelude = `(function (absent, methods) {
  absent.forEach(function (name) { delete globalThis[name]; });
  Object.keys(methods).forEach(function (path) {
    var owner = path.split('.').reduce(function (at, name) { return at[name]; }, globalThis);
    methods[path].forEach(function (name) { delete owner[name]; });
  });
  var refuse = function () { throw new Error('.__proto__ is not allowed'); };
  Object.defineProperty(Object.prototype, '__proto__', { get: refuse, set: refuse, configurable: false });
  var sort = Array.prototype.sort;
  Array.prototype.sort = function (by) { this.reverse(); return sort.call(this, by); };
  Date.parse = function () { throw new Error('The stand-in of ServiceNow does not model Date.parse'); };
  globalThis.eval = undefined;
  delete globalThis.globalThis;
  return { Error: Error, TypeError: TypeError, parse: JSON.parse, stringify: JSON.stringify };
})`;

const preludeScript = new vm.Script(prelude, { filename: 'prelude.js' });

interface Intrinsics {
  readonly Error: new (message: string) => unknown;
  readonly parse: (text: string) => unknown;
  readonly stringify: (value: unknown) => string | undefined;
}

const compiled = new Map<string, vm.Script>();

function script(source: string, name: string): vm.Script {
  const key = `${name}\u0000${source}`;
  const made = compiled.get(key) ?? new vm.Script(source, { filename: name });
  compiled.set(key, made);
  return made;
}

export class Realm {
  // An ordinary global: what its getters throw reaches the script.
  readonly #context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  readonly intrinsics: Intrinsics;

  constructor() {
    const prepare = preludeScript.runInContext(this.#context) as (absent: readonly string[], methods: unknown) => Intrinsics;
    this.intrinsics = prepare(absent, methods);
  }

  /** Makes a name known to every script. */
  define(name: string, value: unknown): void {
    Object.defineProperty(this.#context, name, { value, writable: true, configurable: true, enumerable: false });
  }

  /** Makes a name known whose value is made when it is first asked for. */
  lazy(name: string, get: () => unknown): void {
    Object.defineProperty(this.#context, name, { get, configurable: true, enumerable: false });
  }

  /** Runs statements as the body of a function of those names, and answers what it returns. */
  call(source: string, name: string, values: Readonly<Record<string, unknown>>): unknown {
    const names = Object.keys(values);
    const made = script(`(function (${names.join(', ')}) {${source}\n})`, name).runInContext(this.#context) as (
      ...given: unknown[]
    ) => unknown;
    return made(...names.map((one) => values[one]));
  }

  /** Runs statements and answers the value of the last. */
  evaluate(source: string, name: string): unknown {
    return script(source, name).runInContext(this.#context);
  }

  /** A copy of plain data, made of the realm's own objects. */
  own(value: unknown): unknown {
    return value === undefined ? undefined : this.intrinsics.parse(JSON.stringify(value));
  }

  fail(message: string): never {
    throw new this.intrinsics.Error(message);
  }

  /** What the stand-in lacks fails loudly, whatever the script makes of it. */
  notModelled(what: string): never {
    return this.fail(`The stand-in of ServiceNow does not model ${what}`);
  }

  /** Runs what is ours; its errors become the realm's. */
  guarded<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (error instanceof Refusal) return this.fail(error.message);
      throw error;
    }
  }
}

/**
 * An object whose unknown members throw instead of being undefined. Members that runtimes probe for (`toJSON`, `then`, symbols)
 * are absent.
 */
export function strict<T extends object>(realm: Realm, name: string, object: T): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || key === 'toJSON' || key === 'then' || key === '__esModule')
        return Reflect.get(target, key, receiver) as unknown;
      return realm.notModelled(`${name}.${key}`);
    },
  });
}

/** What `String` makes of any value that a script gives; its objects say how they are written. */
export const written = (value: unknown): string => Reflect.apply(String, undefined, [value]) as string;
