// What `npm start`, `npm test` and the others run, in Node 24 (start.mjs is the door).
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const jestReport = join(root, 'build', 'jest.json');

function run(program: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error !== undefined) console.error(result.error.message);
  return result.status === 0;
}

const script = (path: string, ...args: readonly string[]): boolean => run(process.execPath, [join(root, path), ...args]);

/** A script that runs beside the others. The answer waits for its end, and shows what it printed where it failed. */
function beside(path: string, log: string): () => Promise<boolean> {
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, [join(root, path)], { cwd: root, stdio: ['ignore', output, output] });
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (status) => resolve(status === 0));
  });
  closeSync(output);
  return async () => {
    const passed = await ended;
    if (!passed) console.error(readFileSync(log, 'utf8'));
    return passed;
  };
}

/** One more than the machine has cores, up to four: a browser test waits more than it works. */
const workers = Math.min(4, availableParallelism() + 1);

function jest(args: readonly string[]): boolean {
  return run(
    process.execPath,
    ['--experimental-vm-modules', join('node_modules', 'jest', 'bin', 'jest.js'), `--maxWorkers=${workers}`, ...args],
    specs(),
  );
}

/** The official API descriptions: named by the environment, or beside the project. */
function specs(): Record<string, string> {
  const beside = join(root, '..', 'shared', 'specs');
  return process.env['ENTENTE_SPECS'] === undefined && existsSync(join(beside, 'SOURCES.md')) ? { ENTENTE_SPECS: beside } : {};
}

type Gate = readonly [name: string, run: () => boolean | Promise<boolean>];

/**
 * DESIGN's list of gates, cheapest first. A failed gate does not hide the others.
 * `serviceNow`: the build of its application, which is under way: where its SDK is not installed yet that takes longest.
 */
const gatesBeside = (serviceNow: () => Promise<boolean>): readonly Gate[] => [
  ['types', () => types([])],
  ['lint', () => run('oxlint', ['--type-aware', '--quiet'])],
  ['format', () => run('oxfmt', ['--check', '.'])],
  ['import rules', () => script('tools/checks/import-rules.ts')],
  ['core for every engine', () => script('tools/checks/core-engine.ts')],
  ['licences', () => script('tools/checks/licences.ts')],
  ['build', () => build()],
  ['vendor tools', () => script('tools/vendor/install.ts')],
  ['browser', () => script('tools/browser/chromium.ts')],
  ['ServiceNow', async () => (await serviceNow()) && script('tools/checks/servicenow-engine.ts')],
];

function types(args: readonly string[]): boolean {
  return run('tsc', ['-b', ...args]);
}

function build(): boolean {
  return script('tools/build/forge.ts') && script('tools/build/ado.ts') && script('tools/build/data-center.ts');
}

/** The installable application, by the vendor's SDK, which is installed on the way. */
function buildServiceNow(): boolean {
  return script('tools/build/servicenow.ts');
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

async function test(args: readonly string[]): Promise<boolean> {
  mkdirSync(join(root, 'build'), { recursive: true });
  const failed: string[] = [];
  const gates = gatesBeside(beside('tools/build/servicenow.ts', join(root, 'build', 'servicenow.log')));
  for (const [name, gate] of gates) {
    const started = performance.now();
    const passed = await gate();
    console.log(`${passed ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (!passed) failed.push(name);
  }
  if (!jest(['--selectProjects', 'unit', 'browser', 'servicenow', 'servicenow-core', '--json', `--outputFile=${jestReport}`, ...args]))
    failed.push('tests');
  const report = JSON.parse(readFileSync(jestReport, 'utf8')) as JestReport;
  const failures = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const gatesPassed = gates.length - failed.filter((name) => name !== 'tests').length;
  console.log(failed.length === 0 ? 'Every gate passed.' : `Failed: ${failed.join(', ')}.`);
  console.log(
    `Tests: ${report.numPassedTests + gatesPassed} passed, ${failures + gates.length - gatesPassed} failed, ${report.numPendingTests} skipped`,
  );
  return failed.length === 0;
}

const commands: Record<string, (args: readonly string[]) => boolean | Promise<boolean>> = {
  types,
  lint: (args) => run('oxlint', ['--type-aware', ...args]),
  format: (args) => run('oxfmt', args.length === 0 ? ['.'] : args),
  build,
  jest,
  test,
  simulate: (args) => script('tests/simulate/main.ts', ...args),
  bench: (args) => (args.includes('--no-build') || build()) && script('tests/bench/main.ts', ...args.filter((arg) => arg !== '--no-build')),
  /** What runs the application as the vendor's SDK builds it, and all of what `npm test` takes a part of. */
  'test:servicenow': (args) => {
    process.env['ENTENTE_WHOLE'] = '1';
    const passed = build() && buildServiceNow() && jest(['--selectProjects', 'servicenow', 'servicenow-core', ...args]);
    return jest(['--selectProjects', 'unit', '--', 'tools/checks/core-es5']) && passed;
  },
  /** As in `npm test`, and four times as often. */
  'test:kill': (args) => {
    process.env['ENTENTE_KILLS'] ??= '50';
    return build() && jest(['--selectProjects', 'unit', ...args, '--', 'tests/kill']);
  },
  'test:planted': (args) => script('tools/planted/main.ts', ...args),
  playground: (args) => {
    if (args.includes('--no-build')) return script('playground/main.ts', ...args);
    console.log('Building the pages and apps that the instances show, half a minute or so…');
    return build() && script('playground/main.ts', ...args);
  },
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`Unknown command “${name}”. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
process.exit((await command(args)) ? 0 : 1);
