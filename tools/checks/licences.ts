/**
 * The licence of every package in the lock file, read from what is installed.
 *
 * 1. Permissive licences pass. Everything else needs an entry in `agreed`, with its reason.
 * 2. A package that states no licence fails.
 * 3. Packages for other systems are not installed here; they come from the same source as their sibling that is, and are counted apart.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

const permissive = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'CC-BY-4.0',
  'Zlib',
  'WTFPL',
  'PSF-2.0',
  'W3C-20150513',
]);

/** What is used under other terms, and why that is fine for a free product. */
const agreed: readonly { readonly name: RegExp; readonly licence: RegExp; readonly because: string }[] = [
  {
    name: /^@forge\//,
    licence: /LICENSE|UNLICENSED|Atlassian/i,
    because: 'Atlassian Developer Terms: a Forge app has to use them; they are installed, never vendored',
  },
  {
    name: /^@atlaskit\//,
    licence: /LICENSE|Atlassian/i,
    because: 'Atlassian Design System licence: for apps of Atlassian products, which this page is',
  },
  {
    name: /^(axe-core|lightningcss.*)$/,
    licence: /^MPL-2\.0$/,
    because: 'file-level copyleft, used unmodified as a tool of the build and tests',
  },
];

interface LockEntry {
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly license?: string;
}

function statedLicence(folder: string): string | null {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { license?: unknown; licenses?: unknown };
  const { license, licenses } = manifest;
  if (typeof license === 'string') return license;
  if (typeof license === 'object' && license !== null && 'type' in license) return String(license.type);
  if (Array.isArray(licenses)) return licenses.map((one: { type?: string }) => one.type ?? '?').join(' OR ');
  return null;
}

/** `A OR B` passes with either, `A AND B` with both. */
function passes(expression: string): boolean {
  const alternatives = expression.replaceAll(/[()]/g, '').split(/ OR /i);
  return alternatives.some((all) => all.split(/ AND /i).every((one) => permissive.has(one.trim())));
}

function verdict(name: string, licence: string | null): 'fine' | 'refused' {
  if (licence === null) return 'refused';
  if (passes(licence)) return 'fine';
  return agreed.some((entry) => entry.name.test(name) && entry.licence.test(licence)) ? 'fine' : 'refused';
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockEntry> };
const refused: string[] = [];
let read = 0;
let elsewhere = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.includes('node_modules/') || entry.link === true) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const folder = join(root, path);
  if (!existsSync(join(folder, 'package.json'))) {
    if (entry.optional !== true) refused.push(`${name}: in the lock file, not installed`);
    elsewhere += 1;
    continue;
  }
  read += 1;
  const licence = statedLicence(folder) ?? entry.license ?? null;
  if (verdict(name, licence) === 'refused') refused.push(`${name}: ${licence ?? 'states no licence'}`);
}
for (const line of refused) console.error(line);
if (read < 500) refused.push('too few packages were read');
console.log(`Licences: ${read} packages read, ${elsewhere} for other systems, ${refused.length} refused.`);
process.exit(refused.length === 0 ? 0 : 1);
