/**
 * Holds a value against a schema and says, in words for an admin, which field is wrong and how.
 *
 * Schemas recurse as deep as the value does, so a value nested deeper than any real document is refused first.
 */
import type * as z from 'zod/mini';
import type { Json } from '../json.ts';

const MAX_DEPTH = 100;

export type Checked<Shape> =
  | { readonly kind: 'fits'; readonly value: Shape }
  | { readonly kind: 'wrong'; readonly field: string; readonly problem: string };

export function checkShape<Shape>(schema: z.ZodMiniType<Shape>, value: Json): Checked<Shape> {
  if (deeperThan(value, MAX_DEPTH)) return { kind: 'wrong', field: '', problem: 'is nested too deeply' };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'fits', value: parsed.data };
  const first = parsed.error.issues[0];
  if (first === undefined) return { kind: 'wrong', field: '', problem: 'is not valid' };
  return { kind: 'wrong', field: first.path.map(String).join('.'), problem: problemOf(first) };
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return 'must be ' + issue.expected;
  if (issue.code === 'invalid_value') return 'must be ' + issue.values.map(String).join(' or ');
  if (issue.code === 'too_big') return 'is longer or larger than ' + Number(issue.maximum);
  if (issue.code === 'too_small') return 'is shorter or smaller than ' + Number(issue.minimum);
  if (issue.code === 'invalid_union') return 'has none of the shapes it may have';
  if (issue.code === 'invalid_format') return 'has characters that are not allowed, or is written in another form';
  return 'is not valid';
}

/** Not recursive, for the same reason that it exists. */
export function deeperThan(value: Json, limit: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    const below: Json[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const member of Object.values(one)) below.push(member);
    }
    level = below;
  }
  return false;
}
