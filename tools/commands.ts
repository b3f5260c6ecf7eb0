// What `npm start`, `npm test` and the others run, in Node 24 (start.mjs is the door).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

function run(program: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return result.status === 0;
}

function jest(args: readonly string[]): boolean {
  return run(process.execPath, ['--experimental-vm-modules', join('node_modules', 'jest', 'bin', 'jest.js'), ...args]);
}

const commands: Record<string, (args: readonly string[]) => boolean> = {
  types: (args) => run('tsc', ['-b', ...args]),
  lint: (args) => run('oxlint', ['--type-aware', ...args]),
  format: (args) => run('oxfmt', args),
  jest,
  test: (args) => commands['types']!([]) && jest(args),
  playground: (args) => run(process.execPath, [join('playground', 'main.ts'), ...args]),
};

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error(`Unknown command “${name}”. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
process.exit(command(args) ? 0 : 1);
