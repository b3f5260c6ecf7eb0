import * as z from 'zod/mini';

/** The value in its type, or null where the schema refuses it. */
export function checked<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> | null {
  const result = z.safeParse(schema, value);
  return result.success ? result.data : null;
}

/** Parses the text too; null: not JSON, or refused. */
export function checkedText<Schema extends z.ZodMiniType>(schema: Schema, text: string): z.infer<Schema> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return checked(schema, value);
}
