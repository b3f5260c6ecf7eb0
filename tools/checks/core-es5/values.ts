/**
 * Values for a schema's shape: mostly what it asks for, now and then something else, in any place.
 *
 * Texts and odd values come from pools that fast-check fills once for a shape: what is put together of them is made by plain
 * code, because an arbitrary of a deep shape takes ten times as long.
 */
import * as fc from 'fast-check';
import type { Shape } from './runtime.ts';

/** A number from 0 up to 1. */
export type Chance = () => number;

const POOL = 400;
/** Half of the values are what the shape asks for in every place; of the others one part in so many is not. */
const ODD = 40;

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constant({}),
  fc.constant([]),
);
/** Names that occur in no schema, and one that is a trap. */
const strangers: readonly string[] = ['stranger', 'constructor', 'toString', ''];

/** What fits, and lengths besides that are one too short or too long, and letters that a pattern does not have. */
function oddTexts(shape: Shape): fc.Arbitrary<string> {
  const { minLength = 0, maxLength } = shape;
  const edges = [minLength - 1, minLength, ...(maxLength === undefined ? [] : [maxLength, maxLength + 1])].filter(
    (length) => length >= 0 && length < 300_000,
  );
  return fc.oneof(
    { weight: 30, arbitrary: fittingTexts(shape) },
    { weight: 1, arbitrary: fc.constantFrom(...edges).map((length) => 'a'.repeat(length)) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  );
}

function fittingTexts({ pattern, minLength = 0, maxLength }: Shape): fc.Arbitrary<string> {
  const longest = Math.min(maxLength ?? minLength + 12, minLength + 12);
  if (pattern !== undefined)
    return fc
      .stringMatching(new RegExp(pattern))
      .map((text) => (maxLength !== undefined && text.length > maxLength ? text.slice(0, maxLength) : text));
  return fc.oneof(
    fc.string({ minLength, maxLength: longest }),
    fc.string({ unit: 'binary', minLength, maxLength: longest }).map((text) => text.slice(0, maxLength)),
  );
}

function numbers({ type, minimum, maximum }: Shape): fc.Arbitrary<number> {
  const min = minimum ?? Number.MIN_SAFE_INTEGER;
  const max = maximum ?? Number.MAX_SAFE_INTEGER;
  return type === 'integer' || (typeof type === 'object' && type.includes('integer'))
    ? fc.maxSafeInteger().filter((value) => value >= min && value <= max)
    : fc.oneof(
        fc.double({ min, max, noNaN: true }),
        fc.maxSafeInteger().filter((value) => value >= min && value <= max),
      );
}

const oddNumbers = (shape: Shape): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: numbers(shape) }, { weight: 1, arbitrary: fc.oneof(fc.double(), fc.constant(2 ** 53), fc.integer()) });

/** Of a record's names where nothing is said of them. */
const anyText: Shape = {};

const anyShape: Shape = { const: 'anything' };

/** Shared by all schemas: the same texts occur in many of them. */
const pools = new Map<string, readonly unknown[]>();

function poolOf(key: string, arbitrary: () => fc.Arbitrary<unknown>): readonly unknown[] {
  const pool = pools.get(key) ?? fc.sample(arbitrary(), POOL);
  pools.set(key, pool);
  return pool;
}

export class Values {
  readonly #top: Shape;
  readonly #chance: Chance;
  readonly #fittingOnes = new Map<Shape, readonly unknown[]>();
  readonly #odd = new Map<Shape, readonly unknown[]>();
  readonly #members = new Map<Shape, readonly (readonly [string, Shape])[]>();
  #isOdd = false;

  constructor(top: Shape, chance: Chance) {
    this.#top = top;
    this.#chance = chance;
  }

  next(): unknown {
    this.#isOdd = !this.#isOdd;
    return this.#near(this.#top, 0);
  }

  #below(limit: number): number {
    return Math.floor(this.#chance() * limit);
  }

  #oneOf<T>(options: readonly T[]): T {
    const option = options[this.#below(options.length)];
    if (option === undefined && options.length === 0) throw new Error('nothing to choose from');
    return option as T;
  }

  /** One of the pool of such shapes, which is filled when it is first needed. */
  #pooled(shape: Shape, fitting: () => fc.Arbitrary<unknown>, odd: () => fc.Arbitrary<unknown>): unknown {
    const known = this.#isOdd ? this.#odd : this.#fittingOnes;
    const pool = known.get(shape) ?? poolOf(`${this.#isOdd ? 'odd' : 'fitting'} ${JSON.stringify(shape)}`, this.#isOdd ? odd : fitting);
    known.set(shape, pool);
    return this.#oneOf(pool);
  }

  #anything(): unknown {
    const arbitrary = () => anything;
    return this.#pooled(anyShape, arbitrary, arbitrary);
  }

  #near(shape: Shape, depth: number): unknown {
    return this.#isOdd && this.#below(ODD) === 0 ? this.#anything() : this.#fitting(shape, depth);
  }

  #fitting(shape: Shape, depth: number): unknown {
    if (shape.$ref !== undefined) return depth > 4 ? this.#anything() : this.#near(this.#named(shape.$ref), depth + 1);
    const options = shape.anyOf ?? shape.oneOf;
    if (options !== undefined) return this.#near(this.#oneOf(options), depth);
    if ('const' in shape) return shape.const;
    if (shape.enum !== undefined) return this.#oneOf(shape.enum);
    const types: readonly string[] = shape.type === undefined ? [] : typeof shape.type === 'string' ? [shape.type] : shape.type;
    return types.length === 0 ? this.#anything() : this.#ofType(this.#oneOf(types), shape, depth);
  }

  #named(ref: string): Shape {
    return ref === '#' ? this.#top : (this.#top.$defs?.[ref.slice('#/$defs/'.length)] ?? {});
  }

  #ofType(type: string, shape: Shape, depth: number): unknown {
    if (type === 'null') return null;
    if (type === 'boolean') return this.#below(2) === 0;
    if (type === 'integer' || type === 'number')
      return this.#pooled(
        shape,
        () => numbers(shape),
        () => oddNumbers(shape),
      );
    if (type === 'string') return this.#text(shape);
    return type === 'array' ? this.#array(shape, depth) : this.#object(shape, depth);
  }

  #text(shape: Shape): unknown {
    return this.#pooled(
      shape,
      () => fittingTexts(shape),
      () => oddTexts(shape),
    );
  }

  #array({ items, prefixItems, minItems = 0, maxItems }: Shape, depth: number): unknown {
    if (prefixItems !== undefined && !(this.#isOdd && this.#below(10) === 0)) return prefixItems.map((item) => this.#near(item, depth + 1));
    const length = Math.min(minItems + this.#below(depth > 1 ? 2 : 3), maxItems ?? Number.MAX_SAFE_INTEGER);
    return Array.from({ length }, () => (items === undefined ? this.#anything() : this.#near(items, depth + 1)));
  }

  /** Mostly with all members, now and then without those that need not be there, or without any of them. */
  #object(shape: Shape, depth: number): unknown {
    const other = shape.additionalProperties;
    const made: Record<string, unknown> = {};
    if (shape.properties === undefined && typeof other === 'object') {
      for (let left = this.#below(5); left > 0; left--)
        this.#add(made, String(this.#text(shape.propertyNames ?? anyText)), this.#near(other, depth + 1));
      return made;
    }
    const kind = this.#below(this.#isOdd ? 43 : 42) + (this.#isOdd ? 0 : 1);
    const isLeftOut = (name: string): boolean =>
      kind > 2 ? false : kind > 0 ? shape.required?.includes(name) !== true && this.#below(2) === 0 : this.#below(2) === 0;
    for (const [name, inner] of this.#membersOf(shape)) if (!isLeftOut(name)) this.#add(made, name, this.#near(inner, depth + 1));
    if (this.#isOdd && this.#below(41) === 0) this.#add(made, this.#oneOf(strangers), this.#anything());
    return made;
  }

  #membersOf(shape: Shape): readonly (readonly [string, Shape])[] {
    const members = this.#members.get(shape) ?? Object.entries(shape.properties ?? {});
    this.#members.set(shape, members);
    return members;
  }

  /** An own member, whatever its name. */
  #add(to: Record<string, unknown>, name: string, value: unknown): void {
    if (name !== '__proto__') to[name] = value;
    else Object.defineProperty(to, name, { value, writable: true, enumerable: true, configurable: true });
  }
}
