/** Runs the application's scripts: modules by `require`, script includes by name, each transaction anew. */
import { posix } from 'node:path';
import { threadData } from './host.ts';
import type { Transaction } from './transaction.ts';

const modules = new Map(threadData.modules);
const loaded = new WeakMap<Transaction, Map<string, { exports: unknown }>>();
const platform = new WeakMap<Transaction, Readonly<Record<string, unknown>>>();

/** What `@servicenow/glide` and `@servicenow/glide/sn_ws` give to modules. */
export function providePlatform(transaction: Transaction, packages: Readonly<Record<string, unknown>>): void {
  platform.set(transaction, packages);
}

function mainOf(path: string): string | null {
  const text = modules.get(`${path}/package.json`);
  if (text === undefined) return null;
  const described: unknown = JSON.parse(text);
  const main = typeof described === 'object' && described !== null && 'main' in described ? String(described.main) : 'index.js';
  return posix.normalize(`${path}/${main}`);
}

function resolve(name: string, from: string): string | null {
  const bases = name.startsWith('.') ? [posix.normalize(`${from}/${name}`)] : [name, `${threadData.moduleRoot}/node_modules/${name}`];
  for (const base of bases) {
    const found = [base, `${base}.js`, `${base}.ts`, `${base}/index.js`, mainOf(base) ?? ''].find((path) => modules.has(path));
    if (found !== undefined) return found;
  }
  return null;
}

function load(transaction: Transaction, name: string, from: string): unknown {
  const given = platform.get(transaction)?.[name];
  if (given !== undefined) return given;
  const { realm } = transaction;
  const path = resolve(name, from);
  if (path === null) return realm.fail(`Cannot find module ${name}`);
  const cache = loaded.get(transaction) ?? new Map<string, { exports: unknown }>();
  loaded.set(transaction, cache);
  const known = cache.get(path);
  if (known !== undefined) return known.exports;
  const source = modules.get(path) ?? '';
  const module = realm.own({ exports: {} }) as { exports: unknown };
  cache.set(path, module);
  if (path.endsWith('.json')) module.exports = realm.intrinsics.parse(source);
  else realm.call(source, path, { exports: module.exports, module, require: requireFrom(transaction, posix.dirname(path)) });
  return module.exports;
}

const requireFrom = (transaction: Transaction, from: string) => (name: unknown) => load(transaction, String(name), from);

/** Runs a script's text with those names, and `require` from the application's root. */
export function runScript(transaction: Transaction, source: string, name: string, values: Readonly<Record<string, unknown>>): unknown {
  return transaction.realm.call(source, name, { require: requireFrom(transaction, threadData.moduleRoot), ...values });
}
