import { expect, test } from '@jest/globals';
import { refusedSyntax } from './modules.ts';

test.each([
  ['async function f() {}', 'async functions'],
  ['async () => { await g(); };', 'await'],
  ['function* f() {}', 'generators'],
  ['class A { #b = 1; }', 'private fields'],
  ['var a = /x/u;', 'regular expressions with the flags u'],
  ['var a = /(?<!b)c/;', 'look-behind'],
  ["import('./b.js');", 'import()'],
])('%s is refused', (source, reason) => {
  expect(refusedSyntax(`var first = 1;\n${source}`).join()).toMatch(reason);
  expect(refusedSyntax(`var first = 1;\n${source}`).join()).toContain('(line 2)');
});

test('what the engine runs is not', () => {
  expect(refusedSyntax('const a = [...b].map((c) => c?.d ?? `e`); class F { g() { return /h/gi; } } for (const i of a) {}')).toEqual([]);
});
