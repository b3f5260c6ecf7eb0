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
  /** The one that the value names by a constant member. */
  readonly oneOf?: readonly Shape[];
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
  /** Of an array with so many items, no more and no fewer. */
  readonly prefixItems?: readonly Shape[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Issue extends Told {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

/** What zod tells besides, as far as the core puts it into words. */
interface Told {
  readonly expected?: string | undefined;
  readonly values?: readonly unknown[] | undefined;
  readonly maximum?: number | undefined;
  readonly minimum?: number | undefined;
}

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
      const data = check({ root, issues, path: [] }, root, value);
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
  /** Where the check is now; an issue keeps a copy. */
  readonly path: (string | number)[];
}

/** Of all patterns that were met: the engine compiles one each time that it is written. */
const patterns: { [pattern: string]: RegExp } = {};

function patternOf(pattern: string): RegExp {
  const known = patterns[pattern];
  if (known !== undefined) return known;
  const made = new RegExp(pattern);
  patterns[pattern] = made;
  return made;
}

function owns(object: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, name);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && !isFinite(value) ? 'NaN' : typeof value;
}

function check(run: Run, shape: Shape, value: unknown): unknown {
  if (shape.$ref !== undefined) return check(run, target(run, shape.$ref), value);
  if (shape.anyOf !== undefined) return firstOf(run, shape.anyOf, value);
  if (shape.oneOf !== undefined) return namedOf(run, shape.oneOf, value);
  const found = typeOf(value);
  if (owns(shape, 'const') && shape.const !== value) return refuse(run, 'invalid_value', value, { values: [shape.const] });
  if (shape.enum !== undefined && shape.enum.indexOf(value) < 0) return refuse(run, 'invalid_value', value, { values: shape.enum });
  if (shape.not !== undefined || !isType(shape, found, value))
    return refuse(run, 'invalid_type', value, { expected: expectedOf(shape, found) });
  for (const part of shape.allOf ?? []) check(run, part, value);
  if (typeof value === 'string') checkString(run, shape, value);
  if (typeof value === 'number') checkNumber(run, shape, value);
  if (found === 'array') return checkArray(run, shape, value as readonly unknown[]);
  return found === 'object' && typesOf(shape).indexOf('object') >= 0
    ? checkObject(run, shape, value as { readonly [name: string]: unknown })
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

function refuse(run: Run, code: string, value: unknown, told: Told = {}): unknown {
  const { expected, values, maximum, minimum } = told;
  run.issues.push({ path: run.path.slice(), code, expected, values, maximum, minimum });
  return value;
}

/** Null is what something else may be instead. An integer is a number to begin with. */
function expectedOf(shape: Shape, found: string): string {
  if (shape.not !== undefined) return 'never';
  const types = typesOf(shape).filter((type) => type !== 'null');
  const first = shape.prefixItems !== undefined ? 'tuple' : types.length === 0 ? 'null' : (types[0] ?? '');
  return first === 'integer' ? (found === 'number' ? 'int' : 'number') : first === 'object' && isRecord(shape) ? 'record' : first;
}

function isRecord({ properties, additionalProperties }: Shape): boolean {
  return properties === undefined && additionalProperties !== undefined && additionalProperties !== false;
}

function checkAt(run: Run, shape: Shape, value: unknown, place: string | number): unknown {
  run.path.push(place);
  const checked = check(run, shape, value);
  run.path.pop();
  return checked;
}

function refuseAt(run: Run, place: string, code: string, value: unknown, told?: Told): void {
  run.path.push(place);
  refuse(run, code, value, told);
  run.path.pop();
}

/** `#` or `#/$defs/{name}`. */
function target({ root }: Run, ref: string): Shape {
  const named = ref === '#' ? root : root.$defs?.[ref.slice('#/$defs/'.length)];
  if (named === undefined) throw new Error('no schema ' + ref);
  return named;
}

function firstOf(run: Run, options: readonly Shape[], value: unknown): unknown {
  for (const option of options) {
    const issues: Issue[] = [];
    const data = check({ root: run.root, issues, path: run.path }, option, value);
    if (issues.length === 0) return data;
  }
  const instead = withoutNull(options);
  return instead === null ? refuse(run, 'invalid_union', value) : check(run, instead, value);
}

/** What may be null is told of as what it is else; null: there is more than one thing that it may be. */
function withoutNull(options: readonly Shape[]): Shape | null {
  const others = options.filter(({ type }) => type !== 'null');
  return options.length === 2 && others.length === 1 ? (others[0] ?? null) : null;
}

function namedOf(run: Run, options: readonly Shape[], value: unknown): unknown {
  if (typeOf(value) !== 'object') return refuse(run, 'invalid_type', value, { expected: 'object' });
  for (const option of options) if (isMeant(run, option, value)) return check(run, option, value);
  const name = constantOf(run, options[0]);
  if (name === null) return refuse(run, 'invalid_union', value);
  refuseAt(run, name, 'invalid_union', value);
  return value;
}

function constantOf(run: Run, option: Shape | undefined): string | null {
  const shape = option?.$ref === undefined ? option : target(run, option.$ref);
  for (const name of Object.keys(shape?.properties ?? {})) {
    const member = shape?.properties?.[name];
    if (member !== undefined && owns(member, 'const')) return name;
  }
  return null;
}

/** Whether it is the option that a value names by its constant members. */
function isMeant(run: Run, option: Shape, value: unknown): boolean {
  const shape = option.$ref === undefined ? option : target(run, option.$ref);
  const { properties } = shape;
  if (properties === undefined || typeOf(value) !== 'object') return false;
  let named = false;
  for (const name of Object.keys(properties)) {
    const member = properties[name];
    if (member === undefined || !owns(member, 'const')) continue;
    const given = owns(value as object, name) ? (value as { readonly [name: string]: unknown })[name] : undefined;
    if (given !== member.const) return false;
    named = true;
  }
  return named;
}

function checkString(run: Run, shape: Shape, value: string): void {
  if (shape.minLength !== undefined && value.length < shape.minLength) refuse(run, 'too_small', value, { minimum: shape.minLength });
  if (shape.maxLength !== undefined && value.length > shape.maxLength) refuse(run, 'too_big', value, { maximum: shape.maxLength });
  if (shape.pattern !== undefined && !patternOf(shape.pattern).test(value)) refuse(run, 'invalid_format', value);
}

function checkNumber(run: Run, shape: Shape, value: number): void {
  if (shape.minimum !== undefined && value < shape.minimum) refuse(run, 'too_small', value, { minimum: shape.minimum });
  if (shape.maximum !== undefined && value > shape.maximum) refuse(run, 'too_big', value, { maximum: shape.maximum });
}

function checkArray(run: Run, shape: Shape, value: readonly unknown[]): unknown {
  if (shape.minItems !== undefined && value.length < shape.minItems) refuse(run, 'too_small', value, { minimum: shape.minItems });
  if (shape.maxItems !== undefined && value.length > shape.maxItems) refuse(run, 'too_big', value, { maximum: shape.maxItems });
  const { items, prefixItems } = shape;
  if (prefixItems !== undefined) return checkTuple(run, prefixItems, value);
  if (items === undefined) return value;
  return value.map((item, index) => checkAt(run, items, item, index));
}

function checkTuple(run: Run, shapes: readonly Shape[], value: readonly unknown[]): unknown {
  if (value.length !== shapes.length) return refuse(run, value.length < shapes.length ? 'too_small' : 'too_big', value);
  return shapes.map((shape, index) => checkAt(run, shape, value[index], index));
}

function checkObject(run: Run, shape: Shape, value: { readonly [name: string]: unknown }): unknown {
  const properties = shape.properties ?? {};
  const result: { [name: string]: unknown } = {};
  for (const name of Object.keys(properties)) {
    const inner = properties[name];
    if (inner === undefined) continue;
    const given = owns(value, name) ? value[name] : undefined;
    const required = (shape.required ?? []).indexOf(name) >= 0;
    if (given !== undefined) result[name] = checkAt(run, inner, given, name);
    else if (required && (!isAnything(inner) || !owns(value, name))) {
      const before = run.issues.length;
      if (!isAnything(inner)) checkAt(run, inner, given, name);
      // Nothing to check it against, or nothing that refuses what is not there.
      if (run.issues.length === before) refuseAt(run, name, 'invalid_type', given, { expected: 'nonoptional' });
    }
  }
  for (const name of Object.keys(value)) if (!owns(properties, name)) checkOther(run, shape, value, name, result);
  return result;
}

function isAnything(shape: Shape): boolean {
  return Object.keys(shape).length === 0;
}

function checkOther(
  run: Run,
  shape: Shape,
  value: { readonly [name: string]: unknown },
  name: string,
  result: { [name: string]: unknown },
): void {
  const { additionalProperties: other, propertyNames } = shape;
  // No engine agrees with another on what writing this member does; zod leaves it out.
  if (name === '__proto__') return;
  if (other === undefined) return;
  if (other === false) {
    refuse(run, 'unrecognized_keys', value);
    return;
  }
  if (propertyNames !== undefined) checkAt(run, propertyNames, name, name);
  result[name] = checkAt(run, other, value[name], name);
}
