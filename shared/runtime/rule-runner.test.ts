import { afterAll, describe, expect, test } from '@jest/globals';
import type { LookupAnswer, RuleRun } from '@entente/core';
import { createRuleRunner } from './rule-runner.ts';

const run = (script: string, parts: Partial<RuleRun> = {}): RuleRun => ({
  script,
  globals: { out: {} },
  results: ['out'],
  lookups: [],
  // Not what a script should take: a busy machine may run nothing of it for seconds.
  timeoutMs: 20_000,
  ...parts,
});

/** All that engines in this thread were given: what the process holds in all says more of when it was last collected. */
const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(...given: ConstructorParameters<typeof WebAssembly.Memory>) {
    super(...given);
    memories.push(this);
  }
};

describe.each([{ worker: false }, { worker: true }])('rules run with worker: $worker', ({ worker }) => {
  const runner = createRuleRunner({ worker });
  afterAll(async () => await runner.close());
  const outcomeOf = async (script: string, parts: Partial<RuleRun> = {}, answers: readonly LookupAnswer[] = []) =>
    await runner.run(run(script, parts), answers);
  const works = async () => expect(await outcomeOf('out.ok = 1')).toMatchObject({ kind: 'done', results: { out: { ok: 1 } } });

  test('globals go in and results come out as copies', async () => {
    const globals = { issue: { summary: 'Ünï "x" $', labels: ['a'] }, replica: {} };
    const outcome = await outcomeOf('replica.summary = issue.summary; issue.labels.push("b"); log("seen", issue.labels)', {
      globals,
      results: ['replica', 'issue'],
    });
    expect(outcome).toEqual({
      kind: 'done',
      results: { replica: { summary: 'Ünï "x" $' }, issue: { summary: 'Ünï "x" $', labels: ['a', 'b'] } },
      log: ['seen ["a","b"]'],
    });
    expect(globals.issue.labels).toEqual(['a']);
  });

  test('a look-up is asked for, then answered', async () => {
    const script = 'try { out.type = issueType("Bug").id } catch (e) { out.caught = true }';
    const first = await outcomeOf(script, { lookups: ['issueType'] });
    expect(first).toEqual({ kind: 'asks', lookup: 'issueType', args: ['Bug'] });
    const second = await outcomeOf(script, { lookups: ['issueType'] }, [{ lookup: 'issueType', args: ['Bug'], value: { id: 't2' } }]);
    expect(second).toMatchObject({ results: { out: { type: 't2' } } });
  });

  test('an error says what and on which line', async () => {
    expect(await outcomeOf('out.a = 1;\nout.b = nothing.here;')).toEqual({
      kind: 'error',
      message: "ReferenceError: 'nothing' is not defined",
      line: 2,
    });
    expect(await outcomeOf('out.a = ;')).toMatchObject({ kind: 'error', line: 1 });
    expect(await outcomeOf('throw "text"')).toMatchObject({ kind: 'error', message: 'text' });
    expect(await outcomeOf('throw { get message() { throw 1 } }')).toMatchObject({ kind: 'error' });
    await works();
  });

  test.each([
    ['a loop', 'for (;;) {}'],
    ['a loop that catches', 'for (;;) { try { for (;;) {} } catch (e) {} }'],
    ['promises that never end', '(function again() { Promise.resolve().then(again) })()'],
    ['an async loop', '(async () => { for (;;) await null })()'],
    ['a loop in toJSON', 'out.x = { toJSON() { for (;;) {} } }'],
    ['a loop in a getter of what is thrown', 'throw { get message() { for (;;) {} } }'],
    ['a slow regular expression', `/^(a+)+$/.test("${'a'.repeat(40)}!")`],
    ['a loop in a proxy', 'out = new Proxy({}, { ownKeys() { for (;;) {} } })'],
  ])('%s is ended', async (_name, script) => {
    // That it answers at all is what there is to see: how soon is the machine's.
    expect(await outcomeOf(script, { timeoutMs: 200 })).toEqual({ kind: 'timeout' });
    await works();
  });

  test.each([
    ['strings', 'const a = []; for (;;) a.push("x".repeat(1000000) + a.length)'],
    ['arrays', 'const a = []; for (;;) a.push(new Array(1000).fill(7))'],
    ['a buffer', 'new ArrayBuffer(2000000000)'],
    ['buffers that are kept', 'const a = []; for (;;) a.push(new Uint8Array(1000000).fill(1))'],
    ['a result too long', 'out.x = "x".repeat(5000000)'],
    ['catching it', 'const a = []; for (let i = 0; i < 1e9; i++) { try { a.push("x".repeat(100000) + i) } catch (e) {} }'],
  ])('memory is capped: %s', async (_name, script) => {
    const outcome = await outcomeOf(script, { timeoutMs: 2000 });
    expect(['memory', 'timeout']).toContain(outcome.kind);
    if (!worker) expect(Math.max(...memories.map(({ buffer }) => buffer.byteLength))).toBeLessThanOrEqual(64 * 1024 * 1024);
    await works();
  });

  test.each([
    'new Array(4294967295).indexOf(1)',
    'const a = []; a.length = 4294967295; a.join()',
    'const a = []; a.length = 4294967295; out.s = String(a)',
    'const a = []; a.length = 4294967295; a.map((x) => x)',
    'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)',
    'let n = 0; Array.prototype.join.call({ get length() { return n++ ? 2 ** 53 - 1 : 1 } })',
  ])('a loop inside the engine is refused: %s', async (script) => {
    expect(await outcomeOf(script)).toMatchObject({ kind: 'error' });
    await works();
  });

  test('arrays work as they do', async () => {
    const outcome = await outcomeOf(
      'out.a = [3, 1, 2].concat([4], [[5]]).flat().filter((x) => x > 1).map((x, i) => x * i).sort((a, b) => a - b); out.s = `${[1, [2, 3]]}` + [1, 2].join("-")',
    );
    expect(outcome).toMatchObject({ results: { out: { a: [0, 2, 8, 15], s: '1,2,31-2' } } });
  });

  test('deep recursion and deep results are refused', async () => {
    expect(await outcomeOf('(function f() { f() })()')).toMatchObject({ kind: 'error' });
    const deep = 'let o = {}; for (let i = 0; i < 20000; i++) o = { o }; out.o = o';
    expect(await outcomeOf(deep, { timeoutMs: 500 })).not.toMatchObject({ kind: 'done' });
    await works();
  });

  test('nothing of the host is there', async () => {
    const names = [
      'process',
      'require',
      'module',
      'global',
      'fetch',
      'Buffer',
      'WebAssembly',
      'setTimeout',
      'console',
      'XMLHttpRequest',
      'postMessage',
      'Worker',
      'std',
      'os',
      'scriptArgs',
    ];
    const outcome = await outcomeOf(`out.found = ${JSON.stringify(names)}.filter((name) => name in globalThis)`);
    expect(outcome).toMatchObject({ kind: 'done', results: { out: { found: [] } } });
    expect(await outcomeOf('import("node:fs").then((fs) => { out.fs = Object.keys(fs).length })')).not.toMatchObject({
      results: { out: { fs: expect.anything() } },
    });
    expect(
      await outcomeOf('out.escaped = log.constructor("return typeof process")() + issueType.constructor("return typeof require")()', {
        lookups: ['issueType'],
      }),
    ).toMatchObject({
      results: { out: { escaped: 'undefinedundefined' } },
    });
  });

  test('tampering stays inside, and ends with the run', async () => {
    const tamper = `
      JSON.stringify = () => '{"forged":true}'; JSON.parse = () => 'forged';
      Object.prototype.polluted = 1; Array.prototype.push = () => { throw 1 };
      Object.defineProperty(Object.prototype, 'toJSON', { value() { return 'forged' } });
      out['__proto__'] = { evil: 1 }; Object.defineProperty(out, '__proto__', { value: { evil: 1 }, enumerable: true }); out.mine = 1`;
    const outcome = await outcomeOf(tamper);
    expect(JSON.stringify(outcome)).not.toContain('evil');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(({} as { evil?: number }).evil).toBeUndefined();
    expect(await outcomeOf('out.clean = [1].concat(JSON.parse("[2]")); out.polluted = ({}).polluted')).toMatchObject({
      results: { out: { clean: [1, 2] } },
    });
  });

  test('runs of one runner do not meet', async () => {
    const runs = [1, 2, 3, 4].map(
      async (n) => await outcomeOf(`globalThis.kept = (globalThis.kept ?? 0) + 1; out.n = ${n}; out.kept = kept`),
    );
    const outcomes = await Promise.all(runs);
    expect(outcomes.map((one) => (one.kind === 'done' ? one.results['out'] : one))).toEqual([1, 2, 3, 4].map((n) => ({ n, kept: 1 })));
  });
});
