/**
 * zod does not run on the oldest engine, so its schemas are compiled to data that runtime.ts checks values against, by way
 * of JSON Schema.
 *
 * 1. A schema that this cannot say fails the build; nothing is dropped without a word.
 * 2. What else a module with schemas exports (functions over its schemas) stays as it is.
 */
import { parse, type AnyNode } from 'acorn';
import { full } from 'acorn-walk';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Shape } from './runtime.ts';

/** What the compiled module imports in zod's place. */
export const schemaRuntime = join(import.meta.dirname, 'runtime.ts');

/** All that runtime.ts understands. */
const keywords = new Set(
  'type const enum anyOf oneOf allOf not $ref $defs properties required additionalProperties propertyNames items prefixItems minItems maxItems minLength maxLength pattern minimum maximum'.split(
    ' ',
  ),
);
/** Says nothing that the others do not. */
const redundant = new Set(['$schema', 'description', 'title', 'id']);

export function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

interface Override {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: { [keyword: string]: unknown };
}

/** An object that is neither strict nor loose drops what it does not list; JSON Schema would let that pass. */
function override({ zodSchema, jsonSchema }: Override): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object') {
    if (def.catchall === undefined) delete jsonSchema['additionalProperties'];
    else if (def.catchall._zod.def.type === 'unknown') jsonSchema['additionalProperties'] = {};
  }
  for (const { _zod } of def.checks ?? []) {
    const pattern: unknown = 'pattern' in _zod.def ? _zod.def.pattern : undefined;
    if (pattern instanceof RegExp && pattern.flags !== '') throw new Error(`flags of ${String(pattern)} would be lost`);
  }
}

/** What runtime.ts checks values against. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', override: override as never });
  return plain(json) as Shape;
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const kept: { [keyword: string]: unknown } = {};
  if ('prefixItems' in value && !isExact(value)) throw new Error('a tuple of no certain length cannot be compiled');
  for (const [keyword, given] of Object.entries(value)) {
    if (redundant.has(keyword)) continue;
    // A tuple: the length of its list says that there is nothing else.
    if (keyword === 'items' && given === false) continue;
    if (!keywords.has(keyword)) throw new Error(`a schema says “${keyword}”, which cannot be compiled`);
    kept[keyword] = insideOf(keyword, given);
  }
  return kept;
}

function isExact(tuple: object): boolean {
  const { prefixItems, items, minItems } = tuple as { readonly [keyword: string]: unknown };
  return Array.isArray(prefixItems) && items === false && minItems === prefixItems.length;
}

function insideOf(keyword: string, given: unknown): unknown {
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf' || keyword === 'prefixItems')
    return (given as readonly unknown[]).map(plain);
  if (keyword === 'properties' || keyword === '$defs')
    return Object.fromEntries(Object.entries(given as object).map(([name, shape]) => [name, plain(shape)]));
  return keyword === 'items' || keyword === 'additionalProperties' || keyword === 'propertyNames' ? plain(given) : given;
}

/** An expression that gives the compiled schema, or an object whose members are; null: there is no schema in it. */
function expressionOf(value: unknown): string | null {
  if (isSchema(value)) return `z.compiled(${JSON.stringify(JSON.stringify(shapeOf(value)))})`;
  if (typeof value !== 'object' || value === null) return null;
  const members = Object.entries(value).map(([name, member]) => [name, expressionOf(member)] as const);
  if (members.length === 0 || members.some(([, expression]) => expression === null)) return null;
  return `{ ${members.map(([name, expression]) => `${JSON.stringify(name)}: ${expression}`).join(', ')} }`;
}

function usesZod(node: AnyNode): boolean {
  let uses = false;
  full(node, (inner) => {
    if (inner.type === 'Identifier' && inner.name === 'z') uses = true;
  });
  return uses;
}

export function importsZod(source: string): boolean {
  return /^import \* as z from 'zod\/mini';$/m.test(source);
}

/** The module with each schema replaced by its compiled one. Schemas that it keeps to itself are parts of others, and go. */
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
      if (id.type !== 'Identifier' || !init || init.type === 'ArrowFunctionExpression' || !usesZod(init)) continue;
      const value = exported[id.name];
      const text = value === undefined ? 'undefined' : expressionOf(value);
      if (text === null) throw new Error(`${file}: ${id.name} cannot be compiled`);
      edits.push({ start: init.start, end: init.end, text });
    }
  }
  const body = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code);
  return `import * as z from ${JSON.stringify(schemaRuntime)};\n${body}`;
}
