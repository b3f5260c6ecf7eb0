/** What stands in for zod/mini where schemas are compiled: the two functions that the core calls. */
interface Validator {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly keyword: string }[] | null;
}

interface Issue {
  readonly path: readonly string[];
  readonly code: string;
}

type Result =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };

export interface Compiled {
  safeParse(value: unknown): Result;
}

export function compiled(validate: Validator): Compiled {
  return {
    safeParse: (value) => {
      if (validate(value)) return { success: true, data: value };
      const issues = (validate.errors ?? []).map((error) => ({ path: error.instancePath.split('/').slice(1), code: error.keyword }));
      return { success: false, error: { issues } };
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
