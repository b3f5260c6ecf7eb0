/**
 * zod does not run on the oldest engine, so its schemas are compiled to plain validators, by way of JSON Schema.
 *
 * 1. A schema that JSON Schema cannot say fails the build; nothing is dropped without a word.
 * 2. What else a *.schema.ts exports (functions over its schemas) stays as it is.
 */
import { parse, type AnyNode } from 'acorn';
import { full } from 'acorn-walk';
import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const runtime = join(import.meta.dirname, 'runtime.ts');
const requireHere = createRequire(import.meta.url);

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

/** An expression that gives the validator: a CommonJS module of ajv's, in a function of its own. */
function validatorOf(schema: z.core.$ZodType): string {
  const ajv = new Ajv.default({ code: { source: true }, strict: false, unicode: false, unicodeRegExp: false, logger: false } as never);
  const code = standaloneCode.default(ajv, ajv.compile(z.toJSONSchema(schema, { target: 'draft-2020-12' })));
  const helpers = new Set(Array.from(code.matchAll(/require\("([^"]+)"\)/g), (match) => match[1] ?? ''));
  const bound = Array.from(
    helpers,
    (name) => `if (name === ${JSON.stringify(name)}) return require(${JSON.stringify(requireHere.resolve(name))});`,
  );
  return `(function () { var module = { exports: {} }; (function (module, require) { ${code} })(module, function (name) { ${bound.join(' ')} }); return module.exports; })()`;
}

function usesZod(node: AnyNode): boolean {
  let uses = false;
  full(node, (inner) => {
    if (inner.type === 'Identifier' && inner.name === 'z') uses = true;
  });
  return uses;
}

/** The module with each schema replaced by its validator. Schemas that it keeps to itself are parts of others, and go. */
export async function compiledSchemas(file: string): Promise<string> {
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const statement of parse(code, { ecmaVersion: 'latest', sourceType: 'module' }).body) {
    if (statement.type === 'ImportDeclaration' && statement.source.value === 'zod/mini')
      edits.push({ start: statement.start, end: statement.end, text: '' });
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || !init || init.type === 'ArrowFunctionExpression') continue;
      const value = exported[id.name];
      if (isSchema(value)) edits.push({ start: init.start, end: init.end, text: `z.compiled(${validatorOf(value)})` });
      else if (value === undefined && usesZod(init)) edits.push({ start: init.start, end: init.end, text: 'undefined' });
    }
  }
  const body = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
  return `import * as z from ${JSON.stringify(runtime)};\n${body}`;
}

export const schemaPlugin: Plugin = {
  name: 'compiled-schemas',
  setup(build) {
    build.onLoad({ filter: /\.schema\.ts$/ }, async ({ path }) => ({
      contents: await compiledSchemas(path),
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};
