/** A configuration file: JSON, or YAML, of which JSON is a part (https://yaml.org/spec/1.2.2/#12-overview). */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

export type ReadFile =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string };

/** Its text may hold secrets some day: problems quote none of it. */
export function readConfigurationFile(path: string): ReadFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (caught) {
    return { ok: false, problem: `cannot be read: ${caught instanceof Error ? caught.message : path}` };
  }
  const values = z.record(z.string(), z.unknown()).nullable().safeParse(parsed(text));
  return values.success
    ? { ok: true, values: values.data ?? {} }
    : { ok: false, problem: `${path} must be JSON or YAML, one setting a line, as in “port: 8137”` };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    return undefined;
  }
}
