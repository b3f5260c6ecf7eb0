/**
 * Web triggers: addresses by which the outside calls a function. The platform authenticates nobody.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/web-trigger/
 */
import { randomUUID } from 'node:crypto';
import { asText, inWords, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { RestAnswer } from '../rest/wire.ts';
import type { Durable } from './durable.ts';
import type { Manifest } from './manifest.ts';
import type { Outcome } from './runtime.ts';

const space = 'webtrigger';
const maxPayload = 5 * 1024 * 1024;

export interface WebRequest {
  readonly method: string;
  /** `/public/{id}/…` */
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export class WebTriggers {
  readonly #manifest: Manifest;
  readonly #durable: Durable;
  readonly #base: () => string;

  constructor(manifest: Manifest, durable: Durable, base: () => string) {
    this.#manifest = manifest;
    this.#durable = durable;
    this.#base = base;
  }

  /** The same module gets the same address until it is deleted. Null: no such module. */
  url(moduleKey: string, forceCreate: boolean): string | null {
    if (!this.#manifest.webTriggers.some((module) => module.key === moduleKey)) return null;
    const known = this.#durable.entries(space).find(([, key]) => key === moduleKey);
    const id = known === undefined || forceCreate ? randomUUID().replaceAll('-', '') : known[0];
    this.#durable.set(space, id, moduleKey);
    return `${this.#base()}/public/${id}`;
  }

  urls(): { readonly triggerKey: string; readonly url: string }[] {
    return this.#durable.entries(space).map(([id, key]) => ({ triggerKey: inWords(key), url: `${this.#base()}/public/${id}` }));
  }

  remove(id: string): boolean {
    const known = this.#durable.get(space, id) !== undefined;
    this.#durable.remove(space, id);
    return known;
  }

  /** The GraphQL operations behind `webTrigger` of @forge/api; null: another operation. */
  graphql(body: Json): JsonObject | null {
    const query = isObject(body) ? (asText(body['query']) ?? '') : '';
    const variables = isObject(body) && isObject(body['variables']) ? body['variables'] : {};
    const input = isObject(variables['input']) ? variables['input'] : {};
    if (query.includes('createWebTriggerUrl')) {
      const url = this.url(asText(input['triggerKey']) ?? '', variables['forceCreate'] === true);
      return url === null
        ? { data: { createWebTriggerUrl: null }, errors: [{ message: 'No web trigger with this key.' }] }
        : { data: { createWebTriggerUrl: { url } } };
    }
    if (query.includes('deleteWebTriggerUrl'))
      return { data: { deleteWebTriggerUrl: { success: this.remove(asText(variables['id']) ?? ''), message: null } } };
    if (query.includes('webTriggerUrlsByAppContext'))
      return { data: { webTriggerUrlsByAppContext: this.urls().map((one) => ({ ...one })) } };
    return null;
  }

  async answer(
    request: WebRequest,
    invoke: (functionKey: string, moduleKey: string, payload: JsonObject) => Promise<Outcome>,
  ): Promise<RestAnswer> {
    const [, , id = ''] = request.path.split('/');
    const moduleKey = this.#durable.get(space, id);
    const module = this.#manifest.webTriggers.find((one) => one.key === moduleKey);
    if (module === undefined) return { status: 404, json: { message: 'Web trigger not found' } };
    if (request.body.length > maxPayload) return { status: 413, json: { message: 'Payload too large' } };
    const outcome = await invoke(module.function, module.key, requestPayload(request, `/public/${id}`));
    if (outcome.kind === 'failed')
      return { status: outcome.name === 'FUNCTION_TIME_OUT' ? 504 : 424, json: { message: 'Error processing request' } };
    return module.response?.type === 'static' ? staticAnswer(module.response.outputs, outcome.body) : dynamicAnswer(outcome.body);
  }
}

function requestPayload(request: WebRequest, prefix: string): JsonObject {
  const headers: { [name: string]: string[] } = {};
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), request.rawHeaders[at + 1] ?? ''];
  }
  const queryParameters: { [name: string]: string[] } = {};
  for (const name of request.query.keys()) queryParameters[name] = request.query.getAll(name);
  return {
    method: request.method,
    headers,
    body: request.body.toString('utf8'),
    path: request.path,
    userPath: request.path.slice(prefix.length),
    queryParameters,
  };
}

function dynamicAnswer(body: unknown): RestAnswer {
  const given = typeof body === 'object' && body !== null ? body : {};
  const status = 'statusCode' in given ? given.statusCode : undefined;
  if (typeof status !== 'number' || !Number.isInteger(status)) return { status: 424, json: { message: 'Error processing request' } };
  const headers: { [name: string]: string } = {};
  if ('headers' in given && typeof given.headers === 'object' && given.headers !== null) {
    // Header values are lists of text; anything else is ignored by the platform.
    for (const [name, values] of Object.entries(given.headers))
      if (Array.isArray(values)) headers[name.toLowerCase()] = values.map(String).join(', ');
  }
  return { status, headers, bytes: Buffer.from('body' in given && typeof given.body === 'string' ? given.body : '') };
}

type Outputs = NonNullable<Manifest['webTriggers'][number]['response']>['outputs'];

function staticAnswer(outputs: Outputs, body: unknown): RestAnswer {
  const key = typeof body === 'object' && body !== null && 'outputKey' in body ? body.outputKey : undefined;
  const output = outputs.find((one) => one.key === key);
  if (output === undefined) return { status: 424, json: { message: 'Error processing request' } };
  return {
    status: output.statusCode,
    headers: output.contentType === undefined ? {} : { 'content-type': output.contentType },
    bytes: Buffer.from(output.body ?? ''),
  };
}
