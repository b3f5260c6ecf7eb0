/**
 * jest's environment for Node, with a global object of the ordinary kind. jest's own is a Proxy behind interceptors, and every look at
 * `Object`, `JSON` or `undefined` asks both: the core takes twice the processor's time there.
 *
 * 1. Each test file has a realm, a `process` and globals of its own, as in jest's.
 * 2. No fake timers and no mocks of globals: those of jest's environment would change its own global object.
 *
 * https://nodejs.org/docs/latest-v24.x/api/vm.html#vmcreatecontextcontextobject-options
 * https://jestjs.io/docs/configuration#testenvironment-string
 */
import { constants, createContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** What the realm has of its own kind, and Node's modules take from theirs alone. */
const shared = ['Buffer', 'ArrayBuffer', 'Uint8Array'];

export default class OrdinaryGlobal extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const global = createContext(constants.DONT_CONTEXTIFY);
    for (const key of Reflect.ownKeys(this.global)) if (!(key in global)) copy(this.global, global, key);
    for (const name of shared) global[name] = globalThis[name];
    global.global = global;
    global.Error.stackTraceLimit = 100;
    this.context = global;
    this.global = global;
    this.fakeTimers = null;
    this.fakeTimersModern = null;
  }
}

/** Node loads `fetch` and others when they are first read: so here. */
function copy(from, to, key) {
  const given = Object.getOwnPropertyDescriptor(from, key) ?? {};
  if (given.get === undefined) {
    Object.defineProperty(to, key, given);
    return;
  }
  const { enumerable } = given;
  const become = (value) => Object.defineProperty(to, key, { configurable: true, enumerable, writable: true, value });
  Object.defineProperty(to, key, {
    configurable: true,
    enumerable,
    get: () => {
      become(from[key]);
      return to[key];
    },
    set: become,
  });
}
