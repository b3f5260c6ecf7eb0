/** What a schema compiles to says of every JSON value what zod says: the same verdict, and the same value where it passes. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { compiled, type Shape } from './runtime.ts';
import { isSchema, shapeOf } from './schemas.ts';

const root = join(import.meta.dirname, '..', '..', '..');
/** For every schema. */
const runs = 10_000;

async function schemasOf(file: string): Promise<readonly (readonly [string, z.core.$ZodType])[]> {
  const found: [string, z.core.$ZodType][] = [];
  const collect = (name: string, value: unknown, depth: number): void => {
    if (isSchema(value)) found.push([name, value]);
    else if (depth > 0 && typeof value === 'object' && value !== null)
      for (const [member, inner] of Object.entries(value)) collect(`${name}.${member}`, inner, depth - 1);
  };
  const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
  for (const [name, value] of Object.entries(module)) collect(name, value, 2);
  return found;
}

const files = [...globSync('shared/core/**/*.schema.ts', { cwd: root }), join('shared', 'wizard', 'admin-api', 'contract.ts')];
/** Each once, whatever names it has. */
const schemas = [
  ...new Map((await Promise.all(files.map(schemasOf))).flat().map(([name, schema]) => [schema, [name, schema] as const])).values(),
];

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant({}),
  fc.constant([]),
);
/** Names that occur in no schema, and one that is a trap. */
const strangers = fc.constantFrom('stranger', 'constructor', 'toString', '');

/** Mostly what the shape asks for, now and then something else, in any place. */
function near(shape: Shape, top: Shape, depth: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: fitting(shape, top, depth) }, { weight: 1, arbitrary: anything });
}

function fitting(shape: Shape, top: Shape, depth: number): fc.Arbitrary<unknown> {
  if (shape.$ref !== undefined) return depth > 4 ? anything : near(named(top, shape.$ref), top, depth + 1);
  if (shape.anyOf !== undefined) return fc.oneof(...shape.anyOf.map((option) => near(option, top, depth)));
  if ('const' in shape) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const types: readonly string[] = shape.type === undefined ? [] : typeof shape.type === 'string' ? [shape.type] : shape.type;
  if (types.length === 0) return anything;
  return fc.oneof(...types.map((type) => ofType(type, shape, top, depth)));
}

function named(top: Shape, ref: string): Shape {
  return ref === '#' ? top : (top.$defs?.[ref.slice('#/$defs/'.length)] ?? {});
}

function ofType(type: string, shape: Shape, top: Shape, depth: number): fc.Arbitrary<unknown> {
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer')
    return fc.oneof({ weight: 60, arbitrary: fc.maxSafeInteger() }, { weight: 1, arbitrary: fc.oneof(fc.double(), fc.constant(2 ** 53)) });
  if (type === 'number') return fc.oneof(fc.double(), fc.integer());
  if (type === 'array')
    return fc.array(shape.items === undefined ? anything : near(shape.items, top, depth + 1), { maxLength: depth > 2 ? 1 : 3 });
  return type === 'string' ? text(shape) : object(shape, top, depth);
}

function text({ pattern, minLength = 0, maxLength }: Shape): fc.Arbitrary<string> {
  const edges = [minLength - 1, minLength, ...(maxLength === undefined ? [] : [maxLength, maxLength + 1])].filter(
    (length) => length >= 0 && length < 300_000,
  );
  const free = fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength ?? 12, minLength + 12) }),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const plain =
    minLength === 0 && maxLength === undefined
      ? free
      : fc.oneof({ weight: 30, arbitrary: free }, { weight: 1, arbitrary: fc.constantFrom(...edges).map((length) => 'a'.repeat(length)) });
  return pattern === undefined
    ? plain
    : fc.oneof({ weight: 60, arbitrary: fc.stringMatching(new RegExp(pattern)) }, { weight: 1, arbitrary: plain });
}

function object(shape: Shape, top: Shape, depth: number): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, inner]) => [name, near(inner, top, depth + 1)]));
  const listed = fc.oneof(
    { weight: 40, arbitrary: fc.record(members) },
    { weight: 2, arbitrary: fc.record(members, { requiredKeys: shape.required?.filter((name) => name in members) ?? [] }) },
    { weight: 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
  );
  const other = shape.additionalProperties;
  const isRecord = shape.properties === undefined && typeof other === 'object';
  const more = fc.dictionary(isRecord ? fc.string({ maxLength: 5 }) : strangers, isRecord ? near(other, top, depth + 1) : anything, {
    maxKeys: isRecord ? 4 : 1,
  });
  return fc.oneof(
    { weight: isRecord ? 0 : 40, arbitrary: listed },
    { weight: 1, arbitrary: fc.tuple(more, listed).map(([a, b]) => ({ ...a, ...b })) },
  );
}

/** Without prototypes: generated objects may have none. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

test('every schema of the core and of the admin API is here', () => {
  expect(schemas.length).toBeGreaterThan(50);
});

test.each(schemas)(
  '%s',
  (_name, schema) => {
    const shape = shapeOf(schema);
    const other = compiled(JSON.stringify(shape));
    let passed = 0;
    for (const value of fc.sample(near(shape, shape, 0), runs)) {
      const ours = other.safeParse(value);
      const theirs = z.safeParse(schema, value);
      const agree = ours.success ? theirs.success && isDeepStrictEqual(plain(ours.data), plain(theirs.data)) : !theirs.success;
      if (!agree) throw new Error(`${JSON.stringify(value)}: compiled ${JSON.stringify(ours)}, zod ${JSON.stringify(theirs)}`);
      if (ours.success) passed += 1;
    }
    // Values that are all refused would say nothing.
    expect(passed).toBeGreaterThan(0);
  },
  120_000,
);
