/**
 * What stands in for zod/mini where schemas are compiled: the functions that the core calls, over schemas as JSON.
 *
 * 1. Answers as zod does: the same values pass, and the same members are dropped where an object is neither strict nor loose.
 * 2. Values are JSON: a member that is undefined is one that is left out.
 * 3. What it does not know does not occur: the compiler refuses it (schemas.ts).
 *
 * Runs on the oldest engine, so it keeps to what the core may use.
 */
export interface Shape {
  /** Several: any of them, as of what may be null. */
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly not?: object;
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Shape };
  readonly properties?: { readonly [name: string]: Shape };
  readonly required?: readonly string[];
  /** What members besides `properties` have to be. `false`: there may be none. Left out: they are dropped. */
  readonly additionalProperties?: Shape | false;
  readonly propertyNames?: Shape;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Issue {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

type Path = readonly (string | number)[];

type Result =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };

export interface Compiled {
  safeParse(value: unknown): Result;
}

/** `json`: a Shape. It is read at the first use, for most scripts need few of the schemas. */
export function compiled(json: string): Compiled {
  let root: Shape | null = null;
  return {
    safeParse: (value) => {
      if (root === null) root = JSON.parse(json) as Shape;
      const issues: Issue[] = [];
      const data = check({ root, issues }, root, value, []);
      return issues.length === 0 ? { success: true, data } : { success: false, error: { issues } };
    },
  };
}

export function safeParse(schema: Compiled, value: unknown): Result {
  return schema.safeParse(value);
}

export function parse(schema: Compiled, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error('invalid: ' + result.error.issues.map((issue) => issue.path.join('.') + ' ' + issue.code).join(', '));
}

interface Run {
  readonly root: Shape;
  readonly issues: Issue[];
}

function owns(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && !isFinite(value) ? 'NaN' : typeof value;
}

function check(run: Run, shape: Shape, value: unknown, path: Path): unknown {
  if (shape.$ref !== undefined) return check(run, target(run, shape.$ref), value, path);
  if (shape.anyOf !== undefined) return firstOf(run, shape.anyOf, value, path);
  const found = typeOf(value);
  if (shape.not !== undefined || !isType(shape, found, value)) return refuse(run, path, 'invalid_type', value);
  if (owns(shape, 'const') && shape.const !== value) return refuse(run, path, 'invalid_value', value);
  if (shape.enum !== undefined && shape.enum.indexOf(value) < 0) return refuse(run, path, 'invalid_value', value);
  for (const part of shape.allOf ?? []) check(run, part, value, path);
  if (typeof value === 'string') checkString(run, shape, value, path);
  if (typeof value === 'number') checkNumber(run, shape, value, path);
  if (found === 'array') return checkArray(run, shape, value as readonly unknown[], path);
  return found === 'object' && typesOf(shape).indexOf('object') >= 0
    ? checkObject(run, shape, value as { readonly [name: string]: unknown }, path)
    : value;
}

function typesOf({ type }: Shape): readonly string[] {
  return typeof type === 'string' ? [type] : (type ?? []);
}

function isType(shape: Shape, found: string, value: unknown): boolean {
  const types = typesOf(shape);
  if (types.length === 0 || types.indexOf(found) >= 0) return true;
  return types.indexOf('integer') >= 0 && found === 'number' && Math.floor(value as number) === value;
}

function refuse(run: Run, path: Path, code: string, value: unknown): unknown {
  run.issues.push({ path, code });
  return value;
}

/** `#` or `#/$defs/{name}`. */
function target({ root }: Run, ref: string): Shape {
  const named = ref === '#' ? root : root.$defs?.[ref.slice('#/$defs/'.length)];
  if (named === undefined) throw new Error('no schema ' + ref);
  return named;
}

function firstOf(run: Run, options: readonly Shape[], value: unknown, path: Path): unknown {
  for (const option of options) {
    const issues: Issue[] = [];
    const data = check({ root: run.root, issues }, option, value, path);
    if (issues.length === 0) return data;
  }
  return refuse(run, path, 'invalid_union', value);
}

function checkString(run: Run, shape: Shape, value: string, path: Path): void {
  if (shape.minLength !== undefined && value.length < shape.minLength) refuse(run, path, 'too_small', value);
  if (shape.maxLength !== undefined && value.length > shape.maxLength) refuse(run, path, 'too_big', value);
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) refuse(run, path, 'invalid_format', value);
}

function checkNumber(run: Run, shape: Shape, value: number, path: Path): void {
  if (shape.minimum !== undefined && value < shape.minimum) refuse(run, path, 'too_small', value);
  if (shape.maximum !== undefined && value > shape.maximum) refuse(run, path, 'too_big', value);
}

function checkArray(run: Run, shape: Shape, value: readonly unknown[], path: Path): unknown {
  if (shape.minItems !== undefined && value.length < shape.minItems) refuse(run, path, 'too_small', value);
  if (shape.maxItems !== undefined && value.length > shape.maxItems) refuse(run, path, 'too_big', value);
  const { items } = shape;
  if (items === undefined) return value;
  return value.map((item, index) => check(run, items, item, path.concat([index])));
}

function checkObject(run: Run, shape: Shape, value: { readonly [name: string]: unknown }, path: Path): unknown {
  const properties = shape.properties ?? {};
  const result: { [name: string]: unknown } = {};
  for (const name of Object.keys(properties)) {
    const inner = properties[name];
    if (inner === undefined) continue;
    const given = owns(value, name) ? value[name] : undefined;
    const required = (shape.required ?? []).indexOf(name) >= 0;
    if (given !== undefined) result[name] = check(run, inner, given, path.concat([name]));
    else if (required && (!isAnything(inner) || !owns(value, name))) refuse(run, path.concat([name]), 'invalid_type', given);
  }
  for (const name of Object.keys(value)) if (!owns(properties, name)) checkOther(run, shape, value, name, { path, result });
  return result;
}

function isAnything(shape: Shape): boolean {
  return Object.keys(shape).length === 0;
}

interface Into {
  readonly path: Path;
  readonly result: { [name: string]: unknown };
}

function checkOther(run: Run, shape: Shape, value: { readonly [name: string]: unknown }, name: string, { path, result }: Into): void {
  const { additionalProperties: other, propertyNames } = shape;
  // No engine agrees with another on what writing this member does; zod leaves it out.
  if (name === '__proto__') return;
  if (other === undefined) return;
  if (other === false) {
    refuse(run, path, 'unrecognized_keys', value);
    return;
  }
  if (propertyNames !== undefined) check(run, propertyNames, name, path.concat([name]));
  result[name] = check(run, other, value[name], path.concat([name]));
}
