/**
 * `npm run test:planted`: plants each bug of bugs.ts in a bundle of its own, never in the sources, and runs the simulator on it until it is
 * caught. Fails where a change does not apply, or a bug is not caught within the seeds.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { BUGS } from './bugs.ts';
import type { PlantedBug } from './bugs.ts';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '2000' }, only: { type: 'string' } } });

async function bundle(bug: PlantedBug, outfile: string): Promise<boolean> {
  const path = join(root, 'shared', 'core', ...bug.file.split('/'));
  const source = readFileSync(path, 'utf8');
  if (source.split(bug.find).length !== 2) return false;
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
            loaded === path ? { contents: source.replace(bug.find, () => bug.put), loader: 'ts' } : null,
          );
        },
      },
    ],
  });
  return true;
}

/** A seed that fails without the bug, too, catches nothing. */
function caught(outfile: string): { readonly seed: string; readonly first: string } {
  for (let from = 1; from <= Number(values.seeds);) {
    const found = failing(outfile, from, Number(values.seeds) - from + 1);
    if (found.seed === '' || failing(join(root, 'tests', 'simulate', 'main.ts'), Number(found.seed), 1).seed === '') return found;
    from = Number(found.seed) + 1;
  }
  return { seed: '', first: '' };
}

function failing(file: string, from: number, seeds: number): { readonly seed: string; readonly first: string } {
  const run = spawnSync(process.execPath, [file, '--from', String(from), '--seeds', String(seeds), '--quiet'], { encoding: 'utf8' });
  const [, seed = '', first = ''] = /Seed (\d+) fails:\n\s*(.*)/.exec(run.stdout) ?? [];
  if (run.status !== 0 && seed === '') throw new Error(run.stderr || run.stdout);
  return { seed, first };
}

const folder = join(root, 'build', 'planted');
mkdirSync(folder, { recursive: true });
let missed = 0;
for (const [index, bug] of BUGS.entries()) {
  if (values.only !== undefined && !bug.name.includes(values.only)) continue;
  const outfile = join(folder, `${index}.mjs`);
  if (!(await bundle(bug, outfile))) {
    missed++;
    console.log(`✗ ${bug.name}: the change to ${bug.file} does not apply`);
    continue;
  }
  const { seed, first } = caught(outfile);
  if (seed === '') missed++;
  console.log(
    seed === '' ? `✗ ${bug.name}: not caught within ${values.seeds} seeds` : `✓ ${bug.name}: seed ${seed}, ${first.slice(0, 120)}`,
  );
}
console.log(missed === 0 ? 'Every planted bug is caught.' : `${missed} not caught.`);
process.exit(missed === 0 ? 0 : 1);
