// What `npm start`, `npm test` and the others run, in Node 24 (start.mjs is the door).
import { build, jestCommand, run, script } from './run.ts';
import { test } from './test.ts';

const jest = (args: readonly string[]): boolean => run(jestCommand(args));

const commands: Record<string, (args: readonly string[]) => boolean | Promise<boolean>> = {
  types: (args) => run(['tsc', ['-b', ...args]]),
  lint: (args) => run(['oxlint', ['--type-aware', ...args]]),
  format: (args) => run(['oxfmt', args.length === 0 ? ['.'] : args]),
  build,
  jest,
  test,
  simulate: (args) => script('tests/simulate/main.ts', ...args),
  bench: (args) => (args.includes('--no-build') || build()) && script('tests/bench/main.ts', ...args.filter((arg) => arg !== '--no-build')),
  /** What runs the application as the vendor's SDK builds it, alone. */
  'test:servicenow': (args) =>
    build() && script('tools/build/servicenow.ts') && jest(['--selectProjects', 'servicenow', 'servicenow-core', ...args]),
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
