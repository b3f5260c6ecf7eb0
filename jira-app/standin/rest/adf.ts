/**
 * Holds documents against the published ADF schema, as the real host does.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Draft4 from 'ajv-draft-04';
import { isObject, parsed, type Json, type JsonObject } from '../model/json.ts';

type Validate = (value: unknown) => boolean;
let validate: Validate | null = null;

/** Made at the first use: compiling the schema takes a while, and many tests write no document. */
function validator(): Validate {
  if (validate !== null) return validate;
  const require = createRequire(import.meta.url);
  const schema = parsed(readFileSync(require.resolve('@atlaskit/adf-schema/json-schema/v1/full.json'), 'utf8'));
  if (!isObject(schema)) throw new Error('the ADF schema is no object');
  validate = new Draft4.default({ strict: false, validateSchema: false }).compile(schema);
  return validate;
}

/** The document, or null where it is none. */
export function readDocument(value: Json | undefined): JsonObject | null {
  return isObject(value) && validator()(value) ? value : null;
}

/** What an empty editor saves; Jira stores it as null. */
export const isEmptyDocument = (document: JsonObject) => Array.isArray(document['content']) && document['content'].length === 0;
