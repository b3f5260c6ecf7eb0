/**
 * The node as the application's script includes: its modules grouped by subject, so that no script is longer than the
 * platform's editor and compiler take.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asScript, link, loader, type LinkedModule } from '../../checks/core-es5/link.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const platform = join(root, 'servicenow-scoped');

/** Characters of one script include. A string field of the platform has room for more; what is longer than this nobody can open. */
export const LONGEST_SCRIPT = 400_000;

/** By the first that fits. */
const parts: readonly (readonly [name: string, modules: RegExp])[] = [
  ['EntenteConnection', /^shared\/core\/(?:connection|admin)\//],
  ['EntenteSync', /^shared\/core\/(?:sync|rules)\//],
  ['EntenteHost', /^(?:servicenow-scoped|shared\/(?:wizard|richtext))\//],
  ['EntenteCore', /^/],
];

export type Scripts = ReadonlyMap<string, string>;

/** The text of each script include by its name. */
export async function buildScripts(): Promise<Scripts> {
  const replaced = { 'hast-util-from-html': join(platform, 'tracker', 'html-tree.ts') };
  const node = await link({ root, entry: join(platform, 'host', 'index.ts'), replaced });
  const hints = await link({ root, entry: join(platform, 'host', 'hints.ts') });
  const scripts = new Map<string, string>();
  for (const [name] of parts) scripts.set(name, partOf(name, node));
  scripts.set('Entente', entry(node[0]?.id ?? ''));
  scripts.set('EntenteHints', asScript(hints, 'EntenteHints'));
  for (const [name, text] of scripts) {
    if (text.length > LONGEST_SCRIPT) throw new Error(`${name} has ${text.length} characters, more than ${LONGEST_SCRIPT}.`);
  }
  return scripts;
}

function nameOf(id: string): string {
  return parts.find(([, modules]) => modules.test(id))?.[0] ?? '';
}

function partOf(name: string, modules: readonly LinkedModule[]): string {
  const own = modules.filter(({ id }) => nameOf(id) === name).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const table = own.map(({ id, code }) => `${JSON.stringify(id)}: function (exports, require) {\n${code}}`).join(',\n');
  return `var ${name} = {\n${table}\n};\n`;
}

/** The platform loads a script include where its name is first read. */
function entry(id: string): string {
  const find = parts.map(([name]) => `${name}[id]`).join(' || ');
  return `var Entente = (function () {\n${loader(find)}return require(${JSON.stringify(id)});\n})();\n`;
}

export function writeScripts(scripts: Scripts): void {
  const folder = join(platform, 'sdk', 'src', 'generated');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of scripts) writeFileSync(join(folder, `${name}.js`), text);
}
