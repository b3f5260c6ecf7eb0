/**
 * One QuickJS in WebAssembly that runs rules one at a time.
 *
 * 1. A script reaches nothing of the host: its globals are JSON copied in, its results JSON copied out.
 * 2. Memory is capped by the WebAssembly.Memory itself. QuickJS's own limit gives the friendly error first, but does not
 *    hold alone.
 * 3. Time is capped by the interrupt handler, also while results are collected and promise jobs run.
 * 4. An instance that ran out of memory, broke, or has grown is never used again.
 */
import variantModule from '@jitl/quickjs-singlefile-cjs-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSSyncVariant, QuickJSWASMModule } from 'quickjs-emscripten-core';
import type { Json, LookupAnswer, RuleOutcome, RuleRun } from '@entente/core';
import { PRELUDE } from './rule-runner-prelude.ts';

const PAGE = 65_536;
/** 16 MiB is what the build starts with; 64 MiB is the cap of everything: heap, stack, the interpreter's own data. */
const INITIAL_PAGES = 256;
const MAXIMUM_PAGES = 1024;
const HEAP_BYTES = 40 * 1024 * 1024;
const STACK_BYTES = 256 * 1024;
/** Results and look-up arguments longer than this are refused instead of copied out. */
const MAX_RESULT_CHARACTERS = 4_000_000;
const MAX_LOG_LINES = 100;
const MAX_LINE_CHARACTERS = 500;

export interface Sandbox {
  /** Makes what the first run needs. */
  warm(): Promise<void>;
  run(run: RuleRun, answers: readonly LookupAnswer[]): Promise<RuleOutcome>;
}

interface Instance {
  readonly quickjs: QuickJSWASMModule;
  readonly memory: WebAssembly.Memory;
}

/** `now` in milliseconds. */
export function createSandbox(now: () => number = Date.now): Sandbox {
  let instance: Instance | null = null;
  return {
    async warm() {
      instance ??= await newInstance();
    },
    async run(run, answers) {
      const used = instance ?? (await newInstance());
      instance = null;
      const { outcome, reusable } = runOnce(used.quickjs, run, answers, now);
      // Memory never shrinks: what a run has grown would be the next run's to fill.
      if (reusable && used.memory.buffer.byteLength === INITIAL_PAGES * PAGE) instance = used;
      return outcome;
    },
  };
}

async function newInstance(): Promise<Instance> {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(packagedVariant(), { wasmMemory: memory }));
  return { quickjs, memory };
}

/** The package is CommonJS with `__esModule`: Node's import gives the exports object, a bundler's the default inside it. */
function packagedVariant(): QuickJSSyncVariant {
  const given: QuickJSSyncVariant | { readonly default: QuickJSSyncVariant } = variantModule;
  return 'default' in given ? given.default : given;
}

interface Run {
  readonly context: QuickJSContext;
  readonly runtime: QuickJSRuntime;
  readonly given: RuleRun;
  readonly answers: readonly LookupAnswer[];
  readonly log: string[];
  readonly expired: () => boolean;
  /** Taken before the script runs, so that it cannot put its own in their place. */
  readonly stringify: QuickJSHandle;
  readonly parse: QuickJSHandle;
  asked: { readonly lookup: string; readonly args: readonly Json[] } | null;
}

function runOnce(
  quickjs: QuickJSWASMModule,
  given: RuleRun,
  answers: readonly LookupAnswer[],
  now: () => number,
): { outcome: RuleOutcome; reusable: boolean } {
  const deadline = now() + given.timeoutMs;
  const expired = (): boolean => now() >= deadline;
  let outcome: RuleOutcome;
  try {
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(HEAP_BYTES);
    runtime.setMaxStackSize(STACK_BYTES);
    const context = runtime.newContext();
    const json = context.getProp(context.global, 'JSON');
    const run: Run = {
      context,
      runtime,
      given,
      answers,
      expired,
      log: [],
      asked: null,
      stringify: context.getProp(json, 'stringify'),
      parse: context.getProp(json, 'parse'),
    };
    json.dispose();
    // Once a look-up is asked for, this also ends the script: an interrupt cannot be caught by it.
    runtime.setInterruptHandler(() => run.asked !== null || expired());
    outcome = evaluate(run);
    // The handler stays on: finalizers must not run for ever either.
    run.stringify.dispose();
    run.parse.dispose();
    context.dispose();
    runtime.dispose();
  } catch (caught) {
    // A trap, an abort or a host RangeError: the instance is in no known state.
    return { outcome: expired() ? { kind: 'timeout' } : brokenBy(caught), reusable: false };
  }
  return { outcome, reusable: outcome.kind === 'done' || outcome.kind === 'asks' || outcome.kind === 'error' };
}

function brokenBy(caught: unknown): RuleOutcome {
  const message = caught instanceof Error ? caught.message : String(caught);
  return /memory|out of bounds|Aborted/i.test(message) ? { kind: 'memory' } : { kind: 'error', message: cut(message), line: null };
}

function evaluate(run: Run): RuleOutcome {
  const { context, given } = run;
  context.unwrapResult(context.evalCode(PRELUDE, 'prelude.js', { type: 'global' })).dispose();
  for (const [name, value] of Object.entries(given.globals)) define(run, name, copyIn(run, value));
  for (const name of given.lookups)
    define(
      run,
      name,
      context.newFunction(name, (...args) => answer(run, name, args)),
    );
  const print = context.newFunction('log', (...args) => {
    note(run, args);
  });
  define(run, 'log', print);
  const evaluated = context.evalCode(given.script, 'rule.js', { type: 'global' });
  if (evaluated.error !== undefined) return failure(run, evaluated.error);
  evaluated.value.dispose();
  return drainJobs(run) ?? collect(run);
}

/** Promise jobs run to their end or to the deadline: `async` functions in a rule work as long as they wait for nothing outside. */
function drainJobs(run: Run): RuleOutcome | null {
  while (run.runtime.hasPendingJob()) {
    if (run.asked !== null || run.expired()) break;
    const executed = run.runtime.executePendingJobs(100);
    if (executed.error !== undefined) return failure(run, executed.error);
    executed.dispose();
  }
  return stopped(run);
}

/** What ended the script, if anything did. */
function stopped(run: Run): RuleOutcome | null {
  if (run.asked !== null) return { kind: 'asks', ...run.asked };
  return run.expired() ? { kind: 'timeout' } : null;
}

function collect(run: Run): RuleOutcome {
  const { context, given } = run;
  const results: { [name: string]: Json } = {};
  for (const name of given.results) {
    const handle = context.getProp(context.global, name);
    const copied = copyOut(run, handle);
    handle.dispose();
    if (copied.kind === 'failed') return copied.outcome;
    if (copied.value !== undefined) results[name] = copied.value;
  }
  return stopped(run) ?? { kind: 'done', results, log: run.log };
}

function define(run: Run, name: string, value: QuickJSHandle): void {
  run.context.setProp(run.context.global, name, value);
  value.dispose();
}

function copyIn(run: Run, value: Json): QuickJSHandle {
  const { context } = run;
  const text = context.newString(JSON.stringify(value));
  const parsed = context.callFunction(run.parse, context.undefined, text);
  text.dispose();
  return context.unwrapResult(parsed);
}

type Copied = { readonly kind: 'value'; readonly value: Json | undefined } | { readonly kind: 'failed'; readonly outcome: RuleOutcome };

function copyOut(run: Run, handle: QuickJSHandle): Copied {
  const { context } = run;
  const called = context.callFunction(run.stringify, context.undefined, handle);
  if (called.error !== undefined) return { kind: 'failed', outcome: failure(run, called.error) };
  const text = called.value;
  try {
    // Functions and undefined have no JSON.
    if (context.typeof(text) !== 'string') return { kind: 'value', value: undefined };
    if (lengthOf(context, text) > MAX_RESULT_CHARACTERS) return { kind: 'failed', outcome: { kind: 'memory' } };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JSON.parse gives is JSON
    return { kind: 'value', value: JSON.parse(context.getString(text), harmless) as Json };
  } finally {
    text.dispose();
  }
}

function lengthOf(context: QuickJSContext, text: QuickJSHandle): number {
  const length = context.getProp(text, 'length');
  const value = context.getNumber(length);
  length.dispose();
  return value;
}

/** `__proto__` as an own member would be a trap for whoever copies the object later. */
function harmless(name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value;
}

function answer(run: Run, lookup: string, handles: readonly QuickJSHandle[]): QuickJSHandle {
  const args: Json[] = [];
  for (const handle of handles.slice(0, 4)) {
    const copied = copyOut(run, handle);
    args.push(copied.kind === 'value' ? (copied.value ?? null) : null);
  }
  const wanted = JSON.stringify(args);
  const known = run.answers.find((one) => one.lookup === lookup && JSON.stringify(one.args) === wanted);
  if (known !== undefined) return copyIn(run, known.value);
  run.asked ??= { lookup, args };
  return run.context.undefined;
}

function note(run: Run, handles: readonly QuickJSHandle[]): void {
  if (run.log.length >= MAX_LOG_LINES) return;
  const words = handles.slice(0, 10).map((handle) => {
    const copied = copyOut(run, handle);
    if (copied.kind === 'failed' || copied.value === undefined) return '?';
    return typeof copied.value === 'string' ? copied.value : JSON.stringify(copied.value);
  });
  run.log.push(cut(words.join(' ')));
}

function failure(run: Run, error: QuickJSHandle): RuleOutcome {
  const { context } = run;
  const message =
    textProp(context, error, 'message') ??
    (context.typeof(error) === 'string' ? context.getString(error) : 'the script threw something that is not an error');
  const name = textProp(context, error, 'name');
  const stack = textProp(context, error, 'stack') ?? '';
  error.dispose();
  const ended = stopped(run);
  if (ended !== null) return ended;
  if (message === 'out of memory') return { kind: 'memory' };
  const line = /rule\.js:(\d+)/.exec(stack)?.[1];
  return {
    kind: 'error',
    message: cut(name === null || name === 'Error' ? message : `${name}: ${message}`),
    line: line === undefined ? null : Number(line),
  };
}

function textProp(context: QuickJSContext, handle: QuickJSHandle, name: string): string | null {
  if (context.typeof(handle) !== 'object') return null;
  const prop = context.getProp(handle, name);
  const text = context.typeof(prop) === 'string' ? context.getString(prop) : null;
  prop.dispose();
  return text;
}

function cut(text: string): string {
  return text.length > MAX_LINE_CHARACTERS ? `${text.slice(0, MAX_LINE_CHARACTERS)}…` : text;
}
