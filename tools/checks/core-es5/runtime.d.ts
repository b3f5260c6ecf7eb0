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
  readonly $defs?: {
    readonly [name: string]: Shape;
  };
  readonly properties?: {
    readonly [name: string]: Shape;
  };
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
type Result =
  | {
      readonly success: true;
      readonly data: unknown;
    }
  | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly Issue[];
      };
    };
export interface Compiled {
  safeParse(value: unknown): Result;
}
/** `json`: a Shape. It is read at the first use, for most scripts need few of the schemas. */
export declare function compiled(json: string): Compiled;
export declare function safeParse(schema: Compiled, value: unknown): Result;
export declare function parse(schema: Compiled, value: unknown): unknown;
export {};
