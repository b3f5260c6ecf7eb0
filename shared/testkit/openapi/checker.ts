/**
 * Holds requests and answers against an official API description.
 *
 * 1. What the description does not know (path, method, query parameter, media type) is a violation, not a pass.
 * 2. A media type without a schema, and bodies that are not JSON, are not looked into.
 * 3. Checks never throw for what they check; they answer the list of violations, empty where there is none.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import {
  isTree,
  readDescription,
  toJsonSchema,
  type Content,
  type Description,
  type Operation,
  type Parameter,
  type Tree,
} from './document.ts';

export interface CheckedRequest {
  readonly method: string;
  /** As sent, without the query, with the server's prefix removed: `/rest/api/3/issue/10001`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string | undefined };
  /** Parsed where it is JSON; undefined where there is none; anything else is not looked into. */
  readonly body: unknown;
}

export interface CheckedResponse extends Pick<CheckedRequest, 'method' | 'path'> {
  readonly status: number;
  /** The media type, parameters allowed; undefined where there is no body. */
  readonly contentType: string | undefined;
  readonly body: unknown;
}

export interface CheckerOptions {
  /** Atlassian's descriptions never say `nullable`, yet its answers say null for an empty member: read it as absent. */
  readonly nullIsAbsent?: boolean;
}

export interface OpenApiChecker {
  checkRequest(request: CheckedRequest): readonly string[];
  checkResponse(response: CheckedResponse): readonly string[];
  /** Method and path template that a request falls under, or null. */
  operationOf(method: string, path: string): string | null;
}

type Direction = 'request' | 'response';

/** Vendors' dates carry `+0000` where RFC 3339 wants `+00:00`, and integers are given as formats. */
function formats(ajv: Ajv): Ajv {
  addFormats.default(ajv);
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i);
  for (const name of ['binary', 'byte', 'unixTimestamp', 'int8', 'int16', 'uint8']) ajv.addFormat(name, true);
  return ajv;
}

function compilers(descriptions: readonly Description[]) {
  const made = new Map<string, ValidateFunction>();
  const engines = new Map<Direction, Ajv>();
  const engine = (direction: Direction) => {
    const known = engines.get(direction);
    if (known !== undefined) return known;
    const ajv = formats(new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false, ownProperties: true }));
    for (const description of descriptions) ajv.addSchema(toJsonSchema(description.document, direction), description.id);
    engines.set(direction, ajv);
    return ajv;
  };
  return (direction: Direction, documentId: string, pointer: string) => {
    const key = `${direction} ${documentId}#${pointer}`;
    const validate =
      made.get(key) ?? engine(direction).compile({ $ref: `${documentId}#${pointer.split('/').map(encodeURIComponent).join('/')}` });
    made.set(key, validate);
    return validate;
  };
}

const violationsOf = (where: string, validate: ValidateFunction, value: unknown): string[] =>
  validate(value)
    ? []
    : (validate.errors ?? []).map(
        (error) => `${where}${error.instancePath}: ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
      );

const mediaTypeOf = (contentType: string | undefined) => (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

function contentFor(contents: readonly Content[], mediaType: string): Content | undefined {
  return (
    contents.find((content) => content.mediaType.toLowerCase() === mediaType) ?? contents.find((content) => content.mediaType === '*/*')
  );
}

/** A query says everything in text: the schema's type tells what to read it as. */
function read(text: string, type: unknown): unknown {
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function parameterValue(parameter: Parameter, texts: readonly string[]): unknown {
  const items = parameter.schema['items'];
  if (parameter.schema['type'] !== 'array') return read(texts[0] ?? '', parameter.schema['type']);
  const type = typeof items === 'object' && items !== null && 'type' in items ? items.type : undefined;
  const split = parameter.separator === null ? texts : texts.flatMap((text) => text.split(parameter.separator ?? ','));
  return split.map((text) => read(text, type));
}

function queryViolations(
  operation: Operation,
  query: URLSearchParams,
  validateValue: (schema: Tree, value: unknown) => string | null,
): string[] {
  const found: string[] = [];
  const known = operation.parameters.filter((parameter) => parameter.place === 'query');
  for (const name of new Set(query.keys())) {
    if (!known.some((parameter) => parameter.name === name)) found.push(`query ${name}: the description does not know it`);
  }
  for (const parameter of known) {
    const texts = query.getAll(parameter.name);
    if (texts.length === 0) {
      if (parameter.required) found.push(`query ${parameter.name}: required`);
      continue;
    }
    const problem = validateValue(parameter.schema, parameterValue(parameter, texts));
    if (problem !== null) found.push(`query ${parameter.name}: ${problem}`);
  }
  return found;
}

function valueCheck() {
  const ajv = formats(new Ajv({ strict: false, validateSchema: false, logger: false, ownProperties: true }));
  return (schema: Tree, value: unknown): string | null => {
    const { required: _required, in: _in, name: _name, ...rest } = schema;
    const clean = toJsonSchema(rest, 'request');
    if (JSON.stringify(clean).includes('$ref')) return null;
    return ajv.validate(clean, value) ? null : ajv.errorsText();
  };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

type Compile = ReturnType<typeof compilers>;

function bodyViolations(operation: Operation, request: CheckedRequest, compile: Compile): string[] {
  if (request.body === undefined) return operation.bodyRequired ? ['body: required'] : [];
  const mediaType = mediaTypeOf(request.headers['content-type']);
  const content = contentFor(operation.body, mediaType);
  if (content === undefined) {
    const known = operation.body.map((one) => one.mediaType).join(', ') || '(none)';
    return [`body: ${mediaType || 'no media type'}, not one of ${known}`];
  }
  if (content.pointer === null || !mediaType.includes('json')) return [];
  return violationsOf('body', compile('request', operation.documentId, content.pointer), request.body);
}

const headerViolations = (operation: Operation, request: CheckedRequest): string[] =>
  operation.parameters
    .filter(
      (parameter) => parameter.place === 'header' && parameter.required && request.headers[parameter.name.toLowerCase()] === undefined,
    )
    .map((parameter) => `header ${parameter.name}: required`);

function answerViolations(operation: Operation, response: CheckedResponse, compile: Compile, options: CheckerOptions): string[] {
  const status = String(response.status);
  const contents = operation.responses.get(status) ?? operation.responses.get(`${status[0]}XX`) ?? operation.responses.get('default');
  const where = `${operation.method} ${operation.template} → ${status}`;
  if (contents === undefined) return [`${where}: the description does not know this status`];
  const mediaType = mediaTypeOf(response.contentType);
  const content = contentFor(contents, mediaType);
  if (content?.pointer == null || !mediaType.includes('json')) return [];
  const body = options.nullIsAbsent === true ? withoutNulls(response.body) : response.body;
  return violationsOf(`${where}: body`, compile('response', operation.documentId, content.pointer), body);
}

const fits = (operation: Operation, path: string) => operation.matcher.test(path) || operation.matcher.test(decoded(path));
const unknown = (method: string, path: string) => [`${method} ${path}: the description does not know it`];

/** @param paths one description, or several that together describe one host (Azure DevOps). */
export function openApiChecker(paths: string | readonly string[], options: CheckerOptions = {}): OpenApiChecker {
  const descriptions = (typeof paths === 'string' ? [paths] : paths).map(readDescription);
  const operations = descriptions.flatMap((description) => description.operations);
  const compile = compilers(descriptions);
  const validateValue = valueCheck();
  const find = (method: string, path: string) =>
    operations
      .filter((operation) => operation.method === method.toUpperCase() && fits(operation, path))
      .toSorted((a, b) => b.literal - a.literal)[0];

  return {
    operationOf(method, path) {
      const operation = find(method, path);
      return operation === undefined ? null : `${operation.method} ${operation.template}`;
    },
    checkRequest(request) {
      const operation = find(request.method, request.path);
      if (operation === undefined) return unknown(request.method, request.path);
      const found = [
        ...queryViolations(operation, request.query, validateValue),
        ...headerViolations(operation, request),
        ...bodyViolations(operation, request, compile),
      ];
      return found.map((violation) => `${operation.method} ${operation.template}: ${violation}`);
    },
    checkResponse(response) {
      const operation = find(response.method, response.path);
      return operation === undefined ? unknown(response.method, response.path) : answerViolations(operation, response, compile, options);
    },
  };
}
