/**
 * Links TypeScript modules into synchronous ES5: schemas compiled, async and await removed, lowered by SWC (DESIGN, "One
 * core, four runtimes").
 *
 * 1. Each module stays a function of its own: the engine refuses a function whose code is longer than 64 KiB.
 * 2. What the modules import is found as Node finds it; `replaced` names other modules in the place of packages.
 */
import { transform } from '@swc/core';
import { parse } from 'acorn';
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join, relative, sep } from 'node:path';
import { compiledSchemas, importsZod } from './schemas.ts';
import { unasync } from './unasync.ts';

export interface LinkedModule {
  readonly id: string;
  /** The body of `function (exports, require)`: ES5, with the ids of modules in its calls of `require`. */
  readonly code: string;
}

export interface LinkOptions {
  /** What the ids are relative to. */
  readonly root: string;
  /** Absolute path. */
  readonly entry: string;
  /** Absolute paths by the name that is imported. */
  readonly replaced?: { readonly [specifier: string]: string };
}

/** The entry's module comes first. */
export async function link(options: LinkOptions): Promise<readonly LinkedModule[]> {
  const ids = new Map<string, string>();
  const waiting: string[] = [];
  const idOf = (file: string): string => {
    const known = ids.get(file);
    if (known !== undefined) return known;
    const id = relative(options.root, file)
      .split(sep)
      .join('/')
      .replace(/^(?:\.\.\/)*(?:.*node_modules\/)?/, '')
      .replace(/\.(?:[cm]?[jt]s|json)$/, '');
    ids.set(file, id);
    waiting.push(file);
    return id;
  };
  const modules: LinkedModule[] = [];
  idOf(options.entry);
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const from = file;
    const code = await lowered(file);
    const linked = code.replace(/\brequire\("([^"]+)"\)/g, (_, name: string) => `require("${idOf(resolve(name, from, options))}")`);
    parse(`(function (exports, require) {${linked}\n})`, { ecmaVersion: 5, sourceType: 'script' });
    modules.push({ id: idOf(file), code: linked });
  }
  return modules;
}

/** In the place of SWC's. */
const ownHelpers: { readonly [name: string]: string } = {
  '@swc/helpers/_/_object_without_properties': join(import.meta.dirname, 'without.ts'),
};

function resolve(name: string, from: string, { replaced }: LinkOptions): string {
  const other = replaced?.[name] ?? ownHelpers[name];
  if (other !== undefined) return other;
  if (name.startsWith('/')) return name;
  return createRequire(name.startsWith('@swc/helpers') ? import.meta.url : from).resolve(name);
}

async function lowered(file: string): Promise<string> {
  const source = readFileSync(file, 'utf8');
  if (file.endsWith('.cjs')) return source;
  if (file.endsWith('.json')) return `exports.__esModule = true;\nexports["default"] = ${JSON.stringify(JSON.parse(source))};\n`;
  const script = file.endsWith('.ts') ? (importsZod(source) ? await compiledSchemas(file) : stripTypeScriptTypes(source)) : source;
  // Loose mode goes wrong without a word, in spread and for…of.
  const { code } = await transform(unasync(script), {
    configFile: false,
    swcrc: false,
    isModule: true,
    module: { type: 'commonjs', strictMode: false, noInterop: true },
    jsc: { target: 'es5', loose: false, externalHelpers: true, parser: { syntax: 'ecmascript' }, preserveAllComments: false },
  });
  return withoutComments(code);
}

function withoutComments(code: string): string {
  const comments: { readonly start: number; readonly end: number }[] = [];
  parse(code, { ecmaVersion: 5, sourceType: 'script', onComment: (_block, _text, start, end) => comments.push({ start, end }) });
  const text = comments.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), code);
  return text.replace(/^\s*\n/gm, '').replace(/^( +)/gm, (spaces) => ' '.repeat(spaces.length / 4));
}

/** One script whose value is what the entry exports. */
export function asScript(modules: readonly LinkedModule[], name: string): string {
  const table = modules.map(({ id, code }) => `${JSON.stringify(id)}: function (exports, require) {\n${code}}`).join(',\n');
  return `var ${name} = (function () {\nvar modules = {\n${table}\n};\n${loader('modules[id]')}return require(${JSON.stringify(modules[0]?.id)});\n})();\n`;
}

/** Defines `require`; `find` is an expression over `id`. A module that is still loading is given as far as it is. */
export function loader(find: string): string {
  return `var loaded = {};
function require(id) {
 if (Object.prototype.hasOwnProperty.call(loaded, id)) return loaded[id];
 var exports = loaded[id] = {};
 (${find})(exports, require);
 return exports;
}
`;
}
