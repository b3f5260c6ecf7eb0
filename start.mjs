// The door to every command. Imports only node: modules, so that it works before anything is installed:
//   1. runs `npm ci` where the lock file is newer than what is installed;
//   2. goes on in Node 24, which comes with the install, whatever Node started this file.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { delimiter, join } from 'node:path';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const [command = 'playground', ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Entente needs Node 20 or later to start; this is ${process.version}.`);
  process.exit(1);
}

function installed() {
  const stamp = join(root, 'node_modules', '.entente-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
  return { current, done: () => writeFileSync(stamp, lock) };
}

function node24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const binary = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary) && statSync(binary).size > 0) return binary;
  console.error(
    `Entente runs on Node 24. None is packaged for ${process.platform} ${process.arch}: install Node 24 and run this again with it.`,
  );
  process.exit(1);
}

const install = installed();
if (!install.current) {
  console.log('Installing what is missing…');
  const npm = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  );
  if (npm.status !== 0) process.exit(npm.status ?? 1);
  install.done();
}

const bin = join(root, 'node_modules', '.bin');
const node = node24();
const run = spawnSync(node, [join(root, 'tools', 'commands.ts'), command, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: [join(node, '..'), bin, process.env.PATH].join(delimiter), NODE_NO_WARNINGS: '1' },
});
process.exit(run.signal ? 1 : (run.status ?? 1));
