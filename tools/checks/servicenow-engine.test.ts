/** Each thing that the ServiceNow engine lacks is caught where it is planted, and the scripts that are built have none. */
import { expect, test } from '@jest/globals';
import { buildScripts } from '../build/servicenow/scripts.ts';
import { checkScript } from './servicenow-engine.ts';

const planted: readonly (readonly [rule: string, script: string])[] = [
  ['syntax', 'async function f() {}'],
  ['syntax', 'function* g() {}'],
  ['syntax', 'var f = () => 1;'],
  ['syntax', 'class A { #secret = 1; }'],
  ['syntax', 'class A extends Error {}'],
  ['syntax', 'import("x");'],
  ['global', 'var p = new Promise(function () {});'],
  ['global', 'var p = new Proxy({}, {});'],
  ['global', 'Reflect.ownKeys({});'],
  ['global', 'globalThis.x = 1;'],
  ['global', 'var f = new Function("return 1");'],
  ['global', 'eval("1");'],
  ['global', 'var b = new Uint8Array(1);'],
  ['global', 'setTimeout(function () {}, 1);'],
  ['global', 'var w = new WeakMap();'],
  ['global', 'function f() { var local = 1; } local;'],
  ['global', 'var u = new URL("https://example.com");'],
  ['syntax', 'var r = /a/u;'],
  ['regexFlags', 'var r = new RegExp("a", "u");'],
  ['regexLookBehind', 'var r = new RegExp("(?<=a)b");'],
  ['regexNamedGroup', 'var r = new RegExp("(?<name>b)");'],
  ['method', '[1].at(-1);'],
  ['method', '[[1]].flat();'],
  ['method', 'Object.hasOwn({}, "a");'],
  ['method', '"a".replaceAll("a", "b");'],
  ['proto', 'var p = {}; p["__proto__"] = null;'],
  ['proto', 'var p = { __proto__: null };'],
  ['syntax', 'var a = {}; with (a) { a.b = 1; }'],
  ['syntax', 'var big = 1n;'],
  ['syntax', 'var x = a ?? 1;'],
  ['syntax', 'label: for (const x of []) {}'],
  ['constructor', 'var f = function () {}.constructor("return 1")();'],
  ['constructor', 'var g = new (Object.getPrototypeOf(function () {}).constructor)("x");'],
  ['method', 'Error.captureStackTrace({});'],
  ['method', '"a".isWellFormed();'],
  ['method', 'new Set([1]).union(new Set());'],
  ['method', 'var s = Symbol.asyncIterator;'],
  ['method', 'function f() { return arguments.callee; }'],
  ['method', 'var o = {}; o.__defineGetter__("a", function () {});'],
  ['method', '"a".matchAll("b");'],
  ['method', '"a".localeCompare("b");'],
  ['regexModifier', 'var r = new RegExp("(?i:a)");'],
  ['global', 'structuredClone({});'],
  ['global', 'var w = new WeakRef({});'],
  ['global', 'var f = new Intl.NumberFormat();'],
  ['global', 'console.log(1);'],
  ['global', 'java.lang.System.exit(0);'],
  ['global', 'Packages.java.lang.String;'],
  ['global', 'var x = window.x;'],
  ['global', 'fetch("x");'],
  ['long', `var f = function () { var sum = 0; ${'sum += Math.max(sum, 1); '.repeat(600)} return sum; };`],
];

test.each(planted)('%s: %s', (rule, script) => {
  expect(checkScript('planted.js', script).map((violation) => violation.rule)).toContain(rule);
});

test('what the engine has passes', () => {
  const fine =
    'var x = (function (a) { try { for (var i = 0; i < a.length; i++) gs.info(a[i]); } catch (e) { throw e; } return arguments.length; })([1]);';
  expect(checkScript('fine.js', fine)).toEqual([]);
});

test('the scripts of the application', async () => {
  const scripts = await buildScripts();
  expect([...scripts.keys()].toSorted()).toEqual([
    'Entente',
    'EntenteConnection',
    'EntenteCore',
    'EntenteHints',
    'EntenteHost',
    'EntenteSync',
  ]);
  for (const [name, text] of scripts) expect(checkScript(`${name}.js`, text)).toEqual([]);
});
