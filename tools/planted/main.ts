/**
 * `npm run test:planted [-- --seeds n --only text]`: plants each bug of bugs.ts in a bundle of its own, never in the sources, and runs the
 * simulator on it until it is caught, as many at once as there are cores. Fails where a change does not apply, or a bug is not caught
 * within the seeds.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { BUGS } from './bugs.ts';
import type { PlantedBug } from './bugs.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'build', 'planted');
const WITHOUT = join(folder, 'none.mjs');
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '2000' }, only: { type: 'string' } } });
const seeds = Number(values.seeds);

/** `bug`: null for the program as it is. */
async function bundle(bug: PlantedBug | null, outfile: string): Promise<boolean> {
  const path = bug === null ? '' : join(root, 'shared', 'core', ...bug.file.split('/'));
  const planted = bug === null ? '' : plant(readFileSync(path, 'utf8'), bug);
  if (planted === null) return false;
  await build({
    entryPoints: [join(root, 'tests', 'simulate', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: 'plant',
        setup(plugins) {
          plugins.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) =>
            bug !== null && loaded === path ? { contents: planted, loader: 'ts' } : null,
          );
        },
      },
    ],
  });
  return true;
}

/** Null: it does not apply. */
function plant(source: string, { find, put, also }: PlantedBug): string | null {
  let planted = source;
  for (const change of also === undefined ? [{ find, put }] : [{ find, put }, also]) {
    if (planted.split(change.find).length !== 2) return null;
    planted = planted.replace(change.find, () => change.put);
  }
  return planted;
}

interface Failing {
  /** Empty: none. */
  readonly seed: string;
  readonly first: string;
}

/** A seed that fails without the bug, too, catches nothing. */
async function caught(outfile: string): Promise<Failing> {
  for (let from = 1; from <= seeds;) {
    const found = await failing(outfile, from, seeds - from + 1);
    if (found.seed === '' || (await failing(WITHOUT, Number(found.seed), 1)).seed === '') return found;
    from = Number(found.seed) + 1;
  }
  return { seed: '', first: '' };
}

async function failing(file: string, from: number, count: number): Promise<Failing> {
  const { code, out, err } = await run([file, '--from', String(from), '--seeds', String(count), '--quiet', '--restored']);
  const [, seed = '', first = ''] = /Seed (\d+) fails:\n\s*(.*)/.exec(out) ?? [];
  if (code !== 0 && seed === '') throw new Error(err || out);
  return { seed, first };
}

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, args);
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

/** True: caught. */
async function tryOut(bug: PlantedBug, index: number): Promise<boolean> {
  const outfile = join(folder, `${index}.mjs`);
  if (!(await bundle(bug, outfile))) {
    console.log(`✗ ${bug.name}: the change to ${bug.file} does not apply`);
    return false;
  }
  const { seed, first } = await caught(outfile);
  console.log(seed === '' ? `✗ ${bug.name}: not caught within ${seeds} seeds` : `✓ ${bug.name}: seed ${seed}, ${first.slice(0, 120)}`);
  return seed !== '';
}

mkdirSync(folder, { recursive: true });
await bundle(null, WITHOUT);
const { only = '' } = values;
const waiting = BUGS.map((bug, index) => ({ bug, index })).filter(({ bug }) => bug.name.includes(only));
let missed = 0;
async function worker(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) if (!(await tryOut(next.bug, next.index))) missed++;
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(missed === 0 ? 'Every planted bug is caught.' : `${missed} not caught.`);
process.exit(missed === 0 ? 0 : 1);
