/**
 * DESIGN's table of who may import whom, by dependency-cruiser.
 *
 * 1. A tree in which too few modules were found does not pass: a parser that understands nothing finds no violation.
 * 2. A planted violation must be caught, or the check itself is broken.
 */
import { mkdtempSync, cpSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const root = join(import.meta.dirname, '..', '..');
const fewestModules = 150;
const folders = ['shared', 'jira-app', 'ado-extension', 'servicenow-scoped', 'companion', 'playground'];

type Options = NonNullable<Parameters<typeof cruise>[1]>;
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: unknown; options: Options };

async function cruiseTree(baseDir: string, paths: readonly string[]): Promise<ICruiseResult> {
  const { options, ...ruleSet } = config;
  const result = await cruise([...paths], { ...options, baseDir, ruleSet: ruleSet as never, validate: true }, {
    ...options.enhancedResolveOptions,
  } as never);
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered text where its result was expected.');
  return result.output;
}

/** The planted file is cruised as if it stood in shared/core. */
async function plantedIsCaught(): Promise<boolean> {
  const base = mkdtempSync(join(tmpdir(), 'entente-import-rules-'));
  try {
    mkdirSync(join(base, 'shared'), { recursive: true });
    cpSync(join(root, 'tools', 'checks', 'planted', 'shared', 'core'), join(base, 'shared', 'core'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'));
    const { summary } = await cruiseTree(base, ['shared']);
    return summary.violations.some((violation) => violation.rule.name === 'core-imports-itself');
  } finally {
    rmSync(base, { recursive: true });
  }
}

const { summary } = await cruiseTree(root, folders);
for (const violation of summary.violations) console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}`);
const problems = [
  ...(summary.violations.length > 0 ? [`${summary.violations.length} imports break the rules of .dependency-cruiser.cjs.`] : []),
  ...(summary.totalCruised < fewestModules ? [`Only ${summary.totalCruised} modules were found; expected at least ${fewestModules}.`] : []),
  ...((await plantedIsCaught()) ? [] : ['The planted violation was not caught.']),
];
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`Import rules: ${summary.totalCruised} modules, no violation.`);
process.exit(problems.length === 0 ? 0 : 1);
