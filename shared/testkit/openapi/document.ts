/** Reads an official API description (OpenAPI 3.0 or Swagger 2.0) into the few facts that a check of requests needs. */
import { readFileSync } from 'node:fs';

/** What a description says is arbitrary JSON; every look into it goes through `at`. */
export type Tree = { readonly [key: string]: unknown };

const places = ['query', 'path', 'header', 'cookie', 'body', 'formData'] as const;
export type Place = (typeof places)[number];

export interface Parameter {
  readonly name: string;
  readonly place: Place;
  readonly required: boolean;
  readonly schema: Tree;
  /** How several values are written: repeated parameters, or joined by this character. */
  readonly separator: string | null;
}

export interface Content {
  readonly mediaType: string;
  /** JSON pointer into the document, or null where the description gives no schema. */
  readonly pointer: string | null;
}

export interface Operation {
  readonly method: string;
  readonly template: string;
  readonly matcher: RegExp;
  /** More literal characters win where two templates match. */
  readonly literal: number;
  readonly parameters: readonly Parameter[];
  readonly bodyRequired: boolean;
  readonly body: readonly Content[];
  readonly responses: ReadonlyMap<string, readonly Content[]>;
  /** Media types the operation produces where responses do not name them (Swagger 2.0). */
  readonly documentId: string;
}

export interface Description {
  readonly id: string;
  readonly document: Tree;
  readonly operations: readonly Operation[];
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(tree: unknown, key: string): Tree {
  const found = isTree(tree) ? tree[key] : undefined;
  return isTree(found) ? found : {};
}

function list(tree: Tree, key: string): readonly unknown[] {
  const found = tree[key];
  return Array.isArray(found) ? found : [];
}

function resolve(document: Tree, tree: unknown): Tree {
  if (!isTree(tree)) return {};
  const reference = tree['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return tree;
  let here: unknown = document;
  for (const part of reference.slice(2).split('/')) here = at(here, part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return isTree(here) ? here : {};
}

const escape = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * @param optional path parameters that Azure DevOps leaves out, segment and all, where the call is about the whole
 * organization (`x-ms-required: false`); its descriptions know only the longest form.
 * https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/wiql/query-by-wiql
 */
function matcherOf(template: string, optional: readonly string[]): { matcher: RegExp; literal: number } {
  const parts = template.split(/(\{[^}]+\})/);
  let source = parts.map((part) => (part.startsWith('{') ? part : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).join('');
  for (const name of optional) source = source.replace(`/{${name}}/`, '(?:/[^/]+)?/').replace(new RegExp(`/\\{${name}\\}$`), '(?:/.+)?');
  source = source.replace(/\{[^}]+\}/g, '([^/]+)');
  const literal = parts.filter((part) => !part.startsWith('{')).join('').length;
  return { matcher: new RegExp(`^${source}/?$`, 'i'), literal };
}

function parameterOf(document: Tree, raw: unknown): Parameter {
  const parameter = resolve(document, raw);
  const swagger2 = !isTree(parameter['schema']);
  const schema = swagger2 ? parameter : at(parameter, 'schema');
  const joined = parameter['explode'] === false || (swagger2 && parameter['collectionFormat'] !== 'multi');
  return {
    name: String(parameter['name']),
    place: places.find((place) => place === parameter['in']) ?? 'query',
    required: parameter['required'] === true,
    schema: resolve(document, schema),
    separator: joined ? ',' : null,
  };
}

function contents(holder: Tree, pointer: string): Content[] {
  return Object.entries(at(holder, 'content')).map(([mediaType, content]) => ({
    mediaType,
    pointer: isTree(content) && 'schema' in content ? `${pointer}/content/${escape(mediaType)}/schema` : null,
  }));
}

function bodyOf(document: Tree, raw: Tree, parameters: readonly unknown[], pointer: string, mediaTypes: readonly unknown[]) {
  if (isTree(raw['requestBody'])) {
    const body = raw['requestBody'];
    return { bodyRequired: body['required'] === true, body: contents(resolve(document, body), `${pointer}/requestBody`) };
  }
  const index = parameters.findIndex((parameter) => resolve(document, parameter)['in'] === 'body');
  if (index < 0) return { bodyRequired: false, body: [] };
  const required = resolve(document, parameters[index])['required'] === true;
  const declared = mediaTypes.length > 0 ? mediaTypes : ['application/json'];
  return {
    bodyRequired: required,
    body: declared.map((type) => ({ mediaType: String(type), pointer: `${pointer}/parameters/${index}/schema` })),
  };
}

function responsesOf(document: Tree, raw: Tree, pointer: string, mediaTypes: readonly unknown[]): Map<string, Content[]> {
  const found = new Map<string, Content[]>();
  for (const [status, response] of Object.entries(at(raw, 'responses'))) {
    const here = `${pointer}/responses/${escape(status)}`;
    const resolved = resolve(document, response);
    if (isTree(resolved['content'])) found.set(status, contents(resolved, here));
    else if (isTree(resolved['schema']))
      found.set(
        status,
        (mediaTypes.length > 0 ? mediaTypes : ['application/json']).map((type) => ({ mediaType: String(type), pointer: `${here}/schema` })),
      );
    else found.set(status, []);
  }
  return found;
}

function optionalSegments(document: Tree, parameters: readonly unknown[]): string[] {
  const resolved = parameters.map((parameter) => resolve(document, parameter));
  return resolved
    .filter((parameter) => parameter['in'] === 'path' && parameter['x-ms-required'] === false)
    .map((parameter) => String(parameter['name']));
}

function operationsOf(id: string, document: Tree): Operation[] {
  const basePath = document['basePath'];
  const base = typeof basePath === 'string' ? basePath.replace(/\/$/, '') : '';
  const operations: Operation[] = [];
  const sections = ['paths', 'x-ms-paths'].flatMap((section) =>
    Object.entries(at(document, section)).map(([key, item]) => ({ section, key, item })),
  );
  for (const { section, key, item } of sections) {
    const template = key.replace(/\?.*$/, '');
    for (const method of methods) {
      const raw = isTree(item) ? item[method] : undefined;
      if (!isTree(raw)) continue;
      const pointer = `/${section}/${escape(key)}/${method}`;
      const consumes = list(raw, 'consumes').length > 0 ? list(raw, 'consumes') : list(document, 'consumes');
      const produces = list(raw, 'produces').length > 0 ? list(raw, 'produces') : list(document, 'produces');
      const parameters = [...(isTree(item) ? list(item, 'parameters') : []), ...list(raw, 'parameters')];
      operations.push({
        method: method.toUpperCase(),
        template,
        ...matcherOf(base + template, optionalSegments(document, parameters)),
        parameters: parameters.map((parameter) => parameterOf(document, parameter)),
        ...bodyOf(document, raw, list(raw, 'parameters'), pointer, consumes),
        responses: responsesOf(document, raw, pointer, produces),
        documentId: id,
      });
    }
  }
  return merged(operations);
}

/**
 * `x-ms-paths` holds overloads that differ in their query alone: what any of them knows may be asked, and only what all of
 * them demand is required. https://github.com/Azure/autorest/blob/main/docs/extensions/readme.md#x-ms-paths
 */
function merged(operations: readonly Operation[]): Operation[] {
  const groups = Map.groupBy(operations, ({ method, template }) => `${method} ${template}`);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined || others.length === 0) return group;
    const all = group.flatMap(({ parameters }) => parameters);
    const parameters = [...Map.groupBy(all, ({ place, name }) => `${place} ${name}`).values()].flatMap((same) =>
      same.slice(0, 1).map((one) => ({ ...one, required: same.length === group.length && same.every(({ required }) => required) })),
    );
    return [{ ...first, parameters }];
  });
}

function convert(value: unknown, direction: 'request' | 'response'): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, direction));
  return isTree(value) ? toJsonSchema(value, direction) : value;
}

const isEmpty = (properties: unknown) => properties === undefined || (isTree(properties) && Object.keys(properties).length === 0);

/**
 * OpenAPI 3.0 says `nullable: true` where JSON Schema wants another type, and both kinds of description mark members
 * as read-only or write-only: a required read-only member need not be in a request, nor a write-only one in an answer.
 */
export function toJsonSchema(value: Tree, direction: 'request' | 'response'): Tree {
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === 'example' || key === 'examples' || key === 'x-ms-examples' || key === 'default') continue;
    copy[key] = convert(item, direction);
  }
  if (Array.isArray(copy['required']) && isTree(value['properties'])) {
    const properties = value['properties'];
    const absent = direction === 'request' ? 'readOnly' : 'writeOnly';
    const required = copy['required'].filter((name) => at(properties, String(name))[absent] !== true);
    if (required.length > 0) copy['required'] = required;
    else delete copy['required'];
  }
  if (typeof copy['exclusiveMinimum'] === 'boolean') delete copy['exclusiveMinimum'];
  if (typeof copy['exclusiveMaximum'] === 'boolean') delete copy['exclusiveMaximum'];
  // .NET's generator writes `object` for any value, and beside an `allOf` that says what it is.
  if (copy['type'] === 'object' && (isEmpty(copy['properties']) || 'allOf' in copy) && copy['additionalProperties'] === undefined)
    delete copy['type'];
  return copy['nullable'] === true ? { anyOf: [{ type: 'null' }, copy] } : copy;
}

/** @throws where the file is missing or is not a description. */
export function readDescription(path: string): Description {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const document: unknown = JSON.parse(text);
  if (!isTree(document) || !isTree(document['paths'])) throw new Error(`${path} is not an OpenAPI description`);
  return { id: path, document, operations: operationsOf(path, document) };
}
