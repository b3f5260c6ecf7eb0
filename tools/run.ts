/** How the commands run programs: each in the project's folder, with what it prints shown as it comes, or in case it fails. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

type Command = readonly [program: string, args: readonly string[], env?: Record<string, string>];

export const scriptCommand = (path: string, ...args: readonly string[]): Command => [process.execPath, [join(root, path), ...args]];

export function run([program, args, env]: Command): boolean {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error !== undefined) console.error(result.error.message);
  return result.status === 0;
}

export const script = (path: string, ...args: readonly string[]): boolean => run(scriptCommand(path, ...args));

/** While others run. `quiet`: what it prints is shown only where it fails. */
export async function runBeside([program, args, env]: Command, quiet = true): Promise<boolean> {
  const child = spawn(program, args, { cwd: root, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit', env: { ...process.env, ...env } });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => printed.push(data));
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      printed.push(Buffer.from(error.message));
      resolve(false);
    });
    child.once('close', (status) => resolve(status === 0));
  });
  if (!passed) console.error(Buffer.concat(printed).toString());
  return passed;
}

/** One more than the machine has cores, up to four: a browser test waits more than it works. */
const workers = Math.min(4, availableParallelism() + 1);

export const jestCommand = (args: readonly string[]): Command => [
  process.execPath,
  ['--experimental-vm-modules', join('node_modules', 'jest', 'bin', 'jest.js'), `--maxWorkers=${workers}`, ...args],
  specs(),
];

/** The official API descriptions: named by the environment, or beside the project. */
function specs(): Record<string, string> {
  const beside = join(root, '..', 'shared', 'specs');
  return process.env['ENTENTE_SPECS'] === undefined && existsSync(join(beside, 'SOURCES.md')) ? { ENTENTE_SPECS: beside } : {};
}

/** What the pages of all hosts and the functions of Forge are built by. */
export function build(): boolean {
  return script('tools/build/forge.ts') && script('tools/build/ado.ts') && script('tools/build/data-center.ts');
}
