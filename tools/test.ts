/**
 * `npm test`: DESIGN's list of gates, and all tests.
 *
 * 1. A gate that fails hides no other gate and no test.
 * 2. Tests begin as soon as what they need is there; gates that they do not need run beside them, one at a time.
 * 3. What runs ServiceNow's application comes last: where its SDK is not installed yet, that takes longest.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, jestCommand, root, runBeside, script, scriptCommand } from './run.ts';

type Gate = readonly [name: string, run: () => boolean | Promise<boolean>];

/** What tests need. */
const first: readonly Gate[] = [
  ['build', build],
  ['vendor tools', () => script('tools/vendor/install.ts')],
  ['browser', () => script('tools/browser/chromium.ts')],
];

const beside: readonly Gate[] = [
  ['types', () => runBeside(['tsc', ['-b']])],
  ['lint', () => runBeside(['oxlint', ['--type-aware', '--quiet']])],
  ['format', () => runBeside(['oxfmt', ['--check', '.']])],
  ['import rules', () => runBeside(scriptCommand('tools/checks/import-rules.ts'))],
  ['core for every engine', () => runBeside(scriptCommand('tools/checks/core-engine.ts'))],
  ['licences', () => runBeside(scriptCommand('tools/checks/licences.ts'))],
];

interface Held {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

async function hold([name, gate]: Gate): Promise<Held> {
  const started = performance.now();
  const passed = await gate();
  const held = { name, passed, seconds: (performance.now() - started) / 1000 };
  console.log(lineOf(held));
  return held;
}

const lineOf = ({ name, passed, seconds }: Held): string => `${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`;

async function holdAll(gates: readonly Gate[]): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const gate of gates) held.push(await hold(gate));
  return held;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

async function jest(name: string, projects: readonly string[], args: readonly string[]): Promise<Counts> {
  const file = join(root, 'build', `jest-${name}.json`);
  rmSync(file, { force: true });
  const given = ['--passWithNoTests', '--json', `--outputFile=${file}`, ...args];
  const passed = await runBeside(jestCommand(['--selectProjects', ...projects, ...given]), false);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: passed ? failed : Math.max(1, failed), skipped: report.numPendingTests };
}

export async function test(args: readonly string[]): Promise<boolean> {
  mkdirSync(join(root, 'build'), { recursive: true });
  const serviceNow = runBeside(scriptCommand('tools/build/servicenow.ts'));
  const gates = [...(await holdAll(first))];
  const others = holdAll(beside);
  const counts = [await jest('hosts', ['unit', 'browser'], args)];
  gates.push(...(await others));
  gates.push(await hold(['ServiceNow', async () => (await serviceNow) && script('tools/checks/servicenow-engine.ts')]));
  counts.push(await jest('servicenow', ['servicenow', 'servicenow-core'], args));

  const failed = gates.filter(({ passed }) => !passed).map(({ name }) => name);
  const sum = (of: (one: Counts) => number): number => counts.reduce((total, one) => total + of(one), 0);
  if (sum((one) => one.failed) > 0) failed.push('tests');
  console.log(gates.map(lineOf).join('\n'));
  console.log(failed.length === 0 ? 'Every gate passed.' : `Failed: ${failed.join(', ')}.`);
  const gatesPassed = gates.filter(({ passed }) => passed).length;
  console.log(
    `Tests: ${sum((one) => one.passed) + gatesPassed} passed, ${sum((one) => one.failed) + gates.length - gatesPassed} failed, ${sum((one) => one.skipped)} skipped`,
  );
  return failed.length === 0;
}
