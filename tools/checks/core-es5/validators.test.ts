/** What a schema compiles to says of every JSON value what zod says: the same verdict, and the same value where it passes. */
import { expect, test } from '@jest/globals';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { compiled } from './runtime.ts';
import { isSchema, shapeOf } from './schemas.ts';
import { Values } from './values.ts';

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

interface Issue {
  readonly path: readonly unknown[];
  readonly code: string;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly maximum?: unknown;
  readonly minimum?: unknown;
}

/** What the core tells an admin of the first thing that is wrong. Integers that are not safe are told of by more than their limit. */
const toldOf = ({ path, code, expected, values, maximum }: Issue): string =>
  code === 'too_small' ? JSON.stringify([path, code]) : JSON.stringify([path, code, expected, values, maximum]);

/** As JSON says it; members may come in another order. */
function same(a: unknown, b: unknown): boolean {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left === right || isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
}

test('every schema of the core and of the admin API is here', () => {
  expect(schemas.length).toBeGreaterThan(50);
});

test.each(schemas)(
  '%s',
  (_name, schema) => {
    const shape = shapeOf(schema);
    const other = compiled(JSON.stringify(shape));
    let passed = 0;
    const values = new Values(shape, Math.random);
    for (let run = 0; run < runs; run++) {
      const value = values.next();
      const ours = other.safeParse(value);
      const theirs = z.safeParse(schema, value);
      const agree = ours.success ? theirs.success && same(ours.data, theirs.data) : !theirs.success;
      if (!agree) throw new Error(`${JSON.stringify(value)}: compiled ${JSON.stringify(ours)}, zod ${JSON.stringify(theirs)}`);
      if (ours.success) passed += 1;
      const [wrong, otherwise] = [ours.success ? undefined : ours.error.issues[0], theirs.error?.issues[0]];
      // A million of jest's expectations would take longer than all the rest.
      if (wrong !== undefined && otherwise !== undefined && toldOf(wrong) !== toldOf(otherwise))
        throw new Error(`${JSON.stringify(value)}: compiled says ${toldOf(wrong)}, zod ${toldOf(otherwise)}`);
    }
    // Values that are all refused would say nothing.
    expect(passed).toBeGreaterThan(0);
  },
  120_000,
);
