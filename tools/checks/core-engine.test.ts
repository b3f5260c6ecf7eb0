import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { checkCore, checkSources, coreFiles } from './core-engine.ts';

function rulesIn(files: Record<string, string>): readonly string[] {
  return checkSources(new Map(Object.entries(files))).map(({ rule }) => rule);
}

/** Ports and an async helper, as the core has them. */
const beside = {
  'ports.ts':
    'export interface Store {\n  get(key: string): Promise<string>;\n  commit(key: string): Promise<void>;\n}\nexport interface Names {\n  get(key: string): string;\n}',
  'helper.ts':
    'export async function fetchIt(n: number): Promise<number> {\n  return n;\n}\nexport function plain(n: number): number {\n  return n;\n}',
};
const start =
  "import { fetchIt, plain } from './helper.ts';\nimport type { Store } from './ports.ts';\nexport const used = [fetchIt, plain];\n";

/** [rule, source]: each must be caught, and as this. */
const planted: readonly (readonly [string, string])[] = [
  ['promise', 'export const all = async () => { await Promise.all([]); };'],
  ['promise', 'export const make = () => new Promise(() => {});'],
  ['promise', 'export function f(store: Store) { return store.commit("a").then(() => 1); }'],
  ['promise', 'export function f(g: () => { finally(h: () => void): void }) { g().finally(() => undefined); }'],
  ['asyncCallback', 'export async function f(list: number[]) { return list.map(async (n) => n); }'],
  ['asyncCallback', 'export async function f(list: number[]) { list.forEach(async function each(n) { await fetchIt(n); }); }'],
  ['asyncIteration', 'export async function f(list: AsyncIterable<number>) { for await (const n of list) plain(n); }'],
  ['generator', 'export function* f() { yield 1; }'],
  ['topLevelAwait', 'export const n = await fetchIt(1);'],
  ['heldPromise', 'export async function f() { const held = fetchIt(1); return held; }'],
  ['heldPromise', 'export async function f(store: Store) { const held = store.get("a"); return held; }'],
  ['heldPromise', 'export async function f(list: number[]) { return list.map((n) => fetchIt(n)); }'],
  ['heldPromise', 'export async function f() { return [fetchIt(1), fetchIt(2)]; }'],
  ['heldPromise', 'export async function f() { plain(fetchIt(1)); }'],
  ['heldPromise', 'export async function f() { fetchIt(1); }'],
  ['heldPromise', 'export async function f() { return { n: fetchIt(1) }; }'],
  ['heldPromise', 'export async function f() { try { return fetchIt(1); } catch { return 0; } }'],
  ['heldPromise', 'export async function f(store: Store) { try { if (used) { return store.commit("a"); } } finally { plain(1); } }'],
  ['heldPromise', 'export async function f() { try { plain(1); } catch { return fetchIt(1); } finally { plain(2); } }'],
  ['global', 'export const a = new URL("https://x");'],
  ['global', 'export const a = new TextEncoder();'],
  ['global', 'export function f(crypto: string) { return crypto; }\nexport const g = () => crypto.randomUUID();'],
  ['global', 'export const a = globalThis;'],
  ['global', 'export const a = () => setTimeout(() => 1, 1);'],
  ['global', 'export const a = Intl.DateTimeFormat;'],
  ['global', 'export const a = Reflect.ownKeys({});'],
  ['global', 'export const a = new Proxy({}, {});'],
  ['global', 'export const a = new Uint8Array(1);'],
  ['global', 'export const a = { Buffer };'],
  ['global', 'export const a = eval("1");'],
  ['global', 'export const a = new WeakMap();'],
  ['extendsBuiltIn', 'export class Broken extends Error {}'],
  ['extendsBuiltIn', 'export class Broken extends Map {}'],
  ['method', 'export const a = [1].at(-1);'],
  ['method', 'export const a = [[1]].flat();'],
  ['method', 'export const a = [1].flatMap((n) => [n]);'],
  ['method', 'export const a = "a".replaceAll("a", "b");'],
  ['method', 'export const a = "a"["matchAll"](/a/g);'],
  ['method', 'export const a = [1].findLast((n) => n > 0);'],
  ['method', 'export const a = [1].toSorted((x, y) => x - y);'],
  ['method', 'export const a = Object.hasOwn({}, "a");'],
  ['method', 'export const a = "a".localeCompare("b");'],
  ['method', 'export const a = Date.parse("2026-01-01");'],
  ['method', 'export const a = new Date("2026-01-01");'],
  ['method', 'export const a = Date.now();'],
  ['method', 'export const a = new Date();'],
  ['method', 'export const a = Math.random();'],
  ['errorCause', 'export const a = (e: Error) => new Error("x", { cause: e });'],
  ['errorCause', 'export const a = (e: Error) => e.cause;'],
  ['proto', 'export const a = (o: object) => o["__proto__"];'],
  ['proto', 'export const a = (o: any) => o.__proto__;'],
  ['proto', 'export const a = { __proto__: null };'],
  ['sort', 'export const a = ["b"].sort();'],
  ['regexFlags', 'export const a = /a/u;'],
  ['regexFlags', 'export const a = /a.b/s;'],
  ['regexFlags', 'export const a = /a/y;'],
  ['regexFlags', 'export const a = /a/d;'],
  ['regexFlags', 'export const a = /[a]/v;'],
  ['regexFlags', 'export const a = new RegExp("a", "gu");'],
  ['regexNamedGroup', 'export const a = /(?<year>\\d+)/;'],
  ['regexLookBehind', 'export const a = /(?<=a)b/;'],
  ['regexLookBehind', 'export const a = RegExp("(?<!a)b");'],
  ['syntax', 'export class A { #x = 1; }'],
  ['syntax', 'export const a = 1n;'],
  ['syntax', 'export const a = () => import("./helper.ts");'],
  ['import', "import * as z from 'zod/mini';\nexport const a = z.string();"],
  ['import', "import { createHash } from 'node:crypto';\nexport const a = createHash;"],
];

test.each(planted)('%s: %s', (rule, source) => {
  expect(rulesIn({ ...beside, 'planted.ts': start + source })).toContain(rule);
});

const schemas: readonly (readonly [string, string])[] = [
  ['refine', 'z.string().check(z.refine((s) => s.length > 1))'],
  ['refine on a schema', 'z.string().refine((s) => s.length > 1)'],
  ['transform', 'z.pipe(z.string(), z.transform((s) => s.length))'],
  ['default', 'z._default(z.string(), "a")'],
  ['coerce', 'z.coerce.number()'],
  ['trim', 'z.string().check(z.trim())'],
  ['catch', 'z.catch(z.string(), "")'],
  ['custom', 'z.custom()'],
  ['neither strict nor loose', 'z.object({})'],
];

test.each(schemas)('a schema with %s', (_, schema) => {
  expect(rulesIn({ 'a.schema.ts': `import * as z from 'zod/mini';\nexport const a = ${schema};` })).toEqual(
    expect.arrayContaining(['schema']),
  );
});

test('the full zod is not for schemas either', () => {
  expect(rulesIn({ 'a.schema.ts': "import * as z from 'zod';\nexport const a = z.string();" })).toEqual(['import']);
});

test('what every engine has passes', () => {
  const fine = `
export async function f(store: Store, names: Map<string, string>, list: readonly number[]): Promise<number> {
  const { a = 1, ...rest } = { a: 2, b: 3 };
  let sum = a + Object.keys(rest).length;
  for (const n of list) sum += await fetchIt(n);
  for (const [key, value] of names) sum += key.length + value.length;
  const inner = async (): Promise<void> => store.commit('x');
  await inner();
  const known = names.get('a') ?? (await store.get('a'));
  try {
    return await (sum > 1 ? fetchIt(sum) : fetchIt(known.length));
  } catch (caught) {
    if (caught instanceof Error) return fetchIt(0);
    throw caught;
  }
}
export const sorted = ['b'].slice().sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
export const found = /^(?:a|b)(?=c)[(?<x>]$/gi.exec('ac') ?? new Date(0).toISOString();
export const at = { at: 1, cause: 2 }.at;
export const forbidden = (name: string) => name === '__proto__';
export class Plain { value = 1; get twice() { return this.value * 2; } }
`;
  expect(checkSources(new Map(Object.entries({ ...beside, 'fine.ts': start + fine })))).toEqual([]);
});

test('a violation says where it is', () => {
  expect(checkSources(new Map([['deep/planted.ts', '\n\nexport const a = [1].at(0);']]))).toEqual([
    { file: 'deep/planted.ts', line: 3, rule: 'method', message: expect.stringContaining('`at`') },
  ]);
});

test('the core passes', () => {
  const root = join(import.meta.dirname, '..', '..', 'shared', 'core');
  expect(coreFiles(root).size).toBeGreaterThan(30);
  expect(checkCore(root)).toEqual([]);
});
